"""A stick body that exercises in front of a simple camera: landmark recordings with known truth.

Angles in degrees. `synthetic_motions` says how the body holds itself at a given angle of the
driving joint; the rest (tempo, range, frame rate, noise, camera) is the same for every exercise.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from exercises.spec import Exercise
from kinematics.body import Body
from kinematics.landmarks import Landmark, Side
from kinematics.pose import PoseSequence
from kinematics.quality import View
from tests.motions import load_motions
from tests.synthetic_body import Array, Camera, Motion, Stick, Y, about, turn
from tests.synthetic_motions import MOTIONS as LIBRARY
from tests.synthetic_motions import bridging, clamshelling, standing

__all__ = [
    "MOTIONS", "Camera", "Studio", "Tempo", "TrueRep", "bridging", "clamshelling", "course_of",
    "minimum_jerk", "sequence_of", "standing", "walking", "without",
]  # fmt: skip
MOTIONS: dict[str, Motion] = {**LIBRARY, **load_motions()}


def minimum_jerk(share: Array) -> Array:
    """Way gone after that share of the time, both 0…1 (Flash & Hogan 1985)."""
    s = np.clip(share, 0.0, 1.0)
    return np.asarray(s**3 * (10 - 15 * s + 6 * s * s))


def course_of(points: Sequence[tuple[float, float]], fps: float) -> tuple[Array, Array]:
    """Times (T,) and values (T,) of smooth ways between points (seconds, value)."""
    at_s, values = np.array(points, dtype=np.float64).T
    time_s = np.arange(0.0, at_s[-1], 1.0 / fps)
    index = np.clip(np.searchsorted(at_s, time_s, side="right") - 1, 0, len(at_s) - 2)
    share = minimum_jerk((time_s - at_s[index]) / np.diff(at_s)[index])
    return time_s, values[index] + share * np.diff(values)[index]


def sequence_of(
    camera: Camera, joints: Array, time_s: Array, *, noise_px: float = 0.0, seed: int = 0
) -> PoseSequence:
    """What a perfect pose model would see of joints (T, 33, 3), plus noise.

    Of two twins the one further from the camera is seen less well, like with a real model.
    """
    xy_px, depth = camera.project(joints)
    rng = np.random.default_rng(seed)
    xy_px = xy_px + noise_px * rng.standard_normal(xy_px.shape)
    visibility = np.full(depth.shape, 0.95)
    for left in range(11, 33, 2):
        behind = depth[:, left] - depth[:, left + 1]
        visibility[:, left] -= 0.2 * (behind > 0.05)
        visibility[:, left + 1] -= 0.2 * (behind < -0.05)
    turned = about(Y, camera.yaw_deg, joints)
    centre = turned[:, 23:25].mean(axis=1, keepdims=True)
    return PoseSequence(
        time_s=time_s,
        xy_px=xy_px,
        visibility=visibility,
        world_m=(turned - centre) * np.array([1.0, -1.0, -1.0]),
        image_size_wh=camera.size_wh,
        source="synthetic",
    )


@dataclass(frozen=True, kw_only=True)
class TrueRep:
    """What a repetition really was; `progress` of the exercise's own way to its target."""

    start_s: float
    peak_s: float
    end_s: float
    peak_deg: float
    progress: float


@dataclass(frozen=True, kw_only=True)
class Tempo:
    """Durations in seconds: rest before, up, hold, down, rest between, rest after."""

    lead: float = 1.5
    up: float = 1.4
    hold: float = 0.8
    down: float = 1.4
    rest: float = 1.0
    tail: float = 1.0


@dataclass(frozen=True, kw_only=True)
class Studio:
    """Records one exercise in one view."""

    exercise: Exercise
    view: View | None = None
    turned_deg: float | None = None

    @property
    def motion(self) -> Motion:
        return MOTIONS[self.exercise.key]

    @property
    def camera(self) -> Camera:
        yaw = self.turned_deg
        if yaw is None:
            yaw = self.motion.yaw_deg[self.view or self.exercise.camera.view]
        return replace(self.motion.camera, yaw_deg=yaw)

    def degrees_for(self, progress: Array | Sequence[float]) -> Array:
        """The joint angle at which the exercise's own progress has these values."""
        return np.asarray(np.interp(progress, *self._way))

    @cached_property
    def _way(self) -> tuple[Array, Array]:
        """Progress along the way and the degrees there."""
        degrees = np.linspace(self.motion.rest_deg, self.motion.most_deg, 241)
        return self.progress_of(degrees), degrees

    def progress_of(self, degrees: Array) -> Array:
        """Progress of clean poses at these joint angles, by the exercise's own driving signal."""
        signals = self.exercise.rep.signals
        signal = signals.get(self.view or self.exercise.camera.view, next(iter(signals.values())))
        still = self.camera.project(self.motion.pose(degrees).joints())[0]
        start = self.camera.project(self.motion.pose(np.array([self.motion.rest_deg])).joints())[0]
        first = Body(xy_px=start[0], working=self.working, near=self.working, start_xy_px=start[0])
        return np.array([signal.progress_in(first.posed(pose)) for pose in still])

    @cached_property
    def working(self) -> Side:
        """The working leg of a side-lying body is the left; else the side nearer the camera."""
        joints = self.motion.pose(np.array([self.motion.rest_deg])).joints()
        depth = self.camera.project(joints)[1][0]
        left, right = depth[Landmark.LEFT_HIP], depth[Landmark.RIGHT_HIP]
        return Side.RIGHT if right < left - 0.02 else Side.LEFT

    def follow(
        self, points: Sequence[tuple[float, float]], *, fps: float = 30.0, noise_px: float = 0.0
    ) -> PoseSequence:
        """The recording of a body whose progress goes smoothly through (seconds, progress)."""
        time_s, course = course_of(points, fps)
        return self.film(self.degrees_for(course), time_s, noise_px=noise_px)

    def film(
        self, degrees: Array, time_s: Array, *, noise_px: float = 0.0, seed: int = 0
    ) -> PoseSequence:
        """The recording of the body at these joint angles (T,)."""
        joints = self.motion.pose(degrees).joints()
        return sequence_of(self.camera, joints, time_s, noise_px=noise_px, seed=seed)

    def perform(
        self,
        progress: Sequence[float] = (1.1, 1.1),
        *,
        tempo: Tempo | None = None,
        fps: float = 30.0,
        noise_px: float = 0.0,
        seed: int = 0,
    ) -> tuple[PoseSequence, tuple[TrueRep, ...]]:
        """Repetitions that reach these progress values, each a minimum-jerk way up and down."""
        tempo = tempo or Tempo()
        tops, rest = self.degrees_for(progress), self.motion.rest_deg
        period = tempo.up + tempo.hold + tempo.down + tempo.rest
        starts = tempo.lead + period * np.arange(len(progress))
        time_s = np.arange(0.0, tempo.lead + period * len(progress) + tempo.tail, 1.0 / fps)
        degrees = np.full(len(time_s), rest)
        reps = []
        for start, top, reached in zip(starts, tops, progress, strict=True):
            leave = start + tempo.up + tempo.hold
            rise = minimum_jerk((time_s - start) / tempo.up)
            fall = minimum_jerk((time_s - leave) / tempo.down)
            degrees += (top - rest) * (rise - fall)
            reps.append(
                TrueRep(
                    start_s=float(start),
                    peak_s=float(start + tempo.up),
                    end_s=float(leave + tempo.down),
                    peak_deg=float(top),
                    progress=reached,
                )
            )
        return self.film(degrees, time_s, noise_px=noise_px, seed=seed), tuple(reps)


def without(sequence: PoseSequence, lost: NDArray[np.bool_]) -> PoseSequence:
    """The same recording with nobody seen in the frames marked in `lost` (T,)."""
    arrays = {}
    for name in ("xy_px", "visibility", "world_m"):
        arrays[name] = getattr(sequence, name).copy()
        arrays[name][lost] = np.nan
    return replace(sequence, **arrays)


def walking(stick: Stick, path: Array, time_s: Array) -> Array:
    """(T, 33, 3) a standing body that walks along `path` (T, 3), legs swinging at 0.9 strides/s."""
    swing = 22.0 * np.sin(2 * np.pi * 0.9 * time_s)
    thigh = (turn(swing, -Y, stick.front), turn(-swing, -Y, stick.front))
    shank = (turn(swing - 12.0, -Y, stick.front), turn(-swing - 12.0, -Y, stick.front))
    return replace(stick, hip=stick.hip + path, thigh=thigh, shank=shank).joints()
