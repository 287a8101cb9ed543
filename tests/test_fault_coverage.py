"""Every fault that the measurement specification grades good or fair is judged, or says why not."""

import re
from pathlib import Path

import pytest

from exercises.fault_table import UNLIKE_THE_SPECIFICATION, faults_document
from exercises.registry import load_exercises

ROOT = Path(__file__).parents[1]
SPECIFICATION = ROOT.parent / "shared" / "docs" / "measurement.md"
TOLD = None  # not judged here: the reason stands in UNLIKE_THE_SPECIFICATION
# Rows in the order of the specification; some stand for several rules.
ROWS: dict[str, dict[str, str | None]] = {
    "B.1 glute_bridge": {
        "Not high enough": "not_high_enough", "Over-arching": "over_arching",
        "Feet too far": "feet_too_far", "Heels/toes lifting or feet sliding": "feet_moving",
        "Knees falling out/in": TOLD, "Drop, no lowering control": "down_too_fast",
    },
    "B.2 single_leg_bridge": {
        "Free-side pelvis drops/rotates": "free_side_drops",
        "Incomplete extension": "not_high_enough", "Over-arch": "over_arching",
        "Knee <105°": "foot_too_far", "Free leg swing for momentum": "free_leg_swings",
    },
    "B.3 marching_bridge": {
        "Hips sink": "hips_sink", "Pelvis rocks": "pelvis_rocks",
        "Foot flies up": "foot_flies_up up_too_fast", "Over-arch": "over_arching",
    },
    "B.4 hip_thrust": {
        "Short of lockout": "short_of_lockout", "Back arch / rib flare": "over_arching",
        "Feet too far / near": "feet_too_far feet_too_near", "Bouncing": "up_too_fast",
    },
    "B.5 clamshell": {
        "Pelvis rolls back": "rolling_back", "Feet separate": "feet_separate",
        "Hips too straight/bent": "hips_out_of_range", "Small range": "small_range",
        "Drop": "down_too_fast",
    },
    "B.6 side_lying_hip_abduction": {
        "Leg drifts forward": "leg_forward", "Toes turn up": "toes_up",
        "Waist hikes": "waist_hikes", "Rolling back": "rolling_back", "Too high": "too_high",
        "Knee bends": "knee_bends",
    },
    "B.8 fire_hydrant": {
        "Trunk shifts/leans away": "leans_away", "Pelvis opens (rotation)": "pelvis_opens",
        "Elbow bend dips": "elbow_bends", "Knee unbends": "knee_straightens",
    },
    "B.9 donkey_kick": {
        "Low back sags/extends": "back_moves", "Pelvis rotates open": "pelvis_opens",
        "Knee straightens": "knee_straightens", "Head drops/looks up": "head_out_of_line",
        "Momentum": "up_too_fast",
    },
    "B.10 bird_dog": {
        "Back sags": "back_sags", "Leg too high": "leg_too_high", "Hip opens": "hip_opens",
        "Lateral shift": TOLD, "Wobble": "wobbles",
    },
    "B.11 standing_hip_abduction": {
        "Trunk leans away": "trunk_leans", "Pelvis hikes on lifting side": "pelvis_hikes",
        "Stance pelvis drop": "pelvis_drops", "Toes turn out": "toes_out",
        "Leg comes forward": "leg_forward",
    },
    "B.12 standing_hip_extension": {
        "Trunk tips forward": "trunk_tips", "Back arches": "back_arches",
        "Knee bends": "knee_bends", "Fast": "up_too_fast",
    },
    "B.13 lateral_band_walk": {
        "Feet come together": "feet_together", "Trunk sways": "trunk_sways",
        "Knees cave": "knees_cave", "Standing too tall": TOLD, "Toes out": "toes_out",
        "Dragging foot": TOLD,
    },
    "B.14 single_leg_squat": {
        "Knee falls in": "knee_falls_in", "Pelvis drops": "pelvis_drops",
        "Trunk leans to stance side": "trunk_leans", "Pelvis/trunk rotates": "trunk_turns",
        "Heel lifts": "heel_lifts", "Loss of balance": "foot_touches wobbles",
    },
    "B.15 squat": {
        "Knees cave (F)": "knees_cave", "Knees travel, hips don't (S)": "knees_lead",
        "Excessive fold (S)": "excessive_fold", "Weight shift (F)": "weight_shift",
        "Heels lift (S)": "heels_lift",
    },
    "B.16 single_leg_deadlift": {
        "Rounded back": "back_rounds", "Knee locks or bends too much": "knee_not_soft",
        "Hip opens": "hip_opens", "Leg and trunk not in line": "leg_not_in_line",
        "Wobble": "wobbles",
    },
    "B.17 hip_hike": {
        "Stance knee bends": "standing_knee_bends", "Trunk sways": "trunk_sways",
        "Free hip flexes": "free_hip_bends", "Too small": "too_small",
    },
    "B.18 side_plank_abduction": {
        "Hips sag": "hips_sag", "Hips pike forward/back": TOLD, "Rolling": "rolling",
        "Shoulder sinks": "shoulder_sinks",
    },
    # No tables of their own: the faults stand in running text.
    "B.7 reverse_clamshell": {
        "knees separate": "knees_separate", "pelvis rolls forward": "pelvis_rolls",
        "too fast": "up_too_fast down_too_fast", "range <12°": "small_range",
    },
    "B.18 side_plank": {
        "hold": "hold_too_short", "Rolling": "rolling", "Shoulder sinks": "shoulder_sinks",
    },
    "B.19 figure_4_stretch": {"head/shoulders lift": "head_lifts", "bouncing": "bouncing"},
    "B.20 seated_piriformis_stretch": {
        "rounding": "back_rounds", "trunk lean away": TOLD, "bouncing": "bouncing",
    },
    "B.21 sciatic_nerve_slider": {
        "slump": "slumps", "head opposite phase": "head_against_knee",
        "too fast": "up_too_fast down_too_fast", "end-range hold": "holds_at_the_end",
    },
}  # fmt: skip


def graded_rows() -> dict[str, set[str]]:
    """The rows graded G or F of the tables B.1-B.18, by section."""
    text = SPECIFICATION.read_text(encoding="utf-8")
    found: dict[str, set[str]] = {}
    for part in re.split(r"\n## (?=B\.\d+ )", text)[1:]:
        section = part.split()[0]
        for line in part.split("\n### ")[0].split("\n| Fault ")[-1].splitlines()[2:]:
            cells = [cell.strip() for cell in line.strip("| ").split("|")]
            if line.startswith("|") and re.search(r"\b[GF]\b", cells[-2]):
                found.setdefault(section, set()).add(cells[0])
    return found


def test_every_exercise_is_covered() -> None:
    exercises = load_exercises()
    assert len(ROWS) == 22
    for place, rows in ROWS.items():
        known = {rule.key for rule in exercises[place.split()[1]].rules}
        named = {key for keys in rows.values() if keys for key in keys.split()}
        assert named <= known, place
        tempo = {"up_too_fast", "down_too_fast", "hold_too_short"}  # B.0.5, every exercise
        assert known - named <= tempo, place


def test_what_is_not_judged_has_a_reason_and_is_on_the_card() -> None:
    exercises = load_exercises()
    for place, rows in ROWS.items():
        section, key = place.split()
        if TOLD in rows.values():
            assert any(section in text and "on the card" in text.lower()
                       for text in UNLIKE_THE_SPECIFICATION), place  # fmt: skip
            assert exercises[key].teaching


@pytest.mark.skipif(not SPECIFICATION.exists(), reason="needs the measurement specification")
def test_no_row_of_the_specification_is_forgotten() -> None:
    graded = graded_rows()
    assert sum(map(len, graded.values())) >= 75
    for section, rows in graded.items():
        mine = {row for place, known in ROWS.items() if place.split()[0] == section
                for row in known}  # fmt: skip
        assert rows <= mine, section


def test_the_document_is_up_to_date() -> None:
    written = (ROOT / "docs" / "faults.md").read_text(encoding="utf-8")
    assert written == faults_document()
