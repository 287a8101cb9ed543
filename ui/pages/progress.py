"""Progress of a patient: this week, the pain, the movement, what changed and why."""

from datetime import datetime, timedelta

import streamlit as st

from analysis.exercise_words import MARGIN_DEG
from exercises.form import FORM_CAPTION
from programme.adherence import week_adherence
from programme.safety import Outcome, judge
from programme.signals import SIGNAL_NOTE
from programme.symptoms import SymptomEntry
from records.types import TrainingSet
from ui.account import Account, patient_account
from ui.attention_view import RECENT
from ui.clock import day_of, now, visitor_zone
from ui.contact_card import show_contact
from ui.event_section import show_event_form, show_events
from ui.exercise_names import exercise_name
from ui.run_walk import run_walk_sentence
from ui.summary_section import show_summary_download
from ui.timeline_charts import runs_lane
from ui.timeline_view import events_table, runs_table
from ui.trend_charts import pain_chart, training_chart
from ui.week_strip import week_strip_html
from ui.weeks_view import (
    change_views,
    done_sets,
    exercises_seen,
    pain_table,
    pain_trends,
    streak_sentence,
    training_table,
    week_sentence,
    week_strip,
)

WEEKS_SHOWN = 12
CHANGES_SHOWN = 4


def show_page() -> None:
    """One calm page."""
    account = patient_account()
    records, actor = account.records, account.actor
    since = now() - timedelta(weeks=WEEKS_SHOWN)
    sets = records.list_sets(actor, account.id, since=since)
    entries = records.list_symptoms(actor, account.id, since=since)
    st.title("Progress", anchor=False)
    _week(account, sets)
    _pain(entries)
    _movement(sets)
    _running(account, since)
    _changes(account)
    _notes(account)
    st.header("Around the training", anchor=False)
    show_events(account, account.id)
    show_event_form(account, account.id)
    show_summary_download(account, account.id)


def _week(account: Account, sets: list[TrainingSet]) -> None:
    programmes = account.records.list_programmes(account.actor, account.id)
    programme = programmes[-1] if programmes else None
    zone = visitor_zone()
    today = day_of(now(), zone)
    done = done_sets(sets, zone)
    st.header("This week", anchor=False)
    with st.container(border=True, key="week"):
        st.html(week_strip_html(week_strip(programme, done, today), today))
        if programme is None:
            st.markdown("Your programme begins on the page Today.")
        elif _is_stopped(account):
            st.markdown("**No exercises for now: the page Today says why, and what to do.**")
        else:
            begun = day_of(programmes[0].at, zone)
            st.markdown(f"**{streak_sentence(programme, done, today, begun=begun)}**")
            week = week_adherence(programme, done, last_day=today, begun=begun)
            st.caption(week_sentence(week))
        if walked := run_walk_sentence(sets, zone=zone, today=today):
            st.caption(walked)


def _is_stopped(account: Account) -> bool:
    """True when an answer of the safety screen stands in the way."""
    screens = account.records.list_screens(account.actor, account.id)
    return bool(screens) and judge(screens).outcome is not Outcome.TRAIN


def _pain(entries: list[SymptomEntry]) -> None:
    st.header("How it feels", anchor=False)
    zone = visitor_zone()
    table = pain_table(entries, zone)
    if table.empty:
        st.info("Nothing yet. A short entry on the page Today takes less than half a minute.")
        return
    trends = pain_trends(entries, today=day_of(now(), zone), zone=zone)
    with st.container(key="pain-numbers"):
        for column, trend in zip(st.columns(3), trends, strict=True):
            with column.container(border=True, height="stretch"):
                st.metric(f"{trend.place}, worst of the day", trend.text)
                st.caption(trend.sentence)
    st.altair_chart(
        pain_chart(table, dark=st.context.theme.type == "dark"),
        key="pain-chart",
        alt="Worst pain of each day for leg, buttock and back, with the mean of seven days.",
    )
    st.caption(
        "Dots: the worst of a day. Lines: the mean of seven days. A change counts from 2 points "
        "or 30 %; less is within what varies from day to day."
    )


def _movement(sets: list[TrainingSet]) -> None:
    exercises = exercises_seen(sets)
    if not exercises:
        return
    st.header("How it moves", anchor=False)
    chosen = st.selectbox("Exercise", exercises, format_func=exercise_name, key="progress-exercise")
    table = training_table(sets, chosen, visitor_zone())
    dark = st.context.theme.type == "dark"
    left, right = st.columns(2, gap="medium")
    for column, key, title in (
        (left, "peak_deg", "Furthest point, degrees"),
        (right, "form", "Form, of 100"),
    ):
        if table[key].notna().any():
            column.altair_chart(
                training_chart(table, key, title, dark=dark), key=f"trend-{key}",
                alt=f"{title} of each training day",
            )  # fmt: skip
    if table.empty:
        st.info("No recording of it was clear enough for degrees yet.")
    st.caption(
        f"{FORM_CAPTION}. Only sets in front of the camera that allow degrees (grade A, B); "
        f"of B they have a margin of ±{MARGIN_DEG:.0f}°."
    )


def _running(account: Account, since: datetime) -> None:
    """The runs of the running lab that were kept."""
    zone = visitor_zone()
    table = runs_table(account.records.list_analyses(account.actor, account.id, since=since), zone)
    if table.empty:
        return
    st.header("How it runs", anchor=False)
    chosen = st.selectbox("Measure", list(dict.fromkeys(table["measure"])), key="progress-run")
    span = (day_of(since, zone), day_of(now(), zone) + timedelta(days=1))
    st.altair_chart(
        runs_lane(
            table[table["measure"] == chosen], events_table([], zone), span,
            dark=st.context.theme.type == "dark",
        ),
        key="progress-run-chart",
        alt=f"{chosen} of each run that was kept",
    )  # fmt: skip
    st.caption("Each run with its interval within the recording. From day to day more varies.")


def _changes(account: Account) -> None:
    changes = account.records.list_changes(account.actor, account.id)
    zone = visitor_zone()
    views = change_views(changes, day_of(now(), zone), zone)
    st.header("What changed, and why", anchor=False)
    if not views:
        st.caption("Nothing has changed yet. Changes come one at a time, at most once a week.")
    with st.container(key="changes", gap="small"):
        for view in views[:CHANGES_SHOWN]:
            st.markdown(f"**{view.title}** :gray[· {view.when}]  \n{view.dose}  \n{view.reason}")
    if views[CHANGES_SHOWN:]:
        with st.expander(f"{len(views) - CHANGES_SHOWN} earlier changes"):
            for view in views[CHANGES_SHOWN:]:
                st.markdown(f"**{view.title}** :gray[· {view.when}]  \n{view.reason}")
    if any(change.see_clinician and now() - change.at < RECENT for change in changes):
        show_contact()
    st.caption(SIGNAL_NOTE)


def _notes(account: Account) -> None:
    notes = account.records.list_notes(account.actor, account.id)
    if notes:
        st.header("From your clinician", anchor=False)
    for note in reversed(notes[-3:]):
        with st.container(border=True):
            st.text(note.text)
            st.caption(f"{day_of(note.at, visitor_zone()):%d %b %Y}")


show_page()
