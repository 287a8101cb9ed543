"""The command line, run as people run it: what it prints, writes and returns."""

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest
import typer
from typer.testing import CliRunner

import cli
from exercises.registry import find_exercise, load_exercises
from kinematics.pose import PoseSequence
from tests.synthetic_poses import Studio, Tempo
from tests.video_files import encode, even_times, noise

ROOT = Path(__file__).parents[1]
DEMO = ROOT / "assets" / "demo"
SENTENCE = re.compile(r"\S[^\n]*\.")
SCHEMA = json.loads((ROOT / "assets/schemas/exercise-session-1.json").read_text(encoding="utf-8"))

Run = subprocess.CompletedProcess[str]


def run_cli(*arguments: str | Path, cwd: Path = ROOT, **environment: str) -> Run:
    return subprocess.run(
        [sys.executable, str(ROOT / "cli.py"), *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=cwd,
        env={**os.environ, **environment},
        timeout=300,
        check=False,
    )


@pytest.fixture
def landmarks(tmp_path: Path) -> Path:
    """Three full bridges and a half one, as a landmark file."""
    studio = Studio(exercise=find_exercise("glute_bridge"))
    path = tmp_path / "bridge.npz"
    studio.perform((1.1, 1.1, 0.65, 1.1))[0].save_npz(str(path))
    return path


@pytest.fixture(scope="module")
def nobody(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return encode(tmp_path_factory.mktemp("video") / "nobody.mp4", even_times(12))


def assert_refused(run: Run, words: str) -> None:
    assert run.returncode == 2, run
    assert run.stdout == ""
    assert SENTENCE.fullmatch(run.stderr.strip()), run.stderr
    assert words in run.stderr


# ---- arguments ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["dance"], "No such command 'dance'."),
        (["exercise", "clip.mp4", "--exercise"], "requires an argument"),
        (["exercise", "clip.mp4", "--exercise", "squat", "--side", "up"], "'up' is not one of"),
        (["exercise", "clip.mp4", "--exercise", "squat", "--model", "huge"], "'huge' is not one"),
        (["exercise", "c.mp4", "--exercise", "squat", "--playback-factor", "x"], "valid number"),
        (["exercise", "c.mp4", "--exercise", "squat", "--loud"], "No such option"),
        (["landmarks", "clip.mp4"], "Missing argument"),
    ],
)
def test_wrong_arguments_are_explained(arguments: list[str], words: str) -> None:
    result = CliRunner().invoke(cli.app, arguments, standalone_mode=False)
    assert isinstance(result.exception, typer.TyperException)
    assert words in result.exception.format_message()


def test_a_wrong_argument_is_one_line_and_exit_2() -> None:
    run = run_cli("exercise", "clip.mp4", "--exercise", "squat", "--side", "up")
    assert_refused(run, "'up' is not one of 'left', 'right', 'both'.")


def test_help_names_everything() -> None:
    run = run_cli("exercise", "--help")
    assert run.returncode == 0
    options = "exercise from-landmarks side model playback-factor box json landmarks annotated"
    for option in options.split():
        assert f"--{option}" in run.stdout
    assert run_cli().returncode == 2


def test_the_catalogue() -> None:
    run = run_cli("exercises")
    head, *rows = (re.split(r"  +", line) for line in run.stdout.splitlines())
    assert head == ["KEY", "NAME", "CAMERA", "SIDES"]
    assert [row[0] for row in rows] == list(load_exercises())
    for key, name, camera, sides in rows:
        assert find_exercise(key).name == name
        assert find_exercise(key).camera.view.value == camera
        assert sides in cli.SIDE_WORDS.values()


@pytest.mark.parametrize("module", ["mediapipe", "cv2", "av", "scipy", "pandas", "rich"])
def test_the_catalogue_needs_no_heavy_library(module: str) -> None:
    code = f"import sys, cli; cli.main(['exercises']); print({module!r} in sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert run.stdout.splitlines()[-1] == "False"


# ---- landmark files -------------------------------------------------------------------------


def test_a_summary_for_people(landmarks: Path) -> None:
    run = run_cli("exercise", "--from-landmarks", landmarks, "--exercise", "glute_bridge")
    assert (run.returncode, run.stderr) == (0, "")
    assert "Repetitions  3 full, 1 partial" in run.stdout
    assert re.search(r"Form score   \d+ of 100\n  Range: \d+ of \d+\.", run.stdout)
    assert "Recording    A: Clear recording" in run.stdout
    assert re.search(r"^3 \(partial\) ", run.stdout, re.MULTILINE)
    assert not re.search(r"nan|None|np\.|Traceback", run.stdout)


def test_a_poor_recording_is_told_in_words(tmp_path: Path) -> None:
    """Turned by 50 degrees and 12 pictures a second: two limits, so grade C."""
    studio = Studio(exercise=find_exercise("glute_bridge"), turned_deg=50.0)
    studio.perform((1.1,), tempo=Tempo(hold=2.5), fps=12)[0].save_npz(str(tmp_path / "rough.npz"))
    options = ("--from-landmarks", tmp_path / "rough.npz", "--exercise", "glute_bridge")
    run = run_cli("exercise", *options)
    assert "Form score   cannot be told" in run.stdout
    assert "Recording    C: Usable with care" in run.stdout
    row = re.search(r"^1  .*", run.stdout, re.MULTILINE)
    assert row is not None
    assert re.split(r"  +", row[0])[4:6] == ["reached the target", "–"]


def test_json_on_standard_output_is_all_there_is(landmarks: Path) -> None:
    options = ("--exercise", "glute_bridge", "--side", "left", "--json", "-")
    run = run_cli("exercise", "--from-landmarks", landmarks.name, *options, cwd=landmarks.parent)
    assert run.returncode == 0
    document = json.loads(run.stdout)
    jsonschema.validate(document, SCHEMA)
    assert (document["rep_count"], document["partial_count"]) == (3, 1)
    assert document["model"] is None
    assert document["side"] == "both"
    assert run.stderr.strip() == "Both legs work in Glute bridge; --side is ignored."
    assert not (landmarks.parent / "-").exists()


def test_the_same_run_gives_the_same_bytes(landmarks: Path, tmp_path: Path) -> None:
    """Whatever the seed of Python's hashes."""
    found = set()
    for seed in ("1", "2", "3"):
        out = tmp_path / f"{seed}.json"
        options = ("--exercise", "glute_bridge", "--json", str(out))
        run_cli("exercise", "--from-landmarks", landmarks, *options, PYTHONHASHSEED=seed)
        found.add(out.read_bytes())
    assert len(found) == 1


@pytest.mark.parametrize("key", ["clamshell", "single_leg_bridge"])
def test_a_side_that_nobody_names_is_found(tmp_path: Path, key: str) -> None:
    studio = Studio(exercise=find_exercise(key))
    path = tmp_path / "set.npz"
    studio.perform((1.1, 1.1))[0].mirrored().save_npz(str(path))
    documents = {}
    for side in ("right", "both"):
        options = ("--exercise", key, "--side", side, "--json", "-")
        run = run_cli("exercise", "--from-landmarks", path, *options)
        assert (run.returncode, run.stderr) == (0, "")
        documents[side] = json.loads(run.stdout)
        documents[side].pop("settings")  # what was asked for
    assert documents["both"] == documents["right"]
    assert documents["both"]["side"] == "right"
    assert documents["both"]["rep_count"] == 2


@pytest.mark.parametrize(
    "options",
    [("--model", "lite"), ("--annotated", "o.mp4"), ("--box", "1,1,9,9"), ("--landmarks", "o.npz")],
)
def test_a_landmark_file_has_no_pixels(options: tuple[str, str], landmarks: Path) -> None:
    arguments = ("--from-landmarks", landmarks, "--exercise", "glute_bridge", *options)
    assert_refused(run_cli("exercise", *arguments, cwd=landmarks.parent), "need a video")


# ---- refusals -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--exercise", "dance"), "no exercise 'dance'"),
        (("--exercise", "squat", "--box", "1,2,3"), "four whole numbers"),
        (("--exercise", "squat", "--box", "1,2,0,3"), "inside the picture"),
        (("--exercise", "squat", "--box", "500,5,10,10"), "inside the picture"),
        (("--exercise", "squat", "--playback-factor", "0"), "playback factor"),
        (("--exercise", "squat", "--playback-factor", "nan"), "playback factor"),
        (("--exercise", "squat", "--json", "no/out.json"), "its folder does not exist"),
        (("--exercise", "squat", "--json", "."), "folder or a device"),
        (("--exercise", "squat", "--annotated", "out.avi"), "end in .mp4"),
        (("--exercise", "squat", "--json", "o.mp4", "--annotated", "o.mp4"), "Two results"),
        (("--exercise", "squat", "--landmarks", "/dev/null"), "folder or a device"),
        (("--exercise", "squat", "--from-landmarks", "x.npz"), "either a video or"),
    ],
)
def test_wishes_that_cannot_be_met(
    options: tuple[str, ...], words: str, nobody: Path, tmp_path: Path
) -> None:
    assert_refused(run_cli("exercise", nobody, *options, cwd=tmp_path), words)
    assert list(tmp_path.iterdir()) == []


def test_no_input_at_all() -> None:
    assert_refused(run_cli("exercise", "--exercise", "squat"), "either a video or")


@pytest.mark.parametrize("option", ["--json", "--landmarks", "--annotated"])
def test_the_input_is_never_overwritten(option: str, nobody: Path, tmp_path: Path) -> None:
    video, link = tmp_path / "clip.mp4", tmp_path / "link.mp4"
    video.write_bytes(nobody.read_bytes())
    link.symlink_to(video)
    for target in (video, link, tmp_path / "." / "clip.mp4"):
        run = run_cli("exercise", video, "--exercise", "squat", option, target)
        assert_refused(run, "is the file that is read")
    assert video.read_bytes() == nobody.read_bytes()
    assert link.is_symlink()


def test_bad_files_have_one_sentence(tmp_path: Path) -> None:
    text = tmp_path / "text.mp4"
    text.write_text("Three sets of twelve, please.\n" * 40)
    missing = tmp_path / "no.mp4"
    assert_refused(run_cli("exercise", text, "--exercise", "squat"), "a text file, not a video")
    assert_refused(run_cli("exercise", missing, "--exercise", "squat"), "does not exist")
    assert_refused(run_cli("landmarks", text, tmp_path / "out.npz"), "a text file")
    for path in (text, missing, tmp_path):
        run = run_cli("exercise", "--from-landmarks", path, "--exercise", "squat")
        assert_refused(run, "andmark")
    assert [path.name for path in tmp_path.iterdir()] == ["text.mp4"]


def test_our_fault_is_exit_1_and_says_where(nobody: Path, tmp_path: Path) -> None:
    cache, state = str(tmp_path / "empty"), str(tmp_path)
    run = run_cli("exercise", nobody, "--exercise", "squat", GLUTE_COACH_CACHE=cache)
    assert run.returncode == 1
    assert re.fullmatch(r"[^\n]*run `make setup`\.\n", run.stderr)
    code = (
        "import cli, exercises.registry as r\n"
        "r.load_exercises = lambda: 1 / 0\n"
        "raise SystemExit(cli.main(['exercises']))\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "XDG_STATE_HOME": state},
        check=False,
    )
    assert run.returncode == 1
    told = re.fullmatch(r"This failed [^\n]*\. Details: (\S+)\n", run.stderr)
    assert told
    assert "ZeroDivisionError" in Path(told[1]).read_text()


# ---- videos ---------------------------------------------------------------------------------


def test_a_video_from_end_to_end(tmp_path: Path) -> None:
    clip = DEMO / "bridge_side_m2.mp4"
    outputs = ("--json", "o.json", "--landmarks", "o.npz", "--annotated", "o.mp4")
    options = ("--exercise", "glute_bridge", "--model", "lite")
    run = run_cli("exercise", clip, *options, *outputs, cwd=tmp_path)
    assert (run.returncode, run.stderr) == (0, "")
    assert "Repetitions  4 full, 0 partial" in run.stdout
    assert {path.name for path in tmp_path.iterdir()} == {"o.json", "o.npz", "o.mp4"}
    document: dict[str, Any] = json.loads((tmp_path / "o.json").read_text())
    jsonschema.validate(document, SCHEMA)
    assert document["clip"]["name"] == clip.name
    assert document["model"]["name"] == "lite"
    poses = PoseSequence.load_npz(str(tmp_path / "o.npz"))
    assert len(poses) == document["clip"]["frames"]
    again = run_cli("exercise", "--from-landmarks", tmp_path / "o.npz", *options[:2], "--json", "-")
    for key in ("reps", "rep_count", "form_score", "cues", "faults_summary"):
        assert json.loads(again.stdout)[key] == document[key]


def test_landmarks_of_nobody(nobody: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.npz"
    options = ("--model", "lite", "--no-smoothing", "--playback-factor", "0.5")
    run = run_cli("landmarks", nobody, out, *options, "--box", "10,10,40,60")
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout == f"12 frames of nobody.mp4 -> {out}\n"
    poses = PoseSequence.load_npz(str(out))
    assert len(poses) == 12
    assert poses.time_s[-1] == pytest.approx(11 / 30 * 0.5, abs=1e-3)
    assert np.isnan(poses.xy_px).all()


def heed_interrupts() -> None:
    """Undo what a job in the background inherits from its shell: that SIGINT is ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupt_leaves_nothing(number: signal.Signals, code: int, tmp_path: Path) -> None:
    folder = tmp_path / "results"
    folder.mkdir()
    video = encode(tmp_path / "long.mp4", even_times(2000), size_wh=(320, 240), picture=noise)
    command = [sys.executable, str(ROOT / "cli.py"), "exercise", str(video), "--exercise", "squat"]
    outputs = ["--annotated", "out.mp4", "--json", "out.json"]
    process = subprocess.Popen(
        [*command, "--model", "lite", *outputs],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=heed_interrupts,
    )
    end = time.monotonic() + 60
    while not any(folder.glob(".glute-coach-*/.*.part.mp4")):
        assert process.poll() is None
        assert time.monotonic() < end
        time.sleep(0.02)
    os.killpg(process.pid, number) if number is signal.SIGINT else process.terminate()
    told, errors = process.communicate(timeout=60)
    assert (process.returncode, told, errors) == (code, "", "")
    assert list(folder.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="a terminal of POSIX")
def test_a_bar_on_a_terminal_only(nobody: Path) -> None:
    terminal, slave = pty.openpty()
    options = ["--exercise", "squat", "--model", "lite"]
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "cli.py"), "exercise", str(nobody), *options],
        stdout=subprocess.PIPE,
        stderr=slave,
        text=True,
    )
    os.close(slave)
    told, _ = process.communicate(timeout=120)
    assert "Repetitions  0 full" in told
    bar = os.read(terminal, 100_000).decode()
    os.close(terminal)
    assert "100%" in bar
    assert "[####" in bar
