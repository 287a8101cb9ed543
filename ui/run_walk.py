"""Run and walk in turn as the records keep it: a set without repetitions that knows its step."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from analysis.software import software_version
from programme.return_to_run import RUN_STEPS, RUN_WALK, RunSession, due_step
from programme.safety import StopReason
from programme.signals import Eased
from records import Actor, Records
from records.types import SetEnd, SetStart, TrainingSet
from ui.clock import day_of, day_text
from ui.review import History, signals_on
from ui.saving import report_if_serious, stop_of_told


@dataclass(frozen=True, kw_only=True)
class RunReport:
    """What a person tells of a session. `whole`: all of it was done; `leg_rise` as in `SetEnd`."""

    whole: bool
    effort: int
    pain: int
    leg_rise: int
    eased: Eased | None
    spread: bool


@dataclass(frozen=True, kw_only=True)
class RunState:
    """Where somebody is: the step that is due, and the last session."""

    step: int
    last_on: date | None

    @property
    def text(self) -> str:
        """The session that is due, in words."""
        return RUN_STEPS[self.step].text


def run_state(sets: Sequence[TrainingSet], history: History, *, today: date) -> RunState:
    """What is due, given every session there was (oldest first)."""
    sessions = [_session(one, history, today) for one in sets if one.end]
    last_on = sessions[-1].on if sessions else None
    return RunState(step=due_step(sessions, today=today), last_on=last_on)


def runs_done(sets: Sequence[TrainingSet], zone: tzinfo) -> list[RunSession]:
    """The sessions of running and walking among sets, oldest first; the signal is left unknown."""
    return [
        RunSession(
            on=day_of(one.start.started_at, zone),
            step=_step(one),
            whole=bool(one.start.parameters.get("whole", True)) and not _stopped(one),
        )
        for one in sets
        if one.start.exercise == RUN_WALK and one.end
    ]


def run_walk_sentence(sets: Sequence[TrainingSet], *, zone: tzinfo, today: date) -> str:
    """The last seven days and the last session, as told; empty when there was none."""
    done = runs_done(sets, zone)
    if not done:
        return ""
    week = [s for s in done if today - timedelta(days=7) < s.on <= today]
    minutes = sum(RUN_STEPS[s.step].running_min for s in week if s.whole)
    noun = "session" if len(week) == 1 else "sessions"
    last = done[-1]
    how = "all of it" if last.whole else "not all of it"
    return (
        f"Run and walk, as told: {len(week)} {noun} in the last seven days, {minutes} minutes of "
        f"running in those done in full. The last one {day_text(last.on, today)}, step "
        f"{last.step + 1} of {len(RUN_STEPS)}, {how}: {RUN_STEPS[last.step].text}"
    )


def save_run_walk(
    records: Records, actor: Actor, step: int, report: RunReport, *, at: datetime
) -> StopReason | None:
    """Keep one session; returns what the stop rules say."""
    stop = stop_of_told(pain=report.pain, leg_rise=report.leg_rise, spread=report.spread)
    plan = RUN_STEPS[step]
    minutes = plan.running_min + plan.walking_min
    start = SetStart(
        started_at=at - timedelta(minutes=minutes),
        exercise=RUN_WALK,
        side="both",
        reps_prescribed=plan.repeats,
        manual=True,
        software_version=software_version(),
        parameters={"step": step, "whole": report.whole},
    )
    end = SetEnd(
        ended_at=at,
        effort=report.effort,
        local_pain=report.pain,
        leg_rise=report.leg_rise,
        eased=report.eased,
        stop_reason=stop,
    )
    records.save_set(actor, actor.person_id, start, end)
    report_if_serious(records, actor, stop, at=at)
    return stop


def _session(one: TrainingSet, history: History, today: date) -> RunSession:
    on = day_of(one.start.started_at, history.zone)
    complete = history.is_complete(on, today=today) and bool(history.sets_on(on, RUN_WALK))
    return RunSession(
        on=on,
        step=_step(one),
        whole=bool(one.start.parameters.get("whole", True)),
        signal=signals_on(on, RUN_WALK, history).worst if complete else None,
    )


def _step(one: TrainingSet) -> int:
    return min(int(one.start.parameters.get("step", 0)), len(RUN_STEPS) - 1)


def _stopped(one: TrainingSet) -> bool:
    return one.end is not None and one.end.stop_reason not in (None, StopReason.CHOICE)
