"""What the page of today shows, worked out from the records; nothing is drawn here."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from programme.dose import Prescription, Programme, Working
from programme.safety import SafetyScreen, ScreenReason, screen_due
from programme.symptoms import SymptomEntry, When
from records.types import TrainingSet
from ui.clock import day_of
from ui.exercise_names import exercise_name, has_camera

SIDES = {
    Working.BOTH: ("both",),
    Working.EACH: ("left", "right"),
    Working.LEFT: ("left",),
    Working.RIGHT: ("right",),
}
SIDE_WORDS = {"left": "left side", "right": "right side", "both": ""}
SCREEN_WORDS = {
    ScreenReason.FIRST_USE: "Before you begin",
    ScreenReason.WEEKLY: "Once a week, before you go on",
    ScreenReason.WORSE: "You said that it is getting worse",
}
DAY_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True, kw_only=True)
class TodayItem:
    """One exercise of today.

    done, planned  sets, over both sides when they are done in turn
    side           the side that comes next; "both" without a side
    sets_left      sets still to do on that side
    """

    item: Prescription
    name: str
    dose: str
    done: int
    planned: int
    side: str
    sets_left: int
    locked: bool
    camera: bool

    @property
    def finished(self) -> bool:
        """True when nothing is left to do today."""
        return self.done >= self.planned

    @property
    def start_label(self) -> str:
        """What the button says."""
        word = SIDE_WORDS[self.side]
        verb = "Again" if self.finished else "Go on" if self.done else "Start"
        return f"{verb} · {word}" if word else verb

    @property
    def state(self) -> str:
        """How far it is, in words."""
        if self.locked:
            return "locked"
        if self.finished:
            return "done"
        return f"{self.done} of {self.planned} sets" if self.done else ""


def today_items(
    programme: Programme,
    sets: Iterable[TrainingSet],
    locked: Collection[str],
    *,
    today: date,
    zone: tzinfo,
) -> list[TodayItem]:
    """The exercises of today in the order of the programme, with what was done of them."""
    done_today = [s for s in sets if day_of(s.start.started_at, zone) == today and s.end]
    return [_item(item, done_today, locked) for item in programme.on(today)]


def _item(item: Prescription, done: Sequence[TrainingSet], locked: Collection[str]) -> TodayItem:
    counts = {side: 0 for side in SIDES[item.side]}
    for one in done:
        if one.start.exercise == item.exercise and one.full_reps:
            side = one.start.side if one.start.side in counts else next(iter(counts))
            counts[side] += 1
    side = min(counts, key=lambda name: (counts[name], list(counts).index(name)))
    return TodayItem(
        item=item,
        name=exercise_name(item.exercise),
        dose=item.dose_text,
        done=sum(min(count, item.sets) for count in counts.values()),
        planned=item.sets * len(counts),
        side=side,
        sets_left=max(1, item.sets - counts[side]),
        locked=item.exercise in locked,
        camera=has_camera(item.exercise),
    )


def due_screen(
    screens: Sequence[SafetyScreen], entries: Sequence[SymptomEntry], *, now: datetime
) -> ScreenReason | None:
    """Why the safety screen has to be answered now, or None."""
    last_at = max((s.at for s in screens), default=None)
    worse_at = max((e.at for e in entries if e.worse), default=None)
    return screen_due(last_at, now=now, worse_at=worse_at)


def morning_is_due(
    sets: Iterable[TrainingSet],
    entries: Iterable[SymptomEntry],
    *,
    today: date,
    zone: tzinfo,
) -> bool:
    """True when something was trained yesterday and this morning was not asked yet."""
    yesterday = today - timedelta(days=1)
    trained = any(day_of(s.start.started_at, zone) == yesterday for s in sets)
    asked = any(day_of(e.at, zone) == today and e.when is When.MORNING for e in entries)
    return trained and not asked


def moment_now(sets: Iterable[TrainingSet], *, today: date, zone: tzinfo) -> When:
    """Whether an entry made now is one before or one after today's exercises."""
    trained = any(day_of(s.start.started_at, zone) == today for s in sets)
    return When.AFTER if trained else When.BEFORE


def days_until_next(programme: Programme, today: date) -> int | None:
    """Days until something is on the programme again; None when there is nothing."""
    for ahead in range(1, 8):
        if programme.on(today + timedelta(days=ahead)):
            return ahead
    return None


def next_day_text(programme: Programme, today: date) -> str:
    """When the next exercises are, in words."""
    ahead = days_until_next(programme, today)
    if ahead is None:
        return "There are no exercises in your programme."
    when = "tomorrow" if ahead == 1 else f"on {today + timedelta(days=ahead):%A}"
    return f"A day of rest: rest is part of the programme. The next exercises are {when}."


def programme_lines(programme: Programme) -> list[str]:
    """Each exercise with its dose and days, in words."""
    return [
        f"{exercise_name(item.exercise)}: {item.dose_text} ({days_text(item.days)})"
        for item in programme.items
    ]


def days_text(days: Collection[int]) -> str:
    """Days of the week in words."""
    if len(days) == len(DAY_NAMES):
        return "every day"
    return ", ".join(DAY_NAMES[day] for day in sorted(days))
