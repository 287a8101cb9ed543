"""The table of measures, and the frame that shows the chosen one."""

import math

import pandas as pd
import streamlit as st

from analysis.running_result import Moment
from analysis.running_words import (
    PLANES,
    SOURCE_NOTE,
    TABLE_NOTE,
    MeasureRow,
    measure_rows,
)
from ui.running_bench import LabRun
from ui.running_video_section import HEIGHT_PX, ask_for_moment

FLAG_WORDS = {"green": "🟢", "amber": "🟠", "red": "🔴", "note": "•", "": ""}
ROW_PX = 36


@st.fragment
def show_measures(run: LabRun) -> None:
    """The table by plane; a chosen row shows its picture, and its moment in the video."""
    st.header("Measures", anchor=False)
    rows = measure_rows(run.result)
    known = [row for row in rows if row.known]
    chosen = _table(run, known)
    st.caption(
        f"{TABLE_NOTE} Grade C: approximate. A mark points to a pattern worth a look, never to a "
        "cause. Choose a row to see its frame."
    )
    _chosen(run, chosen or (known[0] if known else None))
    _unknown([row for row in rows if not row.known])
    with st.expander("What each measure means"):
        for plane in PLANES.values():
            lines = {
                row.name: f"- **{row.name}.** {row.definition} :gray[{row.source}]"
                for row in rows
                if row.plane == plane
            }
            st.markdown(f"*{plane}*\n\n" + "\n".join(lines.values()))
        st.caption(SOURCE_NOTE)


def _table(run: LabRun, rows: list[MeasureRow]) -> MeasureRow | None:
    table = pd.DataFrame(
        {
            "Measure": [row.name for row in rows],
            "Side": ["" if row.side == "both" else row.side for row in rows],
            "Value": [row.value for row in rows],
            "±": [row.margin.removeprefix("± ") for row in rows],
            "Mark": [FLAG_WORDS[row.flag] for row in rows],
            "Grade": [row.grade for row in rows],
            "Steps": [row.n for row in rows],
            "Least change": [row.sdd for row in rows],
            "Plane": [row.plane for row in rows],
            "Remark": [row.remark for row in rows],
        }
    )
    if not any(row.flag for row in rows):
        table = table.drop(columns="Mark")
    event = st.dataframe(
        table,
        hide_index=True,
        width="stretch",
        height=(len(rows) + 1) * ROW_PX + 4,
        row_height=ROW_PX,
        on_select="rerun",
        selection_mode="single-row",
        key=f"measures-{run.number}",
        column_config={"Remark": st.column_config.TextColumn(width="large")},
    )
    chosen = event.selection.rows
    return rows[chosen[0]] if chosen else None


def _chosen(run: LabRun, row: MeasureRow | None) -> None:
    """The picture of the chosen measure beside what it means."""
    if row is None:
        return
    side = "" if row.side == "both" else f", {row.side}"
    moment = _moment(run, row)
    shares = (2, 3) if moment is not None and moment.aspect < 1 else (3, 2)
    picture, words = st.columns(shares, gap="medium", vertical_alignment="center")
    if moment is not None:
        with picture, st.container(width=round(HEIGHT_PX * moment.aspect)):
            st.image(moment.jpeg, alt=f"The frame that shows {row.name}{side}", width="stretch")
    with words:
        st.markdown(f"**{row.name}{side}: {row.value}**  \n{row.definition}")
        if math.isfinite(row.moment_s):
            shown = st.button(
                f"Show it in the video at {row.moment_s:.2f} s",
                key=f"jump-run-{run.number}",
                on_click=ask_for_moment,
                args=(run, row.clip, row.moment_s),
            )
            if shown:
                st.rerun()


def _moment(run: LabRun, row: MeasureRow) -> Moment | None:
    """The picture of the measure as the events are now."""
    clips = run.pictured(row.key).clips
    return next(
        (m for m in clips[row.clip].moments if (m.key, m.side) == (row.key, row.side)), None
    )


def _unknown(rows: list[MeasureRow]) -> None:
    """What could not be told, gathered by its reason."""
    reasons: dict[str, list[str]] = {}
    for row in rows:
        side = "" if row.side == "both" else f" ({row.side})"
        reasons.setdefault(row.remark, []).append(f"{row.name}{side}")
    if reasons:
        with st.expander(f"Cannot tell from these videos: {len(rows)} measures"):
            st.markdown(
                "\n".join(f"- {', '.join(names)}: *{why}*" for why, names in reasons.items())
            )
