"""A video that was kept before: what was set by hand then is used again, and can be left out."""

from dataclasses import dataclass
from operator import methodcaller

import streamlit as st

from analysis.running_edits import (
    EventEdit,
    edit_sentence,
    edits_between,
    edits_text,
    with_edits,
)
from analysis.running_result import AnalysedClip
from records import Role
from records.types import RunningRecord
from ui.account import Account, current_account
from ui.attention_view import person_name
from ui.clock import day_of, visitor_zone
from ui.running_bench import LabRun, RunningBench
from ui.running_events_section import edit_events
from ui.saving_videos import fits, kept_edits

_KNOWN = "runs-kept-edits"


@dataclass(frozen=True, kw_only=True)
class KeptEdits:
    """What was set by hand in one of the videos of a run, on an earlier day.

    number  of the video · told  when, and for a clinician whose run it was
    """

    number: int
    told: str
    edits: tuple[EventEdit, ...]


def take_up_edits(bench: RunningBench, run: LabRun) -> LabRun:
    """The run; one that is new with what was set by hand when its videos were kept before."""
    known = st.session_state.setdefault(_KNOWN, {})
    account = current_account()
    key = (run.number, account.id)
    if key not in known:
        known[key] = _kept(account, run)
    if run.number not in bench.taken_up:
        bench.taken_up.add(run.number)
        for kept in known[key]:
            if _is_new(run, kept.number):
                bench.edit_clip(kept.number, methodcaller("with_edits", kept.edits))
    return bench.run or run


def _is_new(run: LabRun, number: int) -> bool:
    """True of a video as it was given: neither changed nor analysed again since."""
    return run.result.request.clips[number].landmarks is None and not run.result.clips[number].edits


def show_kept_edits(bench: RunningBench, run: LabRun) -> None:
    """What was set by hand in these videos before, whether it is used, and a button for it."""
    for kept in st.session_state[_KNOWN][run.number, current_account().id]:
        with st.container(border=True, key=f"kept-edits-{kept.number}"):
            _show(bench, run, kept)


def _show(bench: RunningBench, run: LabRun, kept: KeptEdits) -> None:
    clip = run.result.clips[kept.number]
    found = clip.analysis.run.found
    again = with_edits(found, kept.edits)
    wanted, now = set(edits_between(found, again)), set(clip.edits)
    used = wanted <= now
    video = f"{run.result.title(kept.number)}: " if len(run.result.clips) > 1 else ""
    state = "used again" if used else "not used now"
    st.markdown(f"{video}**{edits_text(len(kept.edits))}** on {kept.told}, {state}.")
    with st.expander("Which events"):
        st.markdown("\n".join(f"- {edit_sentence(edit)}" for edit in kept.edits))
    key = f"use-kept-{run.number}-{kept.number}"
    if not used and st.button("Use them", key=key):
        edit_events(bench, kept.number, lambda _: again)
    if wanted == now and st.button("Take the events as found", key=key):
        edit_events(bench, kept.number, lambda _: found)


def _kept(account: Account, run: LabRun) -> tuple[KeptEdits, ...]:
    found = (_of_video(account, n, clip) for n, clip in enumerate(run.result.clips))
    return tuple(kept for kept in found if kept is not None)


def _of_video(account: Account, number: int, clip: AnalysedClip) -> KeptEdits | None:
    """What was set by hand in the run of this video that was kept last."""
    records, actor = account.records, account.actor
    runs: list[tuple[RunningRecord, str]] = []
    for person_id, name in _holders(account, clip.info.sha256).items():
        mine = records.list_analyses(actor, person_id)
        runs += [(record, name) for record in mine if fits(record, clip)]
    if not runs:
        return None
    last, name = max(runs, key=lambda one: (one[0].at, one[0].id or 0))
    day = f"{day_of(last.at, visitor_zone()):%d %b %Y}"
    edits = kept_edits(last)
    return KeptEdits(number=number, told=f"{day}{name}", edits=edits) if edits else None


def _holders(account: Account, sha256: str) -> dict[str, str]:
    """Whose records to look into: one's own; a clinician's people who have this very file."""
    if account.person.role is Role.PATIENT:
        return {account.id: ""}
    people = account.records.list_holders(account.actor, sha256)
    mine = [person for person in people if person.demo is account.person.demo]
    return {person.id: f" ({person_name(person.label, person.id)})" for person in mine}
