"""Faults put into recordings of a pose model (rendered clips), and nearly: found, or not."""

from pathlib import Path

import pytest

from benchmarks.faults import Score, cases_of, score
from exercises.registry import find_exercise
from kinematics.pose import PoseSequence

RECORDINGS = {
    "bridge_side_m2": "glute_bridge",
    "clamshell_front_m5": "clamshell",
    "squat_side_m1": "squat",
}
FIXTURES = Path(__file__).parent / "fixtures"
SENSITIVITY_MIN, SPECIFICITY_MIN = 0.90, 0.95


@pytest.fixture(scope="module")
def scores() -> list[Score]:
    found = []
    for name, key in RECORDINGS.items():
        exercise = find_exercise(key)
        sequence = PoseSequence.load_npz(str(FIXTURES / f"{name}.npz"))
        cases = list(cases_of(exercise, sequence, most=1))
        assert len(cases) == 1
        found += [score(exercise, rule, cases, name) for rule in exercise.rules]
    return found


def test_faults_are_found_and_near_ones_are_not(scores: list[Score]) -> None:
    faulty, nearly = (sum(getattr(s, name) for s in scores) for name in ("faulty", "nearly"))
    assert faulty >= 12
    assert sum(s.found for s in scores) >= SENSITIVITY_MIN * faulty, scores
    assert sum(s.spared for s in scores) >= SPECIFICITY_MIN * nearly, scores
