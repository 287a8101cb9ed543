"""No forbidden word (measurement specification C.3, E) on the pages of the two days."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.test_programme_wording import FORBIDDEN, ROOT, strings

ALLOWED = ("does not diagnose", "change joint position")
FILES = sorted(
    path
    for path in [*(ROOT / "ui").rglob("*.py"), ROOT / "cli_records.py"]
    if path.name != "main.py"
    and not any(word in path.name for word in ("figure", "drawing", "running"))
)


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_no_forbidden_word(path: Path) -> None:
    for text in strings(path):
        for sentence in ALLOWED:
            text = text.replace(sentence, "")
        assert not FORBIDDEN.search(text), text


def test_the_pages_are_among_the_files() -> None:
    names = {name_of(path) for path in FILES}
    assert {"ui/pages/today.py", "ui/event_view.py", "ui/safety_section.py"} <= names
