"""What is kept comes back as it was, on both databases."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exercises.results import FormFault, Rep
from kinematics.landmarks import Side
from programme.adherence import MissReason
from programme.dose import Band, Prescription, Working
from programme.progression import Change, Move, undo
from programme.questionnaires import Instrument, QuestionnaireResult
from programme.safety import SafetyScreen, StopReason, locked_exercises
from programme.signals import Eased
from programme.stages import STAGES, compose
from programme.symptoms import Mark, Pain, Place, Quality, Region, SymptomEntry, When
from records import Actor, NotAllowed, Records, RecordsError, Role
from records.types import Event, EventKind, FeltAt, Miss, SetEnd
from tests.records_cases import (
    AT,
    EAST,
    END,
    FAULT,
    START,
    WEST,
    actor,
    poses,
    rep,
    running_record,
    same,
)


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


def test_a_set_takes_the_place_of_what_was_kept_of_it_before(records: Records, anna: Actor) -> None:
    first = records.save_set(anna, anna.person_id, START, END)
    whole = records.save_set(anna, anna.person_id, START, END, [rep()], replaces=first)
    (found,) = records.list_sets(anna, anna.person_id)
    assert (found.id, found.full_reps) == (whole, 1)
    ben = actor(records.add_person(Role.PATIENT))
    with pytest.raises(NotAllowed):
        records.save_set(ben, ben.person_id, START, END, replaces=whole)
    assert not records.list_sets(ben, ben.person_id)
    assert len(records.list_sets(anna, anna.person_id)) == 1


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


def test_missed_days_with_their_reason_are_no_events(records: Records, anna: Actor) -> None:
    days = [AT.date() - timedelta(days=back) for back in (3, 1)]
    misses = [Miss(on=days[0], reason=MissReason.PAIN), Miss(on=days[1], reason=None)]
    for miss in misses:
        records.save_miss(anna, anna.person_id, miss)
    assert records.list_misses(anna, anna.person_id) == misses
    assert records.list_misses(anna, anna.person_id, since=AT - timedelta(days=2)) == misses[1:]
    assert records.list_events(anna, anna.person_id) == []


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


def test_running_analyses_and_landmarks(records: Records, anna: Actor) -> None:
    event = {"side": "left", "kind": "ic", "time_s": 1.2345678901234567, "confidence": 1.0}
    edits = {"event_edits": [{"before": None, "after": event}]}
    record = replace(running_record(), parameters=edits)
    analysis_id = records.save_analysis(anna, anna.person_id, record)
    records.save_landmarks(anna, anna.person_id, poses(), analysis_id=analysis_id)
    (kept,) = records.list_analyses(anna, anna.person_id)
    assert kept.id == analysis_id
    assert same(kept.measures, running_record().measures)
    assert kept.curves == {"hip": [1.0, None]}
    assert kept.parameters == edits, "what was set by hand, to the last digit"
    (found,) = records.load_landmarks(anna, anna.person_id, analysis_id=analysis_id)
    np.testing.assert_array_equal(found.xy_px, poses().xy_px)
    with pytest.raises(ValueError, match="exactly one"):
        records.save_landmarks(anna, anna.person_id, poses())


def test_a_file_is_remembered_once_however_large(records: Records, anna: Actor) -> None:
    for _ in range(2):
        records.save_file(anna, anna.person_id, "f" * 64, 5 * 2**30)
    assert records.list_files(anna, anna.person_id) == {"f" * 64: 5 * 2**30}
