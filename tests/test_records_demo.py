"""The demo person: eight plausible weeks, marked as demo, on whatever day the app starts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from programme.progression import Move
from programme.questionnaires import Instrument
from programme.safety import Outcome, judge
from programme.symptoms import Place, When
from records import Actor, Records, Role
from records.demo import fill_demo, find_whole_demo
from tests.databases import fresh_url


@pytest.mark.parametrize("weekday", [0, 3])
def test_eight_plausible_weeks(tmp_path: Path, weekday: int) -> None:
    now = datetime(2026, 5, 4, 9, 30, tzinfo=UTC) + timedelta(days=weekday)
    with fresh_url("sqlite", tmp_path) as url, Records.open(url) as records:
        person = fill_demo(records, now=now)
        me = Actor(person_id=person.id, role=Role.PATIENT)
        assert person.demo
        assert records.only_person() is None
        assert fill_demo(records, now=now) == person

        sets = records.list_sets(me, person.id)
        entries = records.list_symptoms(me, person.id)
        screens = records.list_screens(me, person.id)
        times = [s.start.started_at for s in sets] + [e.at for e in entries]
        assert timedelta(weeks=8) <= now - min(times) < timedelta(weeks=9)
        assert max(times) < now
        assert judge(screens).outcome is Outcome.TRAIN
        assert now - max(s.at for s in screens) < timedelta(days=8)

        leg = [e.rating(Place.LEG).worst for e in entries if e.when is When.MORNING]
        assert all(value is not None for value in leg)
        assert sum(leg[:14]) > sum(leg[-14:])  # type: ignore[arg-type]
        changes = records.list_changes(me, person.id)
        assert {change.move for change in changes} >= {Move.PROGRESS, Move.REGRESS}
        versions = records.list_programmes(me, person.id)
        assert len(versions) > 5
        assert all(version.reason for version in versions)
        assert {s.start.manual for s in sets} == {True, False}
        tops = {s.start.exercise: s.reps[0].peak_deg for s in sets if s.reps}
        assert tops["glute_bridge"] > 150 > 60 > tops["clamshell"] > tops["standing_hip_extension"]
        asked = {result.instrument for result in records.list_questionnaires(me, person.id)}
        assert asked == {Instrument.PSFS, Instrument.RMDQ, Instrument.GROC}
        assert len(records.list_analyses(me, person.id)) == 5
        assert len(records.list_events(me, person.id)) == 1
        assert len(records.list_notes(me, person.id)) == 1


class CutOff(BaseException):
    """The process ends here: what was kept before stays, each verb being a transaction."""


def fill_and_be_cut_off(records: Records, now: datetime) -> None:
    def cut(*_: object) -> None:
        raise CutOff

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(records, "save_change", cut)
        with pytest.raises(CutOff):
            fill_demo(records, now=now)


def test_two_starts_give_the_same_weeks_also_after_one_that_was_cut_off(tmp_path: Path) -> None:
    found, now = [], datetime(2026, 5, 4, 9, tzinfo=UTC)
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        with fresh_url("sqlite", tmp_path / name) as url, Records.open(url) as records:
            if name == "a":
                fill_and_be_cut_off(records, now)
                assert records.find_demo() is not None
                assert find_whole_demo(records) is None
            person = fill_demo(records, now=now)
            assert find_whole_demo(records) == person
            clinician = records.find_demo(Role.CLINICIAN)
            assert clinician is not None
            doctor = Actor(person_id=clinician.id, role=Role.CLINICIAN)
            assert [one.person for one in records.list_people(doctor)] == [person], "not the half"
            me = Actor(person_id=person.id, role=Role.PATIENT)
            found.append((records.list_symptoms(me, person.id), records.list_sets(me, person.id)))
    assert repr(found[0]) == repr(found[1])
