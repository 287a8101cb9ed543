"""Keeps MediaPipe quiet: it may only run in processes whose proxies point nowhere.

MediaPipe for Python (0.10.35 and later) reports usage metrics to its maker when it can. With every
proxy variable pointing at a closed port of this machine it cannot. `blackhole_proxies` is called as
the first thing in a worker process; `require_isolation` guards the only place that creates a model.
"""

import os
from collections.abc import Mapping

NOWHERE = "http://127.0.0.1:9"
_VARIABLES = ("http_proxy", "https_proxy", "all_proxy")
_EXCEPTIONS = ("no_proxy",)


def blackhole_proxies() -> None:
    """Point every proxy variable of this process nowhere."""
    os.environ.update(isolated_environment(os.environ))


def isolated_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """A copy of an environment with every proxy variable pointing nowhere."""
    isolated = dict(environment)
    for name in _VARIABLES:
        isolated[name] = isolated[name.upper()] = NOWHERE
    for name in _EXCEPTIONS:
        isolated[name] = isolated[name.upper()] = ""
    return isolated


def require_isolation() -> None:
    """RuntimeError unless `blackhole_proxies` holds in this process."""
    names = (*_VARIABLES, *(name.upper() for name in _VARIABLES))
    if any(os.environ.get(name) != NOWHERE for name in names) or os.environ.get("no_proxy"):
        raise RuntimeError("MediaPipe runs only in worker processes (vision.isolation).")
