"""Sample rows and every verb of the records, for the tests of the records."""

from __future__ import annotations

import io
import json
import math
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import numpy as np

from exercises.results import FormFault, Rep
from kinematics.pose import PoseSequence
from programme.progression import Change, Move
from programme.questionnaires import Instrument, QuestionnaireResult
from programme.safety import SafetyScreen
from programme.stages import STAGES, compose
from programme.symptoms import SymptomEntry, When
from records import Actor, Records
from records.types import Event, EventKind, Miss, Person, RunningRecord, SetEnd, SetStart
from running.measure import Measure

AT = datetime(2026, 5, 3, 7, 30, tzinfo=UTC)
EAST, WEST = timezone(timedelta(hours=9)), timezone(timedelta(hours=-7))
START = SetStart(started_at=AT, exercise="glute_bridge", side="both", reps_prescribed=10)
END = SetEnd(ended_at=AT + timedelta(minutes=2))
FAULT = FormFault(key="over_arching", start_s=1.5, end_s=2.0, worst_s=1.7, worst=8.25, unit="deg")


def rep(index: int = 1, **changes: object) -> Rep:
    whole = Rep(
        index=index, side="both", start_s=1.0, peak_s=2.0, end_s=4.5, peak_deg=171.5, rom_deg=44.0,
        hold_s=2.1, up_s=1.0, down_s=math.nan, complete=True, faults=(FAULT,),
    )  # fmt: skip
    return replace(whole, **changes)  # type: ignore[arg-type]


def same(a: object, b: object) -> bool:
    """Equal, with NaN equal to NaN."""
    return repr(a) == repr(b)


def actor(person: Person) -> Actor:
    return Actor(person_id=person.id, role=person.role)


def poses() -> PoseSequence:
    rng = np.random.default_rng(1)
    return PoseSequence(
        time_s=np.arange(5) / 30,
        xy_px=rng.normal(300, 50, (5, 33, 2)).astype(np.float32),
        visibility=rng.uniform(0, 1, (5, 33)).astype(np.float32),
        world_m=rng.normal(0, 1, (5, 33, 3)).astype(np.float32),
        image_size_wh=(640, 480),
    )


def running_record() -> RunningRecord:
    nan = math.nan
    measures = (
        Measure(
            key="cadence_spm", side="both", value=172.5, unit="spm", n=60, iqr=(170.0, 175.0),
            ci95=(171.0, nan), sdd=4.0, grade="A", evidence_s=(1.5,),
        ),
        Measure(
            key="x", side="left", value=nan, unit="deg", n=0, iqr=(nan, nan), ci95=(nan, nan),
            sdd=nan, grade="reject", reason="Not seen.",
        ),
    )  # fmt: skip
    return RunningRecord(
        at=AT, view="rear", measures=measures, curves={"hip": np.array([1.0, np.nan])},
        source_sha256="ab",
    )  # fmt: skip


READS: dict[str, Callable[[Records, Actor, str], object]] = {
    "find_person": lambda r, a, p: r.find_person(a, p),
    "list_sets": lambda r, a, p: r.list_sets(a, p),
    "count_reps": lambda r, a, p: r.count_reps(a, p),
    "list_programmes": lambda r, a, p: r.list_programmes(a, p),
    "list_changes": lambda r, a, p: r.list_changes(a, p),
    "list_spreading_events": lambda r, a, p: r.list_spreading_events(a, p),
    "list_unlocks": lambda r, a, p: r.list_unlocks(a, p),
    "list_symptoms": lambda r, a, p: r.list_symptoms(a, p),
    "list_questionnaires": lambda r, a, p: r.list_questionnaires(a, p),
    "list_screens": lambda r, a, p: r.list_screens(a, p),
    "list_notes": lambda r, a, p: r.list_notes(a, p),
    "list_events": lambda r, a, p: r.list_events(a, p),
    "list_misses": lambda r, a, p: r.list_misses(a, p),
    "list_analyses": lambda r, a, p: r.list_analyses(a, p),
    "load_landmarks": lambda r, a, p: r.load_landmarks(a, p, set_id=1),
    "list_files": lambda r, a, p: r.list_files(a, p),
    "list_audit": lambda r, a, p: r.list_audit(a, p),
    "export_person": lambda r, a, p: r.export_person(a, p),
}
CHANGE = Change(
    at=AT, move=Move.HOLD, before=STAGES[1].items[0], after=STAGES[1].items[0], reason="Same."
)
WRITES: dict[str, Callable[[Records, Actor, str], object]] = {
    "start_set": lambda r, a, p: r.start_set(a, p, START),
    "append_rep": lambda r, a, p: r.append_rep(a, p, 1, rep()),
    "end_set": lambda r, a, p: r.end_set(a, p, 1, END),
    "save_set": lambda r, a, p: r.save_set(a, p, START, END),
    "save_programme": lambda r, a, p: r.save_programme(a, p, compose(1, at=AT, author_id="x")),
    "save_change": lambda r, a, p: r.save_change(a, p, CHANGE),
    "unlock_exercise": lambda r, a, p: r.unlock_exercise(a, p, "squat"),
    "save_symptoms": lambda r, a, p: r.save_symptoms(a, p, SymptomEntry(at=AT, when=When.OTHER)),
    "save_questionnaire": lambda r, a, p: r.save_questionnaire(
        a, p, QuestionnaireResult(at=AT, instrument=Instrument.GROC, answers={"score": 3})
    ),
    "save_screen": lambda r, a, p: r.save_screen(a, p, SafetyScreen(at=AT)),
    "save_note": lambda r, a, p: r.save_note(a, p, "x"),
    "save_event": lambda r, a, p: r.save_event(
        a, p, Event(at=AT, kind=EventKind.RACE, text="10 km")
    ),
    "save_miss": lambda r, a, p: r.save_miss(a, p, Miss(on=AT.date(), reason=None)),
    "save_analysis": lambda r, a, p: r.save_analysis(a, p, running_record()),
    "save_analyses": lambda r, a, p: r.save_analyses(a, p, [(running_record(), None)]),
    "save_landmarks": lambda r, a, p: r.save_landmarks(a, p, poses(), set_id=1),
    "save_file": lambda r, a, p: r.save_file(a, p, "0" * 64, 1),
    "delete_person": lambda r, a, p: r.delete_person(a, p),
}  # fmt: skip


def fill(records: Records, anna: Actor) -> None:
    set_id = records.save_set(anna, anna.person_id, START, END, [rep()])
    assert set_id == 1


def json_of(archive: bytes) -> dict[str, list[dict[str, object]]]:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        found: dict[str, list[dict[str, object]]] = json.loads(opened.read("person.json"))
    return found


def fill_every_table(records: Records, anna: Actor, clinician: Actor) -> None:
    fill(records, anna)
    records.save_landmarks(anna, anna.person_id, poses(), set_id=1)
    for verb in WRITES.keys() - {"append_rep", "end_set", "save_landmarks", "delete_person"}:
        WRITES[verb](records, clinician, anna.person_id)
