"""Plane geometry on pixel points: the few functions that every named angle is made of.

A point is the complex number x + iy in pixels, x right, y DOWN: one point a plain ``complex``, many
an array of them. Both go through the same arithmetic and agree to the bit; with one pose at a time
plain numbers are five times as fast as arrays of two. NaN in, NaN out.
"""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Point: TypeAlias = Any
"""``complex``, or an array of complex numbers."""
Value: TypeAlias = Any
"""``float``, or an array (...)."""


def to_points(xy_px: Array) -> NDArray[np.complex128]:
    """The points (...) of an array (..., 2) of x and y."""
    pairs = np.ascontiguousarray(xy_px, dtype=np.float64)
    return np.asarray(pairs.view(np.complex128)[..., 0])


def choose(condition: Any, yes: Value, no: Value) -> Value:
    """`yes` where the condition holds, else `no`: `numpy.where`, quick for a single number."""
    if isinstance(condition, np.ndarray):
        return np.where(condition, yes, no)
    return yes if condition else no


def sign_of(value: Value) -> Value:
    """+1 from 0 upwards, -1 below, NaN for NaN."""
    return choose(value >= 0, 1.0, -1.0) + 0.0 * value


def direction_deg(y: Value, x: Value) -> Value:
    """Angle of the direction (x, y) from x towards y, -180…180 degrees."""
    return np.degrees(np.arctan2(y, x))


def cross(u: Point, v: Point) -> Value:
    """Z of u x v. Positive when v lies clockwise of u as seen on the screen (y down)."""
    return u.real * v.imag - u.imag * v.real


def dot(u: Point, v: Point) -> Value:
    """Scalar product of two image vectors."""
    return u.real * v.real + u.imag * v.imag


def length_px(u: Point) -> Value:
    """Length of an image vector in pixels."""
    return np.sqrt(dot(u, u))


def interior_angle_deg(a: Point, b: Point, c: Point) -> Value:
    """Angle a-b-c at b, 0…180 degrees (180 = straight)."""
    u, v = a - b, c - b
    return direction_deg(abs(cross(u, v)), dot(u, v))


def flexion_deg(a: Point, b: Point, c: Point) -> Value:
    """180 minus the interior angle at b: 0 = straight, growing as the joint bends."""
    return 180.0 - interior_angle_deg(a, b, c)


def lean_from_vertical_deg(lower: Point, upper: Point, plus_x: Value) -> Value:
    """Signed lean of the segment lower→upper from vertical.

    Positive when `upper` is displaced towards `plus_x` (+1: image right, −1: image left).
    """
    d = upper - lower
    return direction_deg(plus_x * d.real, -d.imag)


def ratio(numerator: Value, denominator: Value) -> Value:
    """Numerator / denominator, NaN where the denominator is zero."""
    if isinstance(denominator, np.ndarray):
        return numerator / np.where(denominator == 0.0, np.nan, denominator)
    return numerator / denominator if denominator else numerator * np.nan


def arccos_deg(cosine: Value) -> Value:
    """Arc cosine in degrees of a ratio clipped to −1…1."""
    return np.degrees(np.arccos(_clipped(cosine)))


def arcsin_deg(sine: Value) -> Value:
    """Arc sine in degrees of a ratio clipped to −1…1."""
    return np.degrees(np.arcsin(_clipped(sine)))


def _clipped(share: Value) -> Value:
    return np.minimum(np.maximum(share, -1.0), 1.0)
