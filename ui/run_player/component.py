"""The player as a part of a page: moves the `st.video` in a container, shows its gait events."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

from kinematics.landmarks import Side
from running.events import EventKind, Events, event_times

PACKAGE = "glute-coach-run-player"
NAME = f"{PACKAGE}.player"


@dataclass(frozen=True, kw_only=True)
class Film:
    """A video of the page with what its timeline shows.

    container  key of the container in which the `st.video` is
    times_s    of every picture, in seconds of the video
    beat       the foot whose contacts two films have in step
    """

    container: str
    title: str
    times_s: Sequence[float]
    events: Events
    beat: Side

    def to_plain(self) -> dict[str, Any]:
        """As the script reads it."""
        ordered = sorted(self.events, key=lambda event: event.time_s)
        return {
            "container": self.container,
            "title": self.title,
            "times": [round(float(t), 4) for t in self.times_s],
            "events": [
                {
                    "side": event.side.value,
                    "kind": event.kind.value,
                    "time": round(event.time_s, 4),
                    "edited": event.edited,
                }
                for event in ordered
            ],
            "beat": self.beat.value,
            "contacts": event_times(self.events, self.beat, EventKind.IC).round(4).tolist(),
        }


@dataclass(frozen=True, kw_only=True)
class EventWish:
    """What was asked for in the player: an event is here, or is not. `time_s` of the picture."""

    here: bool
    side: Side
    kind: EventKind
    time_s: float


def show_player(
    *films: Film, key: str, editable: bool = False, jump: tuple[int, float] = (0, 0.0)
) -> EventWish | None:
    """Show the player of one film, or of several in step with the first.

    jump  a number that is new with each wish, and the second that is to be shown
    """
    _register()
    player = st.components.v2.component(NAME, js="index.js", css="style.css")
    result: Any = player(
        key=key,
        data={
            "films": [film.to_plain() for film in films],
            "editable": editable,
            "jump": jump[0],
            "jumpTo": jump[1],
        },
        on_edit_change=_noted,
        height="content",
    )
    return _wish(result.edit)


def _wish(plain: Any) -> EventWish | None:
    """What the browser says, or None when it is no wish."""
    try:
        return EventWish(
            here=plain["action"] == "set",
            side=Side(plain["side"]),
            kind=EventKind(plain["kind"]),
            time_s=float(plain["time"]),
        )
    except (KeyError, TypeError, ValueError):
        return None


def _noted() -> None:
    """Streamlit runs the page again after a wish; nothing else is needed."""


def _register() -> None:
    manager = get_bidi_component_manager()
    if manager.get_component_asset_root(NAME) is None:
        config = ComponentConfig(name="player", asset_dir="frontend")
        manifest = ComponentManifest(name=PACKAGE, version="1", components=[config])
        manager.register_from_manifest(manifest, Path(__file__).parent)
