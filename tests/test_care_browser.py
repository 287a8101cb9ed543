"""The demo person in a real browser: every page of both days, on a telephone and on a desk."""

import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests import test_app_browser as app_browser
from tests.test_app_browser import BROWSER, Visitor, browser, check_accessible

__all__ = ["browser"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(BROWSER is None, reason="no browser on this machine"),
]


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """The app on records of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GLUTE_COACH_DATA", str(tmp_path_factory.mktemp("data")))
        patch.setenv("GLUTE_COACH_CONTACT_NAME", "Clinic by the park")
        yield from app_browser.server.__wrapped__(tmp_path_factory)  # type: ignore[attr-defined]


@pytest.mark.parametrize(("width", "dark"), [(390, True), (1440, False)])
def test_the_days_of_the_demo_runner_and_the_demo_clinician(browser, address, width, dark):
    visitor = Visitor(browser, address, width=width, dark=dark)
    page = visitor.page
    page.goto(f"{address}/today")  # by address first: the frame must be there all the same
    expect(page.get_by_text("is it safe to exercise?")).to_be_visible(timeout=30_000)
    expect(page.get_by_text("does not diagnose")).to_be_visible()
    go(page, "My data")
    page.get_by_role("button", name="Demo runner").click()
    expect(page.get_by_text("Demo: a made-up runner.")).to_be_visible(timeout=30_000)
    for label, words in (
        ("Today", "The whole programme"),
        ("Progress", "What changed, and why"),
        ("My data", "Export everything"),
    ):
        go(page, label)
        expect(page.get_by_text(words).first).to_be_visible(timeout=30_000)
        expect(page.get_by_text("Demo: a made-up runner.")).to_be_visible()
        check_accessible(page)
    page.get_by_role("button", name="Demo clinician").click()
    expect(page.get_by_text("Demo: a made-up clinician")).to_be_visible(timeout=30_000)
    go(page, "People")
    page.get_by_role("button", name="Open").click()
    expect(page.get_by_role("heading", name="Demo runner (demo)")).to_be_visible(timeout=30_000)
    expect(page.get_by_text("Share of the repetitions planned")).to_be_visible()
    page.get_by_role("tab", name="Before and after").click()
    expect(page.get_by_text("Pelvic drop, left, filmed from behind")).to_be_visible()
    page.get_by_role("tab", name="Notes and events").click()
    with page.expect_download() as summary:
        page.get_by_role("button", name="One-page summary for a clinician (A4)").click()
    assert Path(summary.value.path()).read_bytes().startswith(b"%PDF")
    check_accessible(page)
    assert visitor.hosts - {""} == {urlsplit(address).netloc}
    assert not [e for e in visitor.errors if "404" not in e]
    visitor.context.close()


PAGES = {
    "analyse_video": "Analyse a video", "train": "Train with the camera", "progress": "Progress",
    "running_lab": "Running lab", "today": "Today", "my_data": "My data",
}  # fmt: skip


def test_every_page_by_its_address_and_again_after_a_reload(browser, address):
    visitor = Visitor(browser, address, width=1440, dark=False)
    page = visitor.page
    for path, title in PAGES.items():
        page.goto(f"{address}/{path}")
        for _ in range(2):
            expect(page.get_by_role("heading", level=1)).to_have_text(title, timeout=30_000)
            expect(page.locator("a[data-testid*=NavLink]")).to_have_count(len(PAGES))
            expect(page.get_by_test_id("stSidebarNav")).to_have_count(0)
            expect(page.get_by_text("does not diagnose")).to_be_visible()
            page.reload()
    page.goto(f"{address}/people?person=local")  # a clinician's page, for a patient
    expect(page.get_by_role("heading", level=1)).to_have_text("Analyse a video", timeout=30_000)
    visitor.context.close()


def test_the_body_chart_by_finger_and_by_keyboard(browser, address):
    visitor = Visitor(browser, address, width=390, dark=False)
    page = visitor.page
    page.goto(address)
    go(page, "My data")
    page.get_by_role("button", name="Demo runner").click()
    expect(page.get_by_text("Demo: a made-up runner.")).to_be_visible(timeout=30_000)
    go(page, "Today")
    expect(page.get_by_text("The whole programme")).to_be_visible(timeout=30_000)
    chart = page.locator(".chart").first
    expect(chart).to_be_visible(timeout=30_000)
    chart.get_by_role("radio", name="Tingling").click()
    calf = chart.get_by_role("button", name="left calf")
    calf.click()
    expect(calf).to_have_attribute("aria-pressed", "true")
    expect(chart.locator(".list")).to_contain_text("left calf (tingling)")
    calf.focus()
    page.keyboard.press("Enter")
    expect(calf).to_have_attribute("aria-pressed", "false")
    small = chart.evaluate(
        "c => [...c.querySelectorAll('.region')].map(r => r.getBoundingClientRect())"
        ".map(b => [b.width, b.height]).filter(([w, h]) => w < 8 || h < 8)"
    )
    assert not small, json.dumps(small)
    visitor.context.close()


def go(page, label):
    """Follow a link of the navigation, wherever it is folded away."""
    link = page.locator("a[data-testid*=NavLink]", has_text=label).first
    link.wait_for(state="attached", timeout=30_000)
    link.evaluate("link => link.click()")
    expect(page.get_by_role("heading", level=1)).to_have_text(label, timeout=30_000)
