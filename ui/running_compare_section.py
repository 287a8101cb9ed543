"""This run against an earlier one of the same person."""

from typing import Any

import pandas as pd
import streamlit as st

from analysis.errors import RequestRefused
from analysis.running_comparison import compare_documents, parse_document
from analysis.running_document import running_document
from analysis.running_edits import edits_told
from analysis.running_words import VIEW_WORDS
from records import Role
from records.types import RunningRecord
from running.compare import Comparison, SessionComparer
from running.metrics import metric_name
from ui.account import current_account
from ui.analysis_request import VIDEO_TYPES
from ui.clock import day_of, visitor_zone
from ui.event_view import by_hand, session_of
from ui.running_bench import LabRun, RunningBench
from ui.running_pair_section import (
    PairVideo,
    as_drawn,
    drawn_pair_video,
    kept_pair_video,
    pair_video,
    show_pair,
    show_pair_curves,
)
from ui.saving_videos import is_usable, kept_edits, running_record
from vision.video_errors import VideoError
from vision.video_scan import file_sha256

SEEN_AGAIN = "runs-seen-again"
ORDER = ("better", "worse", "same", "cannot tell")


def show_comparison(bench: RunningBench, run: LabRun) -> None:
    """Choose the earlier run, from this visit or from a downloaded JSON file."""
    st.header("Compare with an earlier run", anchor=False)
    others = [one for one in bench.runs if one.number != run.number]
    upload = st.file_uploader(
        "“Everything (JSON)” of the earlier run", type=["json"], key=f"compare-{run.number}"
    )
    earlier = None
    if others:
        earlier = st.selectbox(
            "Or a run of this visit",
            [None, *others],
            format_func=lambda one: one.title if one else "–",
            key=f"compare-visit-{run.number}",
        )
    kept = _choose_kept(run)
    try:
        if kept is not None:
            _show(kept.view, _against_kept(run, kept))
            _show_kept_video(bench, run, kept)
            return
        if upload is not None:
            before = parse_document(upload.getvalue(), upload.name)
        elif earlier is not None:
            before = running_document(earlier.result)
        else:
            st.caption("Compare runs at the same speed, in the same shoes, filmed the same way.")
            return
        after = running_document(run.result)
        for view, comparison in compare_documents(before, after).items():
            _show(view, comparison)
            _show_videos(bench, run, view, before, None if upload else earlier)
        show_pair_curves(before, after)
    except (RequestRefused, VideoError) as error:
        st.error(str(error))


def _show_videos(
    bench: RunningBench, run: LabRun, view: str, document: Any, earlier: LabRun | None
) -> None:
    """Both videos in step; that of a run from another day has to be given."""
    after = pair_video(run, view)
    if earlier is not None:
        show_pair(pair_video(earlier, view), after, key=f"{view}-{earlier.number}-{run.number}")
        return
    video = st.file_uploader(
        f"The drawn video of that run, {VIEW_WORDS[view]}, to see both in step",
        type=["mp4"],
        key=f"compare-video-{view}-{run.number}",
    )
    if video is not None:
        before = drawn_pair_video(document, bench.copied(video), view, after.film.beat)
        show_pair(before, as_drawn(after), key=f"{view}-file-{run.number}")


def _show_kept_video(bench: RunningBench, run: LabRun, record: RunningRecord) -> None:
    """Both runs in step and their key frames, once the video of the kept one is given again."""
    key = f"{record.id}-{run.number}"
    if edits := kept_edits(record):
        st.caption(f"In the run of that day: {edits_told(edits)}.")
    elif told := by_hand(record):
        st.caption(f"In the run of that day: {told}. Which ones was not kept: shown as found.")
    st.caption(
        "Videos and pictures are not kept in the records. To see both runs in step, with key "
        "frames side by side, give the video of that day again: the very file that was analysed."
    )
    upload = st.file_uploader(
        "The video of that day", type=list(VIDEO_TYPES), key=f"compare-kept-video-{key}"
    )
    if upload is None:
        return
    path = bench.copied(upload)
    if file_sha256(path) != record.source_sha256:
        raise RequestRefused("This is not the file that was analysed on that day.")
    seen: dict[str, PairVideo] = st.session_state.setdefault(SEEN_AGAIN, {})
    if upload.file_id not in seen:
        account = current_account()
        recordings = account.records.load_landmarks(
            account.actor, account.id, analysis_id=record.id
        )
        if not recordings:
            raise RequestRefused("The body points of that run were not kept.")
        seen[upload.file_id] = kept_pair_video(record, recordings[0], path)
    show_pair(seen[upload.file_id], pair_video(run, record.view), key=f"kept-{key}")


def _choose_kept(run: LabRun) -> RunningRecord | None:
    """A run in the person's own records that was filmed from the same side."""
    account = current_account()
    if account.person.role is not Role.PATIENT:
        return None
    views = {clip.analysis.view.value for clip in run.result.clips if is_usable(clip)}
    own = {clip.info.sha256 for clip in run.result.clips}
    found = [
        record
        for record in reversed(account.records.list_analyses(account.actor, account.id))
        if record.view in views and record.source_sha256 not in own
    ]
    if not found:
        return None
    titles = [_kept_title(record) for record in found]
    chosen = st.selectbox(
        "Or a run in your records",
        range(-1, len(found)),
        format_func=lambda n: _numbered(titles, n) if n >= 0 else "–",
        key=f"compare-kept-{run.number}",
    )
    return found[chosen] if chosen >= 0 else None


def _kept_title(record: RunningRecord) -> str:
    day = day_of(record.at, visitor_zone())
    return f"{day:%d %b %Y}, filmed {VIEW_WORDS[record.view]}"


def _numbered(titles: list[str], number: int) -> str:
    """A title of its own: a list tells runs of one day apart by their words."""
    alike = titles[number:].count(titles[number])
    return titles[number] if alike == 1 else f"{titles[number]} ({alike})"


def _against_kept(run: LabRun, record: RunningRecord) -> Comparison:
    now_seen = next(
        running_record(run.result, number, at=record.at)
        for number, clip in enumerate(run.result.clips)
        if clip.analysis.view.value == record.view and is_usable(clip)
    )
    return SessionComparer().compare(session_of(record), session_of(now_seen))


def _show(view: str, comparison: Comparison) -> None:
    """The five measures named beforehand in view, the others folded away."""
    st.markdown(f"**Filmed {VIEW_WORDS[view]}**")
    if comparison.conditions:
        st.markdown("\n".join(f"- {sentence}" for sentence in comparison.conditions))
    _table(comparison, primary=True)
    with st.expander("All other measures"):
        _table(comparison, primary=False)


def _table(comparison: Comparison, *, primary: bool) -> None:
    changes = [change for change in comparison.changes if change.primary is primary]
    changes.sort(key=lambda change: ORDER.index(change.verdict.value))
    table = pd.DataFrame(
        {
            "Measure": [metric_name(change.key) for change in changes],
            "Side": ["" if change.side == "both" else change.side for change in changes],
            "Verdict": [change.verdict.value for change in changes],
            "Why": [change.reason for change in changes],
        }
    )
    st.dataframe(
        table,
        hide_index=True,
        width="stretch",
        column_config={"Why": st.column_config.TextColumn(width="large")},
    )
