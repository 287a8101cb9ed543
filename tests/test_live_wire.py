"""What the live page costs on the wire, and that it works below a base path."""

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.counting_proxy import counting_door
from tests.live_pages import BROWSER, WAIT_MS, App, open_page, prepare
from ui.live.assets import missing_sentence

# Ours are 8.4 MB at first and none later; the rest is Streamlit's, whose files and messages travel
# uncompressed.
FIRST_VISIT_BYTES, LATER_VISIT_BYTES = 12_500_000, 900_000
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
    """Visit the training page until the coach looks for the person."""
    prepare(page, address, "Squat")
    page.get_by_role("button", name="Start the camera").click()
    expect(page.locator(".gc-live")).to_have_attribute("data-stage", "check", timeout=WAIT_MS)


def test_bytes_of_the_first_and_a_later_visit_below_a_base_path(app):
    camera = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
    with (
        counting_door(app.port) as door,
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
    assert 5_000_000 < first <= FIRST_VISIT_BYTES, f"{first} bytes"
    assert later <= LATER_VISIT_BYTES, f"{later} bytes"
