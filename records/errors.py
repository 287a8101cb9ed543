"""What can go wrong with the records, each as one plain sentence for the user."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, StatementError


class RecordsError(RuntimeError):
    """The records cannot be read or written; the message is one plain sentence."""


DISK_FULL = "Nothing was saved, because the disk is full or cannot be written: free some space."
DAMAGED = "The records file is damaged; restore the latest back-up."
BUSY = "The records are in use by another process; try again in a moment."
READ_ONLY = "The records cannot be changed, because their file or folder is read-only."
UNREACHABLE = "The database cannot be reached; check that it runs and that its address is right."
CLASH = "Nothing was saved, because it contradicts what is already kept."
OTHER = "The records could not be read or written."

_CAUSES = (
    (("full", "disk i/o error"), DISK_FULL),
    (("malformed", "not a database"), DAMAGED),
    (("locked", "busy"), BUSY),
    (("readonly", "read-only"), READ_ONLY),
    (("unable to open",), UNREACHABLE),
    (("no space left", "could not extend", "could not write"), DISK_FULL),
    (("connection", "does not exist", "authentication"), UNREACHABLE),
    (("constraint",), CLASH),
)


def sentence(cause: object) -> str:
    """The sentence for what the database said."""
    said = str(cause).lower()
    for words, text in _CAUSES:
        if any(word in said for word in words):
            return text
    return OTHER


@contextmanager
def plain_errors() -> Iterator[None]:
    """Turn errors of the database into `RecordsError`; a wrong value stays a ValueError."""
    try:
        yield
    except DBAPIError as error:
        raise RecordsError(sentence(error.orig)) from error
    except sqlite3.Error as error:
        raise RecordsError(sentence(error)) from error
    except StatementError as error:
        if isinstance(error.orig, ValueError):
            raise error.orig from None
        raise
