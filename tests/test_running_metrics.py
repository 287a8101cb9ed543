"""Signs, identities, accuracy against truth, and NaN only with a reason."""

import re

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kinematics.geometry import interior_angle_deg
from kinematics.landmarks import LANDMARK_COUNT, Landmark, Side
from kinematics.pose import PoseSequence
from running.analysis import RunningAnalysis, analyse
from running.angles import (
    PelvisSignal,
    contralateral_drop_deg,
    hip_adduction_2d_deg,
    lateral_x,
    sagittal_angles,
    thigh_adduction_deg,
)
from running.curves import reference_bands
from running.frontal import step_width_class
from running.merge import merge_views
from running.metrics import METRICS
from running.recording import RunView, Setup
from tests.running_scores import (
    cadence_error,
    rear_angle_errors,
    rendered_analysis,
    side_angle_scores,
)
from tests.running_truth import CLIPS, film, footnet_runners, rbds_runner, rendered
from tests.running_walker import stick_runner

clips = pytest.mark.skipif(not CLIPS.exists(), reason="development clips are not here")
KEYS = [
    "cadence_spm",
    "step_time_s",
    "contact_time_s",
    "flight_time_s",
    "duty_factor",
    "pelvic_drop_deg",
    "thigh_adduction_deg",
    "hip_adduction_2d_deg",
    "knee_window_ratio",
    "step_width_ratio",
    "trunk_lateral_lean_deg",
    "pelvis_lateral_shift_ratio",
    "trunk_forward_lean_deg",
    "thigh_extension_peak_deg",
    "thigh_flexion_peak_deg",
    "knee_flexion_contact_deg",
    "knee_flexion_stance_peak_deg",
    "knee_flexion_swing_peak_deg",
    "shank_angle_contact_deg",
    "foot_ahead_of_hip_ratio",
    "foot_strike_angle_deg",
    "vertical_oscillation_cm",
    "ankle_dorsiflexion_peak_deg",
]


def check_contract(analysis: RunningAnalysis) -> None:
    """Every key is there; a value is finite with support, or NaN with a reason."""
    assert {m.key for m in analysis.measures} == set(KEYS)
    for measure in analysis.measures:
        if measure.known:
            assert np.isfinite(measure.sdd)
            if measure.n == 0 and measure.key == "cadence_spm":
                continue  # needs no events
            assert measure.n >= 4 or measure.key == "cadence_spm"
            assert measure.iqr[0] <= measure.iqr[1]
            assert measure.evidence_s
        else:
            assert measure.reason
            assert measure.grade == "reject"


def test_the_table_has_every_key_in_order_with_words_and_sources() -> None:
    assert list(METRICS) == KEYS
    for metric in METRICS.values():
        assert metric.definition.endswith(".")
        assert metric.source
        assert metric.sdd > 0


def test_what_people_read_is_a_name_and_no_key() -> None:
    names = [metric.name for metric in METRICS.values()]
    assert len(set(names)) == len(names)
    assert METRICS["hip_adduction_2d_deg"].name == "Hip adduction (2-D projection)"
    for metric in METRICS.values():
        assert not re.search(r"_|2d|\b(deg|spm|ratio|cm)\b", metric.name)


def test_known_movement_gives_its_known_angles() -> None:
    analysis = analyse(stick_runner(cadence_spm=166.0, fps=120, seconds=12.0, trunk_lean_deg=6.0))
    for key, true in (
        ("trunk_forward_lean_deg", 6.0),
        ("thigh_extension_peak_deg", 25.0),
        ("thigh_flexion_peak_deg", 35.0),
        ("knee_flexion_swing_peak_deg", 90.0),
    ):
        side = "right" if METRICS[key].sided else "both"
        assert analysis.measure(key, side).value == pytest.approx(true, abs=0.1)
    assert analysis.measure("step_time_s", "right").value == pytest.approx(60 / 166, abs=0.002)


def test_vertical_oscillation_in_centimetres() -> None:
    runner = stick_runner(cadence_spm=166.0, fps=120, seconds=12.0, rise_px=25.0)
    tall = analyse(runner, setup=Setup(height_cm=170.0)).measure("vertical_oscillation_cm")
    # torso 150 + leg 260 pixels are 0.779 of the height; 1.08 carries shoulders to hips
    assert tall.value == pytest.approx(25.0 * 170.0 * 0.779 / 410.0 * 1.08, rel=0.02)
    unknown = analyse(runner).measure("vertical_oscillation_cm")
    assert not unknown.known
    assert "height" in unknown.reason


def test_sagittal_signs() -> None:
    analysis = analyse(stick_runner(cadence_spm=166.0, fps=60, seconds=6.0))
    for facing, mirror in ((1.0, False), (-1.0, True)):
        run = (
            analysis.run
            if not mirror
            else analyse(stick_runner(cadence_spm=166.0, fps=60, seconds=6.0).mirrored()).run
        )
        near = Side.RIGHT if not mirror else Side.LEFT
        angles = sagittal_angles(run.signals, facing)
        ahead = facing * (run.signals.point("knee", near) - run.signals.point("hip", near))[:, 0]
        assert (np.sign(angles.thigh[near]) == np.sign(ahead)).all()
        assert np.mean(angles.trunk_lean) == pytest.approx(6.0, abs=0.1)
        assert (angles.knee_flexion[near] > 0).all()


@pytest.mark.parametrize("view", [RunView.REAR, RunView.FRONT])
@pytest.mark.parametrize("side", list(Side))
def test_frontal_signs(view: RunView, side: Side) -> None:
    lateral = lateral_x(view, side)
    assert lateral == (1.0 if (side is Side.RIGHT) == (view is RunView.REAR) else -1.0)
    hip, knee_inside = np.array([0.0, 0.0]), np.array([-10.0 * lateral, 100.0])
    assert thigh_adduction_deg(hip, knee_inside, lateral) == pytest.approx(5.71, abs=0.01)
    right_lower = np.array([4.0])  # left side of the pelvis higher
    assert contralateral_drop_deg(right_lower, Side.LEFT)[0] == 4.0
    assert contralateral_drop_deg(right_lower, Side.RIGHT)[0] == -4.0


@given(drop=st.floats(-15, 15), thigh=st.floats(-20, 20), side=st.sampled_from(list(Side)))
def test_hip_adduction_is_drop_plus_thigh_adduction(drop: float, thigh: float, side: Side) -> None:
    lateral = lateral_x(RunView.REAR, side)
    stance = np.array([300.0, 400.0])
    tilt, lean = np.radians(drop), np.radians(thigh)
    swing = stance + 60.0 * np.array([-lateral * np.cos(tilt), np.sin(tilt)])
    knee = stance + 150.0 * np.array([-lateral * np.sin(lean), np.cos(lean)])
    to_pelvis = 90.0 - interior_angle_deg(*(complex(*at) for at in (swing, stance, knee)))
    found = thigh_adduction_deg(stance, knee, lateral)
    assert hip_adduction_2d_deg(np.array(drop), found) == pytest.approx(to_pelvis, abs=1e-6)


@clips
def test_a_pelvis_signal_gives_drop_and_hip_adduction() -> None:
    runner = rbds_runner()
    sequence = film(runner, view="rear", fps=60)
    hips = runner.points[:, Landmark.LEFT_HIP] - runner.points[:, Landmark.RIGHT_HIP]
    obliquity = np.degrees(np.arctan2(hips[:, 1], np.abs(hips[:, 2])))
    signal = PelvisSignal(
        time_s=runner.time_s, obliquity_deg=obliquity, sd_deg=np.full(len(obliquity), 0.4)
    )
    setup = Setup(roll_deg=0.0, focal_px=1500.0)
    analysis = analyse(sequence, setup=setup, pelvis=signal)
    for side, sign in ((Side.LEFT, 1.0), (Side.RIGHT, -1.0)):
        true = np.median(
            [
                (sign * obliquity[(runner.time_s > a) & (runner.time_s < b)]).max()
                for a, b in runner.contacts[side]
            ]
        )
        drop = analysis.measure("pelvic_drop_deg", side.value)
        assert drop.value == pytest.approx(true, abs=0.5)
        adduction = analysis.run.frontal
        assert adduction is not None
        assert np.nanmax(
            np.abs(
                adduction.hip_adduction[side]
                - adduction.drop[side]
                - adduction.thigh_adduction[side]
            )
        ) == pytest.approx(0.0, abs=1e-9)
    without = analyse(sequence, setup=setup)
    assert "stickers" in without.measure("pelvic_drop_deg", "left").reason
    assert "stickers" in without.measure("hip_adduction_2d_deg", "right").reason


def test_a_pelvis_signal_must_fit_together() -> None:
    with pytest.raises(ValueError, match="three arrays"):
        PelvisSignal(time_s=np.arange(3.0), obliquity_deg=np.zeros(2), sd_deg=np.zeros(3))
    with pytest.raises(ValueError, match="increasing"):
        PelvisSignal(time_s=np.zeros(3), obliquity_deg=np.zeros(3), sd_deg=np.zeros(3))


@clips
@pytest.mark.parametrize("stem", ["run_side_m1", "run_side_f3_60"])
def test_side_angles_against_rendered_truth(stem: str) -> None:
    clip = rendered(stem)
    scores = side_angle_scores(clip)
    assert scores["hip"][1] <= 4.0
    assert scores["knee"][1] <= 6.0
    assert scores["thigh"][1] <= 3.0
    assert scores["trunk"][1] <= 1.5
    assert abs(cadence_error(rendered_analysis(clip), clip.cadence_spm)) <= 0.5


@clips
def test_rear_angles_against_rendered_truth() -> None:
    errors: dict[str, list[float]] = {}
    for stem in ("run_rear_f3", "run_rear_f4_drop9", "run_rear_m0"):
        clip = rendered(stem)
        assert abs(cadence_error(rendered_analysis(clip), clip.cadence_spm)) <= 1.0
        for key, error in rear_angle_errors(clip).items():
            errors.setdefault(key.split()[0], []).append(abs(error))
    assert np.mean(errors["thigh_adduction_deg"]) <= 2.0
    assert np.mean(errors["trunk_lateral_lean_deg"]) <= 1.0


@clips
@pytest.mark.parametrize("view", ["right", "rear"])
def test_contract_on_marker_runners(view: str) -> None:
    check_contract(analyse(film(rbds_runner(), view=view, fps=60, noise_m=0.005)))


@clips
def test_what_a_view_cannot_show_is_refused() -> None:
    rear = analyse(film(rbds_runner(), view="rear", fps=120))
    for key in ("contact_time_s", "foot_strike_angle_deg", "knee_flexion_contact_deg"):
        assert not rear.measure(key, "left").known
    side = analyse(film(rbds_runner(), view="right", fps=120))
    assert not side.measure("step_width_ratio").known
    assert "far leg" in side.measure("knee_flexion_contact_deg", "left").reason
    slow = analyse(film(rbds_runner(), view="right", fps=30))
    assert "60 pictures" in slow.measure("contact_time_s", "right").reason


@clips
def test_two_views_merge_into_one_set() -> None:
    runner = rbds_runner()
    views = [
        analyse(film(runner, view=v, fps=60, noise_m=0.003)) for v in ("rear", "left", "right")
    ]
    merged = {(m.key, m.side): m for m in merge_views(views)}
    for key in ("contact_time_s", "knee_flexion_contact_deg"):
        assert all(merged[key, s].known for s in ("left", "right"))
    assert merged["step_width_ratio", "both"].known
    with pytest.raises(ValueError, match="at least one"):
        merge_views([])


@clips
def test_contact_times_against_force_plates() -> None:
    for runner, side in ((rbds_runner(), Side.RIGHT), (footnet_runners()[0], Side.RIGHT)):
        true = np.diff(runner.contacts[side], axis=1).mean()
        found = analyse(film(runner, view="right", fps=120, noise_m=0.005))
        assert found.measure("contact_time_s", "right").value == pytest.approx(true, abs=0.010)


@clips
def test_curves_have_one_row_a_stride_and_lie_near_the_healthy_band() -> None:
    analysis = analyse(film(rbds_runner(), view="right", fps=120, noise_m=0.003))
    curves = {c.key: c for c in analysis.curves}
    knee = curves["knee_flexion_deg"]
    assert knee.strides.shape[1] == 101
    assert knee.mean == pytest.approx(knee.strides.mean(axis=0))
    assert 30 <= knee.toe_off_percent <= 40
    assert knee.band is not None
    band = reference_bands()[knee.band]
    assert np.mean(np.abs(knee.mean - band.mean) <= 2.5 * band.sd) >= 0.9


def test_the_healthy_band_is_what_the_specification_read_from_it() -> None:
    bands = reference_bands()
    assert all(b.runners == 46 and "Fukuchi" in b.source for b in bands.values())
    knee, hip = bands["knee_flexion_deg"].mean, bands["hip_flexion_deg"].mean
    assert knee[0] == pytest.approx(12.0, abs=2.5)
    assert knee[:30].max() == pytest.approx(40.5, abs=2.5)
    assert knee.max() == pytest.approx(92.0, abs=2.5)
    assert hip.max() == pytest.approx(34.5, abs=2.0)
    assert hip.min() == pytest.approx(-14.0, abs=2.5)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    seed=st.integers(0, 2**32 - 1),
    count=st.integers(0, 200),
    fps=st.sampled_from([0.2, 5.0, 15.0, 30.0, 60.0, 5000.0]),
    missing=st.floats(0.0, 1.0),
    spread=st.sampled_from([0.0, 1.0, 50.0, 1e6]),
    running=st.booleans(),
)
def test_any_landmarks_analyse_without_an_exception(
    seed: int, count: int, fps: float, missing: float, spread: float, running: bool
) -> None:
    rng = np.random.default_rng(seed)
    xy = rng.normal(400.0, spread, (count, LANDMARK_COUNT, 2))
    time_s = np.cumsum(rng.uniform(0.3, 1.7, count)) / fps
    if running:
        runner = stick_runner(cadence_spm=166.0, fps=30, seconds=count / 30)
        xy = runner.xy_px + rng.normal(0.0, min(spread, 50.0), runner.xy_px.shape)
        time_s = runner.time_s
    xy[rng.random(xy.shape[:2]) < missing] = np.nan
    sequence = PoseSequence(
        time_s=time_s,
        xy_px=xy,
        visibility=np.where(np.isfinite(xy[..., 0]), rng.random(xy.shape[:2]), np.nan),
        world_m=np.full((*xy.shape[:2], 3), np.nan),
        image_size_wh=(1280, 960),
    )
    check_contract(analyse(sequence))


@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_any_edits_keep_the_contract(data: st.DataObject) -> None:
    analysis = analyse(stick_runner(cadence_spm=166.0, fps=60, seconds=6.0))
    events = list(analysis.events)
    keep = data.draw(st.lists(st.booleans(), min_size=len(events), max_size=len(events)))
    kept = tuple(e for e, k in zip(events, keep, strict=True) if k)
    check_contract(analysis.with_events(kept))


@pytest.mark.parametrize(
    ("ratio", "word"), [(-0.02, "crossed"), (0.0, "crossed"), (0.03, "narrow"), (0.1, "normal")]
)
def test_step_width_in_words(ratio: float, word: str) -> None:
    assert step_width_class(ratio) == word
    assert step_width_class(float("nan")) == "unknown"


@clips
def test_a_typed_speed_that_does_not_fit_the_feet_is_named() -> None:
    sequence = film(rbds_runner(), view="right", fps=60)
    right = analyse(sequence, setup=Setup(speed_kmh=9.0, height_cm=181.0))
    assert not any("km/h" in r for r in right.quality.reasons)
    wrong = analyse(sequence, setup=Setup(speed_kmh=14.0, height_cm=181.0))
    assert any("km/h" in r for r in wrong.quality.reasons)


@pytest.mark.parametrize(
    "bad", [{"playback_factor": 0.0}, {"height_cm": 5.0}, {"roll_deg": 90.0}, {"speed_kmh": -1.0}]
)
def test_impossible_setups_are_bad_calls(bad: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=next(iter(bad))):
        Setup(**bad)  # type: ignore[arg-type]
