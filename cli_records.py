"""Commands on the records: back-up, restore, export and deletion of a person, a demo person."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from analysis.errors import RequestRefused

if TYPE_CHECKING:
    from records import Actor, Records

T = TypeVar("T")

records_app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Back up, restore, export or delete what the app keeps. For whoever runs the app.",
)
PersonId = Annotated[
    str, typer.Argument(metavar="PERSON", help="The person's id; `me` in a single-user app.")
]


def add_records_commands(app: typer.Typer) -> None:
    """Add `records …` and `demo` to the command line."""
    app.add_typer(records_app, name="records")
    app.command("demo")(fill_demo_person)


def fill_demo_person() -> None:
    """Add a made-up runner with eight weeks, to look around in the app."""
    from datetime import UTC, datetime

    from records.demo import fill_demo

    with _opened() as records:
        person = _plain(lambda: fill_demo(records, now=datetime.now(UTC)))
    typer.echo(f"Demo person {person.id}: in the app, My data, then Demo runner.")


@records_app.command("backup")
def back_up(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="The back-up file to write.")],
) -> None:
    """Write everything to one file; it is as private as the records."""
    with _opened() as records:
        _plain(lambda: records.backup(path))
    typer.echo(f"Backed up to {path}")


@records_app.command("restore")
def restore(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="A back-up file.")],
) -> None:
    """Put a back-up in place of everything that is kept now."""
    with _opened() as records:
        _plain(lambda: records.restore(path))
    typer.echo(f"Restored from {path}")


@records_app.command("export")
def export(
    person: PersonId,
    output: Annotated[Path, typer.Argument(metavar="OUT.zip", help="The file to write.")],
) -> None:
    """Write everything of a person: JSON, CSV and landmarks in a zip file."""
    from analysis.output_files import OutputFiles

    OutputFiles([output], source=None).discard()
    with _opened() as records:
        actor = _own(records, person)
        data = _plain(lambda: records.export_person(actor, actor.person_id))
    draft = output.with_name(f"{output.name}.part")
    draft.write_bytes(data)
    draft.replace(output)
    typer.echo(f"Exported to {output}")


@records_app.command("delete")
def delete(
    person: PersonId,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Delete everything of a person. It cannot be undone; earlier back-ups still hold it."""
    with _opened() as records:
        actor = _own(records, person)
        if not yes and not typer.confirm(f"Delete everything of {actor.person_id}?", err=True):
            raise RequestRefused("Nothing was deleted.")
        _plain(lambda: records.delete_person(actor, actor.person_id))
    typer.echo("Deleted.")


def _opened() -> "Records":
    from records import Records

    return _plain(Records.open)


def _own(records: "Records", person: str) -> "Actor":
    """The actor that the person is: whoever runs the app may do what the person may."""
    from records import Actor

    if person == "me":
        found = _plain(records.only_person)
        if found is None:
            raise RequestRefused("Nothing is kept of anybody yet.")
        return Actor(person_id=found.id, role=found.role)
    role = _plain(lambda: records.known_role(person))
    if role is None:
        raise RequestRefused(f"There is no person {person} in the records.")
    return Actor(person_id=person, role=role)


def _plain(work: Callable[[], T]) -> T:
    """What the records cannot do, as a refusal with its sentence."""
    from records import NotAllowed, RecordsError

    try:
        return work()
    except (RecordsError, NotAllowed) as error:
        raise RequestRefused(str(error)) from error
