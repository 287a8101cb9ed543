"""What is kept comes back as it was, on both databases, and only to those who may see it."""

from __future__ import annotations

import csv
import io
import json
import math
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exercises.results import FormFault, Rep
from kinematics.landmarks import Side
from kinematics.pose import PoseSequence
from programme.dose import Band, Prescription, Working
from programme.progression import Change, Move, undo
from programme.questionnaires import Instrument, QuestionnaireResult
from programme.safety import SafetyScreen, StopReason, locked_exercises
from programme.signals import Eased
from programme.stages import STAGES, compose
from programme.symptoms import Mark, Pain, Place, Quality, Region, SymptomEntry, When
from records import Actor, NotAllowed, Records, RecordsError, Role
from records.types import Event, EventKind, FeltAt, Person, RunningRecord, SetEnd, SetStart
from tests.databases import KINDS, fresh_url

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


@pytest.fixture(params=KINDS)
def records(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Records]:
    with fresh_url(request.param, tmp_path) as url, Records.open(url) as opened:
        yield opened


def actor(person: Person) -> Actor:
    return Actor(person_id=person.id, role=person.role)


@pytest.fixture
def anna(records: Records) -> Actor:
    return actor(records.add_person(Role.PATIENT, label="Anna"))


@pytest.fixture
def ben(records: Records) -> Actor:
    return actor(records.add_person(Role.PATIENT, label="Ben"))


@pytest.fixture
def clinician(records: Records) -> Actor:
    return actor(records.add_person(Role.CLINICIAN, label="Dr C"))


def test_a_set_is_kept_rep_by_rep(records: Records, anna: Actor) -> None:
    set_id = records.start_set(anna, anna.person_id, START)
    for index in (1, 2):
        records.append_rep(anna, anna.person_id, set_id, rep(index))
    (running,) = records.list_sets(anna, anna.person_id)
    assert running.end is None
    assert same(running.reps, (rep(1), rep(2)))
    assert running.full_reps == 2

    end = SetEnd(
        ended_at=AT + timedelta(minutes=1), form_score=math.nan, effort=6, felt_at=FeltAt.GLUTE,
        local_pain=2, leg_rise=1, eased=Eased.WITHIN_MINUTES, stop_reason=StopReason.CHOICE,
    )  # fmt: skip
    records.end_set(anna, anna.person_id, set_id, end)
    (finished,) = records.list_sets(anna, anna.person_id)
    assert same(finished.end, end)
    assert finished.start == START


def test_a_rep_is_kept_once(records: Records, anna: Actor) -> None:
    set_id = records.start_set(anna, anna.person_id, START)
    records.append_rep(anna, anna.person_id, set_id, rep())
    with pytest.raises(RecordsError, match="contradicts"):
        records.append_rep(anna, anna.person_id, set_id, rep())
    assert len(records.list_sets(anna, anna.person_id)[0].reps) == 1


def test_a_rep_with_a_bad_fault_leaves_nothing(records: Records, anna: Actor) -> None:
    set_id = records.start_set(anna, anna.person_id, START)
    bad = replace(FAULT, key=None)  # type: ignore[arg-type]
    with pytest.raises(RecordsError):
        records.append_rep(anna, anna.person_id, set_id, rep(faults=(FAULT, bad)))
    assert records.list_sets(anna, anna.person_id)[0].reps == ()


def test_sets_by_time_and_exercise(records: Records, anna: Actor) -> None:
    for day in range(4):
        name = "clamshell" if day == 2 else "glute_bridge"
        start = replace(START, started_at=AT + timedelta(days=day), exercise=name)
        records.save_set(anna, anna.person_id, start, END, [rep()])
    found = records.list_sets(
        anna, anna.person_id, since=AT + timedelta(days=1), until=AT + timedelta(days=3)
    )
    assert [s.start.exercise for s in found] == ["glute_bridge", "clamshell"]
    (one,) = records.list_sets(anna, anna.person_id, exercise="clamshell", with_reps=False)
    assert one.reps == ()


def test_done_without_camera(records: Records, anna: Actor) -> None:
    manual = replace(START, manual=True, manual_reps=8)
    records.save_set(anna, anna.person_id, manual, END)
    (kept,) = records.list_sets(anna, anna.person_id)
    assert kept.start.manual
    assert kept.full_reps == 8


def test_more_sets_than_one_query_takes(
    records: Records, anna: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(7):
        start = replace(START, started_at=AT + timedelta(minutes=number))
        records.save_set(anna, anna.person_id, start, END, [rep(number + 1)])
    monkeypatch.setattr("records.training.SETS_A_QUERY", 3)
    sets = records.list_sets(anna, anna.person_id)
    assert [s.reps[0].index for s in sets] == list(range(1, 8))


finite = st.floats(allow_nan=True, allow_infinity=False).map(lambda x: x + 0.0)  # no -0.0
reps = st.builds(
    Rep,
    index=st.integers(1, 10_000), side=st.sampled_from(["left", "right", "both"]), start_s=finite,
    peak_s=finite, end_s=finite, peak_deg=finite, rom_deg=finite, hold_s=finite, up_s=finite,
    down_s=finite, complete=st.booleans(),
    faults=st.lists(
        st.builds(
            FormFault, key=st.text("abc_", min_size=1), start_s=finite, end_s=finite,
            worst_s=finite, worst=finite, unit=st.just("deg"),
        ), max_size=3,
    ).map(tuple),
)  # fmt: skip


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(kept=reps)
def test_any_rep_comes_back_as_it_was(records: Records, kept: Rep) -> None:
    person = actor(records.add_person(Role.PATIENT))
    records.save_set(person, person.person_id, START, END, [kept])
    (found,) = records.list_sets(person, person.person_id)
    assert same(found.reps, (kept,))


marks = st.builds(
    Mark, region=st.sampled_from(Region), side=st.sampled_from(Side),
    quality=st.sampled_from(Quality),
)  # fmt: skip
score = st.none() | st.integers(0, 10)
pains = st.builds(Pain, now=score, worst=score).filter(lambda pain: pain != Pain())
entries = st.builds(
    SymptomEntry,
    at=st.datetimes(
        datetime(2020, 1, 1), datetime(2040, 1, 1),
        timezones=st.sampled_from([UTC, EAST, WEST]),
    ),
    when=st.sampled_from(When), pain=st.dictionaries(st.sampled_from(Place), pains),
    marks=st.frozensets(marks), worse=st.booleans(),
)  # fmt: skip


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(entry=entries)
def test_any_symptom_entry_comes_back_as_it_was(records: Records, entry: SymptomEntry) -> None:
    person = actor(records.add_person(Role.PATIENT))
    records.save_symptoms(person, person.person_id, entry)
    assert records.list_symptoms(person, person.person_id) == [entry]


def test_a_time_without_zone_is_refused(records: Records, anna: Actor) -> None:
    entry = SymptomEntry(at=datetime(2026, 5, 3), when=When.OTHER)
    with pytest.raises(ValueError, match="expected one with a time zone"):
        records.save_symptoms(anna, anna.person_id, entry)


def test_programmes_are_versions(records: Records, anna: Actor, clinician: Actor) -> None:
    versions = [
        replace(compose(stage.number, at=AT, author_id=clinician.person_id), reason=f"v{n}")
        for n, stage in enumerate(STAGES)
    ]
    for version in versions:
        records.save_programme(clinician, anna.person_id, version)
    assert records.list_programmes(anna, anna.person_id) == versions


def test_changes_come_back_and_can_be_undone(records: Records, anna: Actor) -> None:
    before = Prescription(exercise="clamshell", side=Working.LEFT, band=Band.LIGHT, hold_s=1.5)
    change = Change(
        at=AT, move=Move.PROGRESS, before=before, after=replace(before, reps=12), reason="Because."
    )
    records.save_change(anna, anna.person_id, change)
    (kept,) = records.list_changes(anna, anna.person_id)
    assert kept == change
    assert undo(kept, now=AT).after == before


def test_screens_questionnaires_notes_events(
    records: Records, anna: Actor, clinician: Actor
) -> None:
    screen = SafetyScreen(at=AT, yes=frozenset({"night_pain", "recent_surgery"}), cleared=True)
    result = QuestionnaireResult(at=AT, instrument=Instrument.RMDQ, answers={"1": 1, "2": 0})
    event = Event(at=AT, kind=EventKind.TREATMENT, text="adjustment")
    records.save_screen(anna, anna.person_id, screen)
    records.save_questionnaire(anna, anna.person_id, result)
    records.save_event(anna, anna.person_id, event)
    records.save_note(clinician, anna.person_id, "Doing well.")
    assert records.list_screens(anna, anna.person_id) == [screen]
    assert records.list_questionnaires(anna, anna.person_id) == [result]
    assert records.list_events(anna, anna.person_id) == [event]
    (note,) = records.list_notes(anna, anna.person_id)
    assert (note.author_id, note.text) == (clinician.person_id, "Doing well.")


def test_lock_and_unlock(records: Records, anna: Actor, clinician: Actor) -> None:
    for day in range(2):
        start = replace(START, started_at=AT + timedelta(days=day))
        end = replace(END, stop_reason=StopReason.SPREADING)
        records.save_set(anna, anna.person_id, start, end)
    events = records.list_spreading_events(anna, anna.person_id)
    assert locked_exercises(events) == {"glute_bridge"}
    with pytest.raises(NotAllowed, match="Only a clinician"):
        records.unlock_exercise(anna, anna.person_id, "glute_bridge")
    assert records.list_unlocks(anna, anna.person_id) == []
    records.unlock_exercise(clinician, anna.person_id, "glute_bridge")
    assert locked_exercises(events, records.list_unlocks(anna, anna.person_id)) == frozenset()


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
    measures = ({"key": "cadence", "side": None, "value": 172.5, "ci95": (170.0, math.nan)},)
    return RunningRecord(
        at=AT, view="rear", measures=measures, curves={"hip": np.array([1.0, np.nan])},
        source_sha256="ab",
    )  # fmt: skip


def test_running_analyses_and_landmarks(records: Records, anna: Actor) -> None:
    analysis_id = records.save_analysis(anna, anna.person_id, running_record())
    records.save_landmarks(anna, anna.person_id, poses(), analysis_id=analysis_id)
    (kept,) = records.list_analyses(anna, anna.person_id)
    assert kept.id == analysis_id
    assert kept.measures == (
        {"key": "cadence", "side": None, "value": 172.5, "ci95": [170.0, None]},
    )
    assert kept.curves == {"hip": [1.0, None]}
    (found,) = records.load_landmarks(anna, anna.person_id, analysis_id=analysis_id)
    np.testing.assert_array_equal(found.xy_px, poses().xy_px)
    with pytest.raises(ValueError, match="exactly one"):
        records.save_landmarks(anna, anna.person_id, poses())


def test_a_file_is_remembered_once_however_large(records: Records, anna: Actor) -> None:
    for _ in range(2):
        records.save_file(anna, anna.person_id, "f" * 64, 5 * 2**30)
    assert records.list_files(anna, anna.person_id) == {"f" * 64: 5 * 2**30}


READS: dict[str, Callable[[Records, Actor, str], object]] = {
    "find_person": lambda r, a, p: r.find_person(a, p),
    "list_sets": lambda r, a, p: r.list_sets(a, p),
    "list_programmes": lambda r, a, p: r.list_programmes(a, p),
    "list_changes": lambda r, a, p: r.list_changes(a, p),
    "list_spreading_events": lambda r, a, p: r.list_spreading_events(a, p),
    "list_unlocks": lambda r, a, p: r.list_unlocks(a, p),
    "list_symptoms": lambda r, a, p: r.list_symptoms(a, p),
    "list_questionnaires": lambda r, a, p: r.list_questionnaires(a, p),
    "list_screens": lambda r, a, p: r.list_screens(a, p),
    "list_notes": lambda r, a, p: r.list_notes(a, p),
    "list_events": lambda r, a, p: r.list_events(a, p),
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
    "save_analysis": lambda r, a, p: r.save_analysis(a, p, running_record()),
    "save_landmarks": lambda r, a, p: r.save_landmarks(a, p, poses(), set_id=1),
    "save_file": lambda r, a, p: r.save_file(a, p, "0" * 64, 1),
    "delete_person": lambda r, a, p: r.delete_person(a, p),
}  # fmt: skip


def test_every_verb_on_a_person_is_in_these_tests() -> None:
    without_actor = {"open", "close", "add_person", "known_role", "only_person", "list_people",
                     "backup", "restore"}  # fmt: skip
    verbs = {name for name in dir(Records) if not name.startswith("_")} - without_actor
    assert verbs == READS.keys() | WRITES.keys()


def fill(records: Records, anna: Actor) -> None:
    set_id = records.save_set(anna, anna.person_id, START, END, [rep()])
    assert set_id == 1


def refused(verb: str, *arguments: object) -> bool:
    try:
        (READS | WRITES)[verb](*arguments)  # type: ignore[arg-type]
    except NotAllowed:
        return True
    return False


def test_a_patient_reaches_nobody_else(records: Records, anna: Actor, ben: Actor) -> None:
    fill(records, anna)
    before = records.export_person(anna, anna.person_id)
    posing = Actor(person_id=ben.person_id, role=Role.CLINICIAN)
    unknown = Actor(person_id="nobody", role=Role.CLINICIAN)
    for intruder in (ben, posing, unknown):
        open_to_all = {
            verb for verb in READS | WRITES if not refused(verb, records, intruder, anna.person_id)
        }
        assert open_to_all == set()
    assert json_of(records.export_person(anna, anna.person_id)) == json_of(before)


def test_own_id_does_not_open_the_sets_of_others(records: Records, anna: Actor, ben: Actor) -> None:
    """Set 1 is Anna's; Ben names it together with his own id."""
    fill(records, anna)
    records.save_landmarks(anna, anna.person_id, poses(), set_id=1)
    for verb in ("append_rep", "end_set", "save_landmarks"):
        assert refused(verb, records, ben, ben.person_id)
    assert records.load_landmarks(ben, ben.person_id, set_id=1) == []


def test_a_clinician_reaches_patients_and_each_time_is_noted(
    records: Records, anna: Actor, clinician: Actor
) -> None:
    fill(records, anna)
    verbs = sorted(READS.keys() | WRITES.keys() - {"append_rep", "delete_person"})
    for verb in verbs:
        (READS | WRITES)[verb](records, clinician, anna.person_id)
    records.append_rep(clinician, anna.person_id, 1, rep(2))
    lines = records.list_audit(anna, anna.person_id)
    assert [line.action for line in reversed(lines)] == [*verbs, "append_rep"]
    assert {line.actor_id for line in lines} == {clinician.person_id}


def test_a_clinician_does_not_reach_clinicians(records: Records, clinician: Actor) -> None:
    other = records.add_person(Role.CLINICIAN)
    assert all(refused(verb, records, clinician, other.id) for verb in READS | WRITES)


def test_list_of_people_is_for_clinicians(
    records: Records, anna: Actor, ben: Actor, clinician: Actor
) -> None:
    records.save_symptoms(
        anna, anna.person_id,
        SymptomEntry(at=AT, when=When.OTHER, pain={Place.LEG: Pain(worst=7)}, worse=True),
    )  # fmt: skip
    records.save_symptoms(
        anna, anna.person_id,
        SymptomEntry(at=AT - timedelta(days=1), when=When.OTHER, pain={Place.LEG: Pain(worst=2)}),
    )  # fmt: skip
    records.save_set(anna, anna.person_id, START, replace(END, stop_reason=StopReason.SPREADING))
    records.save_screen(anna, anna.person_id, SafetyScreen(at=AT, yes=frozenset({"night_pain"})))
    records.save_change(anna, anna.person_id, replace(CHANGE, see_clinician=True))
    with pytest.raises(NotAllowed, match="Only a clinician"):
        records.list_people(anna)
    first, second = records.list_people(clinician)
    assert first.person.label == "Anna"
    assert first.last_set_at == AT
    assert (first.last_worst_pain, first.last_worse) == (7, True)
    assert first.last_screen_yes == ("night_pain",)
    assert first.last_stop_reason is StopReason.SPREADING
    assert first.needs_clinician_at == AT
    assert second.person.label == "Ben"
    assert second.last_set_at is None
    assert second.last_worst_pain is None


def test_one_person_or_sign_in(records: Records) -> None:
    assert records.only_person() is None
    records.add_person(Role.PATIENT, demo=True)
    anna = records.add_person(Role.PATIENT)
    assert records.only_person() == anna
    assert records.known_role(anna.id) is Role.PATIENT
    assert records.known_role("nobody") is None
    records.add_person(Role.PATIENT)
    with pytest.raises(NotAllowed, match="sign in"):
        records.only_person()


def json_of(archive: bytes) -> dict[str, list[dict[str, object]]]:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        found: dict[str, list[dict[str, object]]] = json.loads(opened.read("person.json"))
    return found


def fill_every_table(records: Records, anna: Actor, clinician: Actor) -> None:
    fill(records, anna)
    records.save_landmarks(anna, anna.person_id, poses(), set_id=1)
    for verb in WRITES.keys() - {"append_rep", "end_set", "save_landmarks", "delete_person"}:
        WRITES[verb](records, clinician, anna.person_id)


def test_export_holds_everything(
    records: Records, anna: Actor, ben: Actor, clinician: Actor
) -> None:
    fill_every_table(records, anna, clinician)
    records.save_note(clinician, anna.person_id, "=cmd()|'x'!A1")
    records.save_set(ben, ben.person_id, replace(START, exercise="squat"), END, [rep()])
    archive = records.export_person(anna, anna.person_id)
    tables = json_of(archive)
    assert all(tables.values()), {name for name, rows in tables.items() if not rows}
    assert "squat" not in {row["exercise"] for row in tables["sets"]}
    assert len(tables["reps"]) == 1
    assert tables["reps"][0]["down_s"] is None
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        names = set(opened.namelist())
        assert names >= {f"{name}.csv" for name in tables} | {"README.txt"}
        notes = list(csv.DictReader(io.StringIO(opened.read("notes.csv").decode())))
        (npz,) = [name for name in names if name.endswith(".npz")]
        found = PoseSequence.load_npz(io.BytesIO(opened.read(npz)))
    assert notes[1]["text"].startswith("'=")
    np.testing.assert_array_equal(found.xy_px, poses().xy_px)


def test_delete_leaves_nothing(
    records: Records, anna: Actor, ben: Actor, clinician: Actor, tmp_path: Path
) -> None:
    fill_every_table(records, anna, clinician)
    records.save_note(clinician, anna.person_id, "a secret of some length")
    records.save_set(ben, ben.person_id, START, END, [rep()])
    records.delete_person(anna, anna.person_id)
    assert records.known_role(anna.person_id) is None
    with pytest.raises(NotAllowed):
        records.list_sets(anna, anna.person_id)
    assert len(records.list_sets(ben, ben.person_id)[0].reps) == 1
    copy = tmp_path / "all.sqlite"
    records.backup(copy)
    with sqlite3.connect(copy) as database:
        tables = [row[0] for row in database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'alembic%'"
        )]  # fmt: skip
        left = {name: database.execute(f"SELECT count(*) FROM {name}").fetchone()[0]
                for name in tables}  # fmt: skip
    assert {name for name, rows in left.items() if rows} == {"people", "sets", "reps", "faults"}
    for file in tmp_path.glob("records.sqlite*"):
        assert b"a secret of some length" not in file.read_bytes()


def test_a_clinician_who_deletes_is_noted_without_the_patient(
    records: Records, anna: Actor, clinician: Actor, tmp_path: Path
) -> None:
    fill(records, anna)
    records.delete_person(clinician, anna.person_id)
    copy = tmp_path / "all.sqlite"
    records.backup(copy)
    with sqlite3.connect(copy) as database:
        lines = database.execute("SELECT actor_id, patient_id, action FROM audit").fetchall()
    assert lines == [(clinician.person_id, None, "delete_person")]
