"""axe-core on every page of a patient, on a phone and a wide screen, light and dark."""

from typing import Literal

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.axe import axe_script, violations
from tests.live_pages import BROWSER, App
from ui.live.assets import missing_sentence

WAIT_MS = 30_000
PAGES = {
    "": "Analyse a video",
    "train": "Train with the camera",
    "running_lab": "Running lab",
    "today": "Today",
    "progress": "Progress",
}
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(BROWSER is None, reason="no browser on this machine"),
    pytest.mark.skipif(missing_sentence() is not None, reason="the pose models are not obtained"),
]


def open_settled(page: Page, address: str, title: str) -> None:
    """Go there and wait until the script of the page has run to its end."""
    page.goto(address)
    expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()
    expect(page.get_by_text("not a substitute for professional care")).to_be_visible()
    expect(page.get_by_test_id("stApp")).to_have_attribute(
        "data-test-script-state", "notRunning", timeout=WAIT_MS
    )


LOOKS: tuple[tuple[int, Literal["light", "dark"]], ...] = (
    (390, "light"),
    (390, "dark"),
    (1440, "light"),
    (1440, "dark"),
)


@pytest.mark.slow
def test_pages_break_no_rule_of_axe(tmp_path):
    axe, app = axe_script(), App(tmp_path)
    found: list[str] = []
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=BROWSER)
            for width, theme in LOOKS:
                page = browser.new_page(
                    viewport={"width": width, "height": 900}, color_scheme=theme
                )
                page.set_default_timeout(WAIT_MS)
                for path, title in PAGES.items():
                    open_settled(page, app.address + path, title)
                    found += [f"{path} {width} {theme} {one}" for one in violations(page, axe)]
                    agreed = page.get_by_role("button", name="save my answers")
                    if path == "train" and agreed.is_visible():
                        agreed.click()
                        expect(page.get_by_role("button", name="Set up the camera")).to_be_visible()
                        found += [f"cards {width} {theme} {one}" for one in violations(page, axe)]
                page.close()
            browser.close()
    finally:
        app.kill()
    assert not found
