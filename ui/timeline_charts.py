"""Charts that share one time axis: the same first and last day, axes of the same width."""

from datetime import date

import altair as alt
import pandas as pd

from ui.trend_charts import PLACE_COLOURS

AXIS_PX = 46
Span = tuple[date, date]


def symptoms_lane(table: pd.DataFrame, events: pd.DataFrame, span: Span, *, dark: bool):
    """Daily worst pain by place, with the events."""
    colours = PLACE_COLOURS["dark" if dark else "light"]
    colour = alt.Color(
        "place:N",
        scale=alt.Scale(domain=list(colours), range=list(colours.values())),
        legend=alt.Legend(title=None, orient="top", symbolOpacity=1, symbolStrokeWidth=0),
    )
    y = _y("worst", "Pain 0–10", alt.Scale(domain=[0, 10]))
    base = alt.Chart(table)
    dots = base.mark_circle(size=18, opacity=0.4).encode(x=_x(span), y=y, color=colour)
    lines = base.mark_line(strokeWidth=2).encode(x=_x(span), y="week:Q", color=colour)
    return _with_events([dots, lines], events, span, 280, dark=dark, named=True)


def sets_lane(table: pd.DataFrame, events: pd.DataFrame, span: Span, *, dark: bool):
    """Repetitions a day; lighter when told, orange when a set was ended early."""
    colour = "#4fc3b2" if dark else "#0b7a6f"
    bars = (
        alt.Chart(table)
        .mark_bar(width=5)
        .encode(
            x=_x(span),
            y=_y("reps", "Repetitions", alt.Scale(zero=True)),
            color=alt.condition("datum.stopped", alt.value("#d07a34"), alt.value(colour)),
            opacity=alt.condition("datum.how == 'told'", alt.value(0.45), alt.value(1.0)),
            tooltip=[
                alt.Tooltip("day:T", title="Day", format="%-d %b"),
                alt.Tooltip("how:N", title="Counted by"),
                alt.Tooltip("reps:Q", title="Full repetitions"),
            ],
        )
    )
    return _with_events([bars], events, span, 170, dark=dark)


def run_walk_lane(table: pd.DataFrame, events: pd.DataFrame, span: Span, *, dark: bool):
    """Minutes of each session of running and walking; walking lighter, orange when not all."""
    colour = "#8cc1e8" if dark else "#2b6a99"
    bars = (
        alt.Chart(table)
        .mark_bar(width=5)
        .encode(
            x=_x(span),
            y=_y("minutes", "Minutes", alt.Scale(zero=True)),
            color=alt.condition("datum.whole", alt.value(colour), alt.value("#d07a34")),
            opacity=alt.condition("datum.part == 'walking'", alt.value(0.45), alt.value(1.0)),
            order=alt.Order("part:N"),
            tooltip=[
                alt.Tooltip("day:T", title="Day", format="%-d %b"),
                alt.Tooltip("part:N", title="Part"),
                alt.Tooltip("minutes:Q", title="Minutes planned"),
            ],
        )
    )
    return _with_events([bars], events, span, 170, dark=dark)


def runs_lane(table: pd.DataFrame, events: pd.DataFrame, span: Span, *, dark: bool):
    """One running measure with its interval; changes too small to be told look small."""
    colour = "#8cc1e8" if dark else "#2b6a99"
    unit = str(table["unit"].iloc[0]) if len(table) else ""
    base = alt.Chart(table)
    scale = alt.Scale(zero=False, padding=14)
    dots = base.mark_point(size=70, filled=True, color=colour).encode(
        x=_x(span),
        y=_y("value", unit, scale),
        tooltip=[
            alt.Tooltip("day:T", title="Day", format="%-d %b"),
            alt.Tooltip("value:Q", format=".1f"),
            alt.Tooltip("grade:N", title="Recording"),
        ],
    )
    bars = base.mark_rule(color=colour, strokeWidth=2).encode(x=_x(span), y="low:Q", y2="high:Q")
    room = base.mark_rule(opacity=0).encode(x=_x(span), y="floor:Q", y2="ceiling:Q")
    return _with_events([bars, dots, room], events, span, 170, dark=dark)


def _with_events(
    layers: list, events: pd.DataFrame, span: Span, height: int, *, dark: bool, named: bool = False
):
    grey = "#aab4b1" if dark else "#55605e"
    base = alt.Chart(events)
    tooltip = [alt.Tooltip("name:N", title="Event"), alt.Tooltip("day:T", format="%-d %b")]
    marks = base.mark_rule(color=grey, strokeDash=[4, 3], strokeWidth=1.5).encode(
        x=_x(span), tooltip=tooltip
    )
    shown = [*layers, marks]
    if named:
        text = base.mark_text(align="left", dx=4, dy=-2, baseline="top", color=grey, fontSize=11)
        shown.append(text.encode(x=_x(span), y=alt.value(4), text="name:N"))
    return alt.layer(*shown).properties(height=height)


def _x(span: Span) -> alt.X:
    days = [alt.DateTime(year=day.year, month=day.month, date=day.day) for day in span]
    axis = alt.Axis(grid=False, format="%-d %b", tickCount=8)
    return alt.X("day:T", title=None, axis=axis, scale=alt.Scale(domain=days))


def _y(field: str, title: str, scale: alt.Scale) -> alt.Y:
    axis = alt.Axis(tickCount=5, minExtent=AXIS_PX, maxExtent=AXIS_PX)
    return alt.Y(f"{field}:Q", title=title, scale=scale, axis=axis)
