"""Where the camera stands behind or in front of a treadmill: yaw from the paths of the feet."""

from dataclasses import dataclass

import numpy as np

from kinematics.geometry import Array
from kinematics.landmarks import Side
from running.events import EventKind, Events, event_times
from running.signals import GaitSignals

FOCAL_PER_WIDTH = 0.75  # D.7 item 2: a phone's main camera when nothing better is known

GROWS_MAX = 1.5  # treadmill clips at hand: 1.04


def comes_or_goes(signals: GaitSignals) -> bool:
    """True when the runner changes size in the picture by half or more: not on a treadmill."""
    size = signals.torso_length_px[np.isfinite(signals.torso_length_px)]
    return len(size) > 0 and bool(np.percentile(size, 95) > GROWS_MAX * np.percentile(size, 5))


@dataclass(frozen=True, kw_only=True)
class YawFinder:
    """Camera yaw from the vanishing point of the belt (D.7 item 2).

    Feet ride the belt along one direction in space; the line a foot draws on the picture in stance
    meets the horizon (the middle row of a level camera) where the belt's direction vanishes.

    The toes, because the heel and the ankle rise long before the toes leave the belt.

    ride       the part of a stride after initial contact in which the toes ride the belt
    paths_min  stances needed a side
    """

    ride: tuple[float, float] = (0.09, 0.25)
    paths_min: int = 3

    def find(
        self, signals: GaitSignals, events: Events, *, period_s: float, focal_px: float | None
    ) -> float:
        """Yaw in degrees, positive when the belt runs off to the right; NaN = cannot tell.

        Who comes or goes is on no belt.
        """
        if comes_or_goes(signals):
            return float("nan")
        width, height = signals.image_size_wh
        focal = focal_px or FOCAL_PER_WIDTH * width
        sides = [
            self._vanishing_x(self._paths(signals, events, side, period_s), height / 2.0)
            for side in Side
        ]
        return float(np.degrees(np.arctan2(np.mean(sides) - width / 2.0, focal)))

    def _vanishing_x(self, paths: list[Array], horizon_y: float) -> float:
        """Image x where the common direction of the paths of one foot meets the horizon."""
        if len(paths) < self.paths_min:
            return float("nan")
        middle = np.array([p.mean(axis=0) for p in paths])
        around = np.concatenate([p - m for p, m in zip(paths, middle, strict=True)])
        down = float((around[:, 1] ** 2).sum())
        if not down > 0:
            return float("nan")
        slope = float((around[:, 0] * around[:, 1]).sum()) / down
        x, y = middle.mean(axis=0)
        return float(x + slope * (horizon_y - y))

    def _paths(
        self, signals: GaitSignals, events: Events, side: Side, period_s: float
    ) -> list[Array]:
        """Image paths (n, 2) of the foot while it rides the belt."""
        foot = signals.point("foot_index", side)
        found = []
        for contact in event_times(events, side, EventKind.IC):
            begin, end = (signals.index_at(contact + share * period_s) for share in self.ride)
            path = foot[begin:end]
            if len(path) > 5 and np.isfinite(path).all():
                found.append(path)
        return found
