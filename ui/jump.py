"""Jumps to moments of the video on the page, to the frame and without loading it again.

`st.video(start_time=...)` knows whole seconds only and ignores a second jump to the same moment, so
a small component (frontend/seek.js) moves the player. Its script is served as a file: scripts from
strings would need `blob:` in the content security policy.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

PACKAGE = "glute-coach"
_JUMP = "jump"


@dataclass(frozen=True, kw_only=True)
class Jump:
    """One wish to see a moment; `number` makes a repeated wish a new one."""

    number: int
    time_s: float
    play: bool


def jump_to(time_s: float, play: bool) -> None:
    """Ask for a moment; the player goes there on this run of the page."""
    last = st.session_state.get(_JUMP)
    number = last.number + 1 if last else 1
    st.session_state[_JUMP] = Jump(number=number, time_s=max(time_s, 0.0), play=play)


def forget_jump() -> None:
    """Another video is shown: the last wish is not for it."""
    jump_to(0.0, False)


def apply_jump(player: str) -> None:
    """Move the video inside the container with the key `player`, when a jump is asked for."""
    wish = st.session_state.get(_JUMP)
    if wish is not None:
        data = {"player": player, "jump": wish.number, "time_s": wish.time_s, "play": wish.play}
        show_component("seek", data)


def show_component(name: str, data: Mapping[str, Any], **options: Any) -> Any:
    """Show the component whose script is ``frontend/<name>.js``; returns what it reports."""
    key = f"{PACKAGE}.{name}"
    manager = get_bidi_component_manager()
    if manager.get_component_asset_root(key) is None:
        config = ComponentConfig(name=name, asset_dir="frontend")
        manifest = ComponentManifest(name=PACKAGE, version="1", components=[config])
        manager.register_from_manifest(manifest, Path(__file__).parent)
    options.setdefault("key", name)
    return st.components.v2.component(key, js=f"{name}.js")(data=dict(data), **options)
