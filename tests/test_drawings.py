"""Pictures of exercises and camera places: complete, well-formed, anatomically possible, moving."""

import math
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest

from exercises.registry import load_exercises
from ui.drawings import CAMERA_PRESETS, FIGURES, camera_setup_svg, exercise_svg, pose_svg
from ui.figure import LENGTH, Placed, Reach, motion, place, pose_between
from ui.figure_poses_mat import GLUTE_BRIDGE
from ui.figure_poses_upright import SQUAT

SVG = "{http://www.w3.org/2000/svg}"
LIBRARY = {
    "glute_bridge", "single_leg_bridge", "marching_bridge", "hip_thrust", "clamshell",
    "reverse_clamshell", "side_lying_hip_abduction", "fire_hydrant", "donkey_kick", "bird_dog",
    "standing_hip_abduction", "standing_hip_extension", "lateral_band_walk", "single_leg_squat",
    "squat", "single_leg_deadlift", "hip_hike", "side_plank", "side_plank_abduction",
    "figure_4_stretch", "seated_piriformis_stretch", "sciatic_nerve_slider",
}  # fmt: skip
EVERY_PICTURE = {
    **{f"{key} moving": exercise_svg(key) for key in FIGURES},
    **{f"{key} {end}": pose_svg(key, end=end) for key in FIGURES for end in (False, True)},
    **{preset: camera_setup_svg(preset) for preset in CAMERA_PRESETS},
}


def end_of(name: str, part: Placed) -> tuple[float, float]:
    length = LENGTH[name.rsplit("_", 1)[0]] * part.scale
    return (
        part.x + length * math.cos(math.radians(part.angle)),
        part.y + length * math.sin(math.radians(part.angle)),
    )


def bend_deg(parts: dict[str, Placed], first: str, second: str) -> float:
    return abs((parts[first].angle - parts[second].angle + 180) % 360 - 180)


def test_the_whole_library_has_pictures():
    assert set(FIGURES) == LIBRARY


def test_every_catalogue_entry_has_its_camera_drawing():
    exercises = load_exercises()
    assert set(exercises) >= LIBRARY
    for exercise in exercises.values():
        for preset in exercise.camera.preset.split(" or "):
            assert preset in CAMERA_PRESETS


@pytest.mark.parametrize("name", EVERY_PICTURE)
def test_every_picture_is_well_formed_and_has_words(name):
    root = ElementTree.fromstring(EVERY_PICTURE[name])
    assert root.tag == f"{SVG}svg"
    assert root.get("role") == "img"
    title, text = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert text is not None
    assert len(title.text or "") > 5
    assert len(text.text or "") > 15
    assert root.get("aria-labelledby") == f"{title.get('id')} {text.get('id')}"
    ids = [item.get("id") for item in root.iter() if item.get("id")]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("name", EVERY_PICTURE)
def test_every_picture_has_tidy_numbers_and_suits_both_themes(name):
    svg = EVERY_PICTURE[name]
    assert not re.search(r"nan|inf\b|e-\d|-0[ ,)\"]", svg.lower())
    assert not re.search(r"\d\.\d{4,}", svg)
    assert "currentColor" in svg
    fixed = re.sub(r"var\([^)]*\)", "", svg)
    assert set(re.findall(r"#[0-9a-f]{3,6}", fixed)) <= {"#fff"}  # only the eyes


@pytest.mark.parametrize("key", FIGURES)
def test_what_is_said_to_move_is_animated(key):
    svg = exercise_svg(key)
    ElementTree.fromstring(svg)
    for part in FIGURES[key].moving:
        assert f"@keyframes gc-{key}-{part}{{" in svg
        assert f"gc-{key}-part gc-{key}-{part}" in svg
    names = re.findall(r"@keyframes (\S+?)\{", svg)
    assert len(names) == len(set(names))


@pytest.mark.parametrize("key", FIGURES)
def test_less_motion_stops_every_part_and_shows_the_start(key):
    svg = exercise_svg(key)
    reduced = svg.split("@media (prefers-reduced-motion:reduce)")[1]
    assert reduced.startswith(f"{{.gc-{key}-part{{animation:none}}.gc-ghost{{display:inline}}}}")
    for name in re.findall(r"@keyframes \S+?-([a-z_0-9]+)\{", svg):
        assert re.search(rf'class="gc-{key}-part gc-{key}-\S*{name}"', svg)


@pytest.mark.parametrize("key", FIGURES)
def test_start_and_end_differ_and_say_so(key):
    figure = FIGURES[key]
    assert place(figure.start) != place(figure.end)
    assert figure.start_text != figure.end_text
    assert figure.start_text.lower() in pose_svg(key, end=False).lower()
    assert figure.end_text.lower() in pose_svg(key, end=True).lower()


@pytest.mark.parametrize("key", FIGURES)
def test_the_figure_stays_in_the_picture_and_above_the_floor(key):
    root = ElementTree.fromstring(exercise_svg(key))
    width, height = map(float, (root.get("viewBox") or "").split()[2:])
    group = root.find(f"{SVG}g")
    assert group is not None
    floor = float((group.get("transform") or "").split()[1].rstrip(")"))
    front = FIGURES[key].start.pelvis[0] > 0  # feet that point to the viewer are drawn lower
    oblique = any(prop.kind == "flat_mat" for prop in FIGURES[key].props)
    lowest = -16 if oblique else -4 if front else 2
    for moment in motion(FIGURES[key], 6):
        for name, part in moment.items():
            if name.startswith(("band", "pelvis", "trunk", "neck", "head")):
                continue
            for x, y in ((part.x, part.y), end_of(name, part)):
                assert 8 < x < width - 8, name
                assert lowest < y < floor - 4, name
        assert 14 < floor - moment["head"].y < height


@pytest.mark.parametrize("key", FIGURES)
def test_no_segment_is_longer_than_a_body_allows(key):
    for moment in motion(FIGURES[key], 6):
        for name, part in moment.items():
            if not name.startswith("band"):
                assert 0 < part.scale <= 1.06, name


@pytest.mark.parametrize("key", FIGURES)
def test_nothing_jumps_between_two_moments(key):
    moments = motion(FIGURES[key], 12)
    for before, after in pairwise(moments):
        for name in before:
            assert abs(after[name].angle - before[name].angle) < 45, name
            assert math.hypot(after[name].x - before[name].x, after[name].y - before[name].y) < 15


def test_the_glute_bridge_is_one():
    start, end = place(GLUTE_BRIDGE.start), place(GLUTE_BRIDGE.end)
    assert bend_deg(end, "trunk", "thigh_near") == pytest.approx(180, abs=10)  # straight at the hip
    assert 105 <= bend_deg(start, "thigh_near", "shank_near") <= 135  # B.1: knees bent 105-135
    for name in ("foot_near", "foot_far"):
        assert (start[name].x, start[name].y) == pytest.approx((end[name].x, end[name].y), abs=0.1)


def test_the_squat_is_one():
    end = place(SQUAT.end)
    assert 80 <= bend_deg(end, "thigh_near", "shank_near") <= 115
    assert end["foot_near"].y == pytest.approx(5.5)
    knee = end_of("thigh_near", end["thigh_near"])
    assert knee[0] > end["foot_near"].x  # the knee points forward


def test_planted_feet_stay_planted():
    xs = [moment["foot_near"] for moment in motion(SQUAT, 6)]
    assert {(round(p.x, 6), round(p.y, 6)) for p in xs} == {(122.0, 5.5)}


def test_reach_with_less_bend_shortens_the_segments():
    flat = place(replace(SQUAT.end, leg_near=Reach(122, 5.5, 0.0)))
    bent = place(SQUAT.end)
    assert flat["thigh_near"].scale < 0.8 < bent["thigh_near"].scale == pytest.approx(1)


def test_a_limb_given_in_two_ways_is_refused():
    mixed = replace(SQUAT.end, leg_near=(0.0, -90.0))
    with pytest.raises(ValueError, match="the same way"):
        pose_between(SQUAT.start, mixed, 0.5)


@pytest.mark.parametrize("call", [exercise_svg, lambda k: pose_svg(k, end=True), camera_setup_svg])
def test_unknown_names_are_refused(call):
    with pytest.raises(ValueError, match="expected one of"):
        call("handstand")


@pytest.mark.parametrize(
    ("preset", "height", "distance"),
    [
        ("CAM-S-LOW", "40–60 cm", "2–2.5 m"),
        ("CAM-A-LOW", "40–60 cm", "2–2.5 m"),
        ("CAM-F", "90–100", "2–2.5 m"),
        ("CAM-F-LOW", "50 cm", "2–2.5 m"),
        ("CAM-F-FAR", "90–100", "3 m"),
        ("CAM-S", "90–100", "2–2.5 m"),
    ],
)
def test_camera_drawings_say_distance_and_height(preset, height, distance):
    svg = camera_setup_svg(preset)
    assert height in svg
    assert svg.count(f"{distance}<") == 2


@pytest.mark.browser
def test_every_picture_moves_inside_its_frame_in_a_browser():
    """Every picture is drawn inside its own frame by a real browser, and it moves there."""
    sync_api = pytest.importorskip("playwright.sync_api")
    if not Path("/usr/bin/chromium").is_file():
        pytest.skip("needs Chromium")
    pictures = "".join(f"<p>{exercise_svg(key)}</p>" for key in FIGURES)
    outside = """() => [...document.querySelectorAll('svg.gc-figure')].filter(svg => {
        const frame = svg.getBoundingClientRect();
        return [...svg.querySelectorAll('path, circle')].some(part => {
            const box = part.getBoundingClientRect();
            return box.width && (box.left < frame.left || box.right > frame.right ||
                box.top < frame.top - 1 || box.bottom > frame.bottom);
        });
    }).map(svg => svg.querySelector('title').textContent)"""
    with sync_api.sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        page = browser.new_page(viewport={"width": 400, "height": 800})
        page.set_content(pictures)
        moving = page.evaluate("new Set(document.getAnimations().map(a => a.animationName)).size")
        assert moving >= len(FIGURES)
        for now_ms in (0, 1200, 2390):
            page.evaluate(
                "t => document.getAnimations().forEach(a => { a.pause(); a.currentTime = t; })",
                now_ms,
            )
            assert page.evaluate(outside) == []
        page.emulate_media(reduced_motion="reduce")
        assert page.evaluate("document.getAnimations().length") == 0
        browser.close()
