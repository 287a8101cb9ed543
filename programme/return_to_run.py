"""Back to running: walk, then walk and run in turn (measurement specification C.5).

Walk 30 minutes briskly without an increase, then run and walk 1 minute each, 10 times. At most one
step per 2 sessions; weekly running time grows by at most 20 % (our default); after a flare one
step lower.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from programme.signals import Signal

RUN_WALK = "run_walk"
FROM_STAGE = 4
SESSIONS_PER_STEP = 2
WEEKLY_GROWTH_MAX = 1.20


@dataclass(frozen=True, kw_only=True)
class RunWalk:
    """One session: `repeats` × (run_min of running, walk_min of walking)."""

    run_min: int
    walk_min: int
    repeats: int

    @property
    def running_min(self) -> int:
        """Minutes of running in the session."""
        return self.run_min * self.repeats

    @property
    def walking_min(self) -> int:
        """Minutes of walking in the session."""
        return self.walk_min * self.repeats

    @property
    def text(self) -> str:
        """The session in words."""
        if not self.run_min:
            return f"Walk briskly for {self.walking_min} minutes."
        run, walk = _minutes(self.run_min), _minutes(self.walk_min)
        return f"Run {run}, walk {walk}, {self.repeats} times."


# Running minutes: 0, 10, 12, 14, 16, 18, 20 — no step adds more than 20 % to the one before.
RUN_STEPS: tuple[RunWalk, ...] = (
    RunWalk(run_min=0, walk_min=30, repeats=1),
    RunWalk(run_min=1, walk_min=1, repeats=10),
    RunWalk(run_min=2, walk_min=1, repeats=6),
    RunWalk(run_min=2, walk_min=1, repeats=7),
    RunWalk(run_min=4, walk_min=1, repeats=4),
    RunWalk(run_min=6, walk_min=1, repeats=3),
    RunWalk(run_min=10, walk_min=1, repeats=2),
)


def next_run(
    step: int, signals: Sequence[Signal], *, run_this_week_min: float, run_last_week_min: float
) -> int:
    """The step of the next session.

    signals  of the sessions at this step, oldest first
    The minutes of running of this week (without the next session) and of the week before cap the
    growth; a week without running sets no cap.
    """
    if not 0 <= step < len(RUN_STEPS):
        raise ValueError(f"step: expected 0 to {len(RUN_STEPS) - 1}, got {step}")
    if signals and signals[-1] is Signal.RED:
        return max(0, step - 1)
    ready = len(signals) >= SESSIONS_PER_STEP
    if not ready or any(s is not Signal.GREEN for s in signals[-SESSIONS_PER_STEP:]):
        return step
    higher = min(step + 1, len(RUN_STEPS) - 1)
    planned = run_this_week_min + RUN_STEPS[higher].running_min
    too_much = run_last_week_min > 0 and planned > WEEKLY_GROWTH_MAX * run_last_week_min
    return step if too_much else higher


@dataclass(frozen=True, kw_only=True)
class RunSession:
    """One session that was done.

    whole   all of it was done
    signal  how it went, the next morning included; None = not known (yet)
    """

    on: date
    step: int
    whole: bool = True
    signal: Signal | None = None


def due_step(sessions: Sequence[RunSession], *, today: date) -> int:
    """The step of the next session, after those done so far (oldest first); the first is 0.

    A session that was broken off, or of which it is not known how it went, never leads higher.
    """
    if not sessions:
        return 0
    last = sessions[-1].step
    at_step: list[Signal] = []
    for session in reversed(sessions):
        if session.step != last:
            break
        at_step.insert(0, _careful(session))
    return next_run(
        last,
        at_step,
        run_this_week_min=_running_min(sessions, today, 0),
        run_last_week_min=_running_min(sessions, today, 7),
    )


def _careful(session: RunSession) -> Signal:
    known = Signal.AMBER if session.signal is None else session.signal
    return known if session.whole else max(known, Signal.AMBER)


def _running_min(sessions: Sequence[RunSession], today: date, back: int) -> float:
    """Minutes of running in the seven days that end `back` days before today."""
    end = today - timedelta(days=back)
    week = (s for s in sessions if end - timedelta(days=7) < s.on <= end)
    return float(sum(RUN_STEPS[s.step].running_min for s in week))


def _minutes(count: int) -> str:
    return "1 minute" if count == 1 else f"{count} minutes"
