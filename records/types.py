"""What the records take and give beside the types of exercises and programme."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from exercises.results import Rep
from kinematics.pose import PoseSequence
from programme.adherence import MissReason
from programme.safety import StopReason
from programme.signals import Eased
from records.access import Role
from running.measure import Measure


class FeltAt(StrEnum):
    """Answers to "Where did you feel it most?" (measurement specification B.0.6)."""

    GLUTE = "glute"
    BACK_OF_THIGH = "back_of_thigh"
    LOW_BACK = "low_back"
    HIP = "hip"
    CALF = "calf"
    NOTHING = "nothing"
    NERVE = "nerve"


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody, by a random id. `demo`: made up, and to be shown as such everywhere."""

    id: str
    role: Role
    label: str
    demo: bool
    created_at: datetime


@dataclass(frozen=True, kw_only=True)
class SetStart:
    """What is known when a set starts. `manual`: done without the camera, `manual_reps` of it.

    parameters  what is needed to repeat the counting (rule values, camera view, …)
    """

    started_at: datetime
    exercise: str
    side: str
    reps_prescribed: int
    hold_prescribed_s: float = 0.0
    manual: bool = False
    manual_reps: int = 0
    software_version: str = ""
    model_sha256: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class SetEnd:
    """What is known when a set is over.

    form_score  0–100; None = not a scored exercise, NaN = the camera could not judge it
    effort      0–10 · local_pain 0–10 · leg_rise points more than before
    """

    ended_at: datetime
    form_score: float | None = None
    effort: int | None = None
    felt_at: FeltAt | None = None
    local_pain: int | None = None
    leg_rise: int | None = None
    eased: Eased | None = None
    stop_reason: StopReason | None = None


@dataclass(frozen=True, kw_only=True)
class TrainingSet:
    """A set as kept. `end` is None while it runs, and for ever when the app was cut off."""

    id: int
    start: SetStart
    end: SetEnd | None
    reps: tuple[Rep, ...] = ()

    @property
    def full_reps(self) -> int:
        """Complete repetitions; those the person tells of when done without the camera."""
        return self.start.manual_reps + sum(rep.complete for rep in self.reps)


@dataclass(frozen=True, kw_only=True)
class SetCount:
    """How many full repetitions a set had, and whether it was ended early."""

    at: datetime
    manual: bool
    full_reps: int
    stop_reason: StopReason | None


@dataclass(frozen=True, kw_only=True)
class RunningRecord:
    """One running analysis.

    curves, parameters  plain values and arrays; what comes back is plain, with None for NaN
    """

    at: datetime
    view: str
    measures: tuple[Measure, ...]
    curves: Mapping[str, Any]
    parameters: Mapping[str, Any] = field(default_factory=dict)
    software_version: str = ""
    model_sha256: str = ""
    source_sha256: str = ""
    id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Recording:
    """The video that a set or a running analysis was seen in: its body points and its checksum."""

    landmarks: PoseSequence
    sha256: str
    size_bytes: int


@dataclass(frozen=True, kw_only=True)
class Note:
    """A clinician's note."""

    at: datetime
    author_id: str
    text: str


class EventKind(StrEnum):
    """What happened outside the app."""

    TREATMENT = "treatment"
    FLARE = "flare"
    RACE = "race"
    OTHER = "other"
    MISSED = "missed"


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something on the time axis: "adjustment", a race, a flare."""

    at: datetime
    kind: EventKind
    text: str


@dataclass(frozen=True, kw_only=True)
class Miss:
    """A day of the programme on which nothing was done; `reason` None = would not say."""

    on: date
    reason: MissReason | None


@dataclass(frozen=True, kw_only=True)
class AuditLine:
    """What a clinician did; `patient_id` None = looked at the list of all."""

    at: datetime
    actor_id: str
    patient_id: str | None
    action: str


@dataclass(frozen=True, kw_only=True)
class PersonOverview:
    """A line of the clinician's list. Times and numbers are None where there is nothing yet.

    recent_training_days  days with a set of exercises in the last four weeks
    last_progress_at      when the rules last made an exercise harder
    """

    person: Person
    last_set_at: datetime | None
    last_entry_at: datetime | None
    last_worst_pain: int | None
    last_worse: bool
    last_screen_yes: tuple[str, ...]
    last_stop_reason: StopReason | None
    needs_clinician_at: datetime | None
    recent_training_days: int = 0
    last_progress_at: datetime | None = None
