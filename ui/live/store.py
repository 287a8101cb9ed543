"""Where live sets are kept: what the browser sent, as it came, so that nothing done is ever lost.

One folder per set below ``<data folder>/live/<user>/<set id>/``:

plan.json     what the set was to be
stream.bin    every message of the browser in order (`ui.live.protocol`), appended in batches
state.json    the count so far, rewritten after every repetition; to offer an unfinished set
stop.json     why the person stopped it, once told
session.json  the saved result, once the user has saved it

A set goes on after a restart of the server because the same stream gives the same state.
"""

import hashlib
import json
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ui.live.plan import SetPlan
from ui.live.protocol import split

KEEP_UNSAVED_S = 7 * 24 * 3600.0
OFFER_S = 24 * 3600.0
_SET_ID = re.compile(r"[0-9a-f]{32}")


class SetUnknown(LookupError):
    """There is no such set of this user."""


@dataclass(frozen=True, kw_only=True)
class SetState:
    """How far a set has come."""

    rep_count: int = 0
    partial_count: int = 0
    finished: bool = False


@dataclass(frozen=True, kw_only=True)
class SetFolder:
    """The files of one set."""

    path: Path
    set_id: str
    plan: SetPlan

    def append(self, data: bytes) -> None:
        """Keep messages; they are with the system when this returns."""
        with (self.path / "stream.bin").open("ab") as file:
            file.write(data)

    def messages(self) -> Iterator[bytes]:
        """Every whole message kept so far."""
        stream = self.path / "stream.bin"
        return split(stream.read_bytes() if stream.exists() else b"")

    def trim(self) -> None:
        """Cut off a message that was half written when the machine went down."""
        whole = sum(len(data) for data in self.messages())
        stream = self.path / "stream.bin"
        if stream.exists() and stream.stat().st_size > whole:
            os.truncate(stream, whole)

    def write_state(self, state: SetState) -> None:
        """Keep the count."""
        _write(self.path / "state.json", vars(state))

    def read_state(self) -> SetState:
        """The count as last kept."""
        path = self.path / "state.json"
        return SetState(**_read(path)) if path.exists() else SetState()

    def write_stop(self, reason: str, *, record: int | None = None) -> None:
        """Keep why the set was stopped, and the number it has in the person's records."""
        _write(self.path / "stop.json", {"reason": reason, "record": record})

    def read_stop(self) -> str | None:
        """Why the set was stopped, None when nothing was told."""
        reason = self._stop().get("reason")
        return None if reason is None else str(reason)

    @property
    def stop_record(self) -> int | None:
        """The number under which the records know of the stop; None when they do not."""
        record: int | None = self._stop().get("record")
        return record

    def _stop(self) -> dict[str, Any]:
        path = self.path / "stop.json"
        return _read(path) if path.exists() else {}

    @property
    def over(self) -> bool:
        """True when the set is not to be gone on with."""
        return self.read_state().finished or self.read_stop() is not None

    def save_session(self, document: dict[str, Any]) -> Path:
        """Save the result; the file is whole or not there."""
        _write(self.path / "session.json", document)
        return self.path / "session.json"

    @property
    def saved(self) -> bool:
        """True once the result was saved."""
        return (self.path / "session.json").exists()

    def discard(self) -> None:
        """Delete the set and everything that came of it."""
        shutil.rmtree(self.path, ignore_errors=True)


class SetStore:
    """The sets of all users below one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "live"

    def create(self, user: str, plan: SetPlan) -> SetFolder:
        """A new set."""
        set_id = secrets.token_hex(16)
        path = self._user_folder(user) / set_id
        path.mkdir(parents=True, mode=0o700)
        _write(path / "plan.json", plan.to_json())
        return SetFolder(path=path, set_id=set_id, plan=plan)

    def find(self, user: str, set_id: str) -> SetFolder:
        """The set of that user; `SetUnknown` when there is none."""
        path = self._user_folder(user) / set_id
        if not _SET_ID.fullmatch(set_id) or not (path / "plan.json").is_file():
            raise SetUnknown(f"expected a set of this user, got {set_id!r}")
        plan = SetPlan.from_json(_read(path / "plan.json"))
        return SetFolder(path=path, set_id=set_id, plan=plan)

    def unfinished(self, user: str) -> SetFolder | None:
        """The latest set of the last day that has repetitions and was not saved."""
        found = [s for s in self._sets(user) if not s.saved and _age_s(s) < OFFER_S]
        done = [s for s in found if s.read_state() != SetState()]
        return min(done, key=_age_s, default=None)

    def tidy(self, user: str) -> None:
        """Delete what was not saved and is older than a week."""
        for one in self._sets(user):
            if not one.saved and _age_s(one) > KEEP_UNSAVED_S:
                one.discard()

    def forget(self, user: str) -> None:
        """Delete every set of a user."""
        shutil.rmtree(self._user_folder(user), ignore_errors=True)

    def _sets(self, user: str) -> list[SetFolder]:
        folder = self._user_folder(user)
        names = [path.name for path in folder.iterdir()] if folder.exists() else []
        found = []
        for name in names:
            try:
                found.append(self.find(user, name))
            except (SetUnknown, ValueError, TypeError):
                continue
        return found

    def _user_folder(self, user: str) -> Path:
        return self._folder / hashlib.sha256(user.encode()).hexdigest()[:24]


def _age_s(one: SetFolder) -> float:
    path = one.path / "stream.bin"
    return time.time() - (path if path.exists() else one.path).stat().st_mtime


def _write(path: Path, values: dict[str, Any]) -> None:
    draft = path.with_suffix(".part")
    draft.write_text(json.dumps(values), encoding="utf-8")
    draft.replace(path)


def _read(path: Path) -> dict[str, Any]:
    values: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return values
