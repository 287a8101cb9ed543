"""Every answer of the app carries the security headers; the page may load its own files only."""

import asyncio
import base64
import gc
import hashlib
import re
from pathlib import Path

import pytest
import streamlit as st
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from ui.security import SecurityHeaders, content_security_policy, security_headers
from ui.startup import lifespan

ROOT = Path(__file__).parents[1]


def plain(request):
    return PlainTextResponse("here")


def own_policy(request):
    return PlainTextResponse("here", headers={"Content-Security-Policy": "default-src 'none'"})


def headers_of(path):
    """The headers that a small app behind the middleware answers with."""
    routes = [Route("/plain", plain), Route("/own", own_policy)]
    app = Starlette(routes=routes, middleware=[Middleware(SecurityHeaders)])
    scope = {"type": "http", "method": "GET", "path": path, "headers": [], "query_string": b""}
    messages = []

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        messages.append(message)

    asyncio.run(app(scope, receive, send))
    return Headers(raw=messages[0]["headers"])


@pytest.mark.parametrize("path", ["/plain", "/nowhere"])
def test_every_answer_has_the_headers(path):
    headers = headers_of(path)
    for name, value in security_headers().items():
        assert headers[name] == value


def test_a_route_may_have_a_policy_of_its_own():
    assert headers_of("/own").getlist("content-security-policy") == ["default-src 'none'"]


def test_no_other_host_and_no_script_from_text():
    rules = dict(rule.split(" ", 1) for rule in content_security_policy().split("; "))
    assert rules["default-src"] == rules["connect-src"] == "'self'"
    assert "http" not in content_security_policy()
    assert "*" not in content_security_policy()
    assert not {"'unsafe-inline'", "'unsafe-eval'", "blob:", "data:"} & set(
        rules["script-src"].split()
    )


def test_streamlits_inline_script_is_allowed_by_its_hash():
    index = (Path(st.__file__).parent / "static" / "index.html").read_text("utf-8")
    scripts = re.findall(r"<script>(.*?)</script>", index, re.DOTALL)
    assert scripts
    for script in scripts:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in content_security_policy()


async def _start_and_stop():
    async with lifespan(st.App(ROOT / "ui" / "main.py")):
        return gc.get_freeze_count()


def test_start_up_freezes_what_is_loaded():
    try:
        assert asyncio.run(_start_and_stop()) > 10_000
    finally:
        gc.unfreeze()


@pytest.mark.parametrize(
    "line",
    [
        "gatherUsageStats = false",
        "postScriptGC = false",
        'fileWatcherType = "none"',
        'address = "localhost"',
        'showErrorDetails = "none"',
        'toolbarMode = "minimal"',
        "showEmailPrompt = false",
    ],
)
def test_streamlit_is_configured(line):
    assert line in (ROOT / ".streamlit" / "config.toml").read_text("utf-8").splitlines()
