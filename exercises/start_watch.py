"""Watches for the start position and keeps the start pose that everything is measured from.

B.0.3 asks for the median of a one-second still start. A recording that begins with the first
repetition has none: then the pose nearest to rest seen so far stands in, until a still one comes.
"""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from exercises.spec import RepSignal, StartPosture
from kinematics.body import Body, Limb
from kinematics.geometry import length_px
from kinematics.landmarks import landmark_of
from kinematics.quality import VISIBILITY_MIN

Array = NDArray[np.float64]
MakeBody = Callable[[Array, Array | None], Body]

WINDOW_S = 1.0
STILL_S = 0.5  # shortest stretch that counts as a still start
STILL_PROGRESS = 0.10  # of the way to the target
STEADY_DRIFT = 0.06  # trunk sizes
LOST_S = 0.75  # posture or anchors wrong for longer: the start is left


def anchor_points(posture: StartPosture, body: Body) -> Array:
    """(A, 2) pixels of the anchors of one pose."""
    return np.array(
        [
            body.mid(a.part) if a.limb is None else body.point(a.part, a.limb)
            for a in posture.anchors
        ]
    )


def anchor_drift(posture: StartPosture, body: Body, visibility: Array) -> float:
    """Largest distance of an anchor from where it was in the start pose, in trunk sizes.

    Anchors that are not seen well enough are left out; NaN when none is seen.
    """
    moved = length_px(anchor_points(posture, body) - anchor_points(posture, body.start))
    seen = moved[_anchors_seen(posture, body, visibility) & np.isfinite(moved)]
    return float(np.max(seen) / body.trunk_px) if len(seen) else float("nan")


def _anchors_seen(posture: StartPosture, body: Body, visibility: Array) -> NDArray[np.bool_]:
    limbs = [(a.part, (a.limb,) if a.limb else (Limb.NEAR, Limb.FAR)) for a in posture.anchors]
    marks = [[landmark_of(part, body.side_of(x)) for x in several] for part, several in limbs]
    return np.array([all(visibility[m] >= VISIBILITY_MIN for m in several) for several in marks])


def middle_pose(poses: Sequence[Array]) -> Array:
    """Median of some poses (33, 2), unseen landmarks left out."""
    stacked = np.array(poses).reshape(len(poses), -1).T
    whole = np.isfinite(stacked).all()
    found = np.median(stacked, axis=1) if whole else np.nanmedian(stacked, axis=1)
    return np.asarray(found.reshape(-1, 2))


@dataclass(kw_only=True)
class StartWatch:
    """Feeds on usable poses outside repetitions; `start_xy_px` is the start pose or None.

    either  either leg may move next: both have to be at rest
    advice  what to do when the start position is not held, else None
    """

    posture: StartPosture
    signal: RepSignal
    make_body: MakeBody
    either: bool = False
    start_xy_px: Array | None = None
    still: bool = False
    advice: str | None = None
    _window: deque[tuple[float, Array]] = field(default_factory=deque)
    _wrong_since_s: float | None = None

    def reset(self) -> None:
        """Forget the start pose: the body has moved elsewhere."""
        self.start_xy_px = None
        self.still = False
        self._window.clear()

    def update(self, time_s: float, xy_px: Array, visibility: Array) -> None:
        """Take one usable pose (33, 2) seen outside a repetition."""
        body = self.make_body(xy_px, self.start_xy_px)
        self.advice = self._complaint(body, visibility)
        if self.advice is not None:
            self._wrong_since_s = time_s if self._wrong_since_s is None else self._wrong_since_s
            if time_s - self._wrong_since_s > LOST_S:
                self.reset()
            return
        self._wrong_since_s = None
        self._window.append((time_s, xy_px))
        while time_s - self._window[0][0] > WINDOW_S:
            self._window.popleft()
        if self.start_xy_px is None:
            self._first_start(time_s, visibility)
        else:
            self._follow(time_s, xy_px, self.start_xy_px)

    def _complaint(self, body: Body, visibility: Array) -> str | None:
        for requirement in self.posture.requirements:
            if not requirement.bound.holds(body):
                return requirement.advice
        if self.start_xy_px is not None:
            drift = anchor_drift(self.posture, body, visibility)
            if drift > self.posture.anchor_drift_max:
                return "Go back to the start position."
        return None

    def _first_start(self, time_s: float, visibility: Array) -> None:
        if time_s - self._window[0][0] < self.posture.steady_s * 0.9:
            return
        poses = list(self._window)
        recent = [pose for at, pose in poses[:-2] if at >= time_s - self.posture.steady_s]
        recent += [pose for _, pose in poses[-2:]]
        reference = self.make_body(recent[0], recent[0])
        bodies = [self.make_body(pose, recent[0]) for pose in recent[1:]]
        drift = max(anchor_drift(self.posture, body, visibility) for body in bodies)
        if drift <= STEADY_DRIFT and np.isfinite(float(reference.trunk_px)):
            away = np.abs(self._gaps(recent[0]))
            if np.any(np.isfinite(away)):
                self.start_xy_px = self._window[int(np.nanargmax(away))][1]

    def _follow(self, time_s: float, xy_px: Array, start_xy_px: Array) -> None:
        """Move the start pose to a still one, or to one nearer to rest."""
        gaps = self._gaps(start_xy_px)
        long_enough = time_s - self._window[0][0] >= STILL_S
        way = np.nanmax(np.abs(gaps))
        if long_enough and np.nanmax(gaps) - np.nanmin(gaps) <= STILL_PROGRESS * way:
            self.start_xy_px = middle_pose([pose for _, pose in self._window])
            self.still = True
            return
        start = self._gap(start_xy_px, start_xy_px)
        if np.abs(gaps[-1]) > np.abs(start):
            self.start_xy_px = xy_px

    def _gaps(self, start_xy_px: Array | None) -> Array:
        return self._gap(np.array([pose for _, pose in self._window]), start_xy_px)

    def _gap(self, xy_px: Array, start_xy_px: Array | None) -> Array:
        """Way from each pose to the target, larger = nearer to rest; of two legs the shorter."""
        body = self.make_body(xy_px, start_xy_px)
        gap = self.signal.target - self.signal.values(body)
        if not self.either:
            return gap
        other = body.working_on(body.working.other)
        twin = self.signal.target - self.signal.values(other)
        return np.where(np.abs(twin) < np.abs(gap), twin, gap)
