"""Questions that come now and then: activities weekly, RMDQ and change every four weeks."""

from collections.abc import Sequence
from datetime import datetime

import streamlit as st

from programme.questionnaires import (
    GROC_QUESTION,
    PSFS_QUESTION,
    RMDQ_INSTRUCTION,
    RMDQ_ITEMS,
    Instrument,
    QuestionnaireResult,
    groc_label,
    questionnaires_due,
)
from ui.account import Account
from ui.clock import now

TITLES = {
    Instrument.PSFS: "Your activities (weekly)",
    Instrument.RMDQ: "Your back in daily life (every four weeks)",
    Instrument.GROC: "All in all (every four weeks)",
}
LEFS_TITLE = "A score of the LEFS form, if you have one"
LEFS_QUESTION = "Lower Extremity Functional Scale, 0 to 80 (more is better)"
ACTIVITIES_MAX, ACTIVITIES_MIN = 5, 3


def show_questionnaires(account: Account, started_at: datetime) -> None:
    """Those that are due, folded; nothing when none is."""
    results = account.records.list_questionnaires(account.actor, account.id)
    last_at = {result.instrument: result.at for result in results}
    due = questionnaires_due(last_at, started_at=started_at, now=now())
    forms = {Instrument.PSFS: _psfs, Instrument.RMDQ: _rmdq, Instrument.GROC: _groc}
    asked = [instrument for instrument in due if instrument in forms]
    if asked:
        st.header("When you have a moment", anchor=False)
    for instrument in asked:
        with st.expander(TITLES[instrument]):
            answers = forms[instrument](results)
            if answers is not None:
                result = QuestionnaireResult(at=now(), instrument=instrument, answers=answers)
                account.records.save_questionnaire(account.actor, account.id, result)
                st.rerun()
    if Instrument.RMDQ in asked:
        show_score_entry(account, account.id)


def show_score_entry(account: Account, person_id: str) -> None:
    """A LEFS score that was filled in on paper: its items are not ours to show."""
    with st.expander(LEFS_TITLE), st.form("lefs", border=False, clear_on_submit=True):
        score = st.number_input(LEFS_QUESTION, 0, 80, None, key="lefs-score")
        st.caption("It takes the place of the 24 sentences about the back for four weeks.")
        if st.form_submit_button("Save") and score is not None:
            result = QuestionnaireResult(
                at=now(), instrument=Instrument.LEFS, answers={"score": int(score)}
            )
            account.records.save_questionnaire(account.actor, person_id, result)
            st.rerun()


def _psfs(results: Sequence[QuestionnaireResult]) -> dict[str, int] | None:
    mine = [r for r in results if r.instrument is Instrument.PSFS]
    known = list(mine[-1].answers.items()) if mine else []
    st.markdown(PSFS_QUESTION)
    with st.form("psfs", border=False):
        answers = {}
        for number in range(ACTIVITIES_MAX):
            name, rating = known[number] if number < len(known) else ("", 5)
            left, right = st.columns([2, 3])
            text = left.text_input(
                f"Activity {number + 1}", name, max_chars=60, key=f"psfs-name-{number}"
            )
            value = right.slider("How well?", 0, 10, rating, key=f"psfs-{number}")
            if text.strip():
                answers[text.strip()] = value
        if not st.form_submit_button("Save"):
            return None
    if len(answers) < ACTIVITIES_MIN:
        st.info("Please name at least three different activities.")
        return None
    return answers


def _rmdq(_: Sequence[QuestionnaireResult]) -> dict[str, int] | None:
    st.markdown(RMDQ_INSTRUCTION)
    with st.form("rmdq", border=False):
        items = enumerate(RMDQ_ITEMS, start=1)
        ticked = [n for n, text in items if st.checkbox(text, key=f"rmdq-{n}")]
        saved = st.form_submit_button("Save")
    return {str(number): 1 for number in ticked} if saved else None


def _groc(_: Sequence[QuestionnaireResult]) -> dict[str, int] | None:
    with st.form("groc", border=False):
        score = st.select_slider(
            GROC_QUESTION, list(range(-7, 8)), value=0, format_func=groc_label, key="groc-score"
        )
        return {"score": int(score)} if st.form_submit_button("Save") else None
