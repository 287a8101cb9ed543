"""What can be trusted: view class, gates of a frame, grades."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from kinematics.body import Body
from kinematics.landmarks import Side
from kinematics.pose import PoseFrame
from kinematics.quality import (
    OBLIQUE_SKEW_MIN,
    FrameIssue,
    Grade,
    View,
    classify_view,
    frame_issue,
    grade_capture,
    near_edge,
    out_of_plane_deg,
    shoulder_skew,
    torso_ratio,
    view_features,
)
from tests.synthetic_poses import Camera, bridging, clamshelling, sequence_of, standing

FRAMED: dict[str, Any] = {
    "image_size_wh": (1280, 960),
    "near": Side.RIGHT,
    "parts": ("shoulder", "hip", "knee"),
}


def seen(stick, yaw_deg: float, height_m: float = 0.6) -> PoseFrame:
    camera = Camera(height_m=height_m, yaw_deg=yaw_deg)
    return sequence_of(camera, stick.joints(), np.zeros(1)).frame(0)


def view_of(frame: PoseFrame) -> View:
    body = Body(xy_px=frame.xy_px, working=Side.LEFT, near=Side.LEFT)
    shoulders, hips, _ = view_features(body, world_m=frame.world_m, image_size_wh=(1280, 960))
    return classify_view(shoulders, hips)


@pytest.mark.parametrize(
    ("stick", "yaw", "view"),
    [
        (standing(5), 0, View.FRONT),
        (standing(5), 180, View.REAR),
        (standing(5), 90, View.SIDE),
        (standing(5), -90, View.SIDE),
        (standing(5), 55, View.OBLIQUE),
        (bridging(130), 0, View.SIDE),
        (bridging(130), 180, View.SIDE),
        (bridging(130), 90, View.END_ON),
        (bridging(130), -90, View.END_ON),
        (clamshelling(0), 0, View.FRONT),
        (clamshelling(0), 180, View.REAR),
    ],
)
def test_view_of_the_trunk(stick, yaw: float, view: View) -> None:
    assert view_of(seen(stick, yaw)) is view


def test_view_of_nobody_is_unknown() -> None:
    assert view_of(PoseFrame.unseen(0)) is View.UNKNOWN


@pytest.mark.parametrize("yaw", [-50, -35, -25, -15, 0, 15, 25, 35, 50])
def test_a_turn_by_more_than_about_20_degrees_skews_the_shoulders(yaw: float) -> None:
    frame = seen(bridging(130), yaw)  # the trunk is beside the middle of the picture
    body = Body(xy_px=frame.xy_px, working=Side.LEFT, near=Side.LEFT)
    skew = shoulder_skew(body, world_m=frame.world_m, image_size_wh=(1280, 960))
    assert (skew >= OBLIQUE_SKEW_MIN) == (abs(yaw) > 20)


@pytest.mark.parametrize("yaw", [0, 15, 30, 45, 80])
def test_turn_out_of_the_picture(yaw: float) -> None:
    frame = seen(standing(5), yaw)
    assert out_of_plane_deg(frame.world_m) == pytest.approx(yaw)


def changed(frame: PoseFrame, part: int, *, xy=None, visibility=None) -> PoseFrame:
    xy_px, seen_as = frame.xy_px.copy(), frame.visibility.copy()
    if xy is not None:
        xy_px[part] = xy
    if visibility is not None:
        seen_as[part] = visibility
    return replace(frame, xy_px=xy_px, visibility=seen_as)


def test_frame_issues() -> None:
    frame = seen(bridging(130), 0)
    assert frame_issue(frame, **FRAMED) is None
    assert frame_issue(PoseFrame.unseen(0), **FRAMED) is FrameIssue.NOBODY
    hidden = changed(frame, 26, visibility=0.49)
    assert frame_issue(hidden, **FRAMED) is FrameIssue.HIDDEN
    assert frame_issue(changed(frame, 26, visibility=np.nan), **FRAMED) is FrameIssue.HIDDEN
    assert frame_issue(changed(frame, 25, visibility=0.1), **FRAMED) is None  # the far knee
    outside = changed(frame, 24, xy=(1280 * 1.021, 500))
    assert frame_issue(outside, **FRAMED) is FrameIssue.OUTSIDE
    assert frame_issue(changed(frame, 24, xy=(1280 * 1.019, 500)), **FRAMED) is None
    small = replace(frame, xy_px=640 + 0.3 * (frame.xy_px - 640))
    assert torso_ratio(small, (1280, 960)) == pytest.approx(0.05, abs=0.005)
    assert frame_issue(small, **FRAMED) is FrameIssue.SMALL


def test_near_the_edge() -> None:
    frame = seen(bridging(130), 0)
    assert not near_edge(frame, **FRAMED)
    assert near_edge(changed(frame, 24, xy=(1280 * 0.98, 500)), **FRAMED)
    assert near_edge(changed(frame, 24, xy=(600, 960 * 0.02)), **FRAMED)


@pytest.mark.parametrize(
    ("hard", "soft", "grade"),
    [
        ((), (), Grade.A),
        ((), ("a",), Grade.B),
        ((), ("a", "b"), Grade.C),
        ((), ("a", "b", "c"), Grade.C),
        (("x",), (), Grade.REJECT),
        (("x",), ("a",), Grade.REJECT),
    ],
)
def test_grades(hard, soft, grade: Grade) -> None:
    result = grade_capture(hard=hard, soft=soft)
    assert result.grade is grade
    assert result.reasons == hard + soft
