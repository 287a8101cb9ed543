"""A stick figure that runs by formula: every answer is known exactly."""

import numpy as np

from kinematics.landmarks import LANDMARK_COUNT, Landmark, Side, landmark_of
from kinematics.pose import PoseSequence

THIGH, SHANK, TORSO, FOOT = 130.0, 130.0, 150.0, 45.0  # pixels


def stick_runner(
    *,
    cadence_spm: float,
    fps: float,
    seconds: float,
    trunk_lean_deg: float = 6.0,
    noise_px: float = 0.0,
    rise_px: float = 25.0,
) -> PoseSequence:
    """A runner on the spot, seen from the right side, facing image right.

    Thigh ±30 degrees around 5 in front of vertical, knee bending 10–90 degrees, legs half a stride
    apart, body bouncing `rise_px` twice a stride.
    """
    time_s = np.arange(0.0, seconds, 1.0 / fps)
    phase = 2 * np.pi * time_s * cadence_spm / 120.0
    xy = np.full((len(time_s), LANDMARK_COUNT, 2), np.nan)
    hip = np.column_stack((np.full(len(time_s), 640.0), 500.0 - rise_px / 2 * np.cos(2 * phase)))
    lean = np.radians(trunk_lean_deg)
    shoulder = hip + TORSO * np.array([np.sin(lean), -np.cos(lean)])
    for side, offset in ((Side.RIGHT, 0.0), (Side.LEFT, np.pi)):
        beside = np.array([0.0, 0.0 if side is Side.RIGHT else -4.0])
        thigh = np.radians(5.0 + 30.0 * np.cos(phase + offset))
        bend = np.radians(50.0 - 40.0 * np.sin(phase + offset - 1.1))
        knee = hip + beside + THIGH * np.column_stack((np.sin(thigh), np.cos(thigh)))
        shank = thigh - bend
        ankle = knee + SHANK * np.column_stack((np.sin(shank), np.cos(shank)))
        heel = ankle + 12.0 * np.column_stack((-np.cos(shank), np.sin(shank)))
        toe = heel + FOOT * np.column_stack((np.cos(shank), -np.sin(shank)))
        points = {"shoulder": shoulder + beside, "hip": hip + beside, "knee": knee}
        points |= {"ankle": ankle, "heel": heel, "foot_index": toe, "ear": shoulder - [0, 60]}
        for part, point in points.items():
            xy[:, landmark_of(part, side)] = point
    xy[:, Landmark.NOSE] = shoulder + np.array([20.0, -55.0])
    xy += np.random.default_rng(0).normal(0.0, noise_px or 1e-9, xy.shape)
    seen = np.isfinite(xy[..., 0])
    return PoseSequence(
        time_s=time_s,
        xy_px=xy,
        visibility=np.where(seen, 0.95, np.nan),
        world_m=np.full((len(time_s), LANDMARK_COUNT, 3), np.nan),
        image_size_wh=(1280, 960),
    )
