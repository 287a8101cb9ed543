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


def show_live_coach(ticket: Ticket) -> LiveOutcome:
    """Show the live coach for one set."""
    _register()
    data = {
        "socket": below_base(SOCKET),
        "assets": assets_url(),
        "ticket": ticket_office().issue(ticket),
        "setId": ticket.set_id,
        "skeleton": [[int(a), int(b)] for a, b in SKELETON],
    }
    coach = st.components.v2.component(NAME, js="index.js", css="style.css")
    result: Any = coach(
        key=f"live-{ticket.set_id}",
        data=data,
        on_finished_change=_noted,
        on_symptoms_change=_noted,
    )
    return LiveOutcome(
        finished=result.finished == ticket.set_id, symptoms=result.symptoms == ticket.set_id
    )


def _noted() -> None:
    """Streamlit runs the page again after a trigger; nothing else is needed."""


def _register() -> None:
    manager = get_bidi_component_manager()
    if manager.get_component_asset_root(NAME) is None:
        config = ComponentConfig(name="coach", asset_dir="frontend")
        manifest = ComponentManifest(name=PACKAGE, version="1", components=[config])
        manager.register_from_manifest(manifest, Path(__file__).parent)
