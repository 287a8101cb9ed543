"""The messages of the browser: layout, checks, and the same bytes from JavaScript."""

import json
import shutil
import struct
import subprocess

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinematics.pose import PoseFrame
from tests.live_recordings import load, message
from ui.live.assets import FRONTEND
from ui.live.protocol import HEAD_BYTES, POSE_BYTES, Kind, MessageError, decode, encode, split


def a_pose() -> PoseFrame:
    return load("glute_bridge").frame(40)


def test_a_pose_comes_through_to_a_hundredth_of_a_pixel():
    pose = a_pose()
    got = decode(encode(message(7, 3.5, pose)))
    assert (got.seq, got.kind, got.image_size_wh) == (7, Kind.POSE, (640, 480))
    assert got.pose is not None
    np.testing.assert_allclose(got.pose.xy_px, pose.xy_px, atol=0.01)
    np.testing.assert_allclose(got.pose.world_m, pose.world_m, atol=1e-6)
    np.testing.assert_allclose(got.pose.visibility, pose.visibility, atol=1e-6)


@pytest.mark.parametrize("kind", [Kind.NOBODY, Kind.PAUSE, Kind.RESUME, Kind.FINISH])
def test_messages_without_landmarks_are_twenty_bytes(kind):
    data = encode(message(1, 0.0, None, kind=kind, people=0, brightness=90))
    assert len(data) == HEAD_BYTES == 20
    got = decode(data)
    assert (got.kind, got.pose, got.people, got.brightness) == (kind, None, 0, 90)


@pytest.mark.parametrize(
    ("index", "value"),
    [(0, np.nan), (1, np.inf), (0, 9.0), (1, -9.0), (2, 1.5), (2, -0.1), (3, np.nan), (5, 11.0)],
)
def test_impossible_landmarks_count_as_nobody_seen(index, value):
    data = bytearray(encode(message(1, 0.0, a_pose())))
    struct.pack_into("<f", data, HEAD_BYTES + 4 * (6 * 23 + index), value)
    got = decode(bytes(data))
    assert got.kind is Kind.NOBODY
    assert got.pose is None


@pytest.mark.parametrize(
    ("offset", "layout", "value"),
    [
        (0, "<I", 0),
        (4, "<d", float("nan")),
        (4, "<d", -1.0),
        (4, "<d", 1e300),
        (12, "<H", 0),
        (14, "<H", 60000),
        (16, "<B", 99),
        (16, "<B", Kind.PAUSE),
    ],
)
def test_damaged_heads_are_refused(offset, layout, value):
    data = bytearray(encode(message(1, 0.0, a_pose())))
    struct.pack_into(layout, data, offset, value)
    with pytest.raises(MessageError):
        decode(bytes(data))


@given(st.binary(max_size=POSE_BYTES + 4) | st.binary(min_size=POSE_BYTES, max_size=POSE_BYTES))
def test_any_bytes_give_a_message_or_are_refused(data):
    try:
        got = decode(data)
    except MessageError:
        return
    assert got.pose is None or np.isfinite(got.pose.xy_px).all()


def test_a_stream_splits_into_its_messages_and_leaves_out_a_cut_one():
    parts = [
        encode(message(1, 0.0, a_pose())),
        encode(message(2, 0.1, None)),
        encode(message(3, 0.2, a_pose())),
    ]
    assert list(split(b"".join(parts))) == parts
    assert list(split(b"".join(parts)[:-1])) == parts[:2]
    assert list(split(b"")) == []


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not on this machine")
def test_the_browser_writes_the_same_bytes():
    sent = message(70000, 12.25, a_pose(), people=2, brightness=131, size=(1280, 720))
    assert sent.pose is not None
    share = sent.pose.xy_px / np.array(sent.image_size_wh)
    values = np.hstack((share, sent.pose.visibility[:, None], sent.pose.world_m)).astype("<f4")
    fields = {
        "seq": sent.seq, "timeS": sent.time_s, "width": 1280, "height": 720,
        "kind": 0, "people": 2, "brightness": 131, "values": values.ravel().tolist(),
    }  # fmt: skip
    script = (
        f"import {{ encode }} from {json.dumps((FRONTEND / 'protocol.js').as_uri())};"
        f"const fields = {json.dumps(fields)};"
        "fields.values = Float32Array.from(fields.values);"
        "process.stdout.write(Buffer.from(encode(fields)).toString('hex'));"
    )
    done = subprocess.run(
        ["node", "--input-type=module", "-e", script], capture_output=True, text=True, check=True
    )
    assert done.stdout == encode(sent).hex()
