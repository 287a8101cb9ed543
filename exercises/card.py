"""The instruction card of an exercise: what to read in half a minute before the first set."""

from dataclasses import dataclass
from enum import StrEnum


class Mark(StrEnum):
    """How sure a statement is (measurement specification 0.1); only these may be shown."""

    CHECKED = "V"
    TESTED = "T"
    DEFAULT = "D"


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """A statement about the exercise, where it comes from and how sure it is."""

    text: str
    source: str
    mark: Mark


@dataclass(frozen=True, kw_only=True)
class InstructionCard:
    """Plain words for the person who trains, readable in half a minute.

    trains   what the exercise works
    avoid    when not to do it
    easier_key, harder_key  exercise of the catalogue that `easier` or `harder` speaks of, if any
    """

    trains: str
    evidence: tuple[Evidence, ...]
    steps: tuple[str, ...]
    easier: str
    harder: str
    avoid: str
    easier_key: str | None = None
    harder_key: str | None = None

    @property
    def word_count(self) -> int:
        """Words to read, sources left out."""
        told = [self.trains, *(e.text for e in self.evidence), *self.steps]
        return sum(len(text.split()) for text in (*told, self.easier, self.harder, self.avoid))


def checked(text: str, source: str) -> Evidence:
    """A statement checked against its source."""
    return Evidence(text=text, source=source, mark=Mark.CHECKED)


def reasoned(text: str) -> Evidence:
    """A reasoned default without a published test."""
    return Evidence(text=text, source="our own reasoning, no published test", mark=Mark.DEFAULT)
