"""The part of a run's pictures that shows the runner: inside, nothing cut off, one shape."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.running_crop import ASPECT, HEAD, MARGIN, SHOWN_PX, Crop, runner_crop

SIZES = st.tuples(st.integers(40, 2000), st.integers(40, 2000))


def runner(left, top, right, bottom, *, frames=5):
    """(T, 2, 2) landmarks whose corners are these in every frame, and one that is not seen."""
    corners = np.array([[left, top], [right, bottom], [np.nan, np.nan]], dtype=float)
    return np.broadcast_to(corners, (frames, 3, 2))


def test_an_upright_picture_loses_ceiling_and_floor():
    crop = runner_crop(runner(200, 600, 500, 1200), (720, 1280))
    body = 600 * (1 + HEAD)
    assert crop.height == pytest.approx(body * (1 + 2 * MARGIN), abs=2.5)
    assert crop.width / crop.height == pytest.approx(ASPECT, abs=0.005)
    middle = crop.left + crop.width / 2, crop.top + crop.height / 2
    assert middle == pytest.approx((350.5, 1200 - body / 2), abs=2.5)


def test_a_runner_who_fills_the_picture_changes_nothing():
    assert runner_crop(runner(-5, 30, 719, 1290), (720, 1280)) == whole(720, 1280)
    assert runner_crop(np.full((4, 33, 2), np.nan), (640, 480)) == whole(640, 480)


def whole(width, height):
    return Crop(left=0, top=0, width=width, height=height)


def test_the_margin_is_given_up_before_the_shape():
    crop = runner_crop(runner(400, 40, 900, 640), (1280, 720))
    assert (crop.width, crop.height) == (540, 720)


def test_the_shape_is_given_up_before_the_runner():
    crop = runner_crop(runner(100, 300, 1200, 600), (1280, 720))
    assert (crop.width, crop.height) == (1101, 720)
    crop = runner_crop(runner(100, 150, 500, 1150), (720, 1280))
    assert (crop.width, crop.height) == (720, 1081)


@given(
    size_wh=SIZES,
    places=st.lists(st.tuples(st.floats(-0.2, 1.2), st.floats(-0.2, 1.2)), min_size=1, max_size=8),
    aspect=st.floats(0.3, 3.0),
)
def test_the_crop_is_inside_and_holds_every_landmark_of_the_picture(size_wh, places, aspect):
    xy_px = np.array(places)[:, None, :] * size_wh
    crop = runner_crop(xy_px, size_wh, aspect=aspect)
    assert min(crop.left, crop.top) >= 0
    assert crop.left + crop.width <= size_wh[0]
    assert crop.top + crop.height <= size_wh[1]
    shown = np.clip(xy_px.reshape(-1, 2), 0, np.subtract(size_wh, 1))
    assert np.all(shown >= (crop.left, crop.top))
    assert np.all(shown <= (crop.left + crop.width, crop.top + crop.height))
    needed = (1 + HEAD) * np.ptp(xy_px.reshape(-1, 2), axis=0) + 3
    room = min(size_wh[0], size_wh[1] * aspect)
    if needed[0] <= room and needed[1] <= room / aspect - 1:
        assert crop.width == pytest.approx(crop.height * aspect, abs=1.0 + aspect)


@given(size_wh=SIZES, at=st.tuples(st.floats(0.2, 0.8), st.floats(0.2, 0.8)))
def test_landmarks_stay_on_what_they_mark(size_wh, at):
    """A block of 9 × 9 pixels is found in the cropped picture where its centre is said to be."""
    x, y = (round(share * (side - 1)) for share, side in zip(at, size_wh, strict=True))
    image = np.zeros((size_wh[1], size_wh[0], 3), np.uint8)
    image[y - 4 : y + 5, x - 4 : x + 5] = 255
    crop = runner_crop(runner(x - 20, y - 15, x + 10, y + 18), size_wh)
    picture = crop.picture(image)
    assert max(picture.shape[:2]) == SHOWN_PX
    ys, xs = np.nonzero(picture[..., 0] > 127)
    found = crop.places(np.array([x, y], dtype=float))
    assert (xs.mean(), ys.mean()) == pytest.approx(found, abs=0.5 * max(crop.scale, 1.0))


@pytest.mark.parametrize("aspect", [0.0, -1.0, float("nan"), float("inf")])
def test_an_impossible_shape_is_refused(aspect):
    with pytest.raises(ValueError, match="aspect: expected"):
        runner_crop(runner(0, 0, 5, 5), (10, 10), aspect=aspect)
