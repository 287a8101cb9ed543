"""How steady a recording is: landmarks that tremble, pictures that come unevenly."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from kinematics.body import Body
from kinematics.geometry import Array
from kinematics.landmarks import Side, landmark_of
from kinematics.pose import PoseFrame

JITTER_MAX = 0.010
"""Jitter over torso length up to which the top of a repetition keeps within 2 degrees.

Own experiment: white noise on all landmarks of four synthetic exercises (torso 208 px, 15-60
pictures a second, 9 repetitions each). Of the tops 95 % were wrong by up to 1.3 (bridge), 0.7
(squat), 2.0 (clamshell) and 1.7 (leg raise) degrees at jitter 0.009, by 2.2, 1.0, 2.8 and 1.5 at
0.014, by 4.9, 2.1, 9.3 and 2.3 at 0.027. The angle targets are 4-8 degrees, so noise may take up
to half of the tightest. Clips of real people that can be judged have 0.0002-0.0037.
"""
JITTER_GAP_S = 0.08
"""Pictures further apart than this show the movement, not the jitter."""
UNEVEN_MAX = 0.05
"""Variation of the time between pictures that is worth a word (measurement specification D.7.6)."""


@dataclass(kw_only=True)
class LandmarkJitter:
    """How far body parts stray from the straight line between the pictures before and after.

    parts  of the near limb, for example ("shoulder", "hip", "knee")

    `add` every pose, in order.
    """

    parts: Sequence[str]
    _last: deque[PoseFrame] = field(default_factory=lambda: deque(maxlen=3))
    _strays: list[float] = field(default_factory=list)

    def add(self, pose: PoseFrame, near: Side) -> None:
        """Take one pose; three in a row without a gap give one reading."""
        self._last.append(pose)
        if len(self._last) < 3:
            return
        before, at, after = self._last
        gaps_s = at.time_s - before.time_s, after.time_s - at.time_s
        torso_px = float(Body(xy_px=at.xy_px, working=near, near=near).torso_px)
        if max(gaps_s) > JITTER_GAP_S or not torso_px > 0:
            return
        index = [landmark_of(part, near) for part in self.parts]
        share = gaps_s[0] / sum(gaps_s)
        between = (1 - share) * before.xy_px[index] + share * after.xy_px[index]
        spread = np.sqrt(1 + share**2 + (1 - share) ** 2)  # of three independent errors, each 1
        stray = np.sqrt(np.mean((at.xy_px[index] - between) ** 2)) / spread
        if np.isfinite(stray):
            self._strays.append(float(stray) / torso_px)

    @property
    def ratio(self) -> float:
        """Error of one coordinate from picture to picture over torso length; NaN = cannot tell.

        The middle one of all readings, so that cuts and fast movements do not count.
        """
        return float(np.median(self._strays)) if self._strays else float("nan")

    @property
    def flaws(self) -> tuple[str, ...]:
        """A sentence for the user when the points tremble, else nothing."""
        if not self.ratio > JITTER_MAX:
            return ()
        return ("The body points tremble in the pictures, so degrees are less sure.",)


def uneven_pictures(time_s: Array) -> tuple[str, ...]:
    """A sentence when pictures at these times (T,) came unevenly, else nothing."""
    gaps_s = np.diff(time_s)
    if len(gaps_s) < 2:
        return ()
    variation = float(np.std(gaps_s) / np.mean(gaps_s))
    if variation <= UNEVEN_MAX:
        return ()
    return (
        f"The pictures came unevenly (the time between them varies by {100 * variation:.0f} %), "
        "so durations are less sure.",
    )
