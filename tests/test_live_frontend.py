"""The scripts of the live page: types by the TypeScript compiler, decisions by node."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from ui.live.assets import FRONTEND

TYPESCRIPT = "typescript@5.9.3"
TOOLS = Path(__file__).parents[1] / "build" / "typescript"
needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="node is not on this machine")


def node(script: str):
    """The value that a module script hands to `tell`."""
    prelude = "const tell = (value) => process.stdout.write(JSON.stringify(value));"
    done = subprocess.run(
        ["node", "--input-type=module", "-e", prelude + script], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def compiler() -> Path:
    """The TypeScript compiler, fetched once by npm."""
    path = TOOLS / "node_modules" / "typescript" / "bin" / "tsc"
    if path.exists():
        return path
    if shutil.which("npm") is None:
        pytest.skip("npm is not on this machine")
    TOOLS.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        ["npm", "install", "--prefix", str(TOOLS), "--no-audit", "--no-fund", TYPESCRIPT],
        capture_output=True,
        text=True,
    )
    if done.returncode != 0:
        pytest.skip(f"npm could not fetch {TYPESCRIPT}")
    return path


@needs_node
def test_types_hold(compiler):
    done = subprocess.run(
        ["node", str(compiler), "-p", str(FRONTEND / "tsconfig.json")],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout


def test_scripts_are_small_and_name_no_other_host():
    for path in FRONTEND.glob("*.js"):
        text = path.read_text(encoding="utf-8")
        assert len(text.splitlines()) < 400, path.name
        assert "http://" not in text
        assert text.replace("https:// addresses", "").count("https://") == 0


@needs_node
@pytest.mark.parametrize(
    ("renderer", "delegate"),
    [("ANGLE (NVIDIA GeForce)", "GPU"), ("Google SwiftShader", "CPU"), ("llvmpipe", "CPU")],
)
def test_software_drawing_starts_on_the_cpu(renderer, delegate):
    assert node(speed(f"firstChoice({json.dumps(renderer)})")) == {
        "model": "lite",
        "delegate": delegate,
    }


@needs_node
@pytest.mark.parametrize(
    ("model", "delegate", "ms", "then"),
    [
        ("lite", "GPU", 400, ("lite", "CPU")),
        ("lite", "GPU", 8, ("full", "GPU")),
        ("lite", "CPU", 30, None),
        ("full", "GPU", 55, ("lite", "GPU")),
        ("full", "CPU", 30, None),
    ],
)
def test_the_model_follows_the_measured_time(model, delegate, ms, then):
    choice = json.dumps({"model": model, "delegate": delegate})
    wanted = dict(zip(("model", "delegate"), then, strict=True)) if then else None
    assert node(speed(f"afterTrial({choice}, {ms})")) == wanted


@needs_node
def test_a_set_never_stays_below_fifteen_pictures_a_second_when_lite_can_do_better():
    full = json.dumps({"model": "full", "delegate": "GPU"})
    assert node(speed(f"whileRunning({full}, 70)")) == {"model": "lite", "delegate": "GPU"}
    assert node(speed(f"whileRunning({full}, 60)")) is None


def speed(call: str) -> str:
    address = json.dumps((FRONTEND / "speed.js").as_uri())
    name = call.split("(")[0]
    return f"import {{ {name} }} from {address}; tell({call});"


LINE = """
  const sent = [];
  globalThis.location = { href: "http://localhost/" };
  globalThis.WebSocket = class {
    constructor() { globalThis.wire = this; }
    send(data) {
      sent.push(typeof data === "string" ? "ticket" : new DataView(data).getUint32(0, true));
    }
    close() {}
  };
  const said = [];
  const { Line } = await import(%s);
  const line = new Line("/live/socket", () => "t", {
    welcomed() {}, told() {}, broken(s) { said.push(s); }, missed(s) { said.push(s); },
    ended(s) { said.push(s); },
  });
  const picture = {
    timeS: 1, width: 640, height: 480, kind: 1, people: 1, brightness: 200, values: null,
  };
  line.open();
  wire.onopen();
  const hear = (value) => wire.onmessage({ data: JSON.stringify(value) });
"""


def line_script(steps: str) -> str:
    start = LINE % json.dumps((FRONTEND / "socket.js").as_uri())
    return start + steps + "line.close(); tell({ sent, said, kept: [...line.kept.keys()] });"


@needs_node
def test_what_was_not_acknowledged_is_sent_again_after_a_break():
    told = node(
        line_script("""
          hear({ welcome: true, lastSeq: 0 });
          for (let i = 0; i < 5; i++) line.send(picture);
          hear({ seq: 2, kept: 2, stage: "check" });
          wire.onclose({ code: 1006 });
          line.send(picture);
          line.open(); wire.onopen();
          hear({ welcome: true, lastSeq: 3 });
        """)
    )
    assert told["sent"] == ["ticket", 1, 2, 3, 4, 5, "ticket", 4, 5, 6]
    assert told["said"] == ["The connection is lost. Keep going, I am reconnecting."]


@needs_node
def test_a_break_longer_than_what_is_kept_is_told():
    told = node(
        line_script("""
          hear({ welcome: true, lastSeq: 0 });
          for (let i = 0; i < 3; i++) line.send(picture);
          wire.onclose({ code: 1006 });
          for (let i = 0; i < 899; i++) line.send(picture);
          line.open(); wire.onopen();
          hear({ welcome: true, lastSeq: 2 });
          wire.onclose({ code: 1006 });
          line.send(picture); line.send(picture);
          line.open(); wire.onopen();
          hear({ welcome: true, lastSeq: 2 });
        """)
    )
    lost = "The connection is lost. Keep going, I am reconnecting."
    missed = "The line was away for long. What you did meanwhile may be missing from the count."
    assert told["said"] == [lost, lost, missed], "told once: nothing was missing at first"
    assert (told["kept"][0], told["kept"][-1]) == (5, 904)


@needs_node
def test_what_was_answered_but_not_kept_is_sent_again_to_a_restarted_server():
    told = node(
        line_script("""
          hear({ welcome: true, lastSeq: 0 });
          for (let i = 0; i < 5; i++) line.send(picture);
          hear({ seq: 5, kept: 2, stage: "check" });
          wire.onclose({ code: 1006 });
          line.open(); wire.onopen();
          hear({ welcome: true, lastSeq: 2 });
        """)
    )
    assert told["sent"] == ["ticket", 1, 2, 3, 4, 5, "ticket", 3, 4, 5]
    assert told["kept"] == [3, 4, 5]


@needs_node
def test_only_messages_without_an_answer_make_a_silent_line():
    told = node(
        line_script("""
          hear({ welcome: true, lastSeq: 0 });
          line.send(picture);
          hear({ seq: 1, kept: 0, stage: "check" });
          wire.close = () => sent.push("closed");
          const clock = performance.now.bind(performance);
          performance.now = () => clock() + 60000;
          line.checkSilence();
          performance.now = clock;
          line.send(picture);
          performance.now = () => clock() + 60000;
          line.checkSilence();
        """)
    )
    assert told["sent"] == ["ticket", 1, 2, "closed", "closed"], "once by silence, once at the end"


@needs_node
def test_a_reloaded_page_goes_on_with_the_next_number():
    told = node(line_script("hear({ welcome: true, lastSeq: 41 }); line.send(picture);"))
    assert told["sent"] == ["ticket", 42]


@needs_node
@pytest.mark.parametrize("code", [4408, 4507])
def test_an_idle_set_or_a_full_disk_can_be_gone_on_with_and_nothing_is_forgotten(code):
    told = node(
        line_script(f"""
          hear({{ welcome: true, lastSeq: 0 }});
          for (let i = 0; i < 5; i++) line.send(picture);
          hear({{ seq: 4, kept: 2, stage: "active" }});
          wire.onclose({{ code: {code} }});
          line.reopen(); wire.onopen();
          hear({{ welcome: true, lastSeq: 3 }});
        """)
    )
    assert told["sent"] == ["ticket", 1, 2, 3, 4, 5, "ticket", 4, 5]
    assert told["kept"] == [3, 4, 5], "until the server has kept them"
    assert ["tart the camera to go on" in s for s in told["said"]] == [True]


@needs_node
def test_another_tab_ends_the_line_for_good():
    told = node(line_script("hear({ welcome: true, lastSeq: 0 }); wire.onclose({ code: 4409 });"))
    assert told["said"] == ["The coach is open in another tab. This one has stopped."]


VOICE = """
  const heard = [];
  globalThis.localStorage = { getItem: () => null, setItem() {} };
  globalThis.speechSynthesis = { speaking: false, cancel() {}, speak(w) { heard.push(w); } };
  globalThis.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
  globalThis.AudioContext = class { constructor() { heard.push({ text: "tone" }); throw ""; } };
  const { Voice } = await import(%s);
  const [voice, other] = [new Voice(), new Voice()];
  const ring = () => { try { voice.tone(660); } catch {} };
"""


def voice_script(steps: str) -> str:
    start = VOICE % json.dumps((FRONTEND / "voice.js").as_uri())
    return start + steps + "tell(heard.map((words) => words.text));"


@needs_node
def test_who_is_muted_hears_neither_voice_nor_tone():
    told = node(
        voice_script("""
          ring(); voice.say("10 seconds.", true);
          voice.mute(true);
          ring(); voice.say("Rest is over.", true);
        """)
    )
    assert told == ["tone", "10 seconds."]


@needs_node
def test_words_wait_for_their_own_voice_and_follow_those_of_another():
    told = node(
        voice_script("""
          other.say("Rest is over.", true);
          speechSynthesis.speaking = true;
          voice.say("Set 2 of 3: get into position.", false);
          voice.say("Come closer.", false);
          voice.say("Go back.", false);
          heard[0].onend();
          const before = heard.length;
          heard[1].onend();
          heard.splice(before, 0, { text: "(end)" });
        """)
    )
    assert told == ["Rest is over.", "Set 2 of 3: get into position.", "(end)", "Go back."]


REST = """
  const said = [], told = [];
  let nowMs = 0;
  const parts = {};
  performance.now = () => nowMs;
  globalThis.localStorage = { getItem: () => null, setItem() {} };
  globalThis.speechSynthesis = { cancel() {}, speak(w) { said.push([nowMs / 1000, w.text]); } };
  globalThis.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
  const element = {
    setAttribute() {}, remove() {},
    querySelector: (name) => (parts[name] ??= { setAttribute() {} }),
  };
  globalThis.document = {
    hidden: false, createElement: () => element, addEventListener() {}, removeEventListener() {},
  };
  const { default: Rest } = await import(%s);
  const rest = new Rest({ append() {} }, %s, (name, value) => told.push([name, value]));
  const wait = (seconds) => {
    for (let i = 0; i < 5 * seconds; i++) { nowMs += 200; rest.tick(); }
  };
"""


def rest_script(steps: str, **data) -> str:
    whole = {"setId": "s", "next": "set 2", "byItself": True, "offered": True, **data}
    start = REST % (json.dumps((FRONTEND / "rest.js").as_uri()), json.dumps(whole))
    hidden = "parts['[data-action=switch]'].hidden"
    return start + steps + f"rest.stop(); tell({{ said, told, hidden: {hidden} }});"


SOON = "10 seconds. The camera will start by itself."


@needs_node
def test_who_touches_the_page_late_is_told_again_before_the_camera_starts():
    heard = node(rest_script("wait(55); rest.onTouch(); wait(16);", leftS=60))
    begin = "Rest for 60 seconds. Then set 2 begins by itself."
    assert heard["said"] == [[0, begin], [50, SOON], [60, SOON], [70, "Rest is over."]]
    assert heard["told"] == [["rested", "s"]]
    short = node(rest_script("wait(5); rest.onTouch(); wait(16);", leftS=11))
    assert [time for time, _ in short["said"]] == [0, 10, 20], "a short rest is told once"


@needs_node
def test_without_rest_the_next_set_begins_by_itself_but_what_is_long_over_is_silent():
    heard = node(rest_script("wait(1);", leftS=0))
    assert (heard["said"], heard["told"]) == ([[0.2, "Rest is over."]], [["rested", "s"]])
    heard = node(rest_script("wait(1);", leftS=0, byItself=False))
    assert (heard["said"], heard["told"]) == ([], [])


@needs_node
def test_a_server_that_is_slow_is_not_said_to_have_failed():
    heard = node(rest_script("wait(11); rest.fail();", leftS=10))
    words = "The rest is over, but set 2 has not begun yet. Look at the screen."
    assert heard["said"][-1][1] == words


@needs_node
@pytest.mark.parametrize("offered", [True, False])
def test_who_declined_before_can_let_the_next_set_begin_by_itself(offered):
    heard = node(rest_script("rest.switch();", leftS=30, byItself=False, offered=offered))
    assert heard["told"] == [["by_itself", "yes"]]
    assert heard["hidden"] is not offered


@needs_node
def test_a_camera_allowed_after_it_was_stopped_is_let_go():
    address = json.dumps((FRONTEND / "camera.js").as_uri())
    told = node(f"""
      const heard = [];
      let allow;
      globalThis.window = {{ isSecureContext: true }};
      globalThis.document = {{ createElement: () => ({{ getContext: () => true }}) }};
      globalThis.OffscreenCanvas = class {{ getContext() {{}} }};
      const mediaDevices = {{ getUserMedia: () => new Promise((give) => (allow = give)) }};
      Object.defineProperty(globalThis, "navigator", {{ value: {{ mediaDevices }} }});
      const {{ Camera }} = await import({address});
      const video = {{ play: () => Promise.reject(new Error("removed")) }};
      const camera = new Camera(video, () => {{}}, () => {{}});
      const starting = camera.start();
      camera.stop();
      const track = {{ stop: () => heard.push("stopped") }};
      allow({{ getTracks: () => [track], getVideoTracks: () => [track] }});
      await starting.catch((error) => heard.push(error.message));
      tell({{ heard, running: camera.running }});
    """)
    assert told == {"heard": ["stopped"], "running": False}


@needs_node
def test_a_model_that_was_stopped_while_loading_does_not_fail_later():
    address = json.dumps((FRONTEND / "pose.js").as_uri())
    told = node(f"""
      const heard = [], timers = new Map();
      globalThis.location = {{ href: "http://localhost/" }};
      globalThis.Worker = class {{ postMessage() {{}} terminate() {{ heard.push("ended"); }} }};
      globalThis.setTimeout = (run) => (timers.set(7, run), 7);
      globalThis.clearTimeout = (id) => timers.delete(id);
      const {{ PoseReader }} = await import({address});
      const pose = new PoseReader("/assets", async () => null, () => {{}}, () => {{}});
      pose.start().catch(() => heard.push("failed"));
      pose.stop();
      timers.forEach((run) => run());
      await null; await null;
      tell(heard);
    """)
    assert told == ["ended"]
