"""The player of a run: its steps by node, its types by the TypeScript compiler, its wishes."""

import json
import subprocess
from pathlib import Path

import numpy as np
import pytest

from kinematics.landmarks import Side
from running.events import EventKind, Events, add_event
from tests.test_live_frontend import compiler, needs_node, node
from ui.run_player.component import EventWish, Film, _wish

__all__ = ["compiler"]
FRONTEND = Path(__file__).parents[1] / "ui" / "run_player" / "frontend"
TIMES = [0.0, 0.033, 0.067, 0.1, 0.15, 0.183]  # a picture was lost after 0.1


def timeline(call: str):
    address = json.dumps((FRONTEND / "timeline.js").as_uri())
    return node(f"const m = await import({address}); tell({call});")


@needs_node
def test_types_hold(compiler):
    done = subprocess.run(
        ["node", str(compiler), "-p", str(FRONTEND / "tsconfig.json")],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout


@needs_node
def test_every_picture_is_reached_by_steps_also_after_a_lost_one():
    times = json.dumps(TIMES)
    found = timeline(f"{times}.map((_, i) => m.pictureAt({times}, m.insideOf({times}, i)))")
    assert found == list(range(len(TIMES)))
    assert timeline(f"{times}.map((t) => m.pictureAt({times}, t))") == found, "on its very time"
    assert timeline(f"[-1, 99].map((t) => m.pictureAt({times}, t))") == [0, 5]
    assert timeline("m.insideOf([0.5], 3)") == 0.5


@needs_node
def test_the_next_event_is_shown_by_another_picture():
    times, events = json.dumps(TIMES), json.dumps([{"time": t} for t in (0.03, 0.035, 0.14)])
    asked = [(1, 0), (1, 1), (1, 4), (-1, 4), (-1, 1)]
    found = timeline(
        f"{json.dumps(asked)}.map(([way, at]) => m.nextEvent({times}, {events}, at, way)?.time)"
    )
    assert found == [0.03, 0.14, None, 0.035, None]


@needs_node
def test_contacts_of_two_runs_fall_together():
    now, earlier = [1.0, 1.7, 2.4], [0.5, 1.3, 2.1, 2.9]
    times = [0.8, *now, 1.35, 2.6]
    found = timeline(f"{times}.map((t) => m.inStep({json.dumps(now)}, {json.dumps(earlier)}, t))")
    assert [one["time"] for one in found] == pytest.approx([0.3, 0.5, 1.3, 2.1, 0.9, 2.3])
    assert found[4]["rate"] == pytest.approx(0.8 / 0.7)
    assert timeline("m.inStep([], [1], 0.4)") == {"time": 0.4, "rate": 1}


def test_a_film_holds_its_events_in_order_and_the_contacts_of_one_foot():
    events: Events = ()
    for time_s, side in ((2.0, Side.LEFT), (1.0, Side.RIGHT), (1.5, Side.LEFT)):
        events = add_event(events, side=side, kind=EventKind.IC, time_s=time_s)
    times = np.arange(90) / 30
    film = Film(
        container="x", title="Rear", times_s=times.tolist(), events=events[::-1], beat=Side.LEFT
    ).to_plain()
    assert [event["time"] for event in film["events"]] == [1.0, 1.5, 2.0]
    assert film["contacts"] == [1.5, 2.0]
    assert json.loads(json.dumps(film)) == film


def test_only_a_whole_wish_is_one():
    plain = {"action": "set", "side": "left", "kind": "to", "time": 0.5}
    assert _wish(plain) == EventWish(here=True, side=Side.LEFT, kind=EventKind.TO, time_s=0.5)
    for wrong in (None, "x", {}, plain | {"side": "middle"}, plain | {"time": None}):
        assert _wish(wrong) is None
