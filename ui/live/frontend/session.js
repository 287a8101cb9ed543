// One live set in the browser: joins camera, pose model, line to the server, picture and voice.

import { Camera } from "./camera.js";
import { Hud } from "./hud.js";
import { Overlay } from "./overlay.js";
import { PoseReader } from "./pose.js";
import { Kind } from "./protocol.js";
import { Line } from "./socket.js";
import { median } from "./speed.js";
import { Voice } from "./voice.js";

/** @typedef {import("./types.js").Data} Data */
/** @typedef {import("./types.js").Seen} Seen */
/** @typedef {import("./types.js").Feedback} Feedback */
/** @typedef {import("./types.js").Welcome} Welcome */
/** @typedef {import("./hud.js").Action} Action */

const START = "Start the camera";
const FIGURES_KEPT = 90;
const DONE_WAIT_MS = 1500;
const NOTICE_MS = 6000;
const ASKING = "The camera has not started yet. Perhaps your browser asks for it: look at the screen.";
const ASKING_MS = 4000;

/** @type {Record<string, Action>} */
const KEYS = { " ": "pause", s: "end", m: "mute", f: "fill" };

/** The sets that have begun by themselves: who comes back to one begins it by the button. */
const begun = new Set();

export default class Session {
  /**
   * @param {Element | DocumentFragment} root
   * @param {Data} data
   * @param {(name: string, value: unknown) => void} trigger tells the page
   */
  constructor(root, data, trigger) {
    this.data = data;
    this.trigger = trigger;
    this.hud = new Hud(root, (action) => this.act(action));
    /** @type {Overlay | undefined} */
    this.overlay = undefined;
    this.voice = new Voice();
    this.hud.muted(this.voice.muted);
    /** @type {Feedback | null} */
    this.told = null;
    /** @type {Feedback | null} */
    this.unsaid = null; // the last words told, until they are spoken
    /** @type {string | null} */
    this.trouble = null;
    this.pausedByTrouble = false;
    this.size = [640, 480];
    this.people = 0;
    this.reconnects = 0;
    this.down = false;
    this.done = false;
    /** @type {Line | undefined} */
    this.line = undefined;
    this.ticking = 0;
    this.figures = { delay: /** @type {number[]} */ ([]), gap: /** @type {number[]} */ ([]) };
    this.seenMs = 0;
    this.inferMs = 0;
    this.onKey = /** @param {KeyboardEvent} event */ (event) => this.press(event);
    document.addEventListener("keydown", this.onKey);
    this.hud.cover("Put the camera where the drawing below shows it, then start it.", START);
    if (data.begins && !begun.has(data.setId)) this.beginByItself(data.begins);
  }

  /** @param {string} sentence */
  beginByItself(sentence) {
    begun.add(this.data.setId);
    this.voice.say(sentence, false);
    void this.start();
  }

  /**
   * @param {Data} data of a later run of the page
   * @param {(name: string, value: unknown) => void} trigger
   */
  update(data, trigger) {
    this.data = data;
    this.trigger = trigger;
  }

  /** Open the camera, the model and the line; what fails gives its sentence. */
  async start() {
    if (this.camera?.running) return;
    this.voice.unlock();
    this.hud.cover("Starting the camera…");
    const camera = new Camera(
      this.hud.video,
      () => void this.pose?.look(),
      (sentence) => this.troubled(sentence),
    );
    this.camera = camera;
    this.pose = new PoseReader(
      this.data.assets,
      async (delegate) => (await this.camera?.take(delegate)) ?? null,
      (seen, people) => this.read(seen, people),
      (sentence) => this.fail(sentence),
    );
    const asking = setTimeout(() => this.waitForCamera(), ASKING_MS);
    try {
      await camera.start().finally(() => clearTimeout(asking));
      if (this.done || camera.stopped) return camera.stop();
      this.hud.cover("Loading the pose model. The first time takes a moment…");
      const { delegate } = await this.pose.start();
      this.overlay ??= new Overlay(this.hud.canvas, this.data.skeleton, delegate === "CPU");
    } catch (error) {
      if (this.done || camera.stopped) return camera.stop();
      this.fail(error instanceof Error ? error.message : String(error));
      return;
    }
    this.hud.cover(null);
    this.trouble = null;
    this.goOnAfterTrouble();
    if (this.line) this.line.reopen();
    else this.line = this.connect();
    this.ticking ||= setInterval(() => this.tick(), 1000);
    navigator.wakeLock?.request("screen").catch(() => undefined);
  }

  /** The browser may be asking the person, who stands three metres away. */
  waitForCamera() {
    if (this.done) return;
    this.hud.cover(ASKING);
    this.voice.say(ASKING, true);
  }

  connect() {
    const line = new Line(this.data.socket, () => this.data.ticket, {
      welcomed: (welcome) => {
        this.down = false;
        this.hud.welcome(welcome);
      },
      missed: (sentence) => this.notice(sentence),
      told: (feedback, late) => this.hear(feedback, late),
      broken: (sentence) => {
        this.reconnects++;
        this.hud.say(sentence);
        if (!this.down) this.voice.say(sentence, true);
        this.down = true;
      },
      ended: (sentence, mendable) => {
        if (mendable) return this.fail(sentence);
        this.halt();
        this.hud.cover(sentence);
        this.voice.say(sentence, true);
      },
    });
    line.open();
    return line;
  }

  /** @param {string} sentence written for a while, and spoken */
  notice(sentence) {
    this.trouble = sentence;
    this.voice.say(sentence, true);
    setTimeout(() => {
      if (this.trouble === sentence) this.trouble = null;
    }, NOTICE_MS);
  }

  stop() {
    if (!this.done) this.voice.stop(); // else the last words are spoken to the end
    this.done = true;
    this.camera?.stop();
    this.pose?.stop();
    this.line?.close();
    clearInterval(this.ticking);
    document.removeEventListener("keydown", this.onKey);
    this.hud.element.remove();
  }

  /** Let go of the camera and the model. */
  halt() {
    this.camera?.stop();
    this.pose?.stop();
    this.voice.stop();
  }

  /** @param {string} sentence */
  fail(sentence) {
    this.pauseForTrouble();
    this.trouble = sentence;
    this.halt();
    this.hud.cover(sentence, START);
    this.hud.say(sentence);
    this.voice.say(sentence, true); // the person may stand three metres away
  }

  // ---- pictures --------------------------------------------------------------------------

  /**
   * Pictures stay away, or come again: the set is paused for that time.
   * @param {string | null} sentence null when all is well again
   */
  troubled(sentence) {
    if (sentence !== null && !this.camera?.running) return this.fail(sentence);
    this.trouble = sentence;
    if (sentence === null) return this.goOnAfterTrouble();
    this.hud.say(sentence);
    this.voice.say(sentence, true);
    this.pauseForTrouble();
  }

  pauseForTrouble() {
    if (this.told?.stage !== "active") return;
    this.pausedByTrouble = true;
    this.send(Kind.PAUSE);
  }

  goOnAfterTrouble() {
    if (this.pausedByTrouble) this.send(Kind.RESUME);
    this.pausedByTrouble = false;
  }

  /**
   * @param {Seen} seen
   * @param {number} people
   */
  read(seen, people) {
    this.people = people;
    this.size = [seen.picture.width, seen.picture.height];
    this.send(seen.values ? Kind.POSE : Kind.NOBODY, seen.values, seen.timeMs);
    this.overlay?.draw(seen, this.told);
    seen.picture.close();
    const now = performance.now();
    if (this.seenMs) keep(this.figures.gap, now - this.seenMs);
    this.seenMs = now;
    this.inferMs = seen.inferMs;
  }

  /**
   * @param {number} kind
   * @param {Float32Array | null} [values]
   * @param {number} [timeMs]
   */
  send(kind, values = null, timeMs = performance.now()) {
    this.line?.send({
      timeS: (performance.timeOrigin + timeMs) / 1000,
      width: this.size[0],
      height: this.size[1],
      kind,
      people: this.people,
      brightness: this.camera?.brightness ?? 255,
      values,
    });
  }

  // ---- answers ---------------------------------------------------------------------------

  /**
   * @param {Feedback} told
   * @param {boolean} late more follow at once
   */
  hear(told, late) {
    if (this.done) return;
    this.told = told;
    this.hud.show(told, this.trouble);
    if (told.say) this.unsaid = told;
    if (!late || told.stage === "done") this.speak();
    const delayMs = this.line?.delayMs ?? NaN;
    if (Number.isFinite(delayMs)) keep(this.figures.delay, delayMs);
    if (told.stage === "done") this.finish();
  }

  /** What was told while the line was down is past: only the last of it is spoken. */
  speak() {
    const told = this.unsaid;
    this.unsaid = null;
    if (told?.say && !this.trouble) this.voice.say(told.say, told.urgent);
  }

  finish() {
    this.done = true;
    this.camera?.stop();
    this.pose?.stop();
    this.hud.cover("Set complete. Your result is coming…");
    setTimeout(() => this.trigger("finished", this.data.setId), DONE_WAIT_MS);
  }

  tick() {
    if (!this.hud.technicalOpen) return;
    const choice = this.pose?.choice;
    const { gap } = this.figures;
    const rate = (1000 * gap.length) / gap.reduce((sum, ms) => sum + ms, 0);
    this.hud.technical([
      ["Pictures a second", Number.isFinite(rate) ? rate.toFixed(0) : "–"],
      ["Delay from picture to feedback", `${median(this.figures.delay).toFixed(0)} ms`],
      ["Pose model", choice ? `${choice.model} on ${choice.delegate}` : "–"],
      ["Time of the model per picture", `${this.inferMs.toFixed(0)} ms`],
      ["Pictures left out", String(this.camera?.dropped ?? 0)],
      ["Picture size", this.size.join(" × ")],
      ["Lost connections", String(this.reconnects)],
    ]);
  }

  // ---- what the person does ----------------------------------------------------------------

  /** @param {KeyboardEvent} event */
  press(event) {
    const from = /** @type {HTMLElement} */ (event.composedPath()[0]);
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(from.tagName);
    const pressing = event.key === " " && /^(BUTTON|SUMMARY|A)$/.test(from.tagName);
    const action = KEYS[event.key.toLowerCase()];
    if (!action || typing || pressing || event.ctrlKey || event.metaKey || event.altKey) return;
    if ((action === "pause" || action === "end") && !this.told) return;
    event.preventDefault();
    this.act(action);
  }

  /** @param {Action} action */
  act(action) {
    if (action === "start") void this.start();
    if (action === "pause") this.send(this.told?.stage === "paused" ? Kind.RESUME : Kind.PAUSE);
    if (action === "end") this.end();
    if (action === "fill") void this.fill();
    if (action === "symptoms") this.end("symptoms");
    if (action === "mute") {
      this.voice.mute(!this.voice.muted);
      this.hud.muted(this.voice.muted);
    }
  }

  /**
   * End the set now, also when the line is down: what the server has is kept.
   * @param {string} [reason] the trigger that tells the page
   */
  end(reason = "finished") {
    this.send(Kind.FINISH);
    if (document.fullscreenElement) void document.exitFullscreen();
    this.voice.stop();
    if (reason === "finished" && this.line?.ready) return;
    this.done = true;
    this.halt();
    this.hud.cover("The set has ended.");
    setTimeout(() => this.trigger(reason, this.data.setId), DONE_WAIT_MS / 5);
  }

  async fill() {
    if (document.fullscreenElement) await document.exitFullscreen();
    else await this.hud.element.requestFullscreen?.().catch(() => undefined);
  }
}

/**
 * @param {number[]} values
 * @param {number} value
 */
function keep(values, value) {
  values.push(value);
  if (values.length > FIGURES_KEPT) values.shift();
}
