"""What can be said of a request before any work is done."""

import math
from typing import get_args

from analysis.errors import RequestRefused
from exercises.registry import find_exercise
from exercises.spec import Exercise
from vision.models import ModelName

PLAYBACK_FACTOR_MAX = 100.0  # the same as `vision.video_clock.time_scale`


def asked_exercise(key: str) -> Exercise:
    """The exercise of that key; `RequestRefused` naming the known ones."""
    try:
        return find_exercise(key)
    except ValueError as error:
        raise RequestRefused(str(error)) from error


def check_wishes(
    *, model: str, playback_factor: float | None, box: tuple[int, int, int, int] | None
) -> None:
    """`RequestRefused` for a model, factor or box that no video fits."""
    names = get_args(ModelName)
    if model not in names:
        raise RequestRefused(f"There is no model {model!r}; known are {', '.join(names)}.")
    factor = playback_factor
    if factor is not None and not (math.isfinite(factor) and 0 < factor <= PLAYBACK_FACTOR_MAX):
        raise RequestRefused(
            "The playback factor must be a number above 0 and at most "
            f"{PLAYBACK_FACTOR_MAX:g}: 0.25 when the video plays at a quarter of real speed."
        )
    if box is not None and (min(box[:2]) < 0 or min(box[2:]) < 1):
        raise RequestRefused(BOX_RULE)


BOX_RULE = "The box must be left,top,width,height in pixels, inside the picture."
