"""The pain-monitoring table: green, amber, red (measurement specification C.5).

After the pain-monitoring model (Thomeé 1997; Silbernagel et al. 2007, AJSM 35:897), which was made
for tendon and knee pain. For nerve-type leg symptoms this is a stricter adaptation of our own;
nobody has validated it, and `SIGNAL_NOTE` says so wherever signals are shown.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from programme.symptoms import MorningChange

SIGNAL_NOTE = (
    "These limits follow a pain-monitoring model made for tendon and knee pain. The stricter "
    "limits for leg symptoms are our own and have not been validated."
)
WEEK_FLAT = 0.5
WEEK_RED = 2.0
RED_DAYS_A_WEEK = 2
RATINGS_A_WEEK_MIN = 3


class Signal(IntEnum):
    """How a session went; the larger the number the more care."""

    GREEN = 0
    AMBER = 1
    RED = 2


class Eased(StrEnum):
    """How long leg symptoms took to be as before."""

    WITHIN_MINUTES = "within_minutes"
    WITHIN_30_MIN = "within_30_min"
    LONGER = "longer"


def local_signal(pain: int) -> Signal:
    """Buttock or hip pain during exercise, 0–10: up to 3, 4–5, 6 and more."""
    if not 0 <= pain <= 10:
        raise ValueError(f"pain: expected 0 to 10, got {pain}")
    return Signal.GREEN if pain <= 3 else Signal.AMBER if pain <= 5 else Signal.RED


def leg_signal(rise: int, eased: Eased, *, spread: bool = False) -> Signal:
    """Leg or nerve symptoms during exercise against the time before.

    spread  further down the leg, or new numbness or weakness
    Symptoms that last over 30 minutes are one colour worse (C.2: irritable).
    """
    if spread or rise >= 3:
        return Signal.RED
    if rise <= 0:
        return Signal.GREEN
    if rise == 2:
        return Signal.RED if eased is Eased.LONGER else Signal.AMBER
    return Signal.GREEN if eased is Eased.WITHIN_MINUTES else Signal.AMBER


def morning_signal(change: MorningChange) -> Signal | None:
    """The next morning: same or better, one point more, two and more or further down the leg.

    None when pain was not rated both times and nothing moved further down.
    """
    if change.more_distal:
        return Signal.RED
    if change.rise is None:
        return None
    return Signal.GREEN if change.rise <= 0 else Signal.AMBER if change.rise == 1 else Signal.RED


def week_signal(
    this_week: Sequence[int], week_before: Sequence[int], *, red_days: int = 0
) -> Signal | None:
    """The trend of the 7-day mean of worst pain; two red days in the week are red.

    None when either week has fewer than three ratings. A change below half a point is flat.
    """
    if red_days >= RED_DAYS_A_WEEK:
        return Signal.RED
    if min(len(this_week), len(week_before)) < RATINGS_A_WEEK_MIN:
        return None
    change = math.fsum(this_week) / len(this_week) - math.fsum(week_before) / len(week_before)
    return Signal.GREEN if change < WEEK_FLAT else Signal.AMBER if change < WEEK_RED else Signal.RED


@dataclass(frozen=True, kw_only=True)
class SessionSignals:
    """The signals of one session; None = not known (yet)."""

    local: Signal | None = None
    leg: Signal | None = None
    morning: Signal | None = None
    week: Signal | None = None
    irritable: bool = False

    @property
    def worst(self) -> Signal | None:
        """The most careful of the known signals; None when none is known."""
        known = [s for s in (self.local, self.leg, self.morning, self.week) if s is not None]
        return max(known, default=None)

    @property
    def reduce(self) -> bool:
        """Amber of the kind that asks for less: symptoms over 30 minutes, or a worse morning."""
        return self.irritable or self.morning == Signal.AMBER
