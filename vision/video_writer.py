"""Writing frames as a video that every browser plays: H.264, yuv420p, BT.709, index in front."""

import errno
import logging
import os
import queue
import threading
import uuid
from fractions import Fraction
from pathlib import Path
from types import TracebackType

import av
import av.error
import cv2
import numpy as np
from av.container import OutputContainer
from av.video.frame import VideoFrame
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc, VideoReformatter
from av.video.stream import VideoStream
from numpy.typing import NDArray

from vision.video_errors import WriteFailed

logger = logging.getLogger(__name__)

_TICKS_PER_S = 90_000
_QUEUE_FRAMES = 8
_POLL_S = 0.1
_KEYFRAME_S = 2.0
_MATRIX_BT709 = 1
_MAX_SIDE_PX = 8192


class VideoWriter:
    """``with VideoWriter(path, size_wh=(w, h), fps=30) as writer: writer.write(image, time_s)``.

    Encodes in a thread of its own. The file appears under its name, complete, when the writer is
    closed; after an error nothing is left of it.

    size_wh  (width, height) of the images; an odd size is padded by one row or column
    fps      usual frames per second; the times given to `write` are what counts

    Raises `WriteFailed`, with a plain sentence, when the file cannot be written: from `write` or
    `close`, since encoding lags behind.
    """

    def __init__(
        self, path: str | os.PathLike[str], *, size_wh: tuple[int, int], fps: float
    ) -> None:
        if not all(1 <= side <= _MAX_SIDE_PX for side in size_wh):
            raise ValueError(f"size_wh: expected two sizes of 1…{_MAX_SIDE_PX}, got {size_wh}")
        if not 0 < fps <= 1000:
            raise ValueError(f"fps: expected 0 < fps <= 1000, got {fps}")
        self._path = Path(os.path.abspath(path))
        self._part = self._path.with_name(f".{uuid.uuid4().hex}.part.mp4")
        self._size_wh = size_wh
        self._last_ticks = -1
        self._closed = False
        self._abandoned = False
        self._error: Exception | None = None
        self._reformatter = VideoReformatter()
        self._queue: queue.Queue[tuple[NDArray[np.uint8], int] | None] = queue.Queue(_QUEUE_FRAMES)
        self._thread = threading.Thread(
            target=self._run, args=(fps,), name="video-writer", daemon=True
        )
        self._thread.start()

    def __enter__(self) -> "VideoWriter":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self.close()
        else:
            self.abandon()

    def write(self, image_rgb: NDArray[np.uint8], time_s: float) -> None:
        """Add one frame, shown from ``time_s`` on (seconds, later than the frame before).

        image_rgb  (H, W, 3) uint8; not to be changed afterwards
        """
        wanted = (self._size_wh[1], self._size_wh[0], 3)
        if image_rgb.shape != wanted or image_rgb.dtype != np.uint8:
            raise ValueError(
                f"image_rgb: expected {wanted} uint8, got {image_rgb.shape} {image_rgb.dtype}"
            )
        if not 0 <= time_s < 1e6:
            raise ValueError(f"time_s: expected 0 <= time_s < 1e6, got {time_s}")
        ticks = round(time_s * _TICKS_PER_S)
        if ticks < self._last_ticks:
            raise ValueError(f"time_s: expected later than the frame before, got {time_s}")
        self._last_ticks = max(ticks, self._last_ticks + 1)
        if self._closed:
            raise ValueError("write: the writer is closed")
        self._put((image_rgb, self._last_ticks))

    def close(self) -> None:
        """Finish the file and give it its name; `WriteFailed` when that cannot be done."""
        if self._closed:
            return
        try:
            self._put(None)
            self._closed = True
            self._thread.join()
            self._raise_error()
            if self._last_ticks < 0:
                raise WriteFailed("There was no picture to write.")
            self._part.replace(self._path)
        except OSError as error:
            raise _failure(error) from error
        finally:
            self.abandon()

    def abandon(self) -> None:
        """Stop without a file; does nothing after `close`."""
        self._closed = self._abandoned = True
        while self._thread.is_alive():
            try:
                self._queue.put(None, timeout=_POLL_S)
            except queue.Full:
                continue
            self._thread.join()
        self._part.unlink(missing_ok=True)

    def _put(self, item: tuple[NDArray[np.uint8], int] | None) -> None:
        """Hand something to the encoder, and learn what went wrong there."""
        while True:
            self._raise_error()
            try:
                return self._queue.put(item, timeout=_POLL_S)
            except queue.Full:
                continue

    def _raise_error(self) -> None:
        if self._error is not None:
            raise _failure(self._error) from self._error

    def _run(self, fps: float) -> None:
        """Encode until the end is handed over; runs in the thread."""
        try:
            with self._open() as container:
                stream = self._add_stream(container, fps)
                while (item := self._queue.get()) is not None:
                    if not self._abandoned:
                        container.mux(stream.encode(self._frame(*item)))
                if not self._abandoned and self._last_ticks >= 0:
                    container.mux(stream.encode(None))
        except Exception as error:
            logger.info("writing a video failed", exc_info=True)
            self._error = error

    def _open(self) -> OutputContainer:
        return av.open(str(self._part), "w", format="mp4", options={"movflags": "+faststart"})

    def _add_stream(self, container: OutputContainer, fps: float) -> VideoStream:
        """The H.264 stream."""
        stream: VideoStream = container.add_stream(
            "libx264", rate=Fraction(fps).limit_denominator(1001)
        )
        width, height = self._size_wh
        stream.width, stream.height = width + width % 2, height + height % 2
        stream.pix_fmt = "yuv420p"
        context = stream.codec_context
        context.time_base = Fraction(1, _TICKS_PER_S)
        context.colorspace = _MATRIX_BT709
        context.color_primaries = ColorPrimaries.BT709
        context.color_trc = ColorTrc.BT709
        context.color_range = ColorRange.MPEG
        context.gop_size = max(1, round(fps * _KEYFRAME_S))
        context.thread_count = min(4, os.cpu_count() or 1)
        context.options = {"preset": "veryfast", "crf": "23"}
        return stream

    def _frame(self, image_rgb: NDArray[np.uint8], ticks: int) -> VideoFrame:
        """The image as the encoder wants it: even size, YUV of BT.709."""
        width, height = self._size_wh
        if width % 2 or height % 2:
            image_rgb = np.asarray(
                cv2.copyMakeBorder(image_rgb, 0, height % 2, 0, width % 2, cv2.BORDER_REPLICATE),
                dtype=np.uint8,
            )
        frame = self._reformatter.reformat(
            VideoFrame.from_ndarray(image_rgb, format="rgb24"),
            format="yuv420p",
            dst_colorspace=Colorspace.ITU709,
            dst_color_range=ColorRange.MPEG,
            threads=1,
        )
        frame.pts, frame.time_base = ticks, Fraction(1, _TICKS_PER_S)
        return frame


def _failure(error: Exception) -> WriteFailed:
    """One plain sentence for what went wrong."""
    number = getattr(error, "errno", None)
    if number in (errno.ENOSPC, errno.EDQUOT):
        return WriteFailed("The video cannot be written: the disk is full.")
    if number in (errno.EACCES, errno.EPERM, errno.EROFS):
        return WriteFailed("The video cannot be written: permission for the folder is missing.")
    if number in (errno.ENOENT, errno.ENOTDIR):
        return WriteFailed("The video cannot be written: its folder does not exist.")
    return WriteFailed("The video cannot be written.")
