"""A drawn person who exercises, seen from behind: stickers on a pelvis whose tilt is known."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np

from kinematics.landmarks import Landmark
from kinematics.pose import PoseSequence
from tests.drawn_runner import SHIRT, SHORTS, SKIN
from tests.motions.hip_hike import dropping_the_hip
from tests.sticker_scenes import PINK, disc
from tests.synthetic_body import Array, Camera, Stick, X, Y, Z, turn
from tests.synthetic_motions import squatting_on_one_leg
from tests.synthetic_poses import course_of, sequence_of
from vision.video import Frame, VideoFile, VideoWriter

BEHIND = Camera(height_m=0.9, distance_m=2.6, px_per_m=380.0, yaw_deg=180.0, size_wh=(288, 704))
FPS = 20.0
# Seconds and how far: two repetitions after 3 s of standing.
SET = (
    (0.0, 0.0), (3.0, 0.0), (4.6, 1.0), (5.2, 1.0), (6.8, 0.0), (7.6, 0.0), (9.2, 1.0), (9.8, 1.0),
    (11.4, 0.0), (12.0, 0.0),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class DrawnSet:
    """A recording with truth.

    poses   landmarks · images  T pictures · drop_deg (T,)  the free (right) side lower +
    sticker_px  (T, 2, 2) the left and the right sticker
    """

    poses: PoseSequence
    images: list[np.ndarray]
    drop_deg: Array
    sticker_px: Array

    @property
    def frames(self) -> list[Frame]:
        """The pictures with their times."""
        return [
            Frame(index=index, time_s=float(at), image_rgb=image)
            for index, (at, image) in enumerate(zip(self.poses.time_s, self.images, strict=True))
        ]

    def write(self, folder: Path) -> tuple[Path, Path]:
        """The video and its landmark file."""
        video, landmarks = folder / "set.mp4", folder / "set.npz"
        with VideoWriter(video, size_wh=BEHIND.size_wh, fps=FPS) as writer:
            for image, time_s in zip(self.images, self.poses.time_s, strict=True):
                writer.write(image, float(time_s))
        with VideoFile(video) as file:
            times = np.array([frame.time_s for frame in file])
        replace(self.poses, time_s=times).save_npz(str(landmarks))
        return video, landmarks


def hip_hike(drop_deg: float) -> tuple[Callable[[Array], Stick], float]:
    """On the left leg; the right side of the pelvis sinks so far."""
    return dropping_the_hip, drop_deg


def single_leg_squat(drop_deg: float, bend_deg: float = 60.0) -> tuple[Callable, float]:
    """On the left leg, which bends, while the right side of the pelvis sinks with it."""

    def pose(share: Array) -> Stick:
        stick = squatting_on_one_leg(4.0 + bend_deg * share / max(drop_deg, 1e-6))
        return replace(stick, across=turn(share, X, Y))

    return pose, drop_deg


def drawn_set(
    movement: tuple[Callable[[Array], Stick], float],
    *,
    worn: bool = True,
    roll_deg: float = 0.0,
    apart_mm: float = 130.0,
    size_mm: float = 24.0,
    cover: float = 0.0,
    on_shirt: bool = False,
    seed: int = 0,
) -> DrawnSet:
    """Two repetitions.

    roll_deg  of the sticker line, from placement
    cover     share of the left sticker that is hidden at the top of a repetition
    """
    pose, most_deg = movement
    rng = np.random.default_rng(seed)
    time_s, share = course_of(SET, FPS)
    stick = pose(most_deg * share)
    joints = stick.joints()
    poses = sequence_of(BEHIND, joints, time_s, noise_px=0.6, seed=seed)
    clean, _ = BEHIND.project(joints)
    places = _places(stick, joints, apart_mm, roll_deg, 0.26 if on_shirt else 0.07)
    size_px = size_mm / 1000.0 * BEHIND.px_per_m
    grain = rng.normal(0.0, 0.40, BEHIND.size_wh[::-1])
    cloth = 1.0 + np.asarray(cv2.GaussianBlur(grain, (0, 0), 3.0))
    noise = rng.normal(0.0, 3.0, (7, *BEHIND.size_wh[::-1], 3))
    images = []
    for index, points in enumerate(clean):
        image = _body(points, cloth)
        for side, place in enumerate(places[index] if worn else ()):
            hidden = cover * share[index] * (side == 0)
            image = _sticker(image, place, size_px, hidden)
        images.append(np.clip(image + noise[index % len(noise)], 0, 255).astype(np.uint8))
    return DrawnSet(poses=poses, images=images, drop_deg=most_deg * share, sticker_px=places)


def _places(stick: Stick, joints: Array, apart_mm: float, roll_deg: float, above_m: float) -> Array:
    """(T, 2, 2) pixels of the left and the right sticker, on the back of the pelvis."""
    across = stick.left if stick.across is None else stick.across
    across = np.broadcast_to(across, (len(joints), 3))
    up = np.cross(np.broadcast_to(Z, across.shape), across)
    half = 0.0005 * apart_mm * (across + np.tan(np.radians(roll_deg)) * up)
    middle = joints[:, [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]].mean(axis=1)
    middle = middle + above_m * up - 0.10 * stick.front
    return BEHIND.project(np.stack([middle + half, middle - half], axis=1))[0]


def _sticker(image: np.ndarray, place: Array, size_px: float, hidden: float) -> np.ndarray:
    shown = disc(image, place, size_px, PINK)
    edge = int(place[1] - size_px / 2 - 1 + hidden * (size_px + 2))
    shown[:edge] = image[:edge]
    return shown


def _body(points: Array, cloth: np.ndarray) -> np.ndarray:
    """One picture: wall, limbs, shorts and shirt; the texture of the clothes moves with them."""
    width, height = BEHIND.size_wh
    image = np.full((height, width, 3), (150, 150, 155), dtype=np.uint8)

    def at(name: str) -> Array:
        return np.asarray(points[Landmark[name]])

    def line(a: Array, b: Array, colour: tuple[int, int, int], thick: int) -> None:
        ends = [tuple(int(v) for v in point) for point in (a, b)]
        cv2.line(image, ends[0], ends[1], colour, thick, cv2.LINE_AA)

    def box(top: Array, bottom: Array, colour: tuple[int, int, int], half: int) -> None:
        aside = np.array([half, 0.0])
        corners = [top - aside, top + aside, bottom + aside, bottom - aside]
        cv2.fillConvexPoly(image, np.array(corners).round().astype(int), colour, cv2.LINE_AA)

    for side in ("LEFT", "RIGHT"):
        line(at(f"{side}_KNEE"), at(f"{side}_ANKLE"), SKIN, 36)
        line(at(f"{side}_SHOULDER"), at(f"{side}_ELBOW"), SKIN, 24)
        line(at(f"{side}_ELBOW"), at(f"{side}_WRIST"), SKIN, 22)
        line(at(f"{side}_HIP"), at(f"{side}_KNEE"), SHORTS, 56)
    hips = 0.5 * (at("LEFT_HIP") + at("RIGHT_HIP"))
    neck = 0.5 * (at("LEFT_SHOULDER") + at("RIGHT_SHOULDER"))
    waist = hips + 0.3 * (neck - hips)
    box(waist, hips - (0.0, -20.0), SHORTS, 50)
    box(neck - (0.0, 14.0), waist, SHIRT, 46)
    cv2.circle(image, tuple(int(v) for v in neck - (0.0, 58.0)), 36, (90, 60, 40), -1)
    shift = np.array([[1.0, 0.0, hips[0] - width / 2], [0.0, 1.0, hips[1] - height / 2]])
    moved = cv2.warpAffine(cloth, shift, BEHIND.size_wh, borderMode=cv2.BORDER_REFLECT)
    return np.clip(cv2.GaussianBlur(image, (0, 0), 0.7) * moved[..., None], 0, 255).astype(np.uint8)
