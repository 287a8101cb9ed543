"""The table in which gait events are moved, added, deleted, re-labelled."""

from collections.abc import Callable

import streamlit as st

from analysis.errors import RequestRefused
from analysis.running_edits import KIND_WORDS, edited_events, event_rows, exchanged_sides
from reports.running_charts import event_chart
from running.events import Events
from ui.running_bench import LabRun, RunningBench

SPAN_S = 3.0
EDITS = "run-edits"


def show_event_table(bench: RunningBench, run: LabRun, number: int) -> None:
    """The events of one video in a part of the time, as a figure and as a table to edit."""
    with st.expander("All events: height of the ankles, table to edit"):
        span_s = _span(run, number)
        st.altair_chart(
            event_chart(
                run.result.clips[number].analysis,
                span_s=span_s,
                dark=st.context.theme.type == "dark",
            ),
            key=f"events-{run.number}-{number}",
            alt="Height of both ankles over time with the gait events marked.",
        )
        _table(bench, run, number, span_s)


def edit_events(bench: RunningBench, number: int, change: Callable[[Events], Events]) -> None:
    """Change the events of one video; everything on the page follows."""
    bench.edit_clip(number, lambda clip: clip.with_events(change(clip.analysis.events)))
    st.session_state[EDITS] = st.session_state.get(EDITS, 0) + 1
    st.rerun()


def _span(run: LabRun, number: int) -> tuple[float, float]:
    """The part of the time that is shown."""
    time_s = run.result.clips[number].analysis.run.signals.time_s
    first, last = float(time_s[0]), float(time_s[-1])
    if last - first <= SPAN_S + 0.1:
        return first, last
    start = st.number_input(
        f"Shown: {SPAN_S:g} seconds from second",
        first,
        last - SPAN_S,
        first,
        1.0,
        format="%.1f",
        width=260,
        key=f"event-span-{run.number}-{number}",
    )
    return start, start + SPAN_S


def _table(bench: RunningBench, run: LabRun, number: int, span_s: tuple[float, float]) -> None:
    """The table; a new one after each change, so that it shows what is."""
    version = st.session_state.setdefault(EDITS, 0)
    events = run.result.clips[number].analysis.events
    rows = st.data_editor(
        event_rows(events, span_s),
        num_rows="dynamic",
        hide_index=True,
        width="stretch",
        disabled=["confidence", "set"],
        key=f"event-table-{run.number}-{number}-{span_s[0]}-{version}",
        column_config={
            "foot": st.column_config.SelectboxColumn(
                "Foot", options=["left", "right"], required=True
            ),
            "event": st.column_config.SelectboxColumn(
                "Event", options=list(KIND_WORDS), required=True
            ),
            "time_s": st.column_config.NumberColumn(
                "Second", format="%.3f", step=0.001, required=True
            ),
            "confidence": st.column_config.NumberColumn("Sure (0–1)"),
            "set": "Set",
        },
    )
    with st.container(horizontal=True):
        if st.button("Use these events", type="primary", key="apply-events"):
            records = rows.to_dict("records")
            _change(bench, number, lambda e: edited_events(e, records, span_s))
        if st.button("Exchange left and right in this part", key="swap-events"):
            _change(bench, number, lambda e: exchanged_sides(e, span_s))
        if st.button("Undo all changes", key="undo-events"):
            bench.undo_edits()
            st.session_state[EDITS] += 1
            st.rerun()
    st.caption("Every measure, curve and download follows a change at once.")


def _change(bench: RunningBench, number: int, change: Callable[[Events], Events]) -> None:
    try:
        edit_events(bench, number, change)
    except RequestRefused as error:
        st.error(str(error))
