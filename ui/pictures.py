"""Exercise drawings as pictures that suit the theme of the page."""

import streamlit as st

from ui.drawings import FIGURES, exercise_svg, pose_svg

TEXT_LIGHT, TEXT_DARK = "#22302f", "#e6ebe8"  # as in .streamlit/config.toml


def show_pose(key: str) -> None:
    """The end position of an exercise, still; nothing when there is no drawing of it."""
    if key in FIGURES:
        _show(pose_svg(key, end=True))


def show_movement(key: str, name: str) -> None:
    """The exercise, moving; nothing when there is no drawing of it."""
    if key in FIGURES:
        _show(exercise_svg(key), f"{name}: moving picture")


def _show(svg: str, alt: str = "") -> None:
    text = TEXT_DARK if st.context.theme.type == "dark" else TEXT_LIGHT
    st.image(svg.replace("currentColor", text), width="stretch", alt=alt)
