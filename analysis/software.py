"""Which software, in which version, made a result."""

import tomllib
from functools import cache
from pathlib import Path

NAME = "glute-coach"
_PROJECT = Path(__file__).parents[1] / "pyproject.toml"


@cache
def software_version() -> str:
    """The version that pyproject.toml states."""
    with _PROJECT.open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])
