"""Named angles: known answers with signs, the specification's formulas, invariances, the document.

`spec_*` are ports of the reference geometry of measurement specification Appendix 1.
"""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from kinematics import geometry, measures
from kinematics.angles import ANGLES, angles_document, find_angle
from kinematics.body import Body, Limb
from kinematics.landmarks import MIRRORED, SKELETON, Landmark, Side, landmark_of
from kinematics.pose import PoseSequence

Array = NDArray[np.float64]
# By definition image x: only its change means something.
NEEDS_PLACE = {"ankle_position_ratio", "hip_place_ratio"}
SIGNED_BY_IMAGE_X = {"ankle_position_ratio", "hip_place_ratio"}
SIZE_WH = (1280, 960)


def body_of(points: dict[str, tuple[float, float]], **kwargs) -> Body:
    """A body from names like `left_hip`; unnamed landmarks are not seen."""
    xy_px = np.full((33, 2), np.nan)
    for name, point in points.items():
        xy_px[Landmark[name.upper()]] = point
    kwargs = {"working": Side.LEFT, "near": Side.LEFT} | kwargs
    return Body(xy_px=xy_px, **kwargs)


def both(**points: tuple[float, float]) -> dict[str, tuple[float, float]]:
    """The same place for the left and the right of each part."""
    return {f"{side}_{part}": at for part, at in points.items() for side in ("left", "right")}


def value(key: str, body: Body, limb: Limb = Limb.WORKING) -> float:
    return float(find_angle(key).compute(body, limb))


# ---- the specification's own formulas -----------------------------------------------------------


def spec_ang(a, b, c):
    u, v = np.subtract(a, b), np.subtract(c, b)
    return np.degrees(np.arctan2(abs(u[0] * v[1] - u[1] * v[0]), u[0] * v[0] + u[1] * v[1]))


def spec_from_vertical(lower, upper, plus_x):
    return np.degrees(np.arctan2(plus_x * (upper[0] - lower[0]), lower[1] - upper[1]))


def spec_facing(heels, toes):
    return 1 if np.mean(toes[:, 0] - heels[:, 0]) >= 0 else -1


@pytest.mark.parametrize("seed", range(40))
def test_against_the_specification(seed: int) -> None:
    xy_px = np.random.default_rng(seed).uniform(-2000, 2000, (33, 2))
    body = Body(xy_px=xy_px, working=Side.LEFT, near=Side.RIGHT)
    p = {m.name.lower(): xy_px[m] for m in Landmark}
    hip, knee, ankle = p["left_hip"], p["left_knee"], p["left_ankle"]
    mid_hip = (p["left_hip"] + p["right_hip"]) / 2
    mid_shoulder = (p["left_shoulder"] + p["right_shoulder"]) / 2
    heels, toes = xy_px[[29, 30]], xy_px[[31, 32]]
    dirx = spec_facing(heels, toes)
    assert value("knee_flexion_deg", body) == pytest.approx(
        180 - spec_ang(hip, knee, ankle), abs=1e-9
    )
    assert value("trunk_forward_deg", body) == pytest.approx(
        spec_from_vertical(mid_hip, mid_shoulder, dirx), abs=1e-9
    )
    assert value("shank_forward_deg", body) == pytest.approx(
        spec_from_vertical(ankle, knee, dirx), abs=1e-9
    )
    interior = spec_ang(mid_shoulder, mid_hip, knee)
    supine = value("hip_angle_supine_deg", body)
    assert min(abs(supine - interior), abs(supine - (360 - interior))) < 1e-9
    for limb, side in ((Limb.NEAR, "right"), (Limb.FAR, "left"), (Limb.OTHER, "right")):
        expected = 180 - spec_ang(*(p[f"{side}_{part}"] for part in ("hip", "knee", "ankle")))
        assert value("knee_flexion_deg", body, limb) == pytest.approx(expected, abs=1e-9)


# ---- known answers, with their signs ------------------------------------------------------------


def test_plane_geometry() -> None:
    origin, right, down = 0j, 1 + 0j, 1j
    assert geometry.cross(right, down) == 1  # clockwise on the screen is +
    assert geometry.interior_angle_deg(right, origin, down) == 90
    assert geometry.flexion_deg(right, origin, -right) == 0
    assert geometry.lean_from_vertical_deg(origin, 1 - 1j, 1.0) == pytest.approx(45)
    assert geometry.lean_from_vertical_deg(origin, 1 - 1j, -1.0) == pytest.approx(-45)
    assert np.isnan(geometry.ratio(1.0, 0.0))
    assert geometry.arccos_deg(1.5) == 0
    assert geometry.arcsin_deg(-1.5) == -90
    assert [geometry.sign_of(value) for value in (2.0, 0.0, -0.1)] == [1, 1, -1]
    assert np.isnan(geometry.sign_of(np.nan))
    np.testing.assert_array_equal(geometry.to_points(np.array([[3.0, 4.0]])), [3 + 4j])


@pytest.mark.parametrize("towards", [1, -1])
@pytest.mark.parametrize(("rise", "expected"), [(-20, -1), (0, 0), (20, 1)])
def test_supine_hip_angle_passes_180_above_the_line(
    towards: int, rise: float, expected: int
) -> None:
    points = both(
        shoulder=(500.0, 600.0),
        hip=(500.0 + 200 * towards, 600.0 - rise),
        knee=(500.0 + 400 * towards, 600.0),
    )
    body = body_of(points)
    angle = value("hip_angle_supine_deg", body)
    assert np.sign(round(angle - 180, 6)) == expected
    assert angle - 180 == pytest.approx(2 * np.degrees(np.arctan2(rise, 200)))
    assert value("hip_above_line_ratio", body) == pytest.approx(rise / np.hypot(200, rise))


@pytest.mark.parametrize("facing", [1, -1])
def test_squat_seen_from_the_side(facing: int) -> None:
    def at(x: float, y: float) -> tuple[float, float]:
        return (640 + facing * x, y)

    points = both(
        shoulder=at(60, 300), hip=at(-60, 500), knee=at(100, 600), ankle=at(0, 800),
        heel=at(-40, 820), foot_index=at(80, 820),
    )  # fmt: skip
    body = body_of(points)
    assert value("trunk_forward_deg", body) == pytest.approx(np.degrees(np.arctan2(120, 200)))
    assert value("shank_forward_deg", body) == pytest.approx(np.degrees(np.arctan2(100, 200)))
    lean = np.degrees(np.arctan2(120, 200) - np.arctan2(100, 200))
    assert value("trunk_minus_shank_deg", body) == pytest.approx(lean)
    assert value("knee_ahead_of_toe_ratio", body) == pytest.approx(20 / np.hypot(60, 300))
    assert value("trunk_uprightness_deg", body) == pytest.approx(np.degrees(np.arctan2(120, 200)))
    assert value("trunk_inclination_deg", body) == pytest.approx(np.degrees(np.arctan2(200, 120)))
    thigh, shank = np.array([160, 100.0]), np.array([-100, 200.0])
    cosine = thigh @ shank / np.linalg.norm(thigh) / np.linalg.norm(shank)
    assert value("knee_flexion_deg", body) == pytest.approx(np.degrees(np.arccos(cosine)))


def test_squat_seen_from_the_front() -> None:
    start = both(shoulder=(640, 200), ankle=(640, 800)) | {
        "left_hip": (680.0, 400.0), "right_hip": (600.0, 400.0),
        "left_knee": (690.0, 600.0), "right_knee": (590.0, 600.0),
        "left_ankle": (700.0, 800.0), "right_ankle": (580.0, 800.0),
    }  # fmt: skip
    down = start | {"left_hip": (692.0, 500.0), "right_hip": (612.0, 500.0)}
    down |= {"left_knee": (670.0, 620.0), "right_knee": (610.0, 620.0)}
    body = body_of(down, start_xy_px=body_of(start).xy_px)
    assert value("hip_drop_ratio", body) == pytest.approx(0.25)
    assert value("hip_drop_ratio", body.start) == 0
    assert value("knee_flexion_from_height_deg", body) == pytest.approx(
        2 * np.degrees(np.arccos(0.75))
    )
    assert value("knee_gap_ratio", body) == pytest.approx(60 / 120)
    assert value("hip_offset_ratio", body) == pytest.approx(12 / 120)
    assert value("ankle_spread_ratio", body) == pytest.approx(120 / np.hypot(20, 400))


def side_lying(knee_up: float = 0.0, leg_deg: float = 0.0) -> dict[str, tuple[float, float]]:
    """Head at image left, torso 200 px, left side up; the left leg straight, raised by leg_deg."""
    leg = np.radians(leg_deg)
    x, y = 640 + 300 * np.cos(leg), 560 - 300 * np.sin(leg)
    return {
        "left_shoulder": (440.0, 540.0), "right_shoulder": (440.0, 660.0),
        "left_hip": (640.0, 560.0), "right_hip": (640.0, 640.0),
        "left_knee": (740.0, 560.0 - knee_up), "right_knee": (740.0, 640.0),
        "left_ankle": (x, y), "right_ankle": (800.0, 650.0),
        "left_heel": (x, y), "left_foot_index": (x, y - 15.0),
    }  # fmt: skip


@pytest.mark.parametrize("degrees", [-10, 0, 25, 60])
def test_hip_abduction_is_positive_away_from_the_other_leg(degrees: float) -> None:
    points = side_lying(leg_deg=degrees)
    assert value("hip_abduction_deg", body_of(points)) == pytest.approx(degrees)
    flipped = {name: (1280 - x, y) for name, (x, y) in points.items()}
    assert value("hip_abduction_deg", body_of(flipped)) == pytest.approx(degrees)
    assert value("leg_length_ratio", body_of(points)) == pytest.approx(1.5)
    assert value("toe_height_ratio", body_of(points)) == pytest.approx(15 / 300)


@pytest.mark.parametrize("opening", [0, 15, 30, 50])
def test_clamshell_opening(opening: float) -> None:
    lever = 0.70 * 0.82 * 200 * measures.KNEES_NEARER  # B.5, with the knees nearer the camera
    knee_up = lever * np.sin(np.radians(opening))
    start = body_of(side_lying())
    body = body_of(side_lying(knee_up), start_xy_px=start.xy_px)
    assert value("clamshell_opening_deg", body) == pytest.approx(opening)
    assert value("knee_stack_ratio", body) == pytest.approx((80 + knee_up) / 200)
    assert value("hip_stack_ratio", body) == pytest.approx(80 / 200)
    assert value("side_lying_hip_flexion_deg", body, Limb.OTHER) == pytest.approx(
        np.degrees(np.arccos(100 / (0.82 * 200 * measures.KNEES_NEARER)))
    )
    assert value("shoulder_shift_ratio", body) == 0
    assert value("flank_length_ratio", body) == pytest.approx(np.hypot(200, 20) / 200)
    # mid-shoulder (440, 600), hip (640, 560), other hip (640, 640)
    assert value("waist_angle_deg", body) == pytest.approx(np.degrees(np.arctan2(200, 40)))


def test_view_widths_are_negative_when_the_person_faces_us() -> None:
    facing = both(shoulder=(640, 300), hip=(640, 500)) | {
        "left_shoulder": (700.0, 300.0), "right_shoulder": (580.0, 300.0),
        "left_hip": (670.0, 500.0), "right_hip": (610.0, 500.0),
    }  # fmt: skip
    body = body_of(facing)
    assert value("shoulder_turn_ratio", body) == pytest.approx(-0.6)
    assert value("hip_turn_ratio", body) == pytest.approx(-0.3)
    away = {n: (1280 - x, y) for n, (x, y) in facing.items()}
    assert value("shoulder_turn_ratio", body_of(away)) == pytest.approx(0.6)


def test_heel_and_ankle() -> None:
    start = both(shoulder=(300, 600), hip=(500, 600), ankle=(700, 640), heel=(690, 660)) | both(
        foot_index=(760, 660)
    )
    lifted = start | both(heel=(690, 640), ankle=(720, 640))
    body = body_of(lifted, start_xy_px=body_of(start).xy_px)
    assert value("heel_lift_ratio", body) - value("heel_lift_ratio", body.start) == pytest.approx(
        20 / 200
    )
    leg = np.hypot(200, 40)
    assert value("heel_lift_leg_ratio", body) == pytest.approx(20 / leg)
    moved = value("ankle_position_ratio", body) - value("ankle_position_ratio", body.start)
    assert moved == pytest.approx(20 / 200)
    assert value("ankle_gap_ratio", body) == 0
    knee_up = body_of(start | both(knee=(600, 480)))
    assert value("knee_height_ratio", knee_up) == pytest.approx(120 / 200)


# ---- properties of every angle ------------------------------------------------------------------

every_angle = pytest.mark.parametrize("key", sorted(ANGLES))
RNG = np.random.default_rng(11)
POSES = RNG.uniform(200, 800, (40, 33, 2))
START = RNG.uniform(200, 800, (33, 2))


def of(xy_px: Array, start: Array = START, working: Side = Side.LEFT) -> Body:
    return Body(xy_px=xy_px, working=working, near=working.other, start_xy_px=start)


@every_angle
def test_one_pose_and_many_agree_to_the_bit(key: str) -> None:
    for limb in Limb:
        many = find_angle(key).compute(of(POSES), limb)
        assert many.shape == (40,)
        single = np.array([find_angle(key).compute(of(pose), limb) for pose in POSES])
        np.testing.assert_array_equal(many, single)


@every_angle
@given(shift=st.tuples(st.floats(-500, 500), st.floats(-500, 500)), scale=st.floats(0.3, 4))
@settings(max_examples=15, deadline=None)
def test_shift_and_scale_change_nothing(key: str, shift: tuple[float, float], scale: float) -> None:
    plain = find_angle(key).compute(of(POSES))
    larger = find_angle(key).compute(of(POSES * scale, START * scale))
    np.testing.assert_allclose(larger, plain, rtol=1e-7, atol=1e-6)
    if key not in NEEDS_PLACE:
        moved = find_angle(key).compute(of(POSES + shift, START + np.array(shift)))
        np.testing.assert_allclose(moved, plain, rtol=1e-6, atol=1e-5)


@every_angle
def test_mirrored_with_sides_swapped_is_the_same(key: str) -> None:
    sequence = PoseSequence(
        time_s=np.arange(41.0),
        xy_px=np.concatenate([START[None], POSES]),
        visibility=np.ones((41, 33)),
        world_m=np.zeros((41, 33, 3)),
        image_size_wh=SIZE_WH,
    )
    mirrored = sequence.mirrored().xy_px
    plain = find_angle(key).compute(of(POSES))
    other = find_angle(key).compute(of(mirrored[1:], mirrored[0], Side.RIGHT))
    if key in SIGNED_BY_IMAGE_X:
        torso = of(POSES).torso_px
        other = SIZE_WH[0] / torso - other
    np.testing.assert_allclose(other, plain, rtol=1e-9, atol=1e-6)


@every_angle
def test_what_is_not_seen_is_nan(key: str) -> None:
    angle = find_angle(key)
    for part in angle.parts:
        hidden = POSES[0].copy()
        for side in Side:
            hidden[landmark_of(part, side)] = np.nan
        assert np.isnan(angle.compute(of(hidden, hidden)))
    read = (*angle.parts, "nose")  # no paired part
    unread = [m for m in Landmark if not any(m.name.lower().endswith(p) for p in read)]
    spared = POSES[0].copy()
    spared[unread] = np.nan
    full = angle.compute(of(POSES[0], POSES[1]))
    start = POSES[1].copy()
    torso_and_leg = {"shoulder", "hip", "ankle", "heel", "foot_index"}
    kept = [m for m in unread if not any(m.name.lower().endswith(p) for p in torso_and_leg)]
    start[kept] = np.nan
    np.testing.assert_array_equal(angle.compute(of(spared, start)), full)


# ---- tables and documents -----------------------------------------------------------------------


def test_document_is_generated_from_the_table() -> None:
    document = Path(__file__).parents[1] / "docs" / "angles.md"
    assert document.read_text(encoding="utf-8") == angles_document()


@every_angle
def test_every_row_is_complete(key: str) -> None:
    angle = ANGLES[key]
    texts = (angle.definition, angle.zero, angle.sign, angle.plane, angle.view, angle.known_error)
    assert all(texts)
    assert angle.unit in ("deg", "ratio")
    assert key.endswith(f"_{angle.unit}")
    assert all(landmark_of(part, Side.LEFT) for part in angle.parts)


def test_unknown_names_are_refused() -> None:
    with pytest.raises(ValueError, match=r"expected one of .* got 'pelvic_tilt_deg'"):
        find_angle("pelvic_tilt_deg")
    with pytest.raises(ValueError, match=r"expected one of .* got 'pelvis'"):
        landmark_of("pelvis", Side.LEFT)
    with pytest.raises(ValueError, match=r"expected shape \(\.\.\., 33, 2\), got \(32, 2\)"):
        of(POSES[0, :32])
    with pytest.raises(ValueError, match="expected a start pose"):
        _ = Body(xy_px=START, working=Side.LEFT, near=Side.LEFT).start


def test_landmarks() -> None:
    assert [MIRRORED[MIRRORED[i]] for i in range(33)] == list(range(33))
    for mark in Landmark:
        twin = Landmark(MIRRORED[mark]).name
        expected = mark.name.translate(str.maketrans("", ""))
        for a, b in (("LEFT", "RIGHT"), ("RIGHT", "LEFT")):
            if a in mark.name:
                expected = mark.name.replace(a, b)
        assert twin == expected
    assert all(landmark_of("hip", side).name == f"{side.value.upper()}_HIP" for side in Side)
    assert len(set(SKELETON)) == len(SKELETON) == 20
