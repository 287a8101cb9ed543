"""After a set: what was done, what to work on, three questions, and what comes next."""

import json
from dataclasses import replace
from typing import Any, Literal

import streamlit as st

from analysis.form_words import unjudged_text
from analysis.session_document import rep_table_csv
from exercises.form import FORM_CAPTION
from kinematics.quality import Grade
from programme.red_flags import OTHER_EMERGENCY_TEXT
from programme.safety import STOP_TEXTS, StopReason
from ui.contact_card import show_contact
from ui.curve_chart import curve_chart
from ui.eased_question import ask_eased
from ui.live.component import show_rest
from ui.live.outcome import Answers, SetOutcome
from ui.results_view import count_text, form_text, rep_views, target_text, typical_top_text
from ui.saving import stop_of
from ui.train_visit import TrainVisit

FELT = (
    "Glute",
    "Back of the thigh",
    "Low back",
    "Front or outside of the hip",
    "Calf",
    "Nothing special",
    "Nerve symptoms (tingling, numb, shooting)",
)
SCALES = ("effort", "pain", "pain_after", "leg_rise")
SYMPTOMS = {
    "Strong pain, or clearly more than before": StopReason.PAIN,
    "New or spreading numbness, tingling or weakness, or it moved down the leg": (
        StopReason.SPREADING
    ),
    "Dizzy, faint, chest pain or short of breath": StopReason.FAINT,
}


def show_symptoms(visit: TrainVisit) -> None:
    """The set was stopped: what was it, and what now (measurement specification C.2)."""
    st.title("You stopped. That was right.")
    chosen = st.radio("What did you feel?", list(SYMPTOMS), index=None, key="symptom")
    if chosen is not None:
        reason = SYMPTOMS[chosen]
        visit.stop_for(reason)
        st.error(STOP_TEXTS[reason])
        if visit.not_kept:
            st.warning(visit.not_kept)
        if reason is StopReason.FAINT:
            st.error(f"If it does not pass at once: {OTHER_EMERGENCY_TEXT}")
        show_contact()
    if st.button("Go on to the result", disabled=chosen is None, type="primary"):
        visit.conclude()
        st.rerun()


def show_result(visit: TrainVisit, outcome: SetOutcome) -> None:
    """Everything about one set."""
    plan, session = outcome.plan, outcome.analysis.session
    exercise = plan.exercise
    number = f": set {plan.set_number} of {plan.set_count}" if plan.set_count > 1 else ""
    st.title(f"{exercise.name}{number}")
    rest = st.container()
    _numbers(outcome)
    answers = _questions(visit)
    stop = _judge(answers)
    more = stop is None and not plan.is_last
    if more:
        with rest:
            _rest(visit, outcome, answers)
    _next(visit, outcome, answers, more=more)
    if visit.not_kept:
        st.warning(f"Not in your records: {visit.not_kept}")
    if session.quality.grade is not Grade.REJECT:
        _faults(outcome)
        _reps(outcome)
    if session.quality.reasons:
        st.caption("About the recording: " + " ".join(session.quality.reasons))
    _downloads(outcome, answers)


def _numbers(outcome: SetOutcome) -> None:
    session = outcome.analysis.session
    first, second, third = st.columns(3)
    with first.container(border=True, height="stretch"):
        st.metric("Repetitions", f"{session.rep_count} of {outcome.plan.reps}")
        st.caption(count_text(session))
    with second.container(border=True, height="stretch"):
        st.metric("Furthest point", typical_top_text(session))
        st.caption(target_text(session))
    with third.container(border=True, height="stretch"):
        form = form_text(session)
        st.metric("Form", f"{form} / 100" if form != "–" else "–")
        st.caption(FORM_CAPTION)
        if missing := unjudged_text(session):
            st.caption(missing)


def _questions(visit: TrainVisit) -> Answers:
    with st.container(border=True, key="train-questions"):
        felt = st.pills("Where did you feel it most?", FELT, key=f"felt-{_id(visit)}")
        effort = _scale(visit, "effort", "Effort (0 rest, 10 all you have)", 5)
        before = visit.pain_before or 0
        left, right = st.columns(2, gap="large")
        with left:
            pain = _scale(visit, "pain", "Most pain in buttock or hip during the set", before)
            after = _scale(visit, "pain_after", "Pain right now", before)
        with right:
            rise = _scale(visit, "leg_rise", "Leg: points more than before, at its most", 0)
            eased = ask_eased(f"train-{_id(visit)}") if rise else None
    return Answers(
        felt=felt,
        effort=effort,
        pain=pain,
        pain_before=visit.pain_before,
        pain_after=after,
        leg_rise=rise,
        eased=eased.value if eased else None,
        stopped_for=visit.stopped_for.value if visit.stopped_for else None,
    )


def _scale(visit: TrainVisit, name: str, words: str, usual: int) -> int:
    """A number from 0 to 10; what was told stays when the page is left and come back to."""
    key = f"{name.replace('_', '-')}-{_id(visit)}"
    st.session_state.setdefault(key, visit.answered.get(name, usual))

    def note() -> None:
        visit.answered[name] = int(st.session_state[key])

    return int(st.select_slider(words, list(range(11)), key=key, on_change=note))


def _judge(answers: Answers) -> StopReason | None:
    """Stop rules on the answers; the sentence is shown."""
    reason = stop_of(answers)
    if reason is not None:
        st.error(STOP_TEXTS[reason])
        show_contact()
    return reason


def _rest(visit: TrainVisit, outcome: SetOutcome, answers: Answers) -> None:
    """The rest, counted down; the next set may begin by itself after it."""
    rest = show_rest(
        _id(visit),
        left_s=visit.rest_left_s,
        following=f"set {outcome.plan.set_number + 1}",
        by_itself=visit.by_itself,
        offered=visit.by_itself or visit.declined,
    )
    if rest.by_itself is not None:
        visit.wish(by_itself=rest.by_itself)
    if rest.over:
        visit.wish(by_itself=True)  # as the page said, though the server was restarted meanwhile
        visit.next_set(_told(visit, answers))
        st.rerun()


def _told(visit: TrainVisit, answers: Answers) -> Answers:
    """The answers as told: a scale that nobody touched says nothing."""
    untouched: dict[str, Any] = {name: None for name in SCALES if name not in visit.answered}
    return replace(answers, **untouched)


def _next(visit: TrainVisit, outcome: SetOutcome, answers: Answers, *, more: bool) -> None:
    """Save, the next set, or another exercise."""
    with st.container(horizontal=True, key="train-next"):
        if more and st.button(f"Save and start set {outcome.plan.set_number + 1}", type="primary"):
            visit.next_set(answers)
            st.rerun()
        label = "Saved ✓" if visit.saved else "Save this set"
        kind: Literal["primary", "secondary"] = "secondary" if more or visit.saved else "primary"
        if st.button(label, type=kind, disabled=visit.saved, key="train-save"):
            visit.save(answers)
            st.rerun()
        if st.button("Another exercise", type="tertiary"):
            visit.leave()
            st.rerun()


def _faults(outcome: SetOutcome) -> None:
    session = outcome.analysis.session
    st.header("What to work on", anchor=False)
    if not session.reps:
        st.info("No repetition was seen in this set.")
    elif not session.faults:
        st.success("Nothing to correct was seen in this set. Keep it like this.")
    for fault in session.faults:
        with st.container(border=True):
            often = f"in {fault.reps} of {len(session.reps)} repetitions"
            st.markdown(f"**{fault.meaning}** :gray-badge[{often}]  \nTry: **“{fault.cue}”**")


def _reps(outcome: SetOutcome) -> None:
    session, exercise = outcome.analysis.session, outcome.plan.exercise
    if not session.reps:
        return
    st.header("Your repetitions", anchor=False)
    dark = st.context.theme.type == "dark"
    st.altair_chart(
        curve_chart(session, dark=dark),
        key="train-curve",
        alt=f"Angle over time with {len(session.reps)} repetitions and the target marked.",
    )
    rows = [
        {
            "Repetition": view.number,
            "Counted": "yes" if view.complete else "partial",
            "Furthest point": view.top,
            "Tempo": view.tempo,
            "Noticed": ", ".join(view.notes),
        }
        for view in rep_views(session, exercise)
    ]
    st.dataframe(rows, hide_index=True, width="stretch")


def _downloads(outcome: SetOutcome, answers: Answers) -> None:
    document = json.dumps(outcome.document(answers), indent=2, allow_nan=False)
    table = rep_table_csv(outcome.analysis.session)
    stem = f"{outcome.plan.exercise_key}-set-{outcome.plan.set_number}"
    with st.container(horizontal=True, key="train-downloads"):
        st.download_button(
            "Everything (JSON)", document, f"{stem}.json", "application/json", on_click="ignore"
        )
        st.download_button("Repetitions (CSV)", table, f"{stem}.csv", "text/csv", on_click="ignore")


def _id(visit: TrainVisit) -> str:
    return visit.folder.set_id if visit.folder else "none"
