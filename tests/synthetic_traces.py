"""Gives a recording a fault in how an angle goes through a repetition (`TraceRule`), or nearly."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from exercises.spec import Exercise, Statistic, TraceRule
from kinematics.body import Body, Limb
from kinematics.geometry import to_points
from kinematics.landmarks import Landmark, Side, landmark_of
from kinematics.pose import PoseSequence
from tests.synthetic_body import Array

HIPS = (Landmark.LEFT_HIP, Landmark.RIGHT_HIP)
HEAD = tuple(range(11))
UPPER_BODY = tuple(range(23))
LEGS = tuple(range(25, 33))
WAVER_HZ = 1.2
SWING_S = 0.25


def disturbed(
    sequence: PoseSequence,
    exercise: Exercise,
    rule: TraceRule,
    *,
    side: Side,
    span_s: tuple[float, float],
    strength: float,
) -> PoseSequence:
    """The recording with the rule's statistic at about `strength` times its limit in `span_s`."""
    time_s, xy_px = sequence.time_s, sequence.xy_px.copy()
    first = int(np.searchsorted(time_s, span_s[0]))
    body = Body(xy_px=xy_px, working=side, near=side, start_xy_px=xy_px[first])
    inside = (time_s >= span_s[0]) & (time_s <= span_s[1])
    since = np.where(inside, time_s - span_s[0], 0.0)
    if rule.statistic in (Statistic.SPREAD, Statistic.JITTER):
        far = np.sqrt(2.0) * strength * rule.above * float(body.trunk_px)
        xy_px[:, HIPS, 0] += (far * np.sin(2 * np.pi * WAVER_HZ * since))[:, None]
    elif rule.statistic is Statistic.SPEED:
        share = np.clip(1.0 - np.abs(since - SWING_S) / SWING_S, 0.0, 1.0) * inside
        thigh = [landmark_of(part, side.other) for part in ("knee", "ankle")]
        hip = body.point("hip", Limb.OTHER)
        _rotate(xy_px, thigh, hip, strength * rule.above * SWING_S * share)
    elif rule.statistic is Statistic.SWINGS:
        periods = 4.0 * since / (span_s[1] - span_s[0])
        sway = 0.55 * strength * rule.size * np.sin(2 * np.pi * periods)
        moves = LEGS if rule.limb is Limb.OTHER else UPPER_BODY
        _rotate(xy_px, moves, body.mid("hip"), sway)
    else:
        signal = next(iter(exercise.rep.signals.values()))
        progress = np.array([signal.progress_in(replace(body, xy_px=pose)) for pose in xy_px])
        down = strength * rule.size * np.clip(progress, 0.0, 1.0)
        toes = body.point("foot_index", Limb.WORKING) - body.point("heel", Limb.WORKING)
        _rotate(xy_px, HEAD, body.mid("shoulder"), np.sign(toes[first].real) * down)
    return replace(sequence, xy_px=xy_px)


def _rotate(xy_px: Array, marks: Sequence[int], about: Array, degrees: Array) -> None:
    """Turn landmarks clockwise on the screen, in place."""
    turn = np.exp(1j * np.radians(degrees))[:, None]
    turned = about[:, None] + turn * (to_points(xy_px[:, list(marks)]) - about[:, None])
    xy_px[:, list(marks)] = np.stack([turned.real, turned.imag], axis=-1)
