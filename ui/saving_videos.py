"""What was seen in uploaded videos, into the records: sets and runs, never the videos."""

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from analysis.running_document import running_document
from analysis.running_edits import EventEdit, edit_of, edit_row
from analysis.running_result import AnalysedClip, RunningResult
from analysis.session_document import pelvis_part
from analysis.software import software_version
from kinematics.pose import PoseSequence
from kinematics.quality import Grade
from records import Actor, Records
from records.types import Recording, RunningRecord, SetEnd, SetStart
from running.curves import Curve
from ui.saving import how_seen
from ui.workbench import Finished


def save_video_set(
    records: Records, actor: Actor, person_id: str, result: Finished, *, at: datetime
) -> int:
    """Keep the set of a video as done at `at`, with its landmarks; returns its number."""
    analysis, session = result.analysis, result.analysis.session
    start = SetStart(
        started_at=at,
        exercise=session.exercise_key,
        side=session.side,
        reps_prescribed=max(1, session.rep_count),
        software_version=software_version(),
        model_sha256=analysis.model.sha256,
        parameters={
            "source": "video",
            "video_sha256": analysis.clip.sha256,
            **how_seen(session),
            **pelvis_part(session.pelvis),
        },
    )
    end = SetEnd(
        ended_at=at + timedelta(seconds=analysis.clip.duration_s), form_score=session.form_score
    )
    recording = Recording(
        landmarks=PoseSequence.load_npz(str(result.landmarks)),
        sha256=analysis.clip.sha256,
        size_bytes=result.size_bytes,
    )
    return records.save_set(actor, person_id, start, end, session.reps, recording)


def save_run(
    records: Records, actor: Actor, person_id: str, result: RunningResult, *, at: datetime
) -> list[int]:
    """Keep every usable video of a run as one running analysis, all or none; their numbers."""
    recorded = [
        (
            running_record(result, number, at=at),
            Recording(
                landmarks=clip.landmarks,
                sha256=clip.info.sha256,
                size_bytes=result.request.clips[number].video.stat().st_size,
            ),
        )
        for number, clip in enumerate(result.clips)
        if is_usable(clip)
    ]
    return records.save_analyses(actor, person_id, recorded)


def is_usable(clip: AnalysedClip) -> bool:
    """True when anything can be said about a video."""
    return clip.analysis.quality.grade is not Grade.REJECT


def running_record(result: RunningResult, number: int, *, at: datetime) -> RunningRecord:
    """One video of a run as the records keep it: no name, no picture."""
    clip = result.clips[number]
    return RunningRecord(
        at=at,
        view=clip.analysis.view.value,
        measures=clip.measures,
        curves=_curves(clip.analysis.curves),
        parameters=_parameters(result, clip),
        software_version=software_version(),
        model_sha256=result.model.sha256 if result.model else "",
        source_sha256=clip.info.sha256,
    )


def kept_edits(record: RunningRecord) -> tuple[EventEdit, ...]:
    """What was set by hand of the gait events of a run that was kept."""
    return tuple(edit_of(row) for row in record.parameters.get("event_edits") or ())


def fits(record: RunningRecord, clip: AnalysedClip) -> bool:
    """True when a kept run is of this very video, read from the same side at the same speed."""
    scale, known = clip.info.time_scale or 1.0, record.parameters.get("time_scale") or 1.0
    return (
        record.source_sha256 == clip.info.sha256
        and record.view == clip.analysis.view.value
        and math.isclose(scale, known, rel_tol=1e-6)
    )


def _curves(curves: Sequence[Curve]) -> dict[str, Any]:
    """Mean and SD of each angle over the gait cycle, by "key, side"."""
    return {
        f"{curve.key}, {curve.side}": {
            "unit": curve.unit,
            "strides": len(curve.strides),
            "toe_off_percent": curve.toe_off_percent,
            "mean": curve.mean,
            "sd": curve.sd,
        }
        for curve in curves
    }


def _parameters(result: RunningResult, clip: AnalysedClip) -> dict[str, Any]:
    """What is needed to measure again, and to tell whether two runs can be compared."""
    request, run = result.request, clip.analysis.run
    return {
        "source": "video",
        "activity": clip.analysis.activity.value,
        "grade": clip.analysis.quality.grade.value,
        "reasons": list(clip.analysis.quality.reasons),
        "frame_rate_hz": run.signals.frame_rate_hz,
        "time_scale": clip.info.time_scale,
        "start_s": clip.start_s,
        "roll_deg": run.setup.roll_deg,
        "yaw_deg": run.recording.yaw_deg,
        "speed_kmh": request.speed_kmh,
        "incline_percent": request.incline_percent,
        "height_cm": request.height_cm,
        "shoes": request.shoes,
        "stickers": request.stickers.value,
        "lens_at_hip": request.lens_at_hip,
        "edited_events": len(clip.edits),
        "event_edits": [edit_row(edit) for edit in clip.edits],
        "rules": running_document(result)["provenance"]["parameters"],
    }
