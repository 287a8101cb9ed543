"""Sets into the records: live, from a video, and what the answers after a set mean."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from analysis.exercise_session import ExerciseSettings, PelvisResult, RepPelvis
from analysis.exercise_video import ExerciseAnalysis
from analysis.landmark_file import RecordingInfo
from analysis.recorded_exercise import RecordedAnalysis
from kinematics.quality import Grade
from programme.safety import StopReason
from programme.signals import Eased
from records import NotAllowed, Records, Role
from records.types import FeltAt, Recording
from tests.clinic_pages import actor_of, local_patient
from tests.databases import fresh_url
from tests.records_cases import AT, poses, running_record
from tests.test_app import a_session
from ui.analysis_request import Choice
from ui.live.outcome import RECORDING, Answers, SetOutcome
from ui.live.plan import SetPlan
from ui.live.store import SetStore
from ui.saving import FELT_AT, save_live_set, stop_of, stop_of_told
from ui.saving_videos import save_video_set
from ui.train_result import FELT
from ui.workbench import Finished
from vision.models import find_model
from vision.video import VideoInfo

NERVE = "Nerve symptoms (tingling, numb, shooting)"


@pytest.fixture
def records(tmp_path):
    with fresh_url("sqlite", tmp_path) as url, Records.open(url) as opened:
        yield opened


def live_set(folder):
    plan = SetPlan(exercise_key="glute_bridge", reps=10)
    kept = SetStore(folder).create("local", plan)
    poses().save_npz(str(kept.path / RECORDING))
    clip = RecordingInfo(
        name=RECORDING, sha256="0" * 64, width=640, height=480, fps=30.0, duration_s=40.0,
        frame_count=1200,
    )  # fmt: skip
    session = a_session(Grade.A, peaks=(170.0, 171.0, 172.0), score=math.nan)
    analysis = RecordedAnalysis(session=session, clip=clip, settings=ExerciseSettings())
    return kept, SetOutcome(plan=plan, analysis=analysis)


def test_a_live_set_with_repetitions_answers_and_landmarks(records, tmp_path):
    me = local_patient(records)
    folder, outcome = live_set(tmp_path)
    answers = Answers(
        felt="Glute", effort=6, pain=3, pain_before=1, pain_after=2, leg_rise=1, eased="longer"
    )
    assert save_live_set(records, me, folder, outcome, answers) is None
    kept = records.list_sets(me, me.person_id)[0]
    assert (kept.start.exercise, kept.start.reps_prescribed, kept.full_reps) == (
        "glute_bridge", 10, 3,
    )  # fmt: skip
    assert kept.end is not None
    assert (kept.end.effort, kept.end.local_pain, kept.end.leg_rise) == (6, 3, 1)
    assert kept.end.eased is Eased.LONGER
    assert (kept.start.parameters["pain_before"], kept.start.parameters["pain_after"]) == (1, 2)
    assert kept.end.felt_at is FeltAt.GLUTE
    assert math.isnan(kept.end.form_score), "scored, but the camera could not judge it"
    assert (kept.end.ended_at - kept.start.started_at).total_seconds() == 40.0
    assert abs(datetime.now(UTC) - kept.end.ended_at).total_seconds() < 60
    assert len(records.load_landmarks(me, me.person_id, set_id=kept.id)[0]) == len(poses())
    assert not records.list_symptoms(me, me.person_id)


def test_spreading_symptoms_ask_the_safety_questions_again(records, tmp_path):
    me = local_patient(records)
    folder, outcome = live_set(tmp_path)
    answers = Answers(felt=NERVE, effort=6, pain=2, pain_before=2)
    assert save_live_set(records, me, folder, outcome, answers) is None
    assert records.list_spreading_events(me, me.person_id)
    assert [entry.worse for entry in records.list_symptoms(me, me.person_id)] == [True]


def test_a_set_that_cannot_be_kept_is_told_in_a_sentence(records, tmp_path):
    folder, outcome = live_set(tmp_path)
    stranger = actor_of(records.add_person(Role.PATIENT))
    records.delete_person(stranger, stranger.person_id)
    problem = save_live_set(records, stranger, folder, outcome, Answers())
    assert problem == "You are not known here in this role."


@pytest.mark.parametrize(
    ("answers", "stop"),
    [
        (Answers(felt="Glute", pain=3, pain_before=2), None),
        (Answers(pain=6, pain_before=6), StopReason.PAIN),
        (Answers(pain=4, pain_before=1), StopReason.PAIN),
        (Answers(pain=2, pain_after=6, pain_before=5), StopReason.PAIN),
        (Answers(pain=2, leg_rise=2), None),
        (Answers(pain=2, leg_rise=3, pain_before=2), StopReason.PAIN),
        (Answers(felt=NERVE, pain=1), StopReason.SPREADING),
        (Answers(pain=0, stopped_for="faint"), StopReason.FAINT),
        (Answers(), None),
    ],
)
def test_what_the_answers_mean(answers, stop):
    assert stop_of(answers) is stop


@pytest.mark.parametrize(
    ("pain", "leg_rise", "spread", "stop"),
    [(0, 2, False, None), (0, 3, False, StopReason.PAIN), (1, 4, False, StopReason.PAIN),
     (6, 0, False, StopReason.PAIN), (5, 2, False, None), (0, 0, True, StopReason.SPREADING)],
)  # fmt: skip
def test_what_is_told_without_the_camera_meets_the_same_stop_rules(pain, leg_rise, spread, stop):
    assert stop_of_told(pain=pain, leg_rise=leg_rise, spread=spread) is stop


def test_every_answer_of_the_page_is_known():
    assert set(FELT) == set(FELT_AT)


def video_set(folder):
    landmarks = folder / "landmarks.npz"
    poses().save_npz(str(landmarks))
    clip = VideoInfo(
        name="my holiday.mp4", sha256="ab" * 32, width=640, height=480, native_size_wh=(640, 480),
        frame_size_wh=(640, 480), fps=30.0, duration_s=40.0, frame_count=1200, rotation_deg=0,
        time_scale=1.0, time_scale_source="none", codec="h264",
    )  # fmt: skip
    session = a_session(Grade.A, peaks=(170.0, 171.0, 172.0))
    analysis = ExerciseAnalysis(
        session=session,
        clip=clip,
        model=find_model("heavy"),
        warnings=(),
        settings=ExerciseSettings(),
    )
    return Finished(
        number=1, name="my holiday.mp4", size_bytes=1234, analysis=analysis,
        choice=Choice(exercise_key="glute_bridge"),
        annotated=folder / "none.mp4", landmarks=landmarks,
    )  # fmt: skip


def test_a_set_of_a_video_with_repetitions_faults_landmarks_and_checksum(records, tmp_path):
    me = local_patient(records)
    number = save_video_set(records, me, me.person_id, video_set(tmp_path), at=AT)
    (kept,) = records.list_sets(me, me.person_id)
    assert (kept.start.started_at, kept.start.exercise, kept.full_reps) == (AT, "glute_bridge", 3)
    assert [rep.faults[0].key for rep in kept.reps] == ["hold_too_short"] * 3
    assert kept.end is not None
    assert kept.end.form_score == 80.0
    (again,) = records.load_landmarks(me, me.person_id, set_id=number)
    np.testing.assert_allclose(again.xy_px, poses().xy_px, atol=0.06, equal_nan=True)
    assert records.list_files(me, me.person_id) == {"ab" * 32: 1234}
    assert b"my holiday" not in records.export_person(me, me.person_id), "the name is not kept"


def test_the_pelvis_of_a_set_with_stickers_is_kept(records, tmp_path):
    me, result = local_patient(records), video_set(tmp_path)
    rep = RepPelvis(index=1, side="left", start_deg=0.0, top_deg=7.04)
    pelvis = PelvisResult(grade=Grade.B, reasons=("Noisy.",), zero_deg=1.0, reps=(rep,))
    session = replace(result.analysis.session, pelvis=pelvis)
    worn = replace(result, analysis=replace(result.analysis, session=session))
    save_video_set(records, me, me.person_id, worn, at=AT)
    (kept,) = records.list_sets(me, me.person_id)
    told = kept.start.parameters["pelvis"]
    assert (told["grade"], told["reps"][0]["top_deg"]) == ("B", 7.0)
    assert told["reps"][0]["range_deg"] is None


def test_a_set_whose_recording_cannot_be_kept_is_not_kept_by_half(records, tmp_path, monkeypatch):
    me = local_patient(records)
    result = video_set(tmp_path)

    def full(self, file):
        raise OSError("no space left")

    monkeypatch.setattr("kinematics.pose.PoseSequence.save_npz", full)
    with pytest.raises(OSError, match="no space"):
        save_video_set(records, me, me.person_id, result, at=AT)
    assert records.list_sets(me, me.person_id) == []


def test_the_videos_of_a_run_are_kept_all_or_none(records):
    me = local_patient(records)
    recording = Recording(landmarks=poses(), sha256="ab" * 32, size_bytes=1234)
    broken = replace(recording, landmarks=None)  # type: ignore[arg-type]
    with pytest.raises(AttributeError):
        records.save_analyses(
            me, me.person_id, [(running_record(), recording), (running_record(), broken)]
        )
    assert records.list_analyses(me, me.person_id) == []
    assert records.list_files(me, me.person_id) == {}
    run = [(running_record(), recording)] * 2
    assert len(records.save_analyses(me, me.person_id, run)) == 2


def test_a_clinician_keeps_a_set_for_a_patient_and_a_patient_for_nobody_else(records, tmp_path):
    me = local_patient(records)
    clinician = actor_of(records.add_person(Role.CLINICIAN))
    other = actor_of(records.add_person(Role.PATIENT))
    save_video_set(records, clinician, me.person_id, video_set(tmp_path), at=AT)
    assert len(records.list_sets(me, me.person_id)) == 1
    with pytest.raises(NotAllowed):
        save_video_set(records, other, me.person_id, video_set(tmp_path), at=AT)
