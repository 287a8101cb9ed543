"""Every red flag stops or asks for clearance; stop rules and the lock of an exercise."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.red_flags import (
    CLEARANCE_TEXT,
    EMERGENCY_TEXT,
    KEYS,
    OTHER_EMERGENCY_TEXT,
    QUESTIONS,
    Block,
)
from programme.safety import (
    STOP_TEXTS,
    SUPPORT_NEEDED,
    BodyReport,
    Outcome,
    SafetyScreen,
    ScreenReason,
    SpreadingEvent,
    StopReason,
    Unlock,
    judge,
    locked_exercises,
    screen_due,
    stop_reason,
)
from programme.stages import EXERCISE_KEYS

NOW = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def screen(*yes: str, day: int = 0, cleared: bool = False) -> SafetyScreen:
    return SafetyScreen(at=NOW + day * DAY, yes=frozenset(yes), cleared=cleared)


@pytest.mark.parametrize("key", sorted(KEYS[Block.EMERGENCY]))
@pytest.mark.parametrize("cleared", [False, True])
def test_each_emergency_sign_stops_whatever_is_cleared(key: str, cleared: bool) -> None:
    verdict = judge([screen(cleared=True), screen(key, day=1, cleared=cleared)])
    assert verdict.outcome is Outcome.STOP_NOW
    assert verdict.because == {key}
    assert verdict.text in (EMERGENCY_TEXT, OTHER_EMERGENCY_TEXT)


@pytest.mark.parametrize("key", sorted(KEYS[Block.CLEARANCE]))
def test_each_sign_of_block_2_needs_clearance(key: str) -> None:
    asked = judge([screen(key)])
    assert (asked.outcome, asked.text) == (Outcome.NEEDS_CLEARANCE, CLEARANCE_TEXT)
    assert asked.because == {key}
    assert judge([screen(key, cleared=True)]).outcome is Outcome.TRAIN


def test_nothing_means_train() -> None:
    assert judge([screen()]).outcome is Outcome.TRAIN
    with pytest.raises(ValueError, match="at least one"):
        judge([])
    with pytest.raises(ValueError, match="expected keys of the screen"):
        screen("headache")


def test_the_words_for_nerve_signs_name_bladder_and_bowel() -> None:
    assert judge([screen("saddle_numbness", "clot_signs")]).text == EMERGENCY_TEXT
    assert judge([screen("clot_signs")]).text == OTHER_EMERGENCY_TEXT
    assert "emergency number" in EMERGENCY_TEXT
    assert "emergency number" in OTHER_EMERGENCY_TEXT


def test_answering_again_does_not_lift_a_yes() -> None:
    assert judge([screen("night_pain"), screen(day=1)]).outcome is Outcome.NEEDS_CLEARANCE
    assert judge([screen("leg_weakness"), screen(day=1)]).outcome is Outcome.NEEDS_CLEARANCE
    lifted = [screen("leg_weakness"), screen(day=1, cleared=True)]
    assert judge(lifted).outcome is Outcome.TRAIN


def test_clearance_lasts_for_what_was_cleared_only() -> None:
    cleared = [screen("fragile_bones", cleared=True), screen("fragile_bones", day=7)]
    assert judge(cleared).outcome is Outcome.TRAIN
    more = [*cleared, screen("fragile_bones", "recent_surgery", day=14)]
    assert judge(more).because == {"recent_surgery"}


answers = st.frozensets(st.sampled_from(sorted(q.key for q in QUESTIONS)), max_size=4)
histories = st.lists(st.tuples(answers, st.booleans()), min_size=1, max_size=8).map(
    lambda days: [
        SafetyScreen(at=NOW + n * DAY, yes=yes, cleared=cleared)
        for n, (yes, cleared) in enumerate(days)
    ]
)


@given(screens=histories)
def test_nobody_trains_with_an_emergency_or_a_sign_never_cleared(
    screens: list[SafetyScreen],
) -> None:
    verdict = judge(screens)
    assert judge(screens[::-1]) == verdict
    if screens[-1].yes & KEYS[Block.EMERGENCY]:
        assert verdict.outcome is Outcome.STOP_NOW
    elif any(s.yes for s in screens) and not any(s.cleared for s in screens):
        assert verdict.outcome is Outcome.NEEDS_CLEARANCE
    day = len(screens)
    assert judge([*screens, screen(day=day, cleared=True)]).outcome is Outcome.TRAIN
    without_answers = judge([*screens, screen(day=day)]).outcome
    assert (without_answers is Outcome.TRAIN) is (verdict.outcome is Outcome.TRAIN)


def test_the_questions_cover_the_two_blocks_in_plain_words() -> None:
    assert (len(KEYS[Block.EMERGENCY]), len(KEYS[Block.CLEARANCE])) == (10, 12)
    assert len({q.key for q in QUESTIONS}) == len(QUESTIONS)
    assert all(q.text.endswith("?") and q.text[0].isupper() for q in QUESTIONS)
    assert max(len(q.text) for q in QUESTIONS) < 160


@pytest.mark.parametrize(
    ("last_at", "worse_at", "reason"),
    [
        (None, None, ScreenReason.FIRST_USE),
        (NOW - 6 * DAY, None, None),
        (NOW - 7 * DAY, None, ScreenReason.WEEKLY),
        (NOW - DAY, NOW - 2 * DAY, None),
        (NOW - DAY, NOW, ScreenReason.WORSE),
        (NOW + DAY, None, ScreenReason.WEEKLY),
    ],
)
def test_when_the_screen_is_due(
    last_at: datetime | None, worse_at: datetime | None, reason: ScreenReason | None
) -> None:
    assert screen_due(last_at, now=NOW, worse_at=worse_at) is reason


@pytest.mark.parametrize(
    ("report", "reason"),
    [
        (BodyReport(pain=5, pain_before=3), None),
        (BodyReport(pain=6, pain_before=6), StopReason.PAIN),
        (BodyReport(pain=4, pain_before=1), StopReason.PAIN),
        (BodyReport(pain=3, pain_before=1), None),
        (BodyReport(pain=0, pain_before=0, new_sensation=True), StopReason.SPREADING),
        (BodyReport(pain=0, pain_before=0, moved_down=True), StopReason.SPREADING),
        (BodyReport(pain=9, pain_before=0, moved_down=True), StopReason.SPREADING),
        (BodyReport(pain=9, pain_before=0, moved_down=True, faint=True), StopReason.FAINT),
    ],
)
def test_stop_rules(report: BodyReport, reason: StopReason | None) -> None:
    assert stop_reason(report) is reason
    if reason is not None:
        assert STOP_TEXTS[reason].endswith(".")


def test_pain_outside_the_scale_is_refused() -> None:
    with pytest.raises(ValueError, match="pain: expected 0 to 10, got 11"):
        BodyReport(pain=11, pain_before=0)


def event(exercise: str, day: int) -> SpreadingEvent:
    return SpreadingEvent(exercise=exercise, at=NOW + day * DAY)


def test_locked_after_twice_and_freed_by_a_clinician_only() -> None:
    once = [event("squat", 0), event("clamshell", 1)]
    assert locked_exercises(once) == frozenset()
    twice = [*once, event("squat", 9)]
    assert locked_exercises(twice) == {"squat"}
    unlock = Unlock(exercise="squat", at=NOW + 10 * DAY, clinician_id="c")
    assert locked_exercises(twice, [unlock]) == frozenset()
    assert locked_exercises([*twice, event("squat", 11)], [unlock]) == frozenset()
    again = [*twice, event("squat", 11), event("squat", 12)]
    assert locked_exercises(again, [unlock]) == {"squat"}
    with pytest.raises(ValueError, match="clinician_id"):
        Unlock(exercise="squat", at=NOW, clinician_id="")


def test_support_is_asked_for_known_exercises() -> None:
    assert SUPPORT_NEEDED <= EXERCISE_KEYS
