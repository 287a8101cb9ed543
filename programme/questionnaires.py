"""Questionnaires and when they are due (measurement specification C.4).

PSFS  Patient-Specific Functional Scale, Stratford et al. 1995 (Physiother Can 47:258)
RMDQ  Roland–Morris Disability Questionnaire, Roland & Morris 1983 (Spine 8:141); the authors ask
      for no permission for the published form. Item texts as published (item 9: "than")
GROC  global rating of change, −7…+7, Jaeschke et al. 1989
LEFS  only the score is entered: its items are not ours to show
"""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

PSFS_QUESTION = (
    "Name three to five important activities that are difficult for you. How well can you do each "
    "today? 0 = cannot do it, 10 = as well as before."
)
PSFS_CHANGE_MIN = 2.0
PSFS_SINGLE_CHANGE_MIN = 3.0
RMDQ_CHANGE_SHARE_MIN = 0.30
LEFS_CHANGE_MIN = 9
GROC_CHANGE_MIN = 3

RMDQ_INSTRUCTION = "Tick only the sentences that describe you today."
RMDQ_ITEMS: tuple[str, ...] = (
    "I stay at home most of the time because of my back.",
    "I change position frequently to try and get my back comfortable.",
    "I walk more slowly than usual because of my back.",
    "Because of my back I am not doing any of the jobs that I usually do around the house.",
    "Because of my back, I use a handrail to get upstairs.",
    "Because of my back, I lie down to rest more often.",
    "Because of my back, I have to hold on to something to get out of an easy chair.",
    "Because of my back, I try to get other people to do things for me.",
    "I get dressed more slowly than usual because of my back.",
    "I only stand for short periods of time because of my back.",
    "Because of my back, I try not to bend or kneel down.",
    "I find it difficult to get out of a chair because of my back.",
    "My back is painful almost all the time.",
    "I find it difficult to turn over in bed because of my back.",
    "My appetite is not very good because of my back pain.",
    "I have trouble putting on my socks (or stockings) because of the pain in my back.",
    "I only walk short distances because of my back.",
    "I sleep less well because of my back.",
    "Because of my back pain, I get dressed with help from someone else.",
    "I sit down for most of the day because of my back.",
    "I avoid heavy jobs around the house because of my back.",
    "Because of my back pain, I am more irritable and bad tempered with people than usual.",
    "Because of my back, I go upstairs more slowly than usual.",
    "I stay in bed most of the time because of my back.",
)

GROC_QUESTION = "Compared with the start, how is your leg, buttock and back overall?"
_GROC_WORDS = (
    "almost the same, hardly any", "a little", "somewhat", "moderately", "quite a bit",
    "a great deal", "a very great deal",
)  # fmt: skip


def groc_label(value: int) -> str:
    """The words for a global rating of change, −7…+7."""
    _check("GROC", value, -7, 7)
    if value == 0:
        return "about the same"
    return f"{_GROC_WORDS[abs(value) - 1]} {'better' if value > 0 else 'worse'}"


class Instrument(StrEnum):
    """What is asked regularly."""

    PAIN = "pain"
    PSFS = "psfs"
    RMDQ = "rmdq"
    LEFS = "lefs"
    GROC = "groc"


@dataclass(frozen=True, kw_only=True)
class QuestionnaireResult:
    """One filled-in questionnaire.

    answers  PSFS: activity -> 0–10; RMDQ: item number ("1"…"24") -> 1 for each ticked; GROC and
             LEFS: {"score": value}
    """

    at: datetime
    instrument: Instrument
    answers: Mapping[str, int]

    def __post_init__(self) -> None:
        score(self.instrument, self.answers)


def score(instrument: Instrument, answers: Mapping[str, int]) -> float:
    """The score of a questionnaire; ValueError when the answers do not fit it."""
    if instrument is Instrument.PSFS:
        return psfs_score(answers)
    if instrument is Instrument.RMDQ:
        return rmdq_score([int(number) for number, ticked in answers.items() if ticked])
    if instrument is Instrument.PAIN:
        raise ValueError("instrument: pain is kept in a SymptomEntry, expected a questionnaire")
    if set(answers) != {"score"}:
        raise ValueError(f"answers: expected only 'score', got {sorted(answers)}")
    low, high = (-7, 7) if instrument is Instrument.GROC else (0, 80)
    _check(instrument.upper(), answers["score"], low, high)
    return float(answers["score"])


def psfs_score(ratings: Mapping[str, int]) -> float:
    """Mean of three to five activities, each 0 (cannot) to 10 (as before)."""
    if not 3 <= len(ratings) <= 5:
        raise ValueError(f"activities: expected 3 to 5, got {len(ratings)}")
    for activity, rating in ratings.items():
        _check(activity, rating, 0, 10)
    return math.fsum(ratings.values()) / len(ratings)


def rmdq_score(ticked: Collection[int]) -> int:
    """How many of the 24 sentences were ticked, given their numbers 1…24; more is worse."""
    for number in ticked:
        _check("item", number, 1, len(RMDQ_ITEMS))
    return len(set(ticked))


def changed(instrument: Instrument, before: float, after: float) -> bool:
    """True for a change that matters by the published minimum of the instrument."""
    change = abs(after - before)
    if instrument is Instrument.PSFS:
        return change >= PSFS_CHANGE_MIN
    if instrument is Instrument.RMDQ:
        return change > 0 and change >= RMDQ_CHANGE_SHARE_MIN * before
    if instrument is Instrument.LEFS:
        return change >= LEFS_CHANGE_MIN
    raise ValueError(f"instrument: expected psfs, rmdq or lefs, got {instrument}")


INTERVALS: Mapping[Instrument, timedelta] = {
    Instrument.PSFS: timedelta(weeks=1),
    Instrument.RMDQ: timedelta(weeks=4),
    Instrument.GROC: timedelta(weeks=4),
}


def questionnaires_due(
    last_at: Mapping[Instrument, datetime], *, started_at: datetime, now: datetime
) -> tuple[Instrument, ...]:
    """What to ask now. Pain at every session; a LEFS score entered within 4 weeks replaces RMDQ.

    The global rating of change is first asked 4 weeks after the start, when there is a change to
    rate; the others at once.
    """
    last = dict(last_at)
    if Instrument.LEFS in last:
        last[Instrument.RMDQ] = max(last[Instrument.LEFS], last.get(Instrument.RMDQ, started_at))
    last.setdefault(Instrument.GROC, started_at)
    due = (i for i, every in INTERVALS.items() if i not in last or now - last[i] >= every)
    return (Instrument.PAIN, *due)


def _check(name: str, value: int, low: int, high: int) -> None:
    if not low <= value <= high:
        raise ValueError(f"{name}: expected {low} to {high}, got {value}")
