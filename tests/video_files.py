"""Real encoded video files for tests, made on the spot."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import Colorspace
from numpy.typing import NDArray

Image = NDArray[np.uint8]
BT709, UNTAGGED, BT601 = 1, 2, 6
_SPEED: dict[str, dict[str, str]] = {
    "libx264": {"preset": "ultrafast", "crf": "12"},
    "libx265": {"preset": "ultrafast", "crf": "12", "x265-params": "log-level=none"},
    "libsvtav1": {"preset": "12", "crf": "20", "svtav1-params": "enable-overlays=0"},
    "libvpx-vp9": {"deadline": "realtime", "cpu-used": "8", "crf": "15", "b": "0"},
}


def even_times(count: int, fps: float = 30.0) -> list[float]:
    """Timestamps of a camera that never misses a frame."""
    return [index / fps for index in range(count)]


def four_corners(index: int, width: int = 128, height: int = 96) -> Image:
    """Red top left, green top right, blue bottom left, grey (brighter each frame) bottom right."""
    image = np.zeros((height, width, 3), np.uint8)
    image[: height // 2, : width // 2] = (200, 30, 30)
    image[: height // 2, width // 2 :] = (30, 180, 30)
    image[height // 2 :, : width // 2] = (30, 30, 200)
    image[height // 2 :, width // 2 :] = 40 + 4 * (index % 50)
    return image


def noise(index: int, width: int = 128, height: int = 96) -> Image:
    """A picture of nothing."""
    return np.random.default_rng(index).integers(0, 256, (height, width, 3), np.uint8)


def corners(image_rgb: Image) -> list[tuple[int, ...]]:
    """Colours top left, top right, bottom left, bottom right."""
    height, width = image_rgb.shape[:2]
    rows, columns = (height // 4, 3 * height // 4), (width // 4, 3 * width // 4)
    return [tuple(int(v) for v in image_rgb[y, x]) for y in rows for x in columns]


def encode(
    path: Path,
    times_s: Sequence[float] = tuple(even_times(12)),
    *,
    codec: str = "libx264",
    pix_fmt: str = "yuv420p",
    size_wh: tuple[int, int] = (128, 96),
    picture: Callable[[int, int, int], Image] = four_corners,
    rate: int = 30,
    ticks_per_s: int = 90_000,
    matrix: int | None = None,
    tell_matrix: bool = True,
    rotation_deg: float = 0,
    mirrored: bool = False,
    sar: Fraction | None = None,
    options: dict[str, str] | None = None,
    container_options: dict[str, str] | None = None,
    tags: dict[str, str] | None = None,
    b_frames: int = 0,
    audio: bool = False,
) -> Path:
    """Write ``picture(index, width, height)`` at each of ``times_s``; the path again."""
    with (
        _same_priority(),
        av.open(str(path), "w", options=container_options or {}) as container,
    ):
        container.metadata.update(tags or {})
        stream: Any = container.add_stream(codec, rate=rate)
        stream.width, stream.height, stream.pix_fmt = *size_wh, pix_fmt
        stream.codec_context.time_base = Fraction(1, ticks_per_s)
        stream.codec_context.options = {**_SPEED.get(codec, {}), **(options or {})}
        stream.codec_context.max_b_frames = b_frames
        if matrix is not None and tell_matrix:
            stream.codec_context.colorspace = matrix
        if sar is not None:
            stream.codec_context.sample_aspect_ratio = sar
        if rotation_deg or mirrored:
            stream.set_display_rotation(rotation_deg, hflip=mirrored)
        sound: Any = container.add_stream("aac", rate=44_100) if audio else None
        for index, time_s in enumerate(times_s):
            told = matrix if matrix is not None and tell_matrix else UNTAGGED
            frame = _converted(picture(index, *size_wh), pix_fmt, matrix, told)
            frame.pts, frame.time_base = round(time_s * ticks_per_s), Fraction(1, ticks_per_s)
            container.mux(stream.encode(frame))
            if sound is not None:
                container.mux(sound.encode(_silence(index)))
        container.mux(stream.encode(None))
        if sound is not None:
            container.mux(sound.encode(None))
    return path


@contextmanager
def _same_priority() -> Iterator[None]:
    """Undo what SVT-AV1 does as root: it makes the calling thread real-time (SCHED_FIFO 99).

    Browsers and servers that later tests start would inherit that and starve the machine.
    """
    policy, parameters = os.sched_getscheduler(0), os.sched_getparam(0)
    try:
        yield
    finally:
        os.sched_setscheduler(0, policy, parameters)


def _converted(image: Image, pix_fmt: str, matrix: int | None, told: int) -> VideoFrame:
    frame = VideoFrame.from_ndarray(image, format="rgb24")
    if pix_fmt in ("rgb24", "rgb8", "rgba", "bgra", "gbrp", "argb"):
        return frame.reformat(format=pix_fmt)
    space = Colorspace.ITU709 if matrix == BT709 else Colorspace.ITU601
    frame = frame.reformat(format=pix_fmt, dst_colorspace=space)
    frame.colorspace = told
    return frame


def encode_sound(path: Path) -> Path:
    """A sound file without a picture."""
    with av.open(str(path), "w") as container:
        sound: Any = container.add_stream("aac", rate=44_100)
        for index in range(20):
            container.mux(sound.encode(_silence(index)))
        container.mux(sound.encode(None))
    return path


def _silence(index: int) -> av.AudioFrame:
    frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), "fltp", "mono")
    frame.sample_rate, frame.pts = 44_100, index * 1024
    return frame
