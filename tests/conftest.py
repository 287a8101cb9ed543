"""What several files of tests share: fresh records, three people in them, patience with pages."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from records import Actor, Records, Role
from tests.databases import KINDS, fresh_url
from tests.records_cases import actor

expect.set_options(timeout=30_000)  # several workers share the cores with the browsers


@pytest.fixture(params=KINDS)
def records(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Records]:
    with fresh_url(request.param, tmp_path) as url, Records.open(url) as opened:
        yield opened


@pytest.fixture
def anna(records: Records) -> Actor:
    return actor(records.add_person(Role.PATIENT, label="Anna"))


@pytest.fixture
def ben(records: Records) -> Actor:
    return actor(records.add_person(Role.PATIENT, label="Ben"))


@pytest.fixture
def clinician(records: Records) -> Actor:
    return actor(records.add_person(Role.CLINICIAN, label="Dr C"))
