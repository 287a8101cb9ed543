"""The pelvis in a set, from stickers: one row a repetition, or why it cannot be told."""

import streamlit as st

from analysis.pelvis_words import fault_lines, meaning_text, pelvis_rows, reason_lines
from ui.results_view import top_picture
from ui.sticker_questions import ask_taps, sticker_text
from ui.workbench import Finished, Workbench


def show_pelvis(workbench: Workbench, result: Finished) -> None:
    """Nothing for exercises that do not ask for it."""
    pelvis = result.analysis.session.pelvis
    if pelvis is None:
        return
    st.header("The pelvis", anchor=False)
    rows = pelvis_rows(pelvis)
    picture = top_picture(result.analysis) if rows else None
    left, right = st.columns([2, 3], gap="medium") if picture else (None, st.container())
    if left is not None and picture is not None:
        left.image(picture.jpeg, alt="The stickers as followed, ringed", width="stretch")
        left.caption("The rings must be on the stickers; else the numbers mean nothing.")
    with right:
        if rows and pelvis.grade:
            meaning = meaning_text(result.analysis.session.exercise_key)
            st.markdown(f"{meaning} :gray-badge[Grade {pelvis.grade.value}]")
            st.table(
                {
                    "Repetition": [row.number for row in rows],
                    "Standing on": [row.side for row in rows],
                    "At its start": [row.start for row in rows],
                    "At its top": [row.top for row in rows],
                    "Range": [row.range for row in rows],
                }
            )
        for line in fault_lines(pelvis):
            st.markdown(f"**{line}**")
        st.markdown("\n".join(f"- {reason}" for reason in reason_lines(pelvis)))
        _taps(workbench, result)
        with st.expander("How to place stickers"):
            st.markdown(sticker_text())


@st.fragment
def _taps(workbench: Workbench, result: Finished) -> None:
    """Tap both stickers in a picture and measure again."""
    plain = result.analysis.plain
    if plain is None or result.video is None:
        return
    worn = ask_taps(
        plain.jpeg,
        plain.time_s,
        key=f"set-{result.number}",
        go_key="tap-go",
        lens_at_hip=result.choice.stickers.lens_at_hip,
    )
    if worn is not None:
        workbench.measure_tapped(result, worn)
        st.rerun()
