"""One live set from the check to the end, on landmark recordings of rendered people."""

import gc
import pickle
import weakref
from itertools import islice

import pytest

from analysis.exercise_session import coach_poses
from kinematics.landmarks import Side
from kinematics.pose import PoseFrame
from tests.live_recordings import (
    FPS,
    RECORDINGS,
    STILL_S,
    endless,
    frames_of,
    load,
    message,
    plan_of,
)
from ui.live.feedback import Stage, Told
from ui.live.live_set import AWAY, LiveSet
from ui.live.plan import SetPlan
from ui.live.protocol import Kind, decode, encode


class Performance:
    """Feeds a set picture by picture, through the bytes of the wire."""

    def __init__(self, key: str = "glute_bridge", *, reps: int = 20) -> None:
        self.live = LiveSet(plan=plan_of(key, reps=reps), keep_poses=True)
        self.seq = 0
        self.now_s = 0.0
        self.told: Told | None = None
        self.said: list[str] = []
        self.first = load(key).frame(0)

    def send(self, frame: PoseFrame | None, time_s: float, **details) -> Told:
        self.seq += 1
        self.now_s = time_s
        told = self.live.take(decode(encode(message(self.seq, time_s, frame, **details))))
        assert told is not None
        self.told = told
        if told.say:
            self.said.append(told.say)
        return told

    def command(self, kind: Kind) -> Told:
        return self.send(None, self.now_s + 0.01, kind=kind)

    def hold(self, frame: PoseFrame | None, seconds: float, **details) -> Told:
        start = self.now_s
        for i in range(1, round(seconds * FPS) + 1):
            self.send(frame, start + i / FPS, **details)
        assert self.told is not None
        return self.told

    def perform(self, frames: list[PoseFrame]) -> None:
        start = self.now_s
        for frame in frames:
            self.send(frame, start + frame.time_s + 0.02)

    def ready(self) -> None:
        assert self.hold(self.first, 6.0).stage is Stage.ACTIVE


@pytest.mark.parametrize("key", RECORDINGS)
def test_every_repetition_counts_and_the_file_path_gives_the_same(key):
    show = Performance(key)
    show.perform(frames_of(key))
    assert show.live.state.rep_count == 4
    assert show.live.state.partial_count == 0
    recording = show.live.recording()
    plan = show.live.plan
    offline = coach_poses(
        recording, plan.exercise, image_size_wh=recording.image_size_wh, side=plan.side
    )
    assert offline.rep_count == 4
    clip = coach_poses(load(key), plan.exercise, image_size_wh=(640, 480), side=plan.side)
    assert [len(rep.faults) for rep in offline.reps] == [len(rep.faults) for rep in clip.reps]
    shift = STILL_S - (show.live._zero_s - 1.8e9) + 0.02
    for live, file in zip(offline.reps, clip.reps, strict=True):
        assert live.peak_s - shift == pytest.approx(file.peak_s, abs=0.05)


@pytest.mark.parametrize("key", RECORDINGS)
def test_a_long_set_stays_small(key):
    """What pickles small is small; measured live, a set takes 1.3 times its pickled size."""
    live, largest = LiveSet(plan=plan_of(key, reps=50)), [0, 0]
    for data in islice(endless(key), 2400):
        live.take(decode(data))
        if live.last_seq % 40 == 0:
            late = live.last_seq > 1200
            largest[late] = max(largest[late], len(pickle.dumps(live)))
    assert live.state.rep_count + live.state.partial_count >= 20
    assert largest[0] < 52_000
    assert largest[1] - largest[0] < 12_000, "ten repetitions or more"


def test_a_set_that_is_let_go_is_gone_at_once():
    """Nothing in it refers back to it: the collector of cycles comes round once in many sets."""
    show = Performance(reps=2)
    show.perform(frames_of("glute_bridge"))
    assert show.live.stage is Stage.DONE
    parts: list[weakref.ref[object]] = [weakref.ref(show.live), weakref.ref(show.live._coach)]
    gc.disable()
    try:
        del show
        assert [part() for part in parts] == [None, None]
    finally:
        gc.enable()


def test_it_counts_in_aloud_and_begins_by_itself():
    show = Performance()
    show.hold(show.first, 6.0)
    assert show.told is not None
    assert show.told.stage is Stage.ACTIVE
    assert show.said == ["Ready. 3", "2", "1", "Go."]


def test_who_leaves_during_the_count_in_goes_back_to_the_check():
    show = Performance()
    assert show.hold(show.first, 3.0).stage is Stage.COUNT_IN
    told = show.hold(None, 1.5)
    assert told.stage is Stage.CHECK
    assert told.message == "I cannot see you. Step into the picture."


def test_who_begins_during_the_count_in_has_begun_and_nothing_is_lost():
    show = Performance()
    assert show.hold(show.first, 3.5).stage is Stage.COUNT_IN
    show.perform(list(load("glute_bridge")))
    assert show.live.state.rep_count == 4


def test_the_set_ends_at_its_target():
    show = Performance(reps=2)
    show.ready()
    for frame in load("glute_bridge"):
        told = show.send(frame, 6.1 + frame.time_s)
        if told.stage is Stage.DONE:
            break
    assert show.live.stage is Stage.DONE
    assert show.live.state.rep_count == 2
    assert show.live.state.finished
    assert show.said[-1].endswith("Set complete. Well done.")
    show.hold(show.first, 1.0)
    assert show.live.state.rep_count == 2


def test_leaving_the_picture_pauses_after_three_seconds_and_coming_back_goes_on():
    show = Performance()
    show.ready()
    assert show.hold(None, 2.8).stage is Stage.ACTIVE
    told = show.hold(None, 0.4)
    assert (told.stage, told.message) == (Stage.PAUSED, AWAY)
    elapsed = told.elapsed_s
    told = show.hold(None, 20.0)
    assert told.elapsed_s == pytest.approx(elapsed)
    assert show.hold(show.first, 0.8).stage is Stage.PAUSED
    assert show.hold(show.first, 0.4).stage is Stage.ACTIVE
    show.hold(show.first, 1.0)
    show.perform(list(load("glute_bridge")))
    assert show.live.state.rep_count == 4


def test_pause_and_go_on_by_hand():
    show = Performance()
    show.ready()
    assert show.command(Kind.PAUSE).stage is Stage.PAUSED
    assert show.hold(show.first, 5.0).stage is Stage.PAUSED
    assert show.command(Kind.RESUME).stage is Stage.ACTIVE
    show.hold(show.first, 1.0)
    show.perform(list(load("glute_bridge")))
    assert show.live.state.rep_count == 4


def test_a_pause_in_the_middle_of_a_repetition_drops_that_one_only():
    show = Performance()
    show.ready()
    clip = list(load("glute_bridge"))
    show.perform([f for f in clip if f.time_s < 2.2])
    show.command(Kind.PAUSE)
    show.hold(None, 4.0)
    show.command(Kind.RESUME)
    show.hold(show.first, 1.5)
    show.perform(clip)
    assert show.live.state.rep_count == 4


def test_a_repetition_on_its_way_down_counts_when_the_set_is_ended():
    show = Performance()
    show.ready()
    show.perform([f for f in load("glute_bridge") if f.time_s < 3.3])
    assert show.live.state.rep_count == 0
    told = show.command(Kind.FINISH)
    assert told.stage is Stage.DONE
    assert show.live.state.rep_count == 1


def test_the_same_message_twice_counts_once():
    show = Performance()
    frames = frames_of("glute_bridge")
    for seq, frame in enumerate(frames, 1):
        sent = message(seq, frame.time_s, frame)
        assert show.live.take(sent) is not None
        assert show.live.take(sent) is None
    assert show.live.state.rep_count == 4


def test_a_second_person_is_told_and_the_count_goes_on():
    show = Performance()
    show.ready()
    told = show.send(show.first, show.now_s + 0.03, people=2)
    assert told.stage is Stage.ACTIVE
    assert "Somebody else" in str(told.message)


def test_a_turned_device_is_told():
    show = Performance()
    show.ready()
    told = show.send(show.first, show.now_s + 0.03, size=(480, 640))
    assert "Turn the device back" in str(told.message)


def test_nobody_says_nothing_about_repetitions():
    show = Performance()
    told = show.hold(None, 30.0)
    assert told.stage is Stage.CHECK
    assert show.live.state.rep_count == 0
    assert len(show.said) <= 6


def test_a_cue_comes_with_the_joint_it_is_about():
    show = Performance()
    show.ready()
    marked = []
    for frame in load("glute_bridge"):
        told = show.send(frame, 6.1 + frame.time_s)
        if told.overlay is not None and told.overlay.highlight:
            marked.append((told.overlay.cue, told.overlay.highlight))
    assert marked
    assert all(cue for cue, _ in marked)


def test_a_plan_asks_for_the_side_that_the_exercise_needs():
    assert SetPlan(exercise_key="glute_bridge").side is None
    with pytest.raises(ValueError, match="side"):
        SetPlan(exercise_key="glute_bridge", side=Side.LEFT)
    with pytest.raises(ValueError, match="side"):
        SetPlan(exercise_key="clamshell")
    with pytest.raises(ValueError, match="reps"):
        SetPlan(exercise_key="squat", reps=0)
    plan = SetPlan(exercise_key="clamshell", side=Side.RIGHT, set_count=2)
    assert SetPlan.from_json(plan.to_json()) == plan
    assert plan.next_set().is_last
    with pytest.raises(ValueError, match="set"):
        plan.next_set().next_set()
