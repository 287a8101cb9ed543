"""Where the camera stands, as SVG text: from above (left) and from the side (right).

One drawing for each preset of the measurement specification (B.0.7). Lines use the text colour of
the page; the camera and what it sees use --figure-accent.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 420, 230
_FLOOR = 190
_ACCENT = "var(--figure-accent,#0c9f8c)"
_BODY = "var(--figure-body,#8a98ad)"
_LIMB = "var(--figure-limb,#66758d)"
_SOFT = 'fill="currentColor" fill-opacity=".12" stroke-opacity=".45" stroke-width="2"'


@dataclass(frozen=True, kw_only=True)
class _Setup:
    """One camera place.

    above, aside  the person (and the mat) in the two drawings, at the origin on the floor
    lens_y        height of the lens above the floor line in the drawing
    height, distance  the words for it
    title, text   what the drawing shows, in words
    """

    above: str
    aside: str
    lens_y: float
    height: str
    title: str
    text: str
    distance: str = "2–2.5 m"


def _line(path: str, colour: str, width: float) -> str:
    return f'<path d="{path}" stroke="{colour}" stroke-width="{width}"/>'


def _dot(x: float, y: float, radius: float, colour: str = _BODY) -> str:
    return f'<circle cx="{x}" cy="{y}" r="{radius}" fill="{colour}" stroke="none"/>'


_MAT_ABOVE = f'<rect x="-68" y="-22" width="136" height="44" rx="5" {_SOFT}/>'
_MAT_ASIDE = f'<rect x="-22" y="0" width="44" height="4" rx="2" {_SOFT}/>'

# Lying on the back, head left: from above, and along the body from the feet.
_SUPINE_ABOVE = (
    _MAT_ABOVE
    + _line("M-34 -11L2 -12M-34 11L2 12", _LIMB, 6)
    + _line("M-32 0H0", _BODY, 20)
    + _line("M4 -5L32 -7L50 -6M4 5L32 7L50 6", _LIMB, 8)
    + _dot(-52, 0, 9)
)
_SUPINE_ASIDE = (
    _MAT_ASIDE + _line("M-9 -8H9", _BODY, 14) + _line("M-6 -34L-7 -5M6 -34L7 -5", _LIMB, 8)
)
# Lying on the side, the front of the body towards the camera (down, or left).
_SIDE_ABOVE = (
    _MAT_ABOVE
    + _line("M-34 -6H4", _BODY, 15)
    + _line("M4 -4L26 16L52 6", _LIMB, 9)
    + _line("M-30 0L-20 14L-6 14", _LIMB, 6)
    + _dot(-52, -4, 9)
    + _dot(-50, 6, 2.5)
)
_SIDE_ASIDE = (  # seen from the head end
    _MAT_ASIDE
    + _line("M2 -8L-24 -6M2 -20L-24 -14", _LIMB, 8)
    + _line("M4 -8V-29", _BODY, 16)
    + _dot(3, -16, 9, _LIMB)
    + _dot(-6, -16, 2.5, _LIMB)
)
# Standing and facing the camera (down, or left).
_FACING_ABOVE = (
    _line("M-8 8V20M8 8V20", _LIMB, 8)
    + _line("M-20 0H20", _BODY, 15)
    + _dot(0, 0, 10, _LIMB)
    + _dot(0, 10, 3, _LIMB)
)
_FACING_ASIDE = (
    _line("M-14 -3H0M0 -4L-2 -37L0 -70", _LIMB, 9)
    + _line("M0 -72V-108", _BODY, 15)
    + _line("M0 -106L3 -86L-2 -66", _LIMB, 6)
    + _dot(0, -127, 11)
    + _dot(-11, -126, 2.5)
)
# On hands and knees, the head to the camera (down, or left).
_FOURS_ABOVE = (
    '<rect x="-26" y="-36" width="52" height="66" rx="5" '
    + _SOFT
    + "/>"
    + _line("M-8 -18V-32M8 -18V-32", _LIMB, 8)
    + _line("M0 -16V4", _BODY, 22)
    + _line("M-14 6V18M14 6V18", _LIMB, 6)
    + _dot(0, 18, 9, _LIMB)
)
_FOURS_ASIDE = (
    '<rect x="-34" y="0" width="74" height="4" rx="2" '
    + _SOFT
    + "/>"
    + _line("M11 -36V-5H34", _LIMB, 9)
    + _line("M-22 -36L-24 -5", _LIMB, 7)
    + _line("M-20 -39L11 -38", _BODY, 15)
    + _dot(-40, -41, 10)
    + _dot(-45, -32, 2.5)
)
# Standing side-on: facing right from above; seen from behind along the line of sight.
_SIDE_ON_ABOVE = (
    _line("M8 -8H20M8 8H20", _LIMB, 8)
    + _line("M0 -20V20", _BODY, 15)
    + _dot(0, 0, 10, _LIMB)
    + _dot(10, 0, 3, _LIMB)
)
_SIDE_ON_ASIDE = (
    _line("M-8 -4V-70M8 -4V-70", _LIMB, 9)
    + _line("M-17 -106L-20 -84L-18 -66M17 -106L20 -84L18 -66", _LIMB, 6)
    + '<path d="M-7 -72H7L12 -106H-12Z" '
    + f'fill="{_BODY}" stroke="{_BODY}" stroke-width="9"/>'
    + _dot(0, -127, 11)
)

_SETUPS: Mapping[str, _Setup] = {
    "CAM-S-LOW": _Setup(
        above=_SUPINE_ABOVE,
        aside=_SUPINE_ASIDE,
        lens_y=42,
        height="40–60 cm",
        title="Camera low, side-on to the mat",
        text="The camera looks at the long side of the mat from 2 to 2.5 metres away, 40 to 60 "
        "centimetres above the floor. The whole body is in the picture, the working side nearer.",
    ),
    "CAM-A-LOW": _Setup(
        above=_SIDE_ABOVE,
        aside=_SIDE_ASIDE,
        lens_y=42,
        height="40–60 cm",
        title="Camera low, in front of the body",
        text="The person lies on the side along the mat with chest, knees and face towards the "
        "camera, which stands 2 to 2.5 metres away, 40 to 60 centimetres above the floor.",
    ),
    "CAM-F": _Setup(
        above=_FACING_ABOVE,
        aside=_FACING_ASIDE,
        lens_y=76,
        height="hip height\n90–100 cm",
        title="Camera at hip height, facing the person",
        text="The person stands facing the camera, which is 2 to 2.5 metres away at hip height, "
        "90 to 100 centimetres above the floor. The whole body is in the picture.",
    ),
    "CAM-F-FAR": _Setup(
        above=_FACING_ABOVE,
        aside=_FACING_ASIDE,
        lens_y=76,
        height="hip height\n90–100 cm",
        distance="3 m",
        title="Camera at hip height, facing the person, further away",
        text="The person stands facing the camera, which is 3 metres away at hip height, 90 to 100 "
        "centimetres above the floor, with room for three or four steps to the side.",
    ),
    "CAM-F-LOW": _Setup(
        above=_FOURS_ABOVE,
        aside=_FOURS_ASIDE,
        lens_y=40,
        height="50 cm",
        title="Camera low, in front of the head",
        text="The person is on hands and knees, the head towards the camera, which stands 2 to 2.5 "
        "metres away, 50 centimetres above the floor. The whole body is in the picture.",
    ),
    "CAM-S": _Setup(
        above=_SIDE_ON_ABOVE,
        aside=_SIDE_ON_ASIDE,
        lens_y=76,
        height="hip height\n90–100 cm",
        title="Camera at hip height, from the side",
        text="The person stands side-on to the camera, which is 2 to 2.5 metres away at hip "
        "height, 90 to 100 centimetres above the floor. The whole body is in the picture.",
    ),
}
CAMERA_PRESETS: tuple[str, ...] = tuple(_SETUPS)


def camera_setup_svg(preset: str) -> str:
    """The set-up drawing of a camera preset; ValueError for an unknown one."""
    if preset not in _SETUPS:
        raise ValueError(f"camera preset: expected one of {list(_SETUPS)}, got {preset!r}")
    setup, name = _SETUPS[preset], f"gc-{preset.lower()}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-labelledby="{name}-title {name}-desc" class="gc-camera">'
        f'<title id="{name}-title">{escape(setup.title)}</title>'
        f'<desc id="{name}-desc">{escape(setup.text)}</desc>'
        f'<g fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round" '
        f'font-family="system-ui,sans-serif" font-size="14">'
        f"{_from_above(setup)}{_from_the_side(setup)}</g></svg>"
    )


def _words(x: float, y: float, text: str, anchor: str = "middle", *, faint: bool = False) -> str:
    """Text in the colour of the page, a new line for every line."""
    opacity = ' fill-opacity=".7"' if faint else ""
    return "".join(
        f'<text x="{x}" y="{y + 17 * row}" text-anchor="{anchor}" fill="currentColor"{opacity} '
        f'stroke="none">{escape(line)}</text>'
        for row, line in enumerate(text.split("\n"))
    )


def _measure(x0: float, y0: float, x1: float, y1: float) -> str:
    """A line with short ends across, for a distance."""
    across, along = (4, 0) if x0 == x1 else (0, 4)
    ends = "".join(
        f"M{x - across} {y - along}L{x + across} {y + along}" for x, y in ((x0, y0), (x1, y1))
    )
    return f'<path d="M{x0} {y0}L{x1} {y1}{ends}" stroke-opacity=".7" stroke-width="1.5"/>'


def _from_above(setup: _Setup) -> str:
    """The left drawing: person at the top, camera below, its field of view between them."""
    x, person_y, lens_y = 96, 66, 196
    view = (
        f'<path d="M{x} {lens_y - 8}L{x - 92} 30H{x + 92}Z" '
        f'fill="{_ACCENT}" fill-opacity=".13" stroke="none"/>'
    )
    camera = f'<rect x="{x - 17}" y="{lens_y - 4}" width="34" height="20" rx="3" {_SOFT}/>' + _line(
        f"M{x - 17} {lens_y - 5}H{x + 17}", _ACCENT, 4
    )
    return (
        _words(x, 18, "From above", faint=True)
        + view
        + f'<g transform="translate({x} {person_y})">{setup.above}</g>'
        + camera
        + _measure(x, person_y + 30, x, lens_y - 12)
        + _words(x + 9, 148, setup.distance, "start")
    )


def _from_the_side(setup: _Setup) -> str:
    """The right drawing: laptop on a stool or table at the left, person at the right."""
    person_x, lens_x = 376, 262
    lens = _FLOOR - setup.lens_y
    table = lens + 16
    view = (
        f'<path d="M{lens_x + 4} {lens}L{person_x + 26} {min(lens - 46, 42)}V{_FLOOR}'
        f'L{person_x - 40} {_FLOOR}Z" fill="{_ACCENT}" fill-opacity=".13" stroke="none"/>'
    )
    furniture = (
        f'<path d="M{lens_x - 28} {table}H{lens_x + 14}M{lens_x - 22} {table}V{_FLOOR}'
        f'M{lens_x + 8} {table}V{_FLOOR}" stroke-opacity=".5" stroke-width="3"/>'
    )
    laptop = _line(
        f"M{lens_x - 20} {table - 4}H{lens_x + 1}L{lens_x + 6} {lens - 2}", _ACCENT, 4
    ) + _dot(lens_x + 6, lens - 1, 3.5, _ACCENT)
    lines = setup.height.count("\n") + 1
    return (
        _words(318, 18, "From the side", faint=True)
        + view
        + f'<path d="M206 {_FLOOR + 1}H414" stroke-opacity=".35" stroke-width="2"/>'
        + f'<g transform="translate({person_x} {_FLOOR})">{setup.aside}</g>'
        + furniture
        + laptop
        + _measure(lens_x - 36, lens, lens_x - 36, _FLOOR)
        + _words(lens_x - 18, lens - 12 - 17 * (lines - 1), setup.height)
        + _measure(lens_x + 6, _FLOOR + 14, person_x, _FLOOR + 14)
        + _words((lens_x + person_x) / 2 + 3, _FLOOR + 33, setup.distance)
    )
