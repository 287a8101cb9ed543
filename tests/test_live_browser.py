"""The live coach as a patient has it: the app, Chromium, and a fake camera that plays a clip."""

import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.fake_camera import write_camera_film
from tests.live_pages import BROWSER, WAIT_MS, App, cover, fake_camera, open_page, prepare
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
        DEMO / "bridge_side_m2.mp4", film, still_before_s=20, still_after_s=2, until_s=60
    )
    with open_page(playwright, *fake_camera(film)) as page:
        hosts: set[str] = set()
        page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
        page.on("websocket", lambda line: hosts.add(urlsplit(line.url).netloc))
        prepare(page, app, "Glute bridge")
        page.get_by_role("button", name="Start the camera").click()
        coach = page.locator(".gc-live")
        expect(coach).to_have_attribute("data-stage", "active", timeout=WAIT_MS)
        page.keyboard.press(" ")
        expect(coach).to_have_attribute("data-stage", "paused")
        page.keyboard.press(" ")
        expect(coach).to_have_attribute("data-stage", "active")
        size = page.locator(".digits").evaluate("e => parseFloat(getComputedStyle(e).fontSize)")
        assert 0.72 * size >= 0.15 * 900, "digits must be at least 15 % of the window high"
        expect(page.locator(".digits")).to_have_text("1", timeout=WAIT_MS)
        app.kill()
        expect(page.locator(".sentence")).to_have_text(
            "The connection is lost. Keep going, I am reconnecting."
        )
        app.start()
        expect(page.get_by_text("3 of 3", exact=True)).to_be_visible(timeout=WAIT_MS)
        spoken = page.evaluate("window.spoken")
        assert [word for word in ("3", "2", "1") if any(s.endswith(word) for s in spoken[:4])]
        assert any(s.startswith("1.") for s in spoken)
        assert any("Set complete" in s for s in spoken)
        page.get_by_role("button", name="Save this set").click()
        expect(page.get_by_role("button", name="Saved ✓")).to_be_visible()
        saved = list(app.folder.glob("live/*/*/session.json"))
        assert len(saved) == 1
        assert json.loads(saved[0].read_text())["rep_count"] == 3
        assert hosts == {f"localhost:{app.port}"}


def test_a_denied_camera_has_its_sentence(app, playwright):
    with open_page(
        playwright, "--use-fake-device-for-media-stream", "--deny-permission-prompts"
    ) as page:
        prepare(page, app, "Squat")
        page.get_by_role("button", name="Start the camera").click()
        expect(cover(page)).to_contain_text("The camera is blocked")


def test_a_missing_camera_and_missing_webgl_have_their_sentences(app, playwright):
    with open_page(playwright, "--use-fake-ui-for-media-stream") as page:
        prepare(page, app, "Squat")
        page.get_by_role("button", name="Start the camera").click()
        expect(cover(page)).to_contain_text("No camera was found")
        page.evaluate("HTMLCanvasElement.prototype.getContext = () => null")
        page.get_by_role("button", name="Start the camera").click()
        expect(cover(page)).to_contain_text("no WebGL 2")
        page.evaluate("Object.defineProperty(window, 'isSecureContext', { value: false })")
        page.get_by_role("button", name="Start the camera").click()
        expect(cover(page)).to_contain_text("works only on https://")


def test_a_cut_download_an_unplugged_camera_and_another_tab(app, playwright):
    with open_page(
        playwright, "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"
    ) as page:
        prepare(page, app, "Squat")
        page.context.route("**/*.task", lambda route: route.abort())
        page.get_by_role("button", name="Start the camera").click()
        expect(cover(page)).to_contain_text("did not load completely")
        page.context.unroute("**/*.task")
        page.get_by_role("button", name="Start the camera").click()
        expect(page.locator(".gc-live")).to_have_attribute("data-stage", "check", timeout=WAIT_MS)
        expect(page.locator(".sentence")).to_contain_text("I cannot see you", timeout=WAIT_MS)
        page.locator(".gc-live video").evaluate(
            "video => video.srcObject.getVideoTracks()[0].dispatchEvent(new Event('ended'))"
        )
        expect(cover(page)).to_contain_text("The camera was disconnected")
        other = page.context.new_page()
        other.set_default_timeout(WAIT_MS)
        other.goto(page.url)
        other.get_by_role("button", name="Start the camera").click()
        expect(cover(page)).to_contain_text("open in another tab")
        other.get_by_role("button", name="Pain, numb or dizzy").click()
        expect(other.get_by_text("You stopped. That was right.")).to_be_visible()
        other.get_by_text("Dizzy, faint").click()
        expect(other.get_by_text("Stop now and sit or lie down")).to_be_visible()
