"""The camera check: a sentence for everything that is wrong, and two seconds without one."""

from dataclasses import replace

import numpy as np
import pytest

from exercises.registry import find_exercise
from kinematics.landmarks import Side
from kinematics.pose import PoseFrame, PoseSequence
from tests.live_recordings import FIXTURES, FPS, load, message
from ui.live import framing
from ui.live.framing import FramingCheck

BRIDGE = find_exercise("glute_bridge")


def after(check: FramingCheck, frame: PoseFrame | None, *, seconds=1.0, start=0.0, **details):
    for i in range(round(seconds * FPS)):
        check.update(message(i + 1, start + i / FPS, frame, **details))
    return check.issue


def lying() -> PoseFrame:
    return load("glute_bridge").frame(0)


def moved(frame: PoseFrame, *, scale=1.0, by=(0.0, 0.0)) -> PoseFrame:
    middle = np.array([320.0, 300.0])
    return replace(frame, xy_px=(frame.xy_px - middle) * scale + middle + np.array(by))


@pytest.mark.parametrize(
    ("frame", "details", "sentence"),
    [
        (lying(), {"people": 2}, framing.TWO_PEOPLE),
        (lying(), {"brightness": 60}, framing.TOO_DARK),
        (None, {}, framing.NOBODY),
        (moved(lying(), scale=0.15), {}, framing.MOVE_CLOSER),
        (moved(lying(), by=(300.0, 0.0)), {}, framing.MOVE_BACK),
        (moved(lying(), by=(-290.0, 0.0)), {}, framing.MOVE_BACK),
    ],
)
def test_one_sentence_says_what_to_change(frame, details, sentence):
    assert after(FramingCheck(exercise=BRIDGE), frame, **details) == sentence


def test_feet_outside_the_picture_are_asked_for():
    frame = lying()
    xy_px = frame.xy_px.copy()
    xy_px[27:33, 1] = 520.0
    check = FramingCheck(exercise=BRIDGE)
    assert after(check, replace(frame, xy_px=xy_px)) == framing.NO_FEET


def test_hidden_hips_are_told():
    frame = lying()
    visibility = frame.visibility.copy()
    visibility[23:25] = 0.1
    assert after(FramingCheck(exercise=BRIDGE), replace(frame, visibility=visibility)) == (
        framing.HIDDEN
    )


def test_the_wrong_view_asks_to_turn():
    rear = PoseSequence.load_npz(str(FIXTURES / "run_rear_f3.npz"))
    frame = rear.frame(40)
    size = rear.image_size_wh
    assert after(FramingCheck(exercise=BRIDGE), frame, size=size) == "Turn side-on to the camera."
    clam = FramingCheck(exercise=find_exercise("clamshell"), side=Side.LEFT)
    assert after(clam, frame, size=size) == framing.TURN[find_exercise("clamshell").camera.view]


def test_the_wrong_leg_on_top_is_told():
    check = FramingCheck(exercise=find_exercise("clamshell"), side=Side.RIGHT)
    assert "working leg on top" in str(after(check, load("clamshell").frame(0)))


def test_it_holds_after_two_seconds_and_not_before():
    check = FramingCheck(exercise=BRIDGE)
    assert after(check, lying(), seconds=1.9) is None
    assert not check.holds
    after(check, lying(), seconds=0.3, start=1.9)
    assert check.holds


def test_a_flicker_does_not_start_it_over_but_half_a_second_does():
    for absent_s, kept in ((0.1, True), (0.5, False)):
        check = FramingCheck(exercise=BRIDGE)
        after(check, lying(), seconds=1.5)
        after(check, None, seconds=absent_s, start=1.5)
        after(check, lying(), seconds=0.6, start=1.5 + absent_s)
        assert check.holds is kept


def test_pictures_that_stop_do_not_count_as_holding():
    check = FramingCheck(exercise=BRIDGE)
    after(check, lying(), seconds=1.0)
    after(check, lying(), seconds=0.5, start=5.0)
    assert not check.holds
