"""An analysis talks to nobody: no name is looked up, no address outside this machine is called."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.video_files import encode, even_times
from vision.isolation import NOWHERE, isolated_environment, require_isolation

ROOT = Path(__file__).parents[1]
STRACE = shutil.which("strace")

ADDRESS = re.compile(r'inet_addr\("([^"]+)"\)|inet_pton\(AF_INET6, "([^"]+)"')
PORT = re.compile(r"sin6?_port=htons\((\d+)\)")
CALLS = re.compile(r"\b(connect|sendto|sendmsg|sendmmsg)\(")
NAME_SERVICE_PORT = "53"


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return encode(tmp_path_factory.mktemp("video") / "clip.mp4", even_times(10))


def outside_calls(trace: str) -> list[str]:
    """The lines of a trace of network calls that go to another machine or to a name service."""
    return [line for line in trace.splitlines() if CALLS.search(line) and _goes_outside(line)]


def _goes_outside(line: str) -> bool:
    addresses = [four or six for four, six in ADDRESS.findall(line)]
    away = [a for a in addresses if not (a.startswith("127.") or a == "::1")]
    return bool(away) or NAME_SERVICE_PORT in PORT.findall(line) or "nscd" in line


def traced(command: list[str], folder: Path, environment: dict[str, str]) -> str:
    """Run a command, with all its processes, and return their network calls."""
    assert STRACE is not None
    trace = folder / "trace.txt"
    options = ["-f", "-qq", "-e", "trace=network", "-s", "200", "-o", str(trace)]
    subprocess.run(
        [STRACE, *options, *command],
        check=True,
        capture_output=True,
        cwd=ROOT,
        env=environment,
        timeout=600,
    )
    return trace.read_text(encoding="utf-8", errors="replace")


@pytest.fixture(scope="module")
def can_trace(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Skip where processes may not be traced."""
    if STRACE is None:
        pytest.skip("strace is not installed")
    try:
        traced(["true"], tmp_path_factory.mktemp("try"), dict(os.environ))
    except subprocess.CalledProcessError:
        pytest.skip("processes may not be traced here")


@pytest.mark.slow
@pytest.mark.usefixtures("can_trace")
def test_an_analysis_calls_nobody(video: Path, tmp_path: Path) -> None:
    """With a proxy in the user's environment, and without one; all processes, to their end."""
    outputs = ["--json", str(tmp_path / "out.json"), "--annotated", str(tmp_path / "out.mp4")]
    command = [sys.executable, "cli.py", "exercise", str(video), "--exercise", "squat"]
    plain = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")}
    for environment in (plain, plain | {"https_proxy": "http://192.0.2.1:3128", "no_proxy": "*"}):
        trace = traced([*command, "--model", "lite", *outputs], tmp_path, environment)
        assert (tmp_path / "out.json").exists()
        assert outside_calls(trace) == []


@pytest.mark.usefixtures("can_trace")
def test_a_call_would_be_noticed(tmp_path: Path) -> None:
    code = (
        "import socket\n"
        "s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\n"
        "s.connect(('{}', 9))\n"
    )
    for address, noticed in (("192.0.2.1", 1), ("127.0.0.1", 0)):
        trace = traced([sys.executable, "-c", code.format(address)], tmp_path, dict(os.environ))
        assert len(outside_calls(trace)) == noticed


def test_a_process_with_open_proxies_gets_no_model() -> None:
    """The guard refuses before MediaPipe is even imported."""
    code = (
        "import sys\n"
        "from vision.landmarker import Landmarker\n"
        "from vision.models import find_model\n"
        "try: Landmarker(find_model('lite'))\n"
        "except RuntimeError as error: print(error, 'mediapipe' in sys.modules)\n"
    )
    for change in ({}, {"https_proxy": "http://192.0.2.1:3128"}, {"no_proxy": "example.org"}):
        environment = isolated_environment(os.environ) | change
        if not change:
            environment = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")}
        run = subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT,
            env=environment,
        )
        assert run.stdout.strip() == (
            "MediaPipe runs only in worker processes (vision.isolation). False"
        )


def test_the_isolated_environment_passes_the_guard(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in isolated_environment({"no_proxy": "*", "HTTPS_PROXY": "x"}).items():
        monkeypatch.setenv(name, value)
    require_isolation()
    for word in ("http", "https", "all"):
        assert os.environ[f"{word}_proxy"] == os.environ[f"{word}_proxy".upper()] == NOWHERE
    monkeypatch.setenv("ALL_PROXY", "http://192.0.2.1:3128")
    with pytest.raises(RuntimeError, match="worker processes"):
        require_isolation()


def test_the_callers_process_never_imports_mediapipe() -> None:
    code = (
        "import sys, cli, analysis.jobs, analysis.session_document, analysis.recorded_exercise\n"
        "print('mediapipe' in sys.modules)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert run.stdout.strip() == "False"
