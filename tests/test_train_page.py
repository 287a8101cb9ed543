"""The page of a live set after it: nothing done is lost, and what is asked reaches the records."""

from __future__ import annotations

import json

import pytest
from streamlit.testing.v1 import AppTest

from programme.safety import STOP_TEXTS, StopReason
from programme.signals import Eased
from records.types import TrainingSet
from tests.clinic_pages import MAIN, app_on, local_patient, says, screened, visitor
from tests.live_recordings import plan_of, stream_of
from tests.live_server import full_disk
from tests.test_patient_pages import click
from ui.live.endpoint import restore
from ui.live.plan import SetPlan
from ui.live.service import live_store
from ui.live.store import SetFolder, SetStore
from ui.train_preset import usual_dose
from ui.train_result import SYMPTOMS
from ui.train_visit import NO_ROOM, Step, TrainVisit

DONE = stream_of("glute_bridge")


@pytest.fixture
def records(tmp_path, monkeypatch):
    with app_on(tmp_path, monkeypatch) as opened:
        live_store.cache_clear()
        yield opened
    live_store.cache_clear()


@pytest.fixture
def kept_set(tmp_path, records) -> SetFolder:
    """A set of four repetitions that was done, and the browser closed without saving it."""
    plan = SetPlan(exercise_key="glute_bridge", reps=4, hold_s=1.0, pain_before=2)
    folder = SetStore(tmp_path).create("local", plan)
    folder.append(b"".join(DONE))
    folder.write_state(restore(folder).state)
    return folder


def test_a_set_ended_but_not_saved_is_offered_and_asked_about_pain(records, kept_set):
    me = local_patient(records)
    screened(records, me)
    page = visitor("train")
    assert says(page, "a set with 4 repetitions was finished but not saved")
    click(page, "See the result")
    set_id = kept_set.set_id
    page.select_slider(key=f"pain-{set_id}").set_value(4)
    page.select_slider(key=f"pain-after-{set_id}").set_value(1)
    page.select_slider(key=f"leg-rise-{set_id}").set_value(1).run()
    eased = page.segmented_control(key=f"train-{set_id}-eased")
    eased.set_value("Within minutes").run()
    page.button(key="train-save").click().run()
    kept = records.list_sets(me, me.person_id)[0]
    assert kept.end is not None
    assert (kept.full_reps, kept.start.hold_prescribed_s) == (4, 1.0)
    assert (kept.end.local_pain, kept.end.leg_rise, kept.end.eased) == (4, 1, Eased.WITHIN_MINUTES)
    assert (kept.start.parameters["pain_before"], kept.start.parameters["pain_after"]) == (2, 1)
    answers = json.loads((kept_set.path / "session.json").read_text())["live"]["answers"]
    assert (answers["pain_before"], answers["pain"], answers["pain_after"]) == (2, 4, 1)
    assert not says(visitor("train"), "not saved")


def test_what_was_told_after_a_set_outlives_another_page(records, kept_set):
    screened(records, local_patient(records))
    page = visitor("train", set=kept_set.set_id)
    told = {"pain": 3, "leg-rise": 1}
    for name, value in told.items():
        page.select_slider(key=f"{name}-{kept_set.set_id}").set_value(value).run()
    page.switch_page("pages/progress.py").run()
    page.switch_page("pages/train.py").run()
    for name, value in told.items():
        assert page.select_slider(key=f"{name}-{kept_set.set_id}").value == value
    visit = page.session_state["training"]
    assert visit.answered == {"pain": 3, "leg_rise": 1}, "nobody touched the others"
    page.select_slider(key=f"pain-{kept_set.set_id}").set_value(4).run()
    assert visit.answered["pain"] == 4


def test_who_does_not_want_sets_to_begin_by_themselves_says_so_once(records, kept_set):
    visit = TrainVisit(user="local")

    def after_a_set() -> bool:
        visit.go_on(kept_set)
        visit.finish()
        return visit.by_itself

    assert after_a_set()
    visit.wish(by_itself=False)
    assert not after_a_set(), "nor the set after it"
    visit.wish(by_itself=True)
    assert after_a_set()
    visit.wish(by_itself=False)
    visit.leave()
    assert after_a_set(), "another exercise"


def test_pain_that_rose_ends_the_exercise_for_today(records, kept_set):
    screened(records, local_patient(records))
    page = visitor("train", set=kept_set.set_id)
    page.select_slider(key=f"pain-{kept_set.set_id}").set_value(5).run()
    assert page.error, "two before, five during it: a rise of three points (C.2)"


def test_why_a_set_was_stopped_outlives_the_browser(records, tmp_path):
    me = local_patient(records)
    screened(records, me)
    folder = SetStore(tmp_path).create("local", plan_of("glute_bridge"))
    folder.append(b"".join(DONE[:330]))
    folder.write_state(restore(folder).state)
    visit = TrainVisit(user="local", folder=folder)
    visit.stop_for(StopReason.FAINT)  # the symptoms page; then the browser closes
    assert [stop_in(one) for one in records.list_sets(me, me.person_id)] == [StopReason.FAINT]
    assert says(visitor("train"), "You said that it is getting worse"), (
        "the safety questions come first"
    )
    screened(records, me)
    page = visitor("train")
    assert says(page, "was finished but not saved")
    assert not [b for b in page.button if b.label == "Go on with it"]
    page = visitor("train", set=folder.set_id)
    assert says(page, STOP_TEXTS[StopReason.FAINT])
    page.button(key="train-save").click().run()
    (kept,) = records.list_sets(me, me.person_id)
    assert (kept.full_reps, stop_in(kept)) == (1, StopReason.FAINT)
    assert len(records.list_symptoms(me, me.person_id)) == 1, "told once"


def stop_in(kept: TrainingSet) -> StopReason | None:
    assert kept.end is not None
    return kept.end.stop_reason


def test_why_a_set_was_stopped_before_it_began_reaches_the_records(records, tmp_path):
    me = local_patient(records)
    screened(records, me)
    folder = SetStore(tmp_path).create("local", plan_of("glute_bridge"))
    page = AppTest.from_file(str(MAIN), default_timeout=30)
    page.session_state["training"] = TrainVisit(user="local", step=Step.SYMPTOMS, folder=folder)
    page.run().switch_page("pages/train.py").run()
    for words, reason in SYMPTOMS.items():
        page.radio(key="symptom").set_value(words).run()
        (kept,) = records.list_sets(me, me.person_id)
        assert (kept.start.exercise, kept.full_reps) == ("glute_bridge", 0)
        assert stop_in(kept) is reason, "the last thing told counts"
    click(page, "Go on to the result")
    assert says(page, "Why you stopped is in your records.")
    assert len(records.list_sets(me, me.person_id)) == 1


def test_a_full_disk_is_told_by_creating_concluding_and_saving(records, kept_set):
    screened(records, local_patient(records))
    page = visitor("train")
    with full_disk():
        click(page, "See the result")
    assert says(page, NO_ROOM), "concluding"
    click(page, "See the result")
    with full_disk():
        page.button(key="train-save").click().run()
    assert says(page, NO_ROOM), "saving"
    assert not kept_set.saved
    page.button(key="train-save").click().run()
    assert kept_set.saved
    click(page, "Another exercise")
    with full_disk():
        page.button(key="train-begin").click().run()
    assert says(page, NO_ROOM), "creating"
    assert live_store().unfinished("local") is None


def test_a_set_that_was_left_in_the_middle_can_be_gone_on_with(records, tmp_path):
    screened(records, local_patient(records))
    folder = SetStore(tmp_path).create("local", plan_of("glute_bridge"))
    folder.append(b"".join(DONE[:330]))
    folder.write_state(restore(folder).state)
    page = visitor("train")
    assert says(page, "a set with 1 repetitions was not finished")
    assert [b for b in page.button if b.label == "Go on with it"]


def test_a_set_begins_with_the_usual_dose_of_its_exercise(records):
    """Three holds of 15 s for a side plank, not ten; 2 x 10 for what no programme knows."""
    screened(records, local_patient(records))
    page = visitor("train")
    page.session_state["train_exercise"] = "side_plank"
    page.run()
    for name, value in {"reps": 3, "sets": 1, "hold": 15.0}.items():
        assert page.number_input(key=f"train-{name}-side_plank").value == value
    assert (usual_dose("star_jump").sets, usual_dose("star_jump").reps) == (2, 10)
