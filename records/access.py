"""Who may see what: a patient only their own data, a clinician every patient, each read noted."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from records.models import AuditRow, PersonRow


class Role(StrEnum):
    """What somebody is."""

    PATIENT = "patient"
    CLINICIAN = "clinician"


class NotAllowed(PermissionError):
    """Somebody asked for what is not theirs; the message is one plain sentence."""


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who asks."""

    person_id: str
    role: Role


def reach(session: Session, actor: Actor, person_id: str, action: str, *, at: datetime) -> None:
    """Let through or raise `NotAllowed`; note what a clinician does with a patient's data.

    A person that does not exist looks the same as one that may not be seen.
    """
    if actor.person_id == person_id:
        _check_own(session, actor)
        return
    patient = session.get(PersonRow, person_id)
    if (
        actor.role is not Role.CLINICIAN
        or not is_clinician(session, actor)
        or patient is None
        or patient.role != Role.PATIENT
    ):
        raise NotAllowed("You cannot see or change the data of this person.")
    note(session, actor, person_id, action, at=at)


def reach_all(session: Session, actor: Actor, action: str, *, at: datetime) -> None:
    """Let a clinician through to the list of patients, noted once, or raise `NotAllowed`."""
    if not is_clinician(session, actor):
        raise NotAllowed("Only a clinician can do this.")
    note(session, actor, None, action, at=at)


def is_clinician(session: Session, actor: Actor) -> bool:
    """True when the actor acts as a clinician and is kept as one."""
    row = session.get(PersonRow, actor.person_id)
    return actor.role is Role.CLINICIAN and row is not None and row.role == Role.CLINICIAN


def note(
    session: Session, actor: Actor, patient_id: str | None, action: str, *, at: datetime
) -> None:
    """Add a line to the audit."""
    session.add(AuditRow(at=at, actor_id=actor.person_id, patient_id=patient_id, action=action))


def _check_own(session: Session, actor: Actor) -> None:
    row = session.get(PersonRow, actor.person_id)
    if row is None or row.role != actor.role:
        raise NotAllowed("You are not known here in this role.")
