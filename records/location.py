"""Where the records are kept."""

import os
from pathlib import Path

import platformdirs

FILE_NAME = "records.sqlite"


def data_folder() -> Path:
    """The folder of the user's data: ``GLUTE_COACH_DATA``, else the system's usual place."""
    if folder := os.environ.get("GLUTE_COACH_DATA"):
        return Path(folder)
    return platformdirs.user_data_path("glute-coach", appauthor=False)


def database_url() -> str:
    """``GLUTE_COACH_DATABASE_URL``, else one SQLite file in the data folder."""
    return os.environ.get("GLUTE_COACH_DATABASE_URL") or sqlite_url(data_folder() / FILE_NAME)


def sqlite_url(path: Path) -> str:
    """The address of a SQLite file."""
    return f"sqlite:///{path}"
