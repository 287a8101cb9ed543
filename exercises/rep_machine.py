"""The state machine of a repetition: progress over time -> phases and finished repetitions.

Measurement specification B.0.3: REST p < 0.20 for 0.2 s · UP p > 0.25 · PEAK p >= 0.85 ·
DOWN p < 0.70. One repetition runs from leaving REST to entering it again, however often the
progress crosses a threshold in between, so hovering never multiplies the count. Who goes far beyond
the target need not come back as close to the start: rest is 20 % of what was reached. A repetition
at rest is over as soon as the body stops sinking (or rises), so that its true end can be measured.
"""

from dataclasses import dataclass, field

import numpy as np

from exercises.spec import Phase, RepRule

TURN = 0.15  # progress that must be lost, or regained, to call a half repetition down, or up
SINK = 0.02  # progress; a body that sinks by less than this in SETTLE_S has come to rest
RISE = 0.05  # progress above its lowest at which a body at rest moves again
SETTLE_S = 0.25
SETTLE_MAX_S = 1.5


@dataclass(frozen=True, kw_only=True)
class RepSpan:
    """A repetition as the machine saw it: when it left rest and came back, its best progress."""

    left_rest_s: float
    entered_rest_s: float
    max_progress: float
    hold_s: float

    @property
    def duration_s(self) -> float:
        """Seconds from leaving rest to entering it."""
        return self.entered_rest_s - self.left_rest_s


@dataclass(kw_only=True)
class RepMachine:
    """Feeds on (time, progress) and yields a `RepSpan` when a repetition is over.

    NaN progress means that tracking is lost; longer than ``rule.lost_max_s`` inside a repetition
    abandons it (`aborted` is then True for that call).
    """

    rule: RepRule
    phase: Phase = Phase.REST
    hold_s: float = 0.0
    aborted: bool = False
    _max: float = 0.0
    _turn: float = 0.0
    _left_s: float = np.nan
    _rest_since_s: float | None = None
    _lowest: float = np.inf
    _lowest_s: float = np.nan
    _peak_since_s: float | None = None
    _moving_s: float = 0.0
    _best_hold_s: float = 0.0
    _last_s: float = -np.inf
    _progress: float = 0.0
    _ended_s: float = field(default=-np.inf)

    @property
    def in_rep(self) -> bool:
        """True between leaving rest and entering it again."""
        return self.phase in (Phase.UP, Phase.PEAK, Phase.DOWN)

    @property
    def lowered(self) -> bool:
        """True when the top was reached and the way down has begun, measured by how high it was."""
        return (
            self.in_rep
            and self._max >= self.rule.full
            and self._progress < self.rule.leave_peak * max(1.0, self._max)
        )

    @property
    def best_hold_s(self) -> float:
        """Longest stay at the top in this repetition so far, in seconds."""
        return max(self._best_hold_s, self.hold_s)

    @property
    def rested(self) -> bool:
        """True when the body has been back at rest for long enough in the repetition."""
        return self.in_rep and self._rested(self._last_s)

    def reset(self) -> None:
        """Forget the repetition in progress."""
        self.phase, self.aborted = Phase.REST, False
        self.hold_s = self._best_hold_s = self._max = 0.0
        self._rest_since_s = self._peak_since_s = None

    def update(self, time_s: float, progress: float, *, still: bool = True) -> RepSpan | None:
        """Take one sample; returns the repetition that is over with it, if any.

        still  False while the body moves at the top: the timer of the hold waits
        """
        self.aborted = False
        if self.in_rep and time_s - self._last_s > self.rule.lost_max_s:
            if self._rested(self._last_s):
                return self._over()
            self.reset()
            self.aborted = True
        if not np.isfinite(progress):
            return None
        self._moving_s += 0.0 if still or self._peak_since_s is None else time_s - self._last_s
        self._last_s, self._progress = time_s, progress
        if not self.in_rep:
            self._wait(time_s, progress)
            return None
        self._max = max(self._max, progress)
        self._move(time_s, progress)
        return self._finish(time_s, progress)

    def _wait(self, time_s: float, progress: float) -> None:
        if progress > self.rule.leave_rest and time_s - self._ended_s >= self.rule.refractory_s:
            self.phase = Phase.UP
            self._left_s = time_s
            self._max = self._turn = progress
            self._rest_since_s = self._peak_since_s = None
            self.hold_s = self._best_hold_s = 0.0
            if progress >= self.rule.full:
                self._move(time_s, progress)

    def _move(self, time_s: float, progress: float) -> None:
        """Choose the phase from the progress, its turning points and the hold."""
        if progress >= self.rule.full:
            if self.phase is not Phase.PEAK or self._peak_since_s is None:
                self.phase, self._peak_since_s, self._moving_s = Phase.PEAK, time_s, 0.0
            self.hold_s = time_s - self._peak_since_s - self._moving_s
            self._turn = progress
        elif self.phase is Phase.PEAK:
            if progress < self.rule.leave_peak:
                self._best_hold_s = max(self._best_hold_s, self.hold_s)
                self.hold_s = 0.0
                self.phase, self._turn = Phase.DOWN, progress
        elif self.phase is Phase.UP:
            self._turn = max(self._turn, progress)
            if progress < self._turn - TURN:
                self.phase, self._turn = Phase.DOWN, progress
        else:
            self._turn = min(self._turn, progress)
            if progress > self._turn + TURN:
                self.phase, self._turn = Phase.UP, progress

    def _finish(self, time_s: float, progress: float) -> RepSpan | None:
        if self._rest_since_s is None:
            if progress < self.rule.enter_rest * max(1.0, self._max):
                self._rest_since_s = self._lowest_s = time_s
                self._lowest = progress
            return None
        if progress < self._lowest - SINK:
            self._lowest, self._lowest_s = progress, time_s
        if self._rested(time_s) and self._settled(time_s, progress):
            return self._over()
        if progress >= self.rule.enter_rest * max(1.0, self._max):
            self._rest_since_s = None
        return None

    def _rested(self, time_s: float) -> bool:
        since_s = self._rest_since_s
        return since_s is not None and time_s - since_s >= self.rule.rest_dwell_s - 1e-9

    def _settled(self, time_s: float, progress: float) -> bool:
        """True when a body at rest sinks no further, rises, is below its start or sank for long."""
        return (
            progress > self._lowest + RISE
            or progress < -RISE
            or time_s - self._lowest_s >= SETTLE_S
            or time_s - float(self._rest_since_s or 0.0) >= SETTLE_MAX_S
        )

    def _over(self) -> RepSpan:
        span = RepSpan(
            left_rest_s=self._left_s,
            entered_rest_s=float(self._rest_since_s or 0.0),
            max_progress=self._max,
            hold_s=self.best_hold_s,
        )
        self._ended_s = span.entered_rest_s
        self.reset()
        return span
