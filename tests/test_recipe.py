"""The recipe of CONTRIBUTING.md for a new exercise, followed to the letter in a copy."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
RECIPE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split("## A new exercise")[1]
FILE = re.compile(r"`([\w/]+\.py)`:[^`]*?\n\n```python\n(.*?)```", re.DOTALL)
COMMAND = re.compile(r"```console\npython (.*?)\n```")
NEEDED = (
    "analysis", "benchmarks", "exercises", "kinematics", "programme", "records", "running", "tests",
    "vision",
)  # fmt: skip


@pytest.mark.slow
def test_one_file_and_one_fixture_make_an_exercise(tmp_path: Path) -> None:
    for name in NEEDED:
        skipped = shutil.ignore_patterns("__pycache__", "*.mp4", "*.npz")
        shutil.copytree(ROOT / name, tmp_path / name, ignore=skipped)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    files = FILE.findall(RECIPE)
    assert [Path(name).parent.as_posix() for name, _ in files] == [
        "exercises/catalog",
        "tests/motions",
    ]
    for name, text in files:
        assert not (tmp_path / name).exists()
        (tmp_path / name).write_text(text, encoding="utf-8")
    commands = COMMAND.findall(RECIPE)
    assert len(commands) == 1
    run = subprocess.run(
        [sys.executable, *commands[0].split(), "-q", "-p", "no:cacheprovider"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        timeout=600,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-4000:] + run.stderr
    passed = re.search(r"(\d+) passed", run.stdout)
    assert passed is not None
    assert int(passed[1]) >= 30
