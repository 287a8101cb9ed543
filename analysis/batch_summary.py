"""The rows of a folder's summary: one line a video, as CSV and JSON (docs/formats.md)."""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from analysis.software import NAME, software_version
from kinematics.landmarks import Side
from running.metrics import METRICS

SCHEMA = "running-batch/1"
FACTS = ("file", "state", "message", "view", "activity", "grade", "reasons", "steps_used", "sha256")
MEASURES = tuple(
    column
    for metric in METRICS.values()
    for column in (
        [f"{metric.key}_{side.value}" for side in Side] if metric.sided else [metric.key]
    )
)


@dataclass(frozen=True, kw_only=True)
class BatchRow:
    """One video. `values` has every column of `FACTS` and `MEASURES`; None = not known.

    state  done; kept (from an earlier run); refused (the file, `message` says why); failed (a
           fault of the program)
    """

    file: str
    state: str
    message: str
    values: dict[str, Any]

    @classmethod
    def of(
        cls, file: str, state: str, *, document: dict[str, Any] | None = None, message: str = ""
    ) -> "BatchRow":
        """The row of a running document, or of a file without one."""
        values = {"file": file, "state": state, "message": message}
        return cls(
            file=file, state=state, message=message, values={**values, **_told(document or {})}
        )

    @property
    def analysed(self) -> bool:
        """True when there is a result."""
        return self.state in ("done", "kept")


def _told(document: dict[str, Any]) -> dict[str, Any]:
    """The columns that a document fills; None without one."""
    told: dict[str, Any] = dict.fromkeys((*FACTS[3:], *MEASURES))
    if not document:
        return told
    (recording,) = document["recordings"]
    told |= {
        "view": document["view"],
        "activity": document["activity"],
        "grade": document["quality"]["grade"],
        "reasons": " ".join(document["quality"]["reasons"]),
        "steps_used": recording["steps_used"],
        "sha256": recording["clip"]["sha256"],
    }
    for row in document["metrics"]:
        side = "" if row["side"] == "both" else f"_{row['side']}"
        told[f"{row['key']}{side}"] = row["value"]
    return told


def summary_csv(rows: Sequence[BatchRow]) -> str:
    """One line a video, columns `FACTS` then `MEASURES`; empty = not known."""
    text = io.StringIO()
    table = csv.DictWriter(text, (*FACTS, *MEASURES), lineterminator="\n")
    table.writeheader()
    table.writerows(row.values for row in rows)
    return text.getvalue()


def summary_json(rows: Sequence[BatchRow]) -> str:
    """The same as JSON, with the units of the measures."""
    document = {
        "schema": SCHEMA,
        "software": {"name": NAME, "version": software_version()},
        "units": {metric.key: metric.unit for metric in METRICS.values()},
        "files": [row.values for row in rows],
    }
    return json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
