"""The rules of CONTRIBUTING.md that a machine can hold: imports, sizes, side effects, wording."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from sys import stdlib_module_names

import pytest

ROOT = Path(__file__).parents[1]
FOLDERS = (
    "kinematics",
    "vision",
    "exercises",
    "running",
    "programme",
    "analysis",
    "records",
    "reports",
    "ui",
)
ABOVE = ("kinematics", "vision", "exercises", "running", "programme", "analysis")
MAY_IMPORT = {
    "kinematics": (),
    "vision": ("kinematics",),
    "exercises": ("kinematics",),
    "running": ("kinematics",),
    "programme": ("kinematics", "exercises"),
    "analysis": ("kinematics", "vision", "exercises", "running", "programme"),
    "records": ABOVE,
    "reports": (*ABOVE, "records"),
    "ui": (*ABOVE, "records", "reports"),
}
HOMES = {
    "cv2": {"vision"},
    "av": {"vision"},
    "mediapipe": {"vision"},
    "pandas": {"running", "analysis", "records", "reports", "ui"},
    "dask": {"analysis"},
    "distributed": {"analysis"},
    "sqlalchemy": {"records"},
    "alembic": {"records"},
    "altair": {"reports", "ui"},
    "vl_convert": {"reports"},
    "typst": {"reports"},
    "ezc3d": {"reports"},
    "streamlit": {"ui"},
    "starlette": {"ui"},
}
KINEMATICS_LIBRARIES = {"numpy", "scipy"}
EXERCISES_LIBRARIES = {"numpy"}
SKIPPED = {".venv", "build", "dist", "node_modules"}


def sources(*folders: str) -> list[Path]:
    found = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return [path for path in found if not SKIPPED & set(path.relative_to(ROOT).parts)]


def product() -> list[Path]:
    return sources(*FOLDERS, "tools") + [
        p for p in (ROOT / "app.py", *ROOT.glob("cli*.py")) if p.exists()
    ]


def every() -> list[Path]:
    return product() + sources("tests", "benchmarks")


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def imported(tree: ast.Module) -> Iterator[str]:
    """The first parts of the names of all imported modules."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


IN_FOLDERS = [path for path in sources(*FOLDERS) if "migrations" not in path.parts]


@pytest.mark.parametrize("path", IN_FOLDERS, ids=name_of)
def test_imports_point_towards_kinematics(path: Path) -> None:
    folder = path.relative_to(ROOT).parts[0]
    names = set(imported(tree_of(path)))
    own = names & set(FOLDERS) - {folder}
    assert own <= set(MAY_IMPORT[folder])
    assert not names & {"app", "cli", "tests", "benchmarks", "tools"}
    strangers = {name for name in names & HOMES.keys() if folder not in HOMES[name]}
    assert not strangers
    if folder in ("kinematics", "exercises"):
        allowed = KINEMATICS_LIBRARIES if folder == "kinematics" else EXERCISES_LIBRARIES
        outside = {name for name in names if is_third_party(name)}
        assert outside <= allowed


def is_third_party(name: str) -> bool:
    return name not in stdlib_module_names and name not in FOLDERS


@pytest.mark.parametrize("path", every(), ids=name_of)
def test_functions_fit_a_screen(path: Path) -> None:
    if "migrations" in path.parts:  # written by alembic
        return
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= 50, f"{node.name}: {length} lines"


@pytest.mark.parametrize("path", product(), ids=name_of)
def test_files_are_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) < 400


@pytest.mark.parametrize("path", product(), ids=name_of)
def test_only_the_command_line_prints(path: Path) -> None:
    if path.name.startswith("cli") or "tools" in path.parts:
        return
    calls = [n for n in ast.walk(tree_of(path)) if isinstance(n, ast.Call)]
    assert not [n for n in calls if isinstance(n.func, ast.Name) and n.func.id == "print"]


@pytest.mark.parametrize("path", [p for p in IN_FOLDERS if "pages" not in p.parts], ids=name_of)
def test_importing_does_nothing(path: Path) -> None:
    """At the top level: definitions, imports and assignments; no bare calls, loops or writing."""
    if path == ROOT / "ui" / "main.py":
        return
    allowed = (
        ast.Import,
        ast.ImportFrom,
        ast.FunctionDef,
        ast.AsyncFunctionDef,
        ast.ClassDef,
        ast.Assign,
        ast.AnnAssign,
        ast.TypeAlias if hasattr(ast, "TypeAlias") else ast.Assign,
    )
    for node in tree_of(path).body:
        if isinstance(node, ast.If):
            assert ast.unparse(node.test) in ("TYPE_CHECKING", "__name__ == '__main__'")
        elif isinstance(node, ast.Expr):
            assert isinstance(node.value, ast.Constant), ast.unparse(node)
        else:
            assert isinstance(node, allowed), ast.unparse(node)


def test_no_work_is_left_in_the_code() -> None:
    mark = re.compile(r"#.*\b(TODO|FIXME|XXX)\b")
    for path in product():
        assert not mark.search(path.read_text(encoding="utf-8")), name_of(path)


# ---- wording (measurement specification B.0.6, C.3, E) ------------------------------------------

FORBIDDEN = re.compile(
    r"misalign|activation\s*(?:of\s+)?\d*\s*%|weak\s+glut|injury\s+risk|risk\s+of\s+injury"
    r"|gluteal\s+amnesia|glutes?\s+(?:is|are)\s+(?:not\s+)?firing|trendelenburg\s+positive"
    r"|out\s+of\s+(?:place|alignment)",
    re.IGNORECASE,
)


@pytest.mark.parametrize(
    "text",
    ["Your pelvis is misaligned", "Glute activation 74 %", "weak glutes", "injury risk 80 %",
     "gluteal amnesia", "your glutes are not firing", "glutes are firing"],
)  # fmt: skip
def test_forbidden_words_are_found(text: str) -> None:
    assert FORBIDDEN.search(text)


def strings_of(tree: ast.Module) -> Iterator[str]:
    """Every string literal that is no docstring."""
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in docstrings:
            yield from [node.value] if isinstance(node.value, str) else []


@pytest.mark.parametrize("path", product(), ids=name_of)
def test_wording_of_strings(path: Path) -> None:
    assert not [text for text in strings_of(tree_of(path)) if FORBIDDEN.search(text)]


def documents() -> list[Path]:
    found = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "ui").rglob("*.js")]
    return sorted(path for path in found if not SKIPPED & set(path.relative_to(ROOT).parts))


@pytest.mark.parametrize("path", documents(), ids=name_of)
def test_wording_of_documents(path: Path) -> None:
    assert not FORBIDDEN.search(path.read_text(encoding="utf-8"))
