"""A drawn runner seen from behind: textured clothes and background, stickers with known places."""

import cv2
import numpy as np

from kinematics.landmarks import Landmark
from tests.sticker_scenes import Scene, disc, slope_deg
from vision.pelvis_stickers import Lens

SIZE_WH = (360, 480)
TRUNK_PX = 150.0
STRIDE_S = 0.7
SHIRT, SHORTS, SKIN = (40, 90, 190), (35, 35, 45), (205, 160, 130)


def drawn_runner(
    *,
    left_drop_deg: float = 6.0,
    right_drop_deg: float = 3.0,
    seconds: float = 4.0,
    rate_hz: float = 30.0,
    roll_deg: float = 0.0,
    standing: bool = False,
    stickers: bool = True,
    on_shirt: bool = False,
    colour: tuple[int, int, int] = (255, 45, 150),
    apart_mm: float = 130.0,
    size_mm: float = 22.0,
    logos: int = 0,
    seed: int = 0,
) -> Scene:
    """`left_drop_deg` is the peak in left stance (right side lower), `right_drop_deg` in right.

    logos  spots of random colours and sizes on the clothes
    """
    rng = np.random.default_rng(seed)
    time_s = np.arange(round(seconds * rate_hz)) / rate_hz
    angle = np.zeros_like(time_s) if standing else 2.0 * np.pi * time_s / STRIDE_S
    wave = np.sin(angle)
    truth_deg = np.where(wave > 0, left_drop_deg, right_drop_deg) * wave * (not standing)
    hips = np.stack([180.0 + 4.0 * np.sin(angle), 235.0 + 7.0 * np.cos(2.0 * angle)], axis=1)
    xy_px = _landmarks(hips, wave) + rng.normal(0.0, 1.5, (len(time_s), 33, 2))
    places = _line(hips, truth_deg + roll_deg, apart_mm, 0.45 if on_shirt else 0.12)
    grain = rng.normal(0.0, 0.40, (SIZE_WH[1], SIZE_WH[0]))
    cloth = 1.0 + np.asarray(cv2.GaussianBlur(grain, (0, 0), 3.0))
    spots = [_logo(rng) for _ in range(logos)]
    size_px = size_mm / 500.0 * TRUNK_PX
    images = []
    for index, hip in enumerate(hips):
        dots = [(hip + offset, spot_px, look) for offset, spot_px, look in spots]
        dots += [(place, size_px, colour) for place in places[index] if stickers]
        image = _with_dots(_body(hip, wave[index], cloth), dots)
        images.append(_noisy(image, rng))
    return Scene(
        name="drawn runner",
        images=images,
        time_s=time_s,
        xy_px=xy_px,
        truth_deg=truth_deg,
        image_deg=slope_deg(places),
        places_px=places,
        size_px=size_px,
        lens=Lens(elevation_deg=0.0, off_axis_deg=0.0),
    )


def _with_dots(image: np.ndarray, dots: list[tuple]) -> np.ndarray:
    for place, size_px, colour in dots:
        image = disc(image, place, size_px, colour)
    return image


def _noisy(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return np.clip(image + rng.normal(0.0, 3.0, image.shape), 0, 255).astype(np.uint8)


def _line(hips: np.ndarray, slope: np.ndarray, apart_mm: float, above: float) -> np.ndarray:
    half = 0.5 * apart_mm / 500.0 * TRUNK_PX
    step = half * np.stack([np.cos(np.radians(slope)), np.sin(np.radians(slope))], axis=1)
    middle = hips - np.array([0.0, above * TRUNK_PX])
    return np.stack([middle - step, middle + step], axis=1)


def _landmarks(hips: np.ndarray, wave: np.ndarray) -> np.ndarray:
    """(T, 33, 2): a runner whose left foot is the lower one while `wave` is positive."""
    points = np.repeat(hips[:, None], 33, axis=1)
    for name, sign in (("LEFT", -1.0), ("RIGHT", 1.0)):
        lift = -18.0 * sign * wave
        for part, x, y in (
            ("SHOULDER", 50, -150),
            ("ELBOW", 62, -75),
            ("WRIST", 50, -40),
            ("HIP", 26, 0),
            ("KNEE", 26, 95),
        ):
            points[:, Landmark[f"{name}_{part}"]] += (sign * x, y)
        for part in ("ANKLE", "HEEL", "FOOT_INDEX"):
            points[:, Landmark[f"{name}_{part}"], 0] += sign * 20
            points[:, Landmark[f"{name}_{part}"], 1] += 190 + lift
    return points


def _body(hip: np.ndarray, wave: float, cloth: np.ndarray) -> np.ndarray:
    """One picture: wall, limbs, shorts and shirt; the texture of the clothes moves with them."""
    image = np.full((SIZE_WH[1], SIZE_WH[0], 3), (150, 150, 155), dtype=np.uint8)

    def box(left: float, top: float, right: float, bottom: float, colour: tuple) -> None:
        corners = (hip + np.array([(left, top), (right, bottom)])).round().astype(int).tolist()
        cv2.rectangle(image, corners[0], corners[1], colour, -1)

    for sign in (-1.0, 1.0):
        box(sign * 26 - 16, 40, sign * 26 + 16, 190 - 18 * sign * wave, SKIN)
        box(sign * 62 - 9, -150, sign * 62 + 9, -30, SKIN)
    box(-44, -45, 44, 60, SHORTS)
    box(-46, -160, 46, -45, SHIRT)
    shift = np.array([[1.0, 0.0, hip[0] - 180.0], [0.0, 1.0, hip[1] - 235.0]])
    moved = cv2.warpAffine(cloth, shift, SIZE_WH, borderMode=cv2.BORDER_REFLECT)
    return np.clip(cv2.GaussianBlur(image, (0, 0), 0.7) * moved[..., None], 0, 255).astype(np.uint8)


def _logo(rng: np.random.Generator) -> tuple[np.ndarray, float, tuple[int, int, int]]:
    offset = np.array([rng.uniform(-40, 40), rng.uniform(-110, 40)])
    red, green, blue = (int(v) for v in rng.integers(0, 256, 3))
    return offset, float(rng.uniform(4, 10)), (red, green, blue)
