"""Years of daily data for many patients: how long the records' verbs take, how large they are.

``python -m benchmarks.records [--patients 1000] [--years 5] [--url postgresql://…]``; by default
50 patients in a SQLite file in a temporary folder. Each day: a symptom entry and three sets of ten
repetitions; each week: a safety screen and a questionnaire; each month: a change of the programme,
an event and a running analysis with curves. Times are medians of five; `benchmarks.pages` measures
the pages on a database that this leaves behind (`--url`).
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, literal, select, text

from exercises.results import Rep
from programme.stages import STAGES
from programme.symptoms import Pain, Place, SymptomEntry, When
from records import Actor, Records, Role
from records.columns import to_plain
from records.database import connect
from records.models import (
    AnalysisRow,
    ChangeRow,
    EventRow,
    FaultRow,
    PersonRow,
    ProgrammeRow,
    QuestionnaireRow,
    RepRow,
    ScreenRow,
    SetRow,
    SymptomRow,
)
from records.plain import item_to_plain
from records.types import SetStart
from running.measure import Measure
from running.metrics import METRICS

NOW = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
SETS_A_DAY = 3
REPS_A_SET = 10
EXERCISES = ("glute_bridge", "clamshell", "squat")
DATED = (SymptomRow, ScreenRow, QuestionnaireRow, ProgrammeRow, ChangeRow, EventRow, AnalysisRow)
MONTH = 30
Row = dict[str, Any]


def main() -> None:
    """Fill a database and print the table."""
    parser = argparse.ArgumentParser(description="Times and size of the records.")
    parser.add_argument("--patients", type=int, default=50)
    parser.add_argument("--years", type=float, default=5.0)
    parser.add_argument("--url", help="an empty database; by default a temporary SQLite file")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "records.sqlite"
        url = options.url or f"sqlite:///{file}"
        with Records.open(url) as records:
            clinician = records.add_person(Role.CLINICIAN)
        days = round(options.years * 365.25)
        started = time.perf_counter()
        fill(url, options.patients, days)
        filled_s = time.perf_counter() - started
        sets = options.patients * days * SETS_A_DAY
        print(f"{options.patients} patients x {days} days: {sets:,} sets, "
              f"{sets * REPS_A_SET:,} repetitions, filled in {filled_s:.0f} s")  # fmt: skip
        report_size(url, file, options.patients * options.years)
        measure(url, Actor(person_id=clinician.id, role=Role.CLINICIAN))


def fill(url: str, patients: int, days: int) -> None:
    """Add one patient with all days, then copies, one transaction each."""
    engine = connect(url)
    writing = engine.execution_options(begin="IMMEDIATE")
    with writing.begin() as connection:
        for model, rows in rows_of(days):
            connection.execute(insert(model), rows)
    with writing.begin() as connection:
        prepare_for_copies(connection)
    for number in range(1, patients):
        with writing.begin() as connection:
            for model in (PersonRow, SetRow, RepRow, FaultRow, *DATED):
                connection.execute(copy_of(model.__table__, number, days * SETS_A_DAY))
    with writing.begin() as connection:
        connection.execute(text("ANALYZE"))
    engine.dispose()


def prepare_for_copies(connection: Connection) -> None:
    """On PostgreSQL: number new sets far above those of the copies."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("ALTER TABLE sets ALTER COLUMN id RESTART WITH 1000000000"))


def copy_of(table: Any, number: int, sets: int) -> Any:
    """The statement that copies the first patient's rows of a table for patient `number`."""
    replaced: dict[str, Any] = {
        "person_id": literal(name_of(number)),
        "set_id": table.c.set_id + number * sets if "set_id" in table.c else None,
        "id": table.c.id + number * sets if table.name == "sets" else literal(name_of(number)),
    }
    columns = [c for c in table.c if c.name != "id" or table.name in ("sets", "people")]
    rows = select(*(replaced.get(c.name, c) for c in columns)).where(first_patient(table, sets))
    return insert(table).from_select([c.name for c in columns], rows)


def first_patient(table: Any, sets: int) -> Any:
    """The rows of the first patient."""
    if "set_id" in table.c:
        return table.c.set_id <= sets
    return (table.c.id if table.name == "people" else table.c.person_id) == name_of(0)


def name_of(number: int) -> str:
    """The id of a patient."""
    return f"patient{number:05}"


def rows_of(days: int) -> Iterator[tuple[Any, list[Row]]]:
    """All rows of the first patient by table."""
    person_id = name_of(0)
    yield PersonRow, [{"id": person_id, "role": "patient", "label": "", "demo": False,
                       "created_at": moment(days)}]  # fmt: skip
    sets = [set_row(n + 1, person_id, days - n // SETS_A_DAY, n % SETS_A_DAY)
            for n in range(days * SETS_A_DAY)]  # fmt: skip
    yield SetRow, sets
    yield RepRow, [rep_row(s["id"], n) for s in sets for n in range(1, REPS_A_SET + 1)]
    yield FaultRow, [fault_row(s["id"]) for s in sets]
    yield SymptomRow, [symptom_row(person_id, back) for back in range(days, 0, -1)]
    yield ScreenRow, [{"person_id": person_id, "at": moment(back), "yes": [], "cleared": False}
                      for back in range(days, 0, -7)]  # fmt: skip
    yield QuestionnaireRow, [
        {"person_id": person_id, "at": moment(back), "instrument": "psfs",
         "answers": {"run": 3, "sit": 4, "climb": 5}, "score": 4.0} for back in range(days, 0, -7)
    ]  # fmt: skip
    months = range(days, 0, -MONTH)
    yield ProgrammeRow, [programme_row(person_id, back) for back in months]
    yield ChangeRow, [change_row(person_id, back) for back in months]
    yield EventRow, [{"person_id": person_id, "at": moment(back - 15), "kind": "treatment",
                      "text": "hands-on"} for back in months]  # fmt: skip
    yield AnalysisRow, [analysis_row(person_id, back) for back in months]


def moment(days_back: int, minutes: int = 0) -> datetime:
    """A time before now."""
    return NOW - timedelta(days=days_back, minutes=-minutes)


def set_row(key: int, person_id: str, back: int, place: int) -> Row:
    """One set."""
    return {
        "id": key, "person_id": person_id, "started_at": moment(back, 5 * place),
        "exercise": EXERCISES[place], "side": "both", "reps_prescribed": REPS_A_SET,
        "hold_prescribed_s": 2.0, "manual": False, "manual_reps": 0, "software_version": "0.1.0",
        "model_sha256": "0" * 64, "parameters": {"view": "side"},
        "ended_at": moment(back, 5 * place + 2), "form_score": 80.0, "scored": True, "effort": 6,
        "felt_at": "glute", "local_pain": 2, "leg_rise": 0, "eased": "within_minutes",
        "stop_reason": None,
    }  # fmt: skip


def rep_row(set_id: int, number: int) -> Row:
    """One repetition, with numbers of full length as a camera gives them."""
    start_s = 5.0123456 * number
    return {
        "set_id": set_id, "number": number, "side": "both", "start_s": start_s,
        "peak_s": start_s + 1.87654, "end_s": start_s + 4.65432, "peak_deg": 170.0 + set_id % 7 / 3,
        "rom_deg": 42.0 + set_id % 11 / 3, "hold_s": 2.0123, "up_s": 1.1234, "down_s": 1.3456,
        "complete": True,
    }  # fmt: skip


def fault_row(set_id: int) -> Row:
    """One fault in each set."""
    return {"set_id": set_id, "rep_number": 1 + set_id % REPS_A_SET, "place": 0,
            "key": "over_arching", "start_s": 7.123, "end_s": 7.987, "worst": 6.543,
            "worst_s": 7.654, "unit": "deg"}  # fmt: skip


def symptom_row(person_id: str, back: int) -> Row:
    """One symptom entry."""
    return {
        "person_id": person_id, "at": moment(back, -60), "moment": "morning",
        "leg_now": 2, "leg_worst": 2 + back % 4, "buttock_now": 1, "buttock_worst": 2,
        "back_now": 0, "back_worst": 1, "marks": [["buttock", "left", "pain"],
                                                            ["calf", "left", "tingling"]],
        "worse": False,
    }  # fmt: skip


def programme_row(person_id: str, back: int) -> Row:
    """One version of the programme."""
    items = [item_to_plain(item) for item in STAGES[1].items]
    return {"person_id": person_id, "at": moment(back), "stage": 1, "author_id": "rules",
            "reason": "One step more.", "items": items}  # fmt: skip


def change_row(person_id: str, back: int) -> Row:
    """One decision."""
    item = item_to_plain(STAGES[1].items[0])
    return {"person_id": person_id, "at": moment(back), "exercise": "glute_bridge",
            "move": "progress", "before": item, "after": item, "reason": "It went well.",
            "see_clinician": False}  # fmt: skip


def analysis_row(person_id: str, back: int) -> Row:
    """One running analysis of the size of a real one."""
    value = 166.0 + back % 11 / 3
    measures = [
        Measure(key=key, side=side, value=value, unit="deg", n=60, iqr=(value, value + 1),
                ci95=(value - 1, value + 1), sdd=4.2, grade="B")
        for key in METRICS for side in ("left", "right")
    ]  # fmt: skip
    line = [value + place / 7 for place in range(101)]
    curves = {f"{key}, {side}": {"mean": line, "sd": line} for key in "abcd" for side in "lr"}
    return {"person_id": person_id, "at": moment(back), "view": "rear",
            "measures": to_plain(measures), "curves": curves, "parameters": {"speed_kmh": 10.0},
            "software_version": "0.1.0", "model_sha256": "0" * 64,
            "source_sha256": "1" * 64}  # fmt: skip


def report_size(url: str, file: Path, patient_years: float) -> None:
    """Print the size of the database."""
    engine = connect(url)
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            query = "SELECT pg_database_size(current_database())"
            size: int = connection.execute(text(query)).scalar_one()
        else:
            size = Path(engine.url.database or file).stat().st_size
    engine.dispose()
    print(f"size: {size / 1e6:,.0f} MB, {size / patient_years / 1e6:.2f} MB a patient and year")


def measure(url: str, clinician: Actor) -> None:
    """Print how long each verb takes."""
    me = Actor(person_id="patient00000", role=Role.PATIENT)
    one = me.person_id
    week, months, year = (NOW - timedelta(days=days) for days in (7, 56, 365))
    entry = SymptomEntry(at=NOW, when=When.OTHER, pain={Place.LEG: Pain(now=2, worst=3)})
    start = SetStart(started_at=NOW, exercise="squat", side="both", reps_prescribed=10)
    with Records.open(url) as records:
        set_id = records.start_set(me, one, start)
        numbers = iter(range(1, 1000))
        verbs: dict[str, Callable[[], object]] = {
            "open": lambda: Records.open(url).close(),
            "list_people (clinician)": lambda: records.list_people(clinician),
            "list_sets, 7 days": lambda: records.list_sets(me, one, since=week),
            "list_sets, 8 weeks": lambda: records.list_sets(me, one, since=months),
            "list_sets, all, without reps": lambda: records.list_sets(me, one, with_reps=False),
            "list_symptoms, 1 year": lambda: records.list_symptoms(me, one, since=year),
            "list_symptoms, all": lambda: records.list_symptoms(me, one),
            "list_screens, all": lambda: records.list_screens(me, one),
            "list_questionnaires, all": lambda: records.list_questionnaires(me, one),
            "list_analyses, all": lambda: records.list_analyses(me, one),
            "list_symptoms, all (clinician)": lambda: records.list_symptoms(clinician, one),
            "save_symptoms": lambda: records.save_symptoms(me, one, entry),
            "append_rep": lambda: records.append_rep(me, one, set_id, rep(next(numbers))),
            "export_person": lambda: records.export_person(me, one),
        }
        for name, verb in verbs.items():
            print(f"{name:32} {1000 * timed(verb, 5):9.1f} ms")
        deleted_s = timed(lambda: records.delete_person(me, one), 1)
        print(f"{'delete_person':32} {1000 * deleted_s:9.1f} ms")


def rep(number: int) -> Rep:
    """A repetition to append."""
    return Rep(index=number, side="both", start_s=1.0, peak_s=2.0, end_s=4.0, peak_deg=170.0,
               rom_deg=42.0, hold_s=2.0, up_s=1.0, down_s=1.0, complete=True)  # fmt: skip


def timed(verb: Callable[[], object], times: int) -> float:
    """Median seconds of some calls."""
    seconds = []
    for _ in range(times):
        started = time.perf_counter()
        verb()
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds)


if __name__ == "__main__":
    main()
