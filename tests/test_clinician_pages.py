"""The clinician's day, and that nobody reaches what is not theirs."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from programme.adherence import MissReason
from programme.dose import Band
from programme.progression import Change, Move
from programme.questionnaires import Instrument
from programme.safety import SafetyScreen, StopReason, locked_exercises
from programme.symptoms import When
from records import NotAllowed, Role
from records.demo import fill_demo
from records.types import Event, EventKind, Miss, SetEnd, SetStart
from tests.clinic_pages import (
    BRIDGE,
    CLAM,
    DAY,
    actor_of,
    app_on,
    entry,
    local_patient,
    now,
    page_alone,
    prescribe,
    says,
    visitor,
)
from tests.records_cases import CHANGE
from ui.event_view import NO_RUNS
from ui.programme_rows import from_rows, to_rows
from ui.settings import Settings, load_settings
from ui.sign_in import REFUSED, IdleWatch, SignInRefused, person_id_of, role_of


@pytest.fixture
def records(tmp_path, monkeypatch):
    with app_on(tmp_path, monkeypatch) as opened:
        yield opened


def clinician_visit(page="people", **query):
    return visitor(page, view="clinician", **query)


def spread(records, me, days_ago):
    at = now() - days_ago * DAY
    start = SetStart(started_at=at, exercise="glute_bridge", side="both", reps_prescribed=10)
    end = SetEnd(ended_at=at + DAY / 1000, stop_reason=StopReason.SPREADING)
    records.save_set(me, me.person_id, start, end)


def test_the_list_says_who_needs_attention_and_why(records):
    me = local_patient(records)
    records.save_screen(me, me.person_id, SafetyScreen(at=now(), yes=frozenset({"both_legs"})))
    calm = actor_of(records.add_person(Role.PATIENT, label="Calm"))
    at = now() - DAY
    start = SetStart(started_at=at, exercise="clamshell", side="left", reps_prescribed=8)
    records.save_set(calm, calm.person_id, start, SetEnd(ended_at=at))
    gone = actor_of(records.add_person(Role.PATIENT, label="Gone"))
    start = SetStart(
        started_at=now() - 20 * DAY, exercise="clamshell", side="left", reps_prescribed=8
    )
    records.save_set(gone, gone.person_id, start, SetEnd(ended_at=now() - 20 * DAY))
    page = clinician_visit()
    assert not page.exception
    assert [h.value for h in page.header] == [
        "Look at this first · 1",
        "Keep in mind · 1",
        "Nothing special · 1",
    ]
    assert says(page, "Answered yes to 1 of the safety questions.")
    assert says(page, "No training for 2 weeks.")
    assert [line.action for line in records.list_audit(me, me.person_id)] == []


def test_training_without_a_step_forward_is_told(records):
    me = actor_of(records.add_person(Role.PATIENT, label="Steady"))
    for days_ago in range(1, 13, 2):
        start = SetStart(
            started_at=now() - days_ago * DAY, exercise="clamshell", side="left", reps_prescribed=8
        )
        for _ in range(2):
            records.save_set(me, me.person_id, start, SetEnd(ended_at=start.started_at))
    assert says(clinician_visit(), "No step forward in four weeks with 6 training days.")
    prescribe(records, me, CLAM)
    assert says(clinician_visit("person", person=me.person_id), "No step forward in four weeks")
    records.save_change(me, me.person_id, replace(CHANGE, at=now() - DAY, move=Move.PROGRESS))
    assert not says(clinician_visit(), "No step forward")
    assert not says(clinician_visit("person", person=me.person_id), "No step forward")


def test_adherence_with_the_reasons_of_missed_days_and_a_score_on_paper(records):
    me = local_patient(records)
    prescribe(records, me, BRIDGE)
    start = SetStart(
        started_at=now() - DAY, exercise="glute_bridge", side="both", reps_prescribed=10,
        manual=True, manual_reps=10,
    )  # fmt: skip
    records.save_set(me, me.person_id, start, SetEnd(ended_at=start.started_at))
    on = (now() - 2 * DAY).date()
    records.save_miss(me, me.person_id, Miss(on=on, reason=MissReason.TIME))
    page = clinician_visit("person", person=me.person_id)
    assert not page.exception
    shown = {m.label: m.value for m in page.metric}
    assert shown["Training days"] == "1 of 7"
    assert shown["Repetitions"] == "7 %"
    assert (shown["Held in full"], shown["Days since last"]) == ("–", "1")
    assert says(page, "1 set without the camera")
    assert says(page, "Said about missed days: no time (1).")
    page.number_input(key="lefs-score").set_value(61)
    next(b for b in page.button if b.form_id == "lefs").click().run()
    (score,) = records.list_questionnaires(me, me.person_id)
    assert (score.instrument, score.answers) == (Instrument.LEFS, {"score": 61})


def test_one_person_from_the_list_to_every_tab(records):
    me = local_patient(records)
    prescribe(records, me, BRIDGE, CLAM)
    for day in range(1, 40):
        records.save_symptoms(me, me.person_id, entry(now() - day * DAY, When.MORNING, 3))
    event = Event(at=now() - 20 * DAY, kind=EventKind.TREATMENT, text="adjustment")
    records.save_event(me, me.person_id, event)
    page = clinician_visit()
    next(b for b in page.button if b.label == "Open").click().run()
    assert not page.exception
    assert page.title[0].value == "The person of this machine"
    assert says(page, "Leg pain, worst of the day: **3.0 → 3.0** :gray-badge[same]")
    assert says(page, NO_RUNS)
    assert says(page, "need not come from it")
    page = clinician_visit("person", person=me.person_id)
    page.text_area(key="note-text").input("Looks steady.")
    next(b for b in page.button if b.label == "Save the note").click().run()
    assert [note.text for note in records.list_notes(me, me.person_id)] == ["Looks steady."]
    assert {line.action for line in records.list_audit(me, me.person_id)} >= {
        "find_person",
        "list_symptoms",
        "save_note",
    }


def test_a_stage_becomes_the_programme(records):
    me = local_patient(records)
    page = clinician_visit("person", person=me.person_id)
    page.selectbox(key=f"editor-stage-{me.person_id}").set_value(2).run()
    page.text_input(key="editor-reason").input("Ready for more.")
    page.button(key="editor-save").click().run()
    assert not page.exception
    programme = records.list_programmes(me, me.person_id)[-1]
    assert (programme.stage, programme.reason) == (2, "Ready for more.")
    assert programme.author_id == "local-clinician"
    assert len(programme.items) == 6


def test_a_table_gives_back_what_went_in_and_a_form_that_was_accepted_is_kept(records):
    items = (replace(BRIDGE, form_ok=True, band=Band.LIGHT), CLAM)
    assert from_rows(to_rows(items), items) == items
    me = local_patient(records)
    prescribe(records, me, *items)
    assert records.list_programmes(me, me.person_id)[-1].items == items


def test_a_locked_exercise_is_unlocked_here_only(records):
    me = local_patient(records)
    prescribe(records, me, BRIDGE)
    spread(records, me, 3)
    spread(records, me, 1)
    page = clinician_visit("person", person=me.person_id)
    page.button(key="unlock-glute_bridge").click().run()
    events = records.list_spreading_events(me, me.person_id)
    assert not locked_exercises(events, records.list_unlocks(me, me.person_id))
    with pytest.raises(NotAllowed):
        records.unlock_exercise(me, me.person_id, "glute_bridge")


def test_a_change_is_taken_back(records):
    me = local_patient(records)
    prescribe(records, me, BRIDGE)
    before = CLAM
    change = Change(at=now() - DAY, move=Move.PROGRESS, before=before, after=BRIDGE, reason="More.")
    records.save_change(me, me.person_id, change)
    page = clinician_visit("person", person=me.person_id)
    next(b for b in page.button if b.label == "Take back").click().run()
    assert not page.exception
    assert records.list_programmes(me, me.person_id)[-1].items == (CLAM,)
    assert records.list_changes(me, me.person_id)[-1].move is Move.UNDO


@pytest.mark.parametrize("page_name", ["people", "person"])
def test_a_patient_reaches_nobody_by_page_or_address(records, page_name):
    local_patient(records)
    other = actor_of(records.add_person(Role.CLINICIAN, label="x"))
    secret = records.add_person(Role.PATIENT, label="Secret name", demo=True)
    records.save_note(other, secret.id, "Secret note")
    with pytest.raises(ValueError, match="navigation page"):
        visitor(page_name, person=secret.id)
    page = page_alone(page_name, person=secret.id)
    assert [e.value for e in page.error] == ["This page is for clinicians."]
    assert not says(page, "Secret")


@pytest.mark.parametrize("page_name", ["today", "progress", "my_data"])
def test_the_address_changes_nobodys_own_pages(records, page_name):
    local_patient(records)
    secret = records.add_person(Role.PATIENT, label="Secret name", demo=True)
    page = visitor(page_name, person=secret.id)
    assert not page.exception
    assert not says(page, "Secret")


def test_made_up_clinicians_see_made_up_people_only(records):
    me = local_patient(records)
    demo = fill_demo(records, now=now())
    page = visitor("people", view="demo_clinician")
    assert [b.key for b in page.button if b.label == "Open"] == [f"open-{demo.id}"]
    page = visitor("person", view="demo_clinician", person=me.person_id)
    assert says(page, "You cannot see or change the data of this person.")
    assert not page.tabs


# ---- clinic mode -----------------------------------------------------------------------------

AT = datetime(2026, 5, 4, 9, tzinfo=UTC)


def claims(**more):
    return {"iss": "https://id.example", "sub": "u1", "iat": AT.timestamp(), **more}


def test_roles_come_from_the_list_or_the_claim():
    listed = Settings(clinic=True, clinicians=frozenset({"dr@example.org", "u2"}))
    assert role_of(claims(), listed) is Role.PATIENT
    assert role_of(claims(sub="u2"), listed) is Role.CLINICIAN
    mail = {"email": "Dr@example.org"}
    assert role_of(claims(**mail), listed) is Role.PATIENT, "not verified"
    assert role_of(claims(**mail, email_verified=True), listed) is Role.CLINICIAN
    by_claim = Settings(clinic=True, role_claim="roles")
    assert role_of(claims(roles=["clinician", "patient"]), by_claim) is Role.CLINICIAN
    assert role_of(claims(roles="patient"), by_claim) is Role.PATIENT
    for without in (claims(), claims(roles=[]), claims(roles=["admin"])):
        with pytest.raises(SignInRefused):
            role_of(without, by_claim)


def test_an_id_tells_nothing_and_needs_a_subject():
    assert person_id_of(claims()) == person_id_of(claims(email="a@b"))
    assert person_id_of(claims()) != person_id_of(claims(iss="https://other.example"))
    assert "u1" not in person_id_of(claims())
    with pytest.raises(SignInRefused):
        person_id_of({"iss": "x"})


def test_whoever_is_away_too_long_is_signed_out_in_every_window():
    watch, limit = IdleWatch(), timedelta(minutes=15)
    minute = timedelta(minutes=1)
    assert not watch.is_idle(claims(), now=AT + 14 * minute, limit=limit)
    assert watch.is_idle(claims(), now=AT + 16 * minute, limit=limit), "a cookie found later"
    watch.see(claims(), now=AT + 14 * minute)
    assert not watch.is_idle(claims(), now=AT + 28 * minute, limit=limit)
    assert watch.is_idle(claims(), now=AT + 30 * minute, limit=limit)
    again = claims(iat=(AT + 31 * minute).timestamp())
    assert not watch.is_idle(again, now=AT + 32 * minute, limit=limit)
    assert watch.is_idle({"sub": "u1"}, now=AT, limit=limit), "no time of issue: no way in"
    seen = IdleWatch()
    seen.see(claims(), now=AT + 10 * minute)
    seen.see(claims(), now=AT + 5 * minute)
    assert not seen.is_idle(claims(), now=AT + 20 * minute, limit=limit), "time never runs back"


def test_nobody_sees_a_page_before_signing_in(records, monkeypatch):
    monkeypatch.setenv("GLUTE_COACH_CLINIC", "1")
    assert [b.label for b in visitor().button] == ["Sign in"]
    for name in ("today", "train", "progress", "my_data", "people", "person"):
        page = page_alone(name)
        assert not page.exception
        assert [e.value for e in page.error] == [REFUSED]
        assert not page.button


def test_settings_come_from_the_environment(monkeypatch):
    monkeypatch.setenv("GLUTE_COACH_CLINIC", "yes")
    monkeypatch.setenv("GLUTE_COACH_CLINICIANS", "A@b.org, u2")
    monkeypatch.setenv("GLUTE_COACH_IDLE_MINUTES", "5")
    monkeypatch.setenv("GLUTE_COACH_CONTACT_URL", "javascript:alert(1)")
    found = load_settings()
    assert found.clinic
    assert found.clinicians == {"a@b.org", "u2"}
    assert found.idle_min == 5
    assert not found.contact.known, "no address but a web page's"
