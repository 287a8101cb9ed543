"""The safety screen and what it leads to. Training pages ask `may_train` first."""

from collections.abc import Sequence

import streamlit as st

from programme.red_flags import BLOCK_1_LEAD, BLOCK_2_LEAD, QUESTIONS, Block
from programme.safety import (
    Outcome,
    SafetyScreen,
    ScreenReason,
    Verdict,
    judge,
    locked_exercises,
)
from ui.account import Account
from ui.clock import now
from ui.contact_card import show_contact
from ui.page_top import begin_at_top
from ui.today_view import SCREEN_WORDS, due_screen

_AGAIN = "answer-screen-again"
CLEARED = "A professional has cleared me to exercise."
CLEARED_SINCE = "If you ticked any of these: a professional has since cleared me to exercise."


def may_train(account: Account) -> bool:
    """True when this person may train now; otherwise what is needed is shown."""
    screens = account.records.list_screens(account.actor, account.id)
    entries = account.records.list_symptoms(
        account.actor, account.id, since=max((s.at for s in screens), default=None)
    )
    reason = due_screen(screens, entries, now=now())
    asked = reason is not None or bool(st.session_state.get(_AGAIN))
    begin_at_top("safety questions" if asked else "after the safety questions")
    if asked:
        _screen_form(account, reason or ScreenReason.WORSE, again=reason is None)
        return False
    verdict = judge(screens)
    if verdict.outcome is Outcome.TRAIN:
        return True
    _show_verdict(account, verdict, screens)
    return False


def locked_for(account: Account) -> frozenset[str]:
    """Exercises that are locked for this person."""
    records, actor = account.records, account.actor
    return locked_exercises(
        records.list_spreading_events(actor, account.id), records.list_unlocks(actor, account.id)
    )


def _screen_form(account: Account, reason: ScreenReason, *, again: bool) -> None:
    title = "Safety questions" if again else SCREEN_WORDS[reason]
    st.header(f"{title}: is it safe to exercise?", anchor=False)
    st.caption("It takes about a minute. Tick what is true for you; leave the rest empty.")
    with st.form("safety-screen", border=True):
        ticked = {*_block(Block.EMERGENCY, BLOCK_1_LEAD), *_block(Block.CLEARANCE, BLOCK_2_LEAD)}
        cleared = st.checkbox(CLEARED_SINCE, key="screen-cleared")
        st.caption("Only the ticks and the time are kept.")
        if st.form_submit_button("I have read all of it: save my answers", type="primary"):
            screen = SafetyScreen(at=now(), yes=frozenset(ticked), cleared=cleared)
            account.records.save_screen(account.actor, account.id, screen)
            st.session_state.pop(_AGAIN, None)
            st.rerun()


def _block(block: Block, lead: str) -> list[str]:
    st.markdown(f"**{lead}**")
    mine = [question for question in QUESTIONS if question.block is block]
    return [q.key for q in mine if st.checkbox(q.text, key=f"screen-{q.key}")]


def _show_verdict(account: Account, verdict: Verdict, screens: Sequence[SafetyScreen]) -> None:
    urgent = verdict.outcome is Outcome.STOP_NOW
    with st.container(border=True, key="blocked"):
        (st.error if urgent else st.warning)(verdict.text)
        texts = [q.text for q in QUESTIONS if q.key in verdict.because]
        st.markdown("You answered yes to:\n" + "\n".join(f"- {text}" for text in texts))
        show_contact()
        with st.container(horizontal=True):
            if not urgent and st.button(CLEARED, type="primary"):
                latest = max(screens, key=lambda screen: screen.at)
                screen = SafetyScreen(at=now(), yes=latest.yes, cleared=True)
                account.records.save_screen(account.actor, account.id, screen)
                st.rerun()
            if st.button("Answer the questions again"):
                st.session_state[_AGAIN] = True
                st.rerun()
