"""The hand-over for a clinician on one page: PDF by Typst from assets/report/summary.typ."""

import json
import tempfile
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

import typst

from reports.running_report import FONTS, Paper

TEMPLATE = Path(__file__).parents[1] / "assets" / "report" / "summary.typ"
NOTHING = "Nothing yet."
PURPOSE = (
    "Made by an educational tool from what the person said and a camera saw. It does not "
    "diagnose. Angles are camera estimates; pain is rated 0–10."
)


@dataclass(frozen=True, kw_only=True)
class Section:
    """A heading and its lines."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Summary:
    """What the page says; all text as it came."""

    label: str
    demo: bool
    day: date
    sections: tuple[Section, ...]


def summary_pdf(summary: Summary, *, paper: Paper = "a4") -> bytes:
    """The page as PDF; no time stamps, so equal summaries are equal."""
    sections = [asdict(s) | {"lines": list(s.lines or (NOTHING,))} for s in summary.sections]
    data = {
        "title": "Summary for a clinician",
        "who": summary.label or "One person",
        "day": f"{summary.day:%d %b %Y}",
        "demo": summary.demo,
        "sections": sections,
        "footer": PURPOSE,
        "paper": paper,
    }
    with tempfile.TemporaryDirectory(prefix="glute-coach-report-") as folder:
        (Path(folder) / TEMPLATE.name).write_bytes(TEMPLATE.read_bytes())
        pdf = typst.compile(
            str(Path(folder) / TEMPLATE.name),
            root=folder,
            font_paths=[str(FONTS)],
            sys_inputs={"data": json.dumps(data)},
        )
    if not isinstance(pdf, bytes):
        raise TypeError(f"typst: expected one PDF as bytes, got {type(pdf).__name__}")
    return pdf
