"""Clinic mode: who signed in, as what, and whether they are still there. No widgets here."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from records import Role
from ui.settings import Settings

REFUSED = "Your account has no role here. Please ask whoever runs this app."


class SignInRefused(PermissionError):
    """Somebody signed in who has no place here; the message is one plain sentence."""


def person_id_of(claims: Mapping[str, Any]) -> str:
    """The id under which records are kept: made of issuer and subject, it tells neither."""
    subject = str(claims.get("sub") or "")
    if not subject:
        raise SignInRefused(REFUSED)
    return hashlib.sha256(f"{claims.get('iss', '')}\n{subject}".encode()).hexdigest()[:32]


def role_of(claims: Mapping[str, Any], settings: Settings) -> Role:
    """The role by the list of clinicians or by the claim; `SignInRefused` without either.

    An e-mail address counts only when the provider has verified it.
    """
    names = {str(claims.get("sub", "")).lower()}
    if claims.get("email_verified") is True:
        names.add(str(claims.get("email", "")).lower())
    if (names - {""}) & settings.clinicians:
        return Role.CLINICIAN
    if not settings.role_claim:
        return Role.PATIENT
    claimed = claims.get(settings.role_claim)
    roles = {claimed} if isinstance(claimed, str) else set(claimed or ())
    for role in (Role.CLINICIAN, Role.PATIENT):
        if role.value in roles:
            return role
    raise SignInRefused(REFUSED)


def label_of(claims: Mapping[str, Any]) -> str:
    """What somebody is called; may be empty."""
    names = (claims.get(key) for key in ("nickname", "given_name", "name"))
    return str(next(filter(None, names), ""))[:60]


@dataclass(kw_only=True)
class IdleWatch:
    """When each sign-in was last seen, over all windows. One for the server.

    A sign-in not seen before counts from when it was issued, so that a cookie found on a shared
    tablet, or one from before a restart, does not let anybody in after the idle time.
    """

    last_seen: dict[str, datetime] = field(default_factory=dict)

    def is_idle(self, claims: Mapping[str, Any], *, now: datetime, limit: timedelta) -> bool:
        """True when the person has not been seen for `limit`."""
        issued = datetime.fromtimestamp(float(claims.get("iat") or 0), tz=now.tzinfo)
        return now - self.last_seen.get(_login(claims), issued) > limit

    def see(self, claims: Mapping[str, Any], *, now: datetime) -> None:
        """The person did something, or was seen; what is earlier than known changes nothing."""
        login = _login(claims)
        self.last_seen[login] = max(now, self.last_seen.get(login, now))


def _login(claims: Mapping[str, Any]) -> str:
    return f"{claims.get('iss', '')}\n{claims.get('sub', '')}\n{claims.get('iat', '')}"
