"""`exercise` without ``--exercise``: proposed and said aloud when sure, asked for otherwise."""

import json
from pathlib import Path

import jsonschema
import pytest

from analysis.errors import RequestRefused
from analysis.exercise_video import ExerciseRequest, analyse_exercise
from exercises.registry import find_exercise
from kinematics.pose import PoseFrame, PoseSequence
from tests.synthetic_poses import Studio
from tests.test_cli import DEMO, SCHEMA, assert_refused, run_cli


def recorded(folder: Path, key: str, reps: int) -> Path:
    path = folder / f"{key}.npz"
    Studio(exercise=find_exercise(key)).perform((1.1,) * reps, fps=15)[0].save_npz(str(path))
    return path


def test_a_sure_proposal_is_used_and_said_aloud(tmp_path: Path) -> None:
    path, out = recorded(tmp_path, "single_leg_squat", 3), tmp_path / "out.json"
    run = run_cli("exercise", "--from-landmarks", path, "--json", out)
    assert run.returncode == 0
    assert run.stderr == (
        "No exercise was named; this looks like Single-leg squat (3 repetitions, left leg), "
        "confidence 0.86. If that is wrong, name it with --exercise.\n"
    )
    assert run.stdout.startswith("Single-leg squat, left leg: ")
    assert "Proposed     confidence 0.86\n" in run.stdout
    document = json.loads(out.read_text())
    jsonschema.validate(document, SCHEMA)
    assert document["exercise"] == "single_leg_squat"
    assert document["proposal"] == {"confidence": 0.86, "confirmed": False}


def test_who_names_the_exercise_gets_no_proposal(tmp_path: Path) -> None:
    path = recorded(tmp_path, "squat", 2)
    run = run_cli("exercise", "--from-landmarks", path, "--exercise", "squat", "--json", "-")
    assert "proposal" not in json.loads(run.stdout)


def test_unsure_is_one_sentence_with_candidates(tmp_path: Path) -> None:
    run = run_cli("exercise", "--from-landmarks", recorded(tmp_path, "glute_bridge", 1))
    assert run.returncode == 2
    assert run.stdout == ""
    assert run.stderr.startswith(
        "Not sure which exercise this is. It may be Glute bridge (1 repetition): glute_bridge"
    )
    assert run.stderr.endswith("Please say which: --exercise KEY.\n")


def test_nobody_is_no_exercise(tmp_path: Path) -> None:
    frames = [PoseFrame.unseen(index / 15) for index in range(45)]
    empty = PoseSequence.from_frames(frames, image_size_wh=(640, 480))
    empty.save_npz(str(tmp_path / "empty.npz"))
    run = run_cli("exercise", "--from-landmarks", tmp_path / "empty.npz")
    assert_refused(run, "None of the exercises was recognised")


@pytest.mark.slow
def test_a_video_is_looked_through_once_for_both(tmp_path: Path) -> None:
    """The analysis takes over the landmarks of the proposal: the same as of the file."""
    out, landmarks = tmp_path / "out.json", tmp_path / "out.npz"
    video = DEMO / "bridge_side_m2.mp4"
    files = ("--json", out, "--landmarks", landmarks)
    run = run_cli("exercise", video, "--model", "lite", *files)
    assert run.returncode == 0, run.stderr
    document = json.loads(out.read_text())
    jsonschema.validate(document, SCHEMA)
    assert document["exercise"] == "glute_bridge"
    assert document["proposal"]["confidence"] >= 0.75
    again = run_cli("exercise", "--from-landmarks", landmarks, "--json", "-")
    assert json.loads(again.stdout)["reps"] == document["reps"]
    other = recorded(tmp_path, "glute_bridge", 2)
    wrong = ExerciseRequest(video=video, name="v", exercise_key="glute_bridge", poses=other)
    with pytest.raises(RequestRefused, match="not those of this video"):
        analyse_exercise(wrong, lambda done, total: None)
