"""A folder of videos through Dask: results, a bad file, going on, and no word to the outside."""

import csv
import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from distributed import LocalCluster

import analysis.batch
from analysis.batch import BatchRequest, _known, analyse_folder
from analysis.errors import RequestRefused
from analysis.software import software_version
from running.recording import RunView
from tests.running_truth import FIXTURES

ROOT = Path(__file__).parents[1]
CLIP = ROOT / "assets" / "demo" / "run_side_m1.mp4"
LISTENER = """
import os, sys

def told(event, arguments):
    if event in ("socket.connect", "socket.bind", "socket.sendto", "socket.getaddrinfo"):
        address = arguments[0] if event == "socket.getaddrinfo" else arguments[1]
        host = address[0] if isinstance(address, tuple) else address
        with open(os.environ["HEARD"], "a") as file:
            file.write(f"{event} {host}\\n")

sys.addaudithook(told)
"""


pytestmark = pytest.mark.slow


def silent(done, total, row):
    assert 0 < done <= total


@pytest.fixture(scope="module")
def batch(tmp_path_factory):
    """The command on a good and a bad video; every Python process tells whom it talks to."""
    folder = tmp_path_factory.mktemp("videos")
    (folder / "day 2").mkdir()
    shutil.copy(CLIP, folder / "good.mp4")
    (folder / "day 2" / "bad.mov").write_bytes(b"no video at all")
    (folder / "notes.txt").write_text("no video, not looked at")
    site = tmp_path_factory.mktemp("site")
    (site / "sitecustomize.py").write_text(LISTENER)
    heard = site / "heard.txt"
    environment = {**os.environ, "PYTHONPATH": str(site), "HEARD": str(heard)}
    done = subprocess.run(
        [sys.executable, "cli.py", "batch", str(folder), "--output", str(folder / "out"),
         "--model", "full", "--height", "161", "--view", "right", "--workers", "2"],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=180, check=False,
    )  # fmt: skip
    return done, folder, heard


def request(folder, **wishes):
    return BatchRequest(
        folder=folder,
        output=folder / "out",
        model="full",
        height_cm=161.0,
        view=RunView.RIGHT,
        **wishes,
    )


def test_a_bad_file_does_not_stop_the_rest(batch):
    done, folder, _ = batch
    assert done.returncode == 2
    assert "1 of 2 files could not be analysed" in done.stderr
    assert "Traceback" not in done.stderr
    out = folder / "out"
    written = sorted(p.relative_to(out).as_posix() for p in out.rglob("*") if p.is_file())
    assert written == ["good.mp4.json", "summary.csv", "summary.json"]
    document = json.loads((out / "good.mp4.json").read_text())
    assert document["recordings"][0]["clip"]["name"] == "good.mp4"


def test_the_summary_has_a_row_for_each_video(batch):
    out = batch[1] / "out"
    bad, good = csv.DictReader((out / "summary.csv").read_text().splitlines())
    assert (bad["file"], bad["state"], good["state"]) == ("day 2/bad.mov", "refused", "done")
    assert bad["message"]
    assert bad["cadence_spm"] == ""
    assert float(good["cadence_spm"]) == pytest.approx(167.13, abs=1.0)
    assert good["pelvic_drop_deg_left"] == ""
    told = json.loads((out / "summary.json").read_text())
    assert told["software"]["version"] == software_version()
    assert [row["file"] for row in told["files"]] == ["day 2/bad.mov", "good.mp4"]
    assert told["files"][1]["knee_flexion_swing_peak_deg_right"] == pytest.approx(
        float(good["knee_flexion_swing_peak_deg_right"])
    )


def test_every_process_talks_to_this_machine_only(batch):
    """Connections, listeners and names looked up by the queue, its workers and their processes."""
    lines = batch[2].read_text().splitlines()
    kinds = {line.split(" ")[0] for line in lines}
    assert {"socket.connect", "socket.bind"} <= kinds
    outside = {line for line in lines if line.split(" ")[1] not in ("127.0.0.1", "localhost")}
    assert not outside


def test_a_folder_is_gone_on_with_on_a_named_scheduler(batch):
    """What was analysed before is kept unless the wishes differ; the bad file is tried again."""
    folder = batch[1]
    before = (folder / "out" / "good.mp4.json").stat().st_mtime_ns
    with LocalCluster(n_workers=1, threads_per_worker=1, host="127.0.0.1",
                      dashboard_address="127.0.0.1:0", silence_logs=50) as cluster:  # fmt: skip
        rows = analyse_folder(request(folder, scheduler=cluster.scheduler_address), silent)
    assert [(row.file, row.state) for row in rows] == [
        ("day 2/bad.mov", "refused"),
        ("good.mp4", "kept"),
    ]
    assert rows[1].values["cadence_spm"] == pytest.approx(167.13, abs=1.0)
    assert (folder / "out" / "good.mp4.json").stat().st_mtime_ns == before


def test_other_wishes_or_another_file_are_not_kept(batch):
    folder = batch[1]
    video = folder / "good.mp4"
    assert _known(request(folder), video)
    assert not _known(request(folder, speed_kmh=10.0), video)
    out = folder / "out" / "good.mp4.json"
    text = out.read_text()
    for damage in (text[: len(text) // 2], text.replace("running-analysis/1", "other"), "[]"):
        out.write_text(damage)
        assert not _known(request(folder), video)
    out.write_text(text)
    video.write_bytes(video.read_bytes() + b"\0")
    assert not _known(request(folder), video)


def test_landmark_files_are_analysed_without_a_video_and_kept(tmp_path):
    shutil.copy(FIXTURES / "run_side_m1.npz", tmp_path / "good.npz")
    (tmp_path / "bad.npz").write_bytes(b"no landmarks at all")
    shutil.copy(CLIP, tmp_path / "video.mp4")  # not looked at
    wishes = BatchRequest(
        folder=tmp_path, output=tmp_path / "out", from_landmarks=True, height_cm=161.0, workers=1
    )
    rows = analyse_folder(wishes, silent)
    assert [(row.file, row.state) for row in rows] == [("bad.npz", "refused"), ("good.npz", "done")]
    assert rows[0].message
    assert rows[1].values["cadence_spm"] == pytest.approx(167.13, abs=1.0)
    assert _known(wishes, tmp_path / "good.npz")
    assert not _known(replace(wishes, height_cm=170.0), tmp_path / "good.npz")
    with pytest.raises(RequestRefused, match="no landmark file"):
        analyse_folder(replace(wishes, folder=tmp_path / "out"), silent)


def test_what_cannot_be_begun_is_refused(tmp_path, monkeypatch):
    with pytest.raises(RequestRefused, match="no video"):
        analyse_folder(request(tmp_path), silent)
    with pytest.raises(RequestRefused, match="not a folder"):
        analyse_folder(request(tmp_path / "none"), silent)
    with pytest.raises(RequestRefused, match="height_cm"):
        BatchRequest(folder=tmp_path, output=tmp_path, height_cm=1.7)
    with pytest.raises(RequestRefused, match="workers"):
        request(tmp_path, workers=0)
    shutil.copy(CLIP, tmp_path / "run.mp4")
    monkeypatch.setattr(analysis.batch, "CONNECT_S", 0.5)
    with pytest.raises(RequestRefused, match="No scheduler answers"):
        analyse_folder(request(tmp_path, scheduler="tcp://127.0.0.1:9"), silent)
