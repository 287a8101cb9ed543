"""Judges the form of a set: faults while a repetition goes on, and the whole of it in hindsight."""

from dataclasses import dataclass, field

from exercises.faults import FaultWatch, judge_rep
from exercises.form import RepForm, judge_form
from exercises.orientation import Orientation
from exercises.own_range import OwnRange
from exercises.rep_recorder import RepMeasure
from exercises.results import Rep
from exercises.spec import Exercise, Phase, Reliability, Rule
from exercises.traces import TraceWatch
from kinematics.body import Body
from kinematics.pose import PoseFrame


@dataclass(kw_only=True)
class RepJudge:
    """`begin` and `look` while a repetition goes on, `close` when it is over."""

    exercise: Exercise
    orientation: Orientation
    own: OwnRange
    forms: list[RepForm] = field(default_factory=list)
    _peak_frames: int = 0
    _peak_usable: int = 0
    _peak_placed: int = 0

    def __post_init__(self) -> None:
        self._faults = [FaultWatch(rule=rule) for rule in self.exercise.faults]
        self._traces = [TraceWatch(rule=rule) for rule in self.exercise.traces]

    def forget(self) -> None:
        """The top of the repetition in progress does not count."""
        self._peak_frames = self._peak_usable = self._peak_placed = 0

    def begin(self, frame: PoseFrame, start: Body) -> list[Rule]:
        """Start a repetition and judge its start pose."""
        for fault in self._faults:
            fault.start_rep()
        for trace in self._traces:
            trace.start_rep()
        return self._fire(frame, start, Phase.REST)

    def unseen(self, phase: Phase) -> None:
        """A frame that cannot be judged."""
        self._peak_frames += phase is Phase.PEAK

    def look(
        self, frame: PoseFrame, body: Body, seen: Body, phase: Phase, progress: float
    ) -> list[Rule]:
        """Take one pose of a repetition, filtered and as it came; the rules that fire with it."""
        if phase is Phase.PEAK:
            self._peak_frames += 1
            self._peak_usable += 1
            self._peak_placed += all(bound.holds(body) for bound in self.exercise.position)
        view, visibility = self.orientation.view, frame.visibility.tolist()
        for trace in self._traces:
            if self.judges(trace.rule):
                trace.update(frame.time_s, phase, view, seen, visibility, progress)
        return self._fire(frame, body, phase)

    def _fire(self, frame: PoseFrame, body: Body, phase: Phase) -> list[Rule]:
        view, visibility = self.orientation.view, frame.visibility.tolist()
        return [
            fault.rule
            for fault in self._faults
            if (Phase.REST in fault.rule.phases) == (phase is Phase.REST)
            and self.judges(fault.rule)
            and fault.update(frame.time_s, phase, view, body, visibility)
        ]

    def judges(self, rule: Rule) -> bool:
        """Whether a rule is judged: from an oblique camera only what every view shows well is."""
        side = self.orientation
        if rule.views and side.view not in rule.views:
            return False
        return not (side.oblique and (rule.views or rule.reliability is Reliability.FAIR))

    def close(self, found: RepMeasure, index: int, side: str) -> Rep:
        """The repetition that is over, with its faults; its form is kept in `forms`."""
        timing, rule = found.timing, self.exercise.rep
        progress = timing.top / self.own.target
        complete = progress >= rule.full
        watches: tuple[FaultWatch | TraceWatch, ...] = (*self._faults, *self._traces)
        shown = [watch.found for watch in watches]
        whole = judge_rep(
            self.own.rules(),
            values=found.quantities,
            span_s=(timing.start_s, timing.end_s),
            complete=complete,
            view=self.orientation.view,
        )
        rep = Rep(
            index=index,
            side=side,
            start_s=timing.start_s,
            peak_s=timing.peak_s,
            end_s=timing.end_s,
            peak_deg=found.peak_deg,
            rom_deg=found.rom_deg,
            hold_s=timing.hold_s,
            up_s=timing.up_s,
            down_s=timing.down_s,
            complete=complete,
            faults=(*(fault for fault in shown if fault is not None), *whole),
            unjudged=tuple(watch.rule.key for watch in watches if not watch.judged),
        )
        severities = [f.worst_severity for f in self._faults if f.rule.compensation]
        self.forms.append(judge_form(rep, rule, progress, severities, *self._peak_shares()))
        return rep

    def _peak_shares(self) -> tuple[float, float]:
        """Shares of the frames at the top that could be judged, and of those well placed."""
        placed = self._peak_placed / self._peak_usable if self._peak_usable else float("nan")
        return (
            self._peak_usable / self._peak_frames if self._peak_frames else 1.0,
            placed if self.exercise.position else float("nan"),
        )
