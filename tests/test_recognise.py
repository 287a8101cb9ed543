"""Which exercise is this: synthetic sets of all of them, other movements, and the real clips."""

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.clip_library import CLIPS, OTHER, REAL
from benchmarks.recognition import NOTHING, measure_clips
from exercises.recognise import CANDIDATES_MAX, SURE_MIN, Recognition, recognise
from exercises.registry import load_exercises
from exercises.spec import Sides
from kinematics.landmarks import Side
from kinematics.pose import PoseSequence
from kinematics.quality import View
from tests.synthetic_poses import (
    Camera,
    Studio,
    Tempo,
    sequence_of,
    standing,
    walking,
    without,
)

EXERCISES = load_exercises()
BRISK = Tempo(lead=1.0, up=0.9, hold=0.5, down=0.9, rest=0.7, tail=0.6)


def recognised(sequence: PoseSequence) -> Recognition:
    return recognise(sequence, EXERCISES.values())


def film(key: str, reps: int = 2, view: View | None = None) -> PoseSequence:
    return Studio(exercise=EXERCISES[key], view=view).perform((1.1,) * reps, tempo=BRISK, fps=12)[0]


@pytest.mark.parametrize("key", EXERCISES)
def test_two_repetitions_are_enough_to_be_sure(key: str) -> None:
    found = recognised(film(key)).sure
    assert found is not None
    assert (found.exercise.key, found.full) == (key, 2)
    assert SURE_MIN <= found.confidence < 1
    assert found.side is (None if EXERCISES[key].sides is Sides.BOTH else Side.LEFT)


def test_one_repetition_is_a_candidate_only() -> None:
    found = recognised(film("glute_bridge", reps=1))
    assert found.sure is None
    assert found.candidates[0].exercise.key == "glute_bridge"
    assert 0.5 < found.candidates[0].confidence < SURE_MIN


def test_two_exercises_in_one_recording_leave_it_unsure() -> None:
    one, other = film("squat", view=View.FRONT), film("standing_hip_abduction")
    both = PoseSequence(
        time_s=np.concatenate([one.time_s, other.time_s + one.time_s[-1] + 1 / 12]),
        xy_px=np.concatenate([one.xy_px, other.xy_px]),
        visibility=np.concatenate([one.visibility, other.visibility]),
        world_m=np.concatenate([one.world_m, other.world_m]),
        image_size_wh=one.image_size_wh,
    )
    found = recognised(both)
    assert found.sure is None
    assert {c.exercise.key for c in found.candidates if c.full} == {
        "squat",
        "standing_hip_abduction",
    }


def test_legs_in_turn_have_no_side() -> None:
    one = film("donkey_kick")
    twin = replace(one.mirrored(), time_s=one.time_s + one.time_s[-1] + 1 / 12)
    found = recognise(
        PoseSequence(
            time_s=np.concatenate([one.time_s, twin.time_s]),
            xy_px=np.concatenate([one.xy_px, twin.xy_px]),
            visibility=np.concatenate([one.visibility, twin.visibility]),
            world_m=np.concatenate([one.world_m, twin.world_m]),
            image_size_wh=one.image_size_wh,
        ),
        [EXERCISES["donkey_kick"]],
    ).sure
    assert found is not None
    assert found.side is None


def test_standing_and_walking_are_none_of_them() -> None:
    time_s = np.arange(0, 8.0, 1 / 12)
    path = np.stack([-1.2 + 0.3 * time_s, 0 * time_s, 0 * time_s], axis=-1)
    joints = walking(standing(6.0), path, time_s)
    found = recognised(sequence_of(Camera(height_m=0.85, yaw_deg=90.0), joints, time_s))
    assert all(candidate.full == 0 for candidate in found.candidates)
    assert found.sure is None
    still = recognised(film("squat", reps=0))
    assert still.sure is None
    assert [c.exercise.key for c in still.candidates if c.confidence] == []


def test_nobody_is_nothing() -> None:
    sequence = film("squat")
    assert recognised(without(sequence, np.ones(len(sequence), dtype=bool))).candidates == ()
    assert recognised(sequence[:0]).candidates == ()


def test_at_most_three_candidates() -> None:
    assert len(recognised(film("squat", reps=1, view=View.FRONT)).candidates) <= CANDIDATES_MAX


def test_what_also_fits_exists() -> None:
    named = {key for exercise in EXERCISES.values() for key in exercise.also_fits}
    assert named
    assert named <= set(EXERCISES)


@pytest.mark.clips
@pytest.mark.slow
@pytest.mark.skipif(not CLIPS.exists(), reason="no clips beside the project")
def test_real_clips_are_recognised_or_asked_about() -> None:
    """Clips with two repetitions or more, and those of other activities."""
    clips = {c.path: c.exercise for c in REAL if c.reps >= 2 and c.certain}
    rows = measure_clips({**clips, **dict.fromkeys(OTHER, NOTHING)})
    sure = [row for row in rows if row.sure]
    assert [row.path for row in rows if row.truth == NOTHING and row.sure] == []
    assert sum(row.right for row in sure) >= 0.95 * len(sure)
    assert len(sure) >= 0.8 * len(clips), [r.path for r in rows if r.path in clips and not r.sure]
