"""One picture of a video that was read before, without reading all that comes before it."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from av.error import FFmpegError
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from vision.video_container import VideoSource
from vision.video_errors import VideoError, VideoLimits
from vision.video_picture import PictureMaker

_EARLY_S = 0.001  # timestamps are told in whole ticks


class _SeekableSource(VideoSource):
    """A source that can be entered in the middle."""

    def __enter__(self) -> "_SeekableSource":
        return self

    def frames_from(self, second: float) -> Iterator[VideoFrame]:
        """The pictures from the last key picture before a second of the stream's clock."""
        base = self.stream.time_base
        if base is None:
            raise ValueError("the stream has no clock")
        self._container.seek(int(second / base), stream=self.stream)
        return self.frames()


def still(
    path: Path, second: float, *, limits: VideoLimits, max_long_side_px: int | None = 1280
) -> NDArray[np.uint8] | None:
    """The first picture at or after a second of the file, as `VideoFile` gives it.

    second  of the file's own time since its first picture, slow motion not taken out
    None when the file cannot be entered in the middle.
    """
    maker = PictureMaker(max_long_side_px=max_long_side_px)
    try:
        with _SeekableSource(path, limits=limits) as source:
            first = next((source.seconds(frame.pts) for frame in source.frames()), None)
            if first is None:
                return None
            for start in (first + second, first):
                coded = _first_at(source, start, first + second - _EARLY_S)
                if coded is not None:
                    limits.check_picture(coded.width, coded.height)
                    return maker.image_rgb(coded, source.stream.sample_aspect_ratio)
    except (VideoError, FFmpegError, OSError, ValueError):
        return None
    return None


def _first_at(source: _SeekableSource, start: float, wanted: float) -> VideoFrame | None:
    """The first picture at or after `wanted`; None when `start` lands behind it."""
    landed = False
    for coded in source.frames_from(start):
        at = source.seconds(coded.pts)
        if at is None:
            return None
        if at >= wanted:
            return coded if landed or at - wanted < 2 * _EARLY_S else None
        landed = True
    return None
