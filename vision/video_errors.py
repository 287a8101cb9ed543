"""What can be wrong with a video file, each as one plain sentence a user can read."""

import os
import stat
from dataclasses import dataclass
from pathlib import Path


class VideoError(Exception):
    """A video cannot be read or written; the message is one plain sentence for the user."""


class NotAVideo(VideoError):
    """The file is missing, is something else, or is in a format that is not supported."""


class TruncatedVideo(VideoError):
    """The file is a video that lost the part without which nothing of it can be read."""


class NoFrames(VideoError):
    """The file has no picture in it that can be decoded."""


class OverLimit(VideoError):
    """The video is longer, larger or has more frames than the limits allow."""


class WriteFailed(VideoError):
    """A video cannot be written."""


@dataclass(frozen=True, kw_only=True)
class VideoLimits:
    """How much one video may ask of the machine.

    max_duration_s   seconds, as the file plays
    max_frames       number of frames; the default is 20 minutes at 240 frames a second
    max_frame_px     pixels of one picture; the default is 4K (4096x2160) and some padding
    max_file_bytes   size of the file
    """

    max_duration_s: float = 20 * 60.0
    max_frames: int = 20 * 60 * 240
    max_frame_px: int = 9_500_000
    max_file_bytes: int = 2 * 1024**3

    def check_file(self, size_bytes: int) -> None:
        """`OverLimit` when the file is too large."""
        if size_bytes > self.max_file_bytes:
            raise OverLimit(
                f"The file is {size_bytes / 1e9:.1f} GB; "
                f"at most {self.max_file_bytes / 1e9:.1f} GB can be read."
            )

    def check_picture(self, width: int, height: int) -> None:
        """`OverLimit` when a picture of this size is too large."""
        if width * height > self.max_frame_px:
            raise OverLimit(
                f"The picture is {width}x{height}; at most "
                f"{self.max_frame_px / 1e6:.1f} million pixels can be read, "
                "so please export the video in 1920x1080."
            )

    def check_length(self, *, frames: int, duration_s: float) -> None:
        """`OverLimit` when the video is too long."""
        if duration_s > self.max_duration_s:
            raise OverLimit(
                f"The video is longer than {self.max_duration_s / 60:g} minutes; "
                "please cut it to the part that matters."
            )
        if frames > self.max_frames:
            raise OverLimit(
                f"The video has more than {self.max_frames} frames; "
                "please cut it to the part that matters."
            )


_PICTURE = "This is a picture, not a video."
_PLAYLIST = "This is a playlist that points to other files, not a video."
_SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\xff\xd8\xff", _PICTURE),
    (0, b"\x89PNG", _PICTURE),
    (0, b"BM", _PICTURE),
    (0, b"II*\x00", _PICTURE),
    (0, b"MM\x00*", _PICTURE),
    (8, b"WEBP", _PICTURE),
    (4, b"ftypheic", _PICTURE),
    (4, b"ftypmif1", _PICTURE),
    (4, b"ftypavif", _PICTURE),
    (0, b"PK\x03\x04", "This is a ZIP archive, not a video; please unpack it first."),
    (0, b"%PDF", "This is a PDF document, not a video."),
    (0, b"ID3", "This is a sound file, not a video."),
    (8, b"WAVE", "This is a sound file, not a video."),
    (0, b"OggS\x00\x02", "This is a sound file, or a video in a format that is not supported."),
    (0, b"#EXTM3U", _PLAYLIST),
    (0, b"ffconcat", _PLAYLIST),
    (0, b"v=0", _PLAYLIST),
    (0, b";FFMETADATA", _PLAYLIST),
    (
        0,
        b"version https://git-lfs",
        "This is a small placeholder text (a Git LFS pointer) in place of the video; "
        "please fetch the video itself.",
    ),
)
_UNKNOWN = "This is not a video, or it is in a format that is not supported."
INCOMPLETE = (
    "The video is incomplete or damaged: a part without which it cannot be read is missing; "
    "please copy or download it again."
)


def checked_file(path: str | os.PathLike[str], limits: VideoLimits) -> Path:
    """``path`` when it is an ordinary, non-empty file within the limits; else a `VideoError`."""
    file = Path(path)
    try:
        status = file.stat()
        readable = os.access(file, os.R_OK)
    except (OSError, ValueError) as error:
        raise NotAVideo("The video file does not exist.") from error
    if not stat.S_ISREG(status.st_mode):
        raise NotAVideo("This is not a file but a folder or a device.")
    if not readable:
        raise NotAVideo("The video file may not be read: permission is missing.")
    if status.st_size == 0:
        raise NotAVideo("The file is empty.")
    limits.check_file(status.st_size)
    return file


def why_unreadable(head: bytes) -> VideoError:
    """The error that fits a file that no reader opened, judged by its first 64 or more bytes."""
    for offset, signature, sentence in _SIGNATURES:
        if head[offset : offset + len(signature)] == signature:
            return NotAVideo(sentence)
    if head[4:8] in (b"ftyp", b"moov", b"mdat", b"wide") or head[:4] in (b"RIFF", b"\x1aE\xdf\xa3"):
        return TruncatedVideo(INCOMPLETE)
    if head.strip(b"\0") == b"":
        return NotAVideo("The file holds nothing but zeros.")
    if _is_text(head):
        return NotAVideo("This is a text file, not a video.")
    return NotAVideo(_UNKNOWN)


def _is_text(head: bytes) -> bool:
    """True when the bytes read as plain text."""
    try:
        text = head.decode("utf-8", errors="strict" if len(head) < 64 else "ignore")
    except UnicodeDecodeError:
        return False
    kept = len(text.encode("utf-8")) >= len(head) - 3
    return kept and all(char.isprintable() or char.isspace() for char in text)
