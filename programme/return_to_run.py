"""Back to running: walk, then walk and run in turn (measurement specification C.5).

Walk 30 minutes briskly without an increase, then run and walk 1 minute each, 10 times. At most one
step per 2 sessions; weekly running time grows by at most 20 % (our default); after a flare one
step lower.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from programme.signals import Signal

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
    def text(self) -> str:
        """The session in words."""
        if not self.run_min:
            return f"Walk briskly for {self.walk_min * self.repeats} minutes."
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


def _minutes(count: int) -> str:
    return "1 minute" if count == 1 else f"{count} minutes"
