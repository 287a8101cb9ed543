"""A patient reaches nobody else; a clinician reaches patients, and each time is noted."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from programme.safety import SafetyScreen, StopReason
from programme.symptoms import Pain, Place, SymptomEntry, When
from records import Actor, NotAllowed, Records, Role
from tests.records_cases import (
    AT,
    CHANGE,
    END,
    READS,
    START,
    WRITES,
    fill,
    json_of,
    poses,
    rep,
)


def test_every_verb_on_a_person_is_in_these_tests() -> None:
    without_actor = {
        "open", "close", "add_person", "known_role", "only_person", "find_demo", "list_people",
        "list_holders", "backup", "restore",
    }  # fmt: skip
    verbs = {name for name in dir(Records) if not name.startswith("_")} - without_actor
    assert verbs == READS.keys() | WRITES.keys()


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


def test_whose_file_it_is_only_a_clinician_can_ask(
    records: Records, anna: Actor, ben: Actor, clinician: Actor
) -> None:
    for holder, letter in ((ben, "a"), (anna, "a"), (anna, "b"), (clinician, "a")):
        records.save_file(holder, holder.person_id, letter * 64, 1)
    assert {p.label for p in records.list_holders(clinician, "a" * 64)} == {"Anna", "Ben"}
    assert [p.id for p in records.list_holders(clinician, "b" * 64)] == [anna.person_id]
    assert records.list_holders(clinician, "c" * 64) == []
    for intruder in (anna, Actor(person_id=anna.person_id, role=Role.CLINICIAN)):
        with pytest.raises(NotAllowed, match="Only a clinician"):
            records.list_holders(intruder, "a" * 64)


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
