"""Can these landmarks be trusted? Gates per frame, the camera's view, and a grade in words.

Thresholds: measurement specification B.0.2 (visibility, margin), D.7 (view class, grade) and the
runtime measurements (size of the torso). The model's own visibility does not notice a body filmed
from its feet, from behind or along its trunk; geometry does (`classify_view`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from kinematics.body import Body, Limb
from kinematics.geometry import Array, direction_deg, dot, length_px, ratio
from kinematics.landmarks import Landmark, Side, landmark_of
from kinematics.measures import hip_turn, shoulder_turn
from kinematics.pose import PoseFrame

VISIBILITY_GOOD = 0.6  # B.0.2: every landmark used; below, a fault is not judged
VISIBILITY_MIN = 0.5  # D.3: below, a landmark of the near limb counts as missing
MARGIN = 0.03  # of width and height: closer to the edge than this is worth a word
OUTSIDE = 0.02  # further outside the picture than this is guessed, not seen
TORSO_MIN = 0.08  # of the long side: below, the detector loses people
TORSO_GOOD = 0.10


class View(StrEnum):
    """What the camera sees of the trunk, whichever way the body lies."""

    SIDE = "side"
    FRONT = "front"
    REAR = "rear"
    OBLIQUE = "oblique"
    END_ON = "end-on"
    UNKNOWN = "unknown"


# Shoulder and hip width across the trunk over torso length. Upright walkers turned by yaw: 0.61 and
# 0.29 face-on, 0.36 and 0.18 at 45 deg, <= 0.12 and 0.04 side-on (D.7 [T]); lying people of the
# rendered and real clips: side-on up to 0.29 and 0.22, face-on 0.52-0.80 and 0.33-0.47.
SIDE_SHOULDERS_MAX, SIDE_HIPS_MAX = 0.30, 0.25
FACING_SHOULDERS_MIN = 0.42
END_ON_SHOULDERS_MIN = 1.15
# Seen square-on the shoulder line has no length along the trunk (`shoulder_skew`); this much means
# > 20 deg of turn.
OBLIQUE_SKEW_MIN = 0.25
SHOULDER_WIDTH = 0.61  # over torso length, face-on (D.7.1)
FOCAL_LENGTH = 0.75  # over the long side of the picture, when it is not known (D.7.2)
# A frontal angle is wrong by a quarter of a degree or more per degree of turn (D.6).
FACING_TURN_MAX_DEG = 20.0


def classify_view(shoulders: float, hips: float) -> View:
    """The view from `shoulder_turn_ratio` and `hip_turn_ratio` (means over about a second).

    Negative: left shoulder on the image side that a person facing us has it on, so the front.
    """
    if not (np.isfinite(shoulders) and np.isfinite(hips)):
        return View.UNKNOWN
    if abs(shoulders) >= END_ON_SHOULDERS_MIN:
        return View.END_ON
    if abs(shoulders) >= FACING_SHOULDERS_MIN:
        return View.FRONT if shoulders < 0 else View.REAR
    if abs(shoulders) <= SIDE_SHOULDERS_MAX and abs(hips) <= SIDE_HIPS_MAX:
        return View.SIDE
    return View.OBLIQUE


def view_features(
    body: Body, *, world_m: Array, image_size_wh: tuple[int, int]
) -> tuple[float, float, float]:
    """(shoulder_turn, hip_turn, shoulder_skew) of one pose; the first two for `classify_view`."""
    limb = Limb.WORKING
    return (
        float(shoulder_turn(body, limb)),
        float(hip_turn(body, limb)),
        shoulder_skew(body, world_m=world_m, image_size_wh=image_size_wh),
    )


def shoulder_skew(body: Body, *, world_m: Array, image_size_wh: tuple[int, int]) -> float:
    """Length of the shoulder line along the trunk over torso length: 0 for a camera square to it.

    Seen from the side the nearer shoulder looks further from the middle of the picture than the
    other, the more the further the trunk is from the middle. This share of the perspective is taken
    off: depth of the shoulder line (its width in D.7.1, the nearer one by the model's own depth)
    times the tangent of the angle to the middle (focal length as in D.7.2).
    """
    shoulders, trunk = body.mid("shoulder"), body.mid("hip") - body.mid("shoulder")
    from_right = 2.0 * (body.landmark(Landmark.LEFT_SHOULDER) - shoulders)
    along = float(ratio(dot(from_right, trunk), dot(trunk, trunk)))
    across = float(shoulder_turn(body, Limb.WORKING))
    if not abs(across) <= SIDE_SHOULDERS_MAX:
        return abs(along)
    left, right = world_m[Landmark.LEFT_SHOULDER, 2], world_m[Landmark.RIGHT_SHOULDER, 2]
    nearer = float(right > left) - float(right < left)  # + the left one
    depth = nearer * np.sqrt(SHOULDER_WIDTH**2 - across**2)
    from_middle = shoulders - complex(*image_size_wh) / 2
    tangent = dot(from_middle, trunk) / length_px(trunk) / (FOCAL_LENGTH * max(image_size_wh))
    return abs(along - float(depth * tangent))


def out_of_plane_deg(world_m: Array) -> float:
    """How far the shoulder line points out of the picture, 0 (in it)…90 degrees.

    From the model's own depth, which is good for coarse facing only (measurement spec 0.3.6).
    """
    x, y, z = (world_m[Landmark.LEFT_SHOULDER] - world_m[Landmark.RIGHT_SHOULDER]).tolist()
    return float(direction_deg(abs(z), np.hypot(x, y)))


class FrameIssue(StrEnum):
    """Why one frame cannot be judged."""

    NOBODY = "nobody"
    SMALL = "small"
    OUTSIDE = "outside"
    HIDDEN = "hidden"


def frame_issue(
    frame: PoseFrame,
    *,
    image_size_wh: tuple[int, int],
    near: Side,
    parts: Sequence[str],
) -> FrameIssue | None:
    """The first thing that keeps a frame from being judged, or None.

    Looks at `parts` of the near limb: seen well enough (visibility), inside the picture, and the
    trunk large enough.
    """
    if not frame.seen:
        return FrameIssue.NOBODY
    index = [landmark_of(part, near) for part in parts]
    if frame.trunk_px < TORSO_MIN * 0.75 * max(image_size_wh):
        return FrameIssue.SMALL
    if _any_outside(frame, index, image_size_wh, -OUTSIDE):
        return FrameIssue.OUTSIDE
    if not all(frame.visibility[mark] >= VISIBILITY_MIN for mark in index):
        return FrameIssue.HIDDEN
    return None


def torso_ratio(frame: PoseFrame, image_size_wh: tuple[int, int]) -> float:
    """Size of the trunk over the long side of the picture."""
    return frame.trunk_px / max(image_size_wh)


def near_edge(
    frame: PoseFrame, *, image_size_wh: tuple[int, int], near: Side, parts: Sequence[str]
) -> bool:
    """True when one of the near `parts` is within 3 % of the edge of the picture."""
    index = [landmark_of(part, near) for part in parts]
    return _any_outside(frame, index, image_size_wh, MARGIN)


def _any_outside(
    frame: PoseFrame, index: Sequence[Landmark], image_size_wh: tuple[int, int], margin: float
) -> bool:
    """True when a landmark is closer to an edge than `margin`, a share of width and height."""
    width, height = image_size_wh
    for mark in index:
        point = frame.body.landmark(mark)
        x, y = point.real / width, point.imag / height
        if x < margin or x > 1 - margin or y < margin or y > 1 - margin:
            return True
    return False


class Grade(StrEnum):
    """A: all checks pass. B: one soft fail. C: more, so words not degrees. reject: cannot tell."""

    A = "A"
    B = "B"
    C = "C"
    REJECT = "reject"

    @property
    def tells_degrees(self) -> bool:
        """True when people may be told degrees: with a margin for B, in words only for C."""
        return self in (Grade.A, Grade.B)


@dataclass(frozen=True, kw_only=True)
class CaptureGrade:
    """How far a recording can be trusted, with the reasons as sentences for the user."""

    grade: Grade
    reasons: tuple[str, ...]


def grade_capture(*, hard: Iterable[str], soft: Iterable[str]) -> CaptureGrade:
    """The grade (D.7.7) from the sentences of hard and soft fails."""
    hard, soft = tuple(hard), tuple(soft)
    if hard:
        return CaptureGrade(grade=Grade.REJECT, reasons=hard + soft)
    grade = (Grade.A, Grade.B)[len(soft)] if len(soft) < 2 else Grade.C
    return CaptureGrade(grade=grade, reasons=soft)
