"""How much of the plan one person does, and why not, for a clinician (specification C.6)."""

import math
from collections import Counter
from datetime import date, timedelta

import streamlit as st

from programme.adherence import Adherence, week_adherence
from programme.dose import Programme
from programme.progression import Move
from ui.account import Account
from ui.attention_view import PLATEAU, plateau_sentence
from ui.clock import day_of, now, visitor_zone
from ui.missed_section import REASON_WORDS
from ui.run_walk import run_walk_sentence
from ui.weeks_view import done_sets

WEEKS = 4
MISSES_WEEKS = 8
COLOURS = {"good": "green", "fair": "orange", "low": "gray", "unknown": "gray"}
FLOOR = "The camera can miss repetitions: what it counted is the least that was done."


def show_adherence(account: Account, person_id: str) -> None:
    """Seven days in numbers, four weeks in colours, and what was said about missed days."""
    records, actor, zone = account.records, account.actor, visitor_zone()
    programmes = records.list_programmes(actor, person_id)
    if not programmes:
        st.info("There is no programme yet: compose one under Programme.")
        return
    sets = records.list_sets(actor, person_id, since=now() - PLATEAU)
    done = done_sets(sets, zone)
    today = day_of(now(), zone)
    begun = day_of(programmes[0].at, zone)
    weeks = [
        week_adherence(_then(programmes, day), done, last_day=day, begun=begun)
        for day in (today - timedelta(weeks=back) for back in reversed(range(WEEKS)))
        if day >= begun or day == today
    ]
    _numbers(weeks[-1])
    shares = " ".join(f":{COLOURS[w.level]}-badge[{_percent(w.reps_percent)}]" for w in weeks)
    st.markdown(f"Share of the repetitions planned, week by week, the latest last: {shares}")
    if walked := run_walk_sentence(sets, zone=zone, today=today):
        st.markdown(walked)
    misses = records.list_misses(actor, person_id, since=now() - timedelta(weeks=MISSES_WEEKS))
    reasons = Counter(REASON_WORDS[miss.reason].lower() for miss in misses if miss.reason)
    if reasons:
        told = ", ".join(f"{reason} ({count})" for reason, count in reasons.most_common())
        st.markdown(f"Said about missed days: {told}.")
    changes = [c for c in records.list_changes(actor, person_id) if c.move is Move.PROGRESS]
    plateau = plateau_sentence(
        len({s.on for s in done}), changes[-1].at if changes else None, now=now()
    )
    if plateau:
        st.info(plateau)


def _then(programmes: list[Programme], day: date) -> Programme:
    """The programme of a day; the first one for the days before it."""
    begun = [p for p in programmes if day_of(p.at, visitor_zone()) <= day]
    return begun[-1] if begun else programmes[0]


def _numbers(week: Adherence) -> None:
    last = week.days_since_last
    numbers = {
        "Training days": _days(week),
        "Repetitions": _percent(week.reps_percent),
        "Held in full": _percent(week.hold_percent),
        "Days since last": "–" if last is None else str(last),
    }
    with st.container(horizontal=True, key="adherence"):
        for name, value in numbers.items():
            st.metric(name, value, border=True, width=165)
    noun = "set" if week.manual_sets == 1 else "sets"
    told = f"{week.manual_sets} {noun} without the camera, as told. " if week.manual_sets else ""
    st.caption(f"Of what was planned in the last seven days. {told}{FLOOR}")


def _days(week: Adherence) -> str:
    if not week.sessions_prescribed:
        return "–"
    return f"{week.sessions_done} of {week.sessions_prescribed}"


def _percent(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.0f} %"
