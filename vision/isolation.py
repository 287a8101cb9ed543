"""Keeps MediaPipe quiet: it may only run in processes whose proxies point nowhere.

MediaPipe for Python (0.10.35 and later) reports usage metrics to its maker when it can. With every
proxy variable pointing at a closed port of this machine it cannot. `blackhole_proxies` is called as
the first thing in a worker process; `require_isolation` guards the only place that creates a model.
"""

import os

NOWHERE = "http://127.0.0.1:9"
_VARIABLES = ("http_proxy", "https_proxy", "all_proxy")
_EXCEPTIONS = ("no_proxy",)


def blackhole_proxies() -> None:
    """Point every proxy variable of this process nowhere."""
    for name in _VARIABLES:
        os.environ[name] = os.environ[name.upper()] = NOWHERE
    for name in _EXCEPTIONS:
        os.environ[name] = os.environ[name.upper()] = ""


def require_isolation() -> None:
    """RuntimeError unless `blackhole_proxies` holds in this process."""
    names = (*_VARIABLES, *(name.upper() for name in _VARIABLES))
    if any(os.environ.get(name) != NOWHERE for name in names) or os.environ.get("no_proxy"):
        raise RuntimeError("MediaPipe runs only in worker processes (vision.isolation).")
