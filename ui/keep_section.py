"""Keep what was seen in an uploaded video: a set, or a run. Only numbers, never the video."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, time
from functools import cache

import streamlit as st

from kinematics.quality import Grade
from records import RecordsError, Role
from ui.account import Account, current_account
from ui.analysis_request import DEMO_FOLDER
from ui.attention_view import person_lines
from ui.clock import day_of, now, visitor_zone
from ui.running_bench import LabRun
from ui.saving_videos import save_run, save_video_set
from ui.workbench import Finished

_STATES, _ASKED, _KEPT = "keep-states", "asked", "kept"
NOON = time(12)
LABEL = "Keep it in the records"
KEPT = "Kept. It is on the page Progress, and on the weeks your clinician sees."
KEPT_FOR_SOMEBODY = "Kept. It is among the weeks of this person."
TWICE = "A video with the same content was kept before: keep it again only if that is meant."
ONLY_DEMO = "A demo clip: not your own movement, so only a demo person can keep it in the records."

Save = Callable[[Account, str, datetime], object]


def show_keep_set(result: Finished) -> None:
    """A button that keeps the set of a video; nothing where there is nothing to keep."""
    session = result.analysis.session
    if session.quality.grade is Grade.REJECT or not session.reps:
        return

    def save(account: Account, person_id: str, at: datetime) -> None:
        save_video_set(account.records, account.actor, person_id, result, at=at)

    _offer(f"set-{result.number}", (result.analysis.clip.sha256,), save)


def show_keep_run(run: LabRun) -> None:
    """A button that keeps a run, as corrected by hand; nothing where nothing could be measured."""
    if run.result.quality.grade is Grade.REJECT:
        return

    def save(account: Account, person_id: str, at: datetime) -> None:
        save_run(account.records, account.actor, person_id, run.result, at=at)

    _offer(f"run-{run.number}", tuple(clip.info.sha256 for clip in run.result.clips), save)


def _offer(name: str, checksums: tuple[str, ...], save: Save) -> None:
    """A button; once it is pressed, the questions in its place."""
    if demo_checksums() & set(checksums) and not current_account().person.demo:
        st.caption(ONLY_DEMO)
        return
    state = st.session_state.setdefault(_STATES, {}).get(name)
    if state == _KEPT:
        st.success(st.session_state[_STATES][f"{name}-words"])
    elif state != _ASKED:
        st.button(LABEL, key=f"keep-{name}", on_click=_set_state, args=(name, _ASKED))
    else:
        with st.container(border=True, key="keep"):
            st.markdown(f"**{LABEL}**")
            _ask(name, checksums, save)


@cache
def demo_checksums() -> frozenset[str]:
    """SHA-256 of the clips that come with the app."""
    clips = DEMO_FOLDER.glob("*.mp4")
    return frozenset(hashlib.sha256(clip.read_bytes()).hexdigest() for clip in clips)


def _set_state(name: str, state: str) -> None:
    st.session_state[_STATES][name] = state


def _ask(name: str, checksums: tuple[str, ...], save: Save) -> None:
    """For whom, and on which day it was."""
    account = current_account()
    person_id = _whose(account)
    today = day_of(now(), visitor_zone())
    day = st.date_input("When was it?", today, max_value=today, key="keep-day")
    st.caption("Numbers and body points are kept, not the video.")
    try:
        if person_id and _known(account, person_id, checksums):
            st.info(TWICE)
        with st.container(horizontal=True):
            keep = st.button("Keep it", key="keep-now", type="primary", disabled=not person_id)
            st.button("Cancel", type="tertiary", on_click=_set_state, args=(name, ""))
        if not keep or person_id is None:
            return
        noon = datetime.combine(day, NOON, visitor_zone()).astimezone(UTC)
        save(account, person_id, min(noon, now()))
    except (RecordsError, PermissionError) as error:
        st.error(str(error))
        return
    own = account.person.role is Role.PATIENT
    st.session_state[_STATES][f"{name}-words"] = KEPT if own else KEPT_FOR_SOMEBODY
    _set_state(name, _KEPT)
    st.rerun()


def _known(account: Account, person_id: str, checksums: tuple[str, ...]) -> bool:
    return bool(account.records.list_files(account.actor, person_id).keys() & set(checksums))


def _whose(account: Account) -> str | None:
    """A patient keeps for themselves, a clinician for one of the people."""
    if account.person.role is Role.PATIENT:
        return account.id
    people = account.records.list_people(account.actor)
    lines = person_lines(people, demo=account.person.demo, now=now(), zone=visitor_zone())
    names = {line.person_id: line.name for line in lines}
    if not names:
        st.info("There is nobody yet whose records it could be kept in.")
        return None
    return st.selectbox(
        "Whose is it?",
        sorted(names, key=lambda one: names[one].lower()),
        format_func=names.__getitem__,
        index=None,
        placeholder="Choose a person",
        key="keep-whose",
    )
