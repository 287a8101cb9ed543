"""Back-up, restore, export and deletion from the command line."""

import zipfile

import pytest

import cli
from records import Records, Role


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("GLUTE_COACH_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("GLUTE_COACH_DATABASE_URL", raising=False)
    return tmp_path


def test_there_and_back(folder, capsys):
    with Records.open() as records:
        person = records.add_person(Role.PATIENT, label="Anna").id
    backup, archive = folder / "backup.sqlite", folder / "anna.zip"
    assert cli.main(["records", "backup", str(backup)]) == 0
    assert cli.main(["records", "export", "me", str(archive)]) == 0
    assert "person.json" in zipfile.ZipFile(archive).namelist()
    assert cli.main(["records", "delete", person, "--yes"]) == 0
    with Records.open() as records:
        assert records.known_role(person) is None
    assert cli.main(["records", "restore", str(backup)]) == 0
    with Records.open() as records:
        assert records.known_role(person) is Role.PATIENT
    assert "Deleted." in capsys.readouterr().out


def test_what_cannot_be_done_is_one_sentence(folder, capsys):
    for arguments, words in (
        (["records", "export", "me", str(folder / "a.zip")], "Nothing is kept of anybody yet."),
        (["records", "delete", "nobody", "--yes"], "There is no person nobody"),
        (["records", "restore", str(folder / "missing")], "does not exist"),
    ):
        assert cli.main(arguments) == cli.EXIT_REFUSED
        assert words in capsys.readouterr().err
    assert not (folder / "a.zip").exists()


def test_the_demo_person_comes_once(folder, capsys):
    assert cli.main(["demo"]) == 0
    first = capsys.readouterr().out
    assert cli.main(["demo"]) == 0
    assert capsys.readouterr().out == first
