"""The first half of the running page: which videos, what only people know, stickers, start."""

from typing import Any

import streamlit as st

from analysis.running_request import CLIPS_MAX, CLIPS_WORD
from analysis.sticker_choice import Stickers
from running.recording import RunView
from ui.analysis_request import DEMO_FOLDER, MODEL_WORDS, SPEED_WORDS, VIDEO_TYPES, model_named
from ui.pictures import show_filming
from ui.running_bench import LabChoice, LabVideo, RunningBench
from ui.sticker_questions import ask_stickers

VIEWS: dict[RunView | None, str] = {
    None: "Find out",
    RunView.REAR: "From behind",
    RunView.FRONT: "From the front",
    RunView.LEFT: "From the left",
    RunView.RIGHT: "From the right",
}
DEMOS = (("run_side_m1", "From the side", 161.0), ("run_rear_m0", "From behind", 170.0))
SHORT = "%g"  # of numbers that are typed: no zeros that nobody typed
HOW_TO_FILM = (
    "- Treadmill, steady speed, 30 seconds or more, after six minutes of getting used to it.\n"
    "- Camera still and upright, at hip height, 3–5 m away, straight behind or straight from the "
    "side. The person fills most of the height of the picture.\n"
    "- 120 pictures a second or more if the camera can, 60 at least; plenty of light.\n"
    "- Tight clothes, shirt tucked in. No hands on the rails.\n"
    "- From behind: start with 3 seconds of quiet standing on the treadmill. It shows whether the "
    "camera is level."
)


def show_setup(bench: RunningBench) -> None:
    """Ask for the videos and for what they do not show."""
    st.title("Running lab", anchor=False)
    st.markdown(
        "Film a run on a treadmill from behind, from the left and from the right; one of them is "
        "enough to begin. You get measures with how sure they are, and the pictures that show them."
    )
    if bench.message:
        st.error(bench.message, icon="⚠️")
    left, right = st.columns([3, 2], gap="large")
    with left:
        uploads = _uploads(bench)
    with right:
        demo = _demo_buttons()
    st.header("2 · What the video does not show", anchor=False)
    facts = _facts()
    st.header("3 · Stickers on the pelvis", anchor=False)
    facts["stickers"], facts["lens_at_hip"] = _stickers()
    model = _model()
    videos = [_video(upload, number) for number, upload in enumerate(uploads)]
    if demo is not None:
        stem, height_cm = demo
        clip = LabVideo(name=f"demo {stem}.mp4", path=DEMO_FOLDER / f"{stem}.mp4")
        bench.start_run(LabChoice(videos=(clip,), height_cm=height_cm, model=model))
        st.rerun()
    label = "Analyse this run" if videos else "Choose a video first"
    if st.button(label, type="primary", disabled=not videos, key="start-run"):
        bench.start_run(LabChoice(videos=tuple(videos), model=model, **facts))
        st.rerun()
    _earlier(bench)


def _uploads(bench: RunningBench) -> list:
    st.header("1 · Your videos", anchor=False)
    uploads = st.file_uploader(
        f"Drop one to {CLIPS_WORD} videos of the same run",
        type=list(VIDEO_TYPES),
        accept_multiple_files=True,
        key=f"run-upload-{len(bench.runs)}",
        help="They are kept in a private folder on the machine that runs this app, until you "
        "leave the page or close it.",
    )
    if len(uploads) > CLIPS_MAX:
        st.warning(f"Only the first {CLIPS_WORD} videos are used.")
    with st.expander("How to film"):
        show_how_to_film()
    return uploads[:CLIPS_MAX]


def show_how_to_film() -> None:
    """Where the cameras stand, and what else makes a good recording."""
    with st.container(width=560):
        show_filming()
    st.markdown(HOW_TO_FILM)


def _demo_buttons() -> tuple[str, float] | None:
    """One picture and button per demo clip; the one that was clicked and the body's height."""
    st.header("No video at hand?", anchor=False)
    st.caption("One click shows the whole thing on a rendered person.")
    clicked = None
    with st.container(key="demos"):
        columns = st.columns(len(DEMOS), wrap=False)
        for column, (stem, title, height_cm) in zip(columns, DEMOS, strict=True):
            with column:
                picture = DEMO_FOLDER / f"{stem}.jpg"
                st.image(str(picture), alt=f"Demo: {title}", width="stretch")
                if st.button(title, key=f"run-demo-{stem}", width="stretch"):
                    clicked = (stem, height_cm)
    return clicked


def _facts() -> dict:
    """Speed, height, incline, shoes; empty = not known."""
    with st.container(border=True, key="run-facts"):
        speed, height, incline, shoes = st.columns(4)
        return {
            "speed_kmh": speed.number_input(
                "Speed, km/h", 1.0, 30.0, None, 0.5, SHORT, placeholder="as the treadmill shows"
            ),
            "height_cm": height.number_input(
                "Height, cm", 100.0, 230.0, None, 1.0, SHORT, placeholder="of the runner"
            ),
            "incline_percent": incline.number_input(
                "Incline, %", -5.0, 30.0, None, 0.5, SHORT, placeholder="0 = flat"
            ),
            "shoes": shoes.text_input("Shoes", placeholder="to compare sessions").strip() or None,
        }


def _stickers() -> tuple[Stickers, bool]:
    """What stickers are on, and whether the lens was at their height."""
    with st.container(border=True, key="run-stickers"):
        return ask_stickers(
            "How far the pelvis drops is measured with **two round bright stickers** only. "
            "Without them everything else is measured.",
            "Give the time of quiet standing with the video below.",
        )


def _model():
    names = list(MODEL_WORDS)
    with st.expander("More options"):
        return st.selectbox(
            "Pose model",
            names,
            index=names.index(model_named(st.query_params.get("model"))),
            format_func=MODEL_WORDS.__getitem__,
            key="run-model",
        )


def _video(upload, number: int) -> LabVideo:
    """One video's own options."""
    with st.container(border=True, key=f"run-video-{number}"):
        st.markdown(f"**{upload.name}**")
        view_column, speed_column, standing_column = st.columns([2, 2, 3])
        view = view_column.selectbox(
            "Filmed", list(VIEWS), format_func=VIEWS.__getitem__, key=f"run-view-{number}"
        )
        factor = speed_column.selectbox(
            "Plays at",
            list(SPEED_WORDS),
            format_func=SPEED_WORDS.__getitem__,
            key=f"run-speed-{number}",
            help="For slow-motion videos whose file does not say so.",
        )
        until_s = standing_column.number_input(
            "Quiet standing at the beginning until second",
            0.0,
            60.0,
            None,
            0.5,
            SHORT,
            key=f"run-standing-{number}",
            placeholder="none",
            help="Only from behind or in front. The video is measured from there on.",
        )
        standing = None if until_s else _standing(number)
    return LabVideo(
        name=upload.name,
        stream=upload,
        view=view,
        playback_factor=factor,
        standing_s=(0.0, until_s) if until_s else None,
        standing=standing,
        standing_name=standing.name if standing else "",
    )


def _standing(number: int) -> Any:
    """A separate video of quiet standing, or None."""
    with st.expander("Or quiet standing as a video of its own"):
        return st.file_uploader(
            "3 seconds of quiet standing on the treadmill; the camera has not moved since",
            type=list(VIDEO_TYPES),
            key=f"run-standing-video-{number}",
        )


def _earlier(bench: RunningBench) -> None:
    """The results of this visit, one button each."""
    if not bench.runs:
        return
    st.header("Earlier results of this visit", anchor=False)
    for one in reversed(bench.runs):
        if st.button(one.title, key=f"show-run-{one.number}", type="tertiary", icon="↩"):
            bench.shown = one.number
            st.rerun()
