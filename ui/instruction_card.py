"""The instruction card of an exercise: to be read in half a minute before the first set."""

from collections.abc import Sequence

import streamlit as st

from exercises.card import Evidence, InstructionCard, Mark
from exercises.registry import find_exercise
from exercises.spec import Exercise
from ui.pictures import show_movement

MARK_WORDS = {
    Mark.CHECKED: "read in the source named",
    Mark.TESTED: "our own test",
    Mark.DEFAULT: "reasoned, no published test",
}


def show_card(exercise: Exercise) -> None:
    """Moving picture, what it trains, steps, variants, and when not to do it."""
    picture, words = st.columns([2, 3], gap="medium")
    with picture:
        show_movement(exercise.key, exercise.name)
        if exercise.dose:
            st.caption(f"Usual amount: {exercise.dose}.")
    with words:
        st.markdown(f"**{exercise.name}.** {exercise.summary}")
        if exercise.card is not None:
            st.markdown(card_markdown(exercise.card, exercise.teaching))
            st.caption(marks_text(exercise.card))


def card_markdown(card: InstructionCard, teaching: Sequence[str] = ()) -> str:
    """The words of a card; `teaching` is what to watch oneself, as no camera sees it."""
    steps = "\n".join(f"{number}. {step}" for number, step in enumerate(card.steps, 1))
    evidence = "\n".join(f"- {_evidence(item)}" for item in card.evidence)
    watch = [f"**For you to watch.** {' '.join(teaching)}"] if teaching else []
    return "\n\n".join(
        (
            f"**What it trains.** {card.trains}",
            f"**How it goes**\n{steps}",
            f"**Easier.** {card.easier}{_named(card.easier_key)}  \n"
            f"**Harder.** {card.harder}{_named(card.harder_key)}  \n"
            f"**When not.** {card.avoid}",
            *watch,
            f"**How sure that is**\n{evidence}",
        )
    )


def marks_text(card: InstructionCard) -> str:
    """What the marks on this card mean."""
    used = dict.fromkeys(item.mark for item in card.evidence)
    return "In brackets, how sure: " + "; ".join(f"{m.value} = {MARK_WORDS[m]}" for m in used) + "."


def _evidence(item: Evidence) -> str:
    source = "" if item.mark is Mark.DEFAULT else f"{item.source}, "
    return f"{item.text} :gray[({source}{item.mark.value})]"


def _named(key: str | None) -> str:
    return f" → {find_exercise(key).name}" if key else ""
