"""The parts of the form score: they add up, and what cost points is said in words."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from analysis.exercise_session import ExerciseSession, coach_poses
from analysis.exercise_words import grade_text
from analysis.form_words import FormLine, form_lines, unjudged, unjudged_text
from exercises.form import RepForm, form_parts, form_score
from exercises.registry import find_exercise
from kinematics.landmarks import Landmark
from kinematics.quality import Grade
from tests.synthetic_poses import MOTIONS, Studio, Tempo, bridging

BRIDGE = find_exercise("glute_bridge")
NAN = float("nan")


def test_the_parts_add_up_to_the_score() -> None:
    whole = RepForm(rom=1.0, stability=0.5, position=0.25, control=0.75, usable=1.0)
    reps = [whole, replace(whole, position=NAN), replace(whole, usable=0.5, rom=0.0)]
    parts = {part.key: part for part in form_parts(reps)}
    assert sum(part.most for part in parts.values()) == pytest.approx(100.0)
    assert sum(part.points for part in parts.values()) == pytest.approx(form_score(reps))
    assert form_score([whole]) == pytest.approx(30 + 15 + 5 + 15)
    assert (parts["position"].points, parts["position"].most) == pytest.approx((2.5, 10.0))
    assert "position" not in {part.key for part in form_parts(reps[1:2])}
    assert form_parts(reps[2:]) == ()
    assert np.isnan(form_score(reps[2:]))


def bridge(heels_m: float, hold_s: float = 2.5) -> ExerciseSession:
    """Three clean bridges with the feet so far from the hips."""
    motion = replace(MOTIONS["glute_bridge"], pose=partial(bridging, heels_m=heels_m))
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(MOTIONS, "glute_bridge", motion)
        poses, _ = Studio(exercise=BRIDGE).perform((1.05,) * 3, tempo=Tempo(hold=hold_s))
    return coach_poses(poses, BRIDGE, image_size_wh=poses.image_size_wh)


def lines_of(session: ExerciseSession) -> dict[str, FormLine]:
    return {line.name: line for line in form_lines(session, BRIDGE)}


def test_a_clean_set_lost_nothing() -> None:
    session = bridge(0.42)
    assert session.form_score > 99
    assert [line.cost for line in form_lines(session, BRIDGE)] == ["", "", "", ""]
    assert [line.points for line in form_lines(session, BRIDGE)] == [
        "30 of 30", "30 of 30", "20 of 20", "20 of 20",
    ]  # fmt: skip


def test_a_knee_at_100_degrees_costs_the_position_and_is_named() -> None:
    session = bridge(0.54)
    assert session.faults == ()
    line = lines_of(session)["Position at the top"]
    assert line.points == "0 of 20"
    assert "bend of the knee in the image 105° or more" in line.asks
    assert line.cost == "This was so for 0 % of the time at the top."


def test_a_short_hold_costs_the_tempo() -> None:
    lines = lines_of(bridge(0.42, hold_s=0.8))
    assert lines["Tempo and hold"].cost
    assert lines["Tempo and hold"].asks == "At least 0.7 s out, 2 s held and 0.8 s back."
    assert not lines["Range"].cost


def test_without_a_repetition_no_word_of_angles() -> None:
    poses, _ = Studio(exercise=BRIDGE).perform((0.1,))
    session = coach_poses(poses, BRIDGE, image_size_wh=poses.image_size_wh)
    assert (session.quality.grade, session.reps, session.form_parts) == (Grade.B, (), ())
    assert "angle" not in " ".join(grade_text(session)).lower()
    assert "±7°" in grade_text(replace(bridge(0.42), quality=session.quality))[1]


# ---- what the score says nothing about ----------------------------------------------------------


def two_of(key: str, *, turned_deg: float | None = None, unseen: Landmark | None = None):
    """Two clean repetitions, perhaps from an angle or with a landmark that is hardly seen."""
    exercise = find_exercise(key)
    poses, _ = Studio(exercise=exercise, turned_deg=turned_deg).perform((1.1, 1.1), fps=20)
    if unseen is not None:
        poses.visibility[:, unseen] = 0.5
    return coach_poses(poses, exercise, image_size_wh=poses.image_size_wh)


@pytest.mark.parametrize(
    ("session", "missing"),
    [
        (two_of("glute_bridge"), ()),
        (two_of("glute_bridge", turned_deg=35.0), ("over_arching", "feet_moving")),
        (two_of("squat"), ("knees_cave", "weight_shift")),
        (two_of("bird_dog", unseen=Landmark.RIGHT_HIP), ("hip_opens",)),
    ],
    ids=["all seen", "from an angle", "other view", "far hip hidden"],
)
def test_a_score_says_which_faults_could_not_be_judged(
    session: ExerciseSession, missing: tuple[str, ...]
) -> None:
    assert session.rep_count == 2
    assert unjudged(session) == missing
    names = ", ".join(missing).replace("_", " ")
    assert unjudged_text(session).endswith(f"well enough: {names}." if missing else "")
    assert bool(unjudged_text(session)) == bool(missing)
