"""Analyses in worker processes: progress, cancel, crashes, standstill, nothing left behind."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from analysis.exercise_video import ExerciseAnalysis, ExerciseRequest
from analysis.jobs import CRASHED, STUCK, Job, JobState, start_job
from analysis.landmark_video import LandmarkAnalysis, LandmarkRequest
from kinematics.pose import PoseSequence
from tests.video_files import encode, even_times, noise
from vision.video import VideoLimits

ROOT = Path(__file__).parents[1]
CLIP = ROOT / "assets" / "demo" / "bridge_side_m2.mp4"
LONG_S = 120.0

posix_only = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three seconds of nobody."""
    return encode(tmp_path_factory.mktemp("video") / "noise.mp4", even_times(90), picture=noise)


@pytest.fixture(scope="module")
def long_video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Long enough to be interrupted."""
    path = tmp_path_factory.mktemp("long") / "long.mp4"
    return encode(path, even_times(3000), size_wh=(320, 240))


def request_for(video: Path, folder: Path) -> ExerciseRequest:
    return ExerciseRequest(
        video=video,
        name=video.name,
        exercise_key="glute_bridge",
        model="lite",
        annotated=folder / "out.mp4",
        landmarks=folder / "out.npz",
        key_frames=True,
    )


def until(true: Callable[[], bool], timeout_s: float = LONG_S) -> None:
    end = time.monotonic() + timeout_s
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def under_way(job: Job, folder: Path) -> None:
    """Wait until frames are analysed and a part of the result is on disk."""
    until(lambda: job.progress.done > 0 and any(folder.glob(".glute-coach-*/.*.part.mp4")))


def worker_of(job: Job) -> int:
    assert job._process is not None
    return job._process.pid


def is_alive(pid: int) -> bool:
    """True for a process that is not yet gone or only waits to be collected."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def test_a_job_ends_with_a_result_and_its_files(video: Path, tmp_path: Path) -> None:
    job = start_job(request_for(video, tmp_path))
    seen = [job.progress]
    while not job.wait(0.02):
        seen.append(job.progress)
    assert job.state is JobState.DONE
    assert isinstance(job.result, ExerciseAnalysis)
    assert job.result.session.quality.reasons
    assert {path.name for path in tmp_path.iterdir()} == {"out.mp4", "out.npz"}
    assert len(PoseSequence.load_npz(str(tmp_path / "out.npz"))) == 90
    done = [progress.done for progress in seen]
    assert done == sorted(done)
    assert done[0] == 0
    assert len(set(done)) > 2
    shares = [progress.share for progress in seen]
    assert shares == sorted(shares)
    assert job.progress.share == 1.0
    assert job.progress.left_s == 0.0


def test_two_at_once_give_what_one_gives_alone(tmp_path: Path) -> None:
    def landmarks(name: str) -> LandmarkRequest:
        return LandmarkRequest(
            video=CLIP, name="bridge", output=tmp_path / name, model="lite", smooth=True
        )

    jobs = [start_job(landmarks(name)) for name in ("a.npz", "b.npz")]
    for job in jobs:
        assert job.wait(LONG_S)
        assert job.state is JobState.DONE, job.message
        assert isinstance(job.result, LandmarkAnalysis)
        assert job.result.clip.name == "bridge"
    first, second = ((tmp_path / name).read_bytes() for name in ("a.npz", "b.npz"))
    assert first == second
    assert len(list(tmp_path.iterdir())) == 2


def test_cancelling_leaves_nothing(long_video: Path, tmp_path: Path) -> None:
    job = start_job(request_for(long_video, tmp_path))
    under_way(job, tmp_path)
    job.cancel()
    assert job.state is JobState.CANCELLED
    assert job.wait(LONG_S)
    assert job.state is JobState.CANCELLED
    assert job.result is None
    assert not is_alive(worker_of(job))
    assert list(tmp_path.iterdir()) == []
    job.cancel()  # once more does nothing
    assert job.state is JobState.CANCELLED


def test_cancelling_at_once(long_video: Path, tmp_path: Path) -> None:
    job = start_job(request_for(long_video, tmp_path))
    job.cancel()
    assert job.wait(LONG_S)
    assert job.state is JobState.CANCELLED
    assert list(tmp_path.iterdir()) == []


@posix_only
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV])
def test_a_dead_worker_is_a_fault_and_leaves_nothing(
    number: signal.Signals, long_video: Path, tmp_path: Path
) -> None:
    job = start_job(request_for(long_video, tmp_path))
    under_way(job, tmp_path)
    os.kill(worker_of(job), number)
    assert job.wait(LONG_S)
    assert (job.state, job.message) == (JobState.FAILED, CRASHED)
    assert f"code -{int(number)}" in job.details
    assert list(tmp_path.iterdir()) == []


@posix_only
def test_a_standstill_is_ended(long_video: Path, tmp_path: Path) -> None:
    job = Job(request_for(long_video, tmp_path), stall_s=2)
    os.kill(worker_of(job), signal.SIGSTOP)
    assert job.wait(LONG_S)
    assert (job.state, job.message) == (JobState.FAILED, STUCK)
    assert list(tmp_path.iterdir()) == []


PARENT = """
import sys, time
from pathlib import Path
from analysis.exercise_video import ExerciseRequest
from analysis.jobs import start_job
video, folder = Path(sys.argv[1]), Path(sys.argv[2])
job = start_job(ExerciseRequest(video=video, name="v", exercise_key="squat", model="lite",
                                annotated=folder / "out.mp4"))
print(job._process.pid, flush=True)
while not job.wait(0.05):
    if job.progress.done:
        print("under way", flush=True)
        break
time.sleep(600)
"""


@posix_only
@pytest.mark.parametrize("moment", ["at once", "under way"])
def test_a_killed_parent_takes_its_worker_along(
    moment: str, long_video: Path, tmp_path: Path
) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, str(long_video), str(tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as parent:
        assert parent.stdout is not None
        worker = int(parent.stdout.readline())
        if moment == "under way":
            assert parent.stdout.readline() == "under way\n"
            until(lambda: any(tmp_path.glob(".glute-coach-*/.*.part.mp4")))
        assert is_alive(worker)
        parent.kill()
    until(lambda: not is_alive(worker))
    assert list(tmp_path.iterdir()) == []


def test_bad_files_and_wishes_are_refused(video: Path, tmp_path: Path) -> None:
    text = tmp_path / "text.mp4"
    text.write_text("Three sets of twelve, please.\n" * 40)
    refused: dict[str, ExerciseRequest | LandmarkRequest] = {
        "text": request_for(text, tmp_path),
        "does not exist": request_for(tmp_path / "no.mp4", tmp_path),
        "folder does not exist": request_for(video, tmp_path / "no"),
        "file that is read": LandmarkRequest(video=text, name="", output=text, model="lite"),
        "folder or a device": LandmarkRequest(video=text, name="", output=tmp_path, model="lite"),
        "name is too long": LandmarkRequest(
            video=video, name="", output=tmp_path / ("x" * 300), model="lite"
        ),
    }
    for words, request in refused.items():
        job = start_job(request)
        assert job.wait(LONG_S)
        assert job.state is JobState.REFUSED, (words, job.details)
        assert words in job.message
        assert job.message.endswith(".")
        assert "\n" not in job.message
    assert [path.name for path in tmp_path.iterdir()] == ["text.mp4"]


def test_a_fault_of_ours_is_not_called_the_users(video: Path, tmp_path: Path) -> None:
    limits = VideoLimits(max_duration_s="long")  # type: ignore[arg-type]
    request = replace(request_for(video, tmp_path), limits=limits)
    job = start_job(request)
    assert job.wait(LONG_S)
    assert job.state is JobState.FAILED
    assert "fault in this program" in job.message
    assert "TypeError" in job.details
    assert list(tmp_path.iterdir()) == []


def test_a_missing_model_is_told_plainly(
    video: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GLUTE_COACH_CACHE", str(tmp_path / "empty"))
    job = start_job(request_for(video, tmp_path))
    assert job.wait(LONG_S)
    assert (job.state, job.details) == (JobState.FAILED, "")
    assert "make setup" in job.message


@posix_only
def test_a_worker_cannot_take_the_machines_memory() -> None:
    code = (
        "from analysis.worker import _limit_memory; _limit_memory()\n"
        "import json, numpy\n"
        "numpy.empty(2**28)  # 2 GB, never touched\n"
        "try: numpy.empty(5 * 2**27)\n"
        "except MemoryError: print(json.dumps('stopped'))\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert json.loads(run.stdout) == "stopped"
