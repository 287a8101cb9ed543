"""How the leg feels: pain numbers, body chart, the next morning (measurement specification C.4).

Pain is the 0–10 numeric rating scale (Farrar 2001, Childs 2005): 0 none, 10 worst imaginable.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from kinematics.landmarks import Side

PAIN_CHANGE_MIN = 2
PAIN_CHANGE_SHARE_MIN = 0.30


class Place(StrEnum):
    """Where pain is rated."""

    LEG = "leg"
    BUTTOCK = "buttock"
    BACK = "back"


class When(StrEnum):
    """At which moment an entry was made."""

    BEFORE = "before"
    AFTER = "after"
    MORNING = "morning"
    OTHER = "other"


class Quality(StrEnum):
    """What is felt."""

    PAIN = "pain"
    NUMBNESS = "numbness"
    TINGLING = "tingling"


class Region(StrEnum):
    """A region of the body chart, from the spine to the toes."""

    LOW_BACK = "low_back"
    BUTTOCK = "buttock"
    HIP = "hip"
    GROIN = "groin"
    THIGH_BACK = "thigh_back"
    THIGH_SIDE = "thigh_side"
    THIGH_FRONT = "thigh_front"
    KNEE = "knee"
    CALF = "calf"
    SHIN = "shin"
    ANKLE = "ankle"
    FOOT_TOP = "foot_top"
    SOLE = "sole"
    TOES = "toes"


_LEVELS = (
    (Region.LOW_BACK,),
    (Region.BUTTOCK, Region.HIP, Region.GROIN),
    (Region.THIGH_BACK, Region.THIGH_SIDE, Region.THIGH_FRONT),
    (Region.KNEE,),
    (Region.CALF, Region.SHIN),
    (Region.ANKLE,),
    (Region.FOOT_TOP, Region.SOLE),
    (Region.TOES,),
)
DISTANCE: Mapping[Region, int] = MappingProxyType(
    {region: level for level, regions in enumerate(_LEVELS) for region in regions}
)
_LOCAL = DISTANCE[Region.BUTTOCK]


@dataclass(frozen=True, kw_only=True)
class Mark:
    """One tapped region of the body chart."""

    region: Region
    side: Side
    quality: Quality


@dataclass(frozen=True, kw_only=True)
class Pain:
    """Pain at one place: now, and the worst of the last 24 h. 0–10; None = not asked."""

    now: int | None = None
    worst: int | None = None

    def __post_init__(self) -> None:
        for name in ("now", "worst"):
            value = getattr(self, name)
            if value is not None and not 0 <= value <= 10:
                raise ValueError(f"pain {name}: expected 0 to 10, got {value}")


@dataclass(frozen=True, kw_only=True)
class SymptomEntry:
    """One answer to "how does it feel?". `worse`: the person says that it is getting worse."""

    at: datetime
    when: When
    pain: Mapping[Place, Pain] = field(default_factory=dict)
    marks: frozenset[Mark] = frozenset()
    worse: bool = False

    def rating(self, place: Place) -> Pain:
        """The rating at a place; an empty one when it was not asked."""
        return self.pain.get(place, Pain())

    @property
    def worst(self) -> int | None:
        """The largest number given anywhere, now or in 24 h; None when there is none."""
        numbers = [n for p in self.pain.values() for n in (p.now, p.worst) if n is not None]
        return max(numbers, default=None)


def most_distal(marks: Iterable[Mark], side: Side | None = None) -> Region | None:
    """The marked region furthest from the spine (on one side); None without a mark."""
    regions = (mark.region for mark in marks if side is None or mark.side is side)
    return max(regions, key=lambda region: (DISTANCE[region], region), default=None)


def peripheralised(before: Iterable[Mark], after: Iterable[Mark]) -> bool:
    """True when symptoms reach further down a leg than before, on either side.

    On a side without any mark before, only what lies below buttock, hip and groin counts.
    """
    before, after = tuple(before), tuple(after)
    return any(_reach(after, side, 0) > _reach(before, side, _LOCAL) for side in Side)


def centralised(before: Iterable[Mark], after: Iterable[Mark]) -> bool:
    """True when the most distal point moved towards the spine and no side went further down."""
    before, after = tuple(before), tuple(after)
    moved_up = any(_reach(after, side, 0) < _reach(before, side, 0) for side in Side)
    return moved_up and not peripheralised(before, after)


def _reach(marks: Iterable[Mark], side: Side, unmarked: int) -> int:
    region = most_distal(marks, side)
    return unmarked if region is None else DISTANCE[region]


def new_sensations(before: Iterable[Mark], after: Iterable[Mark]) -> frozenset[Mark]:
    """Numbness and tingling marked after that was not there before."""
    fresh = frozenset(after) - frozenset(before)
    return frozenset(mark for mark in fresh if mark.quality is not Quality.PAIN)


@dataclass(frozen=True, kw_only=True)
class MorningChange:
    """The next morning against the time before the session.

    rise         points of pain more (the place that rose most); None when it cannot be told
    more_distal  symptoms reach further down
    """

    rise: int | None
    more_distal: bool


def next_morning(before: SymptomEntry, morning: SymptomEntry) -> MorningChange:
    """Compare pain now and the body chart of the morning with those before the session."""
    if morning.at <= before.at:
        raise ValueError(f"morning: expected later than {before.at}, got {morning.at}")
    return MorningChange(
        rise=pain_rise(before, morning), more_distal=peripheralised(before.marks, morning.marks)
    )


def pain_rise(before: SymptomEntry, after: SymptomEntry) -> int | None:
    """The largest rise of pain now over all places rated both times; None without such a place."""
    return max(
        (rise for place in Place if (rise := pain_rise_at(place, before, after)) is not None),
        default=None,
    )


def pain_rise_at(place: Place, before: SymptomEntry, after: SymptomEntry) -> int | None:
    """The rise of pain now at one place; None when it was not rated both times."""
    start, end = before.rating(place).now, after.rating(place).now
    return None if start is None or end is None else end - start


def pain_changed(before: float, after: float) -> bool:
    """True for a change that matters: 2 points, or 30 % of the first number (Farrar 2001)."""
    change = abs(after - before)
    return change >= PAIN_CHANGE_MIN or (before > 0 and change / before >= PAIN_CHANGE_SHARE_MIN)
