"""A made-up runner with eight plausible weeks, so that every page can be seen at first start.

Marked as demo on the person. The doses follow the real rules of `programme`; pain, repetitions and
measures come from a seeded random generator with a slow improvement and one flare in week 5.
"""

from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np

from exercises.results import FormFault, Rep
from kinematics.landmarks import Side
from programme.dose import Prescription, Working
from programme.progression import Change, Move, Session, decide
from programme.questionnaires import Instrument, QuestionnaireResult
from programme.safety import SafetyScreen, StopReason
from programme.signals import Eased, SessionSignals, leg_signal, local_signal, morning_signal
from programme.stages import compose
from programme.symptoms import (
    Mark,
    Pain,
    Place,
    Quality,
    Region,
    SymptomEntry,
    When,
    next_morning,
)
from records.access import Actor, Role
from records.store import Records
from records.types import Event, EventKind, FeltAt, Person, RunningRecord, SetEnd, SetStart
from running.measure import Measure

WEEKS = 8
FLARE_DAY = 30
MISSED_DAYS = frozenset({18, 37})
MANUAL_DAY = 23
RUN_WEEKS = (0, 1, 2, 4, 7)
REST_TOP_DEG = {  # driving angle at rest and at the top, in the first week
    "glute_bridge": (128.0, 162.0),
    "clamshell": (0.0, 27.0),
    "standing_hip_abduction": (0.0, 23.0),
    "standing_hip_extension": (0.0, 11.0),
}
SOFTWARE = "demo"


def fill_demo(records: Records, *, now: datetime, seed: int = 7) -> Person:
    """Add the demo person with eight weeks and the days since Monday; gives one that is there.

    What an earlier run left half made, because it was cut off, is deleted first.
    """
    if found := find_whole_demo(records):
        return found
    for role in Role:
        while half := records.find_demo(role):
            records.delete_person(Actor(person_id=half.id, role=role), half.id)
    patient = records.add_person(Role.PATIENT, label="Demo runner", demo=True)
    clinician = records.add_person(Role.CLINICIAN, label="Demo clinician", demo=True)
    _Demo(records, patient, clinician, now=now, seed=seed).fill()
    return patient


def find_whole_demo(records: Records) -> Person | None:
    """The demo person with all the weeks; None when there is none or it was cut off on the way."""
    person = records.find_demo()
    if person is None:
        return None
    me = Actor(person_id=person.id, role=Role.PATIENT)
    return person if records.list_notes(me, person.id) else None  # the note is written last


class _Demo:
    """The eight weeks, day by day."""

    def __init__(
        self, records: Records, patient: Person, clinician: Person, *, now: datetime, seed: int
    ) -> None:
        self.records, self.id = records, patient.id
        self.me = Actor(person_id=patient.id, role=Role.PATIENT)
        self.clinician = Actor(person_id=clinician.id, role=Role.CLINICIAN)
        monday = now - timedelta(weeks=WEEKS, days=now.weekday())
        self.start = monday.replace(hour=7, minute=0, second=0, microsecond=0)
        self.days = (now - self.start).days
        self.random = np.random.default_rng(seed)
        self.programme = compose(1, at=self.start, author_id=clinician.id)
        self.sessions: dict[str, list[Session]] = {}
        self.changes: dict[str, list[Change]] = {}

    def fill(self) -> None:
        self.records.save_programme(self.clinician, self.id, self.programme)
        for day in range(self.days):
            if day % 7 == 0:
                self._week(day // 7)
            self._day(day)
        self.records.save_event(
            self.me, self.id,
            Event(at=self._at(21, 16), kind=EventKind.TREATMENT, text="adjustment"),
        )  # fmt: skip
        self.records.save_note(
            self.clinician, self.id, "The flare has settled. Next time we can talk about stage 2."
        )

    def _at(self, day: int, hour: float) -> datetime:
        return self.start + timedelta(days=day, hours=hour - 7)

    def _week(self, week: int) -> None:
        at = self._at(7 * week, 7)
        self.records.save_screen(self.me, self.id, SafetyScreen(at=at))
        psfs = {"run 5 km": 2 + week // 2, "sit for an hour": 3 + week // 2, "climb stairs": 5}
        self._ask(at, Instrument.PSFS, psfs)
        if week % 4 == 0:
            ticked = range(1, 12 - week)
            self._ask(at, Instrument.RMDQ, {str(number): 1 for number in ticked})
        if week in RUN_WEEKS:
            self._run(at, week)
        if week == 4:
            self._ask(at, Instrument.GROC, {"score": 3})

    def _ask(self, at: datetime, instrument: Instrument, answers: dict[str, int]) -> None:
        result = QuestionnaireResult(at=at, instrument=instrument, answers=answers)
        self.records.save_questionnaire(self.me, self.id, result)

    def _leg_pain(self, day: int) -> int:
        flare = max(0.0, 3.0 - 0.6 * (day - FLARE_DAY)) if day >= FLARE_DAY else 0.0
        usual = 4.0 - 2.5 * day / (WEEKS * 7) + flare + self.random.normal(0, 0.5)
        return int(np.clip(round(usual), 0, 8))

    def _entry(self, at: datetime, when: When, leg: int) -> SymptomEntry:
        reach = [Region.BUTTOCK, Region.THIGH_BACK, Region.CALF][min(leg // 3, 2)]
        marks = {Mark(region=Region.BUTTOCK, side=Side.LEFT, quality=Quality.PAIN),
                 Mark(region=reach, side=Side.LEFT, quality=Quality.PAIN)}  # fmt: skip
        pain = {
            Place.LEG: Pain(now=max(0, leg - 1), worst=leg),
            Place.BUTTOCK: Pain(now=max(0, leg - 1), worst=max(0, leg - 1)),
            Place.BACK: Pain(now=0, worst=1),
        }
        entry = SymptomEntry(at=at, when=when, pain=pain, marks=frozenset(marks if leg else ()))
        self.records.save_symptoms(self.me, self.id, entry)
        return entry

    def _day(self, day: int) -> None:
        leg = self._leg_pain(day)
        before = self._entry(self._at(day, 7.5), When.MORNING, leg)
        items = self.programme.on(self._at(day, 18).date())
        if not items or day in MISSED_DAYS:
            return
        rise = 3 if day == FLARE_DAY else int(self.random.random() < 0.1)
        following = self._entry(self._at(day, 22), When.AFTER, min(10, leg + rise))
        change = next_morning(before, following)
        signals = SessionSignals(
            local=local_signal(max(0, leg - 1)),
            leg=leg_signal(rise, Eased.WITHIN_MINUTES),
            morning=morning_signal(change) if day == FLARE_DAY else None,
        )
        for number, item in enumerate(items):
            self._exercise(day, 18 + number / 6, item, signals, rise)
        self._review(self._at(day + 1, 6))

    def _exercise(
        self, day: int, hour: float, item: Prescription, signals: SessionSignals, rise: int
    ) -> None:
        at = self._at(day, hour)
        form = float(np.clip(74 + day / 4 + self.random.normal(0, 3), 0, 100))
        stop = StopReason.PAIN if rise >= 3 else None
        sides = ("left", "right") if item.side is Working.EACH else (item.side.value,)
        for number in range(item.sets * len(sides)):
            side = sides[number % len(sides)]
            self._set(day, at + timedelta(minutes=2 * number), item, side, form, rise, stop)
        session = Session(at=at, signals=signals, full_dose=stop is None, form_score=form, effort=6)
        self.sessions.setdefault(item.exercise, []).append(session)

    def _set(
        self, day: int, at: datetime, item: Prescription, side: str, form: float, rise: int,
        stop: StopReason | None,
    ) -> None:  # fmt: skip
        manual = day == MANUAL_DAY
        count = item.reps if stop is None else item.reps // 2
        start = SetStart(
            started_at=at, exercise=item.exercise, side=side, reps_prescribed=item.reps,
            hold_prescribed_s=item.hold_s, manual=manual, manual_reps=count if manual else 0,
            software_version=SOFTWARE, parameters={"demo": True},
        )  # fmt: skip
        end = SetEnd(
            ended_at=at + timedelta(seconds=6 * count), form_score=None if manual else form,
            effort=6, felt_at=FeltAt.GLUTE, local_pain=2, leg_rise=rise,
            eased=Eased.WITHIN_MINUTES, stop_reason=stop,
        )  # fmt: skip
        reps = [] if manual else [self._rep(n + 1, side, item, day) for n in range(count)]
        self.records.save_set(self.me, self.id, start, end, reps)

    def _rep(self, number: int, side: str, item: Prescription, day: int) -> Rep:
        start_s = 6.0 * number
        rest_deg, top_deg = REST_TOP_DEG.get(item.exercise, (0.0, 30.0))
        size = (top_deg - rest_deg) / 34.0  # of the movement, a bridge 1
        peak_deg = float(top_deg + size * (day / 7 + self.random.normal(0, 2.5)))
        held_s = float(max(0.2, item.hold_s + self.random.normal(0.2, 0.3)))
        fault = FormFault(
            key="over_arching", start_s=start_s + 1.5, end_s=start_s + 2.2, worst_s=start_s + 2.0,
            worst=abs(float(self.random.normal(4, 2))), unit="deg",
        )  # fmt: skip
        return Rep(
            index=number, side=side, start_s=start_s, peak_s=start_s + 2, end_s=start_s + 5,
            peak_deg=peak_deg, rom_deg=peak_deg - rest_deg, hold_s=held_s, up_s=1.9, down_s=2.2,
            complete=True, faults=(fault,) if self.random.random() < 0.25 - day / 300 else (),
        )  # fmt: skip

    def _run(self, at: datetime, week: int) -> None:
        drop = 7.5 - 0.15 * week + float(self.random.normal(0, 0.4))
        percent = np.arange(101)
        curve = 2 + (drop - 2) * np.exp(-(((percent - 20) / 12) ** 2))
        measures = (
            _measure("cadence_spm", "both", 166.0 + week / 2, "spm", half=0.8, sdd=2.0),
            _measure("pelvic_drop_deg", "left", drop, "deg", half=0.6, sdd=4.2),
            _measure("pelvic_drop_deg", "right", drop - 1.8, "deg", half=0.6, sdd=4.2),
        )
        known = {"demo": True, "grade": "B", "frame_rate_hz": 60.0, "speed_kmh": 10.0,
                 "roll_deg": 0.2, "shoes": "demo shoes"}  # fmt: skip
        drawn = {"unit": "deg", "strides": 30, "mean": curve, "sd": np.full(101, 0.6)}
        record = RunningRecord(
            at=at, view="rear", measures=measures, parameters=known,
            curves={"pelvic_drop_deg, left": drawn},
            software_version=SOFTWARE, source_sha256="0" * 64,
        )  # fmt: skip
        self.records.save_analysis(self.me, self.id, record)

    def _review(self, at: datetime) -> None:
        """Let the rules of the programme decide on every exercise, the morning after."""
        items, reasons = [], []
        taken = {item.exercise for item in self.programme.items}
        for item in self.programme.items:
            change = decide(
                item, self.sessions.get(item.exercise, []), self.changes.get(item.exercise, []),
                now=at, unavailable=taken,
            )  # fmt: skip
            items.append(change.after)
            if change.move is not Move.HOLD:
                self.changes.setdefault(item.exercise, []).append(change)
                self.records.save_change(self.me, self.id, change)
                reasons.append(change.reason)
        if reasons:
            reason = " ".join(dict.fromkeys(reasons))
            self.programme = replace(
                self.programme, at=at, items=tuple(items), author_id="rules", reason=reason
            )
            self.records.save_programme(self.me, self.id, self.programme)


def _measure(key: str, side: str, value: float, unit: str, *, half: float, sdd: float) -> Measure:
    around = (value - half, value + half)
    return Measure(
        key=key,
        side=side,
        value=value,
        unit=unit,
        n=60,
        iqr=around,
        ci95=around,
        sdd=sdd,
        grade="B",
    )
