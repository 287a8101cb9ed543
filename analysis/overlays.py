"""What to draw on a frame of an exercise video: the coach's feedback as plain values."""

import math

from exercises.coach import ExerciseCoach
from exercises.results import Cue, Feedback
from exercises.spec import Exercise, FaultRule, Phase, RepRule
from kinematics.angles import find_angle
from kinematics.landmarks import Landmark, landmark_of
from vision.overlay import Overlay

CUE_SHOWN_S = 3.0


def phase_word(phase: Phase, rule: RepRule) -> str:
    """What the picture says about a phase: up and down are those of the body."""
    return {
        Phase.SEEKING: "Start position?",
        Phase.REST: "Ready",
        Phase.UP: "Down" if rule.lowers else "Up",
        Phase.PEAK: "Hold" if rule.hold_target_s > 0 else "Reached",
        Phase.DOWN: "Up" if rule.lowers else "Down",
    }[phase]


class OverlayMaker:
    """Turns feedback into overlays; a cue stays on the picture for three seconds."""

    def __init__(self, exercise: Exercise, coach: ExerciseCoach) -> None:
        self._exercise, self._coach = exercise, coach
        self._cue: Cue | None = None
        self._cue_s = -math.inf

    def make(self, feedback: Feedback) -> Overlay:
        """The overlay for one frame."""
        if feedback.cue is not None:
            self._cue, self._cue_s = feedback.cue, feedback.time_s
        elif feedback.time_s - self._cue_s > CUE_SHOWN_S:
            self._cue = None
        rule = self._exercise.rep
        return Overlay(
            rep_count=feedback.rep_count,
            partial_count=feedback.partial_count,
            phase=phase_word(feedback.phase, rule),
            progress=feedback.progress,
            angle_deg=feedback.angle_deg,
            angle_at=self._angle_at(),
            flexion=self._flexion,
            target_deg=rule.range_deg,
            hold_s=feedback.hold_s if rule.hold_target_s > 0 else 0.0,
            hold_target_s=rule.hold_target_s,
            cue=self._cue.text if self._cue else None,
            issue=feedback.issue,
            highlight=self._highlight(),
            near_side=self._coach.near,
        )

    def make_still(self, reason: str, *, angle_deg: float) -> Overlay:
        """The overlay for a picture that shows the top of a repetition, or a fault by its key."""
        rules = [rule for rule in self._exercise.faults if rule.key == reason]
        return Overlay(
            angle_deg=angle_deg,
            angle_at=self._angle_at(),
            flexion=self._flexion,
            target_deg=self._exercise.rep.range_deg,
            highlight=_landmarks_of(rules[0], self._coach) if rules else (),
            near_side=self._coach.near,
        )

    @property
    def _flexion(self) -> bool:
        """True when the driving angle is 0 for a straight line."""
        key = self._coach.signal.reported or self._coach.signal.angle
        return "flexion" in key or "abduction" in key

    def _angle_at(self) -> tuple[Landmark, Landmark, Landmark] | None:
        marks = [landmark_of(p, self._coach.side_of(x)) for p, x in self._coach.signal.shown_at]
        return (marks[0], marks[1], marks[2]) if len(marks) == 3 else None

    def _highlight(self) -> tuple[Landmark, ...]:
        """What the cue is about: where its fault is read from, or the joint that drives the rep."""
        if self._cue is None:
            return ()
        key, exercise = self._cue.key, self._exercise
        rules = [rule for rule in exercise.faults if rule.key == key]
        if rules:
            return _landmarks_of(rules[0], self._coach)
        whole_rep = any(rule.key == key for rule in exercise.rep_faults)
        marks = self._angle_at() if whole_rep else None
        return marks[1:2] if marks else ()


def _landmarks_of(rule: FaultRule, coach: ExerciseCoach) -> tuple[Landmark, ...]:
    bound = rule.any_of[0][0]
    side = coach.side_of(bound.limb)
    return tuple(landmark_of(part, side) for part in find_angle(bound.angle).parts)
