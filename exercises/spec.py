"""The words in which an exercise is written down. No behaviour beyond reading a bound.

An exercise is one file in ``catalog/`` that builds an `Exercise` from these. Rules are in seconds,
degrees and body lengths, never in frames. Measurement specification B.0-B.18.
"""

from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import TypeAlias

import numpy as np

from exercises.card import InstructionCard
from kinematics.angles import find_angle
from kinematics.body import Body, Limb
from kinematics.geometry import Value
from kinematics.landmarks import Landmark, Side
from kinematics.quality import View


class Phase(StrEnum):
    """Where in a repetition the body is. SEEKING: the start position has not been seen yet."""

    SEEKING = "seeking"
    REST = "rest"
    UP = "up"
    PEAK = "peak"
    DOWN = "down"


class Priority(IntEnum):
    """Order in which cues are spoken (measurement specification B.0.4); lower comes first."""

    SAFETY = 0
    SETUP = 1
    COMPENSATION = 2
    RANGE = 3
    TEMPO = 4


class Reliability(StrEnum):
    """How well a camera sees a fault: good, or fair (cued softly, never scored alone)."""

    GOOD = "good"
    FAIR = "fair"


class Relative(StrEnum):
    """What a bound compares: the value, its change since the start pose, or their ratio.

    SHIFT is the size of the change, whichever its sign.
    """

    ABSOLUTE = "absolute"
    CHANGE = "change"
    SHIFT = "shift"
    RATIO = "ratio"


@dataclass(frozen=True, kw_only=True)
class Bound:
    """A limit on a named angle: exactly one of `above` and `below`.

    `neutral` is the value without any fault; severity 1 means the limit is reached, 0 neutral.
    """

    angle: str
    limb: Limb = Limb.WORKING
    above: float | None = None
    below: float | None = None
    relative: Relative = Relative.ABSOLUTE
    neutral: float = 0.0

    def __post_init__(self) -> None:
        find_angle(self.angle)
        if (self.above is None) == (self.below is None):
            raise ValueError(f"{self.angle}: expected exactly one of above and below")
        if self.limit == self.neutral:
            raise ValueError(f"{self.angle}: expected a neutral value other than {self.limit}")

    @property
    def limit(self) -> float:
        """The value at which the bound is reached."""
        return float(self.above if self.above is not None else self.below)  # type: ignore[arg-type]

    def value(self, body: Body) -> float:
        """The compared value for one pose; NaN when a landmark is not seen."""
        angle = find_angle(self.angle)
        now: float = angle.compute(body, self.limb)
        if self.relative is Relative.ABSOLUTE:
            return now
        start: float = angle.compute(body.start, self.limb)
        if self.relative is Relative.RATIO:
            return now / start if start else float("nan")
        return abs(now - start) if self.relative is Relative.SHIFT else now - start

    def severity(self, value: float) -> float:
        """0 at neutral, 1 at the limit, growing beyond; NaN for NaN."""
        return (value - self.neutral) / (self.limit - self.neutral)

    def holds(self, body: Body) -> bool:
        """True when the value is on the allowed side: not above `above`, not below `below`."""
        value = self.value(body)
        return bool(value <= self.limit if self.above is not None else value >= self.limit)


@dataclass(frozen=True, kw_only=True)
class RepSignal:
    """The angle that drives a repetition; progress is 1 at `target`.

    With `relative` CHANGE the angle counts from its value in the start pose. Where a ratio of
    lengths drives the repetition, `reported` names the angle that is told in degrees, and `power`
    says how the ratio grows with it: the height that a bending leg loses grows as its square, from
    a knee that is bent a little at rest as its power of 1.7.
    `shown_at` is where to draw it: three body parts, the arc at the middle one. Who starts close to
    the target still has to go the way `way_min` (signed; 0 = any). No start counts as more than
    `start_limit`, so that a hold begun before anybody looked is one. `also` is a second quantity
    that must come along (an arm and a leg): the smaller progress counts.
    """

    angle: str
    limb: Limb
    target: float
    way_min: float = 0.0
    start_limit: float | None = None
    relative: Relative = Relative.ABSOLUTE
    reported: str | None = None
    power: float = 1.0
    shown_at: tuple[tuple[str, Limb], ...] = ()
    also: "RepSignal | None" = None

    def __post_init__(self) -> None:
        find_angle(self.angle)

    @property
    def marks(self) -> frozenset[Landmark]:
        """The landmarks that progress and degrees are read from, whichever side works."""
        keys = (self.angle, self.reported or self.angle)
        own = {mark for key in keys for side in Side for mark in find_angle(key).marks(side)}
        return frozenset(own | (self.also.marks if self.also else frozenset()))

    def progress_in(self, body: Body) -> Value:
        """Progress of one pose or many from the start pose; of two quantities the smaller one."""
        own = self.progress(self.values(body), self.value(body.start))
        return own if self.also is None else np.minimum(own, self.also.progress_in(body))

    def progress(self, value: Value, start: float) -> Value:
        """0 at the start value, 1 at the target (or `way_min` away when that is further)."""
        start = start if self.start_limit is None else min(start, self.start_limit)
        way = self.target - start
        if self.way_min:
            way = max(way, self.way_min) if self.way_min > 0 else min(way, self.way_min)
        return (value - start) / way if way else float("nan")

    def reported_deg(self, body: Body) -> Value:
        """The angle told to people, for one pose or many, in degrees."""
        if self.reported is None:
            return self.values(body)
        return find_angle(self.reported).compute(body, self.limb)

    def value(self, body: Body) -> float:
        """The driving quantity for one pose; relative signals read 0 in the start pose."""
        return float(self.values(body))

    def values(self, body: Body) -> Value:
        """The driving quantity for one pose or many; shape ``body.xy_px.shape[:-2]``."""
        angle = find_angle(self.angle)
        now = angle.compute(body, self.limb)
        if self.relative is Relative.CHANGE:
            return now - angle.compute(body.start, self.limb)
        return now


@dataclass(frozen=True, kw_only=True)
class RepRule:
    """How a repetition is counted (B.0.3). Progress p = (value - start) / (target - start).

    signals    what drives it, by the camera's view; the target is the near end of `range_deg`:
               counting is lenient, coaching is not
    range_deg  where the top should lie, in degrees of the angle told to people
    lowers     the way to the top goes down, as in a squat: UP is then the way down of the body
    still_max_deg_s  the timer of the hold runs only while the driving angle changes more slowly
    """

    signals: dict[View, RepSignal]
    range_deg: tuple[float, float]
    hold_target_s: float
    lowers: bool = False
    up_min_s: float = 0.7
    down_min_s: float = 0.8
    leave_rest: float = 0.25
    full: float = 0.85
    leave_peak: float = 0.70
    partial: float = 0.50
    enter_rest: float = 0.20
    rest_dwell_s: float = 0.2
    rep_min_s: float = 0.8
    refractory_s: float = 0.4
    lost_max_s: float = 0.7
    still_max_deg_s: float = np.inf

    @property
    def marks(self) -> list[Landmark]:
        """The landmarks that any of the signals is read from, in order."""
        return sorted(set().union(*(signal.marks for signal in self.signals.values())))


@dataclass(frozen=True, kw_only=True)
class Requirement:
    """Something that must be so, and the sentence that says what to do when it is not."""

    bound: Bound
    advice: str


@dataclass(frozen=True, kw_only=True)
class Anchor:
    """A body part that stays where it is during the exercise; `limb` None = middle of both."""

    part: str
    limb: Limb | None = None


@dataclass(frozen=True, kw_only=True)
class StartPosture:
    """The start position: what must hold before a repetition and what must hold throughout.

    The anchors must have been steady for `steady_s` before a first start pose.
    """

    requirements: tuple[Requirement, ...]
    throughout: tuple[Requirement, ...]
    anchors: tuple[Anchor, ...]
    anchor_drift_max: float = 0.35
    steady_s: float = 0.3


@dataclass(frozen=True, kw_only=True)
class FaultRule:
    """A form fault seen while it happens.

    phases          when it can fire; REST means the start pose, judged once per repetition
    any_of          it is present while every bound of one of these groups is passed at once; the
                    first bound of a group gives `worst` and its unit
    min_duration_s  for this long without a break (not in REST)
    views           camera views from which it can be seen (empty: all that the exercise allows)
    compensation    counts in the stability part of the form score (B.0.6)
    """

    key: str
    meaning: str
    cue: str
    phases: frozenset[Phase]
    any_of: tuple[tuple[Bound, ...], ...]
    min_duration_s: float
    reliability: Reliability
    priority: Priority
    views: frozenset[View] = frozenset()
    compensation: bool = True


class RepQuantity(StrEnum):
    """What can be judged when a repetition is over."""

    PEAK = "peak_deg"
    UP = "up_s"
    DOWN = "down_s"
    HOLD = "hold_s"


@dataclass(frozen=True, kw_only=True)
class RepFaultRule:
    """A form fault judged on the whole repetition: `quantity` below `below` or above `above`."""

    key: str
    meaning: str
    cue: str
    quantity: RepQuantity
    priority: Priority
    below: float = -np.inf
    above: float = np.inf
    reliability: Reliability = Reliability.GOOD
    views: frozenset[View] = frozenset()


class Statistic(StrEnum):
    """What is taken from an angle over a part of a repetition.

    SPREAD    standard deviation                 SPEED  fastest change over 0.15 s, per second
    SWINGS    movements to and fro of `size`     JITTER standard deviation about the 1-s median
    OPPOSITE  minus the correlation with the progress, once the angle has changed by `size`
    """

    SPREAD = "spread"
    JITTER = "jitter"
    SPEED = "speed"
    SWINGS = "swings"
    OPPOSITE = "opposite"


@dataclass(frozen=True, kw_only=True)
class TraceRule:
    """A form fault in how an angle went through a repetition, judged when that is over.

    It is present when the `statistic` of one of the `angles` during `phases` is above `above`.
    """

    key: str
    meaning: str
    cue: str
    angles: tuple[str, ...]
    statistic: Statistic
    above: float
    phases: frozenset[Phase]
    limb: Limb = Limb.WORKING
    size: float = 0.0
    reliability: Reliability = Reliability.GOOD
    priority: Priority = Priority.COMPENSATION
    views: frozenset[View] = frozenset()

    def __post_init__(self) -> None:
        for angle in self.angles:
            find_angle(angle)


Rule: TypeAlias = FaultRule | RepFaultRule | TraceRule


@dataclass(frozen=True, kw_only=True)
class CameraSetup:
    """Where the camera stands (B.0.7): `view` is asked for, `allowed` can be judged.

    `parts` of the near limb must be seen in every frame that counts.
    """

    preset: str
    text: str
    view: View
    allowed: frozenset[View]
    parts: tuple[str, ...]


class Sides(StrEnum):
    """Which side works.

    BOTH legs together · UPPER leg of side-lying · ASKED: one leg that stands while the other is
    free; who does not say which is taken to use the one that meets the start position · EITHER:
    one leg at a time, in turn or not; the one that moves works unless the user says which.
    """

    BOTH = "both"
    UPPER = "upper"
    ASKED = "asked"
    EITHER = "either"


@dataclass(frozen=True, kw_only=True)
class Exercise:
    """One exercise, complete (measurement specification part B).

    traces    faults in how an angle went through the whole repetition
    also_fits keys of exercises that count this movement too, being less particular
    teaching  advice about what the camera cannot see (graded N there): on the card, never judged
    """

    key: str
    name: str
    summary: str
    sides: Sides
    camera: CameraSetup
    start: StartPosture
    rep: RepRule
    faults: tuple[FaultRule, ...]
    rep_faults: tuple[RepFaultRule, ...]
    traces: tuple[TraceRule, ...] = ()
    position: tuple[Bound, ...] = ()
    card: InstructionCard | None = None
    teaching: tuple[str, ...] = ()
    also_fits: tuple[str, ...] = ()
    dose: str = ""
    source: str = ""
    praise: str = field(default="That's better. Keep it like this.")

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Every fault rule."""
        return (*self.faults, *self.rep_faults, *self.traces)
