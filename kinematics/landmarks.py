"""The 33 BlazePose landmarks, body sides and the lines drawn between landmarks.

Indices as in Bazarevsky et al. (2020), "BlazePose: On-device Real-time Body Pose tracking".
Left and right are the person's own.
"""

from enum import IntEnum, StrEnum

LANDMARK_COUNT = 33


class Landmark(IntEnum):
    """Index of a landmark in every ``(33, …)`` array of this project."""

    NOSE = 0
    LEFT_EYE_INNER = 1
    LEFT_EYE = 2
    LEFT_EYE_OUTER = 3
    RIGHT_EYE_INNER = 4
    RIGHT_EYE = 5
    RIGHT_EYE_OUTER = 6
    LEFT_EAR = 7
    RIGHT_EAR = 8
    MOUTH_LEFT = 9
    MOUTH_RIGHT = 10
    LEFT_SHOULDER = 11
    RIGHT_SHOULDER = 12
    LEFT_ELBOW = 13
    RIGHT_ELBOW = 14
    LEFT_WRIST = 15
    RIGHT_WRIST = 16
    LEFT_PINKY = 17
    RIGHT_PINKY = 18
    LEFT_INDEX = 19
    RIGHT_INDEX = 20
    LEFT_THUMB = 21
    RIGHT_THUMB = 22
    LEFT_HIP = 23
    RIGHT_HIP = 24
    LEFT_KNEE = 25
    RIGHT_KNEE = 26
    LEFT_ANKLE = 27
    RIGHT_ANKLE = 28
    LEFT_HEEL = 29
    RIGHT_HEEL = 30
    LEFT_FOOT_INDEX = 31
    RIGHT_FOOT_INDEX = 32


class Side(StrEnum):
    """A side of the body, the person's own."""

    LEFT = "left"
    RIGHT = "right"

    @property
    def other(self) -> "Side":
        """The opposite side."""
        return Side.RIGHT if self is Side.LEFT else Side.LEFT


_LEFT = {
    "ear": Landmark.LEFT_EAR,
    "shoulder": Landmark.LEFT_SHOULDER,
    "elbow": Landmark.LEFT_ELBOW,
    "wrist": Landmark.LEFT_WRIST,
    "hip": Landmark.LEFT_HIP,
    "knee": Landmark.LEFT_KNEE,
    "ankle": Landmark.LEFT_ANKLE,
    "heel": Landmark.LEFT_HEEL,
    "foot_index": Landmark.LEFT_FOOT_INDEX,
}
_PAIRED = {
    (part, side): Landmark(left + (side is Side.RIGHT))
    for part, left in _LEFT.items()
    for side in Side
}


def landmark_of(part: str, side: Side) -> Landmark:
    """The landmark of a paired body part: ``landmark_of("hip", Side.LEFT)``.

    Raises ``ValueError`` for a part that is not one of ear, shoulder, elbow, wrist, hip, knee,
    ankle, heel, foot_index. In BlazePose a right landmark follows its left twin.
    """
    found = _PAIRED.get((part, side))
    if found is None:
        raise ValueError(f"body part: expected one of {sorted(_LEFT)}, got {part!r}")
    return found


# MIRRORED[i] is the landmark that i becomes in a mirrored picture.
MIRRORED: tuple[int, ...] = (
    0, 4, 5, 6, 1, 2, 3, 8, 7, 10, 9, 12, 11, 14, 13, 16, 15, 18, 17, 20, 19, 22, 21, 24, 23,
    26, 25, 28, 27, 30, 29, 32, 31,
)  # fmt: skip

_BONES = (
    ("ear", "shoulder"), ("shoulder", "elbow"), ("elbow", "wrist"), ("shoulder", "hip"),
    ("hip", "knee"), ("knee", "ankle"), ("ankle", "heel"), ("heel", "foot_index"),
    ("ankle", "foot_index"),
)  # fmt: skip

# The lines drawn between landmarks.
SKELETON: tuple[tuple[Landmark, Landmark], ...] = (
    *((landmark_of(a, side), landmark_of(b, side)) for side in Side for a, b in _BONES),
    (Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER),
    (Landmark.LEFT_HIP, Landmark.RIGHT_HIP),
)
