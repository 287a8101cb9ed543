"""Which side is nearer, which leg works and from where the camera looks; steady, not jumpy."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from exercises.recent import Recent
from exercises.spec import Sides
from kinematics.body import Body, Limb, side_of
from kinematics.filters import median
from kinematics.geometry import Array
from kinematics.landmarks import Side, landmark_of
from kinematics.measures import trunk_inclination
from kinematics.pose import PoseFrame
from kinematics.quality import (
    FACING_TURN_MAX_DEG,
    OBLIQUE_SKEW_MIN,
    View,
    classify_view,
    out_of_plane_deg,
    view_features,
)

WINDOW_S = 0.6
NEAR_PARTS = ("hip", "knee", "ankle", "heel")
NEAR_MARKS = [[landmark_of(part, side) for part in NEAR_PARTS] for side in Side]
HIPS = [landmark_of("hip", side) for side in Side]
FEATURES = 7
SWITCH_MARGIN = 0.08  # mean visibility by which the other side must lead to become the near one


@dataclass(kw_only=True)
class Orientation:
    """Feeds on frames seen outside repetitions; the answers hold through a repetition.

    asked    the side the user says works, or None
    near     the side nearer the camera: better seen by the model
    working  the side that does the exercise
    view     the camera's view, median of the last 0.6 s
    oblique  turned by more than about 20 degrees from square
    """

    sides: Sides
    asked: Side | None = None
    near: Side = Side.LEFT
    working: Side = Side.LEFT
    view: View = View.UNKNOWN
    oblique: bool = False
    _recent: Recent = field(default_factory=lambda: Recent(span_s=WINDOW_S, width=FEATURES))
    _start: Body | None = field(default=None, repr=False)

    def forget(self) -> None:
        """The body is suddenly elsewhere: what was seen before says nothing about it."""
        self._recent.clear()

    def update(self, frame: PoseFrame, image_size_wh: tuple[int, int]) -> None:
        """Take one frame in which somebody was seen, of a picture of this size."""
        self._recent.append(frame.time_s, self._features(frame, image_size_wh))
        shoulders, hips, skew, upright, turned, leads, uppers = map(
            self._recent.column, range(FEATURES)
        )
        self.view = classify_view(median(shoulders), median(hips))
        facing = self.view in (View.FRONT, View.REAR) and median(upright) > 45.0
        self.oblique = self.view is not View.END_ON and (
            self.view is View.OBLIQUE
            or median(skew) >= OBLIQUE_SKEW_MIN
            or (facing and median(turned) > FACING_TURN_MAX_DEG)
        )
        lead = median(leads)
        if abs(lead) > SWITCH_MARGIN or len(self._recent) == 1:
            self.near = Side.LEFT if lead > 0 else Side.RIGHT
        self.working = self._working(uppers)
        if self.sides is Sides.UPPER or (self.sides is Sides.ASKED and self.asked is not None):
            self.near = self.working

    def side_of(self, limb: Limb) -> Side:
        """The anatomical side that plays a role at present."""
        return side_of(limb, working=self.working, near=self.near)

    def body(self, xy_px: Array, start_xy_px: Array | None) -> Body:
        """A pose with the present roles; the start pose is measured once for all that follow."""
        working, near, start = self.working, self.near, self._start
        if start_xy_px is None:
            return Body(xy_px=xy_px, working=working, near=near)
        if start is None or start.xy_px is not start_xy_px or start.roles != (working, near):
            start = Body(xy_px=start_xy_px, working=working, near=near, start_xy_px=start_xy_px)
            self._start = start
        return start.posed(xy_px)

    @property
    def legs(self) -> tuple[Side, ...]:
        """The legs that may do the next repetition, the present working one first."""
        open_ = self.sides is Sides.EITHER and self.asked is None
        return (self.working, self.working.other) if open_ else (self.working,)

    def _working(self, uppers: Sequence[float]) -> Side:
        if self.sides is Sides.BOTH:
            return self.near
        if self.asked is not None:
            return self.asked
        if self.sides is not Sides.UPPER:
            return self.working
        upper = median(uppers)
        if abs(upper) < 0.05 and len(self._recent) > 1:
            return self.working
        return Side.LEFT if upper > 0 else Side.RIGHT

    def _features(self, frame: PoseFrame, image_size_wh: tuple[int, int]) -> tuple[float, ...]:
        body, seen = frame.body, frame.visibility.tolist()
        left, right = (sum([seen[mark] for mark in marks]) for marks in NEAR_MARKS)
        lead = (left - right) / len(NEAR_PARTS)
        torso = float(body.torso_px)
        left, right = (body.landmark(hip).imag for hip in HIPS)
        upper = (right - left) / torso if torso else 0.0
        turned = out_of_plane_deg(frame.world_m)
        upright = float(trunk_inclination(body, Limb.NEAR))
        view = view_features(body, world_m=frame.world_m, image_size_wh=image_size_wh)
        return (*view, upright, turned, lead, float(upper))
