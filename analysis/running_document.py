"""A running result for other programs: JSON (schema running-analysis/1), CSV tables, and back.

Every field is described in docs/formats.md, the JSON also by
``assets/schemas/running-analysis-1.json``. What is not known is null (JSON) or empty (CSV).
"""

import csv
import io
import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from analysis.errors import RequestRefused
from analysis.running_edits import edit_row
from analysis.running_request import RunningClip, RunningRequest
from analysis.running_result import LIMITS, Finding, RunningResult
from analysis.software import NAME, software_version
from kinematics.quality import Grade
from running.asymmetry import Difference
from running.compare import Session
from running.curves import Curve
from running.events import FrontalViewDetector, GaitEvent, SideViewDetector
from running.measure import Measure
from running.metrics import METRICS
from running.steps import COLUMNS, StepRules

SCHEMA = "running-analysis/1"
MEASURE_COLUMNS = (
    *("key", "name", "side", "value", "unit", "n", "iqr_low", "iqr_high", "ci95_low", "ci95_high"),
    *("sdd", "grade", "flag", "reason", "view", "video"),
)
STEP_COLUMNS = ("view", "video", *COLUMNS)
_DECIMALS = {"deg": 2, "s": 4, "spm": 2, "cm": 2, "ratio": 4, "percent": 2}


def running_document(result: RunningResult) -> dict[str, Any]:
    """The result as plain values that `json.dumps` takes: no NaN, no numpy."""
    clips, quality = result.clips, result.quality
    activities = dict.fromkeys(clip.analysis.activity.value for clip in clips)
    return {
        "schema": SCHEMA,
        "view": "+".join(clip.analysis.view.value for clip in clips),
        "activity": "+".join(activities),
        "quality": {"grade": quality.grade.value, "reasons": list(quality.reasons)},
        "recordings": [_recording(result, number) for number in range(len(clips))],
        "events": [
            _event(event, number)
            for number, clip in enumerate(clips)
            for event in clip.analysis.events
        ],
        "metrics": [_finding(finding) for finding in result.findings],
        "differences": [_difference(difference) for difference in result.differences],
        "curves": [
            _curve(curve, number)
            for number, clip in enumerate(clips)
            for curve in clip.analysis.curves
        ],
        "limits": list(LIMITS),
        "provenance": _provenance(result),
    }


def measure_table_csv(result: RunningResult) -> str:
    """One line per measure of the merged result, `MEASURE_COLUMNS`."""
    rows = []
    for finding in result.findings:
        row = _finding(finding)
        clip = result.clips[finding.clip]
        for name in ("iqr", "ci95"):
            row[f"{name}_low"], row[f"{name}_high"] = row[name]
        rows.append({**row, "view": clip.analysis.view.value, "video": clip.name})
    return _csv(MEASURE_COLUMNS, rows)


def step_table_csv(result: RunningResult) -> str:
    """One line per foot contact of every video, `STEP_COLUMNS`."""
    rows: list[dict[str, Any]] = []
    for clip in result.clips:
        for row in clip.analysis.steps.to_dict("records"):
            known = {str(name): _plain(value) for name, value in row.items()}
            rows.append({"view": clip.analysis.view.value, "video": clip.name, **known})
    return _csv(STEP_COLUMNS, rows)


def sessions_of(document: Any) -> dict[str, Session]:
    """What a comparison needs of a document, by view; `RequestRefused` for another file."""
    try:
        if document["schema"] != SCHEMA:
            raise RequestRefused(f"This file is not a running analysis ({SCHEMA}).")
        provenance = document["provenance"]["settings"]
        return {
            one["view"]: Session(
                view=one["view"],
                measures=tuple(_measure_of(row) for row in one["metrics"]),
                frame_rate_hz=float(one["frame_rate_hz"]),
                speed_kmh=provenance["speed_kmh"],
                roll_deg=one["roll_deg"],
                shoes=provenance["shoes"],
            )
            for one in document["recordings"]
        }
    except (KeyError, TypeError, ValueError) as error:
        if isinstance(error, RequestRefused):
            raise
        raise RequestRefused("This file is not a complete running analysis.") from error


def _recording(result: RunningResult, number: int) -> dict[str, Any]:
    clip = result.clips[number]
    analysis, info = clip.analysis, clip.info
    recording, setup = analysis.run.recording, analysis.run.setup
    return {
        "view": analysis.view.value,
        "view_found": recording.view_found.value,
        "activity": analysis.activity.value,
        "quality": {
            "grade": analysis.quality.grade.value,
            "reasons": list(analysis.quality.reasons),
        },
        "question": recording.question,
        "frame_rate_hz": _number(analysis.run.signals.frame_rate_hz, 3),
        "yaw_deg": _number(recording.yaw_deg, 2),
        "roll_deg": _number(setup.roll_deg, 3),
        "clip": {
            "name": info.name,
            "sha256": info.sha256,
            "fps": _number(info.fps, 3),
            "duration_s": _number(info.duration_s, 3),
            "width": info.width,
            "height": info.height,
            "frames": info.frame_count,
            "time_scale": _number(info.time_scale, 6),
        },
        "pelvis": {
            "grade": clip.pelvis.grade.value if clip.pelvis.grade else None,
            "reasons": list(clip.pelvis.reasons),
            "zero_deg": _number(clip.pelvis.zero_deg, 3),
        },
        "metrics": [_measure(measure) for measure in clip.measures],
        "excluded_steps": {reason: int(count) for reason, count in analysis.excluded.items()},
        "steps_used": len(analysis.run.used()["ic_s"]),
        "warnings": list(clip.warnings),
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {**_measure(finding.measure), "recording": finding.clip}


def _measure(measure: Measure) -> dict[str, Any]:
    digits = _DECIMALS.get(measure.unit, 4)
    return {
        "key": measure.key,
        "name": METRICS[measure.key].name,
        "side": measure.side,
        "value": _number(measure.value, digits),
        "unit": measure.unit,
        "n": int(measure.n),
        "iqr": [_number(v, digits) for v in measure.iqr],
        "ci95": [_number(v, digits) for v in measure.ci95],
        "sdd": _number(measure.sdd, digits),
        "grade": measure.grade,
        "flag": measure.flag,
        "reason": measure.reason,
        "evidence_s": [_number(t, 3) for t in measure.evidence_s],
    }


def _measure_of(row: dict[str, Any]) -> Measure:
    """The measure of a row, as far as a comparison needs it."""
    return Measure(
        key=str(row["key"]),
        side=str(row["side"]),
        value=_float(row["value"]),
        unit=str(row["unit"]),
        n=int(row["n"]),
        iqr=_pair(row["iqr"]),
        ci95=_pair(row["ci95"]),
        sdd=_float(row["sdd"]),
        grade=Grade(row["grade"]).value,
        flag=str(row["flag"]),
        reason=str(row["reason"]),
    )


def _difference(difference: Difference) -> dict[str, Any]:
    digits = _DECIMALS.get(difference.unit, 4)
    return {
        "key": difference.key,
        "value": _number(difference.value, digits) if difference.shown else None,
        "unit": difference.unit,
        "ci95": [_number(v, digits) if difference.shown else None for v in difference.ci95],
        "n": int(difference.n),
        "shown": bool(difference.shown),
        "reason": difference.reason,
    }


def _event(event: GaitEvent, number: int) -> dict[str, Any]:
    return {
        "recording": number,
        "side": event.side.value,
        "kind": event.kind.value,
        "time_s": _number(event.time_s, 4),
        "confidence": _number(event.confidence, 2),
        "edited": bool(event.edited),
    }


def _curve(curve: Curve, number: int) -> dict[str, Any]:
    return {
        "recording": number,
        "key": curve.key,
        "side": curve.side,
        "unit": curve.unit,
        "strides": len(curve.strides),
        "toe_off_percent": _number(curve.toe_off_percent, 1),
        "band": curve.band,
        "mean": [_number(v, 2) for v in curve.mean],
        "sd": [_number(v, 2) for v in curve.sd],
    }


def _provenance(result: RunningResult) -> dict[str, Any]:
    request = result.request
    return {
        "software": {"name": NAME, "version": software_version()},
        "model": {"name": result.model.name, "sha256": result.model.sha256}
        if result.model
        else None,
        "settings": request_settings(request),
        "parameters": {
            "side_view_detector": _parameters(SideViewDetector()),
            "frontal_view_detector": _parameters(FrontalViewDetector()),
            "step_rules": _parameters(StepRules()),
        },
        "edited_events": [len(clip.edits) for clip in result.clips],
        "event_edits": [
            {"recording": number, **edit_row(edit)}
            for number, clip in enumerate(result.clips)
            for edit in clip.edits
        ],
    }


def request_settings(request: RunningRequest) -> dict[str, Any]:
    """What was typed in for a run, as the document tells it."""
    return {
        "speed_kmh": request.speed_kmh,
        "height_cm": request.height_cm,
        "incline_percent": request.incline_percent,
        "shoes": request.shoes,
        "stickers": request.stickers.value,
        "lens_at_hip": request.lens_at_hip,
        "videos": [_wish(wish) for wish in request.clips],
    }


def _wish(wish: RunningClip) -> dict[str, Any]:
    return {
        "name": wish.name,
        "view": wish.view.value if wish.view else None,
        "standing": (wish.standing_name or wish.standing.name) if wish.standing else None,
        "standing_s": list(wish.standing_s) if wish.standing_s else None,
        "playback_factor": wish.playback_factor,
        "box": list(wish.box) if wish.box else None,
        "roll_deg": _number(wish.roll_deg, 3),
        "taps": {"time_s": wish.taps.time_s, "xy_px": np.asarray(wish.taps.xy_px).tolist()}
        if wish.taps
        else None,
    }


def _parameters(detector: Any) -> dict[str, Any]:
    """The fields of a frozen dataclass of numbers, as JSON takes them."""
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in asdict(detector).items()
    }


def _number(value: float | None, decimals: int) -> float | None:
    """The number as told to others; None for what is not known; never -0.0."""
    if value is None or not math.isfinite(value):
        return None
    return round(float(value), decimals) + 0.0


def _plain(value: Any) -> Any:
    return _number(float(value), 4) if isinstance(value, float) else value


def _float(value: float | None) -> float:
    return float("nan") if value is None else float(value)


def _pair(values: Sequence[float | None]) -> tuple[float, float]:
    low, high = values
    return _float(low), _float(high)


def _csv(columns: Sequence[str], rows: Iterable[dict[str, Any]]) -> str:
    text = io.StringIO()
    table = csv.DictWriter(text, columns, lineterminator="\n", extrasaction="ignore")
    table.writeheader()
    table.writerows(rows)
    return text.getvalue()
