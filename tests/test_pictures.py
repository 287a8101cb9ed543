"""Pictures and files that the browser keeps: their addresses, their content, their compression."""

import re

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from ui.live.assets import FRONTEND, asset_version, compressed_file
from ui.live.service import ASSETS, live_routes
from ui.pictures import picture_route


def page() -> None:
    from ui.analysis_request import DEMOS
    from ui.pictures import show_camera, show_demo, show_filming, show_movement, show_pose

    show_pose("clamshell")
    show_pose("handstand")
    show_movement("squat", 'Squat "deep"')
    show_camera("CAM-F")
    show_filming()
    show_demo(DEMOS[0])


@pytest.fixture(scope="module")
def addresses() -> list[str]:
    shown = AppTest.from_function(page).run()
    assert not shown.exception
    bodies = [html.proto.body for html in shown.get("html")]
    assert 'alt="Squat &quot;deep&quot;: moving picture"' in bodies[1]
    return [re.findall(r'src="([^"]+)"', body)[0] for body in bodies]


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(Starlette(routes=[picture_route(), *live_routes()]))


def test_what_a_page_shows_is_served_and_kept(addresses, client):
    assert len(addresses) == 5
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
        if "/demo/" in address:
            assert answer.headers["content-type"] == "image/jpeg"
            assert answer.content.startswith(b"\xff\xd8")
        else:
            assert answer.headers["content-type"].startswith("image/svg+xml")
            assert "#22302f" in answer.text
            assert "currentColor" not in answer.text


def test_no_picture_under_another_name_or_checksum(addresses, client):
    for address in addresses:
        _, _, checksum, theme, kind, of = address.split("/")
        for wrong in (
            f"/pictures/{'0' * 16}/{theme}/{kind}/{of}",
            f"/pictures/{checksum}/sepia/{kind}/{of}",
            f"/pictures/{checksum}/{theme}/poster/{of}",
        ):
            assert client.get(wrong).status_code == 404, wrong
    for kind in ("pose", "movement", "camera", "demo"):
        assert client.get(f"/pictures/{'0' * 16}/light/{kind}/handstand").status_code == 404


def test_brotli_where_it_is_made_and_the_browser_takes_it(client, tmp_path, monkeypatch):
    monkeypatch.setenv("GLUTE_COACH_CACHE", str(tmp_path))
    address = f"{ASSETS}/{asset_version()}/protocol.js"

    def encoding(accepted: str) -> str:
        answer = client.get(address, headers={"Accept-Encoding": accepted})
        assert answer.content == (FRONTEND / "protocol.js").read_bytes()
        assert answer.headers["vary"] == "Accept-Encoding"
        return answer.headers["content-encoding"]

    assert encoding("gzip, deflate, br, zstd") == "gzip"
    compressed_file("protocol.js", "br")
    assert encoding("gzip, deflate, br, zstd") == "br"
    assert encoding("gzip, deflate") == "gzip"
