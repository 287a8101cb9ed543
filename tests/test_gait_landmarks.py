"""The landmarks of a run read by several processes are those that one process finds."""

import json
import math
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import psutil  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st

from analysis.gait_landmarks import PART_FRAMES_MIN, joined
from analysis.jobs import JobState, start_job
from analysis.running_request import RunningClip, RunningRequest
from kinematics.landmarks import LANDMARK_COUNT
from kinematics.pose import PoseSequence
from tests.video_files import encode, even_times

ROOT = Path(__file__).parents[1]
DEMO = ROOT / "assets" / "demo" / "run_side_m1.mp4"
SCRIPT = """
import json, sys
from pathlib import Path
import numpy as np
from vision.isolation import blackhole_proxies
blackhole_proxies()
from analysis import gait_landmarks as gait
from analysis.running_request import RunningClip, RunningRequest
from vision.picture_quality import PictureTally
from vision.video import VideoFile

clip = RunningClip(video=Path(sys.argv[1]), name="run")
request = RunningRequest(clips=(clip,), model="lite")
told, tally = [], PictureTally()
with VideoFile(clip.video) as video:
    many = gait._by_many(video, clip, request, 3, told.append)
with VideoFile(clip.video) as video:
    one = gait._by_one(video, clip, request, tally, lambda frame: None)
    frames = video.info.frame_count
names = ("time_s", "xy_px", "visibility", "world_m")
print(json.dumps({
    "joined": many is not None,
    "same": [np.array_equal(getattr(many[0], n), getattr(one, n), equal_nan=True) for n in names],
    "frames": [len(one), frames, sum(told)],
    "back": min(told),
    "pictures": [sorted(vars(many[1])[name]) == sorted(vars(tally)[name])
                 for name in ("_bright", "_grain", "_sharpness", "_blur")],
    "looked": len(tally._bright),
}))
"""


def sequence(count: int = 90) -> PoseSequence:
    poses = np.random.default_rng(1).uniform(0, 500, (count, LANDMARK_COUNT, 2))
    return PoseSequence(
        time_s=np.arange(count) / 30,
        xy_px=poses,
        visibility=poses[..., 0] / 500,
        world_m=np.dstack([poses, poses[..., :1]]),
        image_size_wh=(640, 480),
    )


def cut(poses: PoseSequence, cuts_s: list[float], shared_s: float = 0.5) -> list[PoseSequence]:
    starts = [-math.inf, *(moment - shared_s for moment in cuts_s)]
    ends = [*cuts_s, math.inf]
    return [
        poses[int((poses.time_s < start).sum()) : int((poses.time_s < end).sum())]
        for start, end in zip(starts, ends, strict=True)
    ]


@given(st.lists(st.floats(0.6, 2.9), min_size=1, max_size=3, unique=True).map(sorted))
def test_parts_make_the_whole_again(cuts_s: list[float]) -> None:
    whole = sequence()
    again = joined(cut(whole, cuts_s), cuts_s)
    assert again is not None
    for name in ("time_s", "xy_px", "visibility", "world_m"):
        np.testing.assert_array_equal(getattr(again, name), getattr(whole, name))


def test_parts_that_disagree_or_saw_nobody_in_common_are_not_joined() -> None:
    whole = sequence()
    one, other = cut(whole, [1.5])
    moved = other.xy_px.copy()
    moved[0, 7] += 1e-3
    assert joined([one, replace(other, xy_px=moved)], [1.5]) is None
    assert joined([one, other[1:]], [1.5]) is not None  # less in common, but the same
    assert joined([one[:-1], other], [1.5]) is None  # a picture is missing
    assert joined([one, other[:0]], [1.5]) is None
    assert joined([one, other[20:]], [1.5]) is None  # nothing in common
    nobody = replace(whole, xy_px=np.full_like(whole.xy_px, np.nan))
    assert joined(cut(nobody, [1.5]), [1.5]) is None


def test_three_processes_find_what_one_finds() -> None:
    run = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(DEMO)], capture_output=True, cwd=ROOT, text=True
    )
    assert run.returncode == 0, run.stderr[-2000:]
    told = json.loads(run.stdout.splitlines()[-1])
    assert told["joined"]
    assert all(told["same"])
    assert len(set(told["frames"])) == 1
    assert told["back"] >= 0
    assert all(told["pictures"])
    assert told["looked"] == 12


def test_cancelling_ends_every_process(tmp_path: Path) -> None:
    video = encode(tmp_path / "long.mp4", even_times(2 * PART_FRAMES_MIN), size_wh=(320, 240))
    clip = RunningClip(video=video, name="long.mp4")
    job = start_job(RunningRequest(clips=(clip,), model="lite", processes=2))
    assert job._process is not None
    worker = psutil.Process(job._process.pid)
    helpers: list[psutil.Process] = []
    end_s = time.monotonic() + 60
    while not helpers and time.monotonic() < end_s:
        helpers = worker.children()
        time.sleep(0.02)
    assert helpers
    job.cancel()
    _, alive = psutil.wait_procs([worker, *helpers], timeout=20)
    assert not alive
    assert job.state is JobState.CANCELLED
