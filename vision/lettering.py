"""Text and panels as small see-through layers, drawn once and kept.

The typeface is DejaVu Sans Bold (free licence), which Matplotlib carries; OpenCV's own letters
have neither "°" nor "ü".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

Picture = NDArray[np.uint8]
Colour = tuple[int, int, int]

WHITE: Colour = (255, 255, 255)
INK: Colour = (16, 20, 28)
PANEL_ALPHA = 205
SMALLEST_PX = 8
ELLIPSIS = "…"


@dataclass(frozen=True, eq=False)
class Layer:
    """A see-through picture.

    colour  (h, w, 3) uint8, already multiplied by its opacity
    keep    (h, w, 3) uint8, how much of what lies below stays: 255 = all
    """

    colour: Picture
    keep: Picture

    @property
    def size_wh(self) -> tuple[int, int]:
        """Width and height in pixels."""
        height, width = self.colour.shape[:2]
        return width, height

    @classmethod
    def from_image(cls, image: Image.Image) -> "Layer":
        """From a Pillow RGBA image."""
        rgba = np.asarray(image, dtype=np.uint16)
        alpha = rgba[..., 3:]
        colour = (rgba[..., :3] * alpha + 127) // 255
        keep = np.repeat(255 - alpha, 3, axis=2)
        return cls(colour=colour.astype(np.uint8), keep=keep.astype(np.uint8))

    def paste(self, picture: Picture, x: int, y: int) -> None:
        """Lay this layer onto ``picture`` in place, top left corner at (x, y), cut at its edges."""
        height, width = picture.shape[:2]
        x0, y0 = max(x, 0), max(y, 0)
        x1, y1 = min(x + self.colour.shape[1], width), min(y + self.colour.shape[0], height)
        if x1 <= x0 or y1 <= y0:
            return
        part = np.s_[y0 - y : y1 - y, x0 - x : x1 - x]
        below = picture[y0:y1, x0:x1]
        cv2.multiply(below, self.keep[part], dst=below, scale=1 / 255)
        cv2.add(below, self.colour[part], dst=below)


@lru_cache(maxsize=64)
def _font(size_px: int) -> ImageFont.FreeTypeFont:
    """The typeface at one size; RuntimeError when the installation lacks it."""
    spec = find_spec("matplotlib")
    places = (spec.submodule_search_locations if spec else None) or []
    for place in places:
        file = Path(place) / "mpl-data" / "fonts" / "ttf" / "DejaVuSans-Bold.ttf"
        if file.is_file():
            return ImageFont.truetype(str(file), size_px, layout_engine=ImageFont.Layout.BASIC)
    raise RuntimeError("The typeface is missing: Matplotlib is not installed completely.")


def line_height(size_px: int) -> int:
    """Distance of two lines of text, in pixels."""
    return round(size_px * 1.25)


def text_width(text: str, size_px: int) -> int:
    """Width of one line of text, in pixels."""
    return int(np.ceil(_font(size_px).getlength(text)))


def _split_word(word: str, size_px: int, width: int) -> list[str]:
    """A word in pieces that fit ``width`` (at least one letter each)."""
    pieces = [""]
    for letter in word:
        if pieces[-1] and text_width(pieces[-1] + letter, size_px) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def wrap(text: str, size_px: int, width: int) -> list[str]:
    """Lines of ``text`` no wider than ``width`` pixels; a word too long is split."""
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(joined, size_px) <= width:
            lines[-1] = joined
        else:
            lines.extend(_split_word(word, size_px, width))
    return lines


def fit(text: str, size_px: int, width: int, line_count: int) -> tuple[list[str], int]:
    """Lines and letter size (at most ``size_px``) so that ``text`` fills at most that many lines.

    At the smallest size what does not fit ends in "…".
    """
    size_px = max(size_px, SMALLEST_PX)
    lines = wrap(text, size_px, width)
    while len(lines) > line_count and size_px > SMALLEST_PX:
        size_px = max(SMALLEST_PX, int(size_px * 0.9))
        lines = wrap(text, size_px, width)
    if len(lines) > line_count:
        lines = lines[:line_count]
        while lines[-1] and text_width(lines[-1] + ELLIPSIS, size_px) > width:
            lines[-1] = lines[-1][:-1]
        lines[-1] += ELLIPSIS
    return lines, size_px


def _panel(width: int, height: int, radius: int) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    """A dark, nearly opaque rounded panel to write on."""
    image = Image.new("RGBA", (max(width, 1), max(height, 1)), (*INK, 0))
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle(
        (0, 0, image.width - 1, image.height - 1), radius, fill=(*INK, PANEL_ALPHA)
    )
    return image, draw


@lru_cache(maxsize=256)
def label(text: str, size_px: int, colour: Colour = WHITE) -> Layer:
    """One line of text with a dark rim, readable on any background."""
    size_px = max(size_px, SMALLEST_PX)
    rim = max(1, size_px // 8)
    width = text_width(text, size_px) + 2 * rim
    image = Image.new("RGBA", (max(width, 1), line_height(size_px) + 2 * rim), (*INK, 0))
    ImageDraw.Draw(image).text(
        (rim, rim), text, font=_font(size_px), fill=(*colour, 255),
        stroke_width=rim, stroke_fill=(*INK, 255),
    )  # fmt: skip
    return Layer.from_image(image)


@lru_cache(maxsize=256)
def stack(rows: Sequence[tuple[str, int, Colour]], width_max: int, pad: int) -> Layer:
    """A panel as wide as its longest row (at most ``width_max``); rows of (text, size, colour)."""
    room = max(1, width_max - 2 * pad)
    fitted = [(*fit(text, size, room, 1), colour) for text, size, colour in rows]
    width = max(text_width(lines[0], size) for lines, size, _ in fitted) + 2 * pad
    height = sum(line_height(size) for _, size, _ in fitted) + 2 * pad
    image, draw = _panel(min(width, width_max), height, pad)
    y = pad
    for lines, size, colour in fitted:
        draw.text((pad, y), lines[0], font=_font(size), fill=(*colour, 255))
        y += line_height(size)
    return Layer.from_image(image)


@lru_cache(maxsize=32)
def banner(text: str, size_px: int, width: int, line_count: int, colour: Colour, pad: int) -> Layer:
    """A panel of exactly ``width`` with wrapped text and a bar of ``colour`` at its left."""
    bar = max(2, pad // 2)
    lines, size_px = fit(text, size_px, max(1, width - 2 * pad - 2 * bar), line_count)
    image, draw = _panel(width, len(lines) * line_height(size_px) + 2 * pad, pad)
    draw.rounded_rectangle((0, 0, bar, image.height - 1), bar // 2, fill=(*colour, 255))
    for row, line in enumerate(lines):
        place = (pad + 2 * bar, pad + row * line_height(size_px))
        draw.text(place, line, font=_font(size_px), fill=(*WHITE, 255))
    return Layer.from_image(image)
