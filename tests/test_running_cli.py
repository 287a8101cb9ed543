"""The commands `running` and `compare` as people run them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SIDE = "assets/demo/run_side_m1.mp4"


def cli(*arguments):
    return subprocess.run(
        [sys.executable, "cli.py", *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )


@pytest.mark.slow
def test_a_run_is_measured_written_and_compared(tmp_path):
    out = {name: tmp_path / f"run.{name}" for name in ("json", "csv", "pdf", "mp4")}
    done = cli("running", SIDE, "--height", 161, "--json", out["json"], "--csv", out["csv"],
               "--report", out["pdf"], "--annotated", out["mp4"])  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Running seen from the right: ")
    assert "far leg is hidden" in done.stdout
    document = json.loads(out["json"].read_text(encoding="utf-8"))
    assert document["schema"] == "running-analysis/1"
    assert document["provenance"]["settings"]["height_cm"] == 161
    assert out["pdf"].read_bytes().startswith(b"%PDF")
    assert out["mp4"].stat().st_size > 10_000
    assert sorted(tmp_path.iterdir()) == sorted(out.values())

    other = tmp_path / "other_version.json"
    other.write_text(out["json"].read_text(encoding="utf-8").replace("duty_factor", "duty_2"))
    same = cli("compare", other, other)
    assert same.returncode == 0, same.stderr
    assert "\n  duty_2 " in same.stdout
    verdicts = [line[40:53].strip() for line in same.stdout.splitlines() if line[:2] == "  "]
    assert "same" in verdicts
    assert not {"better", "worse"} & set(verdicts)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([SIDE] * 4, "one to three videos"),
        ([SIDE, "--view", "rear", "--view", "left"], "--view once, or once for each"),
        ([SIDE, "--height", "1.78"], "height_cm"),
        ([SIDE, "--standing-s", "now"], "START,END"),
        ([SIDE, "--annotated", "out.avi"], ".mp4"),
        ([SIDE, "--json", SIDE], "is the file that is read"),
        (["nowhere.mp4"], "does not exist"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(arguments, sentence):
    done = cli("running", *arguments)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_a_comparison_with_another_file_is_one_sentence(tmp_path):
    other = tmp_path / "other.json"
    other.write_text("{}", encoding="utf-8")
    done = cli("compare", other, other)
    assert done.returncode == 2
    assert "not a complete running analysis" in done.stderr
