"""A session as a document for other programs: JSON (schema exercise-session/1) and a CSV table.

Every field is described in docs/formats.md, the JSON also by
``assets/schemas/exercise-session-1.json``. Times are rounded to 1 ms, degrees to 0.1; what is not
known is null (JSON) or empty (CSV).
"""

import csv
import io
import math
from typing import Any

from analysis.exercise_session import (
    ExerciseSession,
    ExerciseSettings,
    FaultSummary,
    PelvisResult,
    RepPelvis,
)
from analysis.exercise_video import ExerciseAnalysis
from analysis.form_words import unjudged
from analysis.landmark_file import RecordingInfo
from analysis.recognition import Proposal
from analysis.recorded_exercise import RecordedAnalysis
from analysis.software import NAME, software_version
from exercises.form import FORM_CAPTION
from exercises.results import FormFault, Rep
from vision.models import PoseModel
from vision.video import VideoInfo

SCHEMA = "exercise-session/1"
REP_COLUMNS = (
    "index",
    "side",
    "complete",
    "start_s",
    "peak_s",
    "end_s",
    "peak_deg",
    "rom_deg",
    "hold_s",
    "up_s",
    "down_s",
    "faults",
    "pelvis_start_deg",
    "pelvis_top_deg",
    "pelvis_range_deg",
)
_DECIMALS = {"s": 3, "deg": 1}


def session_document(analysis: ExerciseAnalysis | RecordedAnalysis) -> dict[str, Any]:
    """The session as plain values that `json.dumps` takes: no NaN, no numpy."""
    session = analysis.session
    return {
        "schema": SCHEMA,
        "software": {"name": NAME, "version": software_version()},
        "model": _model(analysis.model),
        "clip": _clip(analysis.clip),
        "settings": _settings(analysis.settings),
        "exercise": session.exercise_key,
        **_proposal(analysis.proposal),
        "side": session.side,
        "quality": {
            "grade": session.quality.grade.value,
            "reasons": list(session.quality.reasons),
        },
        "rep_count": session.rep_count,
        "partial_count": session.partial_count,
        "range_deg": [_rounded(limit, 1) for limit in session.range_deg],
        "reps": [_rep(rep) for rep in session.reps],
        "form_score": _rounded(session.form_score, 1),
        "form_caption": FORM_CAPTION,
        "form_parts": [
            {"key": p.key, "points": _rounded(p.points, 1), "most": _rounded(p.most, 1)}
            for p in session.form_parts
        ],
        "unjudged": list(unjudged(session)),
        "faults_summary": [_fault_summary(fault) for fault in session.faults],
        **pelvis_part(session.pelvis),
        "cues": [
            {"time_s": _rounded(c.time_s, 3), "key": c.cue.key, "text": c.cue.text}
            for c in session.cues
        ],
        "warnings": list(analysis.warnings),
    }


def rep_table_csv(session: ExerciseSession) -> str:
    """One line per repetition, `REP_COLUMNS`; the keys of its faults are separated by spaces."""
    text = io.StringIO()
    table = csv.DictWriter(text, REP_COLUMNS, lineterminator="\n")
    table.writeheader()
    pelvis = {rep.index: _rep_pelvis(rep) for rep in session.pelvis.reps} if session.pelvis else {}
    for rep in session.reps:
        row = _rep(rep)
        keys = dict.fromkeys(fault["key"] for fault in row["faults"])
        complete = "true" if rep.complete else "false"
        tilt = {f"pelvis_{k}": v for k, v in pelvis.get(rep.index, {}).items()}
        told = {**row, "complete": complete, "faults": " ".join(keys), **tilt}
        table.writerow({name: told.get(name) for name in REP_COLUMNS})
    return text.getvalue()


def _rep(rep: Rep) -> dict[str, Any]:
    return {
        "index": rep.index,
        "side": rep.side,
        "start_s": _rounded(rep.start_s, 3),
        "peak_s": _rounded(rep.peak_s, 3),
        "end_s": _rounded(rep.end_s, 3),
        "peak_deg": _rounded(rep.peak_deg, 1),
        "rom_deg": _rounded(rep.rom_deg, 1),
        "hold_s": _rounded(rep.hold_s, 3),
        "up_s": _rounded(rep.up_s, 3),
        "down_s": _rounded(rep.down_s, 3),
        "complete": bool(rep.complete),
        "faults": [_fault(fault) for fault in rep.faults],
    }


def _fault(fault: FormFault) -> dict[str, Any]:
    return {
        "key": fault.key,
        "start_s": _rounded(fault.start_s, 3),
        "end_s": _rounded(fault.end_s, 3),
        "worst_s": _rounded(fault.worst_s, 3),
        "worst": _rounded(fault.worst, _DECIMALS.get(fault.unit, 3)),
        "unit": fault.unit,
    }


def _fault_summary(fault: FaultSummary) -> dict[str, Any]:
    return {"key": fault.key, "meaning": fault.meaning, "cue": fault.cue, "reps": fault.reps}


def pelvis_part(pelvis: PelvisResult | None) -> dict[str, Any]:
    """`pelvis`: only of videos of an exercise that needs it, else nothing."""
    if pelvis is None:
        return {}
    found = {
        "grade": pelvis.grade.value if pelvis.grade else None,
        "reasons": list(pelvis.reasons),
        "zero_deg": _rounded(pelvis.zero_deg, 2),
        "reps": [_rep_pelvis(rep) for rep in pelvis.reps],
        "faults": [_fault_summary(fault) for fault in pelvis.faults],
    }
    return {"pelvis": found}


def _rep_pelvis(rep: RepPelvis) -> dict[str, Any]:
    return {
        "index": rep.index,
        "side": rep.side,
        "start_deg": _rounded(rep.start_deg, 1),
        "top_deg": _rounded(rep.top_deg, 1),
        "range_deg": _rounded(rep.range_deg, 1),
        "sd_deg": _rounded(rep.sd_deg, 2),
    }


def _model(model: PoseModel | None) -> dict[str, Any] | None:
    return None if model is None else {"name": model.name, "sha256": model.sha256}


def _proposal(proposal: Proposal | None) -> dict[str, Any]:
    """Only in documents of an exercise that nobody named."""
    if proposal is None:
        return {}
    confidence = _rounded(proposal.confidence, 2)
    return {"proposal": {"confidence": confidence, "confirmed": proposal.confirmed}}


def _settings(settings: ExerciseSettings) -> dict[str, Any]:
    worn, taps = settings.stickers, settings.stickers.taps
    return {
        "side": settings.side.value if settings.side else None,
        "playback_factor": settings.playback_factor,
        "box": list(settings.box) if settings.box else None,
        "stickers": worn.on.value,
        "lens_at_hip": worn.lens_at_hip,
        "taps": None if taps is None else {"time_s": taps.time_s, "xy_px": taps.xy_px.tolist()},
    }


def _clip(clip: VideoInfo | RecordingInfo) -> dict[str, Any]:
    return {
        "name": clip.name,
        "sha256": clip.sha256,
        "fps": _rounded(clip.fps, 3),
        "duration_s": _rounded(clip.duration_s, 3),
        "width": clip.width,
        "height": clip.height,
        "frames": clip.frame_count,
        "time_scale": _rounded(clip.time_scale, 6) if isinstance(clip, VideoInfo) else None,
    }


def _rounded(value: float, decimals: int) -> float | None:
    """The number as told to people; None for what is not known; never -0.0."""
    return round(float(value), decimals) + 0.0 if math.isfinite(value) else None
