"""The running page as a visitor has it: Chromium, a demo run to the end, on a wide and a small one.

Screenshots are kept when the environment names a folder in `RUNNING_SHOTS`.
"""

import json
import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.test_app_browser import Visitor, browser, check_accessible, pytestmark, server

__all__ = ["browser", "pytestmark", "server"]
WAIT_MS = 180_000


def shoot(page, name):
    folder = os.environ.get("RUNNING_SHOTS")
    if folder:
        size = page.viewport_size
        page.set_viewport_size({**size, "height": 5200 if size["width"] > 600 else 8000})
        page.wait_for_timeout(2500)
        page.screenshot(path=Path(folder) / f"{name}.png")
        page.set_viewport_size(size)


@pytest.mark.parametrize(("demo", "width"), [("From the side", 1440), ("From behind", 390)])
def test_a_demo_run_from_click_to_downloads(browser, server, demo, width):
    visitor = Visitor(browser, server, width=width, dark=False)
    page = visitor.page
    page.goto(server)
    expect(page.get_by_role("heading", name="Analyse a video")).to_be_visible()
    if width < 768:
        page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_role("link", name="Running lab").click()
    expect(page.get_by_role("heading", name="Running lab")).to_be_visible()
    if width < 768:
        page.get_by_test_id("stSidebarCollapseButton").get_by_role("button").click()
    check_accessible(page)
    shoot(page, f"setup-{width}")
    page.get_by_role("button", name=demo, exact=True).click()
    document = page.get_by_role("button", name="Everything (JSON)")
    expect(document).to_be_visible(timeout=WAIT_MS)
    expect(page.get_by_text("Running seen from")).to_be_visible()
    check_accessible(page)
    page.wait_for_timeout(1500)
    shoot(page, f"result-{width}")

    data, name = visitor.download("Everything (JSON)")
    assert name.startswith("running-demo-run")
    assert json.loads(data)["schema"] == "running-analysis/1"
    report, _ = visitor.download("Report to print (A4)")
    assert report.startswith(b"%PDF")
    if demo == "From behind":
        tap_two_spots(page)
        shoot(page, f"taps-{width}")
    visitor.check_quiet()


def tap_two_spots(page):
    """Taps arrive: the button needs two spots and what they are on."""
    page.get_by_text("Tap them").click()
    picture = page.get_by_alt_text("A frame of the video: tap the middle of both stickers")
    expect(picture).to_be_visible()
    go = page.get_by_role("button", name="Measure with these")
    expect(go).to_be_disabled()
    box = picture.bounding_box()
    for share in (0.47, 0.53):
        picture.click(position={"x": box["width"] * share, "y": box["height"] * 0.5})
    page.get_by_role("radio", name="on bare skin").last.click()
    expect(go).to_be_enabled()
