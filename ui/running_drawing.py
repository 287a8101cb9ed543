"""How to film a run, as SVG text: the cameras from above, and their height from the side.

Lines use the text colour of the page; cameras and what they see use --figure-accent.
"""

WIDTH, HEIGHT = 560, 300
_ACCENT = "var(--figure-accent,#0c9f8c)"
_BODY = "var(--figure-body,#8a98ad)"
_LIMB = "var(--figure-limb,#66758d)"
_SOFT = 'fill="currentColor" fill-opacity=".12" stroke-opacity=".45" stroke-width="2"'
TITLE = "Where the cameras stand to film a run"
TEXT = (
    "From above: a treadmill with a camera straight behind it and one straight to each side, 3 to "
    "5 metres away. From the side: the lens at hip height, about 1 metre; the whole runner in the "
    "picture."
)
# The runner on the treadmill, running to the right, origin on the belt.
_RUNNER = (
    f'<path d="M3 -62L20 -44L14 -18M3 -62L-8 -38L-30 -36" stroke="{_LIMB}" stroke-width="9"/>'
    f'<path d="M3 -62L10 -98" stroke="{_BODY}" stroke-width="15"/>'
    f'<path d="M9 -96L-6 -80L4 -68M9 -96L24 -84L34 -92" stroke="{_LIMB}" stroke-width="6"/>'
    f'<circle cx="14" cy="-117" r="11" fill="{_BODY}" stroke="none"/>'
)


def filming_svg() -> str:
    """The drawing."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        'aria-labelledby="gc-film-title gc-film-desc" class="gc-camera">'
        f'<title id="gc-film-title">{TITLE}</title><desc id="gc-film-desc">{TEXT}</desc>'
        '<g fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round" '
        f'font-family="system-ui,sans-serif" font-size="17">{_from_above()}{_from_the_side()}'
        "</g></svg>"
    )


def _words(x: float, y: float, text: str) -> str:
    return (
        f'<text x="{x}" y="{y}" text-anchor="middle" fill="currentColor" stroke="none">'
        f"{text}</text>"
    )


def _camera(x: float, y: float, turn_deg: int) -> str:
    """A camera from above that looks to the right when not turned, with what it sees."""
    return (
        f'<g transform="translate({x} {y}) rotate({turn_deg})">'
        f'<path d="M8 0L74 -30V30Z" fill="{_ACCENT}" fill-opacity=".13" stroke="none"/>'
        f'<rect x="-12" y="-9" width="18" height="18" rx="3" {_SOFT}/>'
        f'<path d="M7 -8V8" stroke="{_ACCENT}" stroke-width="4"/></g>'
    )


def _from_above() -> str:
    treadmill = f'<rect x="128" y="122" width="104" height="56" rx="6" {_SOFT}/>'
    console = '<path d="M226 128V172" stroke-opacity=".6" stroke-width="5"/>'
    runner = (
        f'<path d="M176 134V166" stroke="{_BODY}" stroke-width="15"/>'
        f'<circle cx="178" cy="150" r="9" fill="{_LIMB}" stroke="none"/>'
    )
    cameras = _camera(28, 150, 0) + _camera(178, 44, 90) + _camera(178, 256, -90)
    return (
        _words(178, 18, "From above")
        + treadmill
        + console
        + cameras
        + runner
        + _words(64, 112, "behind")
        + _words(238, 50, "left side")
        + _words(242, 262, "right side")
        + _words(70, 204, "3–5 m")
    )


def _from_the_side() -> str:
    floor = 250
    tripod = (
        f'<path d="M318 168V210M318 210L302 {floor}M318 210L334 {floor}" '
        'stroke-opacity=".5" stroke-width="3"/>'
    )
    camera = (
        f'<rect x="308" y="156" width="20" height="16" rx="3" {_SOFT}/>'
        f'<path d="M329 158V170" stroke="{_ACCENT}" stroke-width="4"/>'
    )
    view = f'<path d="M332 164L520 92V{floor}Z" fill="{_ACCENT}" fill-opacity=".13" stroke="none"/>'
    deck = (
        f'<rect x="406" y="{floor - 16}" width="134" height="14" rx="4" {_SOFT}/>'
        f'<path d="M528 {floor - 16}L536 150" stroke-opacity=".6" stroke-width="4"/>'
    )
    height = (
        f'<path d="M356 164V{floor}M352 164H360M352 {floor}H360" stroke-opacity=".7" '
        'stroke-width="1.5"/>'
    )
    return (
        _words(430, 18, "From the side")
        + view
        + f'<path d="M290 {floor}H552" stroke-opacity=".35" stroke-width="2"/>'
        + tripod
        + camera
        + deck
        + f'<g transform="translate(462 {floor - 18})">{_RUNNER}</g>'
        + height
        + _words(384, 196, "hip,")
        + _words(384, 213, "1 m")
        + _words(430, 282, "upright, still, whole body in view")
    )
