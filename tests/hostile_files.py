"""Files that nobody should have to read: broken, misnamed, absurd or malicious videos.

`make_hostile_files(folder)` writes them all, always the same, and says how each has to end.
"""

import io
import os
import struct
import wave
import zipfile
import zlib
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal, NamedTuple

import cv2
import numpy as np

from tests.video_files import Image, encode, encode_sound, even_times, noise

End = Literal["frames", "error", "either"]


class HostileFile(NamedTuple):
    """One file and how reading it has to end: frames, exactly one `VideoError`, or either."""

    name: str
    path: Path
    end: End


Made = tuple[str, bytes, End]


def make_hostile_files(folder: Path, *, port: int = 9) -> list[HostileFile]:
    """Write all files into ``folder``; those that try to connect, connect to 127.0.0.1:port."""
    sources = folder / "sources"
    sources.mkdir(parents=True, exist_ok=True)
    seeds = {name: make(sources / name).read_bytes() for name, make in _SEEDS.items()}
    secret = encode(sources / "secret.mp4", even_times(5))
    files = []
    for group in (_truncated, _flipped, _headers, _bombs):
        for name, data, end in group(seeds):
            (folder / name).write_bytes(data)
            files.append(HostileFile(name, folder / name, end))
    for name, data, end in [*_misnamed(), *_playlists(port, secret)]:
        (folder / name).write_bytes(data)
        files.append(HostileFile(name, folder / name, end))
    return [*files, *_odd(folder), *_no_files(folder)]


def _short(path: Path) -> Path:
    return encode(path, even_times(40), audio=path.suffix in (".mp4", ".mkv"))


def _fast_start(path: Path) -> Path:
    return encode(path, even_times(40), container_options={"movflags": "+faststart"}, audio=True)


_SEEDS: dict[str, Callable[[Path], Path]] = {
    "front.mp4": _fast_start,
    "end.mp4": _short,
    "seed.mkv": _short,
    "seed.ts": _short,
    "seed.avi": lambda p: encode(p, even_times(40), codec="mpeg4", ticks_per_s=30, picture=noise),
    "mjpeg.avi": lambda p: encode(
        p, even_times(12), codec="mjpeg", pix_fmt="yuvj420p", ticks_per_s=30
    ),
    "seed.gif": lambda p: encode(
        p, even_times(12, 10), codec="gif", pix_fmt="rgb8", rate=10, ticks_per_s=100
    ),
    "seed.webm": lambda p: encode(p, even_times(20), codec="libvpx-vp9"),
    "png.mov": lambda p: encode(p, even_times(3), codec="png", pix_fmt="rgb24"),
    "hevc.mp4": lambda p: encode(p, even_times(12), codec="libx265", pix_fmt="yuv420p10le"),
    "large.ts": lambda p: encode(p, even_times(8), size_wh=(256, 192)),
    "tall.ts": lambda p: encode(p, even_times(8), size_wh=(96, 256)),
}


def _gradient(index: int, width: int, height: int) -> Image:
    row = np.linspace(0, 255, width, dtype=np.uint8)
    return np.ascontiguousarray(np.broadcast_to(row[None, :, None], (height, width, 3)))


def _black(index: int, width: int, height: int) -> Image:
    return np.zeros((height, width, 3), np.uint8)


def _truncated(seeds: dict[str, bytes]) -> Iterator[Made]:
    front, end = seeds["front.mp4"], seeds["end.mp4"]
    for percent in (1, 5, 10, 20, 40, 60, 80, 95, 99):
        yield f"cut_front_{percent}.mp4", front[: len(front) * percent // 100], "either"
    for percent in (10, 50, 90):
        yield f"cut_end_{percent}.mp4", end[: len(end) * percent // 100], "error"
    for size in (1, 8, 40):
        yield f"cut_{size}_bytes.mp4", front[:size], "error"
    for name in ("seed.mkv", "seed.avi", "seed.gif", "seed.webm", "seed.ts"):
        data = seeds[name]
        yield f"cut_half_{name}", data[: len(data) // 2], "frames"
        yield f"cut_tenth_{name}", data[: len(data) // 10], "either"


def _flipped(seeds: dict[str, bytes]) -> Iterator[Made]:
    for seed, name in enumerate([*seeds, *seeds]):
        values = np.frombuffer(seeds[name], np.uint8).copy()
        random = np.random.default_rng(seed)
        places = random.integers(0, len(values), max(1, len(values) // 2000) + seed)
        values[places] ^= (1 << random.integers(0, 8, len(places))).astype(np.uint8)
        yield f"flipped_{seed}_{name}", values.tobytes(), "either"
    data = seeds["front.mp4"]
    half = len(data) // 2
    yield "zeros_in_the_middle.mp4", data[:half] + bytes(2000) + data[half + 2000 :], "frames"
    yield "zeros_at_the_start.mp4", bytes(64) + data[64:], "either"
    yield "junk_at_the_end.mp4", data + b"SEFT junk of a phone" * 50, "frames"
    yield "twice.ts", seeds["seed.ts"] + seeds["seed.ts"], "frames"
    yield "junk_between.ts", seeds["seed.ts"] + b"junk" * 999 + seeds["seed.ts"], "frames"
    yield "other_size_same_shape.ts", seeds["seed.ts"] + seeds["large.ts"], "frames"
    yield "other_shape.ts", seeds["seed.ts"] + seeds["tall.ts"], "frames"


def patched(data: bytes, box: bytes, offset: int, value: bytes) -> bytes:
    """``data`` with ``value`` written ``offset`` bytes after each MP4 box name ``box``."""
    changed = bytearray(data)
    at = data.find(box)
    while at >= 0:
        changed[at + offset : at + offset + len(value)] = value
        at = data.find(box, at + 4)
    return bytes(changed)


def _headers(seeds: dict[str, bytes]) -> Iterator[Made]:
    """Headers that claim what is not so."""
    front, avi, most = seeds["front.mp4"], seeds["seed.avi"], b"\xff\xff\xff\xff"
    yield "duration_max.mp4", patched(front, b"mvhd", 20, most), "frames"
    yield "track_duration_max.mp4", patched(front, b"tkhd", 24, most), "either"
    yield "media_duration_max.mp4", patched(front, b"mdhd", 20, most), "frames"
    yield (
        "duration_zero.mp4",
        patched(patched(front, b"mdhd", 20, bytes(4)), b"mvhd", 20, bytes(4)),
        "frames",
    )
    yield "ticks_max.mp4", patched(front, b"mdhd", 16, most), "frames"
    yield "ticks_one.mp4", patched(front, b"mdhd", 16, b"\0\0\0\x01"), "either"
    yield "ticks_zero.mp4", patched(front, b"mdhd", 16, bytes(4)), "either"
    yield "all_frames_at_once.mp4", patched(front, b"stts", 16, bytes(4)), "frames"
    yield "steps_max.mp4", patched(front, b"stts", 16, most), "either"
    yield "step_count_max.mp4", patched(front, b"stts", 12, most), "either"
    yield "step_entries_max.mp4", patched(front, b"stts", 8, most), "either"
    yield "sample_count_max.mp4", patched(front, b"stsz", 12, most), "either"
    yield "sample_size_max.mp4", patched(front, b"stsz", 8, b"\x7f\xff\xff\xff"), "either"
    yield "offsets_beyond.mp4", patched(front, b"stco", 12, b"\x7f\xff\xff\xff"), "either"
    yield "edit_list_max.mp4", patched(front, b"elst", 12, most + b"\x7f\xff\xff\xff"), "either"
    yield "no_parameters.mp4", patched(front, b"avcC", 4, bytes(30)), "error"
    yield "wrong_codec.mp4", front.replace(b"avc1", b"hvc1").replace(b"avcC", b"hvcC"), "error"
    yield "unknown_codec.mp4", front.replace(b"avc1", b"zzz9"), "error"
    yield "rate_max.avi", patched(avi, b"vids", 24, most), "frames"
    yield "rate_zero.avi", patched(avi, b"vids", 24, bytes(4)), "either"
    yield "scale_max.avi", patched(avi, b"vids", 20, most), "either"
    yield "length_max.avi", patched(avi, b"vids", 32, most), "frames"


def _bombs(seeds: dict[str, bytes]) -> Iterator[Made]:
    """Small files that ask for very much memory."""
    gif, front = bytearray(seeds["seed.gif"]), seeds["front.mp4"]
    gif[6:10] = b"\xff\xff\xff\xff"
    yield "gif_65535.gif", bytes(gif), "error"
    yield "png_30000.mov", png_size(seeds["png.mov"], 30_000, 30_000), "error"
    jpeg = seeds["mjpeg.avi"]
    yield "jpeg_60000.avi", patched(jpeg, b"\xff\xc0\x00\x11", 5, b"\xea\x60\xea\x60"), "error"
    yield "header_says_65535.mp4", patched(front, b"avc1", 28, b"\xff\xff\xff\xff"), "either"
    yield (
        "avi_says_60000.avi",
        patched(seeds["seed.avi"], b"strf", 12, _dwords(60000, 60000)),
        "either",
    )
    nested = b""
    for _ in range(2000):
        nested = struct.pack(">I4s", len(nested) + 8, b"moov") + nested
    yield "nested_2000.mp4", front[:32] + nested, "error"
    yield (
        "box_of_exabytes.mp4",
        front[:32] + b"\0\0\0\1moov\x7f" + b"\xff" * 7 + front[32:],
        "error",
    )


def _dwords(*values: int) -> bytes:
    return struct.pack(f"<{len(values)}I", *values)


def png_size(data: bytes, width: int, height: int) -> bytes:
    """``data`` with every PNG header in it claiming this size, checksums right."""
    changed = bytearray(data)
    at = data.find(b"IHDR")
    while at >= 0:
        changed[at + 4 : at + 12] = struct.pack(">II", width, height)
        changed[at + 17 : at + 21] = struct.pack(">I", zlib.crc32(changed[at : at + 17]))
        at = data.find(b"IHDR", at + 4)
    return bytes(changed)


_ODD: dict[str, tuple[End, dict[str, Any]]] = {
    "one_frame.mp4": ("frames", {"times_s": [0.0]}),
    "one_frame.gif": (
        "frames",
        {"times_s": [0.0], "codec": "gif", "pix_fmt": "rgb8", "ticks_per_s": 100},
    ),
    "one_pixel.gif": (
        "frames",
        {"size_wh": (1, 1), "codec": "gif", "pix_fmt": "rgb8", "ticks_per_s": 100},
    ),
    "two_pixels.mp4": ("frames", {"size_wh": (2, 2)}),
    "one_pixel.mkv": ("frames", {"size_wh": (1, 1), "codec": "ffv1", "pix_fmt": "yuv444p"}),
    "very_wide.mp4": ("frames", {"size_wh": (4096, 16)}),
    "very_high.mp4": ("frames", {"size_wh": (16, 4096), "rotation_deg": 90}),
    "eight_k.mp4": ("error", {"size_wh": (7680, 4320), "times_s": even_times(2)}),
    "eight_k.ts": ("error", {"size_wh": (7680, 4320), "times_s": even_times(2)}),
    "thin_pixels.mp4": ("frames", {"sar": Fraction(1, 200)}),
    "tilted.mp4": ("frames", {"rotation_deg": 37.0}),
    "million_fps.mp4": (
        "frames",
        {"times_s": even_times(12, 1e6), "ticks_per_s": 1_000_000, "rate": 1_000_000},
    ),
    "jump_of_a_day.mkv": ("frames", {"times_s": [0.0, 0.03, 0.07, 86_400.0, 86_400.04]}),
    "frame_a_minute.mkv": ("error", {"times_s": [59.0 * index for index in range(40)]}),
    "starts_late.mkv": ("frames", {"times_s": [5e5 + index / 30 for index in range(12)]}),
    "noise.mp4": ("frames", {"picture": noise}),
    "gradient.mp4": ("frames", {"picture": _gradient}),
    "black.mp4": ("frames", {"picture": _black}),
    "name_with_%03d_and_ünïcode.mp4": ("frames", {}),
    "http:__127.0.0.1.mp4": ("frames", {}),
    "wrong_ending.txt.mkv": ("frames", {}),
}


def _odd(folder: Path) -> Iterator[HostileFile]:
    """Whole videos that are odd."""
    for name, (end, how) in _ODD.items():
        yield HostileFile(name, encode(folder / name, **how), end)
    yield HostileFile("only_sound.m4a", encode_sound(folder / "only_sound.m4a"), "error")
    sound = folder / "only_sound.m4a"
    (folder / "only_sound.mp4").write_bytes(sound.read_bytes())
    yield HostileFile("only_sound.mp4", folder / "only_sound.mp4", "error")
    renamed = folder / "matroska.mp4"
    renamed.write_bytes(encode(folder / "sources" / "renamed.mkv").read_bytes())
    yield HostileFile("matroska.mp4", renamed, "frames")


def _misnamed() -> Iterator[Made]:
    """Everything people drop by mistake, named as a video."""
    image = noise(0)
    for kind in ("jpg", "png", "bmp", "webp", "tiff"):
        yield f"{kind}.mp4", cv2.imencode(f".{kind}", image)[1].tobytes(), "error"
    archive, sound = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(archive, "w") as opened:
        opened.writestr("clip.mp4", b"\0" * 1000)
    with wave.open(sound, "wb") as opened_wave:
        opened_wave.setparams((1, 2, 8000, 0, "NONE", ""))
        opened_wave.writeframes(bytes(16_000))
    lfs = b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n"
    random = np.random.default_rng(5).integers(0, 256, 65_536, np.uint8).tobytes()
    yield "zip.mp4", archive.getvalue(), "error"
    yield "wav.mp4", sound.getvalue(), "error"
    yield "pdf.mp4", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj<<>>endobj\n", "error"
    yield "text.mp4", b"Three sets of twelve, please.\n" * 40, "error"
    yield "html.mp4", b"<!DOCTYPE html><html><body>Not found</body></html>", "error"
    yield "json.mp4", b'{"error": "not found"}', "error"
    yield "svg.mp4", b'<svg xmlns="http://www.w3.org/2000/svg"><rect width="9e9"/></svg>', "error"
    yield "subtitles.mp4", b"1\n00:00:00,000 --> 00:00:01,000\nHello\n", "error"
    yield "lfs.mp4", lfs, "error"
    yield "random.mp4", random, "error"
    yield "zeros.mp4", bytes(4096), "error"
    yield "one_zero.mp4", b"\0", "error"
    yield "empty.mp4", b"", "error"


def _playlists(port: int, secret: Path) -> Iterator[Made]:
    """Files that make some players open other files or connections."""
    url = f"http://127.0.0.1:{port}/clip.mp4"
    hls = "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\n{}\n#EXT-X-ENDLIST\n"
    dash = (
        '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" '
        'mediaPresentationDuration="PT5S"><Period><AdaptationSet mimeType="video/mp4">'
        '<Representation id="1" bandwidth="1"><BaseURL>{}</BaseURL>'
        '<SegmentBase indexRange="0-100"/></Representation></AdaptationSet></Period></MPD>'
    )
    session = f"v=0\no=- 0 0 IN IP4 127.0.0.1\nc=IN IP4 127.0.0.1\nm=video {port} RTP/AVP 96\n"
    for kind, target in (("url", url), ("file", str(secret)), ("file_url", f"file://{secret}")):
        yield f"hls_{kind}.m3u8", hls.format(target).encode(), "error"
        yield f"hls_{kind}.mp4", hls.format(target).encode(), "error"
        yield f"hls_{kind}.ts", hls.format(target).encode(), "error"
        yield (
            f"concat_{kind}.ffconcat",
            f"ffconcat version 1.0\nfile '{target}'\n".encode(),
            "error",
        )
        yield f"dash_{kind}.mpd", dash.format(target).encode(), "error"
        yield (
            f"asx_{kind}.asf",
            f'<asx><entry><ref href="{target}"/></entry></asx>'.encode(),
            "error",
        )
        yield f"list_{kind}.txt", f"{target}\n".encode(), "error"
    yield "session.sdp", (session + "a=rtpmap:96 H264/90000\n").encode(), "error"
    yield "quicktime_text.mov", f"RTSPtextRTSP://127.0.0.1:{port}/clip".encode(), "error"
    yield "tags.ffmeta", b";FFMETADATA1\ntitle=http\n", "error"
    yield "image_%03d.png", cv2.imencode(".png", noise(0))[1].tobytes(), "error"


def _no_files(folder: Path) -> list[HostileFile]:
    """Paths that are no ordinary files."""
    (folder / "folder.mp4").mkdir(exist_ok=True)
    paths = [folder / "folder.mp4", folder / "missing.mp4"]
    if hasattr(os, "mkfifo"):
        pipe = folder / "pipe.mp4"
        if not pipe.exists():
            os.mkfifo(pipe)
        paths += [pipe, Path("/dev/zero")]
    return [HostileFile(path.name, path, "error") for path in paths]
