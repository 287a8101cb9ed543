"""The app as a visitor has it: `streamlit run app.py` and Chromium, a demo clip to the end."""

import csv
import io
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import av
import pytest
from playwright.sync_api import expect, sync_playwright

ROOT = Path(__file__).parents[1]
BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "chrome"))), None)
WAIT_MS = 120_000
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(BROWSER is None, reason="no browser on this machine"),
]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """The address of a running app; its temporary files lie in a folder of their own."""
    folder = tmp_path_factory.mktemp("server")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless", "true",
         "--server.port", str(port)],
        cwd=ROOT,
        env={"GLUTE_COACH_DATA": str(folder / "data"), **os.environ, "TMPDIR": str(folder)},
        stdout=subprocess.DEVNULL, stderr=(folder / "errors.txt").open("wb"),
    )  # fmt: skip
    address = f"http://localhost:{port}"
    try:
        _wait_until_up(address, process)
        yield address
    finally:
        process.terminate()
        process.wait(20)
    assert not list(folder.glob("glute-coach-*")), "private folders outlive the server"
    errors = (folder / "errors.txt").read_text()
    assert "Traceback" not in errors, errors


def _wait_until_up(address, process):
    for _ in range(200):
        assert process.poll() is None, "the server ended"
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the server did not start")


class Visitor:
    """A browser window of its own that remembers hosts, console errors and failed requests."""

    def __init__(self, browser, address, *, width, dark):
        self.context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            accept_downloads=True,
        )
        self.page = self.context.new_page()
        self.hosts: set[str] = set()
        self.errors: list[str] = []
        self.address = address
        self.page.on("request", lambda request: self.hosts.add(urlsplit(request.url).netloc))
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _heard(self, message):
        if message.type == "error":
            self.errors.append(message.text)

    def open(self):
        self.page.goto(f"{self.address}/?model=lite")
        expect(self.page.get_by_role("heading", name="Analyse a video")).to_be_visible()

    def wait_for_result(self):
        expect(self.page.get_by_role("button", name="Everything (JSON)")).to_be_visible(
            timeout=WAIT_MS
        )

    def evaluate_video(self, expression):
        return self.page.locator(".st-key-player video").evaluate(f"v => {expression}")

    def download(self, name):
        with self.page.expect_download() as info:
            self.page.get_by_role("button", name=name).click()
        return Path(info.value.path()).read_bytes(), info.value.suggested_filename

    def check_quiet(self):
        """No other host was asked (blob: and data: have none), and nothing went wrong."""
        assert self.hosts - {""} == {urlsplit(self.address).netloc}
        assert not self.errors


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        yield chromium
        chromium.close()


def check_accessible(page):
    """Names, labels and headings that a screen reader needs, and no sideways scrolling."""
    faults = page.evaluate(
        """() => {
          const shown = e => e.offsetParent !== null && !e.closest('[aria-hidden=true]');
          const named = e => (e.textContent || e.ariaLabel || e.title || e.labels?.length || '');
          const bad = [...document.querySelectorAll('button, input, select, textarea')]
            .filter(e => shown(e) && e.type !== 'file' && !named(e)).map(e => e.outerHTML);
          for (const image of document.querySelectorAll('img'))
            if (!image.hasAttribute('alt')) bad.push(image.outerHTML.slice(0, 120));
          if (document.querySelectorAll('h1').length !== 1) bad.push('one h1 expected');
          if (!document.documentElement.lang) bad.push('no language');
          if (document.documentElement.scrollWidth > innerWidth) bad.push('scrolls sideways');
          return bad;
        }"""
    )
    assert not faults


def wait_for_time(visitor, low, high):
    """Until the video stands between two moments."""
    visitor.page.wait_for_function(
        "([low, high]) => { const t = document.querySelector('.st-key-player video').currentTime;"
        " return t >= low && t <= high; }",
        arg=[low, high],
        timeout=10_000,
    )


def test_two_visitors_from_demo_to_result(server, browser, tmp_path):
    wide = Visitor(browser, server, width=1440, dark=False)
    small = Visitor(browser, server, width=390, dark=True)
    for visitor in (wide, small):
        visitor.open()
        check_accessible(visitor.page)

    start_by_keyboard(wide.page, "Glute bridge")
    small.page.locator(".st-key-demo-squat_side_m1 button").click()
    for visitor in (wide, small):
        expect(visitor.page.get_by_role("button", name="Cancel")).to_be_visible()
    for visitor, name in ((wide, "Glute bridge"), (small, "Squat")):
        visitor.wait_for_result()
        expect(visitor.page.get_by_role("heading", name=name, exact=True)).to_be_visible()
        visitor.page.wait_for_timeout(1000)
        check_accessible(visitor.page)
        visitor.page.screenshot(path=tmp_path / f"{name}.png", full_page=True)

    document = check_downloads(wide)
    check_video(wide, document)
    check_curve(wide.page)
    for visitor in (wide, small):
        visitor.check_quiet()
        visitor.context.close()


def start_by_keyboard(page, label):
    """Tab to the demo button and press Enter; the focus can be seen."""
    page.locator("h1").click()
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText.trim()") == label:
            break
    else:
        raise AssertionError("Tab does not reach the demo button")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")


def check_downloads(visitor):
    """JSON, CSV and video are what they say, and agree; the document."""
    data, name = visitor.download("Everything (JSON)")
    document = json.loads(data)
    assert name == "glute_bridge-demo-clip-session.json"
    assert document["schema"] == "exercise-session/1"
    assert document["rep_count"] == 4
    table, _ = visitor.download("Repetitions (CSV)")
    assert len(list(csv.DictReader(io.StringIO(table.decode())))) == len(document["reps"])
    video, _ = visitor.download("Annotated video (MP4)")
    with av.open(io.BytesIO(video)) as container:
        assert container.streams.video[0].codec_context.name == "h264"
    return document


def check_video(visitor, document):
    """It plays, and a click on a repetition or fault goes to its moment, also a second time."""
    visitor.evaluate_video("(v.muted = true, v.play())")
    wait_for_time(visitor, 0.3, 5)
    third = document["reps"][2]
    for _ in range(2):
        visitor.evaluate_video("v.currentTime = 0")
        visitor.page.locator(".st-key-jump-rep-3 button").click()
        wait_for_time(visitor, third["start_s"], third["end_s"])
        assert not visitor.evaluate_video("v.paused")
    worst = [fault["worst_s"] for rep in document["reps"] for fault in rep["faults"]]
    visitor.page.get_by_role("button", name="Show this moment").first.click()
    visitor.page.wait_for_function("() => document.querySelector('.st-key-player video').paused")
    now = visitor.evaluate_video("v.currentTime")
    assert min(abs(now - moment) for moment in worst) < 0.1


def check_curve(page):
    """The chart is drawn: not one colour only."""
    chart = page.locator("[data-testid=stVegaLiteChart] :is(canvas, svg.marks)").first
    expect(chart).to_be_visible()
    assert chart.bounding_box()["width"] > 600


def test_a_broken_upload_gives_its_sentence_and_nothing_else(server, browser):
    visitor = Visitor(browser, server, width=390, dark=False)
    visitor.open()
    page = visitor.page
    page.locator("input[type=file]").set_input_files(
        {"name": "clip.mp4", "mimeType": "video/mp4", "buffer": b"This is no video. " * 20}
    )
    page.get_by_role("button", name="Analyse this video").click()
    expect(page.get_by_role("alert")).to_contain_text(
        "This is a text file, not a video.", timeout=WAIT_MS
    )
    expect(page.get_by_role("heading", name="Analyse a video")).to_be_visible()
    visitor.check_quiet()
    visitor.context.close()


def test_the_page_comes_with_its_headers(server):
    with urllib.request.urlopen(server, timeout=10) as answer:
        assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
        assert "camera=(self)" in answer.headers["Permissions-Policy"]
