"""Set-up help for every exercise: what must be seen, how to begin, a camera check that asks."""

import re

import numpy as np
import pytest

from exercises.registry import load_exercises
from exercises.spec import Exercise
from tests.live_recordings import message
from tests.synthetic_motions import MAT
from tests.synthetic_poses import Camera, Studio, bridging, sequence_of, standing
from ui.camera_drawings import CAMERA_PRESETS
from ui.live import framing
from ui.live.framing import FramingCheck
from ui.train_choice import start_markdown, visible_text

EXERCISES = load_exercises()
every_exercise = pytest.mark.parametrize("exercise", EXERCISES.values(), ids=EXERCISES.keys())


def advice(exercise: Exercise, sequence) -> str | None:
    check = FramingCheck(exercise=exercise)
    for index, frame in enumerate(sequence):
        check.update(message(index + 1, frame.time_s, frame, size=sequence.image_size_wh))
    return check.issue


@every_exercise
def test_every_exercise_says_how_to_film_it_and_how_to_begin(exercise: Exercise) -> None:
    assert set(exercise.camera.preset.split(" or ")) <= set(CAMERA_PRESETS)
    assert re.search(r"\d m\b", exercise.camera.text)
    assert {"shoulder", "hip", "knee"} <= set(exercise.camera.parts)
    assert visible_text(exercise) == ("Shoulders, hips, knees and feet, of the near side at least.")
    lines = start_markdown(exercise).splitlines()
    assert len(lines) >= 2
    assert all(re.fullmatch(r"- [A-Z].*\.", line) for line in lines)


@every_exercise
def test_the_camera_check_is_content_with_the_start_position(exercise: Exercise) -> None:
    studio = Studio(exercise=exercise)
    rest = np.full(12, studio.motion.rest_deg)
    assert advice(exercise, studio.film(rest, np.arange(12) / 12)) is None


@every_exercise
def test_the_camera_check_asks_who_just_stands_there_for_the_start(exercise: Exercise) -> None:
    """Standing with feet under the hips, seen from where the exercise is filmed."""
    yaw = -90.0 if exercise.camera.view.value == "side" else 0.0
    camera = Camera(height_m=0.85, distance_m=2.5, yaw_deg=yaw)
    joints = standing(np.full(12, 6.0)).joints()
    told = advice(exercise, sequence_of(camera, joints, np.arange(12) / 12))
    known = {r.advice for r in exercise.start.requirements} | set(framing.TURN.values())
    begins_elsewhere = exercise.camera.preset.endswith("LOW")
    assert told in known | {exercise.camera.text} or (told is None and not begins_elsewhere)


def test_heels_far_away_are_asked_closer_but_not_for_ever() -> None:
    """Heels 62 cm from the hips bend the knees by less than 95 degrees (B.1)."""
    time_s = np.arange(0, 10.0, 1 / 8)
    far = sequence_of(MAT, bridging(np.full(len(time_s), 120.0), 0.62).joints(), time_s)
    check = FramingCheck(exercise=EXERCISES["glute_bridge"])
    told = []
    for index, frame in enumerate(far):
        check.update(message(index + 1, frame.time_s, frame, size=far.image_size_wh))
        told.append(check.issue)
    assert told[8] == "Walk your heels closer."
    assert check.issue is None
    assert check.holds
