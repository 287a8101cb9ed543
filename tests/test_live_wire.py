"""What the live page costs on the wire, and that it works below a base path."""

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.counting_proxy import counting_door
from tests.live_pages import BROWSER, WAIT_MS, App, open_page, prepare_from_there
from ui.live.assets import missing_sentence

# With the lite model; the full one follows where the lite one is fast, and is refused here.
FIRST_VISIT_BYTES, LATER_VISIT_BYTES = 9_000_000, 200_000
FULL_MODEL = b"pose_landmarker_full.task"
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(BROWSER is None, reason="no browser on this machine"),
    pytest.mark.skipif(missing_sentence() is not None, reason="the pose models are not obtained"),
]


@pytest.fixture
def app(tmp_path):
    app = App(tmp_path, base="clinic/coach")
    yield app
    app.kill()
    assert "Traceback" not in (tmp_path / "errors.txt").read_text()


def start_coach(page: Page, address: str) -> None:
    """Visit the first page, then the training page until the coach has looked for the person."""
    page.goto(address)
    expect(page.locator(".st-key-footer")).to_be_visible()
    page.wait_for_load_state("networkidle")
    prepare_from_there(page, "Squat")
    page.get_by_role("button", name="Start the camera").click()
    expect(page.locator(".gc-live")).to_have_attribute("data-stage", "check", timeout=WAIT_MS)
    page.wait_for_timeout(3000)  # people are counted, and the refused model is asked for
    expect(page.locator(".gc-live")).to_have_attribute("data-stage", "check")


def test_bytes_of_the_first_and_a_later_visit_below_a_base_path(app):
    camera = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
    with (
        counting_door(app.port, refused=FULL_MODEL) as door,
        sync_playwright() as playwright,
        open_page(playwright, *camera) as page,
    ):
        address = app.address.replace(str(app.port), str(door.port))
        start_coach(page, address)
        first = door.sent_bytes
        page.goto("about:blank")
        before = door.sent_bytes
        start_coach(page, address)
        later = door.sent_bytes - before
    assert 6_000_000 < first <= FIRST_VISIT_BYTES, f"{first} bytes"
    assert later <= LATER_VISIT_BYTES, f"{later} bytes"
