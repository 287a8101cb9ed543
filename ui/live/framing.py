"""Is the camera set up? One sentence says what to change; a set starts when there is none left."""

from dataclasses import dataclass, field

from exercises.orientation import Orientation
from exercises.spec import Exercise, FaultRule, Priority, Reliability
from kinematics.body import Body
from kinematics.landmarks import Side
from kinematics.pose import PoseFrame
from kinematics.quality import FrameIssue, View, frame_issue
from ui.live.protocol import Message
from vision.picture_quality import DARK_MAX

HOLD_S = 2.0
FLICKER_S = 0.25  # an issue or its absence shorter than this is noise
HINT_S = 6.0  # a better start position is asked for this long, then the set may begin without
GAP_S = 1.0  # without pictures for longer than this nothing has held

TWO_PEOPLE = "I can see two people. Only you should be in the picture."
TOO_DARK = "It is too dark. Turn on a light or face a window."
NOBODY = "I cannot see you. Step into the picture."
MOVE_BACK = "Move back: I need to see all of you."
MOVE_CLOSER = "Move closer: you are too small in the picture."
NO_FEET = "I cannot see your feet. Move back or tilt the camera down."
HIDDEN = "I cannot see your hips, knees and shoulders well. Wear something that contrasts."
TURN = {
    View.SIDE: "Turn side-on to the camera.",
    View.FRONT: "Turn so that the camera sees the front of your body.",
}
FOOT_PARTS = ("ankle", "heel")


@dataclass(kw_only=True)
class FramingCheck:
    """Feeds on the pictures before a set; `issue` is the advice, `held_s` how long all was well."""

    exercise: Exercise
    side: Side | None = None
    issue: str | None = None
    held_s: float = 0.0
    _orientation: Orientation = field(init=False)
    _now: str | None = None
    _now_since_s: float = 0.0
    _good_since_s: float | None = None
    _last_s: float = 0.0
    _hinted_since_s: float | None = None

    def __post_init__(self) -> None:
        self._orientation = Orientation(sides=self.exercise.sides, asked=self.side)

    @property
    def holds(self) -> bool:
        """True when everything has been right for long enough."""
        return self.held_s >= HOLD_S

    def restart(self) -> None:
        """Count the time anew."""
        self._good_since_s, self.held_s = None, 0.0

    def rest(self) -> None:
        """No more pictures will come: let go of those seen."""
        self._orientation.forget()

    def update(self, message: Message) -> None:
        """Take one picture."""
        now, time_s = self._look(message), message.time_s
        if now != self._now or time_s - self._last_s > GAP_S:
            self._now, self._now_since_s = now, time_s
        settled = time_s - self._now_since_s >= FLICKER_S
        if settled:
            self.issue = now
        if now is None and self._good_since_s is None:
            self._good_since_s = time_s
        if (now is not None and settled) or time_s - self._last_s > GAP_S:
            self._good_since_s = None
        since_s = self._good_since_s
        self.held_s = 0.0 if since_s is None else time_s - since_s
        self._last_s = time_s

    def _look(self, message: Message) -> str | None:
        """What is wrong with this picture, the first thing to change first."""
        if message.people > 1:
            return TWO_PEOPLE
        if message.brightness < DARK_MAX:
            return TOO_DARK
        if message.pose is None:
            return NOBODY
        self._orientation.update(message.pose, message.image_size_wh)
        pose, size = message.pose, message.image_size_wh
        return self._frame(pose, size) or self._posture(pose) or self._hint(pose)

    def _frame(self, pose: PoseFrame, size: tuple[int, int]) -> str | None:
        near, camera = self._orientation.near, self.exercise.camera
        issue = frame_issue(pose, image_size_wh=size, near=near, parts=camera.parts)
        if issue is FrameIssue.SMALL:
            return MOVE_CLOSER
        if issue is FrameIssue.OUTSIDE:
            return MOVE_BACK
        if issue is FrameIssue.HIDDEN:
            return HIDDEN
        if issue is not None:
            return NOBODY
        if frame_issue(pose, image_size_wh=size, near=near, parts=FOOT_PARTS) is not None:
            return NO_FEET
        return None

    def _posture(self, pose: PoseFrame) -> str | None:
        side, camera = self._orientation, self.exercise.camera
        if side.view not in camera.allowed:
            return TURN.get(camera.view, camera.text)
        body = self._body(pose)
        wrong = (r.advice for r in self.exercise.start.requirements if not r.bound.holds(body))
        return next(wrong, None)

    def _hint(self, pose: PoseFrame) -> str | None:
        """A set-up fault that a camera sees well, as its cue; not everybody can mend it."""
        body = self._body(pose)
        cue = next((r.cue for r in self.exercise.faults if _spoils_start(r, body)), None)
        if cue is None:
            return None
        if self._hinted_since_s is None:
            self._hinted_since_s = pose.time_s
        return cue if pose.time_s - self._hinted_since_s < HINT_S else None

    def _body(self, pose: PoseFrame) -> Body:
        side = self._orientation
        return Body(xy_px=pose.xy_px, working=side.working, near=side.near, start_xy_px=pose.xy_px)


def _spoils_start(rule: FaultRule, body: Body) -> bool:
    if rule.priority is not Priority.SETUP or rule.reliability is not Reliability.GOOD:
        return False
    return any(all(b.severity(b.value(body)) >= 1.0 for b in group) for group in rule.any_of)
