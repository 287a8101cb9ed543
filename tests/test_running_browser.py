"""The running page as a visitor has it: Chromium, a demo run to the end, on a wide and a small one.

Screenshots are kept when the environment names a folder in `RUNNING_SHOTS`.
"""

import json
import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from running.metrics import METRICS
from tests.test_app_browser import Visitor, browser, check_accessible, pytestmark, server
from tests.test_care_browser import go
from ui.keep_section import KEPT

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
    else:
        look_as(page, "Demo runner")
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
    step_through(page)
    if demo == "From behind":
        see_both_feet_at_once(page)
        tap_two_spots(page)
        shoot(page, f"taps-{width}")
        level_by_the_deck(page)
    else:
        set_an_event(page)
        play_two_in_step(page)
        shoot(page, f"pair-{width}")
        keep_among_the_weeks(page)
    check_accessible(page)
    visitor.check_quiet()


def keep_among_the_weeks(page):
    """A run and a set, kept by the demo runner from videos, are on the demo clinician's page."""
    keep(page)
    go(page, "Analyse a video")
    page.locator(".st-key-demo-squat_side_m1 button").click()
    keep(page)
    look_as(page, "Demo clinician")
    go(page, "People")
    page.get_by_role("button", name="Open").click()
    last = page.get_by_test_id("stMetric").filter(has_text="Days since last")
    expect(last.get_by_test_id("stMetricValue")).to_have_text("0", timeout=30_000)
    measure = page.get_by_role("combobox", name="Running measure")
    measure.scroll_into_view_if_needed()
    page.wait_for_timeout(1000)  # figures that come late move the page, and the list closes
    measure.click()
    lean = METRICS["trunk_forward_lean_deg"].name
    page.get_by_role("option", name=lean).first.click()
    expect(page.get_by_text(f"Running: {lean}")).to_be_visible()


def keep(page):
    page.get_by_role("button", name="Keep it in the records").click(timeout=WAIT_MS)
    page.get_by_role("button", name="Keep it", exact=True).click()
    expect(page.get_by_text(KEPT)).to_be_visible(timeout=30_000)


def look_as(page, name):
    go(page, "My data")
    page.get_by_role("button", name=name).click()
    who = name.split()[-1]
    expect(page.get_by_text(f"Demo: a made-up {who}")).to_be_visible(timeout=60_000)


def player(page):
    return page.get_by_role("group", name="Player")


def step_through(page):
    """By button and by key, to the next picture and to the next event."""
    for button in player(page).get_by_role("button").all():
        words = button.inner_text().strip("‹› ")
        assert (button.get_attribute("aria-label") or words).startswith(words)
    status = player(page).locator(".status")
    expect(status).to_contain_text("Picture 1 of 180")
    player(page).get_by_role("button", name="Picture after").click()
    expect(status).to_contain_text("Picture 2 of 180")
    for key, picture in (("ArrowRight", 3), ("ArrowRight", 4), ("ArrowLeft", 3)):
        page.keyboard.press(key)
        expect(status).to_contain_text(f"Picture {picture} of 180")
    time_s = page.locator("[class*='st-key-run-player-'] video").evaluate("v => v.currentTime")
    assert 2 / 30 < time_s < 3 / 30
    page.keyboard.press("Shift+ArrowRight")
    expect(status).to_contain_text(re.compile("contact|midstance|toe-off"))


def see_both_feet_at_once(page):
    """Pictures of left and right are beside each other, of one size, also on a phone."""
    left, right = (
        page.get_by_alt_text(f"{side} midstance").bounding_box() for side in ("Left", "Right")
    )
    assert left["x"] + left["width"] < right["x"]
    for name in ("y", "width", "height"):
        assert left[name] == pytest.approx(right[name], abs=1)


def set_an_event(page):
    """The event is at the picture on show, and the page offers to draw the video again."""
    first = player(page)
    first.get_by_role("slider").focus()
    for _ in range(30):
        page.keyboard.press("ArrowRight")
    shown = first.locator(".status").inner_text().split(" s")[0]
    first.get_by_label("Foot").select_option("left")
    first.get_by_label("Event", exact=True).select_option("to")
    first.get_by_role("button", name="Set here").click()
    expect(first.locator(".status")).to_contain_text(
        re.compile(f"{re.escape(shown)} s.*left toe-off")
    )
    page.get_by_role("button", name="Draw the video again").click()
    expect(page.get_by_role("heading", name="Analysing the run")).to_be_visible()
    expect(page.get_by_role("button", name="Everything (JSON)")).to_be_visible(timeout=WAIT_MS)


def play_two_in_step(page):
    """The run drawn again beside the first one: the same moments, stepping and after playing."""
    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0)
    page.wait_for_timeout(1000)  # figures that come late move the page under the pointer
    choice = page.get_by_role("combobox", name="Or a run of this visit")
    choice.scroll_into_view_if_needed()
    choice.click()
    page.get_by_role("option").nth(1).click()
    both = player(page).last
    expect(page.locator("[class*='st-key-pair-'] video")).to_have_count(2)
    both.get_by_role("button", name="Event after").click()
    both.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_timeout(1500)
    both.get_by_role("button", name="Pause").click()
    page.wait_for_function(
        """() => {
          const videos = [...document.querySelectorAll("[class*='st-key-pair-'] video")];
          const [one, other] = videos.map((video) => video.currentTime);
          return videos.every((video) => video.paused) && one > 0.2 && Math.abs(one - other) < 0.02;
        }"""
    )


def level_by_the_deck(page):
    """Both ends of an edge: the camera is level then, and the reason against the grade is gone."""
    page.get_by_text("It is not known whether the camera was level").last.click()
    picture = page.get_by_alt_text("tap the rear edge of the deck")
    box = picture.bounding_box()
    for share in (0.2, 0.8):
        picture.click(position={"x": box["width"] * share, "y": box["height"] * 0.8})
    page.get_by_role("button", name="Level the picture by").click()
    expect(page.get_by_text("The camera was turned by")).to_be_visible()
    expect(page.get_by_text("It is not known whether the camera was level")).to_have_count(0)


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
