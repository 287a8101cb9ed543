"""Calm charts over weeks: pain, range and form."""

import altair as alt
import pandas as pd

from analysis.exercise_words import MARGIN_DEG

HEIGHT_PX, PAIN_PX = 220, 300
Layers = alt.LayerChart | alt.FacetChart
PLACE_COLOURS = {
    "light": {"Leg": "#b4571c", "Buttock": "#2b6a99", "Back": "#7a6a9c"},
    "dark": {"Leg": "#eda169", "Buttock": "#8cc1e8", "Back": "#b9a8dd"},
}
TRAINING_COLOURS = {"light": "#0b7a6f", "dark": "#4fc3b2"}


def pain_chart(table: pd.DataFrame, *, dark: bool) -> Layers:
    """Daily worst pain as dots, its 7-day mean as lines."""
    colours = PLACE_COLOURS["dark" if dark else "light"]
    colour = alt.Color(
        "place:N",
        scale=alt.Scale(domain=list(colours), range=list(colours.values())),
        legend=alt.Legend(title=None, orient="top", symbolOpacity=1, symbolStrokeWidth=0),
    )
    x = alt.X("day:T", title=None, axis=alt.Axis(grid=False, format="%-d %b", tickCount=6))
    scale = alt.Scale(domain=[0, 10])
    y = alt.Y("worst:Q", title="Pain 0–10", scale=scale, axis=alt.Axis(tickCount=5))
    base = alt.Chart(table)
    dots = base.mark_circle(size=40, opacity=0.5).encode(
        x=x,
        y=y,
        color=colour,
        tooltip=[
            alt.Tooltip("day:T", title="Day", format="%-d %b"),
            alt.Tooltip("place:N", title="Where"),
            alt.Tooltip("worst:Q", title="Worst"),
        ],
    )
    lines = base.mark_line(strokeWidth=2.5).encode(x=x, y="week:Q", color=colour)
    return alt.layer(dots, lines).properties(height=PAIN_PX)


def _around(middle: float) -> alt.Scale:
    """An axis so wide that degrees within the margin of a recording do not look large."""
    least = [middle - 2 * MARGIN_DEG, middle + 2 * MARGIN_DEG]
    return alt.Scale(zero=False, domain=alt.DomainUnionWith(unionWith=least))


def training_chart(table: pd.DataFrame, column: str, title: str, *, dark: bool) -> Layers:
    """One number a training day: "peak_deg" or "form"."""
    colour = TRAINING_COLOURS["dark" if dark else "light"]
    limits = alt.Scale(domain=[0, 100]) if column == "form" else _around(table[column].median())
    x = alt.X("day:T", title=None, axis=alt.Axis(grid=False, format="%-d %b", tickCount=5))
    y = alt.Y(f"{column}:Q", title=title, scale=limits, axis=alt.Axis(tickCount=4, format=".0f"))
    base = alt.Chart(table.dropna(subset=[column]))
    tooltip = [
        alt.Tooltip("day:T", title="Day", format="%-d %b"),
        alt.Tooltip(f"{column}:Q", title=title, format=".0f"),
    ]
    dots = base.mark_circle(size=45, color=colour).encode(x=x, y=y, tooltip=tooltip)
    line = base.mark_line(color=colour, opacity=0.5).encode(x=x, y=y)
    return alt.layer(line, dots).properties(height=HEIGHT_PX)
