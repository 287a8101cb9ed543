"""Drawing on pictures: every part in its place and colour, never outside, input untouched."""

import math
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kinematics.landmarks import Landmark, Side
from kinematics.pose import PoseFrame
from vision import lettering
from vision.annotators import AMBER, Overlay, annotate, key_frame_jpeg
from vision.draw_body import FAR, MARKED, NEAR, TARGET, sweep_deg
from vision.video import VideoFile

CLIPS = Path(__file__).parents[1].parent / "shared" / "clips"
GREY = 128
LEFT_KNEE = (Landmark.LEFT_HIP, Landmark.LEFT_KNEE, Landmark.LEFT_ANKLE)
LONG_CUE = "Push the floor apart, keep both heels heavy and your chest up – größer als 90°."
FULL = Overlay(
    rep_count=188,
    partial_count=12,
    phase="Lowering",
    progress=0.5,
    angle_deg=90.0,
    angle_at=LEFT_KNEE,
    target_deg=(100.0, 120.0),
    hold_s=1.5,
    hold_target_s=2.0,
    cue=LONG_CUE,
    issue="The feet are out of the picture. Step back until you see them.",
    highlight=(Landmark.LEFT_KNEE,),
    near_side=Side.LEFT,
)


def grey(width: int, height: int) -> np.ndarray:
    return np.full((height, width, 3), GREY, np.uint8)


def standing(width: int, height: int) -> PoseFrame:
    """A person facing the camera whose left knee is bent by exactly 90° to image right."""
    xy = np.full((33, 2), np.nan)
    for side, x in ((0, 0.56), (1, 0.44)):
        for first, y in ((7, 0.2), (11, 0.3), (13, 0.4), (15, 0.55), (23, 0.5), (25, 0.65)):
            xy[first + side] = (x * width, y * height)
        for first, y in ((27, 0.8), (29, 0.82), (31, 0.83)):
            xy[first + side] = (x * width, y * height)
    knee = xy[Landmark.LEFT_KNEE]
    xy[Landmark.LEFT_ANKLE] = (knee[0] + 0.2 * min(width, height), knee[1])
    seen = np.where(np.isfinite(xy[:, 0]), 0.95, np.nan)
    return PoseFrame(time_s=0, xy_px=xy, visibility=seen, world_m=np.full((33, 3), np.nan))


def near_colour(
    picture: np.ndarray, colour: tuple[int, int, int], tolerance: int = 40
) -> np.ndarray:
    return np.abs(picture.astype(int) - colour).max(axis=2) <= tolerance


def changed(picture: np.ndarray) -> np.ndarray:
    return np.abs(picture.astype(int) - GREY).max(axis=2) > 3


def at(pose: PoseFrame, mark: Landmark) -> tuple[int, int]:
    x, y = np.rint(pose.xy_px[mark]).astype(int)
    return int(x), int(y)


def test_an_empty_overlay_without_a_pose_changes_nothing():
    image = grey(320, 240)
    out = annotate(image, None, Overlay())
    assert np.array_equal(out, image)
    assert out is not image


def test_the_input_is_untouched():
    image = grey(640, 480)
    out = annotate(image, standing(640, 480), FULL)
    assert (image == GREY).all()
    assert changed(out).any()


def test_near_limbs_are_strong_and_far_limbs_faint():
    pose = standing(640, 480)
    out = annotate(grey(640, 480), pose, Overlay(near_side=Side.LEFT))
    middle = lambda a, b: tuple(((np.array(at(pose, a)) + at(pose, b)) // 2).tolist())  # noqa: E731
    x, y = middle(Landmark.LEFT_HIP, Landmark.LEFT_KNEE)
    assert near_colour(out[y : y + 1, x : x + 1], NEAR, 5).all()
    x, y = middle(Landmark.RIGHT_HIP, Landmark.RIGHT_KNEE)
    faint = (np.array(FAR) + GREY) / 2
    assert near_colour(out[y : y + 1, x : x + 1], tuple(faint), 5).all()
    swapped = annotate(grey(640, 480), pose, Overlay(near_side=Side.RIGHT))
    assert near_colour(swapped[y : y + 1, x : x + 1], NEAR, 5).all()


def test_a_guessed_landmark_is_hollow():
    pose = standing(1280, 720)
    x, y = at(pose, Landmark.RIGHT_WRIST)
    pose.visibility[Landmark.LEFT_KNEE] = 0.2
    sure = annotate(grey(1280, 720), pose, Overlay())
    assert (sure[y, x] > 240).all()
    pose.visibility[Landmark.RIGHT_WRIST] = 0.59
    guessed = annotate(grey(1280, 720), pose, Overlay())
    assert not (guessed[y, x] > 240).all()
    pose.visibility[Landmark.RIGHT_WRIST] = np.nan
    assert np.array_equal(annotate(grey(1280, 720), pose, Overlay()), guessed)


def test_the_highlight_marks_its_joint_and_only_that():
    pose = standing(640, 480)
    out = annotate(grey(640, 480), pose, Overlay(highlight=(Landmark.LEFT_KNEE,)))
    ys, xs = np.nonzero(near_colour(out, MARKED, 30))
    assert len(xs) > 20
    assert np.hypot(*(np.array([xs, ys]) - np.array([at(pose, Landmark.LEFT_KNEE)]).T)).max() < 20


def target_directions(overlay: Overlay, pose: PoseFrame) -> np.ndarray:
    """Directions from the left knee to the pixels of the target band: 0 = right, clockwise."""
    out = annotate(grey(640, 480), pose, overlay)
    ys, xs = np.nonzero(near_colour(out, TARGET, 30))
    assert len(xs) > 10
    knee = at(pose, Landmark.LEFT_KNEE)
    return np.degrees(np.arctan2(ys - knee[1], xs - knee[0]))


@pytest.mark.parametrize("flexion", [False, True])
def test_the_target_band_lies_where_the_limb_would_be(flexion):
    """Thigh straight up, shank to the right (direction 0): 30° more opening is direction 30."""
    pose = standing(640, 480)
    target = (60.0, 70.0) if flexion else (110.0, 120.0)
    overlay = Overlay(angle_deg=90.0, angle_at=LEFT_KNEE, target_deg=target, flexion=flexion)
    directions = target_directions(overlay, pose)
    assert directions.mean() == pytest.approx(25, abs=1.5)
    assert 10 < np.ptp(directions) < 24  # round ends reach a little further


def test_an_angle_past_straight_is_drawn_on_the_other_side():
    pose = standing(640, 480)
    knee = pose.xy_px[Landmark.LEFT_KNEE]
    radians = math.radians(90 - 10)  # interior angle 170 on the right = 190 counted the other way
    pose.xy_px[Landmark.LEFT_ANKLE] = knee + 80 * np.array([math.cos(radians), math.sin(radians)])
    inside = target_directions(
        Overlay(angle_deg=170.0, angle_at=LEFT_KNEE, target_deg=(150.0, 160.0)), pose
    )
    past = target_directions(
        Overlay(angle_deg=190.0, angle_at=LEFT_KNEE, target_deg=(170.0, 180.0)), pose
    )
    assert inside.mean() == pytest.approx(65, abs=4)
    assert past.mean() == pytest.approx(95, abs=4)


@pytest.mark.parametrize(("c", "expected"), [((1, 0), 90), ((-1, 0), -90), ((0, 1), 180)])
def test_sweep_is_signed_clockwise(c, expected):
    a, b = np.array([0.0, -1.0]), np.zeros(2)
    assert sweep_deg(a, b, np.array(c, dtype=float)) == pytest.approx(expected)


@pytest.mark.parametrize("share", [0.0, 0.25, 0.5, 1.0, 1.7, -0.2])
def test_the_gauge_is_as_high_as_the_progress(share):
    empty = annotate(grey(640, 480), None, Overlay(progress=0.0))
    out = annotate(grey(640, 480), None, Overlay(progress=share))
    height = changed(empty).any(axis=1).sum()
    filled = near_colour(out, NEAR, 5).any(axis=1).sum()
    assert filled / height == pytest.approx(min(max(share, 0), 1), abs=0.03)


def test_unknown_progress_is_an_empty_gauge():
    out = annotate(grey(640, 480), None, Overlay(progress=math.nan))
    assert changed(out).any()
    assert not near_colour(out, NEAR, 5).any()


def test_the_hold_ring_fills_with_time():
    def filled(hold_s: float, colour: tuple[int, int, int]) -> int:
        overlay = Overlay(hold_s=hold_s, hold_target_s=2.0)
        return int(near_colour(annotate(grey(640, 480), None, overlay), colour, 20).sum())

    quarter, half = filled(0.5, NEAR), filled(1.0, NEAR)
    assert half == pytest.approx(2 * quarter, rel=0.15)
    assert filled(2.0, NEAR) == 0
    assert filled(2.0, TARGET) == pytest.approx(2 * half, rel=0.15)
    assert not changed(annotate(grey(640, 480), None, Overlay(hold_s=0, hold_target_s=2))).any()


def test_counter_cue_and_issue_have_their_places():
    counter = changed(annotate(grey(640, 480), None, Overlay(rep_count=7)))
    assert counter[:240, :320].sum() == counter.sum() > 0
    cue = annotate(grey(640, 480), None, Overlay(cue="Slow it down."))
    assert changed(cue)[:320].sum() == 0
    assert near_colour(cue, TARGET, 30).any()
    assert (cue.min(axis=2) > 240).sum() > 100  # white letters
    issue = annotate(grey(640, 480), None, Overlay(issue="Step back."))
    assert changed(issue)[:320].sum() == 0
    assert near_colour(issue, AMBER, 30).any()
    fault = annotate(
        grey(640, 480), None, Overlay(cue="Slow it down.", highlight=(Landmark.LEFT_KNEE,))
    )
    assert near_colour(fault, MARKED, 30).any()


def test_different_counts_look_different():
    seen = {annotate(grey(320, 240), None, Overlay(rep_count=n)).tobytes() for n in range(20)}
    assert len(seen) == 20


@pytest.mark.parametrize("background", [0, 90, 255])
def test_a_cue_is_readable_on_any_background(background):
    image = np.full((480, 640, 3), background, np.uint8)
    out = annotate(image, None, Overlay(cue="Slow it down."))
    banner = out[440, 20:600].astype(float).mean(axis=1)
    assert np.percentile(banner, 99) > 235  # letters
    assert np.percentile(banner, 20) < 75  # panel: a contrast of more than 7 : 1


SIZES = [(153, 272), (272, 153), (640, 480), (608, 1080), (1280, 720), (1080, 1920), (1920, 1080)]


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_every_panel_stays_inside_the_picture(width, height):
    """The outermost pixels stay as they were: nothing is cut off at an edge."""
    out = annotate(grey(width, height), standing(width, height), FULL)
    assert out.shape == (height, width, 3)
    edge = changed(out)
    assert not edge[[0, -1]].any()
    assert not edge[:, [0, -1]].any()
    assert edge[: height // 2].any()
    assert edge[height // 2 :].any()


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_long_texts_leave_the_middle_of_the_picture_free(width, height):
    overlay = replace(FULL, cue=LONG_CUE * 3, issue=LONG_CUE * 3, highlight=())
    out = annotate(grey(width, height), None, overlay)
    middle = changed(out)[int(0.42 * height) : int(0.52 * height), : int(0.85 * width)]
    assert not middle.any()


def test_the_degrees_of_a_joint_at_the_edge_stay_inside():
    pose = standing(640, 480)
    pose.xy_px[:, 0] += 640 - pose.xy_px[Landmark.LEFT_KNEE, 0] - 2
    bare = annotate(grey(640, 480), pose, Overlay())
    out = annotate(grey(640, 480), pose, Overlay(angle_deg=90.0, angle_at=LEFT_KNEE))
    drawn = np.nonzero((out != bare).any(axis=2))
    label = lettering.label("90°", round(26 * 480 / 720))
    assert drawn[1].max() - drawn[1].min() >= label.size_wh[0] - 3


@settings(max_examples=60, deadline=None)
@given(
    width=st.integers(1, 300),
    height=st.integers(1, 300),
    text=st.text(max_size=120),
    values=st.lists(
        st.floats(-1e6, 1e6) | st.just(math.nan) | st.just(math.inf), min_size=8, max_size=8
    ),
)
def test_nothing_makes_it_fail(width, height, text, values):
    pose = standing(width, height)
    pose.xy_px[Landmark.LEFT_KNEE] = values[:2]
    pose.xy_px[Landmark.RIGHT_HIP] = values[2:4]
    pose.visibility[:] = values[4]
    overlay = replace(FULL, cue=text, issue=text, phase=text, progress=values[5])
    overlay = replace(overlay, angle_deg=values[6], target_deg=(values[7], values[5]))
    assert annotate(grey(width, height), pose, overlay).shape == (height, width, 3)
    assert annotate(grey(width, height), PoseFrame.unseen(0), overlay).any()


@pytest.mark.parametrize(
    "bad",
    [
        np.zeros((4, 4), np.uint8),
        np.zeros((4, 4, 4), np.uint8),
        np.zeros((4, 4, 3)),
        np.zeros((0, 4, 3), np.uint8),
    ],
)
def test_anything_but_an_rgb_picture_is_refused(bad):
    with pytest.raises(ValueError, match="expected"):
        annotate(bad, None, Overlay())


def test_degree_signs_and_umlauts_are_real_letters():
    """A missing letter would be drawn as the same box every time."""
    drawn = {lettering.label(letter, 40).colour.tobytes() for letter in "°äöüßéñ…–"}
    assert len(drawn) == 9


@given(text=st.text(alphabet="abc wxyz°ü", max_size=80), width=st.integers(30, 400))
@settings(max_examples=60, deadline=None)
def test_wrapped_lines_fit_and_lose_no_letter(text, width):
    lines = lettering.wrap(text, 12, width)
    assert all(lettering.text_width(line, 12) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_a_key_frame_is_a_jpeg_with_its_caption_below():
    pose, caption = standing(640, 480), "Rep 7 at 12.3 s: knee inside the foot. " * 4
    bare = cv2.imdecode(np.frombuffer(key_frame_jpeg(grey(640, 480), pose, FULL, ""), np.uint8), 1)
    data = key_frame_jpeg(grey(640, 480), pose, FULL, caption)
    picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    assert bare is not None
    assert picture is not None
    assert bare.shape == (480, 640, 3)
    assert picture.shape[0] > 520
    assert picture.shape[1] == 640
    assert np.abs(picture[:470].astype(int) - bare[:470]).mean() < 1
    strip = picture[485:].max(axis=2)
    assert (strip > 200).mean() > 0.02
    red = cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)
    assert near_colour(red, MARKED, 40).any()  # colours are not swapped


def test_a_large_key_frame_is_made_smaller():
    data = key_frame_jpeg(grey(1080, 1920), None, Overlay(), "")
    picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    assert picture.shape == (1280, 720, 3)


@pytest.mark.clips
@pytest.mark.skipif(not CLIPS.is_dir(), reason="needs the development clips")
def test_the_skeleton_lies_on_the_body_of_a_real_frame():
    """On a rendered clip with true joints the line hip-knee is where the truth says."""
    clip = CLIPS / "rendered" / "squat_side_m1.mp4"
    frame = next(iter(VideoFile(str(clip))))
    truth = np.genfromtxt(clip.with_suffix(".csv.gz"), delimiter=",", names=True, max_rows=1)
    xy = np.full((33, 2), np.nan)
    for side, first in (("L", 0), ("R", 1)):
        for joint, index in (("hip", 23), ("knee", 25), ("ankle", 27)):
            xy[index + first] = truth[f"{joint}_{side}_u"], truth[f"{joint}_{side}_v"]
    pose = PoseFrame(time_s=0, xy_px=xy, visibility=np.ones(33), world_m=np.full((33, 3), np.nan))
    out = annotate(frame.image_rgb, pose, Overlay(near_side=Side.LEFT))
    x, y = np.rint((xy[Landmark.LEFT_HIP] + 2 * xy[Landmark.LEFT_KNEE]) / 3).astype(int)
    assert near_colour(out[y : y + 1, x : x + 1], NEAR, 12).all()
    assert not near_colour(frame.image_rgb[y : y + 1, x : x + 1], NEAR, 12).any()
