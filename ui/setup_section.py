"""The first half of the page: which video, which exercise, which side, and the start button."""

from dataclasses import replace

import streamlit as st

from analysis.exercise_pelvis import PELVIS_RULES
from analysis.stickers import StickersWorn
from exercises.spec import Exercise
from kinematics.landmarks import Side
from ui.analysis_request import (
    DEMOS,
    MODEL_WORDS,
    SIDE_WORDS,
    SPEED_WORDS,
    VIDEO_TYPES,
    Choice,
    Demo,
    asks_side,
    first_preset,
    model_named,
    parse_box,
)
from ui.exercise_cards import show_exercise_cards
from ui.pictures import show_camera, show_demo, show_movement
from ui.sticker_questions import ask_stickers
from ui.workbench import Workbench

_EXERCISE = "exercise_key"
CHOOSE, FIND_OUT = "I choose it", "Find out for me"


def show_setup(workbench: Workbench) -> None:
    """Ask for a video and an exercise."""
    st.title("Analyse a video", anchor=False)
    st.markdown(
        "Film one set of an exercise. You get the repetitions counted, the range of each, "
        "and what to work on, with the pictures that show it."
    )
    if workbench.message:
        st.error(workbench.message, icon="⚠️")
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.header("1 · Your video", anchor=False)
        upload = st.file_uploader(
            "Drop a video here or choose one",
            type=list(VIDEO_TYPES),
            key=f"upload-{len(workbench.finished)}",
            help="The video is kept in a private folder on the machine that runs this app, "
            "and deleted once it has been analysed; a video with stickers when you leave.",
        )
    with right:
        st.header("No video at hand?", anchor=False)
        st.caption("One click shows the whole thing on a rendered person.")
        demo = _demo_buttons()
    st.header("2 · The exercise", anchor=False)
    if _is_known():
        choice = _details(show_exercise_cards(_EXERCISE, at_first=DEMOS[0].exercise_key))
    else:
        with st.container(border=True, key="details"):
            st.markdown(
                "The video is looked through, and an exercise and the working leg are proposed. "
                "**You confirm them before anything is counted as yours.**"
            )
            with st.expander("More options"):
                choice = _advanced(None, None)
    if demo is not None:
        _start_demo(workbench, demo, choice)
    start = st.button(
        _start_label(upload is not None, choice),
        type="primary",
        disabled=upload is None or choice is None,
        key="start",
    )
    if start and upload is not None and choice is not None:
        workbench.start_upload(upload, upload.name, choice)
        st.rerun()
    show_earlier(workbench)


def _is_known() -> bool:
    """Whether the person chooses the exercise, or has it found out."""
    ways = [CHOOSE, FIND_OUT]
    said = st.radio("Which exercise is it?", ways, horizontal=True, key="which-exercise")
    return said != FIND_OUT


def _start_label(has_video: bool, choice: Choice | None) -> str:
    if not has_video:
        return "Choose a video first"
    unknown = choice is not None and choice.exercise_key is None
    return "Find the exercise" if unknown else "Analyse this video"


def _start_demo(workbench: Workbench, demo: Demo, choice: Choice | None) -> None:
    model = choice.model if choice else model_named(None)
    wish = Choice(exercise_key=demo.exercise_key, model=model)
    workbench.start_file(demo.video, "demo clip", wish)
    st.rerun()


def _demo_buttons() -> Demo | None:
    """One picture and button per demo clip; the one that was clicked."""
    clicked = None
    with st.container(key="demos"):
        for column, demo in zip(st.columns(len(DEMOS), wrap=False), DEMOS, strict=True):
            with column:
                show_demo(demo)
                if st.button(demo.title, key=f"demo-{demo.stem}", width="stretch"):
                    clicked = demo
    return clicked


def _details(exercise: Exercise) -> Choice | None:
    """How to film the chosen exercise, its side, and the advanced options; None when one is off."""
    with st.container(border=True, key="details"):
        picture, words, camera = st.columns([4, 6, 6], gap="medium", vertical_alignment="center")
        with picture:
            show_movement(exercise.key, exercise.name)
        with camera:
            show_camera(first_preset(exercise.camera))
        with words:
            st.markdown(f"**{exercise.name}.** {exercise.summary}")
            st.markdown(f"**How to film it.** {exercise.camera.text}")
            side = None
            if asks_side(exercise):
                words_of_sides = list(SIDE_WORDS)
                chosen = st.segmented_control(
                    "Working leg", words_of_sides, default=words_of_sides[0], required=True
                )
                side = SIDE_WORDS[chosen or words_of_sides[0]]
        worn = _stickers() if exercise.key in PELVIS_RULES else StickersWorn()
        with st.expander("More options"):
            choice = _advanced(exercise.key, side)
    return replace(choice, stickers=worn) if choice else None


def _stickers() -> StickersWorn:
    """What stickers on the pelvis are on, for the exercises that need them."""
    with st.container(key="exercise-stickers"):
        on, lens_at_hip = ask_stickers(
            "How far the pelvis drops is measured with **two round bright stickers** only, filmed "
            "from behind. Without them everything else is measured.",
            "Stand still in the start position for 3 seconds before the first repetition.",
        )
    return StickersWorn(on=on, lens_at_hip=lens_at_hip)


def _advanced(key: str | None, side: Side | None) -> Choice | None:
    model_column, speed_column, box_column = st.columns(3)
    names = list(MODEL_WORDS)
    model = model_column.selectbox(
        "Pose model",
        names,
        index=names.index(model_named(st.query_params.get("model"))),
        format_func=MODEL_WORDS.__getitem__,
    )
    speed = speed_column.selectbox(
        "Speed at which the video plays",
        list(SPEED_WORDS),
        format_func=SPEED_WORDS.__getitem__,
        help="For slow-motion videos whose file does not say so.",
    )
    text = box_column.text_input(
        "Person to follow",
        placeholder="left, top, width, height",
        help="Only when several people are in the picture: a box around the right one at the "
        "start, in pixels of the video. Empty: the largest person in the middle.",
    )
    try:
        box = parse_box(text)
    except ValueError as error:
        st.error(str(error))
        return None
    return Choice(exercise_key=key, side=side, model=model, playback_factor=speed, box=box)


def show_earlier(workbench: Workbench, *, but: int | None = None) -> None:
    """The other results of this visit, one button each."""
    others = [one for one in reversed(workbench.finished) if one.number != but]
    if not others:
        return
    st.header("Earlier results of this visit", anchor=False)
    with st.container(key="earlier", gap="xsmall"):
        for one in others:
            if st.button(one.title, key=f"show-{one.number}", type="tertiary", icon="↩"):
                workbench.shown = one.number
                st.rerun()
