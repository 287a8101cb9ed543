"""Exercise drawings as pictures that suit the theme of the page."""

import streamlit as st

from ui.drawings import CAMERA_PRESETS, FIGURES, camera_setup_svg, exercise_svg, pose_svg
from ui.running_drawing import filming_svg

TEXT_LIGHT, TEXT_DARK = "#22302f", "#e6ebe8"  # as in .streamlit/config.toml


def show_pose(key: str) -> None:
    """The end position of an exercise, still; nothing when there is no drawing of it."""
    if key in FIGURES:
        _show(pose_svg(key, end=True))


def show_movement(key: str, name: str) -> None:
    """The exercise, moving; nothing when there is no drawing of it."""
    if key in FIGURES:
        _show(exercise_svg(key), f"{name}: moving picture")


def show_camera(preset: str) -> None:
    """Where the camera stands; nothing when there is no drawing of it."""
    if preset in CAMERA_PRESETS:
        _show(camera_setup_svg(preset), f"Camera place {preset}, from above and from the side")


def show_filming() -> None:
    """Where the cameras stand to film a run."""
    _show(filming_svg(), "Cameras behind and to both sides of a treadmill, at hip height")


def _show(svg: str, alt: str = "") -> None:
    text = TEXT_DARK if st.context.theme.type == "dark" else TEXT_LIGHT
    st.image(svg.replace("currentColor", text), width="stretch", alt=alt)
