"""Two running documents of one person, compared view by view."""

import json
from pathlib import Path
from typing import Any

import numpy as np

from analysis.errors import RequestRefused
from analysis.running_document import sessions_of
from kinematics.geometry import Array
from kinematics.landmarks import Side
from running.compare import Comparison, SessionComparer
from running.curves import PERCENT, Curve
from running.events import EventKind, Events, GaitEvent

DOCUMENT_BYTES_MAX = 50_000_000


def load_document(path: Path) -> Any:
    """A document from a file; `RequestRefused` when it cannot be read."""
    try:
        if path.stat().st_size > DOCUMENT_BYTES_MAX:
            raise RequestRefused(f"{path.name} is too large to be a running analysis.")
        return parse_document(path.read_bytes(), path.name)
    except OSError as error:
        raise RequestRefused(f"{path.name} cannot be read.") from error


def parse_document(data: bytes, name: str) -> Any:
    """A document from bytes; `RequestRefused` when they are not JSON."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise RequestRefused(f"{name} is not a JSON file.") from error


def compare_documents(before: Any, after: Any) -> dict[str, Comparison]:
    """The comparison by view; `RequestRefused` when no view was filmed both times."""
    first, second = sessions_of(before), sessions_of(after)
    views = [view for view in first if view in second]
    if not views:
        raise RequestRefused(
            f"The runs were filmed from different sides ({', '.join(first)}; {', '.join(second)})."
        )
    comparer = SessionComparer()
    return {view: comparer.compare(first[view], second[view]) for view in views}


def curves_of(document: Any) -> list[Curve]:
    """The mean curves of a document, without single strides; `RequestRefused` for a bad one."""
    try:
        return [_curve(row) for row in document["curves"]]
    except (KeyError, TypeError, ValueError) as error:
        raise RequestRefused("This file is not a complete running analysis.") from error


def recorded_film(document: Any, view: str) -> tuple[Array, Events]:
    """Seconds of the pictures and gait events of a document's video from one side.

    The pictures are taken to come evenly. `RequestRefused` for a bad document.
    """
    try:
        number = [one["view"] for one in document["recordings"]].index(view)
        recording = document["recordings"][number]
        times_s = np.arange(int(recording["clip"]["frames"])) / float(recording["frame_rate_hz"])
        events = [_event(row) for row in document["events"] if row["recording"] == number]
    except (KeyError, TypeError, ValueError, ZeroDivisionError) as error:
        raise RequestRefused("This file is not a complete running analysis.") from error
    return times_s, tuple(events)


def _event(row: dict[str, Any]) -> GaitEvent:
    return GaitEvent(
        side=Side(row["side"]),
        kind=EventKind(row["kind"]),
        time_s=float(row["time_s"]),
        confidence=float(row["confidence"]),
        edited=bool(row["edited"]),
    )


def _curve(row: dict[str, Any]) -> Curve:
    mean, sd = (np.array(row[name], dtype=float) for name in ("mean", "sd"))
    if mean.shape != PERCENT.shape or sd.shape != PERCENT.shape:
        raise ValueError(f"curve: expected {PERCENT.shape}, got {mean.shape} and {sd.shape}")
    off = row["toe_off_percent"]
    return Curve(
        key=str(row["key"]),
        side=str(row["side"]),
        unit=str(row["unit"]),
        mean=mean,
        sd=sd,
        strides=np.empty((0, len(PERCENT))),
        toe_off_percent=float("nan") if off is None else float(off),
        band=None,
    )
