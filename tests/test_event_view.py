"""Form and running before and after an event: better only beyond what varies anyway (D.9)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from records.types import Event, EventKind, RunningRecord, SetEnd, SetStart, TrainingSet
from running.measure import Measure
from ui.event_view import around_running, around_training
from ui.weeks_view import training_table

AT = datetime(2026, 5, 18, 12, tzinfo=UTC)
EVENT = Event(at=AT, kind=EventKind.TREATMENT, text="")
STEADY, LOOSE = (70, 71, 69, 70, 71, 69), (50, 90, 60, 85, 55, 80)


def sets(
    days: range, scores: tuple[int, ...], *, manual: bool = False, grade: str = "B"
) -> list[TrainingSet]:
    found = []
    for offset, score in zip(days, scores, strict=True):
        at = AT + timedelta(days=offset)
        start = SetStart(
            started_at=at, exercise="squat", side="both", reps_prescribed=8, manual=manual,
            parameters={} if manual else {"grade": grade},
        )  # fmt: skip
        end = SetEnd(ended_at=at, form_score=None if manual else float(score))
        found.append(TrainingSet(id=1, start=start, end=end))
    return found


BEFORE, AFTER = range(-12, 0, 2), range(2, 14, 2)


@pytest.mark.parametrize(
    ("before", "after", "answer"),
    [
        (STEADY, tuple(score + 15 for score in STEADY), "better"),
        (STEADY, tuple(score - 15 for score in STEADY), "worse"),
        (STEADY, STEADY, "same"),
        (LOOSE, tuple(score + 8 for score in LOOSE), "same"),
        (STEADY, tuple(score + 2 for score in STEADY), "cannot tell"),
        ((70,) * 6, (71,) * 6, "cannot tell"),
        ((70,) * 6, (90,) * 6, "cannot tell"),
        ((70,) * 6, (70,) * 6, "same"),
    ],
)
def test_form_around_an_event(before: tuple[int, ...], after: tuple[int, ...], answer: str) -> None:
    (line,) = around_training(EVENT, [*sets(BEFORE, before), *sets(AFTER, after)], UTC)
    assert line.answer == answer
    assert line.name == "Squat, form of 100"


def test_too_few_days_or_no_camera_tell_nothing() -> None:
    few = [*sets(range(-4, 0, 2), (70, 71)), *sets(AFTER, STEADY)]
    assert around_training(EVENT, few, UTC)[0].answer == "cannot tell"
    told = [*sets(BEFORE, STEADY, manual=True), *sets(AFTER, STEADY)]
    assert around_training(EVENT, told, UTC) == []
    assert around_training(EVENT, sets(BEFORE, STEADY), UTC) == []


def test_a_recording_told_in_words_only_has_no_number_here_either() -> None:
    rough = [*sets(BEFORE, STEADY, grade="C"), *sets(AFTER, STEADY)]
    assert around_training(EVENT, rough, UTC) == []
    assert training_table(sets(AFTER, STEADY, grade="C"), "squat", UTC).empty
    assert len(training_table(sets(AFTER, STEADY), "squat", UTC)) == len(STEADY)


def run(day: int, value: float, *, drop: float = float("nan"), edited: int = 0) -> RunningRecord:
    measures = tuple(
        Measure(
            key=key, side=side, value=number, unit=unit, n=40, iqr=(number, number),
            ci95=(number, number), sdd=sdd, grade="A", reason="Needs stickers.",
        )
        for key, side, number, unit, sdd in (
            ("cadence_spm", "both", value, "spm", 2.0),
            ("pelvic_drop_deg", "left", drop, "deg", 4.2),
        )
    )  # fmt: skip
    known = {"frame_rate_hz": 60.0, "edited_events": edited}
    return RunningRecord(
        at=AT + timedelta(days=day), view="rear", measures=measures, curves={}, parameters=known
    )


@pytest.mark.parametrize("baselines", [2, 3, 5])
def test_the_smallest_change_says_how_many_runs_it_rests_on(baselines: int) -> None:
    before = [run(-day, 170.0 + day % 2) for day in range(baselines, 0, -1)]
    after = [run(1, 175.0, drop=6.0)]
    lines, _ = around_running(EVENT, [*before, *after])
    cadence = next(line for line in lines if line.name.startswith("Cadence"))
    own = f"(from {baselines} runs of this person)."
    assert cadence.reason.endswith(own if baselines >= 3 else "2.0 /min (a default of this app).")
    drop = next(line for line in lines if line.name.startswith("Pelvic drop"))
    assert "of this person" not in drop.reason, "not one of the runs before had it"


def test_events_set_by_hand_are_among_what_differs_between_two_runs() -> None:
    _, conditions = around_running(EVENT, [run(-1, 170.0, edited=1), run(1, 170.0, edited=3)])
    told = [text for text in conditions if "by hand" in text]
    assert told == [
        "Filmed from behind: 1 event set by hand in the run before.",
        "Filmed from behind: 3 events set by hand in the run after.",
    ]
