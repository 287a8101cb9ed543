"""The second half of the page: one result, from words to numbers to pictures."""

import json
from typing import Literal

import streamlit as st

from analysis.exercise_words import GRADE_WORDS, MARGIN_SOURCE, grade_text
from analysis.form_words import FormLine, form_lines, unjudged_text
from analysis.session_document import rep_table_csv, session_document
from exercises.form import FORM_CAPTION
from exercises.registry import find_exercise
from exercises.spec import Exercise
from kinematics.quality import Grade
from ui.analysis_request import first_preset
from ui.curve_chart import curve_chart
from ui.jump import apply_jump, forget_jump, jump_to
from ui.keep_section import show_keep_set
from ui.pelvis_section import show_pelvis
from ui.pictures import show_camera
from ui.results_view import (
    GRADE_NAMES,
    FaultView,
    RepView,
    angle_text,
    count_text,
    fault_views,
    form_text,
    rep_views,
    side_text,
    target_text,
    top_picture,
    typical_top_text,
)
from ui.setup_section import show_earlier
from ui.workbench import Finished, Workbench

PLAYER = "player"
REPS_SHOWN, LIST_PX = 6, 470  # more are scrolled


def show_result(workbench: Workbench, result: Finished) -> None:
    """Everything about one analysed video."""
    session = result.analysis.session
    exercise = find_exercise(session.exercise_key)
    _heading(workbench, result, exercise)
    _quality(result)
    if session.quality.grade is Grade.REJECT:
        _cannot_tell(result, exercise)
    else:
        _numbers(result, exercise)
        _moments(result, exercise)
        show_pelvis(workbench, result)
    _downloads(result)
    show_earlier(workbench, but=result.number)


def _heading(workbench: Workbench, result: Finished, exercise: Exercise) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="heading"):
        st.title(exercise.name, anchor=False, width="stretch")
        st.button("Analyse another video", on_click=_back_to_setup, args=(workbench,))
    clip = result.analysis.clip
    facts = [side_text(result.analysis.session), result.name, f"{clip.duration_s:.0f} s"]
    st.caption(" · ".join(fact for fact in facts if fact))
    show_keep_set(result)


def _back_to_setup(workbench: Workbench) -> None:
    workbench.shown = None
    forget_jump()


def _quality(result: Finished) -> None:
    quality = result.analysis.session.quality
    title, meaning = grade_text(result.analysis.session)
    with st.container(border=True, key=f"quality-{quality.grade.value.lower()}"):
        name = GRADE_NAMES[quality.grade]
        grade = f" :gray-badge[Grade {name}]" if quality.grade is not Grade.REJECT else ""
        source = MARGIN_SOURCE if quality.grade is Grade.B else None
        st.markdown(f"**{title}**{grade}  \n{meaning}", help=source)
        if quality.reasons:
            st.markdown("\n".join(f"- {reason}" for reason in quality.reasons))
        for warning in dict.fromkeys(result.analysis.warnings):
            if warning not in quality.reasons:
                st.caption(warning)
        with st.popover("What do the grades mean?", type="tertiary"):
            for grade_key, (headline, text) in GRADE_WORDS.items():
                st.markdown(f"**{GRADE_NAMES[grade_key]} · {headline}.** {text.rstrip(':')}")
            st.caption(MARGIN_SOURCE)


def _cannot_tell(result: Finished, exercise: Exercise) -> None:
    video, advice = st.columns([3, 2], gap="large")
    with video:
        st.header("What the camera saw", anchor=False)
        st.video(result.annotated, alt="Your video with what was recognised drawn on it")
    with advice:
        _next_recording(exercise)


def _next_recording(exercise: Exercise) -> None:
    st.header("For the next recording", anchor=False)
    show_camera(first_preset(exercise.camera))
    st.markdown(
        f"{exercise.camera.text}\n"
        "- Keep the whole body in the picture.\n"
        "- Have the light behind the camera, not behind you.\n"
        "- Rest in the start position for a second before you begin."
    )


def _numbers(result: Finished, exercise: Exercise) -> None:
    session = result.analysis.session
    with st.container(key="numbers"):
        first, second, third = st.columns(3)
        with first.container(border=True, height="stretch"):
            st.metric("Repetitions", session.rep_count)
            st.caption(count_text(session))
        with second.container(border=True, height="stretch"):
            st.metric("Furthest point", typical_top_text(session))
            st.caption(target_text(session))
        with third.container(border=True, height="stretch"):
            st.metric("Form", form_text(session) + " / 100" if form_text(session) != "–" else "–")
            st.caption(FORM_CAPTION)
            if form_text(session) != "–":
                _form_parts(form_lines(session, exercise))
            if missing := unjudged_text(session):
                st.caption(missing)


def _form_parts(lines: list[FormLine]) -> None:
    """What the score is made of in one line, and in words on demand."""
    st.caption(" · ".join(f"{line.name} {line.points}" for line in lines))
    with st.popover("What cost points?", type="tertiary"):
        for line in lines:
            cost = f"  \n:gray[{line.cost}]" if line.cost else ""
            st.markdown(f"**{line.name}: {line.points}.** {line.asks}{cost}")


@st.fragment
def _moments(result: Finished, exercise: Exercise) -> None:
    """Video, repetitions, curve and faults: one part of the page, so that a jump is quick."""
    session = result.analysis.session
    video, reps = st.columns([3, 2], gap="medium")
    with video, st.container(key=PLAYER):
        st.video(result.annotated, alt="Your video with what was measured drawn on it")
    with reps:
        if session.reps:
            st.header("Repetitions", anchor=False)
            _rep_list(rep_views(session, exercise))
        else:
            _next_recording(exercise)
    st.header("Angle over time", anchor=False)
    _curve(result, exercise)
    if session.reps:
        st.header("What to work on", anchor=False)
        _faults(result)
    apply_jump(PLAYER)


def _rep_list(views: list[RepView]) -> None:
    st.caption("Choose one to see it in the video.")
    height: Literal["content"] | int = LIST_PX if len(views) > REPS_SHOWN else "content"
    with st.container(key="reps", height=height, border=False, gap="xsmall"):
        for view in views:
            _rep_row(view)


def _rep_row(view: RepView) -> None:
    with st.container(key=f"rep-{view.number}"):
        button, words = st.columns([1, 3], wrap=False, vertical_alignment="center", gap="small")
        button.button(
            f"▶ Rep {view.number}",
            key=f"jump-rep-{view.number}",
            width="stretch",
            on_click=jump_to,
            args=(view.start_s, True),
        )
        partial = "" if view.complete else " :orange-badge[partial]"
        notes = " ".join(f":gray-badge[{note}]" for note in view.notes)
        lines = [f"**{view.top}**{partial} :gray[at {view.when}]", f":small[{view.tempo}]", notes]
        words.markdown("  \n".join(line for line in lines if line))


def _curve(result: Finished, exercise: Exercise) -> None:
    session = result.analysis.session
    dark = st.context.theme.type == "dark"
    st.altair_chart(
        curve_chart(session, dark=dark),
        key="curve",
        alt=f"Angle over time with {len(session.reps)} repetitions and the target marked.",
    )
    st.caption(
        f"{angle_text(exercise)} Shaded columns are repetitions, the green band is the target. "
        "A gap means: could not tell. Drag to move, hold Shift and scroll to zoom."
    )


def _faults(result: Finished) -> None:
    views = fault_views(result.analysis)
    pelvis = result.analysis.session.pelvis
    if not views and not (pelvis and pelvis.faults):
        picture = top_picture(result.analysis)
        left, right = st.columns([2, 3], gap="medium", vertical_alignment="center")
        right.success("Nothing to correct was seen in this set. Keep it like this.")
        if picture is not None:
            left.image(picture.jpeg, alt="The top of the first repetition", width="stretch")
    for view in views:
        _fault(view)


def _fault(view: FaultView) -> None:
    with st.container(border=True, key=f"fault-{view.key}"):
        picture, words = st.columns([2, 3], gap="medium", vertical_alignment="center")
        with words:
            st.markdown(f"**{view.meaning}** :gray-badge[{view.often} repetitions]")
            st.markdown(f"Try: **“{view.cue}”**")
            if view.picture is not None:
                st.button(
                    "Show this moment",
                    key=f"jump-fault-{view.key}",
                    on_click=jump_to,
                    args=(view.picture.time_s, False),
                )
        if view.picture is not None:
            picture.image(view.picture.jpeg, alt=view.meaning, width="stretch")


def _downloads(result: Finished) -> None:
    st.header("Take it with you", anchor=False)
    stem = result.file_stem
    document = json.dumps(session_document(result.analysis), indent=2, allow_nan=False)
    table = rep_table_csv(result.analysis.session)
    video = result.annotated.read_bytes()
    with st.container(horizontal=True, key="downloads"):
        for label, data, name, mime in (
            (
                "Annotated video (MP4)",
                video,
                f"{stem}-annotated.mp4",
                "video/mp4",
            ),
            ("Repetitions (CSV)", table, f"{stem}-repetitions.csv", "text/csv"),
            ("Everything (JSON)", document, f"{stem}-session.json", "application/json"),
        ):
            st.download_button(label, data, name, mime, on_click="ignore", key=f"download-{mime}")
