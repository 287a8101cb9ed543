"""What the browser sends: one numbered stream of binary messages (docs/live.md).

Every message begins with 20 bytes, little-endian:

====== ======= ======================================================================
offset type    meaning
====== ======= ======================================================================
0      uint32  seq: 1, 2, 3, … within a set; a number seen before is ignored
4      float64 time_s: the camera's time of the picture, seconds since 1970
12     uint16  width of the picture in pixels
14     uint16  height
16     uint8   kind: see `Kind`
17     uint8   people: how many people the browser last saw
18     uint8   brightness: 90th percentile of the grey levels, 0…255
19     uint8   reserved, 0
====== ======= ======================================================================

A message of kind POSE goes on with 33 x (x, y, visibility, world x, y, z) float32: x and y as
shares of width and height, the rest as in `kinematics.pose.PoseFrame`.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from kinematics.landmarks import LANDMARK_COUNT
from kinematics.pose import PoseFrame

HEAD = struct.Struct("<IdHHBBBB")
VALUES_PER_LANDMARK = 6
HEAD_BYTES = HEAD.size
POSE_BYTES = HEAD_BYTES + 4 * VALUES_PER_LANDMARK * LANDMARK_COUNT
SIZE_MAX_PX = 8192
# x and y as shares of the picture, visibility, metres: landmarks are guessed outside the picture
# too, but never further than this.
HIGHEST = np.array([8.0, 8.0, 1.0, 10.0, 10.0, 10.0], dtype=np.float32)
LOWEST = np.array([-8.0, -8.0, 0.0, -10.0, -10.0, -10.0], dtype=np.float32)
TIME_MAX_S = 1e11


class MessageError(ValueError):
    """A message that no front end of ours sends."""


class Kind(IntEnum):
    """What a message says."""

    POSE = 0
    NOBODY = 1
    PAUSE = 2
    RESUME = 3
    FINISH = 4


KINDS = frozenset(Kind)
PICTURES = frozenset({Kind.POSE, Kind.NOBODY})


@dataclass(frozen=True, kw_only=True)
class Message:
    """One message, checked. `pose` is None when nobody was seen, and for commands."""

    seq: int
    time_s: float
    image_size_wh: tuple[int, int]
    kind: Kind
    people: int
    brightness: int
    pose: PoseFrame | None


def decode(data: bytes) -> Message:
    """The message; `MessageError` when it is none.

    Landmarks that are not finite or far out of range say nothing about a body: such a message
    counts as one in which nobody was seen.
    """
    if len(data) not in (HEAD_BYTES, POSE_BYTES):
        raise MessageError(f"expected {HEAD_BYTES} or {POSE_BYTES} bytes, got {len(data)}")
    seq, time_s, width, height, kind, people, brightness, _ = HEAD.unpack_from(data)
    if kind not in KINDS or (len(data) == POSE_BYTES) != (kind == Kind.POSE):
        raise MessageError(f"kind {kind}: not one that goes with {len(data)} bytes")
    if seq < 1 or not 0 < time_s < TIME_MAX_S:
        raise MessageError(f"expected seq >= 1 and a time, got {seq} and {time_s}")
    if not (0 < width <= SIZE_MAX_PX and 0 < height <= SIZE_MAX_PX):
        raise MessageError(f"expected a picture size, got {width} x {height}")
    size = (width, height)
    pose = _pose(data, time_s, size) if kind == Kind.POSE else None
    known = Kind.NOBODY if kind == Kind.POSE and pose is None else Kind(kind)
    return Message(
        seq=seq,
        time_s=time_s,
        image_size_wh=size,
        kind=known,
        people=people,
        brightness=brightness,
        pose=pose,
    )


def _pose(data: bytes, time_s: float, size: tuple[int, int]) -> PoseFrame | None:
    values = np.frombuffer(data, dtype="<f4", offset=HEAD_BYTES).reshape(LANDMARK_COUNT, -1)
    if not ((values >= LOWEST) & (values <= HIGHEST)).all():  # False for NaN, too
        return None
    xy_px = values[:, :2] * np.array(size, dtype=np.float32)
    return PoseFrame(time_s=time_s, xy_px=xy_px, visibility=values[:, 2], world_m=values[:, 3:])


def encode(message: Message) -> bytes:
    """The bytes of a message: what frontend/protocol.js writes, for tests and simulated users."""
    head = HEAD.pack(
        message.seq,
        message.time_s,
        *message.image_size_wh,
        message.kind,
        message.people,
        message.brightness,
        0,
    )
    if message.pose is None:
        return head
    share = message.pose.xy_px / np.array(message.image_size_wh)
    columns = (share, message.pose.visibility[:, None], message.pose.world_m)
    return head + np.hstack(columns).astype("<f4").tobytes()


def split(stream: bytes) -> Iterator[bytes]:
    """The messages of a recorded stream; a last one that is cut off is left out."""
    at = 0
    while at + HEAD_BYTES <= len(stream):
        kind = stream[at + 16]
        end = at + (POSE_BYTES if kind == Kind.POSE else HEAD_BYTES)
        if end > len(stream):
            return
        yield stream[at:end]
        at = end
