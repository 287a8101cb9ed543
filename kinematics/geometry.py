"""Plane geometry on pixel points: the few functions that every named angle is made of.

Points are arrays ``(..., 2)`` in pixels, x right, y DOWN. One point and an array of points go
through the same arithmetic and agree to the bit. NaN in, NaN out.
"""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def cross(u: Array, v: Array) -> Array:
    """Z of u x v. Positive when v lies clockwise of u as seen on the screen (y down)."""
    return np.asarray(u[..., 0] * v[..., 1] - u[..., 1] * v[..., 0])


def dot(u: Array, v: Array) -> Array:
    """Scalar product of two image vectors."""
    return np.asarray(u[..., 0] * v[..., 0] + u[..., 1] * v[..., 1])


def length_px(u: Array) -> Array:
    """Length of an image vector in pixels."""
    return np.asarray(np.sqrt(dot(u, u)))


def interior_angle_deg(a: Array, b: Array, c: Array) -> Array:
    """Angle a-b-c at b, 0…180 degrees (180 = straight)."""
    u, v = a - b, c - b
    return np.asarray(np.degrees(np.arctan2(np.abs(cross(u, v)), dot(u, v))))


def flexion_deg(a: Array, b: Array, c: Array) -> Array:
    """180 minus the interior angle at b: 0 = straight, growing as the joint bends."""
    return np.asarray(180.0 - interior_angle_deg(a, b, c))


def lean_from_vertical_deg(lower: Array, upper: Array, plus_x: Array | float) -> Array:
    """Signed lean of the segment lower→upper from vertical.

    Positive when `upper` is displaced towards `plus_x` (+1: image right, −1: image left).
    """
    d = upper - lower
    return np.asarray(np.degrees(np.arctan2(plus_x * d[..., 0], -d[..., 1])))


def ratio(numerator: Array, denominator: Array) -> Array:
    """Numerator / denominator, NaN where the denominator is zero."""
    if np.ndim(denominator) == 0:  # np.where is slow on a single number
        return np.asarray(numerator / denominator if denominator else numerator * np.nan)
    safe = np.where(denominator == 0.0, np.nan, denominator)
    return np.asarray(numerator / safe)


def arccos_deg(cosine: Array) -> Array:
    """Arc cosine in degrees of a ratio clipped to −1…1."""
    return np.asarray(np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0))))


def arcsin_deg(sine: Array) -> Array:
    """Arc sine in degrees of a ratio clipped to −1…1."""
    return np.asarray(np.degrees(np.arcsin(np.clip(sine, -1.0, 1.0))))
