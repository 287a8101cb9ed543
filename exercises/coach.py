"""`ExerciseCoach`: landmarks in, feedback out, one frame at a time. The same for live and file.

Causal: nothing here looks ahead. Time comes with the frame; there is no clock and no I/O. The
parts: `Orientation` (side, view), `WorkingLeg`, `StartWatch` (start pose), `RepMachine` (phases),
`RepRecorder` (the repetition in hindsight), `RepJudge` (form), `OwnRange` (the person's own range),
`CueScheduler` (what to say), `CaptureTally`.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from exercises.capture import ISSUE_TEXT, VIEW_TEXT, CaptureTally
from exercises.cues import CueScheduler
from exercises.form import FormPart, form_parts, form_score
from exercises.orientation import Orientation
from exercises.own_range import OwnRange
from exercises.rep_judge import RepJudge
from exercises.rep_machine import RepMachine
from exercises.rep_recorder import RepRecorder
from exercises.results import Cue, Feedback, Rep
from exercises.spec import Exercise, Phase, RepSignal, Rule, Sides
from exercises.start_watch import StartWatch, anchor_drift
from exercises.stillness import Stillness
from exercises.working_leg import WorkingLeg
from kinematics.body import Body, Limb
from kinematics.filters import OneEuroFilter, median
from kinematics.landmarks import Side
from kinematics.pose import PoseFrame
from kinematics.quality import TORSO_GOOD, CaptureGrade, frame_issue, near_edge, torso_ratio

Array = NDArray[np.float64]

BODY_PER_TORSO = 3.4  # standing height over torso length (mid-shoulder to mid-hip)
FILTER_BETA = 1.5  # Hz per body height / s, measurement specification D.2
WRONG_S = 0.3  # posture or anchors wrong for this long abandons a repetition
JUMP_TORSOS = 0.5  # half of the landmarks further than this within JUMP_S: a cut, another person
JUMP_S = 0.2
HOLD_STILL = "Hold the start position for a moment."
GO_BACK = "Go back to the start position."


class ExerciseCoach:
    """Counts repetitions and judges form of one set.

    exercise       what is being done
    image_size_wh  size of the picture the landmarks are in, pixels
    side           the working side, for one-legged exercises; None = the upper leg (side-lying)

    `update` takes frames with increasing times; `reps` holds the finished repetitions, full and
    partial; call `finish` once at the end.
    """

    def __init__(
        self, exercise: Exercise, *, image_size_wh: tuple[int, int], side: Side | None = None
    ) -> None:
        self.exercise = exercise
        self.reps: list[Rep] = []
        self._full = 0
        self.tally = CaptureTally(exercise=exercise)
        self._size = image_size_wh
        self._orientation = Orientation(sides=exercise.sides, asked=side)
        self._machine = RepMachine(rule=exercise.rep)
        self._stillness = Stillness(max_deg_s=exercise.rep.still_max_deg_s)
        self._cues = CueScheduler(exercise=exercise)
        self._own = OwnRange(exercise=exercise)
        self._judge = RepJudge(exercise=exercise, orientation=self._orientation, own=self._own)
        self._filter = OneEuroFilter()
        self._last: PoseFrame | None = None
        self._leg = WorkingLeg(orientation=self._orientation)
        self._wrong_since_s: float | None = None
        self._watch: StartWatch
        self._recorder: RepRecorder
        self._role: tuple[Side | None, Side | None] | None = None
        self._choose_parts()
        self._forget_rep()

    # ---- what the caller reads ------------------------------------------------------------

    @property
    def rep_count(self) -> int:
        """Full repetitions so far."""
        return self._full

    @property
    def partial_count(self) -> int:
        """Partial repetitions so far (half-way or more, but not full)."""
        return len(self.reps) - self.rep_count

    @property
    def near(self) -> Side:
        """The side nearer the camera."""
        return self._orientation.near

    def side_of(self, limb: Limb) -> Side:
        """The anatomical side that plays a role at present."""
        return self._orientation.side_of(limb)

    def judges(self, rule: Rule) -> bool:
        """Whether a rule can be judged from where the camera stands now."""
        return self._judge.judges(rule)

    @property
    def signal(self) -> RepSignal:
        """What drives the repetitions in the present view."""
        return self._watch.signal

    @property
    def start_xy_px(self) -> Array | None:
        """The pose (33, 2) in pixels from which everything is measured at present; None = none."""
        return self._watch.start_xy_px

    @property
    def range_deg(self) -> tuple[float, float]:
        """Where the top of a repetition should lie: the person's own range once it is known."""
        return self._own.range_deg

    @property
    def form_score(self) -> float:
        """Form score 0…100 (see `exercises.form`), NaN when it cannot be judged."""
        return form_score(self._judge.forms)

    @property
    def form_parts(self) -> tuple[FormPart, ...]:
        """What the form score is made of; nothing when it cannot be judged."""
        return form_parts(self._judge.forms)

    def capture_grade(self, *, soft: Sequence[str] = ()) -> CaptureGrade:
        """How far the recording so far can be trusted; `soft` adds flaws of the picture itself."""
        return self.tally.grade(
            rep_count=self.rep_count, partial_count=self.partial_count, soft=tuple(soft)
        )

    # ---- one frame ------------------------------------------------------------------------

    def update(self, frame: PoseFrame) -> Feedback:
        """Take one frame; its time must be later than the last one's (ValueError otherwise)."""
        if self._last is not None and not frame.time_s > self._last.time_s:
            raise ValueError(
                f"time_s: expected later than {self._last.time_s:.3f}, got {frame.time_s:.3f}"
            )
        if self._jumped(frame):
            self._start_over()
        if frame.seen:
            self._last = frame
        xy_px = self._filtered(frame)
        issue = self._look(frame)
        if issue is not None:
            return self._unusable(frame.time_s, issue)
        return self._follow(frame, xy_px)

    def finish(self) -> Rep | None:
        """End the set. The repetition in progress counts when nothing but its very end is missing.

        That is: the top was held for its full hold, or the way down has begun.
        """
        machine, rule = self._machine, self.exercise.rep
        held = machine.best_hold_s >= max(rule.hold_target_s, 1.0)
        if not (machine.in_rep and (held or machine.lowered)):
            return None
        rep, _ = self._close(self._last.time_s if self._last else 0.0)
        machine.reset()
        return rep

    def _jumped(self, frame: PoseFrame) -> bool:
        """True when the body is suddenly elsewhere: a cut in the film, or another person."""
        if self._last is None or not frame.seen or frame.time_s - self._last.time_s > JUMP_S:
            return False
        limit = JUMP_TORSOS * torso_ratio(self._last, self._size) * max(self._size)
        steps = frame.xy_px - self._last.xy_px
        if np.abs(steps).max() < 0.5 * limit:  # no landmark, and therefore not half of them
            return False
        moved = np.linalg.norm(steps, axis=1)
        return median(moved[np.isfinite(moved)].tolist()) > limit

    def _filtered(self, frame: PoseFrame) -> Array:
        torso = torso_ratio(frame, self._size) * max(self._size)
        if np.isfinite(torso) and torso > 0:
            self._filter.beta = FILTER_BETA / (BODY_PER_TORSO * torso)
        return self._filter(frame.time_s, frame.xy_px)

    def _look(self, frame: PoseFrame) -> str | None:
        """Why this frame cannot be judged, as a sentence, or None. Keeps the tally."""
        tally, side, camera = self.tally, self._orientation, self.exercise.camera
        tally.add(frame.time_s)
        if frame.seen and not self._machine.in_rep:
            side.update(frame, self._size)
        issue = frame_issue(frame, image_size_wh=self._size, near=side.near, parts=camera.parts)
        if issue is not None:
            tally.issues[issue] += 1
            return ISSUE_TEXT[issue]
        if not self._machine.in_rep and side.view not in camera.allowed:
            tally.wrong_views[side.view] += 1
            return f"{VIEW_TEXT[side.view]} {camera.text}"
        tally.usable += 1
        tally.edge += near_edge(frame, image_size_wh=self._size, near=side.near, parts=camera.parts)
        tally.small += torso_ratio(frame, self._size) < TORSO_GOOD
        tally.oblique += side.oblique
        return None

    def _unusable(self, time_s: float, issue: str) -> Feedback:
        self._machine.update(time_s, float("nan"))
        if self._machine.aborted:
            self._abandon()
        self._judge.unseen(self._machine.phase)
        return self._feedback(time_s, issue=issue)

    def _follow(self, frame: PoseFrame, xy_px: Array) -> Feedback:
        """A frame that can be judged: find the start position, or move the repetition on."""
        if not self._machine.in_rep:
            self._leg.find_standing(xy_px, self.exercise.start.requirements)
            self._choose_parts()
            body = self._orientation.body(xy_px, self._watch.start_xy_px)
            self._watch.update(frame.time_s, body, frame.visibility.tolist())
            self.tally.start_seen |= self._watch.start_xy_px is not None
            self.tally.still_seen |= self._watch.still
        start_xy_px = self._watch.start_xy_px
        seen = self._orientation.body(frame.xy_px, start_xy_px)
        self._recorder.remember(frame.time_s, seen)
        if start_xy_px is None:
            advice = self._watch.advice or HOLD_STILL
            self.tally.advices[advice] += 1
            return self._feedback(frame.time_s, issue=advice)
        if self._machine.in_rep or body.start_xy_px is not start_xy_px:
            body = self._orientation.body(xy_px, start_xy_px)
        if self._machine.in_rep and self._left_posture(frame, body):
            rested = self._machine.rested
            rep, cue = self._close(frame.time_s) if rested else (None, None)
            self._abandon()
            return self._feedback(frame.time_s, issue=GO_BACK, rep=rep, cue=cue)
        return self._advance(frame, body, seen)

    def _advance(self, frame: PoseFrame, body: Body, seen: Body) -> Feedback:
        """Move the repetition on by one frame."""
        time_s, signal = frame.time_s, self._watch.signal
        progress = self._leg.progress(time_s, signal, body, in_rep=self._machine.in_rep)
        progress /= self._own.target
        body, seen = (one.working_on(self._orientation.working) for one in (body, seen))
        was_in_rep = self._machine.in_rep
        angle = signal.reported_deg(body)
        span = self._machine.update(time_s, progress, still=self._stillness.update(time_s, angle))
        if self._machine.aborted:
            self._abandon()
            return self._feedback(time_s, issue=GO_BACK)
        fired = self._begin(frame, body.start) if self._machine.in_rep and not was_in_rep else []
        if self._machine.in_rep:
            fired += self._judge.look(frame, body, seen, self._machine.phase, progress)
        cue = self._cues.choose(time_s, len(self.reps) + 1, fired)
        rep = None
        if span is not None:
            rep, end_cue = self._close(time_s)
            cue = cue or end_cue
        return self._feedback(time_s, progress=progress, angle_deg=angle, cue=cue, rep=rep)

    # ---- parts of a frame -----------------------------------------------------------------

    def _choose_parts(self) -> None:
        """A start watch and recorder for the present view and sides; new ones when they change."""
        side, signals = self._orientation, self.exercise.rep.signals
        signal = signals.get(side.view, next(iter(signals.values())))
        either = len(side.legs) > 1
        role = (None, None) if either else (side.working, side.near)
        if self._role == role:
            self._watch.signal = signal
            self._recorder.signal = signal
            return
        self._role = role
        self._leg.forget()
        self._watch = StartWatch(
            posture=self.exercise.start, signal=signal, make_body=side.body, either=either
        )
        self._recorder = RepRecorder(
            signal=signal, marks=self.exercise.rep.marks, make_body=side.body
        )

    def _left_posture(self, frame: PoseFrame, body: Body) -> bool:
        """True when the posture has been wrong, or an anchor away, for WRONG_S."""
        start = self.exercise.start
        wrong = any(not r.bound.holds(body) for r in start.throughout) or (
            anchor_drift(start, body, frame.visibility.tolist()) > start.anchor_drift_max
        )
        if not wrong:
            self._wrong_since_s = None
            return False
        if self._wrong_since_s is None:
            self._wrong_since_s = frame.time_s
        return frame.time_s - self._wrong_since_s >= WRONG_S

    def _begin(self, frame: PoseFrame, start: Body) -> list[Rule]:
        """Start collecting a repetition and judge its start pose."""
        self._recorder.begin(start.xy_px)
        return self._judge.begin(frame, start)

    # ---- the end of a repetition ----------------------------------------------------------

    def _close(self, time_s: float) -> tuple[Rep | None, Cue | None]:
        """Turn what was recorded into a `Rep`; None when it was too small or too short."""
        rule = self.exercise.rep
        full = rule.full * self._own.target
        found = self._recorder.measure(full=full, still_max_deg_s=rule.still_max_deg_s)
        rep = None
        if found is not None:
            timing = found.timing
            far = timing.top >= rule.partial * self._own.target
            if far and timing.end_s - timing.start_s >= rule.rep_min_s:
                rep = self._judge.close(found, len(self.reps) + 1, self._side_name)
        self._forget_rep()
        if found is None or rep is None:
            return None, None
        self.reps.append(rep)
        if self._own.learn(found.timing.top, found.start_deg):
            self.reps = self._own.judge_again(self.reps)
            rep = self.reps[-1]
        self._full = sum(rep.complete for rep in self.reps)
        present = {fault.key for fault in rep.faults}
        whole: list[Rule] = [*self.exercise.rep_faults, *self.exercise.traces]
        late = [rule for rule in whole if rule.key in present]
        cue = self._cues.choose(time_s, rep.index, late)
        return rep, cue or self._cues.rep_done(time_s, rep)

    def _start_over(self) -> None:
        """The body is suddenly elsewhere: forget where it was, how it lay and what it did."""
        self._abandon()
        self._filter = OneEuroFilter()
        self._orientation.forget()

    def _abandon(self) -> None:
        """Drop the repetition in progress and look for the start position anew."""
        self.tally.aborted += self._machine.in_rep or self._machine.aborted
        self._machine.reset()
        self._forget_rep()
        self._recorder.drop()
        self._watch.reset()

    def _forget_rep(self) -> None:
        self._leg.forget()
        self._wrong_since_s = None
        self._judge.forget()

    @property
    def _side_name(self) -> str:
        both = self.exercise.sides is Sides.BOTH
        return "both" if both else self._orientation.working.value

    def _feedback(
        self,
        time_s: float,
        *,
        progress: float = float("nan"),
        angle_deg: float = float("nan"),
        cue: Cue | None = None,
        issue: str | None = None,
        rep: Rep | None = None,
    ) -> Feedback:
        seeking = self._watch.start_xy_px is None
        return Feedback(
            time_s=time_s,
            phase=Phase.SEEKING if seeking else self._machine.phase,
            progress=progress,
            angle_deg=angle_deg,
            rep_count=self.rep_count,
            partial_count=self.partial_count,
            hold_s=self._machine.hold_s,
            cue=cue,
            issue=issue,
            side=self._side_name,
            rep=rep,
        )
