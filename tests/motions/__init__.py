"""One file for each exercise, named by its key: how it is done, as `MOTION`."""

import importlib
import pkgutil
from typing import Any


def load_motions() -> dict[str, Any]:
    """The motion of every file here, by key."""
    keys = [info.name for info in pkgutil.iter_modules(__path__)]
    return {key: importlib.import_module(f"{__name__}.{key}").MOTION for key in keys}
