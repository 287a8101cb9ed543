"""Every exercise has a card that can be read in half a minute and claims nothing unmarked."""

import re

import pytest

from exercises.card import Mark
from exercises.registry import load_exercises
from exercises.spec import Exercise
from ui.instruction_card import MARK_WORDS, card_markdown, marks_text

EXERCISES = load_exercises()
every_exercise = pytest.mark.parametrize("exercise", EXERCISES.values(), ids=EXERCISES.keys())
WORDS_MAX = 120  # 240 words a minute: half a minute
# Only what the measurement specification B marks [V] may be cited as checked.
SOURCES = {
    "Baik 2021", "Berry 2015", "Boren 2011", "Boren 2011, MacAskill 2014", "Contreras 2015",
    "Distefano 2009", "Ekstrom 2007", "Kang 2016", "Lehecka 2017", "Moore 2020",
    "Morimoto 2018", "Neto 2020", "Selkowitz 2013", "Tonley 2010", "Willcox & Burden 2013",
    "Youdas 2013", "systematic review; Plaza-Manzano 2020",
}  # fmt: skip
FORBIDDEN = re.compile(r"misalign|activat|weak glute|injury risk|%|firing|amnesia", re.IGNORECASE)


@every_exercise
def test_every_exercise_has_a_short_complete_card(exercise: Exercise) -> None:
    card = exercise.card
    assert card is not None
    around = (exercise.summary, *exercise.teaching)
    assert card.word_count + sum(len(text.split()) for text in around) <= WORDS_MAX
    assert 3 <= len(card.steps) <= 4
    assert card.evidence
    for text in (card.trains, card.easier, card.harder, card.avoid, *card.steps, *around):
        assert re.fullmatch(r"[A-Z].*\.", text), text
    for key in (card.easier_key, card.harder_key):
        assert key is None or (key in EXERCISES and key != exercise.key)


@every_exercise
def test_every_claim_has_its_source_and_mark(exercise: Exercise) -> None:
    assert exercise.card is not None
    for item in exercise.card.evidence:
        assert item.mark in MARK_WORDS
        assert (item.mark is Mark.CHECKED) == (item.source in SOURCES), item
        assert not FORBIDDEN.search(item.text)
    words = card_markdown(exercise.card, exercise.teaching)
    assert ("For you to watch" in words) == bool(exercise.teaching)
    assert all(text in words for text in exercise.teaching)
    assert not FORBIDDEN.search(words)
    for item in exercise.card.evidence:
        assert f"{item.mark.value} = " in marks_text(exercise.card)
        assert item.mark is Mark.DEFAULT or f"({item.source}, {item.mark.value})" in words


def test_variants_name_the_exercise_they_speak_of() -> None:
    card = EXERCISES["side_lying_hip_abduction"].card
    assert card is not None
    assert "do the clamshell. → Clamshell" in card_markdown(card)
