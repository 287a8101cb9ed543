"""Watches the fault rules of one exercise through a repetition (measurement spec B.0.4)."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from exercises.results import FormFault
from exercises.spec import Bound, FaultRule, Phase, RepFaultRule, RepQuantity
from kinematics.angles import find_angle
from kinematics.body import Body
from kinematics.quality import VISIBILITY_GOOD, View

CLEARS_AT = 0.8  # severity below which a fault that was present is over
GAP_S = 0.15  # a break in sight shorter than this does not break a fault's duration


def bound_seen(bound: Bound, body: Body, visibility: Sequence[float]) -> bool:
    """True when every landmark the bound reads is seen well enough to accuse anyone of a fault."""
    marks = find_angle(bound.angle).marks(body.side_of(bound.limb))
    return all([visibility[mark] >= VISIBILITY_GOOD for mark in marks])


@dataclass(kw_only=True)
class FaultWatch:
    """One rule through one repetition after another.

    worst_severity  largest severity in this repetition (0 neutral, 1 at the limit), NaN = unseen
    """

    rule: FaultRule
    worst_severity: float = np.nan
    _worst: float = np.nan
    _worst_s: float = np.nan
    _severest: float = -np.inf
    _unit: str = ""
    _stretch: tuple[float, float, float, str] = (-np.inf, np.nan, np.nan, "")
    _since_s: float | None = None
    _seen_s: float = -np.inf
    _active: bool = False
    _span: list[float] = field(default_factory=list)

    def start_rep(self) -> None:
        """Forget the last repetition."""
        self.worst_severity = self._worst = np.nan
        self._severest = -np.inf
        self._since_s, self._active, self._span = None, False, []

    def update(
        self, time_s: float, phase: Phase, view: View, body: Body, visibility: Sequence[float]
    ) -> bool:
        """Take one pose; True when the fault fires with it for the first time in the repetition."""
        if phase not in self.rule.phases or (self.rule.views and view not in self.rule.views):
            self._since_s, self._active = None, False
            return False
        severity, value, unit = self._judge(body, visibility)
        if not math.isfinite(severity):
            if time_s - self._seen_s > GAP_S:
                self._since_s = None
            return False
        self._seen_s = time_s
        if not severity <= self.worst_severity:
            self.worst_severity = severity
        if severity < (CLEARS_AT if self._active else 1.0):
            self._since_s, self._active = None, False
            return False
        if self._since_s is None or severity > self._stretch[0]:
            self._stretch = (severity, value, time_s, unit)
        if self._since_s is None:
            self._since_s = time_s
        if time_s - self._since_s < self.rule.min_duration_s:
            return False
        return self._fire(time_s, self._since_s)

    def _fire(self, time_s: float, since_s: float) -> bool:
        """Note that the fault is there; True when it is so for the first time."""
        first = not self._span
        self._active = True
        self._span = [since_s if first else self._span[0], time_s]
        if self._stretch[0] > self._severest:
            self._severest, self._worst, self._worst_s, self._unit = self._stretch
        return first

    def _judge(self, body: Body, visibility: Sequence[float]) -> tuple[float, float, str]:
        """(severity, value, unit) of the worst group: the least severe bound of a group counts."""
        best = (np.nan, np.nan, "")
        for group in self.rule.any_of:
            if not all([bound_seen(bound, body, visibility) for bound in group]):
                continue
            values = [bound.value(body) for bound in group]
            severity = min(b.severity(v) for b, v in zip(group, values, strict=True))
            if math.isfinite(severity) and not severity <= best[0]:
                best = (severity, values[0], find_angle(group[0].angle).unit)
        return best

    @property
    def judged(self) -> bool:
        """Whether the fault could be told in this repetition, had it been there."""
        return bool(np.isfinite(self.worst_severity))

    @property
    def found(self) -> FormFault | None:
        """The fault in this repetition, or None."""
        if not self._span:
            return None
        return FormFault(
            key=self.rule.key,
            start_s=self._span[0],
            end_s=self._span[1],
            worst_s=self._worst_s,
            worst=self._worst,
            unit=self._unit,
            severity=self._severest,
        )


def judge_rep(
    rules: Iterable[RepFaultRule],
    *,
    values: dict[RepQuantity, tuple[float, float]],
    span_s: tuple[float, float],
    complete: bool,
    view: View,
) -> tuple[FormFault, ...]:
    """The faults of a whole repetition. Tempo is judged on full repetitions only.

    values  what was measured, and the moment in seconds that shows it best
    """
    found = []
    for rule in rules:
        value, shown_s = values[rule.quantity]
        judged = complete or rule.quantity is RepQuantity.PEAK
        if rule.views and view not in rule.views:
            continue
        if judged and np.isfinite(value) and not rule.below <= value <= rule.above:
            unit = "deg" if rule.quantity is RepQuantity.PEAK else "s"
            found.append(
                FormFault(
                    key=rule.key,
                    start_s=span_s[0],
                    end_s=span_s[1],
                    worst_s=shown_s,
                    worst=value,
                    unit=unit,
                    severity=1.0 + max(rule.below - value, value - rule.above),
                )
            )
    return tuple(found)
