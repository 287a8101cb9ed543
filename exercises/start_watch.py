"""Watches for the start position and keeps the start pose that everything is measured from.

B.0.3 asks for the median of a one-second still start. A recording that begins with the first
repetition has none: then the pose nearest to rest seen so far stands in, until a still one comes.
"""

import math
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from exercises.recent import Recent
from exercises.spec import Anchor, RepSignal, StartPosture
from kinematics.body import Body
from kinematics.geometry import Point, Value, choose, length_px
from kinematics.landmarks import LANDMARK_COUNT, Side, landmark_of
from kinematics.quality import VISIBILITY_MIN

Array = NDArray[np.float64]
MakeBody = Callable[[Array, Array | None], Body]

WINDOW_S = 1.0
STILL_S = 0.5  # shortest stretch that counts as a still start
STILL_PROGRESS = 0.10  # of the way to the target
STEADY_DRIFT = 0.06  # trunk sizes
LOST_S = 0.75  # posture or anchors wrong for longer: the start is left


def anchor_points(posture: StartPosture, body: Body) -> list[Point]:
    """The anchors of one pose."""
    return [
        body.mid(a.part) if a.limb is None else body.point(a.part, a.limb) for a in posture.anchors
    ]


def anchor_drift(posture: StartPosture, body: Body, visibility: Sequence[float]) -> float:
    """Largest distance of an anchor from where it was in the start pose, in trunk sizes.

    Anchors that are not seen well enough are left out; NaN when none is seen.
    """
    now, then = anchor_points(posture, body), anchor_points(posture, body.start)
    moved = [
        length_px(here - there)
        for anchor, here, there in zip(posture.anchors, now, then, strict=True)
        if _is_seen(anchor, body, visibility)
    ]
    known = [way for way in moved if math.isfinite(way)]
    return float(max(known) / body.trunk_px) if known else math.nan


def _is_seen(anchor: Anchor, body: Body, visibility: Sequence[float]) -> bool:
    sides = (body.side_of(anchor.limb),) if anchor.limb else (Side.LEFT, Side.RIGHT)
    return all([visibility[landmark_of(anchor.part, side)] >= VISIBILITY_MIN for side in sides])


def middle_pose(poses: Array) -> Array:
    """Median of some poses (N, 33, 2), unseen landmarks left out."""
    ordered = np.sort(poses, axis=0)  # NaN last; faster than `numpy.median`
    if np.isnan(ordered[-1]).any():
        return np.asarray(np.nanmedian(poses, axis=0))
    half = len(poses) // 2
    return np.asarray(0.5 * (ordered[half] + ordered[-half - 1]))


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
    _window: Recent = field(
        default_factory=lambda: Recent(span_s=WINDOW_S, width=2 * LANDMARK_COUNT, code="f")
    )
    _gaps: deque[float] = field(default_factory=deque)
    _gaps_from: tuple[object, ...] = ()
    _wrong_since_s: float | None = None

    def reset(self) -> None:
        """Forget the start pose: the body has moved elsewhere."""
        self.start_xy_px = None
        self.still = False
        self._window.clear()

    def update(self, time_s: float, body: Body, visibility: Sequence[float]) -> None:
        """Take one usable pose seen outside a repetition, with the present start pose."""
        self.advice = self._complaint(body, visibility)
        if self.advice is not None:
            self._wrong_since_s = time_s if self._wrong_since_s is None else self._wrong_since_s
            if time_s - self._wrong_since_s > LOST_S:
                self.reset()
            return
        self._wrong_since_s = None
        self._window.append(time_s, body.xy_px.ravel())
        if self.start_xy_px is None:
            self._first_start(time_s, visibility)
        else:
            self._follow(time_s, body)

    def _complaint(self, body: Body, visibility: Sequence[float]) -> str | None:
        for requirement in self.posture.requirements:
            if not requirement.bound.holds(body):
                return requirement.advice
        if self.start_xy_px is not None:
            drift = anchor_drift(self.posture, body, visibility)
            if drift > self.posture.anchor_drift_max:
                return "Go back to the start position."
        return None

    def _first_start(self, time_s: float, visibility: Sequence[float]) -> None:
        if time_s - self._window.first_s < self.posture.steady_s * 0.9:
            return
        poses = self._poses
        steady = self._window.time_s >= time_s - self.posture.steady_s
        steady[-2:] = True
        first, *later = poses[steady]
        reference = self.make_body(first, first)
        bodies = [self.make_body(pose, first) for pose in later]
        drift = max(anchor_drift(self.posture, body, visibility) for body in bodies)
        if drift <= STEADY_DRIFT and np.isfinite(float(reference.trunk_px)):
            away = np.abs(self._gap(self.make_body(poses, first)))
            if np.any(np.isfinite(away)):
                self.start_xy_px = poses[int(np.nanargmax(away))].copy()  # not the window with it

    def _follow(self, time_s: float, body: Body) -> None:
        """Move the start pose to a still one, or to one nearer to rest."""
        self._measure_gaps(body)
        known = [gap for gap in self._gaps if not math.isnan(gap)]
        if known and time_s - self._window.first_s >= STILL_S:
            way = max(map(abs, known))
            if max(known) - min(known) <= STILL_PROGRESS * way:
                self.start_xy_px = middle_pose(self._poses)
                self.still = True
                return
        if abs(self._gaps[-1]) > abs(self._gap(body.start)):
            self.start_xy_px = body.xy_px

    @property
    def _poses(self) -> Array:
        """(N, 33, 2) the poses in the window."""
        return self._window.values.reshape(-1, LANDMARK_COUNT, 2)

    def _measure_gaps(self, body: Body) -> None:
        """Keep the gaps of the poses in the window: of the newest, of all from a new start pose."""
        measured_from = (body.start_xy_px, self.signal, *body.roles)
        if all(a is b for a, b in zip(measured_from, self._gaps_from, strict=False)) and self._gaps:
            self._gaps.append(self._gap(body))
            while len(self._gaps) > len(self._window):
                self._gaps.popleft()
            return
        self._gaps_from = measured_from
        self._gaps = deque(self._gap(body.posed(self._poses)).tolist())

    def _gap(self, body: Body) -> Value:
        """Way from each pose to the target, larger = nearer to rest; of two legs the shorter."""
        gap = self.signal.target - self.signal.values(body)
        if not self.either:
            return gap
        other = body.working_on(body.working.other)
        twin = self.signal.target - self.signal.values(other)
        return choose(abs(twin) < abs(gap), twin, gap)
