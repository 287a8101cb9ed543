"""Movement for other programs: landmarks as TRC, angles as MOT (OpenSim), and what both come from.

TRC and MOT as OpenSim 4 reads them: marker and motion data at an even rate, axes x forward, y up,
z to the runner's right. A TRC file has no room for comments, so its provenance is a file beside it.
"""

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.errors import RequestRefused
from analysis.running_document import running_document
from analysis.running_result import RunningResult
from kinematics.geometry import Array
from kinematics.landmarks import Landmark, Side
from running.recording import RunView
from running.run import Run

NO_ANGLES = "There are no angles to write: the video shows no running from a side or from behind."
LETTERS = {Side.LEFT: "l", Side.RIGHT: "r"}
METRES, PIXELS = "m", "px"
DEPTH = "one camera: depth is not measured and is 0"


@dataclass(frozen=True, kw_only=True)
class Motion:
    """Filtered landmarks and angles of one video at the video's own rate.

    time_s      (N,) seconds of the video's own clock, evenly spaced by 1 / rate_hz
    points      {landmark: (N, 3)} x forward, y up from the ground, z to the runner's right, in
                `unit`; NaN = not seen
    unit        "m" when the runner's height is known (planar scale), else "px"
    angles      {name: (N,)} degrees in the picture plane, `_2d`; signs as in docs/formats.md
    provenance  what made it, as `json.dumps` takes it
    """

    time_s: Array
    rate_hz: float
    points: dict[str, Array]
    unit: str
    angles: dict[str, Array]
    provenance: dict[str, Any]


def motion_of(result: RunningResult, number: int) -> Motion:
    """The movement in one video of a run."""
    run = result.clips[number].analysis.run
    grid_s, rate_hz = run.signals.time_s, run.signals.frame_rate_hz
    time_s = grid_s[0] + np.arange(int((grid_s[-1] - grid_s[0]) * rate_hz + 1e-6) + 1) / rate_hz
    unit = METRES if np.isfinite(run.cm_per_px) else PIXELS

    def sampled(values: Array) -> Array:
        return np.asarray(np.interp(time_s, grid_s, values))

    angles = {name: sampled(values) for name, values in _angles(run).items()}
    return Motion(
        time_s=time_s,
        rate_hz=rate_hz,
        points={
            mark.name.lower(): np.stack([sampled(axis) for axis in place.T], axis=1)
            for mark, place in zip(Landmark, np.moveaxis(_placed(run), 1, 0), strict=True)
        },
        unit=unit,
        angles={name: values for name, values in angles.items() if np.isfinite(values).any()},
        provenance=_provenance(result, number, unit),
    )


def trc_bytes(motion: Motion, name: str) -> bytes:
    """The landmarks as TRC; `name` is the file's own, which the format asks for. "" = not seen."""
    count, markers, rate = len(motion.time_s), len(motion.points), f"{motion.rate_hz:.4f}"
    columns = "DataRate CameraRate NumFrames NumMarkers Units OrigDataRate OrigDataStartFrame"
    head = [
        f"PathFileType\t4\t(X/Y/Z)\t{name}",
        "\t".join([*columns.split(), "OrigNumFrames"]),
        f"{rate}\t{rate}\t{count}\t{markers}\t{motion.unit}\t{rate}\t1\t{count}",
        "\t".join(["Frame#", "Time", *(f"{mark}\t\t" for mark in motion.points)]),
        "\t\t" + "\t".join(f"X{n}\tY{n}\tZ{n}" for n in range(1, markers + 1)),
        "",
    ]
    digits = 5 if motion.unit == METRES else 2
    table = np.concatenate(list(motion.points.values()), axis=1)
    rows = (
        "\t".join([str(n + 1), f"{motion.time_s[n]:.6f}", *(_cell(v, digits) for v in table[n])])
        for n in range(count)
    )
    return "\n".join([*head, *rows, ""]).encode("ascii")


def trc_provenance(motion: Motion) -> bytes:
    """The file beside a TRC file: JSON."""
    return (json.dumps(motion.provenance, indent=1, allow_nan=False) + "\n").encode("ascii")


def mot_bytes(motion: Motion) -> bytes:
    """The angles as MOT, provenance as JSON in its header; `RequestRefused` without any angle."""
    if not motion.angles:
        raise RequestRefused(NO_ANGLES)
    head = [
        "running_angles_2d",
        "version=1",
        f"nRows={len(motion.time_s)}",
        f"nColumns={1 + len(motion.angles)}",
        "inDegrees=yes",
        f"provenance={json.dumps(motion.provenance, allow_nan=False)}",
        "endheader",
        "\t".join(["time", *motion.angles]),
    ]
    table = np.stack([motion.time_s, *motion.angles.values()], axis=1)
    rows = ("\t".join([f"{row[0]:.6f}", *(f"{v:.4f}" for v in row[1:])]) for row in table)
    return "\n".join([*head, *rows, ""]).encode("ascii")


def _cell(value: float, digits: int) -> str:
    return f"{value:.{digits}f}" if np.isfinite(value) else ""


def _placed(run: Run) -> NDArray[np.float64]:
    """(N, 33, 3) landmarks: x forward, y up, z to the right, from mid-hip's usual place."""
    signals, view = run.signals, run.recording.view
    feet = np.concatenate([signals.point("foot_index", side)[:, 1] for side in Side])
    ground = float(np.nanpercentile(feet, 95)) if np.isfinite(feet).any() else 0.0
    hip_x = signals.mid("hip")[:, 0]
    middle = float(np.nanmedian(hip_x)) if np.isfinite(hip_x).any() else 0.0
    scale = run.cm_per_px / 100.0 if np.isfinite(run.cm_per_px) else 1.0
    across = scale * (signals.xy_px[..., 0] - middle)
    up = scale * (ground - signals.xy_px[..., 1])
    depth = np.where(np.isfinite(across), 0.0, np.nan)
    if view.is_frontal:
        return np.stack([depth, up, -across if view is RunView.FRONT else across], axis=-1)
    return np.stack([run.recording.facing * across, up, depth], axis=-1)


def _angles(run: Run) -> dict[str, Array]:
    """Angle signals (N,) by name: the near leg from the side, both legs from behind."""
    if run.sagittal is not None and run.recording.near is not None:
        near, sagittal = run.recording.near, run.sagittal
        legs = {"thigh": sagittal.thigh, "knee_flexion": sagittal.knee_flexion}
        legs |= {"shank": sagittal.shank, "foot_pitch": sagittal.foot_pitch}
        own = {f"{name}_{LETTERS[near]}_2d": signal[near] for name, signal in legs.items()}
        return {"trunk_forward_lean_2d": sagittal.trunk_lean, **own}
    if run.frontal is None:
        return {}
    both = {"thigh_adduction": run.frontal.thigh_adduction, "pelvic_drop": run.frontal.drop}
    both["hip_adduction"] = run.frontal.hip_adduction
    return {
        "trunk_lean_right_2d": run.frontal.trunk_lean[Side.RIGHT],
        **{f"{name}_{LETTERS[s]}_2d": signal[s] for name, signal in both.items() for s in Side},
    }


def _provenance(result: RunningResult, number: int, unit: str) -> dict[str, Any]:
    document = running_document(result)
    recording = document["recordings"][number]
    return {
        **document["provenance"],
        "clip": recording["clip"],
        "view": recording["view"],
        "quality": recording["quality"],
        "start_s": float(result.clips[number].analysis.run.signals.time_s[0]),
        "unit": unit,
        "axes": f"x forward, y up, z to the right; {DEPTH}",
    }
