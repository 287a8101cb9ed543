"""A person can take everything along, and have everything deleted."""

from __future__ import annotations

import csv
import io
import sqlite3
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from kinematics.pose import PoseSequence
from records import Actor, NotAllowed, Records
from tests.records_cases import (
    END,
    START,
    fill,
    fill_every_table,
    json_of,
    poses,
    rep,
)


def test_export_holds_everything(
    records: Records, anna: Actor, ben: Actor, clinician: Actor
) -> None:
    fill_every_table(records, anna, clinician)
    records.save_note(clinician, anna.person_id, "=cmd()|'x'!A1")
    records.save_set(ben, ben.person_id, replace(START, exercise="squat"), END, [rep()])
    archive = records.export_person(anna, anna.person_id)
    tables = json_of(archive)
    assert all(tables.values()), {name for name, rows in tables.items() if not rows}
    assert "squat" not in {row["exercise"] for row in tables["sets"]}
    assert len(tables["reps"]) == 1
    assert tables["reps"][0]["down_s"] is None
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        names = set(opened.namelist())
        assert names >= {f"{name}.csv" for name in tables} | {"README.txt"}
        notes = list(csv.DictReader(io.StringIO(opened.read("notes.csv").decode())))
        (npz,) = [name for name in names if name.endswith(".npz")]
        found = PoseSequence.load_npz(io.BytesIO(opened.read(npz)))
    assert notes[1]["text"].startswith("'=")
    np.testing.assert_array_equal(found.xy_px, poses().xy_px)


def test_delete_leaves_nothing(
    records: Records, anna: Actor, ben: Actor, clinician: Actor, tmp_path: Path
) -> None:
    fill_every_table(records, anna, clinician)
    records.save_note(clinician, anna.person_id, "a secret of some length")
    records.save_set(ben, ben.person_id, START, END, [rep()])
    records.delete_person(anna, anna.person_id)
    assert records.known_role(anna.person_id) is None
    with pytest.raises(NotAllowed):
        records.list_sets(anna, anna.person_id)
    assert len(records.list_sets(ben, ben.person_id)[0].reps) == 1
    copy = tmp_path / "all.sqlite"
    records.backup(copy)
    with sqlite3.connect(copy) as database:
        tables = [row[0] for row in database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'alembic%'"
        )]  # fmt: skip
        left = {name: database.execute(f"SELECT count(*) FROM {name}").fetchone()[0]
                for name in tables}  # fmt: skip
    assert {name for name, rows in left.items() if rows} == {"people", "sets", "reps", "faults"}
    for file in tmp_path.glob("records.sqlite*"):
        assert b"a secret of some length" not in file.read_bytes()


def test_a_clinician_who_deletes_is_noted_without_the_patient(
    records: Records, anna: Actor, clinician: Actor, tmp_path: Path
) -> None:
    fill(records, anna)
    records.delete_person(clinician, anna.person_id)
    copy = tmp_path / "all.sqlite"
    records.backup(copy)
    with sqlite3.connect(copy) as database:
        lines = database.execute("SELECT actor_id, patient_id, action FROM audit").fetchall()
    assert lines == [(clinician.person_id, None, "delete_person")]
