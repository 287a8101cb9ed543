"""Drawings and pictures of demo clips, in the colours of the page's theme.

The browser fetches each one from an address that holds its checksum and keeps it: a picture within
the page would be sent again with every click.
"""

import hashlib
import re
from functools import lru_cache
from html import escape
from typing import Literal

import streamlit as st
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ui.analysis_request import DEMOS, Demo
from ui.drawings import CAMERA_PRESETS, FIGURES, camera_setup_svg, exercise_svg, pose_svg
from ui.live.assets import FOR_EVER
from ui.live.service import below_base
from ui.running_drawing import filming_svg

TEXT = {"light": "#22302f", "dark": "#e6ebe8"}  # as in .streamlit/config.toml
PICTURES = "/pictures"
_VIEW_BOX = re.compile(rb'viewBox="0 0 (\S+) (\S+)"')
_DEMO_SIZE = (320, 240)
Kind = Literal["pose", "movement", "camera", "filming", "demo"]


def show_pose(key: str) -> None:
    """The end position of an exercise, still; nothing when there is no drawing of it."""
    if key in FIGURES:
        _show("pose", key)


def show_movement(key: str, name: str) -> None:
    """The exercise, moving; nothing when there is no drawing of it."""
    if key in FIGURES:
        _show("movement", key, f"{name}: moving picture")


def show_camera(preset: str) -> None:
    """Where the camera stands; nothing when there is no drawing of it."""
    if preset in CAMERA_PRESETS:
        _show("camera", preset, f"Camera place {preset}, from above and from the side")


def show_filming() -> None:
    """Where the cameras stand to film a run."""
    _show("filming", "run", "Cameras behind and to both sides of a treadmill, at hip height")


def show_demo(demo: Demo) -> None:
    """One picture of a demo clip."""
    _show("demo", demo.stem, f"Demo: {demo.title}")


def _show(kind: Kind, of: str, alt: str = "") -> None:
    theme = "dark" if st.context.theme.type == "dark" else "light"
    content = picture(kind, of, theme)
    box = _VIEW_BOX.search(content)
    width, height = map(int, box.groups()) if box else _DEMO_SIZE
    address = below_base(f"{PICTURES}/{_checksum(content)}/{theme}/{kind}/{of}")
    st.html(
        f'<img class="gc-picture" src="{address}" alt="{escape(alt)}" '
        f'width="{width}" height="{height}">'
    )


@lru_cache(maxsize=128)
def picture(kind: str, of: str, theme: str) -> bytes:
    """The file of a picture, SVG or (of a demo) JPEG; ValueError when there is none such."""
    if theme not in TEXT:
        raise ValueError(f"theme: expected one of {[*TEXT]}, got {theme!r}")
    match kind:
        case "pose":
            svg = pose_svg(of, end=True)
        case "movement":
            svg = exercise_svg(of)
        case "camera":
            svg = camera_setup_svg(of)
        case "filming":
            svg = filming_svg()
        case "demo":
            return _demo(of).picture.read_bytes()
        case _:
            raise ValueError(f"kind: expected one of {Kind}, got {kind!r}")
    return svg.replace("currentColor", TEXT[theme]).encode()


def _demo(stem: str) -> Demo:
    for demo in DEMOS:
        if demo.stem == stem:
            return demo
    raise ValueError(f"demo: expected one of {[demo.stem for demo in DEMOS]}, got {stem!r}")


def _checksum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


def picture_route() -> Route:
    """Where the browser finds the pictures."""
    path = below_base(PICTURES) + "/{checksum}/{theme}/{kind}/{of}"
    return Route(path, _serve, methods=["GET"])


def _serve(request: Request) -> Response:
    """One picture; 404 for one that is not, or no longer, drawn so."""
    asked = request.path_params
    try:
        content = picture(asked["kind"], asked["of"], asked["theme"])
    except ValueError as error:
        raise HTTPException(404) from error
    if asked["checksum"] != _checksum(content):
        raise HTTPException(404)
    media_type = "image/jpeg" if asked["kind"] == "demo" else "image/svg+xml"
    return Response(content, media_type=media_type, headers={"Cache-Control": FOR_EVER})
