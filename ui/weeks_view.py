"""What the page of progress says, worked out from the records; nothing is drawn here."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from statistics import fmean, median

import pandas as pd

from kinematics.quality import Grade
from programme.adherence import Adherence, DoneSet, held, week_adherence, weeks_in_a_row
from programme.dose import Programme
from programme.progression import Change, Move
from programme.return_to_run import RUN_WALK
from programme.symptoms import Place, SymptomEntry, pain_changed
from records.types import TrainingSet
from ui.clock import day_of, day_text
from ui.exercise_names import exercise_name

PLACES = {Place.LEG: "Leg", Place.BUTTOCK: "Buttock", Place.BACK: "Back"}
RATINGS_MIN = 3
WEEK = timedelta(days=7)
TREND_WEEKS = 4
CANNOT_TELL = "cannot tell yet"
NEEDED = f"entries on {RATINGS_MIN} days of this week and of the one four weeks ago"
MOVE_WORDS = {
    Move.PROGRESS: "One step more",
    Move.REDUCE: "One step less",
    Move.REGRESS: "Two steps back",
    Move.DELOAD: "Less for a while",
    Move.UNDO: "Taken back",
    Move.HOLD: "The same",
}


@dataclass(frozen=True, kw_only=True)
class Day:
    """One day of the week strip: planned, done, both or neither."""

    day: date
    planned: bool
    done: bool

    @property
    def state(self) -> str:
        """One of done, extra, open, rest."""
        if self.done:
            return "done" if self.planned else "extra"
        return "open" if self.planned else "rest"


@dataclass(frozen=True, kw_only=True)
class ChangeView:
    """A change of the programme in words."""

    when: str
    title: str
    dose: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class PainTrend:
    """The mean of the worst pain of a day: a week some weeks ago, and the last week."""

    place: str
    before: float
    after: float

    @property
    def word(self) -> str:
        """Lower, higher, about the same, or cannot tell yet; by the published minimum."""
        if math.isnan(self.before) or math.isnan(self.after):
            return CANNOT_TELL
        if not pain_changed(self.before, self.after):
            return "about the same"
        return "lower" if self.after < self.before else "higher"

    @property
    def sentence(self) -> str:
        """What can be said, and what is needed to say it."""
        if self.word == CANNOT_TELL:
            return f"{CANNOT_TELL}: that takes {NEEDED}"
        return f"{self.word}, mean of this week against that of four weeks ago"

    @property
    def text(self) -> str:
        """The numbers."""
        if self.word == CANNOT_TELL:
            return "–" if math.isnan(self.after) else f"{self.after:.1f}"
        return f"{self.before:.1f} → {self.after:.1f}"


def done_sets(sets: Iterable[TrainingSet], zone: tzinfo) -> list[DoneSet]:
    """Sets as the rules of adherence take them; running and walking is not counted in sets."""
    return [
        DoneSet(
            on=day_of(s.start.started_at, zone),
            exercise=s.start.exercise,
            side=s.start.side,
            full_reps=s.full_reps,
            held_reps=sum(held(r.hold_s, s.start.hold_prescribed_s) for r in s.reps if r.complete),
            minutes=(s.end.ended_at - s.start.started_at).total_seconds() / 60 if s.end else 0.0,
            manual=s.start.manual,
        )
        for s in sets
        if s.start.exercise != RUN_WALK
    ]


def week_strip(programme: Programme | None, done: Sequence[DoneSet], today: date) -> list[Day]:
    """The week that `today` is in, from Monday."""
    monday = today - timedelta(days=today.weekday())
    trained = {s.on for s in done if s.full_reps}
    days = [monday + timedelta(days=n) for n in range(7)]
    return [
        Day(day=d, planned=bool(programme and programme.on(d)), done=d in trained) for d in days
    ]


def week_sentence(week: Adherence) -> str:
    """The last seven days in one friendly sentence."""
    if not week.sessions_prescribed:
        return "Nothing was planned in the last seven days."
    done = f"{week.sessions_done} of {week.sessions_prescribed} training days"
    told = f", {week.manual_sets} sets of them without the camera" if week.manual_sets else ""
    return f"In the last seven days: {done}, {week.full_reps} full repetitions{told}."


def streak_sentence(
    programme: Programme, done: Sequence[DoneSet], today: date, *, begun: date
) -> str:
    """Weeks in a row with at least half of the training days; never a reproach."""
    weeks = weeks_in_a_row(programme, done, last_day=today, begun=begun)
    if weeks >= 2:
        return f"{weeks} weeks in a row with at least half of your training days."
    week = week_adherence(programme, done, last_day=today, begun=begun)
    if week.sessions_done or any(today - WEEK < s.on <= today and s.full_reps for s in done):
        return "You have begun this week: every day you do counts."
    return "A fresh week: one exercise is a good start."


def pain_trends(
    entries: Sequence[SymptomEntry], *, today: date, zone: tzinfo, weeks: int = TREND_WEEKS
) -> list[PainTrend]:
    """The last week against the one `weeks` weeks earlier, for each place."""
    return [
        PainTrend(
            place=name,
            before=_week_mean(entries, place, today - weeks * WEEK, zone),
            after=_week_mean(entries, place, today, zone),
        )
        for place, name in PLACES.items()
    ]


def _week_mean(entries: Sequence[SymptomEntry], place: Place, last: date, zone: tzinfo) -> float:
    worst = daily_worst(entries, place, zone)
    found = [value for day, value in worst.items() if last - WEEK < day <= last]
    return fmean(found) if len(found) >= RATINGS_MIN else math.nan


def daily_worst(entries: Iterable[SymptomEntry], place: Place, zone: tzinfo) -> dict[date, int]:
    """The largest number given for a place on each day."""
    worst: dict[date, int] = {}
    for entry in entries:
        rating = entry.rating(place)
        numbers = [n for n in (rating.now, rating.worst) if n is not None]
        if numbers:
            day = day_of(entry.at, zone)
            worst[day] = max(*numbers, worst.get(day, 0))
    return dict(sorted(worst.items()))


def pain_table(entries: Sequence[SymptomEntry], zone: tzinfo) -> pd.DataFrame:
    """Columns day, place, worst, week (7-day mean)."""
    frames = []
    for place, name in PLACES.items():
        worst = daily_worst(entries, place, zone)
        if worst:
            series = pd.Series(worst.values(), index=pd.to_datetime(list(worst)), dtype=float)
            week = series.rolling("7D", min_periods=RATINGS_MIN).mean()
            frames.append(
                pd.DataFrame({"day": series.index, "place": name, "worst": series.to_numpy(),
                              "week": week.to_numpy()})
            )  # fmt: skip
    columns = ["day", "place", "worst", "week"]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=columns)


def training_table(sets: Iterable[TrainingSet], exercise: str, zone: tzinfo) -> pd.DataFrame:
    """Columns day, peak_deg (median over full repetitions), form (mean); camera sets only.

    Sets whose recording allows no degrees (grade C) are left out: their page tells none either.
    """
    days: dict[date, list[TrainingSet]] = {}
    for one in sets:
        if one.start.exercise == exercise and not one.start.manual and one.end and _told(one):
            days.setdefault(day_of(one.start.started_at, zone), []).append(one)
    rows = []
    for day, mine in sorted(days.items()):
        peaks = [
            r.peak_deg for s in mine for r in s.reps if r.complete and r.peak_deg == r.peak_deg
        ]
        scores = [s.end.form_score for s in mine if s.end and s.end.form_score is not None]
        scores = [score for score in scores if not math.isnan(score)]
        rows.append(
            {
                "day": pd.Timestamp(day),
                "peak_deg": round(median(peaks), 1) if peaks else math.nan,
                "form": round(fmean(scores), 1) if scores else math.nan,
            }
        )
    return pd.DataFrame(rows, columns=["day", "peak_deg", "form"])


def _told(one: TrainingSet) -> bool:
    """Whether the recording of a set allows degrees and a score to be told."""
    grade = one.start.parameters.get("grade")
    return grade is None or Grade(grade).tells_degrees


def exercises_seen(sets: Iterable[TrainingSet]) -> list[str]:
    """Exercises with a set in front of the camera, the latest first."""
    latest = {s.start.exercise: s.start.started_at for s in sets if not s.start.manual}
    return sorted(latest, key=lambda key: latest[key], reverse=True)


def change_views(changes: Iterable[Change], today: date, zone: tzinfo) -> list[ChangeView]:
    """What changed and why, newest first; decisions to stay the same are left out."""
    made = [c for c in changes if c.move is not Move.HOLD]
    return [_change_view(c, today, zone) for c in reversed(made)]


def _change_view(change: Change, today: date, zone: tzinfo) -> ChangeView:
    before, after = change.before, change.after
    same = before.exercise == after.exercise
    old = before.dose_text if same else f"{exercise_name(before.exercise)}, {before.dose_text}"
    new = after.dose_text if same else f"{exercise_name(after.exercise)}, {after.dose_text}"
    return ChangeView(
        when=day_text(day_of(change.at, zone), today),
        title=f"{exercise_name(before.exercise)}: {MOVE_WORDS[change.move].lower()}",
        dose=f"{old} → {new}" if before != after else old,
        reason=change.reason,
    )
