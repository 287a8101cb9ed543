"""Clinic mode in a real browser against a local OpenID Connect provider."""

import json
import os
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.typing import Origin

from records import Records, Role
from records.location import FILE_NAME, sqlite_url
from tests.live_pages import prepare
from tests.live_recordings import FPS, endless, message
from tests.live_server import free_port, wait_until_up
from tests.oidc_stub import CLIENT, SECRET, running_provider
from tests.test_app_browser import BROWSER, ROOT, browser
from ui.account import IDLE_CHECK_S
from ui.live.endpoint import Close
from ui.live.protocol import encode
from ui.live.service import SOCKET
from ui.live.tickets import Ticket, TicketOffice, load_secret
from ui.sign_in import person_id_of

__all__ = ["browser"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(BROWSER is None, reason="no browser on this machine"),
]
IDLE_MIN = 0.5
WAIT_MS = 30_000


@pytest.fixture(scope="module")
def clinic(tmp_path_factory):
    """Address, provider, records and data folder of an app in clinic mode."""
    folder, port = tmp_path_factory.mktemp("clinic"), free_port()
    with running_provider() as provider:
        (folder / "secrets.toml").write_text(
            f'[auth]\nredirect_uri = "http://localhost:{port}/oauth2callback"\n'
            f'cookie_secret = "only-for-this-test-only-for-this-test"\nclient_id = "{CLIENT}"\n'
            f'client_secret = "{SECRET}"\n'
            f'server_metadata_url = "{provider.issuer}/.well-known/openid-configuration"\n'
        )
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless", "true",
             "--server.port", str(port), "--secrets.files", str(folder / "secrets.toml")],
            cwd=ROOT, stdout=subprocess.DEVNULL, stderr=(folder / "errors.txt").open("wb"),
            env={**os.environ, "GLUTE_COACH_DATA": str(folder), "GLUTE_COACH_CLINIC": "1",
                 "GLUTE_COACH_ROLE_CLAIM": "roles", "GLUTE_COACH_IDLE_MINUTES": str(IDLE_MIN),
                 "NO_PROXY": "127.0.0.1,localhost", "no_proxy": "127.0.0.1,localhost"},
        )  # fmt: skip
        try:
            wait_until_up(port)
            with Records.open(sqlite_url(folder / FILE_NAME)) as records:
                yield f"http://localhost:{port}", provider, records, folder
        finally:
            process.terminate()
            process.wait(20)
    errors = (folder / "errors.txt").read_text()
    assert "Traceback" not in errors, errors


def sign_in(browser, address, provider, **claims):
    """A page of a browser of its own, after signing in."""
    provider.user = claims
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.goto(address)
    page.get_by_role("button", name="Sign in").click(timeout=WAIT_MS)
    return page


def test_patients_see_only_themselves_and_clinicians_everybody(browser, clinic):
    address, provider, records, _ = clinic
    anna = sign_in(browser, address, provider, sub="a", given_name="Anna", roles=["patient"])
    expect(anna.get_by_text("is it safe to exercise?")).to_be_visible(timeout=WAIT_MS)
    expect(anna.locator("a", has_text="People")).to_have_count(0)
    ben = sign_in(browser, address, provider, sub="b", given_name="Ben", roles=["patient"])
    expect(ben.get_by_text("is it safe to exercise?")).to_be_visible(timeout=WAIT_MS)

    dana = sign_in(browser, address, provider, sub="d", given_name="Dana", roles=["clinician"])
    expect(dana.get_by_role("heading", name="People")).to_be_visible(timeout=WAIT_MS)
    expect(dana.get_by_text("Anna")).to_be_visible()
    dana.get_by_role("button", name="Open").nth(1).click()
    expect(dana.get_by_role("heading", name="Ben")).to_be_visible(timeout=WAIT_MS)
    query = dana.url.split("?")[1]
    assert records.known_role(query.removeprefix("person=")) is Role.PATIENT

    for path in ("person", "people", "progress", "my_data"):
        anna.goto(f"{address}/{path}?{query}")
        expect(anna.get_by_role("heading", level=1)).to_be_visible(timeout=WAIT_MS)
        expect(anna.get_by_text("Ben")).to_have_count(0)
        expect(anna.get_by_role("tab")).to_have_count(0)

    stranger = sign_in(browser, address, provider, sub="s", roles=["visitor"])
    expect(stranger.get_by_text("Your account has no role here")).to_be_visible(timeout=WAIT_MS)
    expect(stranger.locator("a", has_text="Train")).to_have_count(0)
    for page in (anna, ben, dana, stranger):
        page.context.close()


@contextmanager
def camera_of(page, address, provider, folder):
    """A line into the live set of Ben's page, as his camera has it."""
    user = person_id_of({"iss": provider.issuer, "sub": "b"})
    set_id = parse_qs(urlsplit(page.url).query)["set"][0]
    ticket = TicketOffice(load_secret(folder)).issue(Ticket(user=user, set_id=set_id))
    url = address.replace("http:", "ws:") + SOCKET
    with connect(url, origin=Origin(address), legacy=True) as line:
        line.send(json.dumps({"ticket": ticket}))
        line.recv()
        yield line


def test_a_tablet_left_alone_signs_out_by_itself_and_who_trains_does_not(browser, clinic):
    address, provider, _, folder = clinic
    alone = sign_in(browser, address, provider, sub="a", given_name="Anna", roles=["patient"])
    expect(alone.get_by_text("is it safe to exercise?")).to_be_visible(timeout=WAIT_MS)
    page = sign_in(browser, address, provider, sub="b", given_name="Ben", roles=["patient"])
    expect(page.get_by_text("is it safe to exercise?")).to_be_visible(timeout=WAIT_MS)
    prepare(page, address, "Glute bridge")
    with camera_of(page, address, provider, folder) as line:
        pictures = enumerate(endless("glute_bridge"), 1)
        end = time.monotonic() + 60 * IDLE_MIN + IDLE_CHECK_S + 5
        while time.monotonic() < end:
            number, data = next(pictures)
            line.send(data)
            line.recv()
            page.wait_for_timeout(1000 / FPS)
        expect(page.get_by_role("button", name="Start the camera")).to_be_visible()
        expect(alone.get_by_role("button", name="Sign in")).to_be_visible()
        expect(alone.get_by_text("is it safe to exercise?")).to_have_count(0)
        alone.goto(f"{address}/my_data")
        expect(alone.get_by_role("button", name="Sign in")).to_be_visible(timeout=WAIT_MS)
        with suppress(ConnectionClosed):  # Ben has gone
            for later in range(number + 1, number + 600):
                line.send(encode(message(later, later / FPS, None)))
                line.recv()
                page.wait_for_timeout(200)
        assert line.close_code == Close.SIGNED_OUT
    expect(page.get_by_role("button", name="Sign in")).to_be_visible(timeout=WAIT_MS)
    for one in (alone, page):
        one.context.close()
