"""The live WebSocket with a real server and a real client: nothing lost, nobody let in wrongly."""

import gzip
import json
import logging
import time
import urllib.error
import urllib.request
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from analysis.exercise_session import coach_poses
from tests.live_recordings import RECORDINGS, STILL_S, load, message, plan_of, stream_of
from tests.live_server import ServerProcess, full_disk, running_endpoint
from ui.live.assets import FRONTEND, asset_version
from ui.live.endpoint import BATCH, Close, Limits, LiveEndpoint
from ui.live.outcome import Answers, conclude
from ui.live.protocol import HEAD_BYTES, POSE_BYTES, Kind, encode
from ui.live.service import ASSETS, SOCKET
from ui.live.store import SetFolder, SetStore
from ui.live.tickets import Ticket, TicketOffice, load_secret

STREAM = stream_of("glute_bridge")
MIDDLE = 330  # in the second repetition


class Room:
    """A data folder, the server on it, and one user's set."""

    def __init__(self, server: tuple[Path, int], key="glute_bridge", *, user="ann"):
        self.folder, self.port = server
        self.user = user
        self.set: SetFolder = SetStore(self.folder).create(user, plan_of(key))

    def ticket(self) -> str:
        office = TicketOffice(load_secret(self.folder))
        return office.issue(Ticket(user=self.user, set_id=self.set.set_id))

    def connect(self, *, origin: str | None = "own", ticket: str | None = None):
        """A connection after its ticket, and the welcome."""
        sent = f"http://127.0.0.1:{self.port}" if origin == "own" else origin
        line = connect(
            f"ws://127.0.0.1:{self.port}{SOCKET}",
            origin=None if sent is None else Origin(sent),
            legacy=True,
        )
        line.send(json.dumps({"ticket": self.ticket() if ticket is None else ticket}))
        return line, json.loads(line.recv(timeout=30))


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("live")
    with running_endpoint(folder) as port:
        yield folder, port


def exchange(line: ClientConnection, messages: list[bytes]) -> list[dict]:
    """Send and await the answer to each."""
    answers = []
    for start in range(0, len(messages), 50):
        for data in messages[start : start + 50]:
            line.send(data)
        answers += [json.loads(line.recv(timeout=30)) for _ in messages[start : start + 50]]
    return answers


def drain(line: ClientConnection) -> None:
    while True:
        line.recv(timeout=30)


def close_code(line: ClientConnection) -> int:
    with pytest.raises(ConnectionClosed) as closed:
        drain(line)
    assert closed.value.rcvd is not None
    return closed.value.rcvd.code


def rep_times(folder: SetFolder) -> list[tuple]:
    outcome = conclude(folder)
    assert outcome is not None
    session = outcome.analysis.session
    return [(r.complete, r.start_s, r.peak_s, r.end_s, r.faults) for r in session.reps]


@pytest.fixture(scope="module")
def undisturbed(server):
    """The repetitions of the recording over a connection that holds."""
    room = Room(server, user="undisturbed")
    line, _ = room.connect()
    with line:
        exchange(line, STREAM)
    return rep_times(room.set)


# ---- the same result whatever happens --------------------------------------------------------


@pytest.mark.parametrize("key", RECORDINGS)
def test_live_and_file_give_the_same_repetitions(server, key):
    room = Room(server, key)
    line, welcome = room.connect()
    assert (welcome["lastSeq"], welcome["reps"], welcome["stage"]) == (0, 0, "check")
    with line:
        answers = exchange(line, stream_of(key))
    assert [a["seq"] for a in answers] == list(range(1, len(answers) + 1))
    assert answers[-1]["reps"] == 4
    outcome = conclude(room.set)
    assert outcome is not None
    exercise, side = outcome.plan.exercise, outcome.plan.side
    clip = coach_poses(load(key), exercise, image_size_wh=(640, 480), side=side)
    live = outcome.analysis.session
    assert live.rep_count == clip.rep_count == 4
    gap = np.array([a.peak_s - b.peak_s for a, b in zip(live.reps, clip.reps, strict=True)])
    assert np.ptp(gap) <= 0.05, "the same times but for the common shift"
    saved = room.set.save_session(outcome.document(Answers(felt="Glute", effort=5, pain=1)))
    document = json.loads(saved.read_text())
    assert document["schema"] == "exercise-session/1"
    assert document["rep_count"] == 4
    assert document["live"]["answers"]["felt"] == "Glute"


@pytest.mark.parametrize(("hold_s", "short"), [(0.5, False), (4.0, True)])
def test_the_prescribed_hold_is_asked_for(server, hold_s, short):
    room = Room(server, user="hold")
    plan = replace(plan_of("squat"), hold_s=hold_s)  # the squat itself asks for none
    room.set = SetStore(room.folder).create("hold", plan)
    line, welcome = room.connect()
    assert welcome["holdTarget"] == hold_s
    with line:
        answers = exchange(line, stream_of("squat"))
    held = [a for a in answers if a.get("phase") == "Hold"]
    assert max(a["hold"] for a in held) > 1.0
    outcome = conclude(room.set)
    assert outcome is not None
    faults = [{fault.key for fault in rep.faults} for rep in outcome.analysis.session.reps]
    assert [("hold_too_short" in keys) for keys in faults] == [short] * 4


def test_a_dropped_line_loses_and_doubles_nothing(server, undisturbed):
    room = Room(server)
    line, _ = room.connect()
    exchange(line, STREAM[: MIDDLE - 20])
    for data in STREAM[MIDDLE - 20 : MIDDLE]:
        line.send(data)
    line.socket.close()  # no goodbye: answers to the last messages are lost
    line, welcome = room.connect()
    assert MIDDLE - 20 <= welcome["lastSeq"] <= MIDDLE
    with line:
        answers = exchange(line, STREAM[MIDDLE - 40 :])
    seen_before = {"seq": MIDDLE - 39, "kept": welcome["lastSeq"]}
    assert answers[0] == seen_before, "acknowledged and ignored"
    assert answers[-1]["reps"] == 4
    assert rep_times(room.set) == undisturbed


@pytest.mark.parametrize("beyond", [0, BATCH // 2])  # a batch was just kept; or is half full
def test_a_killed_server_goes_on_where_it_was(tmp_path, undisturbed, beyond):
    server = ServerProcess(tmp_path)
    try:
        room = Room((tmp_path, server.port))
        line, _ = room.connect()
        answers = exchange(line, STREAM[: MIDDLE + beyond])
        kept = answers[-1]["kept"]
        assert answers[-1]["reps"] == 1
        assert MIDDLE + beyond - BATCH < kept <= MIDDLE + beyond
        server.kill()
        close_code_or_cut(line)
        with (room.set.path / "stream.bin").open("ab") as file:
            file.write(STREAM[kept][:100])  # the machine went down in the middle of a write
        server.start()
        line, welcome = room.connect()
        assert (welcome["lastSeq"], welcome["reps"], welcome["stage"]) == (kept, 1, "active")
        with line:
            assert exchange(line, STREAM[kept:])[-1]["reps"] == 4
        assert rep_times(room.set) == undisturbed
    finally:
        server.kill()


def test_messages_are_kept_in_batches_and_what_matters_at_once(server):
    room = Room(server)
    line, _ = room.connect()
    answers = exchange(line, STREAM[: MIDDLE + 1])
    behind = [a["seq"] - a["kept"] for a in answers]
    assert BATCH / 3 < max(behind) < BATCH
    news = [b for a, b in pairwise(answers) if (a["stage"], a["reps"]) != (b["stage"], b["reps"])]
    assert [(a["stage"], a["reps"]) for a in news] == [
        ("count-in", 0), ("active", 0), ("active", 1)
    ]  # fmt: skip
    assert all(a["kept"] == a["seq"] for a in news)
    pause = message(MIDDLE + 2, STILL_S + 20.0, None, kind=Kind.PAUSE)
    paused = exchange(line, [encode(pause)])[0]
    assert (paused["stage"], paused["kept"]) == ("paused", MIDDLE + 2)
    exchange(line, [encode(message(MIDDLE + 3, STILL_S + 20.1, None))])
    line.close()
    assert len(list(room.set.messages())) == MIDDLE + 3, "the rest when the browser leaves"


def test_a_full_disk_is_told_and_what_was_kept_goes_on(tmp_path, undisturbed):
    server = ServerProcess(tmp_path)
    try:
        server.kill()
        server.start(file_bytes_max=MIDDLE * POSE_BYTES + 100)  # one message more fits in part
        room = Room((tmp_path, server.port))
        line, _ = room.connect()
        for data in STREAM[: MIDDLE + BATCH]:
            line.send(data)
        assert close_code(line) == Close.NOT_KEPT
        kept = len(list(room.set.messages()))
        assert (room.set.path / "stream.bin").stat().st_size == kept * POSE_BYTES
        assert MIDDLE - BATCH < kept <= MIDDLE
        server.kill()
        server.start()
        line, welcome = room.connect()
        assert welcome["lastSeq"] == kept
        with line:
            assert exchange(line, STREAM[kept:])[-1]["reps"] == 4
        assert rep_times(room.set) == undisturbed
    finally:
        server.kill()


def test_what_a_full_disk_held_up_as_the_browser_left_is_kept_once_there_is_room(tmp_path):
    with running_endpoint(tmp_path, Limits(forget_s=0.0)) as port:
        room, other = Room((tmp_path, port)), Room((tmp_path, port), user="ben")
        line, _ = room.connect()
        exchange(line, STREAM[:MIDDLE])
        with full_disk():
            for data in STREAM[MIDDLE : MIDDLE + 3]:
                line.send(data)
            line.close()
            other.connect()[0].close()  # sets that nobody uses are forgotten now
            left = len(list(room.set.messages()))
        end = time.monotonic() + 10
        while (kept := len(list(room.set.messages()))) == left and time.monotonic() < end:
            time.sleep(0.1)
        assert left < kept
        line, welcome = room.connect()
        assert (welcome["lastSeq"], welcome["reps"]) == (kept, 1)
        line.close()


def close_code_or_cut(line: ClientConnection) -> None:
    with pytest.raises(ConnectionClosed):
        line.recv(timeout=30)


def test_a_set_broken_off_is_offered_with_its_count(server):
    room = Room(server, user="bea")
    store = SetStore(room.folder)
    assert store.unfinished("bea") is None
    line, _ = room.connect()
    exchange(line, STREAM[:MIDDLE])
    line.socket.close()
    found = store.unfinished("bea")
    assert found is not None
    assert found.set_id == room.set.set_id
    assert found.read_state().rep_count == 1
    assert store.unfinished("somebody else") is None


def test_the_newest_tab_wins(server):
    room = Room(server, user="tabs")
    first, _ = room.connect()
    exchange(first, STREAM[:MIDDLE])
    second, welcome = room.connect()
    assert welcome["lastSeq"] == MIDDLE
    assert close_code(first) == Close.OTHER_TAB
    with second:
        assert exchange(second, STREAM[MIDDLE:])[-1]["reps"] == 4


def test_a_new_set_closes_the_connection_of_the_old_one(server):
    old, new = Room(server, user="cid"), Room(server, "squat", user="cid")
    first, _ = old.connect()
    second, welcome = new.connect()
    assert close_code(first) == Close.OTHER_TAB
    assert welcome["exercise"] == "Squat"
    second.close()


# ---- who may connect -------------------------------------------------------------------------


@pytest.mark.parametrize("origin", ["https://evil.example", None, "null", "http://127.0.0.1:1"])
def test_pages_of_other_sites_are_refused(server, origin):
    with pytest.raises(InvalidStatus) as refused:
        Room(server).connect(origin=origin)
    assert refused.value.response.status_code == 403


@pytest.mark.parametrize("ticket", ["", "x.y.z", 5, ["a"]])
def test_bad_tickets_are_refused(server, ticket):
    with pytest.raises(ConnectionClosed) as closed:
        Room(server).connect(ticket=ticket)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == Close.BAD_TICKET


def test_a_ticket_for_the_set_of_another_user_is_refused(server):
    room = Room(server)
    office = TicketOffice(load_secret(room.folder))
    stolen = office.issue(Ticket(user="mallory", set_id=room.set.set_id))
    outside = office.issue(Ticket(user="ann", set_id="../../etc"))
    for ticket in (stolen, outside):
        with pytest.raises(ConnectionClosed) as closed:
            room.connect(ticket=ticket)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == Close.BAD_TICKET


def test_who_signs_out_has_no_line_left_and_others_keep_theirs(tmp_path):
    endpoint = LiveEndpoint(SetStore(tmp_path), TicketOffice(load_secret(tmp_path)))
    with running_endpoint(tmp_path, endpoint=endpoint) as port:
        leaving, staying = (Room((tmp_path, port), user=user) for user in ("leo", "sue"))
        (left, _), (stayed, _) = leaving.connect(), staying.connect()
        exchange(left, STREAM[:MIDDLE])
        endpoint.sign_out("leo")
        endpoint.sign_out("nobody")
        assert close_code(left) == Close.SIGNED_OUT
        with stayed:
            assert exchange(stayed, STREAM[:10])[-1]["seq"] == 10
        again, welcome = leaving.connect()
        again.close()
    assert welcome["lastSeq"] == MIDDLE, "what was done is kept"


def test_signing_out_among_messages_is_no_error(tmp_path, caplog):
    endpoint = LiveEndpoint(SetStore(tmp_path), TicketOffice(load_secret(tmp_path)))
    with running_endpoint(tmp_path, endpoint=endpoint) as port:
        logging.getLogger("uvicorn.error").addHandler(caplog.handler)
        for user in ("leo", "lea", "lee", "lin"):
            line, _ = Room((tmp_path, port), user=user).connect()
            for data in STREAM[:100]:
                line.send(data)
            endpoint.sign_out(user)
            assert close_code(line) == Close.SIGNED_OUT
    assert "Exception" not in caplog.text


def test_only_somebody_in_view_counts_as_being_there(tmp_path):
    endpoint = LiveEndpoint(SetStore(tmp_path), TicketOffice(load_secret(tmp_path)))
    with running_endpoint(tmp_path, endpoint=endpoint) as port:
        room = Room((tmp_path, port))
        line, _ = room.connect()
        with line:
            exchange(line, [encode(message(1, 0.0, None))])
            assert endpoint.unseen_s(room.set.set_id) is None
            exchange(line, STREAM[1:2])
            seen = endpoint.unseen_s(room.set.set_id)
            exchange(line, [encode(message(3, 1.0, None))])
            later = endpoint.unseen_s(room.set.set_id)
    assert seen is not None
    assert later is not None
    assert 0 <= seen < later
    assert endpoint.unseen_s("another") is None


def test_a_set_that_is_over_leaves_the_memory_with_its_browser(tmp_path):
    endpoint = LiveEndpoint(SetStore(tmp_path), TicketOffice(load_secret(tmp_path)))
    with running_endpoint(tmp_path, endpoint=endpoint) as port:
        room, other = Room((tmp_path, port)), Room((tmp_path, port), user="ben")
        for one in (room, other):
            line, _ = one.connect()
            exchange(line, STREAM[:10])
            if one is room:
                exchange(line, [encode(message(11, 1.0, None, kind=Kind.FINISH))])
            line.close()
        assert endpoint.unseen_s(other.set.set_id) is not None
        assert endpoint.unseen_s(room.set.set_id) is None
        line, welcome = room.connect()
        assert (welcome["stage"], welcome["lastSeq"]) == ("done", 11)
        line.close()


# ---- what may come in ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\0" * (POSE_BYTES + 1), Close.TOO_BIG),
        (b"\0" * 2_000_000, Close.TOO_BIG),
        (b"\0" * (POSE_BYTES - 1), Close.BAD_MESSAGE),
        (b"\0" * HEAD_BYTES, Close.BAD_MESSAGE),
        (b"", Close.BAD_MESSAGE),
        ("words", Close.BAD_MESSAGE),
    ],
)
def test_other_messages_end_the_connection(server, data, code):
    line, _ = Room(server).connect()
    line.send(data)
    assert close_code(line) == code


def test_landmarks_that_are_no_numbers_do_not_stick(server):
    room = Room(server)
    line, _ = room.connect()
    bad = bytearray(STREAM[200])
    bad[HEAD_BYTES:] = b"\xff\xff\xff\x7f" * ((POSE_BYTES - HEAD_BYTES) // 4)
    with line:
        answers = exchange(line, [*STREAM[:200], bytes(bad), *STREAM[201:]])
    assert answers[-1]["reps"] == 4


def test_limits_of_rate_idleness_and_patience(tmp_path):
    limits = Limits(ticket_s=0.3, idle_s=0.5, rate_hz=1.0, burst=30.0)
    with running_endpoint(tmp_path, limits) as port:
        line, _ = Room((tmp_path, port), user="fast").connect()
        for data in STREAM[:60]:
            line.send(data)
        assert close_code(line) == Close.TOO_FAST
        line, _ = Room((tmp_path, port), user="slow").connect()
        line.send(STREAM[0])
        assert close_code(line) == Close.IDLE
        own = Origin(f"http://127.0.0.1:{port}")
        silent = connect(f"ws://127.0.0.1:{port}{SOCKET}", origin=own, legacy=True)
        assert close_code(silent) == Close.BAD_TICKET


# ---- files -----------------------------------------------------------------------------------


def test_files_are_compressed_kept_for_ever_and_only_the_listed_ones(tmp_path, monkeypatch):
    server = ServerProcess(tmp_path)
    base = f"http://127.0.0.1:{server.port}{ASSETS}"
    try:
        with urllib.request.urlopen(f"{base}/{asset_version()}/protocol.js") as answer:
            body, headers = answer.read(), answer.headers
        assert gzip.decompress(body) == (FRONTEND / "protocol.js").read_bytes()
        assert "immutable" in headers["Cache-Control"]
        assert headers["Content-Type"].startswith("text/javascript")
        assert "connect-src 'self'" in headers["Content-Security-Policy"]
        again = urllib.request.Request(
            f"{base}/{asset_version()}/protocol.js", headers={"If-None-Match": headers["ETag"]}
        )
        with pytest.raises(urllib.error.HTTPError) as unchanged:
            urllib.request.urlopen(again)
        assert unchanged.value.code == 304
        for other in ("0/protocol.js", f"{asset_version()}/../plan.py", f"{asset_version()}/x.js"):
            with pytest.raises(urllib.error.HTTPError) as absent:
                urllib.request.urlopen(f"{base}/{other}")
            assert absent.value.code == 404
    finally:
        server.kill()
