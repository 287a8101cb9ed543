"""What is asked about stickers on the pelvis, for runs and for exercises."""

import base64
from functools import cache
from pathlib import Path

import numpy as np
import streamlit as st

from analysis.sticker_choice import Stickers
from analysis.stickers import StickersWorn
from ui.jump import show_component
from vision.pelvis_track import Taps

STICKER_DOC = Path(__file__).resolve().parents[1] / "docs" / "pelvis_stickers.md"
STICKER_WORDS = {
    Stickers.NONE: "No stickers",
    Stickers.ON_SKIN: "Two, on bare skin",
    Stickers.TIGHT_CLOTH: "Two, on tight cloth",
}
WORN = (Stickers.ON_SKIN, Stickers.TIGHT_CLOTH)


def ask_stickers(introduction: str, standing: str) -> tuple[Stickers, bool]:
    """How to place them; what they are on, and whether the lens was at their height.

    standing  when to stand still: told to who wears stickers
    """
    lens_at_hip = False
    st.markdown(introduction)
    chosen = st.segmented_control(
        "The stickers in this video",
        list(STICKER_WORDS),
        format_func=STICKER_WORDS.__getitem__,
        default=Stickers.NONE,
        required=True,
        key="sticker-choice",
    )
    if chosen not in (None, Stickers.NONE):
        st.caption(
            "You confirm that they are on bare skin, or on cloth so tight that it cannot slide: "
            f"not on a shirt. {standing}"
        )
        lens_at_hip = ask_lens("sticker-lens")
    with st.expander("How to place stickers"):
        st.markdown(sticker_text())
    return chosen or Stickers.NONE, lens_at_hip


def ask_lens(key: str, *, confirmed: bool = False) -> bool:
    """The confirmation without which stickers give no degrees: a lens too high reads too much."""
    words = "The lens was at the height of the stickers (at most 15 cm higher or lower)"
    return st.checkbox(words, confirmed, key=key)


@cache
def sticker_text() -> str:
    """How to place stickers, from docs/pelvis_stickers.md."""
    text = STICKER_DOC.read_text(encoding="utf-8")
    return text.split("(the text of the page)")[1].split("\n## ")[0].strip()


def ask_taps(
    jpeg: bytes, time_s: float, *, key: str, go_key: str, lens_at_hip: bool
) -> StickersWorn | None:
    """Tap both stickers in the picture of a moment; what to measure with once that is asked for.

    key  tells this picture from others · lens_at_hip  as confirmed before
    """
    with st.expander("Were the stickers not found, or the wrong spots? Tap them"):
        st.caption("Tap the middle of both stickers. A third tap begins anew.")
        source = "data:image/jpeg;base64," + base64.b64encode(jpeg).decode()
        result = show_component(
            "tap",
            {"src": source, "run": key, "what": "the middle of both stickers"},
            key=f"tap-{key}",
            on_points_change=_noted,
        )
        points = getattr(result, "points", None) or []
        typed = st.text_input(
            "Or type where they are: x, y of one and x, y of the other, in pixels",
            key=f"tap-text-{key}",
        )
        try:
            points = typed_points(typed) or points
        except ValueError as error:
            st.error(str(error))
        on = st.segmented_control(
            "They are",
            list(WORN),
            format_func=lambda one: STICKER_WORDS[one].removeprefix("Two, "),
            key=f"tap-on-{key}",
        )
        lens_at_hip = ask_lens(f"tap-lens-{key}", confirmed=lens_at_hip)
        ready = len(points) == 2 and on is not None
        if not st.button("Measure with these", disabled=not ready, key=go_key) or on is None:
            return None
        taps = Taps(time_s=time_s, xy_px=np.array(points))
        return StickersWorn(on=on, lens_at_hip=lens_at_hip, taps=taps)


def _noted() -> None:
    """Streamlit runs the page again after taps; nothing else is needed."""


def typed_points(text: str) -> list[list[float]]:
    """Two points from four numbers; nothing for nothing; ValueError in plain words."""
    if not text.strip():
        return []
    try:
        x1, y1, x2, y2 = (float(part) for part in text.replace(",", " ").split())
    except ValueError:
        raise ValueError(
            "Four numbers are needed: x, y, x, y, such as 250, 310, 290, 312."
        ) from None
    return [[x1, y1], [x2, y2]]
