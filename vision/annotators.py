"""Draw, never decide: the pose and what the coach says of it, on a picture.

Sizes follow the shorter side of the picture, so that everything stays in proportion from
153 × 272 to 1920 × 1080, and every panel is kept inside the picture.
"""

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from kinematics.pose import PoseFrame
from vision.draw_body import MARKED, NEAR, TARGET, draw_angle, draw_skeleton
from vision.lettering import (
    INK,
    SMALLEST_PX,
    WHITE,
    Colour,
    Picture,
    banner,
    label,
    line_height,
    stack,
    wrap,
)
from vision.overlay import Overlay

__all__ = ["Overlay", "annotate", "key_frame_jpeg"]

MUTED: Colour = (190, 198, 210)
AMBER: Colour = (255, 193, 61)
_JPEG_QUALITY = 88
_KEY_FRAME_SIDE_MAX = 1280


def _checked_copy(image_rgb: NDArray[np.uint8]) -> Picture:
    """A writable, contiguous copy; ValueError unless it is an (H, W, 3) uint8 picture."""
    array = np.asarray(image_rgb)
    if array.ndim != 3 or array.shape[2] != 3 or array.dtype != np.uint8 or not array.size:
        raise ValueError(f"image_rgb: expected (H, W, 3) uint8, got {array.shape} {array.dtype}")
    return np.array(array, order="C")


def _unit(picture: Picture) -> float:
    """Size of drawing: 1 for a shorter side of 720 pixels."""
    return float(min(picture.shape[:2])) / 720


def annotate(
    image_rgb: NDArray[np.uint8], pose: PoseFrame | None, overlay: Overlay
) -> NDArray[np.uint8]:
    """A copy of the picture with the pose and the overlay drawn on it; the input is untouched.

    image_rgb  (H, W, 3) uint8
    pose       in pixels of this very picture; None or unseen = no skeleton
    Raises ValueError for anything but such a picture.
    """
    picture = _checked_copy(image_rgb)
    unit = _unit(picture)
    if pose is not None:
        draw_skeleton(picture, pose, overlay, unit)
        draw_angle(picture, pose, overlay, unit)
    for x, y in overlay.marks_px:
        cv2.circle(picture, (round(x), round(y)), round(16 * unit), MARKED, max(2, round(3 * unit)))
    _draw_counter(picture, overlay, unit)
    right = _draw_gauge(picture, overlay, unit)
    _draw_phase_and_hold(picture, overlay, unit, right)
    _draw_banners(picture, overlay, unit)
    return picture


def key_frame_jpeg(
    image_rgb: NDArray[np.uint8], pose: PoseFrame | None, overlay: Overlay, caption: str
) -> bytes:
    """The annotated picture with its caption on a strip below it, as JPEG bytes.

    A picture longer than 1280 pixels is made smaller.
    """
    picture = annotate(image_rgb, pose, overlay)
    shrink = _KEY_FRAME_SIDE_MAX / max(picture.shape[:2])
    if shrink < 1:
        size = [max(1, round(side * shrink)) for side in picture.shape[1::-1]]
        picture = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
    if caption:
        picture = np.vstack([picture, _caption_strip(picture, caption)])
    done, data = cv2.imencode(
        ".jpg",
        cv2.cvtColor(picture, cv2.COLOR_RGB2BGR),
        [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY],
    )
    if not done:
        raise ValueError(f"image_rgb: expected a size that JPEG can hold, got {picture.shape}")
    return data.tobytes()


def _caption_strip(picture: Picture, caption: str) -> Picture:
    """A dark strip as wide as the picture, with the whole caption."""
    width, unit = picture.shape[1], _unit(picture)
    size, pad = max(SMALLEST_PX, round(24 * unit)), max(3, round(14 * unit))
    line_count = max(1, len(wrap(caption, size, max(1, width - 3 * pad))))
    text = banner(caption, size, width, line_count, NEAR, pad)
    strip = np.full((text.size_wh[1], width, 3), INK, dtype=np.uint8)
    text.paste(strip, 0, 0)
    return strip


def _draw_counter(picture: Picture, overlay: Overlay, unit: float) -> None:
    """Full repetitions in big digits at the top left, partial ones small below."""
    if overlay.rep_count is None:
        return
    rows = [(str(overlay.rep_count), round(84 * unit), WHITE)]
    if overlay.partial_count:
        rows.append((f"+{overlay.partial_count} partial", round(22 * unit), MUTED))
    margin = _margin(unit)
    width_max = max(1, picture.shape[1] // 2 - margin)
    stack(tuple(rows), width_max, max(3, round(14 * unit))).paste(picture, margin, margin)


def _margin(unit: float) -> int:
    return max(2, round(18 * unit))


def _draw_gauge(picture: Picture, overlay: Overlay, unit: float) -> int:
    """The progress gauge at the right edge; returns how many pixels from the right it takes."""
    margin = _margin(unit)
    if overlay.progress is None:
        return margin
    height, width = picture.shape[:2]
    bar = max(4, round(20 * unit))
    x1, x0 = width - margin, width - margin - bar
    y0, y1 = margin, max(margin + 1, round(0.62 * height))
    well = picture[y0:y1, x0:x1]
    np.copyto(well, np.asarray(INK, dtype=np.uint8))
    rim = max(1, round(2 * unit))
    if math.isfinite(overlay.progress):
        share = min(max(overlay.progress, 0.0), 1.0)
        top = y1 - round(share * (y1 - y0))
        cv2.rectangle(picture, (x0, top), (x1 - 1, y1), NEAR, cv2.FILLED)
    cv2.rectangle(picture, (x0, y0), (x1 - 1, y1), WHITE, rim)
    cv2.line(picture, (x0, y0), (x1 - 1, y0), TARGET, 2 * rim)
    return margin + bar + margin // 2


def _draw_phase_and_hold(picture: Picture, overlay: Overlay, unit: float, right: int) -> None:
    """The phase at the top right, left of the gauge; the hold ring below it."""
    margin = _margin(unit)
    y = margin
    if overlay.phase:
        rows = ((overlay.phase, round(26 * unit), WHITE),)
        pill = stack(rows, max(1, picture.shape[1] // 2 - right), max(2, round(10 * unit)))
        pill.paste(picture, picture.shape[1] - right - pill.size_wh[0], y)
        y += pill.size_wh[1] + margin // 2
    if overlay.hold_s > 0:
        radius = max(12, round(44 * unit))
        centre = (picture.shape[1] - right - radius, y + radius)
        _draw_ring(picture, centre, radius, overlay, unit)


def _draw_ring(
    picture: Picture, centre: tuple[int, int], radius: int, overlay: Overlay, unit: float
) -> None:
    """Seconds held, in a ring that is full when the aim is reached."""
    if overlay.hold_target_s > 0:
        share = min(overlay.hold_s / overlay.hold_target_s, 1.0)
    else:
        share = overlay.hold_s % 1.0
    thick = max(2, round(8 * unit))
    inner = radius - thick
    cv2.circle(picture, centre, radius, INK, cv2.FILLED, cv2.LINE_AA)
    cv2.ellipse(picture, centre, (inner, inner), -90, 0, 360, (70, 78, 92), thick, cv2.LINE_AA)
    colour = TARGET if share >= 1 else NEAR
    cv2.ellipse(picture, centre, (inner, inner), -90, 0, 360 * share, colour, thick, cv2.LINE_AA)
    text = label(f"{overlay.hold_s:.1f}", round(26 * unit))
    width, height = text.size_wh
    text.paste(picture, centre[0] - width // 2, centre[1] - height // 2)


def _draw_banners(picture: Picture, overlay: Overlay, unit: float) -> None:
    """The cue at the bottom and, above it, why the body cannot be judged."""
    height, width = picture.shape[:2]
    margin, pad = _margin(unit), max(3, round(16 * unit))
    bottom = height - margin
    rows = (
        (overlay.cue, round(40 * unit), MARKED if overlay.highlight else TARGET),
        (overlay.issue, round(28 * unit), AMBER),
    )
    for text, size_px, colour in rows:
        if not text:
            continue
        size = max(size_px, 11)
        room = max(1, (height // 5 - 2 * pad) // line_height(size))
        panel = banner(text, size, max(1, width - 2 * margin), min(room, 3), colour, pad)
        bottom -= panel.size_wh[1]
        panel.paste(picture, margin, bottom)
        bottom -= margin // 2
