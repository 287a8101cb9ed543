"""One live set: from the camera check over the count-in to the last repetition.

Messages in, what to show and say out. The clock is the camera's: nothing here asks what time it
is, so the stored messages of a set give the same set again (after a restart, for the summary).
"""

import math
from dataclasses import dataclass, field

from analysis.overlays import OverlayMaker
from exercises.coach import ExerciseCoach
from exercises.results import Feedback
from exercises.spec import Phase
from kinematics.pose import PoseFrame, PoseSequence
from ui.live.feedback import Stage, Told
from ui.live.framing import HOLD_S, FramingCheck
from ui.live.plan import SetPlan
from ui.live.protocol import PICTURES, Kind, Message
from ui.live.store import SetState
from vision.overlay import Overlay

COUNT_IN_S = 3.0
SPOILT_S = 0.6  # the check must fail for this long to break off the count-in
AWAY_S = 3.0  # nobody in the picture for this long pauses the set
BACK_S = 1.0
PAUSE_LEAVES_S = 1.0  # of a pause, on the clock of the set
REMIND_S = 6.0

RESHAPED = "The picture has changed its shape. Turn the device back."
PAUSED = "Paused. Press Go on when you are ready."
AWAY = "Paused: I cannot see you. Come back into the picture to go on."


@dataclass(kw_only=True)
class LiveSet:
    """Feeds on messages with increasing `seq`; `take` returns None for one that was seen before.

    keep_poses  keep what the coach was given, for `recording` (memory grows with time)
    """

    plan: SetPlan
    keep_poses: bool = False
    stage: Stage = Stage.CHECK
    last_seq: int = 0
    last_s: float = -math.inf
    _framing: FramingCheck = field(init=False)
    _coach: ExerciseCoach | None = None
    _overlays: OverlayMaker | None = None
    _size: tuple[int, int] = (0, 0)
    _poses: list[PoseFrame] = field(default_factory=list)
    _zero_s: float = 0.0
    _began_s: float = 0.0
    _stage_s: float = 0.0
    _seen_s: float = -math.inf
    _absent_s: float = -math.inf
    _by_user: bool = False
    _say: list[str] = field(default_factory=list)
    _urgent: bool = False
    _reminded_s: float = -math.inf
    _reminded_of: str | None = None
    _counted: int = 0

    def __post_init__(self) -> None:
        self._framing = FramingCheck(exercise=self.plan.exercise, side=self.plan.side)

    # ---- what the caller reads ------------------------------------------------------------

    @property
    def state(self) -> SetState:
        """The count so far."""
        coach = self._coach
        return SetState(
            rep_count=coach.rep_count if coach else 0,
            partial_count=coach.partial_count if coach else 0,
            finished=self.stage is Stage.DONE,
        )

    def recording(self) -> PoseSequence:
        """The landmarks the coach was given, on the clock of the set."""
        size = self._size if self._size != (0, 0) else (1, 1)
        return PoseSequence.from_frames(self._poses, image_size_wh=size, source="live set")

    # ---- one message ----------------------------------------------------------------------

    def take(self, message: Message) -> Told | None:
        """Take one message; None for one seen before, or out of its time."""
        if message.seq <= self.last_seq or message.time_s <= self.last_s:
            self.last_seq = max(self.last_seq, message.seq)
            return None
        self.last_seq = message.seq
        self._say, self._urgent = [], False
        if message.kind in PICTURES:
            told = self._take_picture(message)
        else:
            told = self._take_command(message)
        self.last_s = message.time_s
        return told

    def _take_command(self, message: Message) -> Told:
        time_s = message.time_s
        if message.kind is Kind.FINISH:
            self._finish(time_s)
        elif message.kind is Kind.PAUSE and self.stage is Stage.ACTIVE:
            self._pause(time_s, by_user=True)
        elif message.kind is Kind.RESUME and self.stage is Stage.PAUSED:
            self._resume(time_s)
        return self._tell(time_s, PAUSED if self.stage is Stage.PAUSED else None)

    def _take_picture(self, message: Message) -> Told:
        time_s = message.time_s
        if message.pose is not None:
            if time_s - self._seen_s > BACK_S / 2:
                self._absent_s = time_s
            self._seen_s = time_s
        if self.stage is Stage.CHECK:
            return self._check(message)
        if self.stage is Stage.DONE:
            return self._tell(time_s, None)
        if message.image_size_wh != self._size:
            return self._tell(time_s, RESHAPED)
        if self.stage is Stage.PAUSED:
            return self._stay_paused(time_s)
        return self._exercise(message)

    # ---- before the set -------------------------------------------------------------------

    def _check(self, message: Message) -> Told:
        framing, time_s = self._framing, message.time_s
        framing.update(message)
        if not framing.holds:
            self._remind(time_s, framing.issue)
            return self._tell(time_s, framing.issue)
        self._size = message.image_size_wh
        self._coach = ExerciseCoach(
            self.plan.exercise, image_size_wh=self._size, side=self.plan.side
        )
        self._overlays = OverlayMaker(self.plan.exercise, self._coach)
        self._zero_s, self._counted = time_s, 0
        self._poses.clear()
        self._enter(Stage.COUNT_IN, time_s, "Ready.")
        return self._exercise(message)

    def _count_in(self, message: Message, feedback: Feedback) -> str | None:
        """Move the count-in on. Who begins early has begun; who leaves the place goes back."""
        self._framing.update(message)
        left = self._count_in_left(message.time_s)
        begun = feedback.phase not in (Phase.SEEKING, Phase.REST)
        if left <= 0 or begun:
            self._began_s = message.time_s - self._zero_s
            self._framing.rest()
            self._enter(Stage.ACTIVE, message.time_s, "Go.")
            return None
        spoilt = self._framing.issue is not None and self._framing.held_s == 0
        if spoilt and message.time_s - self._stage_s > SPOILT_S:
            self._framing.restart()
            self._enter(Stage.CHECK, message.time_s, self._framing.issue or "")
            return self._framing.issue
        if left != self._counted:
            self._counted = left
            self._say.append(str(left))
        return None

    def _count_in_left(self, time_s: float) -> int:
        return math.ceil(COUNT_IN_S - (time_s - self._stage_s) - 1e-6)

    # ---- during the set -------------------------------------------------------------------

    def _exercise(self, message: Message) -> Told:
        assert self._coach is not None
        assert self._overlays is not None
        time_s = message.time_s
        pose = _at(time_s - self._zero_s, message.pose)
        if self.keep_poses:
            self._poses.append(pose)
        feedback = self._coach.update(pose)
        overlay = self._overlays.make(feedback)
        if self.stage is Stage.COUNT_IN:
            return self._tell(time_s, self._count_in(message, feedback), overlay)
        self._speak_of(feedback)
        if self.state.rep_count >= self.plan.reps:
            self._finish(time_s)
            return self._tell(time_s, None, overlay)
        if time_s - max(self._seen_s, self._stage_s) > AWAY_S:
            self._pause(time_s, by_user=False)
            return self._tell(time_s, AWAY)
        issue = feedback.issue
        if message.people > 1:
            issue = "Somebody else is in the picture. Only you should be."
        self._remind(time_s, issue)
        return self._tell(time_s, issue, overlay)

    def _speak_of(self, feedback: Feedback) -> None:
        if feedback.rep is not None and feedback.rep.complete:
            self._say.append(f"{feedback.rep_count}.")
        if feedback.cue is not None:
            self._say.append(feedback.cue.text)

    def _stay_paused(self, time_s: float) -> Told:
        back = time_s == self._seen_s and time_s - self._absent_s >= BACK_S
        if not self._by_user and back:
            self._resume(time_s)
            return self._tell(time_s, None)
        return self._tell(time_s, PAUSED if self._by_user else AWAY)

    def _pause(self, time_s: float, *, by_user: bool) -> None:
        self._by_user = by_user
        self._enter(Stage.PAUSED, time_s, "Paused." if by_user else AWAY)

    def _resume(self, time_s: float) -> None:
        self._zero_s += max(0.0, time_s - self._stage_s - PAUSE_LEAVES_S)
        self._enter(Stage.ACTIVE, time_s, "Go on.")

    def _finish(self, time_s: float) -> None:
        if self.stage is Stage.DONE:
            return
        if self._coach is not None:
            self._coach.finish()
        self._enter(Stage.DONE, time_s, "")
        self._say.append("Set complete. Well done." if self.state.rep_count else "Set ended.")

    # ---- what to tell ---------------------------------------------------------------------

    def _enter(self, stage: Stage, time_s: float, words: str) -> None:
        self.stage, self._stage_s = stage, time_s
        self._urgent = True
        if words:
            self._say.append(words)

    def _remind(self, time_s: float, issue: str | None) -> None:
        """Speak a sentence when it is new, and again every few seconds."""
        if issue is None:
            self._reminded_of = None
            return
        pause = REMIND_S if issue == self._reminded_of else REMIND_S / 3
        if time_s - self._reminded_s >= pause:
            self._reminded_s, self._reminded_of = time_s, issue
            self._say.append(issue)

    def _tell(self, time_s: float, message: str | None, overlay: Overlay | None = None) -> Told:
        counting = self.stage is Stage.COUNT_IN
        paused_s = self._stage_s if self.stage in (Stage.PAUSED, Stage.DONE) else time_s
        state = self.state
        return Told(
            stage=self.stage,
            message=message,
            check=min(1.0, self._framing.held_s / HOLD_S),
            count_in=self._count_in_left(time_s) if counting else None,
            elapsed_s=paused_s - self._zero_s - self._began_s if self._began_s else 0.0,
            rep_count=state.rep_count,
            partial_count=state.partial_count,
            overlay=overlay,
            say=" ".join(self._say) or None,
            urgent=self._urgent,
        )


def _at(time_s: float, pose: PoseFrame | None) -> PoseFrame:
    """The pose at another time; nobody where there is none."""
    if pose is None:
        return PoseFrame.unseen(time_s)
    return PoseFrame(
        time_s=time_s, xy_px=pose.xy_px, visibility=pose.visibility, world_m=pose.world_m
    )
