"""Left and right legs exchanged by the pose model: found and put back.

Pose models exchange the legs of a runner seen from the side, in single pictures or for a while
(up to 13 % of pictures in real clips). A leg cannot leap, so the labelling that makes both legs
move most smoothly over the whole clip is the right one; it is found exactly by dynamic programming.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from kinematics.geometry import Array, length_px, to_points
from kinematics.landmarks import Landmark, Side, landmark_of
from kinematics.pose import PoseSequence
from running.signals import MOVING_PARTS, resample, stride_period

WORSE = 0.2  # share of its repetition that a movement may lose by a repair
LEG_PARTS = ("hip", "knee", "ankle", "heel", "foot_index")


@dataclass(frozen=True, kw_only=True)
class SwapRepair:
    """The repaired recording. swapped (T,): put back here. doubtful (T,): cannot be told here."""

    sequence: PoseSequence
    swapped: NDArray[np.bool_]
    doubtful: NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class LegLabeller:
    """Finds the exchanged pictures.

    trust_torso   cost, in torso lengths a second of exchange, of disbelieving the model's labels
    margin_torso  the labelling is doubtful where the best and the opposite one differ by less
    leap_torso    and where both legs still leap by more than this, plus `bend_torso` times the
                  square of the time between pictures: the legs of fast runners bend their paths by
                  0.44 torso lengths at 25 pictures a second, by 0.24 at 60 and more
    """

    trust_torso: float = 0.3
    margin_torso: float = 0.10
    leap_torso: float = 0.33
    bend_torso: float = 160.0

    def repair(self, sequence: PoseSequence) -> SwapRepair:
        """Exchange the legs back where they were exchanged; the arrays are in pictures (T,)."""
        nothing = np.zeros(len(sequence), dtype=bool)
        torso = _torso_px(sequence)
        if len(sequence) < 4 or not torso > 0:
            return SwapRepair(sequence=sequence, swapped=nothing, doubtful=nothing)
        legs = _legs(sequence) / torso
        cost = _bend_costs(legs, sequence.time_s)
        period = float(np.median(np.diff(sequence.time_s)))
        state, margin = _viterbi(cost, self.trust_torso * period)
        swapped = state.astype(bool)
        if swapped.mean() > 0.5:  # everything exchanged is the same movement: believe the model
            swapped = ~swapped
        doubtful = margin < self.margin_torso
        doubtful[1:-1] |= self._leaps(cost, state, sequence.time_s)
        return SwapRepair(
            sequence=_exchanged(sequence, swapped), swapped=swapped, doubtful=doubtful
        )

    def _leaps(self, cost: Array, state: NDArray[np.int_], time_s: Array) -> NDArray[np.bool_]:
        """(T − 2,) True where the legs leap even in the best labelling: it cannot be right."""
        leap = cost[np.arange(len(cost)), state[:-2], state[1:-1], state[2:]]
        between = (time_s[2:] - time_s[:-2]) / 2
        return np.asarray(leap > self.leap_torso + self.bend_torso * between**2)


def repair_legs(sequence: PoseSequence) -> SwapRepair:
    """The repair of `LegLabeller`, unless the movement repeats clearly worse after it.

    The smaller pose models draw legs that leap although they are named rightly. Of rendered runs a
    repair that was right lost at most 0.03 of the autocorrelation at a stride, one that was wrong
    0.27 and more. Then nothing is exchanged, and the pictures in question are doubtful.
    """
    repaired = LegLabeller().repair(sequence)
    if not repaired.swapped.any():
        return repaired
    before = stride_period(resample(sequence)).strength
    after = stride_period(resample(repaired.sequence, doubtful=repaired.doubtful)).strength
    if not after < before - WORSE:
        return repaired
    return SwapRepair(
        sequence=sequence,
        swapped=np.zeros(len(sequence), dtype=bool),
        doubtful=repaired.swapped | repaired.doubtful,
    )


def _torso_px(sequence: PoseSequence) -> float:
    xy = sequence.xy_px
    torso = (
        xy[:, Landmark.LEFT_SHOULDER]
        + xy[:, Landmark.RIGHT_SHOULDER]
        - xy[:, Landmark.LEFT_HIP]
        - xy[:, Landmark.RIGHT_HIP]
    ) / 2
    length = length_px(to_points(torso))
    return float(np.median(length[np.isfinite(length)])) if np.isfinite(length).any() else np.nan


def _legs(sequence: PoseSequence) -> Array:
    """(T, 2 sides, parts, 2), gaps bridged by straight lines so that every picture has a cost."""
    legs = np.stack(
        [sequence.xy_px[:, [landmark_of(p, s) for p in MOVING_PARTS]] for s in Side], axis=1
    )
    flat = legs.reshape(len(legs), -1).copy()
    for column in flat.T:
        seen = np.isfinite(column)
        if seen.any():
            column[:] = np.interp(sequence.time_s, sequence.time_s[seen], column[seen])
    return np.nan_to_num(flat).reshape(legs.shape)


def _bend_costs(legs: Array, time_s: Array) -> Array:
    """(T − 2, 2, 2, 2) leap of both legs at each triple, per labelling (exchanged or not) of each.

    The leap is the distance between where a leg is and where its last two pictures send it, in
    torso lengths, averaged over the parts; time-scaled, so that lost pictures do no harm.
    """
    step = np.diff(time_s)
    ahead = np.minimum(step[1:] / step[:-1], 3.0)[:, None, None, None]
    option = (legs, legs[:, ::-1])
    cost = np.empty((len(legs) - 2, 2, 2, 2))
    for a in range(2):
        for b in range(2):
            middle = option[b][1:-1]
            aim = middle + ahead * (middle - option[a][:-2])
            for c in range(2):
                cost[:, a, b, c] = (
                    length_px(to_points(option[c][2:] - aim)).mean(axis=2).sum(axis=1)
                )
    return cost


def _viterbi(cost: Array, trust: float) -> tuple[NDArray[np.int_], Array]:
    """Cheapest labelling (T,) and, per picture, how much dearer the best opposite one is."""
    count = len(cost) + 2
    unary = np.array([0.0, trust])
    forward = np.empty((count - 1, 2, 2))
    forward[0] = unary[:, None] + unary[None, :]
    back = np.empty((count - 1, 2, 2), dtype=np.int_)
    for i in range(count - 2):
        total = forward[i][:, :, None] + cost[i] + unary
        back[i + 1] = total.argmin(axis=0)
        forward[i + 1] = total.min(axis=0)
    backward = np.zeros((count - 1, 2, 2))
    for i in range(count - 3, -1, -1):
        backward[i] = (cost[i] + unary + backward[i + 1][None]).min(axis=2)
    both = forward + backward
    per_state = np.concatenate((both.min(axis=2), both[-1].min(axis=0)[None]))
    state = np.empty(count, dtype=np.int_)
    state[-2], state[-1] = np.unravel_index(int(forward[-1].argmin()), (2, 2))
    for i in range(count - 2, 0, -1):
        state[i - 1] = back[i][state[i], state[i + 1]]
    return state, np.abs(per_state[:, 0] - per_state[:, 1])


def _exchanged(sequence: PoseSequence, swapped: NDArray[np.bool_]) -> PoseSequence:
    """The recording with the leg landmarks of the marked pictures exchanged."""
    order = np.arange(sequence.xy_px.shape[1])
    for part in LEG_PARTS:
        left, right = landmark_of(part, Side.LEFT), landmark_of(part, Side.RIGHT)
        order[left], order[right] = right, left
    turned = {
        name: np.where(
            swapped.reshape((-1,) + (1,) * (getattr(sequence, name).ndim - 1)),
            getattr(sequence, name)[:, order],
            getattr(sequence, name),
        )
        for name in ("xy_px", "visibility", "world_m")
    }
    return replace(sequence, **turned)
