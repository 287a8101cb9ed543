"""Errors of the running analysis against truth: shared by the tests (bounds) and the benchmark."""

from dataclasses import dataclass

import numpy as np

from kinematics.landmarks import Side
from running.analysis import RunningAnalysis, analyse
from running.angles import sagittal_angles
from running.events import EventKind, event_times
from running.recording import RunView, Setup
from tests.running_truth import Array, Rendered, Runner, film

LETTER = {Side.LEFT: "L", Side.RIGHT: "R"}


@dataclass(frozen=True, kw_only=True)
class Score:
    """Bias and standard deviation of an error; `missed` of `true` events were not found."""

    bias: float
    sd: float
    true: int
    missed: int = 0
    extra: int = 0


def score(errors: Array, *, true: int, found: int) -> Score:
    """Summary of the errors of matched events."""
    known = errors[np.isfinite(errors)]
    return Score(
        bias=float(known.mean()) if len(known) else np.nan,
        sd=float(known.std()) if len(known) else np.nan,
        true=true,
        missed=true - len(known),
        extra=max(found - true, 0),
    )


def matched_errors(found: Array, truth: Array, within_s: float = 0.15) -> Array:
    """Signed error in seconds of the found time nearest each true one; NaN = missed."""
    if not len(found):
        return np.full(len(truth), np.nan)
    nearest = found[np.abs(found[None, :] - truth[:, None]).argmin(axis=1)]
    errors = nearest - truth
    return np.where(np.abs(errors) <= within_s, errors, np.nan)


def side_event_scores(
    runner: Runner, side: Side, *, fps: float, noise_m: float, dropped: float = 0.0
) -> dict[str, Score]:
    """Scores in ms of contact, toe-off and contact time of the leg nearer the camera."""
    sequence = film(runner, view=side.value, fps=fps, noise_m=noise_m, dropped=dropped)
    events = analyse(sequence).events
    truth = runner.contacts[side]
    truth = truth[
        (truth[:, 0] > sequence.time_s[0] + 0.3) & (truth[:, 1] < sequence.time_s[-1] - 0.3)
    ]
    ic, to = (event_times(events, side, k) for k in (EventKind.IC, EventKind.TO))
    ic_error, to_error = matched_errors(ic, truth[:, 0]), matched_errors(to, truth[:, 1])
    return {
        "ic": score(1000 * ic_error, true=len(truth), found=len(ic)),
        "to": score(1000 * to_error, true=len(truth), found=len(to)),
        "contact": score(1000 * (to_error - ic_error), true=len(truth), found=len(ic)),
    }


def cadence_error(analysis: RunningAnalysis, true_spm: float) -> float:
    """Cadence minus truth, steps a minute."""
    return analysis.measure("cadence_spm").value - true_spm


def rendered_analysis(clip: Rendered) -> RunningAnalysis:
    """Analysis of a rendered clip; its camera is level and its focal length known."""
    camera = clip.info["camera"]
    assert isinstance(camera, dict)
    return analyse(clip.sequence, setup=Setup(roll_deg=0.0, focal_px=float(camera["fx"])))


def side_angle_scores(clip: Rendered) -> dict[str, tuple[float, float]]:
    """(bias, SD) in degrees of the near leg and the trunk against projected truth."""
    analysis = rendered_analysis(clip)
    run = analysis.run
    near = run.recording.near
    assert near is not None
    angles = sagittal_angles(run.signals, run.recording.facing)
    letter, table = LETTER[near], clip.table
    time_s = table["t"].to_numpy()
    thigh = _true_lean(clip, "hip", "knee", letter)
    trunk = -_true_trunk(clip)
    found = {
        "hip": angles.thigh[near] + angles.trunk_lean,
        "knee": angles.knee_flexion[near],
        "thigh": angles.thigh[near],
        "trunk": angles.trunk_lean,
    }
    truth = {
        "hip": thigh + trunk,
        "knee": table[f"img_kneeflex_{letter}"].to_numpy(),
        "thigh": thigh,
        "trunk": trunk,
    }
    scores = {}
    for key, signal in found.items():
        error = np.interp(time_s, run.signals.time_s, signal) - truth[key]
        scores[key] = (float(np.nanmean(error)), float(np.nanstd(error)))
    return scores


def _xy(clip: Rendered, joint: str) -> Array:
    return clip.table[[f"{joint}_u", f"{joint}_v"]].to_numpy()


def _true_lean(clip: Rendered, upper: str, lower: str, letter: str) -> Array:
    """Segment to vertical in the picture, lower end towards image right +."""
    d = _xy(clip, f"{lower}_{letter}") - _xy(clip, f"{upper}_{letter}")
    return np.asarray(np.degrees(np.arctan2(d[:, 0], d[:, 1])))


def _true_trunk(clip: Rendered) -> Array:
    """Trunk to vertical in the picture, shoulders towards image LEFT +."""
    shoulders = (_xy(clip, "shoulder_L") + _xy(clip, "shoulder_R")) / 2
    hips = (_xy(clip, "hip_L") + _xy(clip, "hip_R")) / 2
    d = shoulders - hips
    return np.asarray(-np.degrees(np.arctan2(d[:, 0], -d[:, 1])))


def rear_angle_errors(clip: Rendered) -> dict[str, float]:
    """Measure minus truth in degrees, both read at the analysis' own midstances ± 80 ms."""
    analysis = rendered_analysis(clip)
    assert analysis.view is RunView.REAR
    time_s = clip.table["t"].to_numpy()
    errors = {}
    for side in Side:
        outward = 1.0 if side is Side.RIGHT else -1.0
        truth = {
            "thigh_adduction_deg": -outward * _true_lean(clip, "hip", "knee", LETTER[side]),
            "trunk_lateral_lean_deg": -outward * _true_trunk(clip),
        }
        middles = event_times(analysis.events, side, EventKind.MS)
        for key, signal in truth.items():
            means = [signal[np.abs(time_s - m) <= 0.080].mean() for m in middles]
            found = analysis.measure(key, side.value).value
            errors[f"{key} {side.value}"] = found - float(np.median(means))
    return errors
