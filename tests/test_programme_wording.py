"""No forbidden word (measurement specification C.3, E) in anything these layers can show."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FILES = sorted(
    path
    for folder in ("programme", "records")
    for path in (ROOT / folder).rglob("*.py")
    if "migrations" not in path.parts
)
FORBIDDEN = re.compile(
    r"misalign|alignment|activat|weak (glute|muscle)|injury risk|risk of injury|amnesia|firing"
    r"|diagnos|treats |cures?\b|abnormal|out of place|shifted|trendelenburg|piriformis syndrome"
    r"|sciatica|prevents? injur|your fault|failed",
    re.IGNORECASE,
)


def strings(path: Path) -> list[str]:
    """All strings of a module that a user may see: not docstrings, not keys."""
    tree = ast.parse(path.read_text())
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in docstrings
        and " " in node.value
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_forbidden_word(path: Path) -> None:
    assert [text for text in strings(path) if FORBIDDEN.search(text)] == []


def test_this_test_finds_what_it_looks_for() -> None:
    found = [text for path in FILES for text in strings(path)]
    assert any("urgent medical help" in text for text in found)
    assert len(found) > 150
    for bad in ("Your pelvis is misaligned.", "Activation 74 %", "You have weak glutes"):
        assert FORBIDDEN.search(bad)
