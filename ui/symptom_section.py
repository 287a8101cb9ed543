"""How does it feel: two sliders a place and the body chart, in under half a minute."""

from datetime import datetime

import streamlit as st

from programme.symptoms import Pain, Place, SymptomEntry, When, peripheralised
from ui.account import Account
from ui.body_chart.component import show_body_chart
from ui.clock import now

PLACE_NAMES = {Place.LEG: "Leg", Place.BUTTOCK: "Buttock", Place.BACK: "Back"}
SCALE = "0 none, 10 worst imaginable. Worst: in the last 24 hours."
SAVED = "Saved."
_SAVED = "symptoms-saved"


def ask_symptoms(account: Account, last: SymptomEntry | None, when: When, *, key: str) -> bool:
    """Ask and keep an entry; True in the run in which one was kept."""
    if last is not None:
        st.caption("Set to your last answer: change what is different.")
    pain = _sliders(last, key)
    with st.expander("Where? Tap the body", expanded=last is not None and bool(last.marks)):
        marks = show_body_chart(f"{key}-chart", last.marks if last else ())
    worse = st.checkbox("It is clearly getting worse", key=f"{key}-worse")
    if not st.button("Save", type="primary", key=f"{key}-save"):
        return False
    entry = SymptomEntry(at=now(), when=when, pain=pain, marks=marks, worse=worse)
    account.records.save_symptoms(account.actor, account.id, entry)
    st.session_state[_SAVED] = saved_sentence(last, entry)
    return True


def saved_message() -> str | None:
    """What to say about an entry that was just kept, once."""
    return st.session_state.pop(_SAVED, None)


def saved_sentence(last: SymptomEntry | None, entry: SymptomEntry) -> str:
    """A sentence about a new entry."""
    if last is not None and last.marks and peripheralised(last.marks, entry.marks):
        return (
            f"{SAVED} You marked a place further down the leg than last time: take it easy today, "
            "and talk to your clinician if it stays like that."
        )
    return SAVED


def is_new(entry: SymptomEntry | None, since: datetime) -> bool:
    """True when the entry was made at or after a moment."""
    return entry is not None and entry.at >= since


def _sliders(last: SymptomEntry | None, key: str) -> dict[Place, Pain]:
    st.caption(SCALE)
    pain = {}
    for column, (place, name) in zip(st.columns(3, gap="medium"), PLACE_NAMES.items(), strict=True):
        rating = last.rating(place) if last else Pain()
        at_first = (rating.now or 0, max(rating.now or 0, rating.worst or 0))
        felt = [
            column.slider(f"{name}, {word}", 0, 10, value, key=f"{key}-{place.value}-{word}")
            for word, value in zip(("now", "worst"), at_first, strict=True)
        ]
        pain[place] = Pain(now=felt[0], worst=max(felt))
    return pain
