"""Figures of a run, one definition for screen (Altair) and paper (SVG)."""

import math
from collections.abc import Mapping, Sequence

import altair as alt
import numpy as np
import pandas as pd
import vl_convert

from analysis.running_result import RunningResult
from kinematics.geometry import Array
from kinematics.landmarks import Side
from running.analysis import RunningAnalysis
from running.curves import PERCENT, Curve, reference_bands
from running.events import EventKind

Figure = alt.LayerChart | alt.FacetChart
COLOURS = {
    False: {"left": "#2b6a99", "right": "#b4571c", "band": "#6f8f7a", "line": "#55605e"},
    True: {"left": "#8cc1e8", "right": "#eda169", "band": "#7fcf9c", "line": "#aab4b1"},
}
CURVE_NAMES = {
    "trunk_lean_deg": "Trunk lean, forward +",
    "thigh_deg": "Thigh to vertical, in front +",
    "knee_flexion_deg": "Knee flexion, 0 = straight",
    "shank_deg": "Shank to vertical, foot in front +",
    "thigh_adduction_deg": "Thigh to vertical, inwards +",
    "trunk_lateral_lean_deg": "Trunk side lean, to the standing leg +",
    "pelvic_drop_deg": "Pelvis, free side lower +",
    "hip_adduction_2d_deg": "Thigh to pelvis, inwards +",
}
KIND_NAMES = {EventKind.IC: "contact", EventKind.MS: "midstance", EventKind.TO: "toe-off"}
Size = tuple[int | str, int]  # width, height in pixels; a screen counts axes and legend in
PAPER: Size = (300, 190)
SCREEN: Size = ("container", 290)
EVENTS_HEIGHT_PX = 330
SHADE = 0.22
SPAN_MIN_DEG = 10.0
BAND_SOURCE = (
    "Grey-green band: 46 healthy runners on a treadmill at 2.5 m/s, mean ± SD, three-dimensional "
    "angles from markers (Fukuchi, Duarte & Ferber, BMC-RIC running biomechanics data, CC BY 4.0). "
    "Two laboratories differ by 1.7–3.6° for the same angle; another speed has another band."
)


def curves_by_key(result: RunningResult) -> dict[str, list[Curve]]:
    """The curves of all videos that belong into one figure each."""
    found: dict[str, list[Curve]] = {}
    for clip in result.clips:
        for curve in clip.analysis.curves:
            found.setdefault(curve.key, []).append(curve)
    return found


def band_source(figures: Mapping[str, Sequence[Curve]]) -> str:
    """What the band of healthy runners is, when a figure has one."""
    shown = any(curve.band in reference_bands() for curves in figures.values() for curve in curves)
    return BAND_SOURCE if shown else ""


def curve_chart(
    curves: Sequence[Curve], *, dark: bool = False, strides: bool = False, size: Size = PAPER
) -> Figure:
    """One angle over the gait cycle: mean ± SD of each side, the healthy band where there is one.

    strides  every single stride as a thin line too
    """
    colours = COLOURS[dark]
    layers: list[alt.Chart] = []
    bands = {curve.band for curve in curves if curve.band}
    for key in sorted(bands & set(reference_bands())):
        layers.append(_band(key, colours["band"]))
    rows = _mean_rows(curves)
    x, colour = _cycle(), _side_colour(colours, curves)
    if strides:
        layers.append(_lines(_stride_rows(curves), colour, opacity=0.35, width=0.8))
    area = alt.Chart(rows).mark_area(opacity=SHADE)
    layers.append(area.encode(x=x, y=_degrees("low"), y2="high:Q", color=colour))
    layers.append(_lines(rows, colour, opacity=1.0, width=2.4))
    layers += [_toe_offs(curves, colour), _least_span(rows)]
    return alt.layer(*layers).properties(width=size[0], height=size[1])


def before_after_chart(
    before: Sequence[Curve], after: Sequence[Curve], *, dark: bool = False, size: Size = PAPER
) -> Figure:
    """One angle over the gait cycle in two runs: before dashed, after in full, mean ± SD."""
    colours = COLOURS[dark]
    rows = pd.concat(
        _mean_rows(curves).assign(run=word)
        for word, curves in (("before", before), ("after", after))
    )
    x, colour = _cycle(), _side_colour(colours, [*before, *after])
    scale = alt.Scale(domain=["before", "after"], range=[[6, 4], [1, 0]])
    dash = alt.StrokeDash("run:N", title=None, scale=scale, legend=alt.Legend(orient="top"))
    area = alt.Chart(rows).mark_area(opacity=SHADE / 2)
    line = alt.Chart(rows).mark_line(strokeWidth=2.2)
    shade = area.encode(x=x, y=_degrees("low"), y2="high:Q", color=colour, detail="run:N")
    means = line.encode(x=x, y=_degrees("mean"), color=colour, strokeDash=dash)
    layers = alt.layer(shade, means, _least_span(rows))
    return layers.properties(width=size[0], height=size[1])


def event_chart(
    analysis: RunningAnalysis, *, span_s: tuple[float, float], dark: bool = False
) -> Figure:
    """Height of both ankles over the leg length, with the gait events as marked lines."""
    colours, signals = COLOURS[dark], analysis.run.signals
    inside = (signals.time_s >= span_s[0]) & (signals.time_s <= span_s[1])
    leg = analysis.run.leg_px()
    rows = pd.concat(
        pd.DataFrame(
            {
                "time_s": signals.time_s[inside].round(3),
                "value": _height(signals.point("ankle", side)[inside, 1], leg),
                "side": side.value,
            }
        )
        for side in Side
    )
    x = alt.X("time_s:Q", title="Seconds", scale=alt.Scale(domain=list(span_s), nice=False))
    y = alt.Y("value:Q", title="Ankle height / leg", axis=alt.Axis(tickCount=4))
    line = alt.Chart(rows.dropna()).mark_line(strokeWidth=1.8)
    lines = line.encode(x=x, y=y, color=_side_colour(colours))
    return alt.layer(lines, *_event_layers(analysis, span_s, colours)).properties(
        height=EVENTS_HEIGHT_PX
    )


def chart_svg(chart: Figure) -> str:
    """The figure as SVG text, made on this machine without a browser."""
    spec = chart.configure_view(stroke=None).configure_axis(grid=True, gridOpacity=0.4).to_dict()
    return str(vl_convert.vegalite_to_svg(spec))


def _height(y_px: Array, leg_px: float) -> Array:
    ground = float(np.nanmax(y_px)) if np.isfinite(y_px).any() else 0.0
    return np.asarray((ground - y_px) / leg_px).round(3)


def _event_layers(
    analysis: RunningAnalysis, span_s: tuple[float, float], colours: dict[str, str]
) -> list[alt.Chart]:
    rows = pd.DataFrame(
        [
            (n, e.time_s, e.side.value, KIND_NAMES[e.kind], "by hand" if e.edited else "found")
            for n, e in enumerate(analysis.events)
            if span_s[0] <= e.time_s <= span_s[1]
        ],
        columns=["number", "time_s", "side", "kind", "how"],
    )
    colour = _side_colour(colours)
    tooltip = [
        alt.Tooltip("side:N", title="Foot"),
        alt.Tooltip("kind:N", title="Event"),
        alt.Tooltip("time_s:Q", title="Seconds", format=".3f"),
        alt.Tooltip("how:N", title="Set"),
    ]
    base = alt.Chart(rows).encode(x=alt.X("time_s:Q"), color=colour)
    dash = alt.StrokeDash(
        "kind:N",
        legend=None,
        scale=alt.Scale(domain=list(KIND_NAMES.values()), range=[[1, 0], [2, 3], [6, 4]]),
    )
    rules = base.mark_rule(strokeWidth=1.6).encode(strokeDash=dash, tooltip=tooltip)
    shape = alt.Shape(
        "kind:N",
        title=None,
        scale=alt.Scale(
            domain=list(KIND_NAMES.values()), range=["triangle-down", "circle", "triangle-up"]
        ),
    )
    marks = base.mark_point(filled=True, size=70, opacity=1).encode(
        y=alt.value(8), shape=shape, tooltip=tooltip
    )
    return [rules, marks]


def _cycle() -> alt.X:
    scale = alt.Scale(domain=[0, 100], nice=False)
    return alt.X("percent:Q", title="Gait cycle, %", scale=scale, axis=alt.Axis(tickCount=5))


def _side_colour(colours: dict[str, str], curves: Sequence[Curve] | None = None) -> alt.Color:
    """A colour for each foot, in the legend only those that there are curves of."""
    sides = [s.value for s in Side if curves is None or s.value in {c.side for c in curves}]
    scale = alt.Scale(domain=sides, range=[colours[side] for side in sides])
    return alt.Color("side:N", title=None, scale=scale, legend=alt.Legend(orient="top"))


def _degrees(field: str) -> alt.Y:
    axis = alt.Axis(title=None, tickCount=5, labelExpr="datum.label + '°'")
    return alt.Y(f"{field}:Q", axis=axis, scale=alt.Scale(zero=False))


def _least_span(rows: pd.DataFrame) -> alt.Chart:
    """Nothing to see: keeps the axis so wide that a degree of noise does not look large."""
    middle = float(rows["mean"].mean())
    ends = [round(middle + end, 1) for end in (-SPAN_MIN_DEG / 2, SPAN_MIN_DEG / 2)]
    points = alt.Chart(pd.DataFrame({"percent": 0.0, "mean": ends})).mark_point(opacity=0)
    encoded: alt.Chart = points.encode(x=_cycle(), y=_degrees("mean"))
    return encoded


def _lines(rows: pd.DataFrame, colour: alt.Color, *, opacity: float, width: float) -> alt.Chart:
    line = alt.Chart(rows).mark_line(opacity=opacity, strokeWidth=width)
    encoded: alt.Chart = line.encode(
        x=_cycle(), y=_degrees("mean"), color=colour, detail="stride:N"
    )
    return encoded


def _band(key: str, colour: str) -> alt.Chart:
    band = reference_bands()[key]
    rows = pd.DataFrame(
        {
            "percent": PERCENT,
            "low": (band.mean - band.sd).round(2),
            "high": (band.mean + band.sd).round(2),
        }
    )
    area = alt.Chart(rows).mark_area(opacity=0.28, color=colour)
    encoded: alt.Chart = area.encode(x=_cycle(), y=_degrees("low"), y2="high:Q")
    return encoded


def _mean_rows(curves: Sequence[Curve]) -> pd.DataFrame:
    return pd.concat(
        pd.DataFrame(
            {
                "percent": PERCENT,
                "mean": curve.mean.round(2),
                "low": (curve.mean - curve.sd).round(2),
                "high": (curve.mean + curve.sd).round(2),
                "side": curve.side,
                "stride": curve.side,
            }
        )
        for curve in curves
    )


def _stride_rows(curves: Sequence[Curve]) -> pd.DataFrame:
    return pd.concat(
        pd.DataFrame(
            {
                "percent": PERCENT,
                "mean": stride.round(2),
                "side": curve.side,
                "stride": f"{curve.side} {number}",
            }
        )
        for curve in curves
        for number, stride in enumerate(curve.strides)
    )


def _toe_offs(curves: Sequence[Curve], colour: alt.Color) -> alt.Chart:
    known = [(c.toe_off_percent, c.side) for c in curves if math.isfinite(c.toe_off_percent)]
    rows = pd.DataFrame(known, columns=["percent", "side"])
    rule = alt.Chart(rows).mark_rule(strokeDash=[5, 4], strokeWidth=1.2)
    encoded: alt.Chart = rule.encode(x=_cycle(), color=colour)
    return encoded
