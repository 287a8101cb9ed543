"""What became of the stickers, and the picture in which they can be tapped."""

import base64

import numpy as np
import streamlit as st

from analysis.sticker_choice import Stickers
from running.recording import RunView
from ui.jump import show_component
from ui.running_bench import LabRun, RunningBench
from ui.running_setup_section import STICKER_WORDS, ask_lens, sticker_text
from vision.pelvis_track import Taps

WORN = (Stickers.ON_SKIN, Stickers.TIGHT_CLOTH)


def show_stickers(bench: RunningBench, run: LabRun) -> None:
    """The pelvis of the video from behind; nothing when there is none."""
    numbers = [n for n, clip in enumerate(run.result.clips) if clip.analysis.view is RunView.REAR]
    if not numbers:
        return
    st.header("The pelvis", anchor=False)
    for number in numbers:
        finding = run.result.clips[number].pelvis
        grade = f" :gray-badge[Grade {finding.grade.value}]" if finding.grade else ""
        st.markdown(
            f"**{run.result.title(number)}**{grade}\n"
            + "\n".join(f"- {reason[:1].upper()}{reason[1:]}" for reason in finding.reasons)
        )
        _taps(bench, run, number)
    with st.expander("How to place stickers"):
        st.markdown(sticker_text())


@st.fragment
def _taps(bench: RunningBench, run: LabRun, number: int) -> None:
    """Tap both stickers in a picture and measure again."""
    plain = run.result.clips[number].plain
    if plain is None:
        return
    with st.expander("Were the stickers not found, or the wrong spots? Tap them"):
        st.caption("Tap the middle of both stickers. A third tap begins anew.")
        source = "data:image/jpeg;base64," + base64.b64encode(plain.jpeg).decode()
        result = show_component(
            "tap",
            {"src": source, "run": run.number, "what": "the middle of both stickers"},
            key=f"tap-{run.number}-{number}",
            on_points_change=_noted,
        )
        points = getattr(result, "points", None) or []
        typed = st.text_input(
            "Or type where they are: x, y of one and x, y of the other, in pixels",
            key=f"tap-text-{run.number}-{number}",
        )
        try:
            points = typed_points(typed) or points
        except ValueError as error:
            st.error(str(error))
        on = st.segmented_control(
            "They are",
            list(WORN),
            format_func=lambda one: STICKER_WORDS[one].removeprefix("Two, "),
            key=f"tap-on-{run.number}-{number}",
        )
        lens_at_hip = ask_lens(
            f"tap-lens-{run.number}-{number}", confirmed=run.result.request.lens_at_hip
        )
        ready = len(points) == 2 and on is not None
        go = st.button("Measure with these", disabled=not ready, key=f"tap-go-{number}")
        if go and on is not None:
            taps = Taps(time_s=plain.time_s, xy_px=np.array(points))
            bench.start_with_taps(run, number, taps, on, lens_at_hip=lens_at_hip)
            st.rerun()


def _noted() -> None:
    """Streamlit runs the page again after taps; nothing else is needed."""


def typed_points(text: str) -> list[list[float]]:
    """Two points from four numbers; nothing for nothing; ValueError in plain words."""
    if not text.strip():
        return []
    try:
        x1, y1, x2, y2 = (float(part) for part in text.replace(",", " ").split())
    except ValueError:
        raise ValueError(
            "Four numbers are needed: x, y, x, y, such as 250, 310, 290, 312."
        ) from None
    return [[x1, y1], [x2, y2]]
