"""Opening a video file that nobody vouches for, and walking through its coded pictures.

The reader is handed bytes, never a name: a file cannot make it open another file or the network.
Only containers that hold their pictures themselves are tried; sizes are checked before decoding.
"""

import logging
import math
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import av
import av.error
from av.container import InputContainer
from av.packet import Packet
from av.stream import Discard, Disposition
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from vision.video_errors import NoFrames, NotAVideo, VideoLimits, why_unreadable

logger = logging.getLogger(__name__)

_CONTAINERS = "mov,matroska,webm,avi,gif,mpegts,mpeg,flv,asf,ogg,ivf,apng"
_MAX_READ_ERRORS = 100
# IndexError: a stream that was not announced turns up on the way
_DAMAGE = (av.error.FFmpegError, OSError, ValueError, OverflowError, MemoryError, IndexError)
_ATOMS = frozenset(b"ftyp moov mdat free skip wide uuid meta moof mfra sidx styp udta emsg".split())
_FULL_HD_PX = 1920 * 1088


class _Bytes:
    """A file as FFmpeg may see it: bytes without a name."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def read(self, size: int) -> bytes:
        return self._file.read(size)

    def seek(self, offset: int, whence: int) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()


def _refuse(url: str, flags: int, options: dict[str, str]) -> Any:
    """Called when a container asks for a second file."""
    raise PermissionError("a video may not open other files")


class VideoSource:
    """One pass over the pictures of a file, in order of display; a context manager.

    bad_packets  places that could not be read or decoded so far
    truncated    the last thing read was cut off

    Raises a `VideoError` when the file holds no readable video or its pictures are too large.
    """

    def __init__(self, path: Path, *, limits: VideoLimits, threads: int | None = None) -> None:
        self.bad_packets = 0
        self.truncated = False
        self._limits = limits
        self._file = open(path, "rb")  # noqa: SIM115 - closed by close()
        try:
            self._container = self._open(limits)
            self.stream = self._choose_stream()
            limits.check_picture(self.stream.width, self.stream.height)
            self._prepare_decoder(threads)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> "VideoSource":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the file back; may be called twice."""
        container = getattr(self, "_container", None)
        if container is not None:
            container.close()
        self._file.close()

    @property
    def metadata(self) -> dict[str, str]:
        """Tags of the file and of its video stream."""
        return {**self._container.metadata, **self.stream.metadata}

    def _open(self, limits: VideoLimits) -> InputContainer:
        """The file as a container; a `VideoError` when it is none."""
        head = self._file.read(256)
        self._file.seek(0)
        try:
            return av.open(
                _Bytes(self._file),
                "r",
                options={"max_pixels": str(limits.max_frame_px)},
                container_options={
                    "format_whitelist": _CONTAINERS,
                    "protocol_whitelist": "none",
                    "max_streams": "64",
                },
                metadata_errors="replace",
                buffer_size=1 << 18,
                io_open=_refuse,
            )
        except _DAMAGE as error:
            logger.info("not opened: %s", error)
            raise why_unreadable(head) from error

    def _choose_stream(self) -> VideoStream:
        """The video stream with the largest picture; cover art of a sound file is none."""
        streams = [
            stream
            for stream in self._container.streams.video
            if not stream.disposition & Disposition.attached_pic
        ]
        if not streams:
            raise NoFrames("The file has no moving picture in it, perhaps only sound.")
        usable = [s for s in streams if getattr(s, "codec_context", None) is not None]
        if not usable:
            raise NotAVideo("The video is coded in a way that is not supported.")
        chosen = max(usable, key=lambda s: (bool(s.disposition & Disposition.default), s.width))
        for stream in self._container.streams:
            if stream.index != chosen.index:
                stream.discard = Discard.all
        return chosen

    def _prepare_decoder(self, threads: int | None) -> None:
        """Threads cost memory: each holds pictures of its own."""
        large = self.stream.width * self.stream.height > _FULL_HD_PX
        count = threads or min(2 if large else 4, os.cpu_count() or 1)
        self.stream.codec_context.thread_count = count
        self.stream.codec_context.thread_type = "AUTO" if count > 1 else "SLICE"
        self.stream.codec_context.options = {"max_pixels": str(self._limits.max_frame_px)}

    def packets(self) -> Iterator["Packet[VideoStream]"]:
        """Coded pictures in file order; damaged places are skipped and counted."""
        errors = 0
        while errors < _MAX_READ_ERRORS:
            try:
                for packet in self._container.demux(self.stream):
                    if packet.size == 0:
                        continue
                    self.bad_packets += self.truncated
                    self.truncated = bool(packet.is_corrupt)
                    errors = 0
                    yield packet
                return
            except (av.error.EOFError, StopIteration):
                return
            except _DAMAGE as error:
                logger.info("damaged place in the file: %s", error)
                errors += 1
                self.bad_packets += 1
        self.truncated = True

    def decode(self, packet: "Packet[VideoStream] | None") -> list[VideoFrame]:
        """The pictures a coded picture completes; None: those still held back at the end."""
        try:
            return self.stream.codec_context.decode(packet)
        except av.error.EOFError:
            return []
        except _DAMAGE as error:
            logger.info("damaged picture: %s", error)
            self.bad_packets += 1
            return []

    def frames(self) -> Iterator[VideoFrame]:
        """Decoded pictures in order of display; damaged ones are skipped and counted."""
        for packet in self.packets():
            yield from self.decode(packet)
        yield from self.decode(None)

    def seconds(self, ticks: int | None) -> float | None:
        """Stream time in seconds; None stays None."""
        if ticks is None or self.stream.time_base is None:
            return None
        value = float(ticks * self.stream.time_base)
        return value if math.isfinite(value) else None


def misses_its_end(path: Path) -> bool:
    """True when the file is shorter than it says (MP4, MOV, AVI, Matroska), or GIF has no end."""
    size = path.stat().st_size
    with open(path, "rb") as file:
        head = file.read(64)
        if head[:4] == b"RIFF":
            return int.from_bytes(head[4:8], "little") + 8 > size
        if head[:4] == b"GIF8":
            file.seek(-1, os.SEEK_END)
            return file.read() not in (b";", b"\0")
        if head[:4] == b"\x1aE\xdf\xa3":
            return _matroska_bytes(head) > size
        start = 0
        while start < size:
            file.seek(start)
            head = file.read(16)
            length = int.from_bytes(head[:4], "big")
            if length == 1:
                length = int.from_bytes(head[8:16], "big")
            if head[4:8] not in _ATOMS or length < 8:
                return False
            start += length
        return start > size


def _matroska_bytes(head: bytes) -> int:
    """The size a Matroska file claims to have; 0 when it does not say."""
    at = head.find(b"\x18\x53\x80\x67") + 4
    if at < 4 or at >= len(head) or head[at] == 0:
        return 0
    length = 9 - head[at].bit_length()
    size = int.from_bytes(head[at : at + length], "big") & ((1 << 7 * length) - 1)
    return 0 if size == (1 << 7 * length) - 1 else at + length + size
