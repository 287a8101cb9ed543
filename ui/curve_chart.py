"""The angle over time as an interactive chart: repetitions as bands, the target as a band."""

import math

import altair as alt
import numpy as np
import pandas as pd

from analysis.exercise_session import ExerciseSession
from analysis.exercise_words import top_text
from kinematics.quality import Grade

POINTS_MAX = 1500
READINGS_MAX = 300
HEIGHT_PX = 300
COLOURS = {
    "light": {"line": "#0b7a6f", "rep": "#2b6a99", "partial": "#b4571c", "target": "#2f7d4f"},
    "dark": {"line": "#4fc3b2", "rep": "#8cc1e8", "partial": "#eda169", "target": "#7fcf9c"},
}


def curve_chart(session: ExerciseSession, *, dark: bool) -> alt.LayerChart | alt.FacetChart:
    """Degrees over seconds; for grade C the progress from start to target, without degrees."""
    in_words = session.quality.grade is Grade.C
    colours = COLOURS["dark" if dark else "light"]
    values = session.curve.progress if in_words else session.curve.angle_deg
    band = (0.85, 1.15) if in_words else session.range_deg
    curve = _thinned(session.curve.time_s, values)
    low, high = _limits(values, band)
    axis = alt.Axis(title=None, tickCount=6, labelExpr=_labels(in_words))
    y = alt.Y("value:Q", axis=axis, scale=alt.Scale(domain=[low, high], nice=False, zero=False))
    x = alt.X("time_s:Q", title="Seconds", axis=alt.Axis(tickMinStep=1, grid=False))
    x = x.scale(nice=False)
    target = (
        alt.Chart(pd.DataFrame({"low": [max(band[0], low)], "high": [min(band[1], high)]}))
        .mark_rect(color=colours["target"], opacity=0.18)
        .encode(y=alt.Y("low:Q"), y2="high:Q")
    )
    line = alt.Chart(curve).mark_line(color=colours["line"], strokeWidth=2.5).encode(x=x, y=y)
    zoom = alt.selection_interval(bind="scales", encodings=["x"], zoom="wheel![event.shiftKey]")
    layers = [target, *_rep_layers(session, colours, high), line.add_params(zoom)]
    if not in_words:
        layers.append(_readings(curve, x, y))
    return alt.layer(*layers).properties(height=HEIGHT_PX)


def _readings(curve: pd.DataFrame, x: alt.X, y: alt.Y) -> alt.Chart:
    """Invisible points that tell their angle when pointed at."""
    few = curve.iloc[:: max(1, len(curve) // READINGS_MAX)].dropna()
    tooltip = [
        alt.Tooltip("time_s:Q", title="Seconds", format=".1f"),
        alt.Tooltip("value:Q", title="Degrees, about", format=".0f"),
    ]
    return alt.Chart(few).mark_circle(opacity=0, size=120).encode(x=x, y=y, tooltip=tooltip)


def _thinned(time_s: np.ndarray, values: np.ndarray) -> pd.DataFrame:
    step = max(1, math.ceil(len(time_s) / POINTS_MAX))
    return pd.DataFrame({"time_s": time_s[::step].round(3), "value": values[::step].round(3)})


def _limits(values: np.ndarray, band: tuple[float, float]) -> tuple[float, float]:
    """The range of the axis: all values and the lower limit of the target, with some air."""
    known = values[np.isfinite(values)]
    every = np.append(known, band[0])
    low, high = float(every.min()), float(every.max())
    air = 0.08 * max(high - low, 1e-3)
    return low - air, max(high, min(band[1], high + 4 * air)) + 2 * air


def _labels(in_words: bool) -> str:
    if in_words:
        return "datum.value == 0 ? 'start' : datum.value == 1 ? 'target' : ''"
    return "datum.label + '°'"


def _rep_layers(session: ExerciseSession, colours: dict[str, str], top: float) -> list[alt.Chart]:
    if not session.reps:
        return []
    rows = pd.DataFrame(
        {
            "start": [round(rep.start_s, 3) for rep in session.reps],
            "end": [round(rep.end_s, 3) for rep in session.reps],
            "middle": [round((rep.start_s + rep.end_s) / 2, 3) for rep in session.reps],
            "rep": list(range(1, len(session.reps) + 1)),
            "kind": ["full" if rep.complete else "partial" for rep in session.reps],
            "top": [top_text(rep.peak_deg, session, complete=rep.complete) for rep in session.reps],
            "y": [top] * len(session.reps),
        }
    )
    tooltip = [
        alt.Tooltip("rep:O", title="Repetition"),
        alt.Tooltip("kind:N", title="Range"),
        alt.Tooltip("top:N", title="Top"),
        alt.Tooltip("start:Q", title="From (s)", format=".1f"),
        alt.Tooltip("end:Q", title="To (s)", format=".1f"),
    ]
    colour = alt.Color(
        "kind:N",
        scale=alt.Scale(domain=["full", "partial"], range=[colours["rep"], colours["partial"]]),
        legend=None,
    )
    base = alt.Chart(rows)
    bands = base.mark_rect(opacity=0.16).encode(
        x=alt.X("start:Q"), x2="end:Q", color=colour, tooltip=tooltip
    )
    numbers = base.mark_text(dy=10, fontWeight=600, fontSize=13).encode(
        x=alt.X("middle:Q"), y=alt.Y("y:Q"), text="rep:O", color=colour
    )
    return [bands, numbers]
