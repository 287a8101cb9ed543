"""How good the recording was for one exercise: counts while it runs, a grade at the end."""

from collections import Counter
from dataclasses import dataclass, field

from exercises.spec import Exercise
from kinematics.quality import (
    CaptureGrade,
    FrameIssue,
    View,
    grade_capture,
)

USABLE_MIN = 0.30  # share of frames that must be usable, else nothing can be said
MOSTLY = 0.10  # share of frames from which a flaw is worth a word
SEEN_MIN = 0.10
RATE_GOOD_HZ = 20.0

ISSUE_TEXT = {
    FrameIssue.NOBODY: "Nobody can be seen.",
    FrameIssue.SMALL: "The person is too small in the picture: move closer.",
    FrameIssue.OUTSIDE: "Part of the body is outside the picture: move back.",
    FrameIssue.HIDDEN: "A hip, knee or shoulder that is needed is hidden or unclear.",
}
VIEW_TEXT = {
    View.END_ON: "The camera looks along the body, so angles cannot be measured.",
    View.REAR: "The camera sees the back of the body, so this exercise cannot be judged.",
    View.FRONT: "The camera faces the front of the body; this exercise needs the side.",
    View.SIDE: "The front of the body is not turned to the camera, as this exercise needs it.",
    View.OBLIQUE: "The camera looks at the body at an angle.",
    View.UNKNOWN: "The trunk cannot be seen well enough to tell the camera's view.",
}


@dataclass(kw_only=True)
class CaptureTally:
    """Counts what happened to each frame; call `add` once per frame."""

    exercise: Exercise
    frames: int = 0
    usable: int = 0
    edge: int = 0
    small: int = 0
    oblique: int = 0
    start_seen: bool = False
    still_seen: bool = False
    issues: Counter[FrameIssue] = field(default_factory=Counter)
    wrong_views: Counter[View] = field(default_factory=Counter)
    advices: Counter[str] = field(default_factory=Counter)
    aborted: int = 0
    _first_s: float = float("nan")
    _last_s: float = float("nan")

    def add(self, time_s: float) -> None:
        """One more frame, at this time."""
        self.frames += 1
        self._first_s = time_s if self.frames == 1 else self._first_s
        self._last_s = time_s

    def grade(
        self, *, rep_count: int, partial_count: int, soft: tuple[str, ...] = ()
    ) -> CaptureGrade:
        """The grade with its reasons; `soft` adds flaws found elsewhere (light, blur)."""
        hard = self._hard(rep_count + partial_count)
        flaws = [] if hard else self._soft()
        if not hard and rep_count + partial_count == 0:
            flaws.append("No repetition of this exercise was seen: is it the right one?")
        return grade_capture(hard=hard, soft=(*flaws, *soft))

    def _hard(self, repetitions: int) -> list[str]:
        if self.frames == 0:
            return ["The recording has no pictures."]
        if self.issues[FrameIssue.NOBODY] > (1 - SEEN_MIN) * self.frames:
            return [ISSUE_TEXT[FrameIssue.NOBODY]]
        if repetitions:
            return []
        judged = self.frames - sum(self.issues.values())
        wrong = sum(self.wrong_views.values())
        if wrong > 0.5 * judged and wrong > MOSTLY * self.frames:
            view = self.wrong_views.most_common(1)[0][0]
            return [f"{VIEW_TEXT[view]} {self.exercise.camera.text}"]
        if self.usable < USABLE_MIN * self.frames:
            return [ISSUE_TEXT[issue] for issue, _ in self.issues.most_common(1)] or [
                self.exercise.camera.text
            ]
        if not self.start_seen:
            advice = self.advices.most_common(1)
            told = advice[0][0] if advice else self.exercise.camera.text
            return [f"The start position of this exercise was not seen. {told}"]
        return []

    def _soft(self) -> list[str]:
        flaws = []
        for issue, count in self.issues.most_common():
            if count > MOSTLY * self.frames:
                flaws.append(
                    f"In {100 * count / self.frames:.0f} % of the pictures: "
                    f"{ISSUE_TEXT[issue][0].lower()}{ISSUE_TEXT[issue][1:]}"
                )
        turned = sum(self.wrong_views.values())
        if turned > MOSTLY * self.frames:
            flaws.append(
                f"In {100 * turned / self.frames:.0f} % of the pictures the body was turned so "
                "that no repetition could be counted."
            )
        if self.small > 0.5 * self.frames:
            flaws.append(
                "The person is small in the picture, so angles are less sure: move closer."
            )
        if self.edge > 0.25 * self.frames:
            flaws.append("The body is close to the edge of the picture: move back a little.")
        if self.oblique > 0.5 * max(self.usable, 1):
            flaws.append("The camera looks at an angle, so degrees are less sure.")
        if not self.still_seen:
            flaws.append("No still start position was seen, so the start angle is an estimate.")
        rate = (self.frames - 1) / max(self._last_s - self._first_s, 1e-9)
        if self.frames > 1 and rate < RATE_GOOD_HZ:
            flaws.append(f"Only {rate:.0f} pictures a second: times are rough.")
        return flaws
