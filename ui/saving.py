"""What was done, into the records: live sets, sets without the camera.

Nothing here is drawn; what cannot be kept is told in a sentence (`None` = kept).
"""

import contextlib
import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from analysis.exercise_session import ExerciseSession
from analysis.software import software_version
from kinematics.pose import PoseSequence
from programme.dose import Prescription
from programme.safety import BodyReport, StopReason, stop_reason
from programme.signals import Eased
from programme.symptoms import SymptomEntry, When
from records import Actor, Records, RecordsError
from records.types import FeltAt, SetEnd, SetStart
from ui.live.outcome import RECORDING, Answers, SetOutcome
from ui.live.plan import SetPlan
from ui.live.store import SetFolder

FELT_AT = {
    "Glute": FeltAt.GLUTE,
    "Back of the thigh": FeltAt.BACK_OF_THIGH,
    "Low back": FeltAt.LOW_BACK,
    "Front or outside of the hip": FeltAt.HIP,
    "Calf": FeltAt.CALF,
    "Nothing special": FeltAt.NOTHING,
    "Nerve symptoms (tingling, numb, shooting)": FeltAt.NERVE,
}
SET_PAUSE = timedelta(minutes=2)
_log = logging.getLogger(__name__)


def stop_of(answers: Answers) -> StopReason | None:
    """Why the set ended early, or should have, by the answers after it (C.2)."""
    if answers.stopped_for:
        return StopReason(answers.stopped_for)
    nerve = FELT_AT.get(answers.felt or "") is FeltAt.NERVE
    rise = answers.leg_rise or 0
    most = max(answers.pain or 0, answers.pain_after or 0, rise)
    before = min(answers.pain_before or 0, most - rise)
    return stop_reason(BodyReport(pain=most, pain_before=before, new_sensation=nerve))


def save_live_set(
    records: Records, actor: Actor, folder: SetFolder, outcome: SetOutcome, answers: Answers
) -> str | None:
    """Keep a finished live set with its repetitions and landmarks; a sentence when it failed."""
    session = outcome.analysis.session
    ended_at = datetime.fromtimestamp((folder.path / RECORDING).stat().st_mtime, UTC)
    duration = outcome.analysis.clip.duration_s
    start = _live_start(
        outcome.plan,
        session.side,
        at=ended_at - timedelta(seconds=duration if duration == duration else 0.0),
        known={
            "pain_before": answers.pain_before,
            "pain_after": answers.pain_after,
            **how_seen(session),
        },
    )
    end = SetEnd(
        ended_at=ended_at,
        form_score=session.form_score,
        effort=answers.effort,
        felt_at=FELT_AT.get(answers.felt or ""),
        local_pain=answers.pain,
        leg_rise=answers.leg_rise,
        eased=Eased(answers.eased) if answers.eased else None,
        stop_reason=stop_of(answers),
    )
    told = folder.stop_record
    try:
        set_id = records.save_set(actor, actor.person_id, start, end, session.reps, replaces=told)
        poses = PoseSequence.load_npz(str(folder.path / RECORDING))
        records.save_landmarks(actor, actor.person_id, poses, set_id=set_id)
        if told is None:
            report_if_serious(records, actor, end.stop_reason, at=ended_at)
    except (RecordsError, PermissionError) as error:
        return str(error)
    except Exception:
        _log.exception("a live set could not be kept")
        return "The set is saved on this device, but could not be added to your records."
    return None


def keep_stop(records: Records, actor: Actor, folder: SetFolder, reason: StopReason) -> str | None:
    """Keep why a live set was stopped as soon as it is told; a sentence when it failed.

    The records have it as a set without repetitions, whether or not the set had begun; told again
    it is corrected, and `save_live_set` puts the whole set in its place.
    """
    at = datetime.now(UTC)
    start = _live_start(folder.plan, folder.plan.side or "both", at=at, known={})
    end = SetEnd(ended_at=at, stop_reason=reason)
    record, problem = folder.stop_record, None
    try:
        record = records.save_set(actor, actor.person_id, start, end, replaces=record)
        report_if_serious(records, actor, reason, at=at)
    except (RecordsError, PermissionError) as error:
        problem = str(error)
    except Exception:
        _log.exception("why a live set was stopped could not be kept")
        problem = "Why you stopped could not be added to your records."
    with contextlib.suppress(OSError):  # no room: the visit still knows
        folder.write_stop(reason.value, record=record)
    return problem


def _live_start(plan: SetPlan, side: str, *, at: datetime, known: dict[str, Any]) -> SetStart:
    """What the plan of a live set and what is `known` besides say of its start."""
    return SetStart(
        started_at=at,
        exercise=plan.exercise_key,
        side=side,
        reps_prescribed=plan.reps,
        hold_prescribed_s=plan.hold_s or 0.0,
        software_version=software_version(),
        parameters={
            "source": "live",
            "plan": plan.to_json(),
            "pain_before": plan.pain_before,
            **known,
        },
    )


def stop_of_told(*, pain: int, leg_rise: int, spread: bool) -> StopReason | None:
    """What the stop rules say (C.2); the leg may have risen more than the pain at its most."""
    most = max(pain, leg_rise)
    return stop_reason(BodyReport(pain=most, pain_before=most - leg_rise, new_sensation=spread))


@dataclass(frozen=True, kw_only=True)
class ManualReport:
    """What a person tells of an exercise done without the camera. `leg_rise` as in `SetEnd`."""

    sets: int
    reps: int
    effort: int
    pain: int
    leg_rise: int = 0
    eased: Eased | None = None
    spread: bool = False


def save_manual_sets(
    records: Records, actor: Actor, item: Prescription, report: ManualReport, *,
    sides: tuple[str, ...], at: datetime,
) -> StopReason | None:  # fmt: skip
    """Keep sets done without the camera, marked as such; returns what the stop rules say."""
    stop = stop_of_told(pain=report.pain, leg_rise=report.leg_rise, spread=report.spread)
    total = report.sets * len(sides)
    for number in range(total):
        start = SetStart(
            started_at=at - SET_PAUSE * (total - number),
            exercise=item.exercise,
            side=sides[number % len(sides)],
            reps_prescribed=item.reps,
            hold_prescribed_s=item.hold_s,
            manual=True,
            manual_reps=report.reps,
            software_version=software_version(),
        )
        end = SetEnd(
            ended_at=start.started_at + SET_PAUSE,
            effort=report.effort,
            local_pain=report.pain,
            leg_rise=report.leg_rise,
            eased=report.eased,
            stop_reason=stop if number == total - 1 else None,
        )
        records.save_set(actor, actor.person_id, start, end)
    report_if_serious(records, actor, stop, at=at)
    return stop


def report_if_serious(
    records: Records, actor: Actor, stop: StopReason | None, *, at: datetime
) -> None:
    """Faintness and spreading symptoms count as getting worse: the safety questions come again."""
    if stop in (StopReason.FAINT, StopReason.SPREADING):
        entry = SymptomEntry(at=at, when=When.AFTER, worse=True)
        records.save_symptoms(actor, actor.person_id, entry)


def how_seen(session: ExerciseSession) -> dict[str, Any]:
    """What is needed to judge the count later."""
    return {"grade": session.quality.grade.value, "range_deg": list(session.range_deg)}
