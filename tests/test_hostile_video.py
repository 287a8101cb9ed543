"""Whatever is dropped on it, `VideoFile` gives frames or one plain sentence, soon and in bounds."""

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import av.error
import numpy as np
import pytest

from tests.hostile_files import HostileFile, make_hostile_files

REPOSITORY = Path(__file__).parents[1]
READER = Path(__file__).with_name("read_hostile_files.py")
SECONDS_EACH, SECONDS_ALL, PEAK_MB = 10, 120, 500


@pytest.fixture(scope="module")
def listener() -> Iterator[socket.socket]:
    """A local port that notes whether anybody calls."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        yield server


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory, listener: socket.socket) -> list[HostileFile]:
    folder = tmp_path_factory.mktemp("hostile")
    return make_hostile_files(folder, port=listener.getsockname()[1])


@pytest.fixture(scope="module")
def endings(files: list[HostileFile]) -> dict[str, dict[str, Any]]:
    """How each file ended."""
    return read_elsewhere([file.path for file in files])


def read_elsewhere(paths: list[Path]) -> dict[str, dict[str, Any]]:
    """How each path ended, read in another process with a limit on memory and time."""
    run = subprocess.run(
        [sys.executable, str(READER)],
        input="\n".join(map(str, paths)),
        capture_output=True,
        text=True,
        timeout=SECONDS_ALL,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        check=False,
    )
    lines = run.stdout.splitlines()
    assert run.returncode == 0, f"died at {lines[-1]}: {run.stderr[-2000:]}"
    assert run.stderr == ""
    found = [json.loads(line) for line in lines if line.startswith("{")]
    return {ending["name"]: ending for ending in found}


def test_the_corpus_is_large_and_always_the_same(files: list[HostileFile], tmp_path: Path) -> None:
    assert len(files) >= 100
    assert len({file.name for file in files}) == len(files)
    again = {file.name: file.path for file in make_hostile_files(tmp_path)}
    for file in files:
        if file.name.startswith(("cut_", "flipped_")) and "webm" not in file.name:
            assert again[file.name].stat().st_size == file.path.stat().st_size


def test_each_file_ends_as_it_has_to(
    files: list[HostileFile], endings: dict[str, dict[str, Any]]
) -> None:
    wrong = {}
    for file in files:
        ending = endings[file.name]
        end = "error" if ending["error"] else "frames"
        if "BROKEN" in ending["error"] or file.end not in ("either", end):
            wrong[file.name] = (file.end, ending)
        if end == "frames" and not ending["frames"]:
            wrong[file.name] = (file.end, ending)
    assert not wrong


def test_each_error_is_one_plain_sentence(endings: dict[str, dict[str, Any]]) -> None:
    jargon = re.compile(r"/|\\|Errno|Error|Traceback|Invalid|ffmpeg|libav|PyAV|None|\bav\b", re.I)
    sentences = {ending["sentence"] for ending in endings.values() if ending["error"]}
    sentences |= {line for ending in endings.values() for line in ending.get("warnings", ())}
    assert len(sentences) >= 15
    for sentence in sentences:
        assert re.fullmatch(r"[A-Z][^\n]{10,160}\.", sentence), sentence
        assert not jargon.search(sentence), sentence


def test_each_file_ends_soon_and_within_memory(endings: dict[str, dict[str, Any]]) -> None:
    assert max(ending["seconds"] for ending in endings.values()) < SECONDS_EACH
    assert max(ending["peak_mb"] for ending in endings.values()) < PEAK_MB


def test_random_damage_ends_well(files: list[HostileFile], tmp_path: Path) -> None:
    sources = sorted((files[0].path.parent / "sources").iterdir())
    random = np.random.default_rng(1)
    paths = []
    for index in range(400):
        source = sources[index % len(sources)]
        data = np.frombuffer(source.read_bytes(), np.uint8).copy()
        end = len(data) if index % 3 else min(len(data), 1200)  # often in the headers
        places = random.integers(0, end, random.integers(1, 30))
        data[places] = random.choice([0, 127, 128, 255], len(places))
        paths.append(tmp_path / f"{index}{source.suffix}")
        paths[-1].write_bytes(data[: random.integers(1, 8 * len(data))].tobytes())
    broken = [end for end in read_elsewhere(paths).values() if "BROKEN" in end["error"]]
    assert not broken


def test_no_file_opens_a_connection(
    endings: dict[str, dict[str, Any]], listener: socket.socket
) -> None:
    assert endings
    with pytest.raises(TimeoutError):
        listener.accept()


def test_the_traps_would_work_on_an_unguarded_reader(
    files: list[HostileFile], endings: dict[str, dict[str, Any]], listener: socket.socket
) -> None:
    assert endings  # the guarded reading is over before this one starts
    trap = next(file for file in files if file.name == "hls_url.m3u8")
    with pytest.raises((av.error.FFmpegError, OSError)):
        av.open(str(trap.path), options={"protocol_whitelist": "file,http,tcp"}, timeout=0.5)
    listener.accept()[0].close()
    trap = next(file for file in files if file.name == "concat_file.ffconcat")
    with av.open(str(trap.path), options={"safe": "0"}) as container:
        assert len(list(container.decode(video=0))) == 5


def test_reading_leaves_no_file_behind(
    files: list[HostileFile], endings: dict[str, dict[str, Any]]
) -> None:
    assert endings
    folder = files[0].path.parent
    known = {file.path.name for file in files} | {"sources"}
    assert {path.name for path in folder.iterdir()} <= known
