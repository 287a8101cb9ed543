"""Pain numbers, body chart and questionnaires: what counts as further down, changed or due."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinematics.landmarks import Side
from programme.questionnaires import (
    RMDQ_ITEMS,
    Instrument,
    QuestionnaireResult,
    changed,
    groc_label,
    psfs_score,
    questionnaires_due,
    rmdq_score,
    score,
)
from programme.symptoms import (
    DISTANCE,
    Mark,
    MorningChange,
    Pain,
    Place,
    Quality,
    Region,
    SymptomEntry,
    When,
    centralised,
    most_distal,
    new_sensations,
    next_morning,
    pain_changed,
    pain_rise,
    peripheralised,
)

NOW = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
L, R = Side.LEFT, Side.RIGHT


def mark(region: Region, side: Side = L, quality: Quality = Quality.PAIN) -> Mark:
    return Mark(region=region, side=side, quality=quality)


def entry(leg: int | None = None, *marks: Mark, hours: float = 0, back: int | None = None
          ) -> SymptomEntry:  # fmt: skip
    pain = {Place.LEG: Pain(now=leg), Place.BACK: Pain(now=back)}
    at = NOW + timedelta(hours=hours)
    return SymptomEntry(at=at, when=When.OTHER, pain=pain, marks=frozenset(marks))


def test_the_most_distal_point() -> None:
    chart = [mark(Region.BUTTOCK), mark(Region.CALF), mark(Region.TOES, R)]
    assert most_distal(chart) is Region.TOES
    assert most_distal(chart, L) is Region.CALF
    assert most_distal([]) is None
    assert set(DISTANCE) == set(Region)


@pytest.mark.parametrize(
    ("before", "after", "down"),
    [
        ([mark(Region.BUTTOCK)], [mark(Region.BUTTOCK)], False),
        ([mark(Region.BUTTOCK)], [mark(Region.THIGH_BACK)], True),
        ([mark(Region.CALF)], [mark(Region.SHIN)], False),
        ([mark(Region.CALF)], [mark(Region.BUTTOCK)], False),
        ([mark(Region.CALF)], [mark(Region.CALF), mark(Region.KNEE, R)], True),
        ([], [mark(Region.BUTTOCK)], False),
        ([], [mark(Region.THIGH_BACK)], True),
        ([mark(Region.LOW_BACK)], [mark(Region.BUTTOCK)], True),
        ([mark(Region.CALF)], [], False),
    ],
)
def test_further_down(before: list[Mark], after: list[Mark], down: bool) -> None:
    assert peripheralised(before, after) is down


marks = st.frozensets(
    st.builds(Mark, region=st.sampled_from(Region), side=st.sampled_from(Side),
              quality=st.sampled_from(Quality)), max_size=6,
)  # fmt: skip


@given(before=marks, after=marks)
def test_never_both_up_and_down(before: frozenset[Mark], after: frozenset[Mark]) -> None:
    assert not (peripheralised(before, after) and centralised(before, after))
    assert not peripheralised(before, before)
    if peripheralised(before, after) and before:
        assert not peripheralised(after, before) or {m.side for m in before | after} == {L, R}


@given(before=marks, after=marks, extra=marks)
def test_more_marks_never_hide_further_down(
    before: frozenset[Mark], after: frozenset[Mark], extra: frozenset[Mark]
) -> None:
    if peripheralised(before, after):
        assert peripheralised(before, after | extra)


def test_moved_up_and_new_sensations() -> None:
    assert centralised([mark(Region.CALF)], [mark(Region.BUTTOCK)])
    assert centralised([mark(Region.CALF)], [])
    assert not centralised([mark(Region.CALF)], [mark(Region.BUTTOCK), mark(Region.TOES, R)])
    numb = mark(Region.SOLE, quality=Quality.NUMBNESS)
    fresh = new_sensations([mark(Region.SOLE)], [mark(Region.SOLE), numb, mark(Region.KNEE)])
    assert fresh == {numb}


def test_next_morning() -> None:
    evening = entry(3, mark(Region.BUTTOCK), back=2)
    assert next_morning(evening, entry(4, hours=12, back=1)) == MorningChange(
        rise=1, more_distal=False
    )
    moved = next_morning(evening, entry(2, mark(Region.CALF), hours=12, back=2))
    assert moved == MorningChange(rise=0, more_distal=True)
    assert next_morning(evening, entry(hours=12)).rise is None
    with pytest.raises(ValueError, match="expected later"):
        next_morning(evening, entry(2))


def test_a_better_place_does_not_hide_a_worse_one() -> None:
    assert pain_rise(entry(7, back=1), entry(2, back=3)) == 2


@pytest.mark.parametrize("value", [-1, 11])
def test_pain_outside_the_scale_is_refused(value: int) -> None:
    with pytest.raises(ValueError, match="expected 0 to 10"):
        Pain(worst=value)


@pytest.mark.parametrize(
    ("before", "after", "matters"),
    [(6, 4, True), (6, 5, False), (3, 2, True), (4, 3, False), (0, 1, False), (0, 2, True)],
)
def test_pain_change_that_matters(before: float, after: float, matters: bool) -> None:
    assert pain_changed(before, after) is matters


def test_worst_of_an_entry() -> None:
    assert entry(2, back=5).worst == 5
    assert entry().worst is None


def test_psfs() -> None:
    ratings = {"run 5 km": 2, "sit in the car": 4, "stairs": 9}
    assert psfs_score(ratings) == 5.0
    with pytest.raises(ValueError, match="expected 3 to 5, got 2"):
        psfs_score({"run": 1, "sit": 2})
    with pytest.raises(ValueError, match="run: expected 0 to 10, got 12"):
        psfs_score({"run": 12, "sit": 2, "walk": 1})


def test_rmdq() -> None:
    assert len(set(RMDQ_ITEMS)) == 24
    assert rmdq_score([]) == 0
    assert rmdq_score(range(1, 25)) == 24
    assert rmdq_score([3, 3]) == 1
    assert score(Instrument.RMDQ, {"1": 1, "2": 0, "24": 1}) == 2
    for number in (0, 25):
        with pytest.raises(ValueError, match="expected 1 to 24"):
            rmdq_score([number])


@pytest.mark.parametrize(
    ("instrument", "before", "after", "matters"),
    [
        (Instrument.RMDQ, 10, 7, True), (Instrument.RMDQ, 10, 8, False),
        (Instrument.RMDQ, 0, 0, False), (Instrument.PSFS, 4, 6, True),
        (Instrument.PSFS, 4, 5.7, False), (Instrument.LEFS, 50, 59, True),
        (Instrument.LEFS, 50, 58, False),
    ],
)  # fmt: skip
def test_questionnaire_change_that_matters(
    instrument: Instrument, before: float, after: float, matters: bool
) -> None:
    assert changed(instrument, before, after) is matters


def test_groc_and_lefs() -> None:
    assert groc_label(0) == "about the same"
    assert groc_label(7) == "a very great deal better"
    assert groc_label(-2) == "a little worse"
    assert score(Instrument.GROC, {"score": -7}) == -7
    for instrument, value in ((Instrument.GROC, 8), (Instrument.LEFS, 81), (Instrument.LEFS, -1)):
        with pytest.raises(ValueError, match="expected"):
            QuestionnaireResult(at=NOW, instrument=instrument, answers={"score": value})


def due(days: float, **last: float) -> set[Instrument]:
    last_at = {Instrument(name): NOW + timedelta(days=at) for name, at in last.items()}
    return set(
        questionnaires_due(last_at, started_at=NOW, now=NOW + timedelta(days=days))
    ) - {Instrument.PAIN}  # fmt: skip


def test_schedule() -> None:
    assert Instrument.PAIN in questionnaires_due({}, started_at=NOW, now=NOW)
    assert due(0) == {Instrument.PSFS, Instrument.RMDQ}
    assert due(6, psfs=0, rmdq=0) == set()
    assert due(7, psfs=0, rmdq=0) == {Instrument.PSFS}
    assert due(28, psfs=27, rmdq=0) == {Instrument.RMDQ, Instrument.GROC}
    assert due(28, psfs=27, lefs=14) == {Instrument.GROC}
    assert due(55, psfs=54, rmdq=28, groc=28) == set()
