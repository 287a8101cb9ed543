"""Set up Glute Coach: check the machine, make `.venv`, install packages, obtain the models.

Standard library only, since it runs before anything is installed:
`python3 tools/setup.py [--dev] [--browser]`. A second run finds its stamp and does next to nothing.
"""

import argparse
import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
OLDEST_PYTHON = (3, 11)
SYSTEM_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGLESv2.so.2": "libgles2",
    "libGL.so.1": "libgl1",
    "libgthread-2.0.so.0": "libglib2.0-0",
}
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
EXIT_BAD_INPUT = 2


class SetupFailed(RuntimeError):
    """Set-up cannot go on; the message is one plain sentence that says what to do."""


def main() -> int:
    """Run every step; return 0, or 2 after one sentence on standard error."""
    parser = argparse.ArgumentParser(description="Set up Glute Coach in .venv.")
    parser.add_argument("--dev", action="store_true", help="also what tests and checks need")
    parser.add_argument("--browser", action="store_true", help="require a browser for page tests")
    options = parser.parse_args()
    try:
        check_python()
        check_system_libraries()
        if options.browser:
            check_browser()
        make_environment()
        install("requirements.txt")
        if options.dev:
            install("requirements-dev.txt")
    except SetupFailed as error:
        say(str(error))
        return EXIT_BAD_INPUT
    for module in ("vision.obtain", "ui.live.compress"):
        result = subprocess.run([environment_python(), "-m", module], cwd=str(ROOT))
        if result.returncode:
            return result.returncode
    return 0


def check_python() -> None:
    """Refuse a Python that is too old or cannot make virtual environments."""
    if sys.version_info < OLDEST_PYTHON:
        raise SetupFailed(
            "Glute Coach needs Python {}.{} or newer, and this is {}.{}: name another one, "
            "for example `make setup PYTHON=python3.12`.".format(
                *OLDEST_PYTHON, *sys.version_info[:2]
            )
        )
    if not (find_spec("venv") and find_spec("ensurepip")):
        raise SetupFailed(
            "This Python cannot make virtual environments: install the missing part with "
            "`apt-get install python3-venv`."
        )


def check_system_libraries() -> None:
    """Refuse a Linux machine that lacks a shared library that the pose model or OpenCV loads."""
    if not sys.platform.startswith("linux"):
        return
    missing = [package for name, package in SYSTEM_LIBRARIES.items() if not can_load(name)]
    if missing:
        raise SetupFailed(
            "System libraries are missing: install them with "
            f"`apt-get install -y --no-install-recommends {' '.join(missing)}`."
        )


def can_load(library: str) -> bool:
    """Return whether the dynamic linker finds the shared library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def check_browser() -> None:
    """Refuse a machine without a Chromium-like browser, which the page tests drive."""
    if not any(shutil.which(name) for name in BROWSERS):
        raise SetupFailed(
            "The page tests need a browser: install one with `apt-get install chromium` "
            f"(or have one of these on the PATH: {', '.join(BROWSERS)})."
        )


def make_environment() -> None:
    """Make `.venv`, or make it anew when its Python no longer runs."""
    if environment_works():
        return
    say("Making .venv ...")
    if subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)]).returncode:
        raise SetupFailed("The virtual environment .venv could not be made.")


def environment_works() -> bool:
    """Return whether `.venv` has a Python that starts and has pip."""
    if not environment_python().exists():
        return False
    try:
        command = [environment_python(), "-c", "import pip"]
        return subprocess.run(command, stderr=subprocess.DEVNULL).returncode == 0
    except OSError:
        return False


def environment_python() -> Path:
    """Return the path of the Python inside `.venv`."""
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def install(requirements: str) -> None:
    """Install a hashed requirements file unless its stamp says that this was done."""
    content = (ROOT / requirements).read_bytes()
    wanted = hashlib.sha256(content).hexdigest()
    stamp = VENV / f".setup-stamp-{requirements}"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return
    say(f"Installing the Python packages of {requirements} (some minutes the first time) ...")
    command = [environment_python(), "-m", "pip", "install", "--quiet"]
    command += ["--disable-pip-version-check", "--require-hashes", "-r", requirements]
    if subprocess.run(command, cwd=str(ROOT)).returncode:
        raise SetupFailed(
            f"The packages of {requirements} could not be installed: see pip's message above, "
            "check the network connection, then run set-up again."
        )
    stamp.write_text(wanted, encoding="utf-8")


def say(sentence: str) -> None:
    """Write a line to standard error."""
    sys.stderr.write(sentence + "\n")


if __name__ == "__main__":
    sys.exit(main())
