"""Pose containers and landmark files, damaged and hostile ones included."""

import contextlib
import io
import pickle
import struct
import zipfile

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kinematics.pose import LandmarkFileError, PoseFrame, PoseSequence
from kinematics.pose_recorder import PoseRecorder

WIDTH, HEIGHT = 640, 480


def sequence(length: int = 7, seed: int = 0) -> PoseSequence:
    rng = np.random.default_rng(seed)
    xy_px = rng.uniform(0, 640, (length, 33, 2)).astype(np.float32).astype(np.float64)
    if length > 2:
        xy_px[2] = np.nan
    return PoseSequence(
        time_s=np.cumsum(rng.uniform(0.01, 0.1, length)),
        xy_px=xy_px,
        visibility=rng.uniform(0, 1, (length, 33)).astype(np.float32),
        world_m=rng.normal(0, 0.5, (length, 33, 3)).astype(np.float32),
        image_size_wh=(WIDTH, HEIGHT),
        source="a clip – with a dash",
    )


def assert_same(one: PoseSequence, other: PoseSequence) -> None:
    for name in ("time_s", "xy_px", "visibility", "world_m"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
    assert one.image_size_wh == other.image_size_wh
    assert one.source == other.source


@pytest.mark.parametrize("length", [0, 1, 7])
def test_file_round_trip(tmp_path, length: int) -> None:
    before = sequence(length)
    before.save_npz(str(tmp_path / "a.npz"))
    assert_same(PoseSequence.load_npz(str(tmp_path / "a.npz")), before)
    memory = io.BytesIO()
    before.save_npz(memory)
    memory.seek(0)
    assert_same(PoseSequence.load_npz(memory), before)


def test_frames_and_back() -> None:
    before = sequence()
    again = PoseSequence.from_frames(
        before, image_size_wh=before.image_size_wh, source=before.source
    )
    assert_same(again, before)
    assert [frame.seen for frame in before] == [True, True, False, True, True, True, True]
    assert len(before[2:5]) == 3
    assert_same(before[0:7], before)
    recorder = PoseRecorder()
    for frame in before:
        recorder.add(frame)
    assert len(recorder) == 7
    size = before.image_size_wh
    assert_same(recorder.sequence(image_size_wh=size, source=before.source), before)
    memory = io.BytesIO()
    recorder.save_npz(memory, image_size_wh=size, source=before.source)
    memory.seek(0)
    assert_same(PoseSequence.load_npz(memory), before)


def test_mirrored_twice_is_the_same() -> None:
    before = sequence()
    mirrored = before.mirrored()
    np.testing.assert_allclose(
        mirrored.xy_px[:, 23, 0], WIDTH - before.xy_px[:, 24, 0], equal_nan=True
    )
    np.testing.assert_array_equal(mirrored.world_m[:, 25, 0], -before.world_m[:, 26, 0])
    np.testing.assert_array_equal(mirrored.visibility[:, 0], before.visibility[:, 0])
    np.testing.assert_allclose(mirrored.mirrored().xy_px, before.xy_px, atol=1e-9, equal_nan=True)


def test_nobody_seen() -> None:
    frame = PoseFrame.unseen(1.5)
    assert frame.time_s == 1.5
    assert not frame.seen


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"xy_px": np.zeros((7, 32, 2))},
            r"xy_px: expected shape \('T', 33, 2\), got \(7, 32, 2\)",
        ),
        ({"visibility": np.zeros((6, 33))}, r"expected one common length T, got \[6, 7\]"),
        ({"time_s": np.zeros(7)}, "strictly increasing"),
        ({"time_s": np.array([0, 1, 2, np.nan, 4, 5, 6])}, "finite, strictly increasing"),
        ({"image_size_wh": (0, 480)}, r"expected two positive sizes, got \(0, 480\)"),
    ],
)
def test_bad_calls_say_what_was_expected(change: dict, message: str) -> None:
    good = sequence()
    fields = {n: getattr(good, n) for n in ("time_s", "xy_px", "visibility", "world_m")}
    with pytest.raises(ValueError, match=message):
        PoseSequence(**({"image_size_wh": (640, 480)} | fields | change))
    with pytest.raises(ValueError, match=r"xy_px: expected shape \(33, 2\), got \(33, 3\)"):
        PoseFrame(
            time_s=0,
            xy_px=np.zeros((33, 3)),
            visibility=np.zeros(33),
            world_m=np.zeros((33, 3)),
        )


# ---- hostile files ------------------------------------------------------------------------------


def npz_bytes(**change: object) -> bytes:
    good = sequence()
    names = ("time_s", "xy_px", "visibility", "world_m")
    arrays = {name: getattr(good, name) for name in names}
    arrays |= {"image_size_wh": np.array([640, 480])} | change
    memory = io.BytesIO()
    np.savez(memory, **{k: v for k, v in arrays.items() if v is not None})
    return memory.getvalue()


def zip_of(name: str, content: bytes) -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return memory.getvalue()


def huge_header() -> bytes:
    header = b"{'descr': '<f8', 'fortran_order': False, 'shape': (10000000000000,), }"
    header = header.ljust(117) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header


class Explodes:
    def __reduce__(self) -> tuple:
        return (pytest.fail, ("code from the file was run",))


HOSTILE = {
    "empty": b"",
    "text": b"time_s,xy_px\n0,1\n",
    "not an archive of arrays": zip_of("time_s.npy", b"hello"),
    "other archive": zip_of("word/document.xml", b"<xml/>"),
    "plain array": huge_header(),
    "huge header": zip_of("time_s.npy", huge_header()),
    "bomb": zip_of("time_s.npy", b"\0" * (600 * 2**20)),
    "pickle": pickle.dumps(Explodes()),
    "pickle inside": zip_of("time_s.npy", pickle.dumps(Explodes())),
    "objects": npz_bytes(time_s=np.array([Explodes()] * 7, dtype=object)),
    "missing array": npz_bytes(world_m=None),
    "wrong shape": npz_bytes(xy_px=np.zeros((7, 17, 2))),
    "wrong length": npz_bytes(time_s=np.arange(5.0)),
    "times going back": npz_bytes(time_s=np.arange(7.0)[::-1]),
    "words": npz_bytes(xy_px=np.full((7, 33, 2), "left")),
    "size of one": npz_bytes(image_size_wh=np.array(640)),
    "size of three": npz_bytes(image_size_wh=np.array([1, 2, 3])),
    "infinite size": npz_bytes(image_size_wh=np.array([np.inf, 480])),
    "size of nothing": npz_bytes(image_size_wh=np.array([np.nan, 480])),
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_files_give_one_sentence(content: bytes) -> None:
    with pytest.raises(LandmarkFileError) as caught:
        PoseSequence.load_npz(io.BytesIO(content))
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert len(sentence) < 200


def test_absent_file(tmp_path) -> None:
    with pytest.raises(LandmarkFileError, match="does not exist"):
        PoseSequence.load_npz(str(tmp_path / "none.npz"))
    with pytest.raises(LandmarkFileError):
        PoseSequence.load_npz(str(tmp_path))


GOOD = npz_bytes()


@given(st.integers(0, len(GOOD) - 1))
@settings(max_examples=60, deadline=None)
def test_truncated_files_give_one_sentence(length: int) -> None:
    with pytest.raises(LandmarkFileError):
        PoseSequence.load_npz(io.BytesIO(GOOD[:length]))


@given(st.integers(0, len(GOOD) - 1), st.integers(1, 255))
@settings(max_examples=150, deadline=None)
def test_damaged_files_are_read_or_refused(place: int, flip: int) -> None:
    damaged = bytearray(GOOD)
    damaged[place] ^= flip
    with contextlib.suppress(LandmarkFileError):
        assert len(PoseSequence.load_npz(io.BytesIO(bytes(damaged)))) == 7
