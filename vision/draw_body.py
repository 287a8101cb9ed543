"""The pose on a picture: skeleton, marked joints and the angle at the driving joint."""

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from kinematics.landmarks import SKELETON, Landmark, landmark_of
from kinematics.landmarks import Side as BodySide
from kinematics.pose import PoseFrame
from vision.lettering import INK, WHITE, Colour, Picture, label
from vision.overlay import Overlay

NEAR: Colour = (70, 225, 205)
FAR: Colour = (205, 212, 224)
MARKED: Colour = (255, 112, 67)
TARGET: Colour = (126, 231, 105)
FAR_OPACITY = 0.5
VISIBLE_MIN = 0.6
"""Below this visibility a landmark is drawn hollow (measurement specification B.0.2)."""

_PARTS = ("ear", "shoulder", "elbow", "wrist", "hip", "knee", "ankle", "heel", "foot_index")
_DOTS: tuple[Landmark, ...] = tuple(landmark_of(p, s) for s in BodySide for p in _PARTS)
_LEFT = frozenset(landmark_of(part, BodySide.LEFT) for part in _PARTS)
_SHIFT = 4  # OpenCV draws with 1/16 pixel

Pixels = NDArray[np.int64]


def _pixels(pose: PoseFrame, picture: Picture) -> dict[Landmark, tuple[int, int]]:
    """The landmarks that are known, in whole pixels; those far outside are left out."""
    height, width = picture.shape[:2]
    low, high = -np.array([width, height]), 2 * np.array([width, height])
    with np.errstate(invalid="ignore"):
        usable = np.all((pose.xy_px >= low) & (pose.xy_px <= high), axis=1)
    rounded = np.rint(np.where(usable[:, None], pose.xy_px, 0)).astype(int)
    return {mark: (int(rounded[mark, 0]), int(rounded[mark, 1])) for mark in _DOTS if usable[mark]}


def _is_far(mark: Landmark, near_side: BodySide | None) -> bool:
    return near_side is not None and (mark in _LEFT) != (near_side is BodySide.LEFT)


def _draw_lines(
    picture: Picture,
    points: dict[Landmark, tuple[int, int]],
    lines: list[tuple[Landmark, Landmark]],
    colour: Colour,
    thickness: int,
) -> None:
    """Lines with a dark rim, so that they stand out from light and dark backgrounds."""
    for rim, paint in ((max(2, thickness // 2), INK), (0, colour)):
        for a, b in lines:
            cv2.line(picture, points[a], points[b], paint, thickness + rim, cv2.LINE_AA)


def _draw_dot(
    picture: Picture, place: tuple[int, int], radius: int, colour: Colour, *, sure: bool
) -> None:
    """A filled dot for a landmark that is seen well, a ring for one that is guessed."""
    if sure:
        cv2.circle(picture, place, radius + 1, INK, cv2.FILLED, cv2.LINE_AA)
        cv2.circle(picture, place, radius, colour, cv2.FILLED, cv2.LINE_AA)
    else:
        cv2.circle(picture, place, radius + 1, INK, 3, cv2.LINE_AA)
        cv2.circle(picture, place, radius + 1, colour, 1, cv2.LINE_AA)


def _body_box(points: dict[Landmark, tuple[int, int]], picture: Picture, pad: int) -> Picture:
    """The part of the picture (a view) that holds the points."""
    height, width = picture.shape[:2]
    xs, ys = zip(*points.values(), strict=True)
    x0, x1 = max(min(xs) - pad, 0), min(max(xs) + pad, width)
    y0, y1 = max(min(ys) - pad, 0), min(max(ys) + pad, height)
    return picture[y0:y1, x0:x1] if x1 > x0 and y1 > y0 else picture[:0, :0]


def draw_skeleton(picture: Picture, pose: PoseFrame, overlay: Overlay, unit: float) -> None:
    """Draw the skeleton in place: near limbs strong, far limbs faint, guessed landmarks hollow."""
    points = _pixels(pose, picture)
    if not points:
        return
    thickness = max(1, round(4 * unit))
    radius = max(2, round(5 * unit))
    drawable = [(a, b) for a, b in SKELETON if a in points and b in points]
    far = [line for line in drawable if any(_is_far(mark, overlay.near_side) for mark in line)]
    body = _body_box(points, picture, 3 * radius)
    if far and body.size:
        before = body.copy()
        _draw_lines(picture, points, far, FAR, max(1, thickness - 1))
        cv2.addWeighted(body, FAR_OPACITY, before, 1 - FAR_OPACITY, 0, dst=body)
    near = [line for line in drawable if line not in far]
    _draw_lines(picture, points, near, NEAR, thickness)
    marked = [line for line in drawable if set(line) <= set(overlay.highlight)]
    _draw_lines(picture, points, marked, MARKED, thickness + 1)
    for mark, place in points.items():
        is_far = _is_far(mark, overlay.near_side)
        sure = bool(pose.visibility[mark] >= VISIBLE_MIN)
        colour = FAR if is_far else WHITE
        _draw_dot(picture, place, radius - is_far * (radius // 3), colour, sure=sure)
    for mark in overlay.highlight:
        if mark in points:
            cv2.circle(picture, points[mark], 3 * radius, INK, thickness + 2, cv2.LINE_AA)
            cv2.circle(picture, points[mark], 3 * radius, MARKED, thickness, cv2.LINE_AA)


def sweep_deg(a: NDArray[np.float64], b: NDArray[np.float64], c: NDArray[np.float64]) -> float:
    """Signed angle in the picture from the line b→a to the line b→c, (−180, 180], clockwise +."""
    first, second = a - b, c - b
    cross = first[0] * second[1] - first[1] * second[0]
    return math.degrees(math.atan2(cross, float(first @ second)))


def _arc(
    picture: Picture,
    centre: tuple[int, int],
    radius: float,
    span_deg: tuple[float, float],
    stroke: tuple[Colour, int],
) -> None:
    """An arc around ``centre`` over ``span_deg`` (0 = right, clockwise), colour and thickness."""
    start, end = sorted(span_deg)
    end = min(end, start + 360)
    steps = np.radians(np.linspace(start, end, max(2, int((end - start) / 4) + 1)))
    rays = np.stack([np.cos(steps), np.sin(steps)], axis=1)
    points = np.rint((np.array(centre) + radius * rays) * 2**_SHIFT).astype(np.int32)
    colour, thickness = stroke
    for paint, width in ((INK, thickness + 2), (colour, thickness)):
        cv2.polylines(picture, [points], False, paint, width, cv2.LINE_AA, _SHIFT)


def draw_angle(picture: Picture, pose: PoseFrame, overlay: Overlay, unit: float) -> None:
    """Draw in place the arc at the driving joint, its degrees and the target band."""
    if overlay.angle_at is None or not math.isfinite(overlay.angle_deg):
        return
    points = _pixels(pose, picture)
    if any(mark not in points for mark in overlay.angle_at):
        return
    a, b, c = (np.array(points[mark], dtype=np.float64) for mark in overlay.angle_at)
    if not (np.any(a != b) and np.any(c != b)):
        return
    centre = points[overlay.angle_at[1]]
    sweep = sweep_deg(a, b, c)
    turn = math.copysign(1.0, sweep)
    if not overlay.flexion and overlay.angle_deg > 180:
        sweep -= turn * 360
        turn = -turn
    base = math.degrees(math.atan2(a[1] - b[1], a[0] - b[0]))
    radius = max(8.0, min(44 * unit, 0.6 * float(np.linalg.norm(a - b))))
    thick = max(1, round(4 * unit))
    _arc(picture, centre, radius, (base, base + sweep), (WHITE, thick))
    if overlay.target_deg is not None:
        grows = -turn if overlay.flexion else turn
        ends = [base + sweep + grows * (t - overlay.angle_deg) for t in overlay.target_deg]
        if all(map(math.isfinite, ends)):
            _arc(picture, centre, radius + 2 * thick, (ends[0], ends[1]), (TARGET, 2 * thick))
    middle = math.radians(base + sweep / 2)
    _place_degrees(picture, centre, radius, middle, overlay.angle_deg, unit)


def _place_degrees(
    picture: Picture,
    centre: tuple[int, int],
    radius: float,
    towards_rad: float,
    angle_deg: float,
    unit: float,
) -> None:
    """The degrees beside the arc, moved so that they stay inside the picture."""
    text = label(f"{angle_deg:.0f}°", round(26 * unit))
    width, height = text.size_wh
    away = radius + 0.6 * max(width, height)
    x = round(centre[0] + away * math.cos(towards_rad) - width / 2)
    y = round(centre[1] + away * math.sin(towards_rad) - height / 2)
    text.paste(
        picture,
        min(max(x, 0), max(picture.shape[1] - width, 0)),
        min(max(y, 0), max(picture.shape[0] - height, 0)),
    )
