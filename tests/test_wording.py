"""No forbidden word (measurement specification B.0.6, C.3, E) in anything that people can read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.test_architecture import SKIPPED, name_of, product, strings_of, tree_of

ROOT = Path(__file__).parents[1]
FORBIDDEN = re.compile(
    r"misalign|alignment|activat|weak (glute|muscle)|injury risk|risk of injury|amnesia|firing"
    r"|diagnos|treats |\bcures?\b|abnormal|out of place|shifted|trendelenburg|piriformis syndrome"
    r"|sciatica|prevents? injur|your fault|you failed|adjustment (hold|work)|need an adjustment",
    re.IGNORECASE,
)
# What the app is not: the only sentences in which these words are right.
ALLOWED = re.compile(r"does not diagnose|not a diagnosis|spinal/pelvic alignment", re.IGNORECASE)
PYTHON = [path for path in product() if "migrations" not in path.parts]
FILES = sorted(
    path
    for pattern in ("ui/**/*.js", "assets/**/*.typ", "assets/**/*.svg", "*.md", "docs/*.md")
    for path in ROOT.glob(pattern)
    if not SKIPPED & set(path.relative_to(ROOT).parts)
)


def forbidden(text: str) -> list[str]:
    return [found.group() for found in FORBIDDEN.finditer(ALLOWED.sub("", text))]


def sentences(path: Path) -> list[str]:
    """All strings of a module that a user may see: no docstrings, no keys."""
    return [text for text in strings_of(tree_of(path)) if " " in text]


@pytest.mark.parametrize("path", PYTHON, ids=name_of)
def test_what_the_program_says(path: Path) -> None:
    assert [text for text in sentences(path) if forbidden(text)] == []


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_what_the_files_say(path: Path) -> None:
    assert forbidden(path.read_text(encoding="utf-8")) == []


def test_this_test_finds_what_it_looks_for() -> None:
    found = [text for path in PYTHON for text in sentences(path)]
    assert any("urgent medical help" in text for text in found)
    assert len(found) > 1500
    for bad in ("Your pelvis is misaligned.", "Activation 74 %", "You have weak glutes",
                "Our diagnosis: sciatica", "You need an adjustment"):  # fmt: skip
        assert forbidden(bad)
