"""Pictures of exercises as SVG text: a figure that moves from the start pose to the end pose.

Lines use the text colour of the page, so the pictures suit light and dark themes; a page may set
the CSS variables --figure-body, --figure-limb, --figure-accent and --figure-band. The movement is
a CSS animation; who asked the system for less motion sees the end pose with the start pose faint
behind it.
"""

import math
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

from ui.camera_drawings import CAMERA_PRESETS, camera_setup_svg
from ui.figure import LENGTH, ExerciseFigure, Placed, Prop, motion
from ui.figure_poses import FIGURES

__all__ = ["CAMERA_PRESETS", "FIGURES", "camera_setup_svg", "exercise_svg", "pose_svg"]

WIDTH = 260
_LOWEST = 130
_MARGIN = 17
_BELOW_FLOOR = 22
_STEPS = 6
_BODY = "var(--figure-body,#8a98ad)"
_LIMB = "var(--figure-limb,#66758d)"
_ACCENT = "var(--figure-accent,#0c9f8c)"
_BAND = "var(--figure-band,#e07b39)"
_THICK: Mapping[str, float] = {"thigh": 16, "shank": 12, "upper_arm": 10, "forearm": 8.5}
_FAR = tuple(f"{part}_far" for part in ("upper_arm", "forearm", "foot", "shank", "thigh"))
_NEAR = tuple(f"{part}_near" for part in ("foot", "shank", "thigh", "upper_arm", "forearm"))
_CORE = ("neck", "trunk", "pelvis", "head")


def exercise_svg(key: str) -> str:
    """The moving picture of an exercise; ValueError for an unknown key."""
    figure = _figure(key)
    moments = motion(figure, _STEPS)
    ghost = _parts(figure, moments[0], prefix=None)
    body = _parts(figure, moments[-1], prefix=f"gc-{key}")
    text = f"From start to end: {figure.start_text}; then {figure.end_text}."
    inner = f'<g class="gc-ghost" opacity=".22">{ghost}</g><g>{body}</g>'
    return _svg(key, f"{_name(key)}: moving picture", text, figure, inner, _style(key, moments))


def pose_svg(key: str, *, end: bool) -> str:
    """The start or the end pose of an exercise, still; ValueError for an unknown key."""
    figure = _figure(key)
    placed = motion(figure, 1)[-1 if end else 0]
    which, text = ("end", figure.end_text) if end else ("start", figure.start_text)
    title = f"{_name(key)}: {which} position"
    return _svg(
        f"{key}-{which}",
        title,
        f"{text.capitalize()}.",
        figure,
        _parts(figure, placed, prefix=None),
    )


def _figure(key: str) -> ExerciseFigure:
    if key not in FIGURES:
        raise ValueError(f"exercise: expected one of {sorted(FIGURES)}, got {key!r}")
    return FIGURES[key]


def _name(key: str) -> str:
    return key.replace("_", " ").capitalize()


def number(value: float) -> str:
    """A tidy number: at most one decimal, no minus zero."""
    text = f"{value:.1f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def _height_and_floor(figure: ExerciseFigure) -> tuple[float, float]:
    """Height of the picture and of the floor line in it; low things lie a little above its end."""
    parts = [item for moment in motion(figure, 1) for item in moment.items()]
    high = max(max(part.y, part.y + _rise(name, part)) for name, part in parts) + _MARGIN
    height = max(_LOWEST, math.ceil(high + _BELOW_FLOOR))
    return height, height - max(_BELOW_FLOOR, (height - high) / 2)


def _rise(name: str, part: Placed) -> float:
    """How much higher than its beginning a part of a limb ends."""
    length = LENGTH.get(name.removesuffix("_near").removesuffix("_far"), 0.0)
    return length * part.scale * math.sin(math.radians(part.angle))


def _svg(
    name: str, title: str, text: str, figure: ExerciseFigure, inner: str, style: str = ""
) -> str:
    height, floor = map(number, _height_and_floor(figure))
    props = "".join(_prop(prop) for prop in figure.props if prop.kind != "band")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'aria-labelledby="gc-{name}-title gc-{name}-desc" class="gc-figure">'
        f'<title id="gc-{name}-title">{escape(title)}</title>'
        f'<desc id="gc-{name}-desc">{escape(text)}</desc>{style}'
        f'<g transform="translate(0 {floor})" fill="none" stroke="currentColor" '
        f'stroke-linecap="round" stroke-linejoin="round">'
        f"{_floor(figure)}{props}{inner}</g></svg>"
    )


def _floor(figure: ExerciseFigure) -> str:
    """The floor line; a mat seen from above stands for it."""
    if any(prop.kind == "flat_mat" for prop in figure.props):
        return ""
    return '<path d="M14 1H246" stroke-opacity=".35" stroke-width="2"/>'


def _transform(part: Placed, *, css: bool) -> str:
    """Where a part lies, in SVG (y down), as an attribute or as CSS."""
    x, y, angle = (number(v) for v in (part.x, -part.y, -part.angle))
    scale = f"{part.scale:.3f}".rstrip("0").rstrip(".")
    if css:
        return f"translate({x}px,{y}px) rotate({angle}deg) scale({scale},1)"
    return f"translate({x} {y}) rotate({angle}) scale({scale} 1)"


def _style(key: str, moments: Sequence[Mapping[str, Placed]]) -> str:
    """The movement of every part that moves, and no movement for who wants none."""
    rules = []
    for name in moments[0]:
        if all(_transform(m[name], css=True) == _transform(moments[0][name], css=True)
               for m in moments):  # fmt: skip
            continue
        frames = "".join(
            f"{_percent(index)}{{transform:{_transform(moment[name], css=True)}}}"
            for index, moment in enumerate(moments)
        )
        rules.append(f"@keyframes gc-{key}-{name}{{{frames}}}")
        rules.append(
            f".gc-{key}-{name}{{animation:gc-{key}-{name} 2.4s linear infinite alternate}}"
        )
    still = f".gc-{key}-part{{animation:none}}.gc-ghost{{display:inline}}"
    return (
        f"<style>.gc-ghost{{display:none}}{''.join(rules)}"
        f"@media (prefers-reduced-motion:reduce){{{still}}}@media print{{{still}}}</style>"
    )


def _percent(index: int) -> str:
    """Moments of the animation: rest at both ends, even steps in between."""
    share = number(14 + 72 * index / _STEPS)
    if index == 0:
        return f"0%,{share}%"
    return f"{share}%,100%" if index == _STEPS else f"{share}%"


def _parts(figure: ExerciseFigure, placed: Mapping[str, Placed], *, prefix: str | None) -> str:
    """The figure from back to front; `prefix` names the parts for the animation."""

    def draw(names: Sequence[str]) -> str:
        return "".join(_part(figure, name, placed[name], prefix) for name in names)

    def draw_far(names: Sequence[str]) -> str:
        return f'<g opacity="{number(figure.far_opacity)}">{draw(names)}</g>'

    bands = [name for name in placed if name.startswith("band")]
    if figure.from_head:
        legs, arms = (draw_far(_FAR[2:]) + draw(_NEAR[:3]), draw_far(_FAR[:2]) + draw(_NEAR[3:]))
        return legs + draw(("pelvis", "trunk")) + arms + draw(("neck", "head"))
    return draw_far(_FAR) + draw(_CORE) + draw(_NEAR) + draw(bands)


def _part(figure: ExerciseFigure, name: str, part: Placed, prefix: str | None) -> str:
    colour = _BODY if name in _CORE else _LIMB
    if name in figure.moving:
        colour = _ACCENT
    classes = f' class="{prefix}-part {prefix}-{name}"' if prefix else ""
    place = f'{classes} transform="{_transform(part, css=False)}"'
    return _shape(figure, name, colour, place)


def _shape(figure: ExerciseFigure, name: str, colour: str, place: str) -> str:
    """One part of the figure, drawn along the x axis from the origin."""
    kind = name.removesuffix("_near").removesuffix("_far")
    if kind in _THICK:
        length = number(LENGTH[kind])
        return f'<path{place} d="M0 0H{length}" stroke="{colour}" stroke-width="{_THICK[kind]}"/>'
    if kind == "foot":
        return f'<path{place} d="M-3 0H16" stroke="{colour}" stroke-width="10"/>'
    if kind == "neck":
        return f'<path{place} d="M0 0H14" stroke="{colour}" stroke-width="8"/>'
    if kind == "pelvis":
        half = figure.start.pelvis[0]
        ends = f"M{number(-half)} 0H{number(half)}" if half else "M0 0h.1"
        return f'<path{place} d="{ends}" stroke="{colour}" stroke-width="18"/>'
    if kind == "trunk":
        hip, chest = max(4.0, figure.start.pelvis[0] - 2), max(5.0, figure.start.shoulders[0] - 1)
        low, high = number(hip), number(chest)
        return (
            f'<path{place} d="M0 -{low}L50 -{high}V{high}L0 {low}Z" '
            f'fill="{colour}" stroke="{colour}" stroke-width="10"/>'
        )
    if kind == "head":
        return f'<g{place} fill="{colour}" stroke="none"><circle r="12"/>{_face(figure)}</g>'
    return f'<path{place} d="M0 0H10" stroke="{_BAND}" stroke-width="4" stroke-linecap="butt"/>'


def _face(figure: ExerciseFigure) -> str:
    """A nose in side view, two eyes in front view."""
    if figure.start.face is not None:
        return '<path d="M9 -5L15.5 1.5L9 4Z"/>'
    eyes = "".join(f'<circle cx="2" cy="{y}" r="1.5"/>' for y in (-4, 4))
    return f'<g fill="#fff" fill-opacity=".9">{eyes}</g>'


def _prop(prop: Prop) -> str:
    """Mat, bench, chair, step or support, in the colour of the text."""
    x0, x1, top = number(prop.x0), number(prop.x1), number(-prop.height)
    wide, middle = number(prop.x1 - prop.x0), number((prop.x0 + prop.x1) / 2)
    soft = 'fill="currentColor" fill-opacity=".12" stroke-opacity=".45" stroke-width="2"'
    line = 'stroke-opacity=".55" stroke-width="4"'
    if prop.kind == "mat":
        return f'<rect x="{x0}" y="0" width="{wide}" height="5" rx="2.5" {soft}/>'
    if prop.kind == "flat_mat":
        far0, far1 = number(prop.x0 + 14), number(prop.x1 - 14)
        return f'<path d="M{far0} {top}H{far1}L{x1} 15H{x0}Z" {soft}/>'
    if prop.kind == "bench":
        legs = f"M{number(prop.x0 + 10)} {number(8 - prop.height)}V0M{number(prop.x1 - 10)} "
        legs += f"{number(8 - prop.height)}V0"
        return (
            f'<path d="{legs}" {line}/>'
            f'<rect x="{x0}" y="{top}" width="{wide}" height="9" rx="4" {soft}/>'
        )
    if prop.kind == "chair":
        back = number(-prop.height - 46)
        return f'<path d="M{x0} {back}V0M{x0} {top}H{x1}V0" {line}/>'
    if prop.kind == "step":
        high = number(prop.height)
        return f'<rect x="{x0}" y="{top}" width="{wide}" height="{high}" rx="3" {soft}/>'
    return f'<path d="M{x0} {top}H{x1}M{middle} {top}V0M{x0} 0H{x1}" {line}/>'
