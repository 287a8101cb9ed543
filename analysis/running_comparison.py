"""Two running documents of one person, compared view by view."""

import json
from pathlib import Path
from typing import Any

from analysis.errors import RequestRefused
from analysis.running_document import sessions_of
from running.compare import Comparison, SessionComparer

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
