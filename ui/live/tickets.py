"""Tickets: the page, which knows who is there, lets the browser's socket into one set."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from itsdangerous import BadData, URLSafeTimedSerializer

MAX_AGE_S = 3600
SECRET_FILE = "live-secret"
SECRET_BYTES = 32


class TicketRefused(ValueError):
    """The ticket is forged, damaged or too old."""


@dataclass(frozen=True, kw_only=True)
class Ticket:
    """Lets one user into one set."""

    user: str
    set_id: str


class TicketOffice:
    """Signs tickets and checks them; the same secret before and after a restart of the server."""

    def __init__(self, secret: str) -> None:
        self._serializer = URLSafeTimedSerializer(secret, salt="glute-coach-live")

    def issue(self, ticket: Ticket) -> str:
        """The signed ticket as text."""
        return str(self._serializer.dumps([ticket.user, ticket.set_id]))

    def check(self, text: str, *, max_age_s: int = MAX_AGE_S) -> Ticket:
        """The ticket; `TicketRefused` unless it was issued here within `max_age_s` seconds."""
        try:
            user, set_id = self._serializer.loads(text, max_age=max_age_s)
        except (BadData, ValueError, TypeError) as error:
            raise TicketRefused("expected a ticket that was issued here, not long ago") from error
        return Ticket(user=str(user), set_id=str(set_id))


def load_secret(folder: Path) -> str:
    """The secret kept in that folder, readable by its owner only; made on first use."""
    path = folder / SECRET_FILE
    folder.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii")
    with os.fdopen(handle, "w", encoding="ascii") as file:
        secret = secrets.token_hex(SECRET_BYTES)
        file.write(secret)
    return secret
