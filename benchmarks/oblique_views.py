"""Sagittal angles from cameras that do not stand at the side, read three ways, against truth.

The running lab tells none of these angles; the tables say why. They are printed by
``python -m benchmarks.running_accuracy``; tests/test_running_clips.py holds the bounds of the walk.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from benchmarks.clip_library import CLIPS, load_landmarks
from kinematics.geometry import Array, arccos_deg
from kinematics.landmarks import LANDMARK_COUNT, Side, landmark_of
from kinematics.pose import PoseSequence
from running.angles import sagittal_angles
from running.recording import facing
from running.signals import GaitSignals, resample
from running.swaps import repair_legs

SQUATS = "mocap/opencap_squat/squats-with-arm-raise"
WALK = "mocap/opencap_walk/walking2_syncdWithMocap.avi"
OPENCAP = {
    WALK: "mocap/opencap_walk/walking2.mot",
    "mocap/opencap_squat/cam0_squats-with-arm-raise.mov": f"{SQUATS}.mot",
    "mocap/opencap_squat/cam1_squats-with-arm-raise.mov": f"{SQUATS}.mot",
}
RENDERED_OBLIQUE = ("run_obl", "squat_obl30")
LAGS_S = np.arange(-0.4, 0.4, 1.0 / 240.0)
KNEES = tuple(f"knee {side.value}" for side in Side)
PARTS = ("shoulder", "hip", "knee", "ankle", "heel", "foot_index")
KEYPOINTS = ("Shoulder", "Hip", "Knee", "Ankle", "Heel", "BigToe")  # of OpenCap, as `PARTS`
JOINTS = ("shoulder", "hip", "knee", "ankle", "ankle", "toes")  # of rendered clips, as `PARTS`


@dataclass(frozen=True, kw_only=True)
class Curves:
    """Joint ("trunk", "thigh left", …) → degrees (N,) at `time_s` (N,)."""

    time_s: Array
    joints: dict[str, Array]


@dataclass(frozen=True, kw_only=True)
class CurveError:
    """One joint of one reading of one video against truth, after offset and one lag for all.

    rmse_deg  root mean square error · offset_deg  mean, taken off · range_deg  of the reference
    """

    joint: str
    rmse_deg: float
    offset_deg: float
    range_deg: float


def readings(sequence: PoseSequence) -> dict[str, Curves]:
    """The same landmarks read three ways.

    picture     the formulas of the side view as they are
    yaw undone  the same in a picture stretched sideways by one over the cosine of the yaw that hips
                and shoulders of the model's 3-D points show on average
    3-D points  see `in_space`
    """
    repaired = repair_legs(sequence)
    signals = resample(repaired.sequence, doubtful=repaired.doubtful)
    stretch = np.array([1.0 / abs(_ahead(_world_m(repaired.sequence))[0]), 1.0])
    return {
        "picture": _curves(signals),
        "yaw undone": _curves(replace(signals, xy_px=signals.xy_px * stretch)),
        "3-D points": in_space(repaired.sequence),
    }


def in_space(sequence: PoseSequence) -> Curves:
    """The formulas of the side view on 3-D points seen square from the side.

    The knee is the angle between thigh and shank in space: a hinge is turned to no camera.
    """
    world_m = _world_m(sequence)
    beside = np.stack([world_m[..., [0, 2]] @ _ahead(world_m), world_m[..., 1]], axis=-1)
    curves = _curves(replace(resample(sequence), xy_px=beside))
    knees = {f"knee {side.value}": _hinge_deg(world_m, side) for side in Side}
    return replace(curves, joints=curves.joints | knees)


def yaw_off_side_deg(sequence: PoseSequence) -> float:
    """How far the camera is off a straight side view by the model's 3-D points: 90 = in front."""
    ahead = _ahead(_world_m(sequence))
    return float(np.degrees(np.arctan2(abs(ahead[1]), abs(ahead[0]))))


def _world_m(sequence: PoseSequence) -> Array:
    """The 3-D points on the time grid (N, 33, 3), filtered as the picture is."""
    x_y, z_y = (
        resample(replace(sequence, xy_px=sequence.world_m[..., axes])).xy_px
        for axes in ([0, 1], [2, 1])
    )
    return np.concatenate([x_y, z_y[..., :1]], axis=-1)


def _ahead(world_m: Array) -> Array:
    """Unit vector (x, z) of where the body faces on average: across hips and shoulders."""

    def mean_m(part: str, side: Side) -> Array:
        return np.asarray(np.nanmean(world_m[:, landmark_of(part, side)], axis=0)[[0, 2]])

    across = sum(
        (mean_m(part, Side.RIGHT) - mean_m(part, Side.LEFT) for part in ("hip", "shoulder")),
        start=np.zeros(2),
    )
    ahead = np.array([across[1], -across[0]]) / np.hypot(*across)
    toes = sum((mean_m("foot_index", s) - mean_m("heel", s) for s in Side), start=np.zeros(2))
    return np.asarray(ahead * (1.0 if ahead @ toes > 0 else -1.0))


def _curves(signals: GaitSignals) -> Curves:
    angles = sagittal_angles(signals, facing(signals))
    joints = {"trunk": angles.trunk_lean}
    for side in Side:
        joints[f"thigh {side.value}"] = angles.thigh[side]
        joints[f"hip {side.value}"] = angles.thigh[side] + angles.trunk_lean
        joints[f"knee {side.value}"] = angles.knee_flexion[side]
    return Curves(time_s=signals.time_s, joints=joints)


def _hinge_deg(world_m: Array, side: Side) -> Array:
    hip, knee, ankle = (world_m[:, landmark_of(p, side)] for p in ("hip", "knee", "ankle"))
    thigh, shank = knee - hip, ankle - knee
    lengths = np.linalg.norm(thigh, axis=1) * np.linalg.norm(shank, axis=1)
    return np.asarray(arccos_deg((thigh * shank).sum(axis=1) / lengths))


def curve_errors(found: Curves, truth: Curves) -> list[CurveError]:
    """Every joint of a reading; the clocks are brought together by the best fit of both knees."""

    def error(joint: str, lag_s: float) -> Array:
        values = np.interp(
            truth.time_s + lag_s, found.time_s, found.joints[joint], left=np.nan, right=np.nan
        )
        difference = values - truth.joints[joint]
        return np.asarray(difference[np.isfinite(difference)])

    fit = [sum(float(error(knee, lag).std()) for knee in KNEES) for lag in LAGS_S]
    lag_s = float(LAGS_S[int(np.argmin(fit))])
    return [
        CurveError(
            joint=joint,
            rmse_deg=float(error(joint, lag_s).std()),
            offset_deg=float(error(joint, lag_s).mean()),
            range_deg=float(np.ptp(truth.joints[joint])),
        )
        for joint in truth.joints
    ]


def opencap_landmarks(path: str) -> PoseSequence:
    """Landmarks of an OpenCap video but the first picture, whose time is wrong in the walk.

    Eleven pictures are missing there between its time and the second, and none in the movement.
    """
    return load_landmarks(path, smooth=False)[1:]


def inverse_kinematics(path: str) -> Curves:
    """An OpenSim motion file.

    Hip is to the pelvis (ours is to the trunk); trunk is pelvis and back; thigh is to vertical.
    """
    text = (CLIPS / path).read_text().split("endheader\n")[1]
    table = pd.read_csv(io.StringIO(text), sep=r"\s+")
    joints = {"trunk": -(table.pelvis_tilt + table.lumbar_extension)}
    for side in Side:
        letter = side.value[0]
        joints[f"thigh {side.value}"] = table[f"hip_flexion_{letter}"] + table.pelvis_tilt
        joints[f"hip {side.value}"] = table[f"hip_flexion_{letter}"]
        joints[f"knee {side.value}"] = table[f"knee_angle_{letter}"]
    return Curves(time_s=table.time.to_numpy(), joints={j: v.to_numpy() for j, v in joints.items()})


def opencap_points(path: str) -> PoseSequence:
    """The reference's own key points (a ``.trc``: x ahead, y up, z to the right) from the side."""
    text = (CLIPS / path).read_text().splitlines()
    names = [name for name in text[3].split("\t")[2:] if name]
    table = pd.read_csv(io.StringIO("\n".join(text[5:])), sep="\t", header=None).to_numpy()
    points = {name: table[:, 2 + 3 * i : 5 + 3 * i] for i, name in enumerate(names)}
    found = {
        (part, side): points[side.value[0].upper() + name] * (1.0, -1.0, -1.0)
        for part, name in zip(PARTS, KEYPOINTS, strict=True)
        for side in Side
    }
    return _sequence(table[:, 1], found)


def rendered_points(stem: str) -> PoseSequence:
    """The true joints of a rendered clip (metres, z up), seen along y."""
    table = pd.read_csv(CLIPS / "rendered" / f"{stem}.csv.gz")
    found = {
        (part, side): table[
            [f"{joint}_{side.value[0].upper()}_{axis}" for axis in "xzy"]
        ].to_numpy()
        * (1.0, -1.0, 1.0)
        for part, joint in zip(PARTS, JOINTS, strict=True)
        for side in Side
    }
    return _sequence(table["t"].to_numpy(), found)


def _sequence(time_s: Array, points_m: dict[tuple[str, Side], Array]) -> PoseSequence:
    world_m = np.full((len(time_s), LANDMARK_COUNT, 3), np.nan)
    for (part, side), point in points_m.items():
        world_m[:, landmark_of(part, side)] = point
    return PoseSequence(
        time_s=time_s,
        xy_px=world_m[..., :2],
        visibility=np.ones(world_m.shape[:2]),
        world_m=world_m,
        image_size_wh=(1, 1),
    )


def tables() -> Iterator[tuple[str, tuple[str, ...], list[tuple[object, ...]]]]:
    """(title, columns, rows) of every table; a cell is the RMSE and the offset taken off."""
    names = ("picture", "yaw undone", "3-D points")
    head = ("clip", "off side by the points", "joint", *names, "range")
    rows: list[tuple[object, ...]] = []
    for path in OPENCAP:
        rows += _rows(path, opencap_landmarks(path), inverse_kinematics(OPENCAP[path]))
    yield "Real videos against inverse kinematics, degrees after offset and lag", head, rows
    own = curve_errors(
        in_space(opencap_points(f"{SQUATS}.trc")), inverse_kinematics(f"{SQUATS}.mot")
    )
    yield (
        "The squats' reference: its own 3-D key points against its inverse kinematics",
        ("joint", "RMSE and offset"),
        [(e.joint, _cell(e)) for e in own],
    )
    rows = []
    for stem in RENDERED_OBLIQUE:
        sequence = load_landmarks(f"rendered/{stem}.mp4", smooth=False)
        rows += _rows(stem, sequence, in_space(rendered_points(stem)))
    yield "Rendered videos from an angle against the body's own angles, degrees", head, rows


def _rows(clip: str, sequence: PoseSequence, truth: Curves) -> Iterator[tuple[object, ...]]:
    yaw = f"{yaw_off_side_deg(sequence):.0f}"
    read = [curve_errors(curves, truth) for curves in readings(sequence).values()]
    for errors in zip(*read, strict=True):
        cells = [_cell(e) for e in errors]
        yield (clip.rsplit("/", 1)[-1], yaw, errors[0].joint, *cells, f"{errors[0].range_deg:.0f}")


def _cell(error: CurveError) -> str:
    return f"{error.rmse_deg:.1f} ({error.offset_deg:+.0f})"
