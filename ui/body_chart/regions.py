"""Where the regions of the body chart lie: own drawing, two figures of 150 × 320 units.

The front figure faces you (its left is on your right), the back figure turns away.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from kinematics.landmarks import Side
from programme.symptoms import Region

REGION_NAMES = {
    Region.LOW_BACK: "low back",
    Region.BUTTOCK: "buttock",
    Region.HIP: "outer hip",
    Region.GROIN: "groin",
    Region.THIGH_BACK: "back of the thigh",
    Region.THIGH_SIDE: "side of the thigh",
    Region.THIGH_FRONT: "front of the thigh",
    Region.KNEE: "knee",
    Region.CALF: "calf",
    Region.SHIN: "shin",
    Region.ANKLE: "ankle",
    Region.FOOT_TOP: "top of the foot",
    Region.SOLE: "sole",
    Region.TOES: "toes",
}
WIDTH, HEIGHT, MIDDLE = 150, 320, 75

# Outlines of the half of a figure to the right of its middle line, x from that line.
_FRONT: dict[Region, str] = {
    Region.GROIN: "M1,108 L17,100 L19,116 L1,128 Z",
    Region.HIP: "M18,92 L33,88 L36,116 L20,116 Z",
    Region.THIGH_FRONT: "M2,129 L20,117 L25,117 L22,188 L5,188 Z",
    Region.THIGH_SIDE: "M26,117 L36,117 L30,188 L23,188 Z",
    Region.KNEE: "M5,189 L30,189 L28,212 L6,212 Z",
    Region.SHIN: "M6,213 L28,213 L25,268 L8,268 Z",
    Region.ANKLE: "M8,269 L25,269 L25,281 L8,281 Z",
    Region.FOOT_TOP: "M8,282 L25,282 L31,298 L8,298 Z",
    Region.TOES: "M8,299 L31,299 L33,309 L8,309 Z",
}
_BACK: dict[Region, str] = {
    Region.LOW_BACK: "M0,66 L26,66 L29,91 L0,91 Z",
    Region.BUTTOCK: "M0,92 L30,92 L35,124 L18,132 L1,128 Z",
    Region.THIGH_BACK: "M2,129 L18,133 L35,125 L30,188 L5,188 Z",
    Region.KNEE: "M5,189 L30,189 L28,208 L6,208 Z",
    Region.CALF: "M6,209 L28,209 L29,236 L24,268 L9,268 L5,236 Z",
    Region.ANKLE: "M9,269 L24,269 L24,283 L9,283 Z",
    Region.SOLE: "M8,284 L26,284 L29,309 L8,309 Z",
}
_BODY = (
    "M0,6 C14,6 15,34 6,40 L7,48 L30,52 C38,56 42,110 46,140 L40,142 L32,84 L28,92 L36,118 "
    "L30,190 L28,214 L25,282 L34,310 L7,310 L6,214 L1,128 L0,128 Z"
)


@dataclass(frozen=True, kw_only=True)
class Place:
    """One region on one side: its outline and where its half of the figure is drawn."""

    region: Region
    side: Side
    path: str
    transform: str

    @property
    def name(self) -> str:
        """Such as "left calf"."""
        return f"{self.side.value} {REGION_NAMES[self.region]}"


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One of the two figures."""

    title: str
    offset: int
    places: tuple[Place, ...]


def figures() -> tuple[Figure, Figure]:
    """The figure from the front and from the back."""
    front = Figure(title="front", offset=0, places=tuple(_places(_FRONT, mirrored=True)))
    back = Figure(title="back", offset=WIDTH, places=tuple(_places(_BACK, mirrored=False)))
    return front, back


def chart_svg() -> str:
    """The whole chart; regions carry their region, side and name, and take the keyboard."""
    parts = [
        f'<svg viewBox="0 0 {2 * WIDTH} {HEIGHT + 16}" xmlns="http://www.w3.org/2000/svg" '
        'role="group" aria-label="Body chart">'
    ]
    for figure in figures():
        parts.append(f'<g transform="translate({figure.offset} 0)">')
        for flip in (1, -1):
            parts.append(f'<path class="body" transform="{_transform(flip)}" d="{_BODY}"/>')
        parts.extend(map(_region_svg, figure.places))
        right = "R" if figure.title == "front" else "L"
        left = "L" if right == "R" else "R"
        parts.append(f'<text class="side" x="10" y="200">{right}</text>')
        parts.append(f'<text class="side" x="{WIDTH - 10}" y="200">{left}</text>')
        parts.append(f'<text class="title" x="{MIDDLE}" y="{HEIGHT + 10}">{figure.title}</text>')
        parts.append("</g>")
    return "".join([*parts, "</svg>"])


def _places(outlines: dict[Region, str], *, mirrored: bool) -> Iterator[Place]:
    for region, path in outlines.items():
        for side in Side:
            right_half = (side is Side.LEFT) is mirrored
            transform = _transform(1 if right_half else -1)
            yield Place(region=region, side=side, path=path, transform=transform)


def _transform(flip: int) -> str:
    return f"translate({MIDDLE} 0) scale({flip} 1)"


def _region_svg(place: Place) -> str:
    return (
        f'<path class="region" role="button" tabindex="0" aria-pressed="false" '
        f'data-region="{place.region.value}" data-side="{place.side.value}" '
        f'data-name="{place.name}" aria-label="{place.name}" '
        f'transform="{place.transform}" d="{place.path}"/>'
    )
