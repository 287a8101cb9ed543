"""Two runs seen together: curves laid over each other, key frames beside each other, in step."""

from typing import Any

import streamlit as st

from analysis.running_comparison import curves_of
from reports.running_charts import CURVE_NAMES, SCREEN, before_after_chart
from reports.running_report import EVENT_WORDS
from running.curves import Curve
from ui.run_player.component import show_player
from ui.running_bench import LabRun
from ui.running_frames_section import KeyFrame, key_frames, show_frame
from ui.running_video_section import film_of

BEFORE, AFTER = "pair-before", "pair-after"


def show_pair_curves(before: Any, after: Any) -> None:
    """The curves that both documents have, one figure for each angle."""
    first, second = _by_key(curves_of(before)), _by_key(curves_of(after))
    keys = [key for key in CURVE_NAMES if key in first and key in second]
    if not keys:
        return
    st.markdown("**Angles over the gait cycle, before and after**")
    dark = st.context.theme.type == "dark"
    with st.container(horizontal=True, key="pair-curves"):
        for key in keys:
            with st.container(width=330):
                st.markdown(f"**{CURVE_NAMES[key]}**")
                st.altair_chart(
                    before_after_chart(first[key], second[key], dark=dark, size=SCREEN),
                    key=f"pair-curve-{key}",
                    alt=f"{CURVE_NAMES[key]} before (dashed) and after (full line).",
                )


def _by_key(curves: list[Curve]) -> dict[str, list[Curve]]:
    found: dict[str, list[Curve]] = {}
    for curve in curves:
        found.setdefault(curve.key, []).append(curve)
    return found


@st.fragment
def show_pair(before: LabRun, after: LabRun, view: str) -> None:
    """The videos of one view in step, and their key frames beside each other."""
    first, second = _number(before, view), _number(after, view)
    if first is None or second is None:
        return
    st.markdown("**Both videos in step: contacts of the same foot fall together**")
    columns = st.columns(2, wrap=False, gap="small")
    for column, run, number, key in (
        (columns[0], before, first, f"{BEFORE}-{view}"),
        (columns[1], after, second, f"{AFTER}-{view}"),
    ):
        with column, st.container(key=key):
            word = "Before" if key.startswith(BEFORE) else "After"
            st.video(run.annotated(number), alt=f"{word}: the drawn video")
            st.caption(word)
    show_player(
        film_of(after, second, f"{AFTER}-{view}"),
        film_of(before, first, f"{BEFORE}-{view}"),
        key=f"pair-player-{view}-{before.number}-{after.number}",
    )
    st.caption(
        "Buttons and keys move the video after; the one before follows. Between two contacts "
        "the time of the one before is stretched evenly."
    )
    _show_frames(before, after, view)


def _number(run: LabRun, view: str) -> int | None:
    """The video of a run that was filmed from a side."""
    clips = enumerate(run.result.clips)
    return next((n for n, clip in clips if clip.analysis.view.value == view), None)


def _show_frames(before: LabRun, after: LabRun, view: str) -> None:
    first, second = _frames(before, view), _frames(after, view)
    for kind, side in [key for key in first if key in second]:
        st.caption(f"{side.capitalize()} {EVENT_WORDS[kind]}: before, after")
        with st.container(horizontal=True):
            for frame in (first[kind, side], second[kind, side]):
                show_frame(frame, f"{frame.title}, {frame.moment.time_s:.2f} s")


def _frames(run: LabRun, view: str) -> dict[tuple[str, str], KeyFrame]:
    number = _number(run, view)
    title = None if number is None else run.result.title(number)
    return {
        (one.moment.key, one.moment.side): one
        for one in key_frames(run.result)
        if one.view == title
    }
