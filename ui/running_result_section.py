"""The second half of the running page: words first, then numbers, curves, events, downloads."""

import io
import json
import math
import zipfile
from collections.abc import Callable
from functools import partial
from typing import TypeVar

import streamlit as st

from analysis.errors import RequestRefused
from analysis.running_document import measure_table_csv, running_document, step_table_csv
from analysis.running_result import LIMITS, AnalysedClip
from analysis.running_words import (
    GRADE_TITLES,
    difference_sentences,
    excluded_text,
    flagged_sentences,
    headline,
)
from kinematics.quality import Grade
from reports.c3d_file import c3d_bytes
from reports.motion_files import mot_bytes, motion_of, trc_bytes, trc_provenance
from reports.running_charts import CURVE_NAMES, SCREEN, band_source, curve_chart, curves_by_key
from reports.running_report import EVENT_WORDS, Paper, running_report_pdf
from running.activity import Activity
from running.recording import RunView
from ui.keep_section import show_keep_run
from ui.running_bench import LabRun, RunningBench
from ui.running_compare_section import show_comparison
from ui.running_frames_section import show_key_frames
from ui.running_kept_section import show_kept_edits, take_up_edits
from ui.running_level_section import ask_speed, show_level
from ui.running_measures_section import show_measures
from ui.running_setup_section import VIEWS, show_how_to_film
from ui.running_stickers_section import show_stickers
from ui.running_video_section import show_video

Named = TypeVar("Named", RunView | None, Activity | None)
PAPERS: dict[Paper, str] = {"a4": "A4", "us-letter": "Letter"}
ACTIVITIES: dict[Activity | None, str] = {
    None: "As found",
    Activity.RUNNING: "Running",
    Activity.WALKING: "Walking",
}


def show_run(bench: RunningBench, run: LabRun) -> None:
    """Everything about one run."""
    run = take_up_edits(bench, run)
    _heading(bench, run)
    show_kept_edits(bench, run)
    if bench.message:
        st.error(bench.message, icon="⚠️")
    _quality(run)
    ask_speed(bench, run)
    _recordings(bench, run)
    show_level(bench, run)
    if run.result.quality.grade is Grade.REJECT:
        st.header("For the next recording", anchor=False)
        show_how_to_film()
        for number in range(len(run.result.clips)):
            st.video(run.annotated(number), alt="Your video with what was recognised drawn on it")
    else:
        show_video(bench, run)
        show_measures(run)
        show_key_frames(run)
        _curves(run)
    show_stickers(bench, run)
    show_comparison(bench, run)
    _limits()
    _downloads(run)


def _heading(bench: RunningBench, run: LabRun) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="heading"):
        st.title("Running analysis", anchor=False, width="stretch")
        st.button("Analyse other videos", on_click=_back, args=(bench,))
    request = run.result.request
    facts = [clip.name for clip in run.result.clips]
    facts += [f"{request.speed_kmh:g} km/h"] if request.speed_kmh else []
    facts += [f"{request.height_cm:g} cm"] if request.height_cm else []
    st.caption(" · ".join(facts))
    show_keep_run(run)


def _back(bench: RunningBench) -> None:
    bench.shown = None
    bench.message = ""


def _quality(run: LabRun) -> None:
    """The grade with its reasons, and what was found in words."""
    result, quality = run.result, run.result.quality
    title, meaning = GRADE_TITLES[quality.grade]
    with st.container(border=True, key=f"quality-{quality.grade.value.lower()}"):
        reject = quality.grade is Grade.REJECT
        badge = "" if reject else f" :gray-badge[Grade {quality.grade.value}]"
        st.markdown(f"**{title}**{badge}  \n{headline(result)} {meaning}")
        if quality.reasons:
            st.markdown("\n".join(f"- {reason}" for reason in quality.reasons))
    if quality.grade is Grade.REJECT:
        return
    found = {
        "What stands out": flagged_sentences(result),
        "Left and right": difference_sentences(result),
    }
    for heading, sentences in found.items():
        if sentences:
            st.header(heading, anchor=False)
            st.markdown("\n".join(f"- {sentence}" for sentence in sentences))
    if any(found.values()):
        st.caption(
            "These are patterns of movement. Differences from side to side are common and often "
            "harmless, and none of this explains pain."
        )


def _recordings(bench: RunningBench, run: LabRun) -> None:
    """What each video was taken for; both can be corrected."""
    with st.expander("What the videos were taken for (correct it here)"):
        for number, clip in enumerate(run.result.clips):
            setup, found = clip.analysis.run.setup, clip.analysis.run.recording
            st.markdown(f"**{clip.name}** · {excluded_text(clip)}")
            rate = clip.analysis.run.signals.frame_rate_hz
            st.caption(
                f"Found: {VIEWS.get(found.view_found, found.view_found.value)}, "
                f"{clip.analysis.activity.value}, {rate:.0f} pictures a second.{_yaw(clip)}"
            )
            view_column, activity_column = st.columns(2)
            keys = [f"fix-view-{run.number}-{number}", f"fix-activity-{run.number}-{number}"]
            view_column.selectbox(
                "Filmed",
                list(VIEWS.values()),
                index=list(VIEWS).index(setup.view) if setup.view in VIEWS else 0,
                key=keys[0],
                on_change=_correct,
                args=(bench, number, *keys),
            )
            activity_column.selectbox(
                "The person is",
                list(ACTIVITIES.values()),
                index=list(ACTIVITIES).index(setup.activity) if setup.activity in ACTIVITIES else 0,
                key=keys[1],
                on_change=_correct,
                args=(bench, number, *keys),
            )


def _yaw(clip: AnalysedClip) -> str:
    """How far the camera is off the line of running, where the feet tell it."""
    yaw_deg = clip.analysis.run.recording.yaw_deg
    if not math.isfinite(yaw_deg):
        return ""
    return f" Camera {abs(yaw_deg):.0f}° off the line of running, by the paths of the feet."


def _correct(bench: RunningBench, number: int, view_key: str, activity_key: str) -> None:
    view = _named(VIEWS, st.session_state[view_key])
    activity = _named(ACTIVITIES, st.session_state[activity_key])
    bench.edit_clip(number, lambda clip: clip.corrected(view=view, activity=activity))


def _named(words: dict[Named, str], word: str) -> Named:
    return next(key for key, told in words.items() if told == word)


@st.fragment
def _curves(run: LabRun) -> None:
    """Angles over the gait cycle, three in a row."""
    figures = curves_by_key(run.result)
    if not figures:
        return
    st.header("Angles over the gait cycle", anchor=False)
    strides = st.toggle("Show every stride", key=f"strides-{run.number}")
    dark = st.context.theme.type == "dark"
    with st.container(horizontal=True, key="run-curves"):
        for key, curves in figures.items():
            with st.container(width=330, key=f"run-curve-{key}"):
                st.markdown(f"**{CURVE_NAMES[key]}**")
                st.altair_chart(
                    curve_chart(curves, dark=dark, strides=strides, size=SCREEN),
                    key=f"curve-{key}-{run.number}-{strides}",
                    alt=f"{CURVE_NAMES[key]} from contact to contact of the same foot.",
                )
    st.caption(
        "From contact to the next contact of the same foot. Line: mean over strides; shade: ± SD "
        f"between strides; dashed line: toe-off. {band_source(figures)}"
    )


def _limits() -> None:
    st.header("What this cannot tell", anchor=False)
    st.markdown("\n".join(f"- {sentence}" for sentence in LIMITS))


@st.fragment
def _downloads(run: LabRun) -> None:
    """Everything to take away; the PDF is made when it is asked for."""
    st.header("Take it with you", anchor=False)
    result, stem = run.result, run.file_stem
    document = json.dumps(running_document(result), indent=2, ensure_ascii=False, allow_nan=False)
    files: list[tuple[str, str | bytes | Callable[[], bytes], str, str]] = [
        ("Measures (CSV)", measure_table_csv(result), f"{stem}-measures.csv", "text/csv"),
        ("Steps (CSV)", step_table_csv(result), f"{stem}-steps.csv", "text/csv"),
        ("Everything (JSON)", document, f"{stem}.json", "application/json"),
    ]
    for number in range(len(result.clips)):
        if result.clips[number].analysis.events:
            label = f"Motion files {result.title(number)} (TRC, MOT, C3D)"
            packed = partial(_motion_zip, run, number)
            files.append((label, packed, f"{stem}-{number + 1}-motion.zip", "application/zip"))
        video = run.annotated(number).read_bytes()
        name = f"{stem}-{number + 1}-annotated.mp4"
        files.append((f"Video {result.title(number)} (MP4)", video, name, "video/mp4"))
    with st.container(horizontal=True, key="downloads"):
        for paper, words in PAPERS.items():
            st.download_button(
                f"Report to print ({words})",
                partial(_report, run, paper),
                f"{stem}-{paper}.pdf",
                "application/pdf",
                on_click="ignore",
                key=f"download-pdf-{paper}",
            )
        for label, data, name, mime in files:
            st.download_button(label, data, name, mime, on_click="ignore", key=f"download-{name}")


def _report(run: LabRun, paper: Paper) -> bytes:
    """The report with pictures of the gait events as they are now."""
    return running_report_pdf(run.pictured(*EVENT_WORDS), paper=paper)


def _motion_zip(run: LabRun, number: int) -> bytes:
    """Landmarks, angles and events of one video for motion software; TRC with its provenance."""
    result, stem = run.result, f"{run.file_stem}-{number + 1}"
    motion, landmarks = motion_of(result, number), io.BytesIO()
    result.clips[number].landmarks.save_npz(landmarks)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{stem}.trc", trc_bytes(motion, f"{stem}.trc"))
        archive.writestr(f"{stem}.trc.json", trc_provenance(motion))
        archive.writestr(f"{stem}.mot", mot_bytes(motion))
        try:
            archive.writestr(f"{stem}.c3d", c3d_bytes(result, number))
        except RequestRefused as error:
            archive.writestr(f"{stem}.c3d.txt", f"{error}\n")
        archive.writestr(f"{stem}.npz", landmarks.getvalue())
    return packed.getvalue()
