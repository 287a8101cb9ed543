"""Names of exercises, also of those that the camera does not know."""

from exercises.registry import load_exercises
from programme.return_to_run import RUN_WALK

WITHOUT_CAMERA = {RUN_WALK: "Run and walk"}


def exercise_name(key: str) -> str:
    """The name as people read it."""
    known = load_exercises().get(key)
    return known.name if known else WITHOUT_CAMERA.get(key, key.replace("_", " ").capitalize())


def has_camera(key: str) -> bool:
    """True when the coach can count the exercise."""
    return key in load_exercises()
