"""Where the camera stands behind or in front of a treadmill: yaw from the paths of the feet."""

from dataclasses import dataclass

import numpy as np

from kinematics.geometry import Array
from kinematics.landmarks import Side
from running.events import EventKind, Events, event_times
from running.signals import GRID_HZ, GaitSignals

FOCAL_PER_WIDTH = 0.75  # D.7 item 2: a phone's main camera when nothing better is known


@dataclass(frozen=True, kw_only=True)
class YawFinder:
    """Camera yaw from the vanishing point of the belt (D.7 item 2).

    Feet ride the belt along one direction in space; the line each foot draws between 25 and 70 % of
    stance meets the horizon where the belt's direction vanishes.

    stance    the part of stance used
    paths_min stances needed a side
    """

    stance: tuple[float, float] = (0.25, 0.70)
    paths_min: int = 3

    def find(self, signals: GaitSignals, events: Events, *, focal_px: float | None) -> float:
        """Yaw in degrees, positive when the belt runs off to the right; NaN = cannot tell."""
        width, height = signals.image_size_wh
        focal = focal_px or FOCAL_PER_WIDTH * width
        sides = [self._vanishing_x(signals, events, side, height / 2.0) for side in Side]
        return float(np.degrees(np.arctan2(np.mean(sides) - width / 2.0, focal)))

    def _vanishing_x(
        self, signals: GaitSignals, events: Events, side: Side, horizon_y: float
    ) -> float:
        toe = signals.point("foot_index", side)
        found = []
        for path in self._paths(toe, signals, events, side):
            if len(path) > 5 and np.ptp(path[:, 1]) > 3.0:
                slope, offset = np.polyfit(path[:, 1], path[:, 0], 1)
                found.append(slope * horizon_y + offset)
        return float(np.median(found)) if len(found) >= self.paths_min else np.nan

    def _paths(self, toe: Array, signals: GaitSignals, events: Events, side: Side) -> list[Array]:
        """Image paths (n, 2) of the toe in the middle of each stance."""
        begin = event_times(events, side, EventKind.IC)
        end = event_times(events, side, EventKind.TO)
        paths = []
        for start in begin:
            later = end[end > start]
            if not len(later) or later[0] - start > 0.5:
                continue
            cut = start + np.array(self.stance) * (later[0] - start) - signals.time_s[0]
            first, last = (cut * GRID_HZ).round().astype(int)
            path = toe[first : last + 1]
            if np.isfinite(path).all():
                paths.append(path)
        return paths
