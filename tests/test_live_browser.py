"""The live coach as a patient has it: the app, Chromium, and a fake camera that plays a clip."""

import json
import re
import resource
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import pytest
from playwright.sync_api import expect, sync_playwright

from programme.safety import StopReason
from records import Actor, Records, Role
from records.location import FILE_NAME, sqlite_url
from records.types import SetCount
from tests.axe import axe_script, violations
from tests.fake_camera import FPS, read_pictures, write_camera_film, write_film
from tests.live_pages import (
    BROWSER,
    WAIT_MS,
    App,
    cover,
    fake_camera,
    open_page,
    prepare,
    press_by_keyboard,
    shoot,
)
from ui.account import LOCAL_PATIENT
from ui.live.assets import missing_sentence

ROOT = Path(__file__).parents[1]
DEMO = ROOT / "assets" / "demo"
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(BROWSER is None, reason="no browser on this machine"),
    pytest.mark.skipif(missing_sentence() is not None, reason="the pose models are not obtained"),
]


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    app = App(tmp_path_factory.mktemp("data"))
    yield app
    app.kill()
    errors = (app.folder / "errors.txt").read_text()
    assert "Traceback" not in errors, errors


@pytest.fixture(scope="module")
def playwright():
    with sync_playwright() as running:
        yield running


@pytest.mark.slow
def test_a_set_from_choosing_to_the_result_through_a_killed_server(app, playwright, tmp_path):
    film = tmp_path / "camera.mjpeg"
    write_camera_film(
        DEMO / "bridge_side_m2.mp4", film, still_before_s=12, still_after_s=2, until_s=60
    )
    with open_page(playwright, *fake_camera(film)) as page:
        hosts: set[str] = set()
        page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
        page.on("websocket", lambda line: hosts.add(urlsplit(line.url).netloc))
        prepare(page, app.address, "Glute bridge")
        page.get_by_role("button", name="Start the camera").click()
        coach = page.locator(".gc-live")
        expect(coach).to_have_attribute("data-stage", "active", timeout=WAIT_MS)
        page.keyboard.press(" ")
        expect(coach).to_have_attribute("data-stage", "paused")
        page.keyboard.press(" ")
        expect(coach).to_have_attribute("data-stage", "active")
        size = page.locator(".digits").evaluate("e => parseFloat(getComputedStyle(e).fontSize)")
        assert 0.72 * size >= 0.15 * 900, "digits must be at least 15 % of the window high"
        size = page.locator(".sentence").evaluate("e => parseFloat(getComputedStyle(e).fontSize)")
        assert size >= 0.05 * 900, "a cue must be readable from three metres"
        expect(page.locator(".digits")).to_have_text("1", timeout=WAIT_MS)
        app.kill()
        expect(page.locator(".sentence")).to_have_text(
            "The connection is lost. Keep going, I am reconnecting."
        )
        app.start()
        expect(result(page, "3 of 3")).to_be_visible(timeout=WAIT_MS)
        spoken = page.evaluate("window.spoken")
        assert [word for word in ("3", "2", "1") if any(s.endswith(word) for s in spoken[:4])]
        assert any(s.startswith("1.") for s in spoken)
        assert any("Set complete" in s for s in spoken)
        assert sum("The connection is lost" in s for s in spoken) == 1
        page.get_by_role("button", name="Save this set").click()
        expect(page.get_by_role("button", name="Saved ✓")).to_be_visible()
        saved = list(app.folder.glob("live/*/*/session.json"))
        assert len(saved) == 1
        assert json.loads(saved[0].read_text())["rep_count"] == 3
        assert hosts == {f"localhost:{app.port}"}


def result(page, count: str):
    """The count on the page after the set."""
    return page.get_by_test_id("stMetricValue").get_by_text(count, exact=True)


def check_spoken_count(page, truth: int) -> None:
    """Every repetition was spoken once, in order."""
    counted = re.findall(r"(?m)^(\d+)\.", "\n".join(page.evaluate("window.spoken")))
    assert counted == [str(number) for number in range(1, truth + 1)]


@pytest.mark.slow
def test_a_clamshell_set_counts_as_many_as_there_are(app, playwright, tmp_path):
    film, truth = tmp_path / "camera.mjpeg", 4
    write_camera_film(
        DEMO / "clamshell_front_f3.mp4", film, still_before_s=12, still_after_s=20, until_s=60
    )
    with open_page(playwright, *fake_camera(film)) as page:
        order = {"Sets": 2, "Rest in seconds": 10}
        prepare(page, app.address, "Clamshell", side="Left", reps=truth + 3, **order)
        axe = axe_script()
        assert not violations(page, axe)
        page.get_by_role("button", name="Start the camera").click()
        expect(page.locator(".digits")).to_have_text(str(truth), timeout=WAIT_MS)
        page.wait_for_timeout(2000)
        shoot(page, "clamshell")
        assert not violations(page, axe)
        page.get_by_role("button", name="End set").click()
        expect(result(page, f"{truth} of {truth + 3}")).to_be_visible()
        check_spoken_count(page, truth)
        page.get_by_role("button", name="Do not start by itself").click()
        assert not violations(page, axe)
        over = "Rest is over. Start set 2 when you are ready."
        expect(page.locator(".gc-live .then")).to_have_text(over)
        assert page.evaluate("window.spoken")[-1] == over
        page.get_by_role("button", name="Save and start set 2").click()
        expect(page.get_by_role("button", name="Start the camera")).to_be_visible()


@pytest.mark.slow
def test_a_squat_set_by_keyboard_alone(app, playwright, tmp_path):
    film, truth = tmp_path / "camera.mjpeg", 4
    write_camera_film(
        DEMO / "squat_side_m1.mp4", film, still_before_s=12, still_after_s=20, until_s=60
    )
    with open_page(playwright, *fake_camera(film)) as page:
        page.goto(app.address + "train")
        agreed = page.get_by_role("button", name="save my answers")
        expect(agreed.or_(page.get_by_role("button", name="Set up the camera"))).to_be_visible()
        if agreed.is_visible():
            press_by_keyboard(page, "save my answers")
        expect(page.get_by_role("button", name="Set up the camera")).to_be_visible()
        press_by_keyboard(page, "Squat")
        expect(page.get_by_text("Squat.", exact=True)).to_be_visible()
        press_by_keyboard(page, "Set up the camera")
        expect(page.get_by_role("button", name="Start the camera")).to_be_visible()
        press_by_keyboard(page, "Start the camera")
        coach = page.locator(".gc-live")
        expect(coach).to_have_attribute("data-stage", "active", timeout=WAIT_MS)
        press_by_keyboard(page, "Pause")
        expect(coach).to_have_attribute("data-stage", "paused")
        page.keyboard.press("Enter")
        expect(coach).to_have_attribute("data-stage", "active")
        expect(page.locator(".digits")).to_have_text(str(truth), timeout=WAIT_MS)
        page.wait_for_timeout(2000)
        page.keyboard.press("s")
        expect(result(page, f"{truth} of 10")).to_be_visible()
        check_spoken_count(page, truth)
        press_by_keyboard(page, "Save this set")
        expect(page.get_by_role("button", name="Saved ✓")).to_be_visible()


TONES = """
  window.tones = [];
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function () {
    window.tones.push(this.frequency.value);
    start.call(this);
  };
"""
REFUSE = """() => {
  navigator.mediaDevices.getUserMedia = () => new Promise((_, refuse) =>
    setTimeout(() => refuse(new DOMException("", "NotAllowedError")), 4500));
}"""


@pytest.mark.slow
def test_the_next_set_begins_by_itself_after_the_rest(app, playwright, tmp_path):
    film = tmp_path / "camera.mjpeg"
    write_film(film, read_pictures(DEMO / "squat_side_m1.mp4")[:1] * (5 * FPS))
    with open_page(playwright, *fake_camera(film)) as page:
        page.add_init_script(TONES)
        order = {"Sets": 3, "Rest in seconds": 13}
        prepare(page, app.address, "Squat", **order)
        page.get_by_role("button", name="Start the camera").click()
        coach, sentence = page.locator(".gc-live"), page.locator(".gc-live .then")
        expect(coach).to_have_attribute("data-stage", "active", timeout=WAIT_MS)
        page.keyboard.press("s")
        expect(sentence).to_have_text("Rest. Then the camera starts by itself for set 2.")
        page.get_by_text("Glute", exact=True).click()
        shoot(page, "rest")
        expect(coach).to_have_attribute("data-stage", "active", timeout=WAIT_MS)
        first, second = [spoken_since(page, word) for word in ("Set ended.", "Rest is over.")]
        assert first[1].startswith("Rest for ")
        assert first[1].endswith(" seconds. Then set 2 begins by itself.")
        assert first[2:4] == ["10 seconds. The camera will start by itself.", "Rest is over."]
        assert second[1] == "Set 2 of 3: get into position."
        shoot(page, "second-set")
        assert second[-4:] == ["Ready. 3", "2", "1", "Go."]
        assert page.evaluate("window.tones") == [660, 880]
        answers = newest(app, "session")["live"]["answers"]
        assert (answers["felt"], answers["effort"], answers["pain"]) == ("Glute", None, None)
        assert newest(app, "plan")["pain_before"] == 0, "as told before the first set"
        check_full_disk(page, app)
        shoot(page, "after-full-disk")
        page.keyboard.press("s")
        expect(sentence).to_have_text("Rest. Then the camera starts by itself for set 3.")
        page.evaluate(REFUSE)
        page.get_by_role("button", name="Save and start set 3").click()
        check_told(page, "Perhaps your browser asks for it")
        check_told(page, "The camera is blocked")
        shoot(page, "refused")
        expect(page.get_by_role("button", name="Start the camera")).to_be_visible()
        assert "Set 3 of 3: get into position." in page.evaluate("window.spoken")


def newest(app, name: str) -> dict[str, Any]:
    """What the file of that name holds in the set where it was written last."""
    paths = app.folder.glob(f"live/*/*/{name}.json")
    found: dict[str, Any] = json.loads(max(paths, key=lambda p: p.stat().st_mtime).read_text())
    return found


def check_full_disk(page, app) -> None:
    """A set goes on once there is room, with one word, however often it was tried before."""
    coach, start = page.locator(".gc-live"), page.get_by_role("button", name="Start the camera")
    sizes = resource.prlimit(app.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(app.process.pid, resource.RLIMIT_FSIZE, (0, sizes[1]))
    check_told(page, "no room left")
    start.click()
    expect(start).to_be_hidden()
    check_told(page, "no room left")
    before = len(page.evaluate("window.spoken"))
    resource.prlimit(app.process.pid, resource.RLIMIT_FSIZE, sizes)
    start.click()
    expect(coach).to_have_attribute("data-stage", "active")
    page.wait_for_timeout(1000)
    spoken = page.evaluate("window.spoken")[before:]
    assert [words for words in spoken if words in ("Paused.", "Go on.")] == ["Go on."]


def spoken_since(page, words: str) -> list[str]:
    """What was spoken from those words on."""
    spoken = page.evaluate("window.spoken")
    return spoken[next(i for i, said in enumerate(spoken) if words in said) :]


def write_film_of_visitors(film: Path) -> None:
    """A person alone, with a second one beside, nobody, and alone again: 40 s."""
    first = read_pictures(DEMO / "squat_side_m1.mp4")[0]
    second = read_pictures(DEMO / "run_side_m1.mp4")[0]
    empty = np.full_like(first, 150)
    alone, both = empty.copy(), empty.copy()
    alone[:, :320] = both[:, :320] = first[:, 160:480]
    middle = second.shape[1] // 2
    both[:, 320:] = second[:480, middle - 160 : middle + 160]
    parts = [(alone, 12), (both, 10), (empty, 12), (alone, 6)]
    write_film(film, [picture for picture, s in parts for _ in range(s * FPS)])


@pytest.mark.slow
def test_a_second_person_an_empty_picture_and_a_hidden_tab(app, playwright, tmp_path):
    film = tmp_path / "camera.mjpeg"
    write_film_of_visitors(film)
    with open_page(playwright, *fake_camera(film)) as page:
        prepare(page, app.address, "Squat")
        page.get_by_role("button", name="Start the camera").click()
        coach, sentence = page.locator(".gc-live"), page.locator(".sentence")
        expect(coach).to_have_attribute("data-stage", "active", timeout=WAIT_MS)
        expect(sentence).to_contain_text("Somebody else is in the picture", timeout=WAIT_MS)
        shoot(page, "two-people")
        expect(coach).to_have_attribute("data-stage", "paused", timeout=WAIT_MS)
        expect(sentence).to_contain_text("I cannot see you")
        expect(coach).to_have_attribute("data-stage", "active", timeout=WAIT_MS)
        tab = page.context.new_page()
        tab.bring_to_front()
        expect(coach).to_have_attribute("data-stage", "paused")
        expect(sentence).to_contain_text("This tab is in the background")
        page.bring_to_front()
        expect(coach).to_have_attribute("data-stage", "active")
        spoken = page.evaluate("window.spoken")
        assert "This tab is in the background" in spoken[-2]
        assert spoken[-1] == "Go on."
        unplug(page)
        check_told(page, "The camera was disconnected")
        expect(coach).to_have_attribute("data-stage", "paused")
        page.get_by_role("button", name="Start the camera").click()
        expect(coach).to_have_attribute("data-stage", "active")


def sets_of_the_patient(app) -> list[SetCount]:
    me = Actor(person_id=LOCAL_PATIENT, role=Role.PATIENT)
    with Records.open(sqlite_url(app.folder / FILE_NAME)) as records:
        return records.count_reps(me, LOCAL_PATIENT)


def unplug(page) -> None:
    """What the browser tells the page when the camera is gone."""
    page.locator(".gc-live video").evaluate(
        "video => video.srcObject.getVideoTracks()[0].dispatchEvent(new Event('ended'))"
    )


def check_told(page, words: str) -> None:
    """The sentence is written over the picture, and spoken."""
    expect(cover(page)).to_contain_text(words)
    page.wait_for_function("words => window.spoken.at(-1)?.includes(words)", arg=words)


def test_a_denied_camera_has_its_sentence(app, playwright):
    with open_page(
        playwright, "--use-fake-device-for-media-stream", "--deny-permission-prompts"
    ) as page:
        prepare(page, app.address, "Squat")
        page.get_by_role("button", name="Start the camera").click()
        check_told(page, "The camera is blocked")


def test_a_missing_camera_and_missing_webgl_have_their_sentences(app, playwright):
    with open_page(playwright, "--use-fake-ui-for-media-stream") as page:
        prepare(page, app.address, "Squat")
        page.get_by_role("button", name="Start the camera").click()
        check_told(page, "No camera was found")
        page.evaluate("HTMLCanvasElement.prototype.getContext = () => null")
        page.get_by_role("button", name="Start the camera").click()
        check_told(page, "no WebGL 2")
        page.evaluate("Object.defineProperty(window, 'isSecureContext', { value: false })")
        page.get_by_role("button", name="Start the camera").click()
        check_told(page, "works only on https://")


def test_a_cut_download_an_unplugged_camera_and_another_tab(app, playwright):
    with open_page(
        playwright, "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"
    ) as page:
        prepare(page, app.address, "Squat")
        page.context.route("**/*.task", lambda route: route.abort())
        page.get_by_role("button", name="Start the camera").click()
        check_told(page, "did not load completely")
        page.context.unroute("**/*.task")
        page.get_by_role("button", name="Start the camera").click()
        expect(page.locator(".gc-live")).to_have_attribute("data-stage", "check", timeout=WAIT_MS)
        expect(page.locator(".sentence")).to_contain_text("I cannot see you", timeout=WAIT_MS)
        unplug(page)
        check_told(page, "The camera was disconnected")
        other = page.context.new_page()
        other.set_default_timeout(WAIT_MS)
        other.goto(page.url)
        other.get_by_role("button", name="Start the camera").click()
        check_told(page, "open in another tab")
        other.get_by_role("button", name="Pain, numb or dizzy").click()
        expect(other.get_by_text("You stopped. That was right.")).to_be_visible()
        other.get_by_text("Dizzy, faint").click()
        expect(other.get_by_text("Stop now and sit or lie down")).to_be_visible()
        other.get_by_role("button", name="Go on to the result").click()
        expect(other.get_by_text("Why you stopped is in your records")).to_be_visible()
        assert [one.stop_reason for one in sets_of_the_patient(app)][-1] is StopReason.FAINT
