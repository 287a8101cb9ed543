"""The patient's day: screen, programme, symptoms, the morning after, progress, own data."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import UTC

import pytest

from kinematics.landmarks import Side
from programme.adherence import MissReason
from programme.progression import Move
from programme.red_flags import EMERGENCY_TEXT, QUESTIONS
from programme.return_to_run import RUN_STEPS
from programme.safety import LOCK_TEXT, STOP_TEXTS, SafetyScreen, StopReason
from programme.signals import Eased
from programme.stages import compose
from programme.symptoms import Mark, Pain, Place, Quality, Region, When
from records.demo import fill_demo
from records.types import SetEnd, SetStart
from tests.clinic_pages import (
    BRIDGE,
    CLAM,
    DAY,
    actor_of,
    app_on,
    entry,
    local_patient,
    now,
    prescribe,
    says,
    screened,
    visitor,
)
from tests.records_cases import rep
from ui.review import History
from ui.run_walk import RunReport, run_state, save_run_walk
from ui.timeline_view import run_walk_table


@pytest.fixture
def records(tmp_path, monkeypatch):
    with app_on(tmp_path, monkeypatch) as opened:
        yield opened


def click(page, label):
    found = [b for b in page.button if b.label == label]
    assert found, [b.label for b in page.button]
    return found[0].click().run()


def trained(records, me, at, item=BRIDGE, *, pain=1, stop=None, rise=0):
    for number in range(item.sets):
        start = SetStart(
            started_at=at + number * DAY / 500, exercise=item.exercise, side=item.side.value,
            reps_prescribed=item.reps, hold_prescribed_s=item.hold_s,
        )  # fmt: skip
        end = SetEnd(
            ended_at=start.started_at + DAY / 1000, form_score=85.0, effort=5, local_pain=pain,
            leg_rise=rise, stop_reason=stop,
        )  # fmt: skip
        records.save_set(me, me.person_id, start, end, [rep(n + 1) for n in range(item.reps)])


def test_first_day_from_the_questions_to_the_first_programme(records):
    page = visitor("today")
    assert not page.exception
    assert {q.text for q in QUESTIONS} <= {box.label for box in page.checkbox}
    assert not page.slider, "nothing but the questions before they are answered"
    click(page, "I have read all of it: save my answers")
    page.slider(key="now-leg-now").set_value(2).run()
    page.slider(key="now-leg-worst").set_value(3).run()
    page.button(key="now-save").click().run()
    assert says(page, "Stage 1: Start")
    click(page, "Begin with this")
    assert not page.exception
    me = records.only_person()
    assert me is not None
    assert me.id == "local"


def test_too_much_pain_gives_no_programme(records):
    me = local_patient(records)
    screened(records, me)
    records.save_symptoms(me, me.person_id, entry(now(), When.BEFORE, 8))
    page = visitor("today")
    assert says(page, "too much pain to begin")
    assert not [b for b in page.button if b.label == "Begin with this"]
    assert records.list_programmes(me, me.person_id) == []


@pytest.mark.parametrize("path", ["today", "train"])
def test_an_emergency_sign_stops_training_on_every_page(records, monkeypatch, path):
    monkeypatch.setenv("GLUTE_COACH_CONTACT_NAME", "Clinic by the park")
    me = local_patient(records)
    prescribe(records, me, BRIDGE)
    yes = frozenset({"saddle_numbness"})
    records.save_screen(me, me.person_id, SafetyScreen(at=now(), yes=yes))
    page = visitor(path)
    assert [e.value for e in page.error] == [EMERGENCY_TEXT]
    assert says(page, "Clinic by the park")
    assert not [b for b in page.button if b.label.startswith("Start")]
    assert "train-begin" not in {b.key for b in page.button}


def test_progress_urges_nobody_to_exercise_whom_a_sign_stops(records):
    me = local_patient(records)
    prescribe(records, me, BRIDGE)
    trained(records, me, now())
    screened(records, me)
    assert says(visitor("progress"), "You have begun this week")
    yes = frozenset({"saddle_numbness"})
    records.save_screen(me, me.person_id, SafetyScreen(at=now(), yes=yes))
    page = visitor("progress")
    assert says(page, "No exercises for now")
    assert not says(page, "every day you do counts")


def test_a_sign_of_the_second_block_needs_clearance(records):
    me = local_patient(records)
    prescribe(records, me, BRIDGE)
    yes = frozenset({"recent_surgery"})
    records.save_screen(me, me.person_id, SafetyScreen(at=now(), yes=yes))
    page = visitor("today")
    assert not [b for b in page.button if b.label == "Start"]
    click(page, "A professional has cleared me to exercise.")
    assert [b for b in page.button if b.label == "Start"]


def test_a_worse_report_brings_the_questions_back(records):
    me = local_patient(records)
    screened(records, me)
    prescribe(records, me, BRIDGE)
    page = visitor("today")
    page.checkbox(key="now-worse").check().run()
    page.button(key="now-save").click().run()
    assert says(page, "You said that it is getting worse")
    assert not [b for b in page.button if b.label == "Start"]


def test_start_opens_the_camera_page_with_exercise_side_and_dose(records):
    me = local_patient(records)
    screened(records, me)
    prescribe(records, me, BRIDGE, replace(CLAM, hold_s=5.0))
    page = visitor("today")
    click(page, "Start · left side")
    assert page.title[0].value == "Train with the camera"
    assert page.session_state["train_exercise"] == "clamshell"
    assert page.number_input(key="train-reps-clamshell").value == CLAM.reps
    assert page.number_input(key="train-sets-clamshell").value == CLAM.sets
    assert page.number_input(key="train-hold-clamshell").value == 5.0
    assert page.session_state["train-side"] == "Left"


def test_done_without_the_camera_is_marked_and_counts(records):
    me = local_patient(records)
    screened(records, me)
    prescribe(records, me, CLAM)
    page = visitor("today")
    page.slider(key="manual-effort-clamshell-each").set_value(6)
    save = [b for b in page.button if b.label == "Save" and "manual" in (b.form_id or "")]
    save[0].click().run()
    sets = records.list_sets(me, me.person_id)
    assert [(s.start.side, s.start.manual, s.full_reps) for s in sets] == [
        ("left", True, 8),
        ("right", True, 8),
    ]
    assert {s.end.effort for s in sets} == {6}
    assert says(page, "All done.")
    assert says(page, "done without the camera")


def test_spreading_twice_locks_the_exercise_and_asks_again(records):
    me = local_patient(records)
    prescribe(records, me, BRIDGE)
    for back in (3, 2):
        trained(records, me, now() - back * DAY, stop=StopReason.SPREADING)
    records.save_symptoms(me, me.person_id, entry(now() - DAY / 2, When.MORNING, 2))
    screened(records, me)
    page = visitor("today")
    assert says(page, "This exercise is locked")
    assert not [b for b in page.button if b.label.startswith("Start")]


def test_spreading_told_without_the_camera_says_stop(records):
    me = local_patient(records)
    screened(records, me)
    prescribe(records, me, BRIDGE)
    page = visitor("today")
    page.checkbox(key="manual-spread-glute_bridge-both").check()
    save = [b for b in page.button if b.label == "Save" and "manual" in (b.form_id or "")]
    save[0].click().run()
    assert says(page, "safe to exercise")
    page = click(page, "I have read all of it: save my answers")
    assert says(page, STOP_TEXTS[StopReason.SPREADING])


def test_the_morning_after_decides_and_says_why(records):
    me = local_patient(records)
    prescribe(records, me, BRIDGE)
    for back in (3, 1):
        records.save_symptoms(
            me, me.person_id, entry(now() - back * DAY - DAY / 20, When.BEFORE, 1)
        )
        trained(records, me, now() - back * DAY)
    screened(records, me)
    page = visitor("today")
    assert says(page, "The morning after")
    page.button(key="morning-save").click().run()
    assert says(page, "each set has 12 repetitions now")
    changes = records.list_changes(me, me.person_id)
    assert [c.move for c in changes] == [Move.PROGRESS]
    assert records.list_programmes(me, me.person_id)[-1].items[0].reps == 12
    assert visitor("progress").header
    assert says(visitor("progress"), "2 × 10, hold 2 s → 2 × 12, hold 2 s")
    visitor("today")
    assert len(records.list_changes(me, me.person_id)) == 1, "decided once"


def test_a_bad_morning_goes_back(records):
    me = local_patient(records)
    prescribe(records, me, BRIDGE)
    records.save_symptoms(me, me.person_id, entry(now() - DAY - DAY / 20, When.BEFORE, 1))
    trained(records, me, now() - DAY)
    screened(records, me)
    page = visitor("today")
    page.slider(key="morning-leg-now").set_value(5).run()
    page.slider(key="morning-leg-worst").set_value(4).run()  # less than now: it is as much
    page.button(key="morning-save").click().run()
    kept = records.list_symptoms(me, me.person_id)[-1]
    assert kept.rating(Place.LEG) == Pain(now=5, worst=5)
    changes = records.list_changes(me, me.person_id)
    assert [c.move for c in changes] == [Move.REGRESS]
    assert says(page, "two steps back")


def test_a_missed_day_is_asked_about_once(records):
    me = local_patient(records)
    screened(records, me)
    prescribe(records, me, BRIDGE)
    page = visitor("today")
    assert says(page, "Nothing was done yesterday")
    click(page, "Pain")
    assert not page.exception
    assert says(page, "talk to your clinician")
    assert not says(page, "Nothing was done yesterday")
    (miss,) = records.list_misses(me, me.person_id)
    assert miss.reason is MissReason.PAIN
    trained(records, me, now() - DAY)
    assert not says(visitor("today"), "What came in between?")


def run_walk(records, me, days_ago, *, step=0, rise=0):
    report = RunReport(
        whole=True, effort=5, pain=1, leg_rise=rise, eased=Eased.WITHIN_MINUTES, spread=False
    )
    save_run_walk(records, me, step, report, at=now() - days_ago * DAY)


def test_a_locked_exercise_of_today_with_the_clinics_card_twice(records, monkeypatch):
    monkeypatch.setenv("GLUTE_COACH_CONTACT_NAME", "Clinic by the park")
    monkeypatch.setenv("GLUTE_COACH_CONTACT_URL", "https://clinic.example/book")
    me = local_patient(records)
    screened(records, me)
    prescribe(records, me, BRIDGE)
    for _ in range(2):
        page = visitor("today")
        page.checkbox(key="manual-spread-glute_bridge-both").check()
        next(b for b in page.button if "manual-form" in b.form_id).click().run()
        assert not page.exception
        screened(records, me)
        page.run()
    assert not page.exception
    assert says(page, LOCK_TEXT)
    assert says(page, STOP_TEXTS[StopReason.SPREADING])


def test_running_and_walking_grows_when_two_were_comfortable_and_shrinks_when_one_was_not(records):
    me = local_patient(records)
    screened(records, me)
    prescribe(records, me, CLAM)
    assert not says(visitor("today"), "Run and walk"), "not before its stage"
    records.save_programme(me, me.person_id, compose(4, at=now(), author_id="x"))
    assert says(visitor("today"), RUN_STEPS[0].text)
    run_walk(records, me, 6)
    run_walk(records, me, 3)
    page = visitor("today")
    assert says(page, RUN_STEPS[1].text)
    page.slider(key="run-walk-rise").set_value(4)
    page.checkbox(key="run-walk-whole").uncheck()
    next(b for b in page.button if b.label == "Save" and "run-walk" in b.form_id).click()
    page.run()
    assert not page.exception
    assert says(page, STOP_TEXTS[StopReason.PAIN])
    (last,) = records.list_sets(me, me.person_id, since=now() - DAY)
    assert (last.start.parameters["step"], last.start.parameters["whole"]) == (1, False)
    assert last.end.stop_reason is StopReason.PAIN
    history = History(sets=records.list_sets(me, me.person_id), entries=[], zone=UTC)
    later = run_state(history.sets, history, today=(now() + 2 * DAY).date())
    assert later.step == 0, "one step lower, the days after"
    progress = visitor("progress")
    assert not says(progress, "without the camera"), "not counted in sets"
    told = "3 sessions in the last seven days, 0 minutes of running in those done in full"
    for shown in (progress, visitor("person", view="clinician", person=me.person_id)):
        assert says(shown, told)
        assert says(shown, f"step 2 of 7, not all of it: {RUN_STEPS[1].text}")
    assert says(shown, "**Run and walk** :gray["), "a lane of the timeline"
    table = run_walk_table(history.sets, UTC)
    assert table.groupby("part")["minutes"].sum().to_dict() == {"running": 10, "walking": 70}
    assert table["whole"].tolist() == [True] * 4 + [False] * 2


def test_marks_of_the_body_chart_are_kept(records):
    me = local_patient(records)
    screened(records, me)
    prescribe(records, me, BRIDGE)
    page = visitor("today")
    page.session_state["now-chart"] = {
        "marks": [["calf", "left", "tingling"], ["nonsense", "left", "pain"], 7]
    }
    page.button(key="now-save").click().run()
    assert not page.exception
    kept = records.list_symptoms(me, me.person_id)[-1]
    tingling = Mark(region=Region.CALF, side=Side.LEFT, quality=Quality.TINGLING)
    assert kept.marks == frozenset({tingling})


def test_own_data_can_be_taken_along_and_deleted(records, tmp_path):
    me = local_patient(records)
    prescribe(records, me, BRIDGE)
    left = tmp_path / "live"
    page = visitor("my_data")
    assert page.button(key="delete").disabled
    with zipfile.ZipFile(io.BytesIO(records.export_person(me, me.person_id))) as archive:
        assert "programmes.csv" in archive.namelist()
    page.text_input(key="delete-word").input("DELETE").run()
    page.button(key="delete").click().run()
    assert says(page, "Everything about you was deleted.")
    assert records.only_person() is None
    assert not [p for p in left.rglob("*") if p.is_file()]


@pytest.mark.parametrize("path", ["today", "train", "progress", "my_data"])
def test_every_page_opens_for_somebody_new_and_for_the_demo(records, path):
    assert not visitor(path).exception
    page = visitor("my_data")
    page.button(key="view-demo_runner").click().run()
    page.switch_page(f"pages/{path}.py").run()
    assert not page.exception
    assert page.session_state["account-view"] == "demo_runner"


def test_runs_that_were_kept_are_on_the_page_of_progress(records):
    person = fill_demo(records, now=now())
    page = visitor("progress", view="demo_runner")
    assert not page.exception
    assert page.selectbox(key="progress-run").options[:2] == ["Cadence", "Pelvic drop, left"]
    assert len(records.list_analyses(actor_of(person), person.id)) == 5


def test_made_up_data_are_marked(records):
    fill_demo(records, now=now())
    page = visitor(view="demo_runner")
    assert says(page, "Demo: a made-up runner.")
    assert not says(visitor(), "made-up runner")
