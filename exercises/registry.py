"""Finds the exercises in ``catalog/``: every module there that has an `EXERCISE`."""

import importlib
import pkgutil
from functools import cache

from exercises import catalog
from exercises.spec import Exercise


@cache
def load_exercises() -> dict[str, Exercise]:
    """All exercises by key, in alphabetical order of their names."""
    modules = (
        importlib.import_module(f"{catalog.__name__}.{info.name}")
        for info in pkgutil.iter_modules(catalog.__path__)
    )
    found: list[Exercise] = [module.EXERCISE for module in modules]
    return {exercise.key: exercise for exercise in sorted(found, key=lambda e: e.name)}


def find_exercise(key: str) -> Exercise:
    """The exercise of that key; ValueError naming the known ones."""
    exercises = load_exercises()
    if key not in exercises:
        raise ValueError(f"There is no exercise {key!r}. Known: {', '.join(sorted(exercises))}.")
    return exercises[key]
