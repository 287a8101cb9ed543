"""The frame around every page: name, style, navigation, and what the app is for."""

from pathlib import Path

import streamlit as st

from ui.account import admit
from ui.navigation import pages_for, show_view_banner
from ui.settings import load_settings

UI = Path(__file__).resolve().parent
LOGO = UI.parent / "assets" / "logo.svg"
ICON = UI.parent / "assets" / "icon.png"
PURPOSE = (
    "An educational, open-source tool that counts repetitions, measures visible body positions "
    "from video, and gives general form tips. It does not diagnose, treat, monitor or predict any "
    "disease or injury, does not measure muscle activity or spinal/pelvic alignment, and is not a "
    "substitute for professional care."
)


def main() -> None:
    """Show the page that was asked for."""
    st.set_page_config(page_title="Glute Coach", page_icon=str(ICON), layout="wide")
    st.html(UI / "style.css")
    st.logo(str(LOGO), size="large")
    settings = load_settings()
    admit(settings)
    page = st.navigation(pages_for(settings), position="top")
    show_view_banner(settings)
    page.run()
    with st.container(key="footer"):
        st.caption(PURPOSE)


main()
