"""Whatever is dropped on the whole engine: a result or one plain sentence, soon, within memory.

Most files go through `analyse_exercise` in one process, a dozen of all kinds through the command
line as people use it.
"""

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.hostile_files import HostileFile, make_hostile_files
from vision.isolation import isolated_environment

ROOT = Path(__file__).parents[1]
CLIPS = ROOT.parent / "shared" / "clips" / "real" / "hard_cases"
READER = Path(__file__).with_name("analyse_hostile_files.py")
SECONDS_EACH, SECONDS_ALL, PEAK_MB = 60, 900, 700
SENTENCE = re.compile(r"[A-Z][^\n]{10,200}\.")
JARGON = re.compile(
    r"Errno|Error|Traceback|Invalid|ffmpeg|libav|PyAV|NaN|None|\bav\b|expected", re.I
)
THROUGH_THE_CLI = (
    "cut_front_20.mp4",
    "cut_front_60.mp4",
    "flipped_0_front.mp4",
    "zeros.mp4",
    "empty.mp4",
    "zip.mp4",
    "text.mp4",
    "jpg.mp4",
    "one_frame.mp4",
    "one_pixel.gif",
    "eight_k.mp4",
    "million_fps.mp4",
    "duration_max.mp4",
    "only_sound.m4a",
    "hls_url.m3u8",
    "pipe.mp4",
    "folder.mp4",
    "name_with_%03d_and_ünïcode.mp4",
)

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[HostileFile]:
    return make_hostile_files(tmp_path_factory.mktemp("hostile"))


@pytest.fixture(scope="module")
def endings(
    files: list[HostileFile], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, dict[str, Any]]:
    """How each file ended."""
    run = subprocess.run(
        [sys.executable, str(READER), str(tmp_path_factory.mktemp("results"))],
        input="\n".join(str(file.path) for file in files),
        capture_output=True,
        text=True,
        timeout=SECONDS_ALL,
        env={**isolated_environment(os.environ), "PYTHONPATH": str(ROOT)},
        check=False,
    )
    lines = run.stdout.splitlines()
    assert run.returncode == 0, f"died at {lines[-1]}: {run.stderr[-2000:]}"
    assert "Warning:" not in run.stderr
    found = [json.loads(line) for line in lines if line.startswith("{")]
    return {ending["name"]: ending for ending in found}


def test_each_file_ends_in_a_result_or_a_refusal(
    files: list[HostileFile], endings: dict[str, dict[str, Any]]
) -> None:
    assert len(files) >= 100
    wrong = {}
    for file in files:
        ending = endings[file.path.name]
        end = "error" if ending["error"] else "frames"
        if "BROKEN" in ending["error"] or file.end not in ("either", end):
            wrong[file.name] = (file.end, ending)
    assert not wrong


def test_nobody_is_found_where_nobody_is(endings: dict[str, dict[str, Any]]) -> None:
    results = [ending for ending in endings.values() if not ending["error"]]
    assert len(results) >= 40
    assert {ending["grade"] for ending in results} == {"reject"}
    assert {ending["reps"] for ending in results} == {0}


def test_every_sentence_is_plain(endings: dict[str, dict[str, Any]]) -> None:
    for ending in endings.values():
        assert ending["sentences"], ending["name"]
        assert not ending["error"] or len(ending["sentences"]) == 1
        for sentence in ending["sentences"]:
            assert SENTENCE.fullmatch(sentence), sentence
            assert not JARGON.search(sentence), sentence


def test_limits_hold_and_nothing_is_left(endings: dict[str, dict[str, Any]]) -> None:
    for name, ending in endings.items():
        assert ending["seconds"] < SECONDS_EACH, name
        assert ending["peak_mb"] < PEAK_MB, name
        wanted = set() if ending["error"] else {"out.mp4", "out.npz"}
        assert set(ending["left"]) == wanted, name


def command(path: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """The command line on one file, every result asked for."""
    outputs = ["--json", "out.json", "--annotated", "out.mp4", "--landmarks", "out.npz"]
    options = ["--exercise", "squat", "--model", "lite", *outputs]
    return subprocess.run(
        [sys.executable, str(ROOT / "cli.py"), "exercise", str(path), *options],
        capture_output=True,
        text=True,
        timeout=SECONDS_EACH * 2,
        cwd=folder,
        check=False,
    )


@pytest.mark.parametrize("name", THROUGH_THE_CLI)
def test_the_command_line_ends_well(name: str, files: list[HostileFile], tmp_path: Path) -> None:
    file = next(file for file in files if file.name == name)
    run = command(file.path, tmp_path)
    left = {path.name for path in tmp_path.iterdir()}
    if run.returncode == 2:
        assert file.end != "frames"
        assert SENTENCE.fullmatch(run.stderr.strip()), run.stderr
        assert run.stdout == ""
        assert left == set()
    else:
        assert run.returncode == 0, run.stderr
        assert file.end != "error"
        assert left == {"out.json", "out.mp4", "out.npz"}
        assert json.loads((tmp_path / "out.json").read_text())["quality"]["grade"] == "reject"


@pytest.mark.clips
@pytest.mark.skipif(not CLIPS.exists(), reason="no development clips")
@pytest.mark.parametrize("stem", ["truncated_bird_dog", "crowd_street", "lfs_pointer"])
def test_real_hard_cases_end_well(stem: str, tmp_path: Path) -> None:
    for path in sorted(CLIPS.glob(f"*{stem}*")):
        started = time.monotonic()
        run = command(path, tmp_path)
        assert run.returncode in (0, 2), run.stderr
        assert time.monotonic() - started < SECONDS_EACH * 2
        assert not list(tmp_path.glob(".*"))
