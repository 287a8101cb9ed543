"""MEMORY: what is kept, and who may see it. The only home of the database. See docs/records.md."""

from records.access import Actor, NotAllowed, Role
from records.errors import RecordsError
from records.store import Records

__all__ = ["Actor", "NotAllowed", "Records", "RecordsError", "Role"]
