"""Compose and edit a programme: a stage to begin with, then every dose by hand."""

import pandas as pd
import streamlit as st

from exercises.registry import load_exercises
from programme.dose import Band, Programme, Working
from programme.stages import STAGES
from ui.account import Account
from ui.clock import day_of, now, visitor_zone
from ui.exercise_names import exercise_name
from ui.instruction_card import show_card
from ui.programme_rows import COLUMNS, DAYS, NAMES, RowProblem, edited, from_rows, to_rows
from ui.review import RULES
from ui.today_view import programme_lines

FORM_OK = "You have seen it: the form score no longer holds the dose back."
REASON = "Changed by your clinician."


def show_editor(account: Account, person_id: str) -> None:
    """The programme as a table; saving makes it the person's programme, the old ones stay."""
    programmes = account.records.list_programmes(account.actor, person_id)
    current = programmes[-1] if programmes else None
    st.markdown("**Programme**")
    if current is not None:
        _show_current(current)
    now_stage = current.stage if current else 1
    number = st.selectbox(
        "Stage",
        [stage.number for stage in STAGES],
        index=now_stage,
        format_func=lambda n: f"{n} · {STAGES[n].name}: {STAGES[n].meant_for}",
        key=f"editor-stage-{person_id}",
    )
    same = current is not None and number == current.stage
    items = current.items if same and current is not None else STAGES[number].items
    version = current.at.isoformat() if current else "new"
    rows = _table(to_rows(items), f"editor-{person_id}-{number}-{version}")
    _instructions()
    reason = st.text_input(
        "Why, in one sentence (the person reads it)", REASON, max_chars=200, key="editor-reason"
    )
    if st.button("Save the programme", type="primary", key="editor-save"):
        try:
            chosen = from_rows(rows, items)
            programme = edited(
                number, chosen, at=now(), author_id=account.id, reason=reason.strip() or REASON
            )
        except RowProblem as error:
            st.error(str(error))
            return
        _save(account, person_id, programme)


def _show_current(programme: Programme) -> None:
    """The programme in lines, which a phone shows whole; why, unless the rules made it (above)."""
    since = f"Stage {programme.stage}, since {day_of(programme.at, visitor_zone()):%d %b %Y}."
    st.caption(since if programme.author_id == RULES else f"{since} {programme.reason}")
    st.markdown("\n".join(f"- {line}" for line in programme_lines(programme)))


def _instructions() -> None:
    """What the person reads about an exercise before the first set."""
    with st.popover("Instruction cards", type="tertiary"):
        exercises = load_exercises()
        key = st.selectbox(
            "Exercise", list(exercises), format_func=exercise_name, key="editor-card"
        )
        show_card(exercises[key])


def _save(account: Account, person_id: str, programme: Programme) -> None:
    account.records.save_programme(account.actor, person_id, programme)
    st.toast("The programme is saved.")
    st.rerun()


def _table(rows: list[dict], key: str) -> list[dict]:
    config = st.column_config
    edited_rows = st.data_editor(
        pd.DataFrame(rows, columns=list(COLUMNS)),
        key=key,
        num_rows="dynamic",
        hide_index=True,
        width="stretch",
        column_config={
            "exercise": config.SelectboxColumn("Exercise", options=list(NAMES), width="medium"),
            "side": config.SelectboxColumn("Side", options=[side.value for side in Working]),
            "sets": config.NumberColumn("Sets", min_value=1, max_value=10, step=1),
            "reps": config.NumberColumn("Reps", min_value=1, max_value=50, step=1),
            "hold_s": config.NumberColumn("Hold, s", min_value=0, max_value=120, step=1),
            "days": config.MultiselectColumn("Days", options=list(DAYS)),
            "band": config.SelectboxColumn("Band", options=[b.name.lower() for b in Band]),
            "form_ok": config.CheckboxColumn("Form is fine", help=FORM_OK),
        },
    )
    return edited_rows.to_dict("records")
