"""Was the camera level and at its right speed? What the video does not say itself is asked here."""

import base64

import streamlit as st

from analysis.errors import RequestRefused
from analysis.standing import edge_roll_deg
from ui.analysis_request import SPEED_WORDS
from ui.jump import show_component
from ui.running_bench import LabRun, RunningBench
from ui.sticker_questions import typed_points


def ask_speed(bench: RunningBench, run: LabRun) -> None:
    """A question for each video whose steps come too fast or too slowly for a runner."""
    for number, clip in enumerate(run.result.clips):
        question = clip.analysis.run.recording.question
        if not question:
            continue
        with st.container(border=True, key=f"ask-speed-{number}"):
            st.markdown(f"**{run.result.title(number)}:** {question}")
            factors = {words: factor for factor, words in SPEED_WORDS.items() if factor}
            played = st.selectbox(
                "The video plays at",
                list(factors),
                index=None,
                placeholder="Choose, when it is so",
                key=f"speed-{run.number}-{number}",
            )
            go = st.button("Measure again", disabled=not played, key=f"speed-go-{number}")
            if go and played:
                bench.start_with_speed(run, number, factors[played])
                st.rerun()


def show_level(bench: RunningBench, run: LabRun) -> None:
    """For each video from behind or in front: tap the edge of the deck when nobody stood still."""
    for number, clip in enumerate(run.result.clips):
        if clip.analysis.view.is_frontal and clip.plain is not None:
            _ask_edge(bench, run, number)


@st.fragment
def _ask_edge(bench: RunningBench, run: LabRun, number: int) -> None:
    clip = run.result.clips[number]
    assert clip.plain is not None, "asked for with a picture only"
    roll_deg = clip.analysis.run.setup.roll_deg
    if roll_deg is None:
        state = "It is not known whether the camera was level"
    else:
        state = f"The camera was turned by {roll_deg:+.1f}°; taken into account"
    with st.expander(f"{run.result.title(number)}: {state}"):
        st.caption(
            "Tap the rear edge of the treadmill deck, far left and far right. It is level, so its "
            "slope in the picture is that of the camera."
        )
        source = "data:image/jpeg;base64," + base64.b64encode(clip.plain.jpeg).decode()
        name = "the rear edge of the deck, left and right"
        result = show_component(
            "tap",
            {"src": source, "run": run.number, "what": name, "line": True},
            key=f"edge-{run.number}-{number}",
            on_points_change=_noted,
        )
        typed = st.text_input(
            "Or type where it is: x, y of its left end and x, y of its right end, in pixels",
            key=f"edge-text-{run.number}-{number}",
        )
        try:
            points = typed_points(typed) or getattr(result, "points", None) or []
            if len(points) != 2:
                return
            width = clip.landmarks.image_size_wh[0]
            found = edge_roll_deg(points, image_width_px=width)
        except (ValueError, RequestRefused) as error:
            st.error(str(error))
            return
        if st.button(f"Level the picture by {found:+.1f}°", key=f"edge-go-{run.number}-{number}"):
            bench.edit(lambda result: result.levelled(number, found))
            st.rerun()


def _noted() -> None:
    """Streamlit runs the page again after taps; nothing else is needed."""
