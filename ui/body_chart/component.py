"""The body chart as a part of a page: tap a region for pain, numbness or tingling."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

from kinematics.landmarks import Side
from programme.symptoms import Mark, Quality, Region
from ui.body_chart.regions import chart_svg

PACKAGE = "glute-coach-body"
NAME = f"{PACKAGE}.chart"
QUALITY_NAMES = {Quality.PAIN: "Pain", Quality.NUMBNESS: "Numb", Quality.TINGLING: "Tingling"}


def show_body_chart(key: str, marks: Iterable[Mark] = ()) -> frozenset[Mark]:
    """Show the chart with the given marks at first; returns the marks as they are now."""
    _register()
    chart = st.components.v2.component(NAME, js="index.js", css="style.css")
    first = to_plain(marks)
    result: Any = chart(
        key=key,
        data={"svg": chart_svg(), "marks": first, "qualities": _qualities()},
        default={"marks": first},
        on_marks_change=_noted,
        height="content",
    )
    return from_plain(result.marks)


def to_plain(marks: Iterable[Mark]) -> list[list[str]]:
    """Marks as JSON knows them."""
    return sorted([m.region.value, m.side.value, m.quality.value] for m in marks)


def from_plain(plain: Any) -> frozenset[Mark]:
    """The inverse; what is no mark is left out, since it comes from the browser."""
    found = set()
    for one in plain if isinstance(plain, list) else []:
        try:
            region, side, quality = one
            found.add(Mark(region=Region(region), side=Side(side), quality=Quality(quality)))
        except (ValueError, TypeError):
            continue
    return frozenset(found)


def _qualities() -> list[list[str]]:
    return [[quality.value, name] for quality, name in QUALITY_NAMES.items()]


def _noted() -> None:
    """Streamlit runs the page again after a change; nothing else is needed."""


def _register() -> None:
    manager = get_bidi_component_manager()
    if manager.get_component_asset_root(NAME) is None:
        config = ComponentConfig(name="chart", asset_dir="frontend")
        manifest = ComponentManifest(name=PACKAGE, version="1", components=[config])
        manager.register_from_manifest(manifest, Path(__file__).parent)
