"""Two sessions of one person: better, same, worse or cannot tell (specification D.9)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy.stats import t as student

from kinematics.quality import Grade
from running.analysis import RunningAnalysis
from running.measure import UNIT_SIGNS, Measure, number_text
from running.metrics import metric_name

PRIMARY = (
    "cadence_spm",
    "pelvic_drop_deg",
    "hip_adduction_2d_deg",
    "shank_angle_contact_deg",
    "trunk_forward_lean_deg",
)
# Which way is better, where the specification flags one direction: −1 less, +1 more.
# Lateral lean counts by its size. Everything else may change without being better or worse.
BETTER: dict[str, int] = {
    "pelvic_drop_deg": -1,
    "thigh_adduction_deg": -1,
    "hip_adduction_2d_deg": -1,
    "knee_window_ratio": 1,
    "shank_angle_contact_deg": -1,
    "foot_ahead_of_hip_ratio": -1,
    "trunk_lateral_lean_deg": -1,
}
BY_SIZE = ("trunk_lateral_lean_deg",)
FRONTAL_ANGLES = ("pelvic_drop_deg", "thigh_adduction_deg", "trunk_lateral_lean_deg")
TIMED = ("contact_time_s", "flight_time_s", "duty_factor", "knee_flexion_contact_deg")
SPEED_APART_KMH = 0.36  # 0.1 m/s
RATE_APART = 0.25
NORMAL_95 = 1.96


class Verdict(StrEnum):
    """What can be said about a change."""

    BETTER = "better"
    SAME = "same"
    WORSE = "worse"
    CANNOT_TELL = "cannot tell"


@dataclass(frozen=True, kw_only=True)
class Session:
    """What a comparison needs of one recording; None = not known."""

    view: str
    measures: tuple[Measure, ...]
    frame_rate_hz: float
    speed_kmh: float | None = None
    roll_deg: float | None = None
    shoes: str | None = None

    @classmethod
    def of(cls, analysis: RunningAnalysis, *, shoes: str | None = None) -> "Session":
        """The session of an analysis."""
        return cls(
            view=analysis.view.value,
            measures=analysis.measures,
            frame_rate_hz=analysis.run.signals.frame_rate_hz,
            speed_kmh=analysis.run.setup.speed_kmh,
            roll_deg=analysis.run.setup.roll_deg,
            shoes=shoes,
        )


@dataclass(frozen=True, kw_only=True)
class Change:
    """One measure before and after.

    change   after − before, with its 95 % interval `ci95` (noise between days included)
    mdc      the change must be larger than this to be told from noise
    changed  larger than `mdc` and the interval excludes zero, whether or not that is better
    reason   the numbers and why it is called so · why  the same without the numbers
    primary  one of the five measures named beforehand; the others are for the appendix
    """

    key: str
    side: str
    before: float
    after: float
    unit: str
    change: float
    ci95: tuple[float, float]
    mdc: float
    changed: bool
    verdict: Verdict
    reason: str
    why: str
    primary: bool


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """All changes, and the differences in how the two were recorded, as sentences."""

    changes: tuple[Change, ...]
    conditions: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class SessionComparer:
    """Compares two sessions; see `compare`.

    sem_day  standard error of measurement between days of this person, by key, from three or more
             baseline sessions (`sem_between_days`); where absent, from the smallest detectable
             difference: SEM = SDD / (1.96 √2)
    """

    sem_day: Mapping[str, float] | None = None

    def compare(self, before: Session, after: Session) -> Comparison:
        """Every measure that both sessions have, by the rules of D.9.

        The interval joins the stride-block bootstrap of both clips with the noise between days: a
        bootstrap alone would call a camera put up again an improvement.
        """
        if before.view != after.view:
            text = f"Filmed from {before.view} before and from {after.view} after."
            return Comparison(changes=self._changes(before, after, text), conditions=(text,))
        hard, soft = _conditions(before, after)
        return Comparison(
            changes=self._changes(before, after, hard),
            conditions=(*([hard] if hard else []), *soft),
        )

    def _changes(self, before: Session, after: Session, hard: str) -> tuple[Change, ...]:
        later = {(m.key, m.side): m for m in after.measures}
        pairs = [(m, later[m.key, m.side]) for m in before.measures if (m.key, m.side) in later]
        level = before.roll_deg is not None and after.roll_deg is not None
        return tuple(
            self._change(a, b, hard or _not_comparable(a, b, before, after), level)
            for a, b in pairs
        )

    def _change(self, before: Measure, after: Measure, obstacle: str, level: bool) -> Change:
        change = after.value - before.value
        sem = self._sem(before, after)
        error = np.sqrt(_error(before) ** 2 + _error(after) ** 2 + 2.0 * sem**2)
        interval = (change - NORMAL_95 * error, change + NORMAL_95 * error)
        mdc = NORMAL_95 * np.sqrt(2.0) * sem
        large = bool(abs(change) > mdc)
        sure = bool(interval[0] > 0 or interval[1] < 0)
        if not obstacle and large and before.key in FRONTAL_ANGLES and not level:
            obstacle = "It is not known whether the camera was level both times."
        verdict, why = _verdict(before, after, large, sure, obstacle)
        return Change(
            key=before.key,
            side=before.side,
            before=before.value,
            after=after.value,
            unit=before.unit,
            change=float(change),
            ci95=(float(interval[0]), float(interval[1])),
            mdc=float(mdc),
            changed=large and sure and not obstacle,
            verdict=verdict,
            reason=why if obstacle else f"{_moved(before, after)}; {why}",
            why=why[:1].upper() + why[1:],
            primary=before.key in PRIMARY,
        )

    def _sem(self, before: Measure, after: Measure) -> float:
        if self.sem_day and before.key in self.sem_day:
            return self.sem_day[before.key]
        return max(before.sdd, after.sdd) / (NORMAL_95 * float(np.sqrt(2.0)))


def sem_between_days(baselines: Sequence[Session]) -> dict[str, float]:
    """Standard error of measurement of one person by key, from three or more baseline sessions.

    Few sessions tell it roughly: it is widened by Student's t over the normal quantile (three
    sessions: 2.2 times, 1.4 with both legs), or one unchanged pair in ten would be called changed.
    """
    if len(baselines) < 3:
        raise ValueError(f"baselines: expected at least 3 sessions, got {len(baselines)}")
    spread: dict[str, list[float]] = {}
    for key, side in {(m.key, m.side) for m in baselines[0].measures}:
        values = [m.value for s in baselines for m in s.measures if (m.key, m.side) == (key, side)]
        if len(values) == len(baselines) and np.isfinite(values).all():
            spread.setdefault(key, []).append(float(np.var(values, ddof=1)))
    return {key: _sem(variances, len(baselines)) for key, variances in spread.items()}


def _sem(variances: Sequence[float], sessions: int) -> float:
    freedom = len(variances) * (sessions - 1)
    widened = student.ppf(0.975, freedom) / NORMAL_95
    return float(widened * np.sqrt(np.mean(variances)))


def _error(measure: Measure) -> float:
    """Standard error of the median within the clip, from its bootstrap interval."""
    return (measure.ci95[1] - measure.ci95[0]) / (2.0 * NORMAL_95)


def _conditions(before: Session, after: Session) -> tuple[str, list[str]]:
    """What forbids any comparison (or ""), and what only weakens it."""
    soft = []
    if before.speed_kmh is None or after.speed_kmh is None:
        soft.append("The speed of one session is not known; compare only at the same speed.")
    elif abs(before.speed_kmh - after.speed_kmh) > SPEED_APART_KMH:
        return f"The speed was {before.speed_kmh:g} before and {after.speed_kmh:g} km/h after.", []
    if before.shoes is None or after.shoes is None:
        soft.append("It is not known whether the shoes were the same.")
    elif before.shoes.strip().lower() != after.shoes.strip().lower():
        return f"The shoes were different ({before.shoes}; {after.shoes}).", []
    return "", soft


def _not_comparable(a: Measure, b: Measure, before: Session, after: Session) -> str:
    """Why this measure cannot be compared, or ""."""
    for measure, when in ((a, "before"), (b, "after")):
        if not measure.known:
            return f"Not known {when}: {measure.reason}"
        if measure.grade == Grade.REJECT.value:
            return f"The recording {when} is not good enough."
    slow, fast = sorted((before.frame_rate_hz, after.frame_rate_hz))
    if a.key in TIMED and fast > slow * (1.0 + RATE_APART):
        return (
            f"Filmed at {before.frame_rate_hz:.0f} and {after.frame_rate_hz:.0f} pictures a second."
        )
    return ""


def _verdict(
    before: Measure, after: Measure, large: bool, sure: bool, obstacle: str
) -> tuple[Verdict, str]:
    if obstacle:
        return Verdict.CANNOT_TELL, obstacle
    if not large and not sure:
        return Verdict.SAME, "no clear change."
    if not (large and sure):
        return Verdict.CANNOT_TELL, "a possible change, not a clear one."
    way = BETTER.get(before.key)
    if way is None:
        return Verdict.CANNOT_TELL, "a clear change, but neither way is better in itself."
    size = (
        (abs(before.value), abs(after.value))
        if before.key in BY_SIZE
        else (before.value, after.value)
    )
    better = (size[1] - size[0]) * way > 0
    word = "towards" if better else "away from"
    return (
        Verdict.BETTER if better else Verdict.WORSE,
        f"a clear change {word} the usual range.",
    )


def _moved(before: Measure, after: Measure) -> str:
    """The numbers of a change."""
    first, second = (number_text(m.value, m.unit) for m in (before, after))
    return f"{metric_name(before.key)}: {first.removesuffix(UNIT_SIGNS[before.unit])} → {second}"
