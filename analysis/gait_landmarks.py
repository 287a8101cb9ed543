"""The landmarks of a video of a run; of a long one, each processor core reads a part.

Without smoothing, as for gait, the landmarks hardly depend on the pictures before: seven videos
begun in the middle gave the same to the bit from the first picture on. Neighbouring parts still
read half a second in common, and unless they found the same there, one process reads the whole.
Runs in a worker process.
"""

import math
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from itertools import pairwise

import numpy as np

from analysis.jobs import Job, start_job
from analysis.landmark_video import (
    WHOLE_S,
    LandmarkAnalysis,
    LandmarkRequest,
    record_poses,
)
from analysis.running_request import RunningClip, RunningRequest
from kinematics.pose import PoseSequence
from vision.picture_quality import EVERY_S, PictureTally
from vision.video import Frame, VideoFile

PART_FRAMES_MIN = 300  # a process takes as long to start as 50 pictures
SHARED_S = 0.5
POLL_S = 0.2

Step = Callable[[int], None]


def gait_landmarks(
    video: VideoFile,
    wish: RunningClip,
    request: RunningRequest,
    pictures: PictureTally,
    step: Step,
) -> PoseSequence:
    """The landmarks of every picture alone: filters without lag follow.

    pictures  takes the pictures in
    step      called with the number of pictures that are done more than the last time
    """
    parts = 1 if wish.box else min(request.processes, video.info.frame_count // PART_FRAMES_MIN)
    shared = _by_many(video, wish, request, parts, step) if parts > 1 else None
    if shared is None:
        return _by_one(video, wish, request, pictures, lambda frame: step(1))
    poses, tally = shared
    pictures.include(tally)
    return poses


def _by_one(
    video: VideoFile,
    wish: RunningClip,
    request: RunningRequest,
    pictures: PictureTally,
    report: Callable[[Frame], None],
    span_s: tuple[float, float] = WHOLE_S,
) -> PoseSequence:
    recorder = record_poses(video, _part(wish, request, span_s), pictures, report)
    return recorder.sequence(image_size_wh=video.info.frame_size_wh, source=wish.name)


def _by_many(
    video: VideoFile, wish: RunningClip, request: RunningRequest, parts: int, step: Step
) -> tuple[PoseSequence, PictureTally] | None:
    """The parts joined, None when neighbours do not agree. This process reads the last part."""
    part_s = video.info.duration_s / parts
    cuts_s = [round(number * part_s / EVERY_S) * EVERY_S for number in range(1, parts)]
    *spans_s, own_s = pairwise([0.0, *cuts_s, math.inf])
    tally = PictureTally()
    with ExitStack() as stack:
        jobs = []
        for span_s in spans_s:
            jobs.append(start_job(_part(wish, request, span_s)))
            stack.callback(jobs[-1].cancel)
        watch = _Watch(jobs, video.info.frame_count, step)
        own = _by_one(video, wish, request, tally, watch.own, span_s=own_s)
        while not all([job.wait(POLL_S) for job in jobs]):
            watch.tell()
    answers = [job.result for job in jobs if isinstance(job.result, LandmarkAnalysis)]
    for answer in answers:
        tally.include(answer.pictures)
    poses = [*(answer.poses for answer in answers if answer.poses is not None), own]
    whole = joined(poses, cuts_s) if len(poses) == parts else None
    watch.end(done=whole is not None)
    return None if whole is None else (whole, tally)


class _Watch:
    """Adds up the pictures that the processes have done, each in its part of the video."""

    def __init__(self, jobs: list[Job], frames: int, step: Step) -> None:
        self._jobs, self._frames, self._step = jobs, frames, step
        self._own = self._told = 0

    def own(self, frame: Frame) -> None:
        """This process, which has the last part, has come to that frame."""
        self._own = frame.index + 1
        self.tell()

    def tell(self) -> None:
        """Tell what is new."""
        read = [*(job.progress.done for job in self._jobs), self._own]
        share = self._frames / len(read)
        parts = [min(max(0, far - number * share), share) for number, far in enumerate(read)]
        self._tell(max(int(sum(parts)), self._told))

    def end(self, *, done: bool) -> None:
        """All is done, or nothing."""
        self._tell(self._frames if done else 0)

    def _tell(self, frames: int) -> None:
        self._step(frames - self._told)
        self._told = frames


def _part(
    wish: RunningClip, request: RunningRequest, span_s: tuple[float, float]
) -> LandmarkRequest:
    return LandmarkRequest(
        video=wish.video,
        name=wish.name,
        output=None,
        model=request.model,
        playback_factor=wish.playback_factor,
        box=wish.box,
        span_s=span_s,
        lead_s=SHARED_S,
        smooth=False,
        limits=request.limits,
    )


def joined(parts: list[PoseSequence], cuts_s: list[float]) -> PoseSequence | None:
    """Parts that follow one another as one; None unless neighbours found the same in common.

    cuts_s  where each next part takes over; it begins before that
    """
    pairs = zip(pairwise(parts), cuts_s, strict=True)
    if not all(_agree(one, other, cut_s) for (one, other), cut_s in pairs):
        return None
    own = [_from(part, cut_s) for part, cut_s in zip(parts, [-math.inf, *cuts_s], strict=True)]
    return replace(
        parts[0],
        time_s=np.concatenate([part.time_s for part in own]),
        xy_px=np.concatenate([part.xy_px for part in own]),
        visibility=np.concatenate([part.visibility for part in own]),
        world_m=np.concatenate([part.world_m for part in own]),
    )


def _agree(one: PoseSequence, other: PoseSequence, cut_s: float) -> bool:
    """True when both saw somebody before the cut, and the same."""
    if not len(other):
        return False
    old = _from(one, float(other.time_s[0]))
    new = other[: len(other) - len(_from(other, cut_s))]
    seen = np.isfinite(new.xy_px).any()
    same = np.array_equal(old.time_s, new.time_s)
    return bool(seen and same and np.array_equal(old.xy_px, new.xy_px, equal_nan=True))


def _from(poses: PoseSequence, start_s: float) -> PoseSequence:
    return poses[int((poses.time_s < start_s).sum()) :]
