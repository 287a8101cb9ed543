"""A run as a printable document: PDF by Typst from assets/report/running.typ."""

import json
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal

import matplotlib
import typst

from analysis.running_edits import edits_told
from analysis.running_result import LIMITS, AnalysedClip, Moment, RunningResult
from analysis.running_words import (
    GRADE_TITLES,
    SOURCE_NOTE,
    TABLE_NOTE,
    VIEW_WORDS,
    MeasureRow,
    bend_words,
    difference_sentences,
    excluded_text,
    flagged_sentences,
    headline,
    measure_rows,
    within,
)
from analysis.software import NAME, software_version
from kinematics.quality import Grade
from reports.running_charts import CURVE_NAMES, band_source, chart_svg, curve_chart, curves_by_key

Paper = Literal["a4", "us-letter"]

TEMPLATE = Path(__file__).parents[1] / "assets" / "report" / "running.typ"
FONTS = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
COLOURS = {Grade.A: "#2f7d4f", Grade.B: "#b4571c", Grade.C: "#b4571c", Grade.REJECT: "#8a8f8d"}
COLOUR_NOTE = "A colour points to a pattern worth a look, never to a cause."
FOOTER = (
    "Measured from video. Not a diagnosis, and no substitute for professional care. Differences "
    "from side to side are common and often harmless."
)
EVENT_WORDS = {"ic": "initial contact", "ms": "midstance", "to": "toe-off"}
WIDE_MM, TALL_MM = 34, 56  # heights of wide and of upright pictures


def running_report_pdf(result: RunningResult, *, paper: Paper = "a4") -> bytes:
    """The report as PDF, two pages for one video; no time stamps, so equal results are equal."""
    with tempfile.TemporaryDirectory(prefix="glute-coach-report-") as folder:
        root = Path(folder)
        data = {**report_values(result), "paper": paper}
        data["charts"] = _write_charts(result, root)
        data["pictures"] = _write_pictures(result, root)
        (root / TEMPLATE.name).write_bytes(TEMPLATE.read_bytes())
        pdf = typst.compile(
            str(root / TEMPLATE.name),
            root=folder,
            font_paths=[str(FONTS)],
            sys_inputs={"data": json.dumps(data, allow_nan=False)},
        )
    if not isinstance(pdf, bytes):
        raise TypeError(f"typst: expected one PDF as bytes, got {type(pdf).__name__}")
    return pdf


def report_values(result: RunningResult) -> dict[str, Any]:
    """The words and numbers of the report, without figures."""
    rows, quality = measure_rows(result), result.quality
    title, meaning = GRADE_TITLES[quality.grade]
    return {
        "title": "Running analysis",
        "facts": _facts(result),
        "grade": "–" if quality.grade is Grade.REJECT else quality.grade.value,
        "grade_title": title,
        "grade_meaning": meaning,
        "grade_colour": COLOURS[quality.grade],
        "headline": headline(result),
        "reasons": list(quality.reasons),
        "flagged": flagged_sentences(result),
        "differences": difference_sentences(result),
        "rows": [_plain(row) for row in rows if row.known],
        "unknown": _unknown(rows),
        "table_note": f"{TABLE_NOTE} {COLOUR_NOTE}",
        "band_source": band_source(curves_by_key(result)),
        "limits": list(LIMITS),
        "meanings": _meanings(rows),
        "source_note": SOURCE_NOTE,
        "provenance": _provenance(result),
        "footer": FOOTER,
    }


def _facts(result: RunningResult) -> str:
    request = result.request
    known = (
        (request.speed_kmh, "{:g} km/h"),
        (request.incline_percent, "incline {:g} %"),
        (request.height_cm, "height {:g} cm"),
        (request.shoes, "shoes: {}"),
    )
    views = ", ".join(VIEW_WORDS[clip.analysis.view.value] for clip in result.clips)
    return " · ".join([f"filmed {views}", *(text.format(v) for v, text in known if v is not None)])


def _plain(row: MeasureRow) -> dict[str, Any]:
    kept = ("name", "side", "value", "margin", "n", "sdd", "grade", "flag", "remark")
    values = asdict(row)
    return {**{name: values[name] for name in kept}, "side": row.side.replace("both", "")}


def _unknown(rows: list[MeasureRow]) -> list[str]:
    """The unknown measures, gathered by their reason."""
    reasons: dict[str, list[str]] = {}
    for row in rows:
        if not row.known:
            side = "" if row.side == "both" else f" {row.side}"
            reasons.setdefault(row.remark, []).append(f"{within(row.name)}{side}")
    return [
        f"{', '.join(names)}. {_sentence(reason.removeprefix('Cannot tell: '))}"
        for reason, names in reasons.items()
    ]


def _meanings(rows: list[MeasureRow]) -> list[list[str]]:
    """Name, definition and source of each measure in the table."""
    told = {row.name: [row.name, row.definition, row.source] for row in rows if row.known}
    return list(told.values())


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _provenance(result: RunningResult) -> list[str]:
    model = result.model
    made = f"pose model {model.name} ({model.sha256})" if model else "landmarks from a file"
    lines = [f"{NAME} {software_version()}, {made}."]
    for number, clip in enumerate(result.clips):
        info = clip.info
        lines.append(
            f"{result.title(number)}: {info.name}, {info.width} × {info.height}, "
            f"{clip.analysis.run.signals.frame_rate_hz:.1f} pictures a second, "
            f"{info.duration_s:.1f} s; {excluded_text(clip)}; {_edits(clip)}. "
            f"SHA-256 {info.sha256}."
        )
    return lines


def _edits(clip: AnalysedClip) -> str:
    return edits_told(clip.edits) if clip.edits else "no event changed by hand"


def _write_charts(result: RunningResult, folder: Path) -> list[dict[str, str]]:
    charts = []
    for key, curves in curves_by_key(result).items():
        file = f"{key}.svg"
        (folder / file).write_text(chart_svg(curve_chart(curves)), encoding="utf-8")
        charts.append({"name": CURVE_NAMES[key], "file": file})
    return charts


def _write_pictures(result: RunningResult, folder: Path) -> list[list[dict[str, Any]]]:
    """The pictures of gait events, a row for each video: by kind, left before right."""
    kinds = list(EVENT_WORDS)
    rows = []
    for number, clip in enumerate(result.clips):
        moments = [moment for moment in clip.moments if moment.key in kinds]
        moments.sort(key=lambda moment: (kinds.index(moment.key), moment.side))
        row = []
        for index, moment in enumerate(moments):
            file = f"moment-{number}-{index}.jpg"
            (folder / file).write_bytes(moment.jpeg)
            height_mm = TALL_MM if moment.aspect < 1 else WIDE_MM
            caption = _caption(result, number, moment)
            row.append({"file": file, "caption": caption, "height_mm": height_mm})
        rows.append(row)
    return [row for row in rows if row]


def _caption(result: RunningResult, number: int, moment: Moment) -> str:
    """Foot, event and time; the video too where there are several."""
    view = f" ({result.title(number).lower()} video)" if len(result.clips) > 1 else ""
    foot, event = moment.side.capitalize(), EVENT_WORDS[moment.key]
    return f"{foot} foot, {event}, {moment.time_s:.2f}\u00a0s{bend_words(moment)}{view}"
