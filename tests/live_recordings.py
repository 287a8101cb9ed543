"""Landmark recordings of rendered clips as what a browser sends, with a still start before them."""

import struct
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

from kinematics.landmarks import Side
from kinematics.pose import PoseFrame, PoseSequence
from ui.live.plan import SetPlan
from ui.live.protocol import Kind, Message, encode

FIXTURES = Path(__file__).parent / "fixtures"
EPOCH_S = 1.8e9
STILL_S = 6.0  # camera check 2 s, count-in 3 s, and a moment
FPS = 30.0
SEQ_AND_TIME = struct.Struct("<Id")
RECORDINGS = {
    "glute_bridge": ("bridge_side_m2", None),
    "clamshell": ("clamshell_front_m5", Side.LEFT),
    "squat": ("squat_side_m1", None),
}


def load(exercise_key: str) -> PoseSequence:
    """The recording of an exercise: four repetitions."""
    return PoseSequence.load_npz(str(FIXTURES / f"{RECORDINGS[exercise_key][0]}.npz"))


def plan_of(exercise_key: str, *, reps: int = 20) -> SetPlan:
    """A set of that exercise with more repetitions than the recording has, unless told."""
    return SetPlan(exercise_key=exercise_key, side=RECORDINGS[exercise_key][1], reps=reps)


def frames_of(exercise_key: str) -> list[PoseFrame]:
    """The person holds still, then does the exercise; times since the start of all."""
    clip = load(exercise_key)
    held = [at(clip.frame(0), i / FPS) for i in range(round(STILL_S * FPS))]
    return held + [at(frame, STILL_S + frame.time_s) for frame in clip]


def at(frame: PoseFrame, time_s: float) -> PoseFrame:
    """The same pose at another time."""
    return replace(frame, time_s=time_s)


def message(
    seq: int,
    time_s: float,
    frame: PoseFrame | None,
    *,
    kind: Kind | None = None,
    people: int = 1,
    brightness: int = 200,
    size: tuple[int, int] = (640, 480),
) -> Message:
    """One message; `time_s` since the start."""
    return Message(
        seq=seq,
        time_s=EPOCH_S + time_s,
        image_size_wh=size,
        kind=kind if kind is not None else Kind.POSE if frame else Kind.NOBODY,
        people=people,
        brightness=brightness,
        pose=frame,
    )


@cache
def stream_of(exercise_key: str) -> list[bytes]:
    """The messages of the recording, numbered from 1."""
    frames = frames_of(exercise_key)
    return [encode(message(seq, f.time_s, f)) for seq, f in enumerate(frames, 1)]


def endless(exercise_key: str) -> Iterator[bytes]:
    """The messages of somebody who stands still, then does the exercise over and over."""
    stream, still = stream_of(exercise_key), round(STILL_S * FPS)
    seq = 0
    while True:
        data = bytearray(
            stream[seq if seq < still else still + (seq - still) % (len(stream) - still)]
        )
        seq += 1
        SEQ_AND_TIME.pack_into(data, 0, seq, EPOCH_S + seq / FPS)
        yield bytes(data)
