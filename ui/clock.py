"""What time it is, and on which day something was for the person in front of the screen."""

from datetime import UTC, date, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st


def now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


def visitor_zone() -> tzinfo:
    """The time zone of the browser; of the machine when it does not say."""
    name = st.context.timezone
    if name:
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError):
            pass
    return datetime.now().astimezone().tzinfo or UTC


def day_of(at: datetime, zone: tzinfo) -> date:
    """The day on which a moment fell in a time zone."""
    return at.astimezone(zone).date()


def day_text(day: date, today: date) -> str:
    """A day as people say it."""
    back = (today - day).days
    if back in (0, 1):
        return ("today", "yesterday")[back]
    return f"{day:%A}" if 1 < back < 7 else f"{day:%d %b %Y}".lstrip("0")
