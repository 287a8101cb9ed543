"""Video files as a stream of frames with the stream's own timestamps.

Decoding runs in a thread of its own, so that it overlaps with what is done to the frames.
"""

import logging
import os
import weakref
from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace
from types import TracebackType

import numpy as np
from numpy.typing import NDArray

from vision.video_clock import StreamClock, lasting_s, time_scale
from vision.video_container import VideoSource, misses_its_end
from vision.video_errors import (
    INCOMPLETE,
    NoFrames,
    NotAVideo,
    OverLimit,
    TruncatedVideo,
    VideoError,
    VideoLimits,
    WriteFailed,
    checked_file,
)
from vision.video_picture import PictureMaker
from vision.video_scan import Scan, scan_file
from vision.video_thread import ReadAhead
from vision.video_writer import VideoWriter

__all__ = [
    "Frame",
    "NoFrames",
    "NotAVideo",
    "OverLimit",
    "TruncatedVideo",
    "VideoError",
    "VideoFile",
    "VideoInfo",
    "VideoLimits",
    "VideoWriter",
    "WriteFailed",
]

logger = logging.getLogger(__name__)

_QUEUE_FRAMES = 8
_QUEUE_BYTES = 64 * 1024**2


@dataclass(frozen=True, kw_only=True)
class Frame:
    """One picture of a video.

    index      0, 1, 2, … in order of display
    time_s     real seconds since the first frame, by the stream's own clock; strictly increasing
    image_rgb  (H, W, 3) uint8, upright, C-contiguous
    """

    index: int
    time_s: float
    image_rgb: NDArray[np.uint8]


@dataclass(frozen=True, kw_only=True)
class VideoInfo:
    """What is known of a video: counted in the file at first, then from a full reading.

    name               file name without folders
    sha256             of the file's bytes, 64 hex digits
    width, height      pixels as displayed: upright, square pixels, full size
    native_size_wh     (width, height) of the coded picture
    frame_size_wh      (width, height) of the frames that `VideoFile` gives
    fps                frames per real second, average from timestamps
    duration_s         real seconds from the first frame to the end of the last
    frame_count        number of frames
    rotation_deg       0, 90, 180 or 270: turned this much anticlockwise for display
    time_scale         real seconds per second of the file (slow motion: below 1)
    time_scale_source  "none", "capture tag" or "given"
    codec              short name, such as h264
    """

    name: str
    sha256: str
    width: int
    height: int
    native_size_wh: tuple[int, int]
    frame_size_wh: tuple[int, int]
    fps: float
    duration_s: float
    frame_count: int
    rotation_deg: int
    time_scale: float
    time_scale_source: str
    codec: str


@dataclass(frozen=True, kw_only=True)
class Damage:
    """What was found broken on a full pass over a file, for people to read.

    truncated            the file ends before its video does
    bad_packets          places that could not be decoded
    repaired_timestamps  frames whose time was missing or not after that of the frame before
    shape_changed_s      the moment from which pictures have another shape, and are not given
    """

    truncated: bool = False
    bad_packets: int = 0
    repaired_timestamps: int = 0
    shape_changed_s: float | None = None

    def sentences(self, read_s: float) -> tuple[str, ...]:
        """One plain sentence for each kind of damage; ``read_s`` seconds could be read."""
        found = []
        if self.truncated:
            found.append(
                f"The file is incomplete: its end is missing, and {read_s:.1f} s of it were read."
            )
        if self.bad_packets > self.truncated:
            places = "one place" if self.bad_packets == 1 else f"{self.bad_packets} places"
            found.append(f"The file is damaged in {places}; what could be read was read.")
        if self.repaired_timestamps:
            frames = "frame" if self.repaired_timestamps == 1 else "frames"
            found.append(
                f"The time of {self.repaired_timestamps} {frames} was broken and was estimated."
            )
        if self.shape_changed_s is not None:
            found.append(
                f"The picture changes its shape after {self.shape_changed_s:.1f} s; "
                "only the part before that was read."
            )
        return tuple(found)


class VideoFile:
    """The frames of a video file: ``with VideoFile(path) as video: for frame in video: …``.

    playback_factor   played speed over real speed: 0.25 when the clip plays at a quarter of real
                      speed; None: by the phone's slow-motion tag, else 1
    max_long_side_px  larger pictures are scaled down while decoding; None keeps their size

    Raises one of the `VideoError` family at once for what is no video, has no picture or is over
    the limits. A damaged file gives the frames that can be decoded; `damage` and `warnings` tell
    afterwards what was found.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        playback_factor: float | None = None,
        limits: VideoLimits | None = None,
        max_long_side_px: int | None = 1280,
    ) -> None:
        if max_long_side_px is not None and max_long_side_px < 16:
            raise ValueError(f"max_long_side_px: expected >= 16 or None, got {max_long_side_px}")
        self._limits = limits or VideoLimits()
        self._path = checked_file(path, self._limits)
        self._max_long_side_px = max_long_side_px
        self._readers: weakref.WeakSet[ReadAhead[Frame]] = weakref.WeakSet()
        cut_off = misses_its_end(self._path)
        try:
            scan = scan_file(self._path, limits=self._limits, max_long_side_px=max_long_side_px)
        except (NoFrames, NotAVideo) as error:
            if cut_off:
                raise TruncatedVideo(INCOMPLETE) from error
            raise
        self._scale = time_scale(
            playback_factor=playback_factor, metadata=scan.metadata, step_s=scan.step_s
        )
        self._step_s = scan.step_s
        self.info = _info(self._path.name, scan, self._scale.factor, self._scale.source)
        self.damage = Damage(truncated=cut_off)

    @property
    def truncated(self) -> bool:
        """True when the file ends before its video does."""
        return self.damage.truncated

    @property
    def warnings(self) -> tuple[str, ...]:
        """One plain sentence for each kind of damage found; complete after the last frame."""
        return self.damage.sentences(self.info.duration_s)

    def __enter__(self) -> "VideoFile":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop decoding; may be called twice."""
        for reader in tuple(self._readers):
            reader.stop()

    def __iter__(self) -> Iterator[Frame]:
        """Frames in order of display; each call starts again at the first frame."""
        width, height = self.info.frame_size_wh
        capacity = max(2, min(_QUEUE_FRAMES, _QUEUE_BYTES // (width * height * 3)))
        reader = ReadAhead(self._decode(), capacity=capacity)
        self._readers.add(reader)
        return reader.results()

    def _decode(self) -> Generator[Frame, None, None]:
        """The frames; runs in the decode thread."""
        clock = StreamClock(usual_step_s=self._step_s)
        maker = PictureMaker(max_long_side_px=self._max_long_side_px)
        factor = self._scale.factor
        index, time_s, changed_s, duration_s = 0, 0.0, None, None
        with VideoSource(self._path, limits=self._limits) as source:
            for coded in source.frames():
                self._limits.check_picture(coded.width, coded.height)
                image_rgb = maker.image_rgb(coded, source.stream.sample_aspect_ratio)
                if image_rgb is None:
                    changed_s = time_s * factor
                    break
                time_s = clock.tell(source.seconds(coded.pts))
                self._limits.check_length(frames=index + 1, duration_s=time_s)
                duration_s = source.seconds(coded.duration)
                yield Frame(index=index, time_s=time_s * factor, image_rgb=image_rgb)
                index += 1
            if index == 0:
                raise NoFrames("No picture of this video can be decoded.")
            self.damage = Damage(
                truncated=self.truncated or source.truncated,
                bad_packets=source.bad_packets,
                repaired_timestamps=clock.repaired,
                shape_changed_s=changed_s,
            )
        lasting = lasting_s(duration_s, clock.usual_step_s)
        self._measure(index, time_s * factor, lasting * factor)

    def _measure(self, frames: int, last_s: float, lasting: float) -> None:
        """Put what was read in place of what was counted in the file; real seconds."""
        self.info = replace(
            self.info,
            frame_count=frames,
            fps=(frames - 1) / last_s if frames > 1 else 1 / lasting,
            duration_s=last_s + lasting,
        )
        for sentence in self.warnings:
            logger.info("%s", sentence)


def _info(name: str, scan: Scan, factor: float, source: str) -> VideoInfo:
    """What the first look at a file tells."""
    span_s, lasting = scan.span_s * factor, scan.last_s * factor
    return VideoInfo(
        name=name,
        sha256=scan.sha256,
        width=scan.layout.display_wh[0],
        height=scan.layout.display_wh[1],
        native_size_wh=scan.native_wh,
        frame_size_wh=scan.layout.frame_wh,
        fps=(scan.frame_count - 1) / span_s if span_s > 0 else 1 / lasting,
        duration_s=span_s + lasting,
        frame_count=scan.frame_count,
        rotation_deg=scan.layout.rotation_deg,
        time_scale=factor,
        time_scale_source=source,
        codec=scan.codec,
    )
