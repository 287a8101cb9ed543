"""The running page without a browser: a demo run to the end, corrections, edits, comparison."""

import hashlib
import json
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from analysis.running_document import running_document
from analysis.software import software_version
from kinematics.landmarks import Side
from records import Actor, Role
from records.types import Recording
from reports.running_report import EVENT_WORDS
from running.activity import Activity
from running.analysis import analyse
from running.events import EventKind
from tests.clinic_pages import actor_of, app_on
from ui.analysis_request import SPEED_WORDS
from ui.keep_section import KEPT, ONLY_DEMO
from ui.running_compare_section import SEEN_AGAIN
from ui.running_frames_section import key_frames
from ui.saving_videos import running_record, save_run
from ui.sticker_questions import sticker_text

MAIN = Path(__file__).parents[1] / "ui" / "main.py"
WAIT_S = 180.0
PAIRED = {f"Right {words}: before, after" for words in EVENT_WORDS.values()}
pytestmark = pytest.mark.slow


def opened():
    page = AppTest.from_file(str(MAIN), default_timeout=60)
    page.switch_page("pages/running_lab.py")
    return page.run()


def finished(page):
    end = time.monotonic() + WAIT_S
    while page.session_state.running_bench.progress is not None:
        assert time.monotonic() < end, "the analysis did not end"
        time.sleep(0.5)
        page.run()
    return page


@pytest.fixture(scope="module")
def records(tmp_path_factory):
    folder = tmp_path_factory.mktemp("data")
    with pytest.MonkeyPatch.context() as patch, app_on(folder, patch) as kept:
        yield kept


@pytest.fixture(scope="module")
def page(records):
    """A visit in which the demo from the side has been analysed by the heavy model."""
    visit = opened()
    visit.number_input[1].set_value(178.0)
    visit.button(key="run-demo-run_side_m1").click().run()
    assert visit.title[0].value == "Analysing the run"
    yield finished(visit)
    visit.session_state.running_bench.close()


def bench(page):
    return page.session_state.running_bench


def known(page):
    return {
        (f.measure.key, f.measure.side): f.measure.value
        for f in bench(page).run.result.findings
        if f.measure.known
    }


def test_the_page_asks_for_videos_and_shows_how_to_place_stickers():
    page = opened()
    assert not page.exception
    assert page.title[0].value == "Running lab"
    assert page.button(key="start-run").disabled
    shown = [element.value for element in page.markdown]
    assert sticker_text() in shown
    assert "Not on a shirt" in sticker_text()


def test_a_file_that_is_no_video_gives_its_sentence():
    page = opened()
    page.file_uploader[0].upload("holiday.mp4", b"\x89PNG\r\n\x1a\n" + b"x" * 500, "video/mp4")
    page.run()
    page.button(key="start-run").click().run()
    finished(page)
    assert [error.value for error in page.error] == ["This is a picture, not a video."]
    assert not page.exception


def test_the_result_says_in_words_what_was_seen_and_what_cannot_be_told(page):
    assert not page.exception
    assert page.title[0].value == "Running analysis"
    text = " ".join(element.value for element in page.markdown)
    assert "Running seen from the right" in text
    assert "Only 30 pictures a second" in text
    for limit in ("tilt of the pelvis", "Turning out of the feet", "inward angle of the knee"):
        assert limit in text
    table = next(one.value for one in page.dataframe if "Grade" in one.value)
    assert set(table["Grade"]) <= {"A", "B", "C"}
    assert "Cadence" in set(table["Measure"])


def test_an_event_taken_away_takes_its_steps_with_it_and_comes_back(page):
    before = bench(page).run.result
    page.button(key="apply-events").click().run()
    assert bench(page).run.result.clips[0].analysis.events == before.clips[0].analysis.events

    page.button(key="swap-events").click().run()
    swapped = bench(page).run.result.clips[0].analysis
    assert sum(event.edited for event in swapped.events) > 5
    assert running_document(bench(page).run.result)["provenance"]["edited_events"][0] > 5
    page.button(key="undo-events").click().run()
    assert bench(page).run.result is before


def test_moved_events_take_their_key_frame_with_them(page):
    lab = bench(page)
    clip = lab.run.result.clips[0]
    events = tuple(
        replace(e, time_s=e.time_s + 0.05, edited=True) if e.kind is EventKind.IC else e
        for e in clip.analysis.events
    )
    lab.edit_clip(0, lambda clip: clip.with_events(events))
    page.run()
    assert not page.exception
    (frame,) = (f for f in key_frames(lab.run) if f.moment.key == "ic")
    assert min(abs(e.time_s - frame.moment.time_s) for e in events if e.edited) < 1 / 30
    assert page.button(key="draw-again")
    taken = lab.run.pictured(*EVENT_WORDS)
    page.run()
    assert lab.run.pictured(*EVENT_WORDS) is taken  # once, not with every look at the page
    page.button(key="undo-events").click().run()
    assert not any(button.key == "draw-again" for button in page.button)


def test_a_corrected_activity_takes_the_measures_back(page):
    number = bench(page).run.number
    page.selectbox(key=f"fix-activity-{number}-0").select("Walking").run()
    assert not known(page)
    text = " ".join(element.value for element in page.markdown)
    assert "The person walks" in text
    page.selectbox(key=f"fix-activity-{number}-0").select("As found").run()
    assert ("cadence_spm", "both") in known(page)


def test_a_run_compared_with_itself_is_the_same(page):
    number = bench(page).run.number
    data = json.dumps(running_document(bench(page).run.result)).encode()
    uploader = next(u for u in page.file_uploader if u.key == f"compare-{number}")
    uploader.upload("before.json", data, "application/json")
    page.run()
    verdicts = set(page.dataframe[-2].value["Verdict"]) | set(page.dataframe[-1].value["Verdict"])
    assert "same" in verdicts
    assert not verdicts & {"better", "worse"}
    drawn = bench(page).run.annotated(0).read_bytes()
    key = f"compare-video-right-{number}"
    next(u for u in page.file_uploader if u.key == key).upload("drawn.mp4", drawn, "video/mp4")
    page.run()
    assert not page.exception
    text = " ".join(element.value for element in page.markdown)
    assert "Both videos in step" in text
    assert "before and after" in text
    assert {caption.value for caption in page.caption} >= PAIRED


def test_another_file_to_compare_with_is_refused_in_words(page):
    number = bench(page).run.number
    uploader = next(u for u in page.file_uploader if u.key == f"compare-{number}")
    uploader.upload("other.json", b'{"schema": "exercise-session/1"}', "application/json")
    page.run()
    assert any("not a running analysis" in error.value for error in page.error)


def test_the_near_leg_has_events_of_every_kind(page):
    events = bench(page).run.result.clips[0].analysis.events
    for kind in EventKind:
        assert sum(e.side is Side.RIGHT and e.kind is kind for e in events) >= 6


def test_an_implausible_step_rate_is_asked_about_and_measured_again(page):
    lab = bench(page)
    run = lab.run
    slow = replace(run.result.clips[0].landmarks, time_s=run.result.clips[0].landmarks.time_s * 4)
    number = run.number
    lab.edit_clip(0, lambda clip: replace(clip, analysis=analyse(slow), landmarks=slow))
    page.selectbox(key=f"fix-activity-{number}-0").select("Running").run()
    assert any("Is the clip in slow motion" in text.value for text in page.markdown)
    page.selectbox(key=f"speed-{number}-0").select(SPEED_WORDS[0.25]).run()
    page.button(key="speed-go-0").click().run()
    finished(page)
    again = lab.run.result
    assert again.request.clips[0].playback_factor == 0.25
    assert again.clips[0].analysis.run.setup.activity is Activity.RUNNING
    span_s = again.clips[0].landmarks.time_s[-1]
    assert span_s == pytest.approx(slow.time_s[-1] / 4, rel=1e-6)
    lab.shown = number
    page.button(key="undo-events").click().run()


def test_a_demo_run_is_nobodys_own(page):
    assert any(caption.value == ONLY_DEMO for caption in page.caption)
    assert not [b for b in page.button if str(b.key).startswith("keep-")]


def test_a_run_is_kept_with_measures_curves_landmarks_and_checksum(page, records):
    run = bench(page).run
    page.session_state["account-view"] = "demo_runner"
    page.run()
    page.button(key=f"keep-run-{run.number}").click().run()
    page.button(key="keep-now").click().run()
    assert not page.exception
    assert [message.value for message in page.success] == [KEPT], "kept once, no second button"
    person = records.find_demo()
    me = Actor(person_id=person.id, role=Role.PATIENT)
    *_, kept = records.list_analyses(me, person.id)
    clip = run.result.clips[0]
    assert (kept.view, kept.source_sha256) == ("right", clip.info.sha256)
    assert kept.software_version == software_version()
    found = {(m.key, m.side): m.value for m in kept.measures if m.known}
    assert found == {(m.key, m.side): pytest.approx(m.value) for m in clip.measures if m.known}
    assert {len(curve["mean"]) for curve in kept.curves.values()} == {101}
    assert kept.parameters["frame_rate_hz"] == pytest.approx(30.0, abs=0.1)
    assert "side_view_detector" in kept.parameters["rules"]
    (landmarks,) = records.load_landmarks(me, person.id, analysis_id=kept.id)
    assert len(landmarks) == len(clip.landmarks)
    size = run.result.request.clips[0].video.stat().st_size
    assert records.list_files(me, person.id) == {clip.info.sha256: size}
    assert records.list_analyses(actor_of(records.only_person()), "local") == []


def test_a_run_is_compared_with_one_in_the_records(page, records):
    run = bench(page).run
    person = records.find_demo()
    me = Actor(person_id=person.id, role=Role.PATIENT)
    *others, kept = records.list_analyses(me, person.id)
    alike = [one for one in others if one.view == kept.view]
    earlier = replace(kept, at=kept.at - timedelta(minutes=1), source_sha256="c" * 64)
    records.save_analysis(me, person.id, earlier)
    records.save_analysis(me, person.id, replace(earlier, view="rear"))
    page.run()
    box = page.selectbox(key=f"compare-kept-{run.number}")
    assert len(box.options) == len(alike) + 2, "not itself, not the one from behind"
    box.select_index(1).run()
    assert not page.exception
    verdicts = set(page.dataframe[-2].value["Verdict"]) | set(page.dataframe[-1].value["Verdict"])
    assert "same" in verdicts
    assert not verdicts & {"better", "worse"}


def moved_contact(run):
    """A contact of the right foot 20 ms later, by hand, and the midstance after it taken away."""
    events = run.result.clips[0].analysis.events
    right = [e for e in events if e.side is Side.RIGHT]
    contact = next(e for e in right if e.kind is EventKind.IC and e.time_s > 2.0)
    later = replace(contact, time_s=contact.time_s + 0.02, confidence=1.0, edited=True)
    gone = next(e for e in right if e.kind is EventKind.MS and e.time_s > contact.time_s)
    return tuple(later if e is contact else e for e in events if e is not gone), later


def test_the_video_of_a_kept_run_given_again_shows_key_frames_side_by_side(page, records):
    """The file is another one by its checksum: a free box at its end."""
    run = bench(page).run
    events, later = moved_contact(run)
    edited = run.result.with_clip(0, run.result.clips[0].with_events(events))
    person = records.find_demo()
    me = Actor(person_id=person.id, role=Role.PATIENT)
    film = run.result.request.clips[0].video.read_bytes() + b"\0\0\0\x08free"
    record = replace(
        running_record(edited, 0, at=datetime.now(UTC)),
        source_sha256=hashlib.sha256(film).hexdigest(),
    )
    recording = Recording(
        landmarks=run.result.clips[0].landmarks,
        sha256=record.source_sha256,
        size_bytes=len(film),
    )
    number = records.save_analysis(me, person.id, record, recording)
    page.run()
    page.selectbox(key=f"compare-kept-{run.number}").select_index(1).run()
    captions = [caption.value for caption in page.caption]
    assert any("not kept in the records" in caption for caption in captions)
    told = next(one for one in captions if one.startswith("In the run of that day: 2 events set"))
    assert f"moved to {later.time_s:.3f} s" in told
    assert not PAIRED & {caption.value for caption in page.caption}

    def give(content):
        key = f"compare-kept-video-{number}-{run.number}"
        assert key in [one.key for one in page.file_uploader]
        given = next(one for one in page.file_uploader if one.key == key)
        given.upload("that-day.mp4", content, "video/mp4")
        page.run()
        assert not page.exception

    give(film + b"\0\0\0\x08free")
    assert any("not the file that was analysed" in error.value for error in page.error)
    give(film)
    assert not page.error
    assert {caption.value for caption in page.caption} >= PAIRED
    (seen,) = page.session_state[SEEN_AGAIN].values()
    assert later in seen.film.events


@pytest.fixture
def kept_with_edits(page, records):
    """A run of the demo runner in which two events were set by hand; the events."""
    run, person = bench(page).run, records.find_demo()
    events, later = moved_contact(run)
    edited = run.result.with_clip(0, run.result.clips[0].with_events(events))
    me = Actor(person_id=person.id, role=Role.PATIENT)
    video = run.result.request.clips[0].video
    assert save_run(records, me, person.id, edited, at=datetime.now(UTC))
    assert records.list_files(me, person.id)[edited.clips[0].info.sha256] == video.stat().st_size
    return edited.clips[0].analysis, later


def analysed_again(page, number):
    """The same video as just given and analysed."""
    lab = bench(page)
    lab.runs.append(replace(lab.runs[0], number=number, result=lab.runs[0].original))
    lab.shown = number
    page.run()
    assert not page.exception
    return lab


@pytest.mark.parametrize("who", ["demo_runner", "demo_clinician"])
def test_events_set_by_hand_are_there_on_another_day(page, records, kept_with_edits, who):
    day_before, later = kept_with_edits
    page.session_state["account-view"] = who
    lab = analysed_again(page, {"demo_runner": 71, "demo_clinician": 72}[who])
    clip = lab.run.result.clips[0]
    assert clip.analysis.events == day_before.events
    assert [m.value for m in clip.measures] == pytest.approx(
        [m.value for m in day_before.measures], nan_ok=True
    )
    text = " ".join(element.value for element in page.markdown)
    for words in ("**2 events set by hand** on", "used again", f"moved to {later.time_s:.3f} s"):
        assert words in text
    assert page.button(key="draw-again")
    table = next(one.value for one in page.dataframe if "set" in one.value)
    assert list(table["set"]).count("by hand") == 1

    page.button(key="undo-events").click().run()
    assert lab.run.result.clips[0].analysis.events == clip.analysis.run.found
    assert any("not used now" in element.value for element in page.markdown)
    page.button(key=f"use-kept-{lab.run.number}-0").click().run()
    assert lab.run.result.clips[0].analysis.events == day_before.events
    page.button(key=f"use-kept-{lab.run.number}-0").click().run()
    del page.session_state["runs-kept-edits"]  # as a look through other eyes does
    page.run()
    assert not lab.run.result.clips[0].edits
    assert not page.exception


def test_edits_are_undone_also_after_the_video_was_drawn_with_them(page):
    lab = bench(page)
    run = lab.run
    wish = replace(run.result.request.clips[0], events=())
    drawn = replace(run.result, request=replace(run.result.request, clips=(wish,)))
    drawn = drawn.with_clip(0, run.result.clips[0].with_events(()))
    lab.runs.append(replace(run, number=73, original=drawn, result=drawn))
    lab.shown = 73
    page.run()
    assert not any(button.key == "draw-again" for button in page.button)
    page.button(key="undo-events").click().run()
    assert lab.run.result.clips[0].analysis.events == run.result.clips[0].analysis.run.found
    lab.shown = run.number


def test_a_contact_after_its_midstance_is_told_with_the_steps_it_costs(page):
    lab = bench(page)
    events = lab.run.result.clips[0].analysis.events
    right = [e for e in events if e.side is Side.RIGHT]
    contact = next(e for e in right if e.kind is EventKind.IC and e.time_s > 2.0)
    middle = next(e for e in right if e.kind is EventKind.MS and e.time_s > contact.time_s)
    late = replace(contact, time_s=middle.time_s + 0.02, edited=True)
    moved = tuple(late if e is contact else e for e in events)
    lab.edit_clip(0, lambda clip: clip.with_events(moved))
    page.run()
    (warning,) = page.warning
    told = warning.value.split("  \n")
    assert told[0] == (
        f"Right foot: the contact at {late.time_s:.2f} s comes after the midstance "
        f"at {middle.time_s:.2f} s."
    )
    assert f"right {late.time_s:.2f} s" in told[1]
    page.button(key="undo-events").click().run()
    assert not page.warning
