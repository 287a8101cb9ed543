"""What only a clinician does: unlock an exercise, take a change back, write a note."""

import streamlit as st

from programme.progression import Change, Move, undo
from programme.safety import locked_exercises
from records import NotAllowed
from ui.account import Account
from ui.clock import day_of, now, visitor_zone
from ui.exercise_names import exercise_name
from ui.programme_rows import programme_after_undo
from ui.weeks_view import change_views

CHANGES_SHOWN = 5


def show_locks(account: Account, person_id: str) -> None:
    """Exercises that twice made symptoms spread, and the button that frees them."""
    records, actor = account.records, account.actor
    locked = locked_exercises(
        records.list_spreading_events(actor, person_id), records.list_unlocks(actor, person_id)
    )
    for exercise in sorted(locked):
        with st.container(border=True, key=f"lock-{exercise}"):
            st.markdown(f"**{exercise_name(exercise)} is locked**: it twice made symptoms spread.")
            if st.button("Allow it again", key=f"unlock-{exercise}"):
                records.unlock_exercise(actor, person_id, exercise)
                st.rerun()


def show_recent_changes(account: Account, person_id: str) -> None:
    """What the rules changed last; the latest of each exercise can be taken back."""
    changes = account.records.list_changes(account.actor, person_id)
    made = [c for c in changes if c.move is not Move.HOLD]
    zone = visitor_zone()
    views = change_views(made, day_of(now(), zone), zone)
    if not views:
        return
    programmes = account.records.list_programmes(account.actor, person_id)
    current = programmes[-1].items if programmes else ()
    st.markdown("**What changed last**")
    for view, change in list(zip(views, reversed(made), strict=True))[:CHANGES_SHOWN]:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(
                f"{view.title} :gray[· {view.when}]  \n{view.dose}  \n:small[{view.reason}]",
                width="stretch",
            )
            if change.move is not Move.UNDO and change.after in current:
                st.button(
                    "Take back", key=f"undo-{change.at.isoformat()}-{change.before.exercise}",
                    on_click=_undo, args=(account, person_id, change),
                )  # fmt: skip
    if (problem := st.session_state.pop("undo-problem", None)) is not None:
        st.warning(problem)


def _undo(account: Account, person_id: str, change: Change) -> None:
    records, actor = account.records, account.actor
    back = undo(change, now=now())
    programme = programme_after_undo(
        records.list_programmes(actor, person_id), back, author_id=account.id
    )
    if programme is None:
        st.session_state["undo-problem"] = (
            "The programme has changed since then: edit it below instead."
        )
        return
    records.save_change(actor, person_id, back)
    records.save_programme(actor, person_id, programme)


def show_notes(account: Account, person_id: str) -> None:
    """Notes, and a new one. The person can read them."""
    with st.form("note", border=False, clear_on_submit=True):
        text = st.text_area("A note (the person can read it)", max_chars=2000, key="note-text")
        if st.form_submit_button("Save the note") and text.strip():
            try:
                account.records.save_note(account.actor, person_id, text.strip())
            except NotAllowed as error:
                st.error(str(error))
    notes = account.records.list_notes(account.actor, person_id)
    for note in reversed(notes):
        with st.container(border=True):
            st.text(note.text)
            st.caption(f"{day_of(note.at, visitor_zone()):%d %b %Y}")
