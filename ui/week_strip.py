"""Seven days in a row as a small drawing."""

from collections.abc import Sequence
from datetime import date

from ui.weeks_view import Day

STATE_WORDS = {
    "done": "done",
    "extra": "done, not planned",
    "open": "planned",
    "rest": "rest",
}


def week_strip_html(days: Sequence[Day], today: date) -> str:
    """The week as HTML; said in words for those who cannot see it."""
    cells = "".join(_cell(day, today) for day in days)
    return f'<ul class="gc-week">{cells}</ul>'


def _cell(day: Day, today: date) -> str:
    now = " gc-today" if day.day == today else ""
    mark = "✓" if day.done else ""
    return (
        f'<li class="gc-{day.state}{now}" aria-label="{day.day:%A}: {STATE_WORDS[day.state]}">'
        f'<span aria-hidden="true">{day.day:%a}</span><b aria-hidden="true">{mark}</b></li>'
    )
