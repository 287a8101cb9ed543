"""The weeks of one person on one time axis, and before and after an event."""

from datetime import timedelta

import pandas as pd
import streamlit as st

from programme.return_to_run import RUN_WALK
from programme.symptoms import PAIN_CHANGE_MIN
from ui.account import Account
from ui.clock import day_of, now, visitor_zone
from ui.event_view import (
    NOT_A_CAUSE,
    WINDOW,
    Around,
    around_event,
    around_running,
    around_training,
    event_title,
)
from ui.timeline_charts import run_walk_lane, runs_lane, sets_lane, symptoms_lane
from ui.timeline_view import events_table, run_walk_table, runs_table, sets_table
from ui.weeks_view import pain_table

SPANS = {"8 weeks": 8, "6 months": 26, "1 year": 52, "2 years": 104}
BARS = "Full repetitions a day. Pale: without the camera, as told. Orange: ended early."
WORST = "Worst pain of each day, lines: mean of seven days."
MINUTES = "Minutes planned in each session told. Pale: walking. Orange: not all of it was done."
AROUND = WINDOW + timedelta(days=2)
PAIN_FROM = (
    f"Means of daily ratings. Pain: a change counts from {PAIN_CHANGE_MIN:g} points, and only when "
    "its 95 % interval leaves out zero."
)
FORM_FROM = (
    "Means of the days. A change counts from 2.8 times the standard deviation of the days before "
    "(1.96 × √2, the smallest change beyond this person's own day-to-day differences)."
)
RUN_FROM = (
    "Medians of one recording each. The smallest change that counts is this person's own when "
    "three or more runs before the event are kept, all with the measure; else a default of this "
    "app (published values times 1.5 where there are any)."
)
MARKS = {"better": "green", "worse": "orange", "same": "gray", "cannot tell": "gray"}


def show_timeline(account: Account, person_id: str) -> None:
    """Symptoms, sets, running sessions and events, one above the other."""
    records, actor, zone = account.records, account.actor, visitor_zone()
    chosen = st.segmented_control(
        "Shown", list(SPANS), default=next(iter(SPANS)), required=True, key="timeline-span"
    )
    begin = now() - timedelta(weeks=SPANS[chosen or next(iter(SPANS))], days=3)
    sets = records.count_reps(actor, person_id, since=begin)
    entries = records.list_symptoms(actor, person_id, since=begin)
    analyses = records.list_analyses(actor, person_id, since=begin)
    happened = [e for e in records.list_events(actor, person_id) if e.at >= begin]
    dark = st.context.theme.type == "dark"
    span = (day_of(begin, zone), day_of(now(), zone) + timedelta(days=1))
    events = events_table(happened, zone)
    pain, trained = pain_table(entries, zone), sets_table(sets, zone)
    if pain.empty:
        st.caption("No symptom entry in these weeks.")
    else:
        _lane("Symptoms", WORST, symptoms_lane(pain, events, span, dark=dark))
    if trained.empty:
        st.caption("No set in these weeks.")
    else:
        _lane("Training", BARS, sets_lane(trained, events, span, dark=dark))
    walked = records.list_sets(actor, person_id, since=begin, exercise=RUN_WALK, with_reps=False)
    if walked:
        _lane("Run and walk", MINUTES,
              run_walk_lane(run_walk_table(walked, zone), events, span, dark=dark))  # fmt: skip
    _running(runs_table(analyses, zone), events, span, dark)
    st.caption("Dashed lines are events: treatments, flares, races.")


def _running(table: pd.DataFrame, events: pd.DataFrame, span, dark: bool) -> None:
    if table.empty:
        st.caption("No filmed run in these weeks.")
        return
    names = list(dict.fromkeys(table["measure"]))
    chosen = st.selectbox("Running measure", names, key="timeline-measure")
    mine = table[table["measure"] == chosen]
    _lane(f"Running: {chosen}", "Median with its interval within the recording.",
          runs_lane(mine, events, span, dark=dark))  # fmt: skip


def _lane(title: str, alt: str, chart) -> None:
    st.markdown(f"**{title}** :gray[· {alt}]")
    st.altair_chart(chart, key=f"lane-{title}", alt=f"{title}. {alt}")


def show_before_after(account: Account, person_id: str) -> None:
    """What can be said about a change around one event."""
    records, actor, zone = account.records, account.actor, visitor_zone()
    events = records.list_events(actor, person_id)
    if not events:
        st.info("No event yet: add a treatment, a flare or a race under Notes and events.")
        return
    number = st.selectbox(
        "Event",
        list(range(len(events)))[::-1],
        format_func=lambda n: event_title(events[n], zone),
        key="around-event",
    )
    event = events[number]
    lines = around_event(
        event,
        entries=records.list_symptoms(
            actor, person_id, since=event.at - AROUND, until=event.at + AROUND
        ),
        questionnaires=records.list_questionnaires(actor, person_id),
        zone=zone,
    )
    st.markdown("**How it feels**: 14 days before against 14 days after")
    _lines(lines)
    st.caption(PAIN_FROM)
    sets = records.list_sets(
        actor, person_id, since=event.at - AROUND, until=event.at + AROUND, with_reps=False
    )
    if training := around_training(event, sets, zone):
        st.markdown("**How it moves**: form in front of the camera, 14 days before against after")
        _lines(training)
        st.caption(FORM_FROM)
    running, conditions = around_running(event, records.list_analyses(actor, person_id))
    st.markdown("**How it runs**: last session before against first session after")
    _lines(running)
    if running:
        st.caption(RUN_FROM)
    for condition in conditions:
        st.caption(condition)
    st.caption(NOT_A_CAUSE)


def _lines(lines: list[Around]) -> None:
    for line in lines:
        st.markdown(
            f"{line.name}: **{line.before} → {line.after}** "
            f":{MARKS[line.answer]}-badge[{line.answer}]  \n:small[{line.reason}]"
        )
