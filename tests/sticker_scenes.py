"""Sticker recordings with known truth: the rendered clips, and the same disturbed in many ways.

The gates of `vision.sticker_quality` were fitted on the scenes of TUNE_CLIPS only; the scenes of
TEST_CLIPS judge them. Landmarks (MediaPipe heavy) of the rendered clips are in tests/fixtures.
"""

import csv
import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import av
import cv2
import numpy as np

from kinematics.pose import PoseSequence
from vision.pelvis_stickers import Lens
from vision.video import Frame, VideoFile

CLIPS = Path(__file__).parents[1].parent / "shared" / "clips"
LANDMARKS = Path(__file__).parent / "fixtures" / "sticker_landmarks.npz"

TUNE_CLIPS = ("t03_b0_orange", "s01_b3_green", "s01_b3_green__nostk", "run_rear_m0")
TEST_CLIPS = (
    "t05_b1_pink",
    "t08_b6_yellow",
    "t06_b7_el8",
    "s03_b0_orange",
    "t05_b1_pink__nostk",
    "run_rear_f3",
    "run_rear_f4_drop9",
)

PINK, GREEN, ORANGE = (255, 45, 150), (90, 255, 40), (255, 120, 20)
YELLOW, WHITE = (245, 255, 30), (250, 250, 250)


@dataclass(frozen=True, kw_only=True)
class Scene:
    """A recording with truth.

    images     T pictures (H, W, 3) uint8 · time_s (T,) · xy_px (T, 33, 2) landmarks
    truth_deg  (T,) what the pelvis does (+ = right side lower); of drawn stickers, their line
    image_deg  (T,) the true sticker line in the picture
    places_px  (T, 2, 2) true sticker centres · size_px their diameter
    """

    name: str
    images: list[np.ndarray]
    time_s: np.ndarray
    xy_px: np.ndarray
    truth_deg: np.ndarray
    image_deg: np.ndarray
    places_px: np.ndarray
    size_px: float
    lens: Lens

    @property
    def frames(self) -> list[Frame]:
        return [
            Frame(index=i, time_s=float(t), image_rgb=image)
            for i, (t, image) in enumerate(zip(self.time_s, self.images, strict=True))
        ]

    @property
    def poses(self) -> PoseSequence:
        count = len(self.time_s)
        height, width = self.images[0].shape[:2]
        return PoseSequence(
            time_s=self.time_s,
            xy_px=self.xy_px,
            visibility=np.ones((count, 33)),
            world_m=np.full((count, 33, 3), np.nan),
            image_size_wh=(width, height),
        )


def load_scene(clip: str) -> Scene:
    """A rendered clip as it is."""
    folder = CLIPS / ("rendered" if clip.startswith(("run_", "pelvicdrop_")) else "stickers")
    with gzip.open(folder / f"{clip.removesuffix('__nostk')}.csv.gz", "rt") as file:
        header, *rows = list(csv.reader(file))
    table = dict(zip(header, np.array(rows, dtype=float).T, strict=True))
    about = json.loads((folder / f"{clip.removesuffix('__nostk')}.json").read_text())
    with VideoFile(folder / f"{clip}.mp4") as video:
        frames = list(video)
    with np.load(LANDMARKS) as landmarks:
        xy_px = landmarks[clip].astype(float)
    places = _places(table)
    return Scene(
        name=clip,
        images=[frame.image_rgb for frame in frames],
        time_s=np.array([frame.time_s for frame in frames]),
        xy_px=xy_px,
        truth_deg=table["pelvis_obl"],
        image_deg=slope_deg(places),
        places_px=places,
        size_px=20.0 * _pixels_per_mm(table, about),
        lens=_lens(about),
    )


def _places(table: dict[str, np.ndarray]) -> np.ndarray:
    """(T, 2, 2) sticker centres, or where they would be; first pixel's centre is (0, 0)."""
    if "stk0_u" in table:
        points = [[table[f"stk{k}_u"], table[f"stk{k}_v"]] for k in (0, 1)]
        return np.array(points).transpose(2, 0, 1) - 0.5
    hips = [[table[f"hip_{s}_u"], table[f"hip_{s}_v"]] for s in "LR"]
    points_px = np.array(hips).transpose(2, 0, 1) - 0.5
    shoulders = [[table[f"shoulder_{s}_u"], table[f"shoulder_{s}_v"]] for s in "LR"]
    trunk_px = np.median(points_px[:, 0, 1] - np.array(shoulders).transpose(2, 0, 1)[:, 0, 1])
    return points_px - np.array([0.0, 0.02 * trunk_px])


def _pixels_per_mm(table: dict[str, np.ndarray], about: dict) -> float:
    return float(about["camera"]["fx"] / np.median(table["midhip_depth"]) / 1000.0)


def _lens(about: dict) -> Lens:
    along = np.array(about["camera"]["eye"]) - np.array(about["camera"]["target"])
    level = float(np.hypot(along[0], along[1]))
    return Lens(
        elevation_deg=float(np.degrees(np.arctan2(along[2], level))),
        off_axis_deg=float(np.degrees(np.arctan2(along[1], -along[0]))),
    )


def slope_deg(places_px: np.ndarray) -> np.ndarray:
    step = places_px[:, 1] - places_px[:, 0]
    return np.degrees(np.arctan2(step[:, 1], step[:, 0]))


def with_images(scene: Scene, name: str, images: list[np.ndarray]) -> Scene:
    return replace(scene, name=f"{scene.name} {name}", images=images)


def changed(scene: Scene, name: str, change: Callable[[int, np.ndarray], np.ndarray]) -> Scene:
    return with_images(scene, name, [change(i, image) for i, image in enumerate(scene.images)])


def drawn(
    scene: Scene, *, colour: tuple[int, int, int], apart_mm: float, size_mm: float, name: str
) -> Scene:
    """Stickers drawn on a clip without any, on the line of its true places."""
    per_mm = scene.size_px / 20.0
    middle = scene.places_px.mean(axis=1, keepdims=True)
    step = scene.places_px[:, 1:] - scene.places_px[:, :1]
    step *= 0.5 * apart_mm * per_mm / np.linalg.norm(step, axis=2, keepdims=True)
    places = np.concatenate([middle - step, middle + step], axis=1)
    image_deg = slope_deg(places)
    images = [
        disc(
            disc(image, places[i, 0], size_mm * per_mm, colour),
            places[i, 1],
            size_mm * per_mm,
            colour,
        )
        for i, image in enumerate(scene.images)
    ]
    return replace(
        scene,
        name=f"{scene.name} {name}",
        images=images,
        places_px=places,
        image_deg=image_deg,
        truth_deg=image_deg,
        size_px=size_mm * per_mm,
    )


def disc(
    image: np.ndarray, centre_px: np.ndarray, size_px: float, colour: tuple[int, int, int]
) -> np.ndarray:
    """The picture with a disc, its edge one pixel soft, shaded like what it lies on."""
    reach = int(size_px) + 4
    left, top = max(0, int(centre_px[0]) - reach), max(0, int(centre_px[1]) - reach)
    part = image[top : top + 2 * reach, left : left + 2 * reach]
    rows, columns = np.mgrid[: part.shape[0], : part.shape[1]]
    distance = np.hypot(columns + left - centre_px[0], rows + top - centre_px[1])
    share = cv2.GaussianBlur(np.clip(size_px / 2.0 - distance + 0.5, 0.0, 1.0), (0, 0), 0.6)
    mixed = part * (1.0 - share[..., None]) + np.array(colour) * 0.9 * share[..., None]
    out = image.copy()
    out[top : top + 2 * reach, left : left + 2 * reach] = np.clip(mixed, 0, 255)
    return out


def encoded(scene: Scene, *, crf: int, name: str = "") -> Scene:
    """The scene through H.264 at a constant rate factor."""
    height, width = scene.images[0].shape[:2]
    file = BytesIO()
    with av.open(file, "w", format="mp4") as container:
        stream = container.add_stream("h264", rate=Fraction(30), options={"crf": str(crf)})
        stream.width, stream.height, stream.pix_fmt = (
            width - width % 2,
            height - height % 2,
            "yuv420p",
        )
        for image in scene.images:
            picture = av.VideoFrame.from_ndarray(
                np.ascontiguousarray(image[: stream.height, : stream.width]), format="rgb24"
            )
            container.mux(stream.encode(picture))
        container.mux(stream.encode())
    file.seek(0)
    with av.open(file, "r") as again:
        images = [picture.to_ndarray(format="rgb24") for picture in again.decode(video=0)]
    return with_images(scene, name or f"crf {crf}", images)


def noisy(scene: Scene, *, sigma: float, name: str, light: float = 1.0) -> Scene:
    rng = np.random.default_rng(7)

    def change(_: int, image: np.ndarray) -> np.ndarray:
        dim = 255.0 * (light * (image / 255.0) ** 2.2) ** (1 / 2.2)
        return np.clip(dim + rng.normal(0.0, sigma, image.shape), 0, 255).astype(np.uint8)

    return changed(scene, name, change)


def smeared(scene: Scene, *, length_px: int, name: str) -> Scene:
    kernel = np.full((length_px, 1), 1.0 / length_px)
    return changed(scene, name, lambda _, image: cv2.filter2D(image, -1, kernel))


def defocused(scene: Scene, *, sigma: float, name: str) -> Scene:
    return changed(scene, name, lambda _, image: cv2.GaussianBlur(image, (0, 0), sigma))


def scaled(scene: Scene, *, factor: float, name: str) -> Scene:
    """The picture made smaller; landmarks and truth with it."""
    height, width = scene.images[0].shape[:2]
    size = (round(width * factor / 2) * 2, round(height * factor / 2) * 2)
    small = [cv2.resize(image, size, interpolation=cv2.INTER_AREA) for image in scene.images]
    scale = np.array(size) / (width, height)
    return replace(
        with_images(scene, name, small),
        xy_px=scene.xy_px * scale,
        places_px=(scene.places_px + 0.5) * scale - 0.5,
        size_px=scene.size_px * float(scale[0]),
    )


def rolled(scene: Scene, *, angle_deg: float, name: str) -> Scene:
    """The camera rolled: + = the right side of the picture goes down."""
    height, width = scene.images[0].shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), -angle_deg, 1.0)
    images = [
        cv2.warpAffine(image, turn, (width, height), borderMode=cv2.BORDER_REPLICATE)
        for image in scene.images
    ]

    def moved(points: np.ndarray) -> np.ndarray:
        return points @ turn[:, :2].T + turn[:, 2]

    return replace(
        with_images(scene, name, images),
        xy_px=moved(scene.xy_px),
        places_px=moved(scene.places_px),
        image_deg=scene.image_deg + angle_deg,
    )


def false_dots(scene: Scene, *, count: int, colour: tuple[int, int, int], name: str) -> Scene:
    """Dots of the stickers' size that move with the pelvis, below the stickers."""
    offsets = np.array([(0.45, 1.0), (-0.5, 1.3), (0.1, 1.9)])[:count]

    def change(index: int, image: np.ndarray) -> np.ndarray:
        left, right = scene.places_px[index]
        along = right - left
        down = np.array([-along[1], along[0]])
        for x, y in offsets:
            centre = 0.5 * (left + right) + x * along + 0.7 * y * down
            image = disc(image, centre, scene.size_px, colour)
        return image

    return changed(scene, name, change)


def covered(scene: Scene, *, share: float, name: str, steady: bool = False) -> Scene:
    """The top of the left sticker covered, up to `share` of it, once a stride."""
    swing = scene.image_deg - scene.image_deg.mean()
    level = np.ones(len(swing)) if steady else np.clip(swing / swing.max(), 0.0, 1.0)

    def change(index: int, image: np.ndarray) -> np.ndarray:
        x, y = scene.places_px[index, 0]
        radius = 0.5 * scene.size_px + 1.5
        edge = y - radius + share * float(level[index]) * 2.0 * radius
        rows = np.arange(int(y - 2.0 * radius), int(y + 2.0 * radius))
        columns = slice(round(x - radius), round(x + radius) + 1)
        hide = np.clip(edge - rows + 0.5, 0.0, 1.0)[:, None, None]
        above = image[int(y - 2.2 * radius), int(x)].astype(float)
        out = image.copy()
        out[rows, columns] = image[rows, columns] * (1 - hide) + above * hide
        return out

    return changed(scene, name, change)


def lost(scene: Scene, *, when: Callable[[int], bool], name: str) -> Scene:
    """The right sticker gone in some frames: painted over with what is beside it."""

    def change(index: int, image: np.ndarray) -> np.ndarray:
        if not when(index):
            return image
        x, y = scene.places_px[index, 1]
        red, green, blue = (int(v / 0.9) for v in image[int(y), int(x + 1.1 * scene.size_px)])
        return disc(image, np.array([x, y]), 1.7 * scene.size_px, (red, green, blue))

    return changed(scene, name, change)


def disturbed(scene: Scene, colour: tuple[int, int, int]) -> dict[str, Scene]:
    """A scene in every disturbance, by name; encoded at crf 23 but where it says so."""
    rng = np.random.default_rng(3)
    gone = rng.random(len(scene.images)) < 0.35
    half = len(scene.images) // 2
    raw = {
        "clean": scene,
        "noise": noisy(scene, sigma=10.0, name="noise"),
        "dark": noisy(scene, sigma=7.0, light=0.12, name="dark"),
        "smear": smeared(scene, length_px=7, name="smear"),
        "defocus": defocused(scene, sigma=2.5, name="defocus"),
        "two thirds": scaled(scene, factor=2 / 3, name="two thirds"),
        "half size": scaled(scene, factor=0.5, name="half size"),
        "roll +5": rolled(scene, angle_deg=5.0, name="roll +5"),
        "one false dot": false_dots(scene, count=1, colour=colour, name="one false dot"),
        "three false dots": false_dots(scene, count=3, colour=colour, name="three false dots"),
        "cover half": covered(scene, share=0.55, name="cover half"),
        "cover quarter": covered(scene, share=0.3, name="cover quarter"),
        "lost 35 %": lost(scene, when=lambda i: bool(gone[i]), name="lost 35 %"),
        "lost halfway": lost(scene, when=lambda i: i > half, name="lost halfway"),
        "one sticker": lost(scene, when=lambda i: True, name="one sticker"),
    }
    scenes = {name: encoded(one, crf=23, name="") for name, one in raw.items()}
    scenes["crf 32"] = encoded(scene, crf=32)
    scenes["crf 38"] = encoded(scene, crf=38)
    return scenes
