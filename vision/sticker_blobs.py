"""Small round blobs of colour in one picture: where a sticker may be, to a fraction of a pixel."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

# CIE L*a*b* with lightness counted less than colour: shade moves over cloth, hue does not.
_LAB_WEIGHTS = np.array([0.45, 1.0, 1.0], dtype=np.float32)
# Error of a pixel's lightness and colour in compressed video: colour is stored at half the
# resolution and coarser, so the edge of a sticker is where lightness says it is.
_PIXEL_ERROR = np.array([2.0, 4.0, 4.0])
_WINDOW_RADII = 2.6
_RING_RADII = 1.9
_CORE_RADII = 0.45
_FAINTEST = 6.0


@dataclass(frozen=True, kw_only=True)
class Blobs:
    """The blobs of one picture, clearest first; N of them, possibly none.

    xy_px       (N, 2) centre, sub-pixel
    colour      (N, 3) weighted L*a*b* of the middle
    ground      (N, 3) weighted L*a*b* of the ring around it
    contrast    (N,) distance of the two colours
    area_px     (N,) area as the sum of coverage
    elongation  (N,) long over short axis of the coverage, 1 = round
    height_px   (N,) vertical diameter of a disc of the same vertical spread
    """

    xy_px: Array
    colour: Array
    ground: Array
    contrast: Array
    area_px: Array
    elongation: Array
    height_px: Array

    def __len__(self) -> int:
        return len(self.xy_px)


@dataclass(frozen=True, kw_only=True)
class _Blob:
    xy_px: Array
    colour: Array
    ground: Array
    contrast: float
    area_px: float
    elongation: float
    height_px: float


def lab_colour(image_rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
    """(H, W, 3) weighted L*a*b* of a picture."""
    lab = cv2.cvtColor(image_rgb.astype(np.float32) / 255.0, cv2.COLOR_RGB2Lab)
    return np.asarray(lab * _LAB_WEIGHTS, dtype=np.float32)


def find_blobs(
    image_rgb: NDArray[np.uint8],
    *,
    box_px: tuple[int, int, int, int],
    radius_px: float,
    most: int = 16,
    least_contrast: float = 9.0,
) -> Blobs:
    """The clearest spots about `radius_px` large that differ in colour from what is around them.

    image_rgb       (H, W, 3) uint8
    box_px          (left, top, right, bottom) of the region to look in; cut at the picture's edge
    radius_px       radius looked for; spots of half to one and a half of it are found
    least_contrast  L*a*b* difference of a spot from its surroundings after blurring
    """
    height, width = image_rgb.shape[:2]
    left, top = max(0, box_px[0]), max(0, box_px[1])
    right, bottom = min(width, box_px[2]), min(height, box_px[3])
    margin = int(np.ceil(_WINDOW_RADII * radius_px)) + 2
    if right - left <= 2 * margin or bottom - top <= 2 * margin:
        return _stacked([])
    lab = lab_colour(image_rgb[top:bottom, left:right])
    found = []
    for x, y in _spots(lab, radius_px, margin, least_contrast)[:most]:
        blob = _measured(lab, float(x), float(y), radius_px)
        if blob is not None:
            blob = _measured(lab, float(blob.xy_px[0]), float(blob.xy_px[1]), radius_px) or blob
            found.append(blob)
    return _stacked(found, offset_px=(left, top))


def _stacked(found: list[_Blob], *, offset_px: tuple[int, int] = (0, 0)) -> Blobs:
    return Blobs(
        xy_px=np.array([b.xy_px for b in found]).reshape(-1, 2) + np.array(offset_px),
        colour=np.array([b.colour for b in found]).reshape(-1, 3),
        ground=np.array([b.ground for b in found]).reshape(-1, 3),
        contrast=np.array([b.contrast for b in found]),
        area_px=np.array([b.area_px for b in found]),
        elongation=np.array([b.elongation for b in found]),
        height_px=np.array([b.height_px for b in found]),
    )


def _spots(
    lab: NDArray[np.float32], radius_px: float, margin: int, least_contrast: float
) -> NDArray[np.int64]:
    """(N, 2) x, y of local maxima of the difference of two Gaussians, clearest first."""
    fine = cv2.GaussianBlur(lab, (0, 0), max(0.6, 0.5 * radius_px))
    coarse = cv2.GaussianBlur(lab, (0, 0), 2.2 * radius_px)
    contrast = 1.25 * np.linalg.norm(fine - coarse, axis=2)
    size = int(2 * radius_px) | 1
    peak = (contrast == cv2.dilate(contrast, np.ones((size, size)))) & (contrast > least_contrast)
    peak[:margin] = peak[-margin:] = False
    peak[:, :margin] = peak[:, -margin:] = False
    rows, columns = np.nonzero(peak)
    order = np.argsort(-contrast[rows, columns], kind="stable")
    return np.stack([columns[order], rows[order]], axis=1)


def _measured(lab: NDArray[np.float32], x: float, y: float, radius_px: float) -> _Blob | None:
    """The blob at (x, y): each pixel's share of sticker colour over ground, and their centroid."""
    reach = int(np.ceil(_WINDOW_RADII * radius_px + 1))
    column, row = round(x), round(y)
    height, width = lab.shape[:2]
    if not (reach <= column < width - reach and reach <= row < height - reach):
        return None
    window = lab[row - reach : row + reach + 1, column - reach : column + reach + 1]
    dy, dx = np.mgrid[-reach : reach + 1, -reach : reach + 1].astype(np.float64)
    distance = np.hypot(dx - (x - column), dy - (y - row))
    ring = (distance > _RING_RADII * radius_px) & (distance <= _WINDOW_RADII * radius_px + 1)
    ground = np.median(window[ring], axis=0)
    core = np.median(window[distance <= max(0.8, _CORE_RADII * radius_px)], axis=0)
    contrast = float(np.linalg.norm(core - ground))
    if contrast < _FAINTEST:
        return None
    share = _coverage(window / _LAB_WEIGHTS, ground / _LAB_WEIGHTS, core / _LAB_WEIGHTS, ring)
    if share is None:
        return None
    return _from_coverage(share, dx + column, dy + row, core, ground, contrast)


def _coverage(
    window: NDArray[np.float32],
    ground: NDArray[np.float32],
    core: NDArray[np.float32],
    ring: NDArray[np.bool_],
) -> Array | None:
    """Share of sticker colour per pixel, 0…1.15, in the connected part nearest the middle.

    Least squares over the three channels, each by its error: of pixels in general and of what is
    around this sticker.
    """
    around = np.sqrt(np.mean((window[ring] - ground) ** 2, axis=0))
    error = np.hypot(_PIXEL_ERROR, around)
    step = (core - ground) / error
    square = float(step @ step)
    share = np.clip(((window - ground) / error) @ step / square, 0.0, 1.15)
    beside = np.linalg.norm((window - ground) / error - share[..., None] * step, axis=2)
    share[(beside > 0.75 * np.sqrt(square)) | (share < 0.2)] = 0.0
    _, parts = cv2.connectedComponents((share > 0).astype(np.uint8))
    rows, columns = np.nonzero(parts)
    if not len(rows):
        return None
    middle = window.shape[0] // 2
    nearest = np.argmin((rows - middle) ** 2 + (columns - middle) ** 2)
    share[parts != parts[rows[nearest], columns[nearest]]] = 0.0
    return np.asarray(share)


def _from_coverage(
    share: Array,
    x: Array,
    y: Array,
    core: NDArray[np.float32],
    ground: NDArray[np.float32],
    contrast: float,
) -> _Blob:
    area = float(share.sum())
    mean_x, mean_y = float((share * x).sum() / area), float((share * y).sum() / area)
    dx, dy = x - mean_x, y - mean_y
    covariance = np.array([[dx * dx, dx * dy], [dx * dy, dy * dy]])
    covariance = (covariance * share).sum(axis=(2, 3)) / area
    short, long = np.linalg.eigvalsh(covariance)
    return _Blob(
        xy_px=np.array([mean_x, mean_y]),
        colour=core.astype(np.float64),
        ground=ground.astype(np.float64),
        contrast=contrast,
        area_px=area,
        elongation=float(np.sqrt(max(long, 1e-6) / max(short, 1e-3))),
        height_px=4.0 * float(np.sqrt(covariance[1, 1])),
    )
