"""The page without a browser: choosing, analysing a demo clip, broken files, words of a result."""

import dataclasses
import gc
import io
import math
import time
from pathlib import Path

import altair as alt
import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from analysis.exercise_session import Curve, ExerciseSession, ExerciseSettings, summarise_faults
from analysis.exercise_video import ExerciseAnalysis, KeyFrame
from analysis.exercise_words import top_text
from analysis.jobs import JobState, Progress, start_job
from exercises.faults import judge_rep
from exercises.registry import find_exercise, load_exercises
from exercises.results import FormFault, Rep
from exercises.spec import RepQuantity
from kinematics.landmarks import Side
from kinematics.quality import CaptureGrade, Grade, View
from ui.analysis_request import DEMOS, Choice, model_named, parse_box
from ui.curve_chart import POINTS_MAX, curve_chart
from ui.progress_view import duration_text, moment_text, progress_text
from ui.results_view import (
    fault_views,
    form_text,
    rep_views,
    target_text,
    typical_top_text,
)
from ui.workbench import GONE_S, Workbench, close_left
from vision.video_errors import VideoLimits

MAIN = Path(__file__).parents[1] / "ui" / "main.py"
WAIT_S = 120.0


def opened():
    """The page as a new visitor sees it, with the small pose model."""
    page = AppTest.from_file(str(MAIN), default_timeout=30)
    page.query_params["model"] = "lite"
    return page.run()


def finished(page):
    """The page after its analysis has ended."""
    end = time.monotonic() + WAIT_S
    while page.session_state.workbench.progress is not None:
        assert time.monotonic() < end, "the analysis did not end"
        time.sleep(0.5)
        page.run()
    return page


def test_the_page_asks_for_a_video_and_an_exercise():
    page = opened()
    assert not page.exception
    assert page.title[0].value == "Analyse a video"
    labels = [button.label for button in page.button]
    assert {exercise.name for exercise in load_exercises().values()} <= set(labels)
    assert page.button(key="start").disabled
    assert page.selectbox[0].value == "lite"
    assert "does not diagnose" in page.caption[-1].value


def test_the_side_is_asked_only_where_one_leg_works():
    page = opened()
    page.button(key="choose-squat").click().run()
    assert not page.get("button_group")
    page.button(key="choose-clamshell").click().run()
    assert page.get("button_group")


def test_a_broken_file_gives_its_sentence():
    page = opened()
    page.file_uploader[0].upload("holiday.mp4", b"\x89PNG\r\n\x1a\n" + b"x" * 500, "video/mp4")
    page.run()
    page.button(key="start").click().run()
    finished(page)
    assert [error.value for error in page.error] == ["This is a picture, not a video."]
    assert not page.exception
    assert not list(page.session_state.workbench.folder.iterdir())


def test_a_box_that_is_no_box_is_explained():
    page = opened()
    page.text_input[0].input("10, 20").run()
    assert "four whole numbers" in page.error[0].value
    assert not page.exception


def test_a_demo_clip_from_click_to_result():
    page = opened()
    page.button(key="demo-clamshell_front_f3").click().run()
    assert page.title[0].value == "Analysing the video"
    finished(page)
    assert not page.exception
    assert page.title[0].value == "Clamshell"
    metrics = {metric.label: metric.value for metric in page.metric}
    assert metrics["Repetitions"] == "4"
    assert metrics["Furthest point"].startswith("about ")
    told = " ".join(part.value for part in page.markdown)
    assert "**Tempo and hold: " in told
    assert any("not yet reviewed" in caption.value for caption in page.caption), "why ±7°"
    page.button(key="jump-rep-2").click().run()
    jump = page.session_state["jump"]
    second = page.session_state.workbench.finished[0].analysis.session.reps[1]
    assert (jump.time_s, jump.play) == (second.start_s, True)

    again = next(b for b in page.button if b.label == "Analyse another video")
    again.click().run()
    assert page.title[0].value == "Analyse a video"
    page.button(key="show-1").click().run()
    assert page.title[0].value == "Clamshell"
    assert not page.exception


def test_cancelling_ends_the_worker_and_shows_the_form_again():
    page = opened()
    page.button(key="demo-squat_side_m1").click().run()
    job = page.session_state.workbench._running.job
    next(b for b in page.button if b.label == "Cancel").click().run()
    assert job.wait(10)
    assert job.state is JobState.CANCELLED
    page.run()
    assert page.title[0].value == "Analyse a video"
    assert not page.error


def test_two_visitors_have_folders_of_their_own_that_go_with_them():
    first, second = Workbench(), Workbench()
    folders = (first.folder, second.folder)
    first.start_upload(io.BytesIO(b"not a video"), "../../a.mp4", Choice(exercise_key="squat"))
    second.start_upload(io.BytesIO(b"not a video"), "b.mp4", Choice(exercise_key="squat"))
    assert [path.name for path in folders[0].glob("[!.]*")] == ["upload-1.mp4"]
    assert folders[0].stat().st_mode & 0o077 == 0
    jobs = (*first._jobs, *second._jobs)
    del first, second
    gc.collect()
    assert all(job.wait(10) for job in jobs)
    assert not any(folder.exists() for folder in folders)


def test_what_a_visitor_who_left_had_open_is_removed():
    stays, leaves = Workbench("stays"), Workbench("leaves")
    now_s = time.monotonic()
    for later_s in (GONE_S / 2, GONE_S - 1, GONE_S + 1):
        close_left(lambda session: session != "leaves", now_s + later_s)
        assert leaves.folder.exists() is (later_s <= GONE_S)
    assert stays.folder.exists()
    stays.close()
    assert not stays.folder.exists()


def test_the_demo_clips_are_there():
    for demo in DEMOS:
        assert demo.video.is_file()
        assert demo.picture.is_file()
        assert demo.exercise_key in load_exercises()


def a_session(grade, *, peaks=(170.0,), score=80.0):
    """A bridge session with one repetition for each peak."""
    reps = tuple(
        Rep(
            index=index, side="both", start_s=4.0 * index + 1, peak_s=4.0 * index + 2,
            end_s=4.0 * index + 4, peak_deg=peak, rom_deg=50.0, hold_s=1.0, up_s=0.9,
            down_s=math.nan, complete=True,
            faults=(
                FormFault(
                    key="hold_too_short", start_s=2.0, end_s=3.0, worst_s=2.0, worst=1.0, unit="s"
                ),
            ),
        )
        for index, peak in enumerate(peaks)
    )  # fmt: skip
    time_s = np.linspace(0, 60, 7200)
    angle = 150 + 20 * np.sin(time_s)
    angle[100:200] = np.nan
    return ExerciseSession(
        exercise_key="glute_bridge", side="both", reps=reps, form_score=score, faults=(), cues=(),
        quality=CaptureGrade(grade=grade, reasons=()), range_deg=(165.0, 180.0),
        curve=Curve(time_s=time_s, angle_deg=angle, progress=(angle - 130) / 35),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("grade", "words"),
    [
        (Grade.A, "about 170°"),
        (Grade.B, "about 170° (±7°)"),
        (Grade.C, "reached the target"),
        (Grade.REJECT, "cannot tell"),
    ],
)
def test_degrees_are_told_as_the_grade_allows(grade, words):
    session = a_session(grade)
    assert top_text(170.0, session) == words
    assert typical_top_text(session) == words
    assert top_text(math.nan, session) == "cannot tell"


def test_grade_c_tells_no_number_of_degrees_and_no_score():
    session = a_session(Grade.C, peaks=(150.0, 170.0, 190.0))
    partial = dataclasses.replace(session.reps[0], complete=False)
    session = dataclasses.replace(session, reps=(partial, *session.reps[1:]))
    views = rep_views(session, find_exercise("glute_bridge"))
    assert [view.top for view in views] == [
        "short of the target",
        "reached the target",
        "beyond the target",
    ]
    assert target_text(session) == "told in words for this recording"
    assert form_text(session) == "–"
    assert form_text(a_session(Grade.A)) == "80"
    assert form_text(a_session(Grade.A, score=math.nan)) == "–"


def test_without_a_full_repetition_there_is_no_typical_top():
    session = a_session(Grade.A, peaks=())
    assert (typical_top_text(session), target_text(session)) == ("–", "no full repetition")


def test_a_line_of_the_list_of_repetitions():
    view = rep_views(a_session(Grade.A), find_exercise("glute_bridge"))[0]
    assert (view.when, view.tempo) == ("1.0 s", "out 0.9 s · held 1.0 s")
    assert view.notes == ("Hold too short",)


@pytest.mark.parametrize("grade", [Grade.A, Grade.B, Grade.C])
@pytest.mark.parametrize("dark", [False, True])
def test_the_chart_is_valid_and_small(grade, dark):
    session = a_session(grade)
    with alt.data_transformers.enable("default", max_rows=None):
        chart = curve_chart(session, dark=dark).to_dict()
    rows = [len(data) for data in chart["datasets"].values()]
    assert max(rows) <= POINTS_MAX
    assert ("°" in str(chart)) is (grade is not Grade.C)
    empty = dataclasses.replace(
        session,
        reps=(),
        curve=Curve(time_s=np.empty(0), angle_deg=np.empty(0), progress=np.empty(0)),
    )
    assert curve_chart(empty, dark=dark).to_dict()["layer"]


@pytest.mark.parametrize(
    ("progress", "words"),
    [
        (Progress(), "Opening"),
        (Progress(done=5, total=0, elapsed_s=1), "5 pictures"),
        (Progress(done=50, total=100, elapsed_s=20), "50 % · about 20 seconds left"),
        (Progress(done=1, total=100, elapsed_s=0.1), "1 % · working out"),
        (Progress(done=100, total=100, elapsed_s=9), "Finishing"),
    ],
)
def test_progress_in_words(progress, words):
    assert progress_text(progress).startswith(words)


def test_durations_and_moments_in_words():
    assert [duration_text(s) for s in (3, 33, 61, 300)] == [
        "a few seconds",
        "about 35 seconds",
        "about a minute",
        "about 5 minutes",
    ]
    assert moment_text(125.9) == "2:05"
    assert moment_text(0.74) == "0.7 s"


def test_a_box_in_words():
    assert parse_box(" 1, 2 30,40") == (1, 2, 30, 40)
    assert parse_box("") is None
    for wrong in ("1,2,3", "a,b,c,d", "1,2,0,4", "-1,2,3,4"):
        with pytest.raises(ValueError, match="box"):
            parse_box(wrong)


def test_a_fault_is_shown_where_it_was_worst():
    """The lowest of three bridges that were too low: here the smallest value is the worst."""
    exercise, reps, pictures = find_exercise("glute_bridge"), [], []
    for number, peak_deg in enumerate((155.0, 141.0, 150.0), 1):
        faults = judge_rep(
            [rule for rule in exercise.rep_faults if rule.key == "not_high_enough"],
            values=dict.fromkeys(RepQuantity, (peak_deg, 4.0 * number)),
            span_s=(4.0 * number - 1, 4.0 * number + 1),
            complete=False,
            view=View.SIDE,
        )
        rep = a_session(Grade.A).reps[0]
        reps.append(dataclasses.replace(rep, index=number, faults=faults))
        pictures.append(
            KeyFrame(rep_index=number, reason=faults[0].key, time_s=4.0 * number, jpeg=b"")
        )
    summary = summarise_faults(exercise, reps)
    session = dataclasses.replace(a_session(Grade.A), reps=tuple(reps), faults=summary)
    analysis = ExerciseAnalysis(
        session=session,
        clip=None,  # type: ignore[arg-type]
        model=None,  # type: ignore[arg-type]
        warnings=(),
        settings=ExerciseSettings(),
        key_frames=tuple(pictures),
    )
    picture = fault_views(analysis)[0].picture
    assert picture is not None
    assert picture.rep_index == 2


def test_unknown_model_names_fall_back_to_the_most_exact():
    assert model_named("lite") == "lite"
    assert model_named(None) == model_named("nonsense") == "heavy"


def test_the_choice_becomes_a_request(tmp_path):
    choice = Choice(exercise_key="clamshell", side=Side.LEFT, model="full", playback_factor=0.5)
    request = choice.request(tmp_path / "a.mp4", "a.mp4", tmp_path / "b.mp4")
    assert (request.side, request.model, request.playback_factor) == (Side.LEFT, "full", 0.5)
    assert request.key_frames


def test_whoever_runs_the_app_limits_the_videos(tmp_path, monkeypatch):
    choice = Choice(exercise_key="squat")
    files = (DEMOS[2].video, "a.mp4", tmp_path / "b.mp4")
    assert choice.request(*files).limits == VideoLimits()
    monkeypatch.setenv("GLUTE_COACH_VIDEO_MINUTES", "0.1")
    monkeypatch.setenv("GLUTE_COACH_VIDEO_MEGAPIXELS", "2")
    request = choice.request(*files)
    assert (request.limits.max_duration_s, request.limits.max_frame_px) == (6.0, 2_000_000)
    job = start_job(request)
    assert job.wait(60)
    assert job.state is JobState.REFUSED
    assert job.message.startswith("The video is longer than 0.1 minutes")
