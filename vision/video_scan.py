"""A first look at a video file: its first picture decoded, the times of all others counted."""

import hashlib
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from av.video.frame import VideoFrame

from vision.video_clock import LARGEST_STEP_S, lasting_s, usual_step_s
from vision.video_container import VideoSource
from vision.video_errors import NoFrames, VideoLimits
from vision.video_picture import Layout, layout_of

_HASH_BYTES = 1 << 20


@dataclass(frozen=True, kw_only=True)
class Scan:
    """What a file holds, without having decoded it.

    sha256      64 hex digits, of the bytes
    metadata    tags of the file
    codec       short name
    native_wh   (width, height) of the coded picture
    layout      how it is displayed
    frame_count coded pictures
    span_s      first to last picture, seconds of the file
    step_s      usual seconds from one picture to the next
    last_s      how long the last picture is shown, seconds of the file
    """

    sha256: str
    metadata: dict[str, str]
    codec: str
    native_wh: tuple[int, int]
    layout: Layout
    frame_count: int
    span_s: float
    step_s: float
    last_s: float


def scan_file(path: Path, *, limits: VideoLimits, max_long_side_px: int | None) -> Scan:
    """Look through a file; a `VideoError` when it has no picture or is over the limits."""
    first: VideoFrame | None = None
    times: list[tuple[float, float]] = []
    count = 0
    with VideoSource(path, limits=limits, threads=1) as source:
        for packet in source.packets():
            count += not packet.is_discard
            limits.check_length(frames=count, duration_s=0.0)
            ticks = packet.pts if packet.pts is not None else packet.dts
            seconds = source.seconds(ticks)
            if seconds is not None and not packet.is_discard:
                times.append((seconds, source.seconds(packet.duration) or 0.0))
            if first is None:
                first = next(iter(source.decode(packet)), None)
        first = first or next(iter(source.decode(None)), None)
        if first is None:
            raise NoFrames("No picture of this video can be decoded.")
        times.sort()
        layout = layout_of(first, source.stream.sample_aspect_ratio, max_long_side_px)
        limits.check_picture(*layout.display_wh)
        step_s, span_s = _steps([seconds for seconds, _ in times], count)
        limits.check_length(frames=count, duration_s=span_s)
        return Scan(
            sha256=file_sha256(path),
            metadata=source.metadata,
            codec=source.stream.codec_context.codec.canonical_name,
            native_wh=(first.width, first.height),
            layout=layout,
            frame_count=count,
            span_s=span_s,
            step_s=step_s,
            last_s=lasting_s(times[-1][1] if times else None, step_s),
        )


def _steps(times_s: list[float], count: int) -> tuple[float, float]:
    """Usual step and span in seconds; absurd gaps count as one usual step."""
    step_s = usual_step_s(times_s)
    if len(times_s) < 2:
        return step_s, step_s * max(count - 1, 0)
    gaps = (b - a for a, b in pairwise(times_s))
    return step_s, sum(gap if gap <= LARGEST_STEP_S else step_s for gap in gaps)


def file_sha256(path: Path) -> str:
    """SHA-256 of a file's bytes, 64 hex digits."""
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(_HASH_BYTES):
            digest.update(block)
    return digest.hexdigest()
