"""The tables. Every row belongs to a person and goes when the person is deleted."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, LargeBinary, MetaData, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from records.columns import NanFloat, PlainJson, UtcDateTime

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Base of all tables."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: UtcDateTime, float: NanFloat}


class Owned(Base):
    """A row of one person."""

    __abstract__ = True
    id: Mapped[int] = mapped_column(Identity(), primary_key=True, sort_order=-3)
    person_id: Mapped[str] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), sort_order=-2
    )


class Dated(Owned):
    """A row of one person at one moment."""

    __abstract__ = True
    at: Mapped[datetime] = mapped_column(sort_order=-1)


class PersonRow(Base):
    """Somebody, by a random id; `label` is what they want to be called, it may be empty."""

    __tablename__ = "people"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    role: Mapped[str]
    label: Mapped[str]
    demo: Mapped[bool]
    created_at: Mapped[datetime]


class ProgrammeRow(Dated):
    """One version of a programme; the latest counts, going back is saving an older one again."""

    __tablename__ = "programmes"
    stage: Mapped[int]
    author_id: Mapped[str]
    reason: Mapped[str]
    items: Mapped[list[dict[str, Any]]] = mapped_column(PlainJson)
    __table_args__ = (Index(None, "person_id", "at"),)


class ChangeRow(Dated):
    """A decision of the progression rules on one exercise, with both doses and its reason."""

    __tablename__ = "changes"
    exercise: Mapped[str]
    move: Mapped[str]
    before: Mapped[dict[str, Any]] = mapped_column(PlainJson)
    after: Mapped[dict[str, Any]] = mapped_column(PlainJson)
    reason: Mapped[str]
    see_clinician: Mapped[bool]
    __table_args__ = (Index(None, "person_id", "at"),)


class SetRow(Owned):
    """One set of an exercise, saved when it starts and completed when it ends."""

    __tablename__ = "sets"
    started_at: Mapped[datetime]
    exercise: Mapped[str]
    side: Mapped[str]
    reps_prescribed: Mapped[int]
    hold_prescribed_s: Mapped[float | None]
    manual: Mapped[bool]
    manual_reps: Mapped[int]
    software_version: Mapped[str]
    model_sha256: Mapped[str]
    parameters: Mapped[dict[str, Any]] = mapped_column(PlainJson)
    ended_at: Mapped[datetime | None]
    form_score: Mapped[float | None]
    scored: Mapped[bool]
    effort: Mapped[int | None]
    felt_at: Mapped[str | None]
    local_pain: Mapped[int | None]
    leg_rise: Mapped[int | None]
    eased: Mapped[str | None]
    stop_reason: Mapped[str | None]
    reps: Mapped[list["RepRow"]] = relationship(
        order_by="RepRow.number", cascade="all, delete-orphan", passive_deletes=True
    )
    __table_args__ = (Index(None, "person_id", "started_at"),)


class RepRow(Base):
    """One repetition, full or partial."""

    __tablename__ = "reps"
    set_id: Mapped[int] = mapped_column(ForeignKey("sets.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    side: Mapped[str]
    start_s: Mapped[float | None]
    peak_s: Mapped[float | None]
    end_s: Mapped[float | None]
    peak_deg: Mapped[float | None]
    rom_deg: Mapped[float | None]
    hold_s: Mapped[float | None]
    up_s: Mapped[float | None]
    down_s: Mapped[float | None]
    complete: Mapped[bool]
    __table_args__ = ({"sqlite_with_rowid": False},)


class FaultRow(Base):
    """A form fault in a repetition."""

    __tablename__ = "faults"
    set_id: Mapped[int] = mapped_column(ForeignKey("sets.id", ondelete="CASCADE"), primary_key=True)
    rep_number: Mapped[int] = mapped_column(primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str]
    start_s: Mapped[float | None]
    end_s: Mapped[float | None]
    worst: Mapped[float | None]
    worst_s: Mapped[float | None]
    unit: Mapped[str]
    __table_args__ = ({"sqlite_with_rowid": False},)


class AnalysisRow(Dated):
    """One running analysis: its measures and curves, and all that is needed to repeat it."""

    __tablename__ = "analyses"
    view: Mapped[str]
    measures: Mapped[list[dict[str, Any]]] = mapped_column(PlainJson)
    curves: Mapped[dict[str, Any]] = mapped_column(PlainJson)
    parameters: Mapped[dict[str, Any]] = mapped_column(PlainJson)
    software_version: Mapped[str]
    model_sha256: Mapped[str]
    source_sha256: Mapped[str]
    __table_args__ = (Index(None, "person_id", "at"),)


class LandmarksRow(Dated):
    """Raw landmarks of a set or a running analysis: the bytes of a compressed .npz."""

    __tablename__ = "landmarks"
    set_id: Mapped[int | None] = mapped_column(
        ForeignKey("sets.id", ondelete="CASCADE"), index=True
    )
    analysis_id: Mapped[int | None] = mapped_column(
        ForeignKey("analyses.id", ondelete="CASCADE"), index=True
    )
    npz: Mapped[bytes] = mapped_column(LargeBinary)
    __table_args__ = (Index(None, "person_id"),)


class FileRow(Dated):
    """The checksum of a file that was analysed; never its name or content."""

    __tablename__ = "files"
    sha256: Mapped[str] = mapped_column(String(64))
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    __table_args__ = (Index(None, "person_id", "sha256", unique=True),)


class SymptomRow(Dated):
    """One answer to "how does it feel?"."""

    __tablename__ = "symptoms"
    moment: Mapped[str]
    leg_now: Mapped[int | None]
    leg_worst: Mapped[int | None]
    buttock_now: Mapped[int | None]
    buttock_worst: Mapped[int | None]
    back_now: Mapped[int | None]
    back_worst: Mapped[int | None]
    marks: Mapped[list[list[str]]] = mapped_column(PlainJson)
    worse: Mapped[bool]
    __table_args__ = (Index(None, "person_id", "at"),)


class QuestionnaireRow(Dated):
    """One filled-in questionnaire with its answers and score."""

    __tablename__ = "questionnaires"
    instrument: Mapped[str]
    answers: Mapped[dict[str, int]] = mapped_column(PlainJson)
    score: Mapped[float]
    __table_args__ = (Index(None, "person_id", "at"),)


class ScreenRow(Dated):
    """One safety screen: when, which questions were answered yes, cleared or not."""

    __tablename__ = "screens"
    yes: Mapped[list[str]] = mapped_column(PlainJson)
    cleared: Mapped[bool]
    __table_args__ = (Index(None, "person_id", "at"),)


class UnlockRow(Dated):
    """A clinician allowed a locked exercise again."""

    __tablename__ = "unlocks"
    exercise: Mapped[str]
    clinician_id: Mapped[str]
    __table_args__ = (Index(None, "person_id"),)


class NoteRow(Dated):
    """A clinician's note on a patient."""

    __tablename__ = "notes"
    author_id: Mapped[str]
    text: Mapped[str]
    __table_args__ = (Index(None, "person_id", "at"),)


class EventRow(Dated):
    """Something that happened outside the app, such as hands-on treatment."""

    __tablename__ = "events"
    kind: Mapped[str]
    text: Mapped[str]
    __table_args__ = (Index(None, "person_id", "at"),)


class AuditRow(Base):
    """What a clinician did with a patient's data; patient NULL = the list of all."""

    __tablename__ = "audit"
    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[str]
    patient_id: Mapped[str | None] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), index=True
    )
    action: Mapped[str]


# Tables of one person, with the name of each in an export.
PERSON_TABLES: tuple[type[Owned], ...] = (
    ProgrammeRow, ChangeRow, SetRow, AnalysisRow, LandmarksRow, FileRow, SymptomRow,
    QuestionnaireRow, ScreenRow, UnlockRow, NoteRow, EventRow,
)  # fmt: skip
