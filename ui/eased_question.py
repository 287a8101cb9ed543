"""How long it took until the leg felt as before; decides how careful the rules are (C.2, C.5)."""

import streamlit as st

from programme.signals import Eased

WORDS = {
    "Within minutes": Eased.WITHIN_MINUTES,
    "Within half an hour": Eased.WITHIN_30_MIN,
    "Longer": Eased.LONGER,
}


def ask_eased(key: str) -> Eased | None:
    """The answer; None when it was not given, or the leg was never worse."""
    chosen = st.segmented_control(
        "If the leg felt worse: how long until it was as before?", list(WORDS), key=f"{key}-eased"
    )
    return WORDS[chosen] if chosen else None
