"""Files that appear under their names only when they are complete.

While work is under way they are in a hidden folder beside their place. Whoever survives, the
caller or its worker, removes that folder.
"""

import errno
import os
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

from analysis.errors import RequestRefused

FOLDER_PREFIX = ".glute-coach-"


class OutputFiles:
    """Places to write to, then `publish` or `discard`. Both may be called twice.

    targets  where the files are wanted · source  the file that is read, never overwritten

    Raises `RequestRefused` at once when a target cannot be written.
    """

    def __init__(self, targets: Iterable[Path], *, source: Path | None = None) -> None:
        self._folders: dict[Path, Path] = {}
        self._places: dict[Path, Path] = {}
        try:
            for target in targets:
                self._add(target, source)
        except RequestRefused:
            self.discard()
            raise

    @property
    def folders(self) -> tuple[Path, ...]:
        """The hidden folders, to be removed in the end."""
        return tuple(self._folders.values())

    def place(self, target: Path) -> Path:
        """Where to write what shall become `target`."""
        return self._places[_real(target)]

    def publish(self) -> None:
        """Give every file its name; `RequestRefused` when that cannot be done."""
        try:
            for target, place in self._places.items():
                if place.exists():
                    place.replace(target)
        except OSError as error:
            raise RequestRefused(why_unwritable(target.name, error)) from error
        finally:
            self.discard()

    def discard(self) -> None:
        """Remove what was not published."""
        remove_folders(self.folders)

    def _add(self, target: Path, source: Path | None) -> None:
        try:
            real = _real(target)
            _check(real, source)
            if real in self._places:
                raise RequestRefused(f"Two results cannot both be written to {target.name}.")
            if real.parent not in self._folders:
                made = tempfile.mkdtemp(prefix=FOLDER_PREFIX, dir=real.parent)
                self._folders[real.parent] = Path(made)
            place = self._folders[real.parent] / real.name
            place.touch()
            place.unlink()
        except (OSError, ValueError) as error:
            if isinstance(error, RequestRefused):
                raise
            raise RequestRefused(why_unwritable(target.name, error)) from error
        self._places[real] = place


def write_text(target: Path, text: str, *, source: Path | None = None) -> None:
    """Write a text file at once; `RequestRefused` when that cannot be done."""
    write_bytes(target, text.encode("utf-8"), source=source)


def write_bytes(target: Path, data: bytes, *, source: Path | None = None) -> None:
    """Write a file at once; `RequestRefused` when that cannot be done."""
    files = OutputFiles([target], source=source)
    try:
        files.place(target).write_bytes(data)
    except OSError as error:
        files.discard()
        raise RequestRefused(why_unwritable(target.name, error)) from error
    files.publish()


def remove_folders(folders: Iterable[Path]) -> None:
    """Remove folders of unfinished files; a file that appears meanwhile is removed too."""
    for folder in folders:
        for _ in range(3):
            shutil.rmtree(folder, ignore_errors=True)
            if not folder.exists():
                break


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))


def _check(real: Path, source: Path | None) -> None:
    name = real.name
    if not real.exists():
        return
    if not real.is_file():
        raise RequestRefused(f"{name} is a folder or a device and cannot be written to.")
    if source is not None and source.exists() and real.samefile(source):
        raise RequestRefused(f"{name} is the file that is read; please choose another name.")
    if not os.access(real, os.W_OK):
        raise RequestRefused(f"{name} may not be overwritten: permission is missing.")


def why_unwritable(name: str, error: OSError | ValueError) -> str:
    """One plain sentence for what keeps a file from being written."""
    number = getattr(error, "errno", None)
    if number in (errno.ENOENT, errno.ENOTDIR):
        return f"{name} cannot be written: its folder does not exist."
    if number in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"{name} cannot be written: permission for its folder is missing."
    if number in (errno.ENOSPC, errno.EDQUOT):
        return f"{name} cannot be written: the disk is full."
    if number == errno.ENAMETOOLONG or isinstance(error, ValueError):
        return "The file cannot be written: its name is too long or has impossible characters."
    return f"{name} cannot be written."
