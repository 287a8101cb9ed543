"""Names of exercises, also of those that the camera does not know."""

from exercises.registry import load_exercises


def exercise_name(key: str) -> str:
    """The name as people read it."""
    known = load_exercises().get(key)
    return known.name if known else key.replace("_", " ").capitalize()


def has_camera(key: str) -> bool:
    """True when the coach can count the exercise."""
    return key in load_exercises()
