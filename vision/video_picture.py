"""From a decoded picture to an upright RGB image with square pixels."""

import math
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import cast

import cv2
import numpy as np
from av.buffer import Buffer
from av.error import FFmpegError
from av.video.frame import VideoFrame
from av.video.reformatter import Colorspace, Interpolation, VideoReformatter
from numpy.typing import NDArray

from vision.video_errors import NotAVideo

_HD_LINES = 720
_UNTAGGED = 2
_TURNS = {
    90: cv2.ROTATE_90_COUNTERCLOCKWISE,
    180: cv2.ROTATE_180,
    270: cv2.ROTATE_90_CLOCKWISE,
}


@dataclass(frozen=True, kw_only=True)
class Layout:
    """How a decoded picture becomes an upright image.

    display_wh    (width, height) upright, square pixels, full size
    scaled_wh     (width, height) after scaling, before turning
    frame_wh      (width, height) of the image that is given out
    rotation_deg  0, 90, 180 or 270 anticlockwise
    mirrored      flipped left to right before it is turned
    """

    display_wh: tuple[int, int]
    scaled_wh: tuple[int, int]
    frame_wh: tuple[int, int]
    rotation_deg: int
    mirrored: bool

    @property
    def aspect(self) -> float:
        """Width over height as displayed."""
        return self.display_wh[0] / self.display_wh[1]


def layout_of(frame: VideoFrame, sar: Fraction | None, max_long_side_px: int | None) -> Layout:
    """The layout of a decoded frame; ``sar`` is the width of a pixel over its height."""
    rotation_deg, mirrored = orientation(frame)
    wide = (_square_width(frame.width, sar), frame.height)
    shrink = 1.0 if max_long_side_px is None else min(1.0, max_long_side_px / max(wide))
    scaled = (max(1, round(wide[0] * shrink)), max(1, round(wide[1] * shrink)))
    lying = rotation_deg in (90, 270)
    return Layout(
        display_wh=wide[::-1] if lying else wide,
        scaled_wh=scaled,
        frame_wh=scaled[::-1] if lying else scaled,
        rotation_deg=rotation_deg,
        mirrored=mirrored,
    )


def orientation(frame: VideoFrame) -> tuple[int, bool]:
    """Degrees anticlockwise (a multiple of 90) and whether the picture is mirrored before."""
    try:
        matrix = cast("Mapping[str, Buffer]", frame.side_data)["DISPLAYMATRIX"]
    except KeyError:
        return 0, False
    except ValueError:  # the frame carries something that this version of av has no name for
        return round(frame.rotation / 90) * 90 % 360, False
    a, b, _, c, d = struct.unpack("=5i", bytes(matrix)[:20])
    mirrored = a * d - b * c < 0
    if mirrored:
        a, b = -a, -b
    degrees = -math.degrees(math.atan2(b, a))
    return round(degrees / 90) * 90 % 360, mirrored


def _square_width(width: int, sar: Fraction | None) -> int:
    """Width with square pixels; a pixel shape beyond 1:4 is taken for a broken header."""
    if not sar or not Fraction(1, 4) <= sar <= 4:
        return width
    return max(1, round(width * sar))


class PictureMaker:
    """Makes every picture of a stream an image of the size of the first one."""

    def __init__(self, *, max_long_side_px: int | None) -> None:
        self._max_long_side_px = max_long_side_px
        self._reformatter = VideoReformatter()
        self._first: Layout | None = None
        self._known: tuple[tuple[int, int, int], Layout] | None = None

    def image_rgb(self, frame: VideoFrame, sar: Fraction | None) -> NDArray[np.uint8] | None:
        """(H, W, 3) uint8, upright; None when the picture has another shape than the first."""
        layout = self._layout(frame, sar)
        self._first = self._first or layout
        if abs(layout.aspect / self._first.aspect - 1) > 0.03:
            return None
        frame_wh = self._first.frame_wh
        lying = layout.rotation_deg in (90, 270)
        image = self._scaled(frame, frame_wh[::-1] if lying else frame_wh)
        if layout.mirrored:
            image = np.asarray(cv2.flip(image, 1), dtype=np.uint8)
        if layout.rotation_deg:
            image = np.asarray(cv2.rotate(image, _TURNS[layout.rotation_deg]), dtype=np.uint8)
        return np.ascontiguousarray(image, dtype=np.uint8)

    def _layout(self, frame: VideoFrame, sar: Fraction | None) -> Layout:
        """The layout; asked anew only after a change.

        Side data is not read for each frame: it ties the frame into a cycle, and the memory of
        hundreds of frames would wait for the garbage collector.
        """
        key = (frame.width, frame.height, frame.rotation)
        if self._known is None or self._known[0] != key:
            self._known = (key, layout_of(frame, sar, self._max_long_side_px))
        return self._known[1]

    def _scaled(self, frame: VideoFrame, size_wh: tuple[int, int]) -> NDArray[np.uint8]:
        """(H, W, 3) uint8 of that size; area averaging when the size changes."""
        same = size_wh == (frame.width, frame.height)
        try:
            rgb = self._reformatter.reformat(
                frame,
                width=size_wh[0],
                height=size_wh[1],
                format="rgb24",
                interpolation=Interpolation.BILINEAR if same else Interpolation.AREA,
                src_colorspace=_assumed_colorspace(frame),
                threads=1,
            )
        except (FFmpegError, ValueError) as error:
            raise NotAVideo(
                "The colours of this video are coded in a way that is not supported."
            ) from error
        return np.asarray(rgb.to_ndarray(), dtype=np.uint8)


def _assumed_colorspace(frame: VideoFrame) -> Colorspace | None:
    """BT.709 for high-definition video that does not say, as players do; None: as the file says."""
    hd = min(frame.width, frame.height) >= _HD_LINES
    return Colorspace.ITU709 if frame.colorspace == _UNTAGGED and hd else None
