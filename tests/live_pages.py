"""The live page as a patient has it: the app in a process, and Chromium with a fake camera."""

import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from tests.live_server import free_port, wait_until_up

ROOT = Path(__file__).parents[1]
BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "chrome"))), None)
WAIT_MS = 90_000
# WebGL 2 by the CPU, pages composed by the CPU: a machine without a GPU. With the flags that make
# SwiftShader the GPU of everything, each drawing of the page costs more than the pose model.
WEBGL = ("--enable-unsafe-swiftshader",)
SPEECH = """
  window.spoken = [];
  Object.defineProperty(window, "speechSynthesis", { value: {
    speaking: false, resume() {}, cancel() {}, speak(words) { window.spoken.push(words.text); },
  }});
"""


class App:
    """The app in a process that can be killed and started again at the same address."""

    def __init__(self, folder: Path, *, base: str = "") -> None:
        self.folder, self.port, self.base = folder, free_port(), base
        self.address = f"http://localhost:{self.port}/{base}"
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless", "true",
             "--server.port", str(self.port), "--server.baseUrlPath", self.base],
            cwd=ROOT, env={**os.environ, "GLUTE_COACH_DATA": str(self.folder)},
            stdout=subprocess.DEVNULL, stderr=(self.folder / "errors.txt").open("ab"),
        )  # fmt: skip
        wait_until_up(self.port)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(20)


@contextmanager
def open_page(playwright, *arguments: str):
    browser = playwright.chromium.launch(executable_path=BROWSER, args=[*WEBGL, *arguments])
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.add_init_script(SPEECH)
    page.set_default_timeout(WAIT_MS)
    try:
        yield page
    finally:
        browser.close()


def prepare(page: Page, address: str, exercise: str, **order: Any) -> None:
    """From the first page to the start button in front of the camera."""
    page.goto(address)
    prepare_from_there(page, exercise, **order)


def prepare_from_there(
    page: Page, exercise: str, *, side: str | None = None, reps: int = 3, **numbers: int
) -> None:
    """From any page to the start button in front of the camera; `numbers` by their labels."""
    page.get_by_role("link", name="Train with the camera").click()
    expect(page.get_by_role("heading", name="Train with the camera")).to_be_visible()
    agreed = page.get_by_role("button", name="save my answers")
    expect(agreed.or_(page.get_by_role("button", name="Set up the camera"))).to_be_visible()
    if agreed.is_visible():
        agreed.click()
    page.get_by_role("button", name=exercise, exact=True).click()
    expect(page.get_by_text(f"{exercise}.", exact=True)).to_be_visible()
    if side:
        page.get_by_role("radio", name=side).click()
    for label, number in {"Repetitions": reps, **numbers}.items():
        page.get_by_label(label).fill(str(number))
        page.get_by_label(label).press("Enter")
    page.get_by_role("button", name="Set up the camera").click()
    expect(page.get_by_role("button", name="Start the camera")).to_be_visible()


def cover(page: Page):
    return page.locator(".gc-live .cover-text")


def fake_camera(film: Path) -> tuple[str, ...]:
    return (
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    )


FOCUSED = """() => {
  let e = document.activeElement;
  while (e?.shadowRoot?.activeElement) e = e.shadowRoot.activeElement;
  const style = getComputedStyle(e);
  const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
  return [e.innerText ?? "", outlined || style.boxShadow !== "none"];
}"""


def press_by_keyboard(page: Page, name: str) -> None:
    """Tab to the button of that name, see that the focus shows, and press Enter."""
    for _ in range(120):
        page.keyboard.press("Tab")
        text, shown = page.evaluate(FOCUSED)
        if name in text and len(text) < len(name) + 40:
            assert shown, f"the focus cannot be seen on {name}"
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"{name} cannot be reached by Tab")


def shoot(page: Page, name: str) -> None:
    """Keep a screenshot when the environment names a folder in `LIVE_SHOTS`."""
    folder = os.environ.get("LIVE_SHOTS")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
