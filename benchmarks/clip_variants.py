"""The same clip filmed again, as far as a file can be: re-encoded, made smaller, given other times.

Kept under ``build/clip_variants`` by the hash of the clip.
"""

import hashlib
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from benchmarks.clip_library import CLIPS, ROOT, load_landmarks
from kinematics.pose import PoseSequence
from vision.video import VideoFile

FOLDER = ROOT / "build" / "clip_variants"
HARD_CRF, FINE_CRF = 33, 18
SLOWER = 2


def re_encoded(path: str) -> Path:
    """The clip (a path below `CLIPS`) pressed hard by H.264: 2 to 5 times smaller files."""
    return _encoded(path, "pressed", HARD_CRF, short_side=None)


def scaled(path: str, short_side: int) -> Path:
    """The clip with its short side brought to so many pixels."""
    return _encoded(path, f"{short_side}p", FINE_CRF, short_side=short_side)


def re_timed(path: str) -> PoseSequence:
    """Landmarks of the clip after its file was made to play at half speed, read at true speed.

    The pictures are the same bytes, so the landmarks are; the times come from the new file.
    """
    target = _target(path, "slow")
    if not target.exists():
        _copy_slower(CLIPS / path, target)
    with VideoFile(target, playback_factor=1.0 / SLOWER) as video:
        time_s = np.array([frame.time_s for frame in video])
    return replace(load_landmarks(path, smooth=False), time_s=time_s)


def _target(path: str, kind: str) -> Path:
    FOLDER.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256((CLIPS / path).read_bytes()).hexdigest()[:8]
    return FOLDER / f"{Path(path).stem}-{digest}-{kind}.mp4"


def _encoded(path: str, kind: str, crf: int, *, short_side: int | None) -> Path:
    target = _target(path, kind)
    if target.exists():
        return target
    with av.open(str(CLIPS / path)) as source, av.open(str(target), "w") as container:
        picture = source.streams.video[0]
        factor = short_side / min(picture.width, picture.height) if short_side else 1.0
        stream = container.add_stream("libx264", rate=picture.average_rate)
        stream.width, stream.height = (
            2 * round(factor * side / 2) for side in (picture.width, picture.height)
        )
        stream.pix_fmt, stream.options = "yuv420p", {"crf": str(crf), "threads": "1"}
        stream.time_base = stream.codec_context.time_base = picture.time_base or Fraction(1, 90000)
        for frame in source.decode(picture):
            container.mux(stream.encode(frame.reformat(stream.width, stream.height)))
        container.mux(stream.encode())
    return target


def _copy_slower(source: Path, target: Path) -> None:
    """The same packets with all times multiplied by `SLOWER`."""
    with av.open(str(source)) as old, av.open(str(target), "w") as new:
        picture = old.streams.video[0]
        stream = new.add_stream_from_template(picture)
        for packet in old.demux(picture):
            if packet.dts is None or packet.time_base is None:
                continue
            packet.time_base = packet.time_base * SLOWER
            packet.stream = stream
            new.mux(packet)
