"""Who is the subject? Boxes around people, the choice at the start, and telling people apart.

Runtime measurements (part 4): with a second person in view it is luck whom the pose model follows;
a crop around the subject makes it the right one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from kinematics.landmarks import Landmark
from kinematics.pose import PoseFrame

Image = NDArray[np.uint8]
Histogram = NDArray[np.float32]

MARGIN = 0.35  # of the body's longer side, around the body
TRUNK = [
    Landmark.LEFT_SHOULDER,
    Landmark.RIGHT_SHOULDER,
    Landmark.RIGHT_HIP,
    Landmark.LEFT_HIP,
]
RIVAL_SIZE = 0.35  # torso of another person, over the subject's, from which it can be mistaken
ALIKE_MIN = 0.55  # correlation of colours from which two sightings may be the same person
DRIFT_TORSOS, DRIFT_TORSOS_PER_S = 0.5, 12.0  # a sprinter does about 10 torso lengths a second
SIZE_CHANGE_MAX = 1.7


@dataclass(frozen=True, kw_only=True)
class Box:
    """A rectangle in pixels: left, top, right, bottom (right and bottom excluded)."""

    left: int
    top: int
    right: int
    bottom: int

    def cut(self, image_rgb: Image) -> Image:
        """The part of the picture inside the box, contiguous."""
        return np.ascontiguousarray(image_rgb[self.top : self.bottom, self.left : self.right])

    def grown(self, share: float, size_wh: tuple[int, int]) -> "Box":
        """The box with a margin of `share` of its longer side, clipped to the picture."""
        width, height = size_wh
        margin = share * max(self.right - self.left, self.bottom - self.top)
        return Box(
            left=int(np.clip(self.left - margin, 0, width - 1)),
            top=int(np.clip(self.top - margin, 0, height - 1)),
            right=int(np.clip(self.right + margin, 1, width)),
            bottom=int(np.clip(self.bottom + margin, 1, height)),
        )


def body_box(pose: PoseFrame) -> Box:
    """The rectangle around all landmarks of a pose."""
    low, high = np.nanmin(pose.xy_px, axis=0), np.nanmax(pose.xy_px, axis=0)
    return Box(left=int(low[0]), top=int(low[1]), right=int(high[0]) + 1, bottom=int(high[1]) + 1)


def hip_centre(pose: PoseFrame) -> NDArray[np.float64]:
    """(2,) pixels, halfway between the hips."""
    return np.asarray(pose.xy_px[[Landmark.LEFT_HIP, Landmark.RIGHT_HIP]].mean(axis=0))


def torso_px(pose: PoseFrame) -> float:
    """Length mid-shoulder to mid-hip in pixels."""
    shoulders = pose.xy_px[[Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER]].mean(axis=0)
    return float(np.linalg.norm(shoulders - hip_centre(pose)))


def body_px(pose: PoseFrame) -> float:
    """Size of the body: the diagonal of its box in pixels; unlike the torso never foreshortened."""
    box = body_box(pose)
    return float(np.hypot(box.right - box.left, box.bottom - box.top))


def prominence(pose: PoseFrame, size_wh: tuple[int, int]) -> float:
    """How much a person looks like the subject: large and central. Larger is more."""
    size = np.asarray(size_wh, dtype=np.float64)
    box = body_box(pose)
    centre = np.array([(box.left + box.right) / 2, (box.top + box.bottom) / 2])
    off_centre = float(np.linalg.norm((centre - size / 2) / size))
    return body_px(pose) / float(np.hypot(*size)) * (1.0 - min(off_centre, 0.9))


def choose_subject(
    sightings: Sequence[Sequence[PoseFrame]], size_wh: tuple[int, int]
) -> tuple[PoseFrame, bool] | None:
    """The most central and largest person over some pictures: (last pose of that person, crowded).

    crowded  somebody else is large enough to be mistaken for the subject
    None when nobody was seen.
    """
    people: list[list[PoseFrame]] = []
    for poses in sightings:
        for pose in poses:
            known = [p for p in people if is_same_place(p[-1], pose)]
            known[0].append(pose) if known else people.append([pose])
    if not people:
        return None
    ranked = sorted(people, key=lambda poses: -sum(prominence(pose, size_wh) for pose in poses))
    subject = ranked[0][-1]
    rivals = [p for p in ranked[1:] if body_px(p[-1]) > RIVAL_SIZE * body_px(subject)]
    return subject, bool(rivals)


def is_same_place(before: PoseFrame, now: PoseFrame) -> bool:
    """True when two poses can be one body that kept moving as bodies do."""
    elapsed = abs(now.time_s - before.time_s)
    scale = max(torso_px(before), 0.25 * body_px(before))
    moved = float(np.linalg.norm(hip_centre(now) - hip_centre(before))) / max(scale, 1.0)
    grown = body_px(now) / max(body_px(before), 1.0)
    near = moved <= DRIFT_TORSOS + DRIFT_TORSOS_PER_S * min(elapsed, 0.2)
    return near and 1 / SIZE_CHANGE_MAX <= grown <= SIZE_CHANGE_MAX


def clothing(image_rgb: Image, pose: PoseFrame) -> Histogram:
    """Hue-saturation histogram (16 x 8) of the trunk's rectangle."""
    trunk = pose.xy_px[TRUNK]
    height, width = image_rgb.shape[:2]
    low = np.clip(np.nan_to_num(trunk.min(axis=0)), 0, (width - 1, height - 1)).astype(int)
    high = np.clip(np.nan_to_num(trunk.max(axis=0)) + 1, low + 1, (width, height)).astype(int)
    patch = image_rgb[low[1] : high[1], low[0] : high[0]]
    hsv = cv2.cvtColor(np.ascontiguousarray(patch), cv2.COLOR_RGB2HSV)
    counts = cv2.calcHist([hsv], [0, 1], None, [16, 8], [0, 180, 0, 256])
    return np.asarray(counts / max(float(counts.sum()), 1.0), dtype=np.float32)


def looks_alike(a: Histogram, b: Histogram) -> bool:
    """True when two clothing histograms may be of one person."""
    return float(cv2.compareHist(a, b, cv2.HISTCMP_CORREL)) >= ALIKE_MIN
