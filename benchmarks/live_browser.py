"""Pictures a second and delay of the live coach in one browser, from the camera to the feedback.

``python -m benchmarks.live_browser [--seconds 20]``. The whole product runs: app, headless Chromium
without a GPU, a fake camera of 640 x 480 at 30 Hz, lite model on the CPU. The delay is that of the
answer: from the time of the picture to the moment its feedback is written into the page.
``--soak-minutes 10``: one set of that length, a row a minute, with the memory of the page's scripts
after a collection of garbage, of the browser's processes (the pose model is there) and the server.
"""

import argparse
import json
import os
import statistics
import tempfile
from collections.abc import Callable
from pathlib import Path

import psutil  # type: ignore[import-untyped]
from playwright.sync_api import Page, expect, sync_playwright

from tests.fake_camera import write_camera_film
from tests.live_pages import WAIT_MS, App, fake_camera, open_page, prepare

CLIP = Path(__file__).resolve().parents[1] / "assets" / "demo" / "bridge_side_m2.mp4"
REPS = 99
MB = 1e6
WATCH = """
  window.sent = new Map();
  window.answers = [];
  const Wire = window.WebSocket;
  window.WebSocket = class extends Wire {
    send(data) {
      if (data instanceof ArrayBuffer) {
        const view = new DataView(data);
        window.sent.set(view.getUint32(0, true), view.getFloat64(4, true) * 1000);
      }
      super.send(data);
    }
    set onmessage(hear) {
      super.onmessage = (event) => {
        hear(event);
        const answer = typeof event.data === "string" ? JSON.parse(event.data) : {};
        const takenMs = window.sent.get(answer.seq);
        if (takenMs) window.answers.push([performance.now(), performance.timeOrigin - takenMs]);
        window.sent.delete(answer.seq);
      };
    }
  };
"""


def measure(page: Page, seconds: int) -> dict[str, float]:
    """Figures of the set that is running in `page`."""
    page.evaluate("window.answers.length = 0")
    page.wait_for_timeout(1000 * seconds)
    answers = page.evaluate("window.answers.map(([now, zero]) => [now, now + zero])")
    times = [now for now, _ in answers]
    delays = sorted(delay for _, delay in answers)
    return {
        "fps": round(1000 * (len(times) - 1) / (times[-1] - times[0]), 1),
        "delay_median_ms": round(statistics.median(delays)),
        "delay_p95_ms": round(delays[int(0.95 * len(delays))]),
        "answers": len(answers),
    }


def memory_meter(page: Page, app: App) -> Callable[[], dict[str, float]]:
    """A function that reads the memory, in MB."""
    tools = page.context.new_cdp_session(page)
    tools.send("Performance.enable")
    mine = psutil.Process().children(recursive=True)
    browser = [one for one in mine if one.pid != app.process.pid and "chrom" in one.name()]

    def read() -> dict[str, float]:
        tools.send("HeapProfiler.collectGarbage")
        told = {m["name"]: m["value"] for m in tools.send("Performance.getMetrics")["metrics"]}
        server = psutil.Process(app.process.pid).memory_info().rss
        own = sum(one.memory_full_info().uss for one in browser if one.is_running())
        return {
            "js_heap_mb": round(told["JSHeapUsedSize"] / MB, 2),
            "browser_mb": round(own / MB),
            "server_mb": round(server / MB, 1),
        }

    return read


def main() -> None:
    """Print one line of JSON for each round."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--soak-minutes", type=int, default=0)
    options = parser.parse_args()
    soak = options.soak_minutes > 0
    rounds, seconds = (options.soak_minutes, 60) if soak else (options.rounds, options.seconds)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        film = folder / "camera.mjpeg"
        rest_s = 15 if soak else 1  # the set of the soak must not come to its last repetition
        write_camera_film(CLIP, film, still_before_s=8, still_after_s=rest_s, until_s=60)
        app = App(folder)
        try:
            with open_page(playwright, *fake_camera(film)) as page:
                page.add_init_script(WATCH)
                prepare(page, app.address, "Glute bridge", reps=REPS)
                page.get_by_role("button", name="Start the camera").click()
                coach = page.locator(".gc-live")
                expect(coach).to_have_attribute("data-stage", "active", timeout=WAIT_MS)
                memory = memory_meter(page, app)
                for _ in range(rounds):
                    figures = measure(page, seconds) | (memory() if soak else {})
                    load = round(os.getloadavg()[0], 1)
                    print(json.dumps(figures | {"load": load}), flush=True)
                page.get_by_text("Technical").click()
                page.wait_for_timeout(1500)
                print(page.locator(".technical dl").inner_text().replace("\n", " | "))
        finally:
            app.kill()


if __name__ == "__main__":
    main()
