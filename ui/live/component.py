"""The live coach as a part of a page: mounts frontend/index.js and says what came of it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

from kinematics.landmarks import SKELETON
from ui.live.service import SOCKET, assets_url, below_base, ticket_office
from ui.live.tickets import Ticket

PACKAGE = "glute-coach-live"
NAME = f"{PACKAGE}.coach"


@dataclass(frozen=True, kw_only=True)
class LiveOutcome:
    """What the person did: the set is over, or was stopped because of symptoms."""

    finished: bool
    symptoms: bool


@dataclass(frozen=True, kw_only=True)
class RestOutcome:
    """What came of a rest: it is over and the next set is to begin by itself.

    by_itself  the person has just said whether it is to; None = said nothing
    """

    over: bool
    by_itself: bool | None


def show_live_coach(ticket: Ticket, *, begins: str | None = None) -> LiveOutcome:
    """Show the live coach for one set; `begins` is said as the camera starts by itself."""
    data = {
        "socket": below_base(SOCKET),
        "ticket": ticket_office().issue(ticket),
        "setId": ticket.set_id,
        "skeleton": [[int(a), int(b)] for a, b in SKELETON],
        "begins": begins,
    }
    result = _show("session.js", f"live-{ticket.set_id}", data, "finished", "symptoms")
    return LiveOutcome(
        finished=result.finished == ticket.set_id, symptoms=result.symptoms == ticket.set_id
    )


def show_rest(
    set_id: str, *, left_s: float, following: str, by_itself: bool, offered: bool
) -> RestOutcome:
    """Count down the rest after a set; `following` is the next one's name, as "set 2".

    by_itself  that one begins by itself
    offered    the person can say whether it is to
    """
    data = {
        "setId": set_id,
        "leftS": left_s,
        "next": following,
        "byItself": by_itself,
        "offered": offered,
    }
    result = _show("rest.js", f"rest-{set_id}", data, "rested", "by_itself")
    told = result.by_itself
    return RestOutcome(
        over=result.rested == set_id, by_itself=None if told is None else told == "yes"
    )


def _show(script: str, key: str, data: dict[str, Any], *triggers: str) -> Any:
    """Mount one script of frontend/; the result has the value of each trigger, or None."""
    _register()
    part = st.components.v2.component(NAME, js="index.js", css="style.css")
    noted: dict[str, Any] = {f"on_{name}_change": _noted for name in triggers}
    return part(key=key, data={**data, "script": script, "assets": assets_url()}, **noted)


def _noted() -> None:
    """Streamlit runs the page again after a trigger; nothing else is needed."""


def _register() -> None:
    manager = get_bidi_component_manager()
    if manager.get_component_asset_root(NAME) is None:
        config = ComponentConfig(name="coach", asset_dir="frontend")
        manifest = ComponentManifest(name=PACKAGE, version="1", components=[config])
        manager.register_from_manifest(manifest, Path(__file__).parent)
