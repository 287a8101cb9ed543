// The rest between two sets: counted down large, heard at its beginning, 10 s before its end and at
// its end. If the person wishes, the next set begins by itself then.

import { Voice } from "./voice.js";

/** @typedef {import("./types.js").RestData} RestData */

const TICK_MS = 200;
const WARN_S = 10;
const BEGIN_S = 2; // in which the beginning is told
const ALONE_S = 15; // the next set begins by itself only when the page was left alone for so long
const STUCK_MS = 6000;
const WARN_HZ = 660;
const END_HZ = 880;
const TOUCHES = ["pointerdown", "keydown", "wheel"];
const MARKUP = `
  <div class="rest">
    <span class="digits" role="timer" aria-label="Rest"></span>
    <p class="then" role="status"></p>
  </div>
  <div class="controls" role="group" aria-label="Rest controls">
    <button class="large" data-action="switch"></button>
    <button data-action="mute"></button>
  </div>
  <p class="kept">This set is saved then, with what you have answered. While you use this page, it waits.</p>`;

export default class Rest {
  /**
   * @param {Element | DocumentFragment} root
   * @param {RestData} data
   * @param {(name: string, value: unknown) => void} trigger tells the page
   */
  constructor(root, data, trigger) {
    this.data = data;
    this.trigger = trigger;
    this.byItself = data.byItself;
    this.endMs = performance.now() + 1000 * data.leftS;
    this.touchedMs = -Infinity;
    this.over = data.leftS <= 0 && !data.byItself; // nothing is left to be told
    this.warned = data.leftS < WARN_S + BEGIN_S; // a short rest is told once
    this.stuck = 0;
    this.voice = new Voice();
    this.element = document.createElement("section");
    this.element.className = "gc-live";
    this.element.setAttribute("aria-label", "Rest");
    this.element.innerHTML = MARKUP;
    root.append(this.element);
    this.part("[data-action=switch]").onclick = () => this.switch();
    this.part("[data-action=mute]").onclick = () => this.mute(!this.voice.muted);
    this.onTouch = () => void (this.touchedMs = performance.now());
    TOUCHES.forEach((name) => document.addEventListener(name, this.onTouch, { passive: true }));
    this.ticking = setInterval(() => this.tick(), TICK_MS);
    this.mute(this.voice.muted);
    this.write();
    if (data.leftS > 0) this.begin();
  }

  /**
   * A later run of the page; the clock goes on.
   * @param {RestData} _data
   * @param {(name: string, value: unknown) => void} trigger
   */
  update(_data, trigger) {
    this.trigger = trigger;
  }

  stop() {
    clearInterval(this.ticking);
    clearTimeout(this.stuck);
    TOUCHES.forEach((name) => document.removeEventListener(name, this.onTouch));
    this.element.remove();
  }

  /**
   * @param {string} selector
   * @returns {HTMLElement}
   */
  part(selector) {
    return /** @type {HTMLElement} */ (this.element.querySelector(selector));
  }

  /** Seconds left. Who is at the page, or has another tab before it, is not hurried. */
  get leftS() {
    const alone = this.byItself ? this.touchedMs + 1000 * ALONE_S : 0;
    return this.over ? 0 : Math.ceil((Math.max(this.endMs, alone) - performance.now()) / 1000);
  }

  begin() {
    const then = this.byItself ? ` Then ${this.data.next} begins by itself.` : "";
    this.voice.say(`Rest for ${this.leftS} seconds.${then}`, false);
  }

  tick() {
    if (document.hidden) this.onTouch();
    if (this.leftS >= WARN_S + BEGIN_S) this.warned = false; // a touch has made it longer
    if (this.leftS <= WARN_S && !this.warned) this.warn();
    if (this.leftS <= 0 && !this.over) this.end();
    this.write();
  }

  warn() {
    this.warned = true;
    this.voice.tone(WARN_HZ);
    const words = `${this.leftS} seconds.`;
    this.voice.say(this.byItself ? `${words} The camera will start by itself.` : words, true);
  }

  end() {
    this.over = true;
    this.voice.tone(END_HZ);
    this.voice.say(this.byItself ? "Rest is over." : this.then, true);
    if (!this.byItself) return;
    this.trigger("rested", this.data.setId);
    this.stuck = setTimeout(() => this.fail(), STUCK_MS);
  }

  /** The page has not gone on: the server is away or slow, or cannot keep the set. */
  fail() {
    this.byItself = false;
    const words = `The rest is over, but ${this.data.next} has not begun yet. Look at the screen.`;
    this.voice.say(words, true);
  }

  switch() {
    this.byItself = !this.byItself;
    this.trigger("by_itself", this.byItself ? "yes" : "no");
    this.write();
  }

  /** @param {boolean} muted */
  mute(muted) {
    this.voice.mute(muted);
    const button = this.part("[data-action=mute]");
    button.textContent = muted ? "Sound off" : "Sound on";
    button.setAttribute("aria-pressed", String(muted));
  }

  /** What comes after the rest. */
  get then() {
    const { next } = this.data;
    if (this.over && this.byItself) return `Rest is over. Here comes ${next}.`;
    if (this.over) return `Rest is over. Start ${next} when you are ready.`;
    return this.byItself
      ? `Rest. Then the camera starts by itself for ${next}.`
      : `Rest. Then start ${next} when you are ready.`;
  }

  /** Write only what has changed, so that the live region speaks once. */
  write() {
    const left = this.leftS;
    const button = this.part("[data-action=switch]");
    button.hidden = this.over || !this.data.offered;
    this.part(".kept").hidden = !this.byItself;
    const texts = {
      ".digits": `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`,
      ".then": this.then,
      "[data-action=switch]": this.byItself ? "Do not start by itself" : "Start by itself",
    };
    for (const [selector, text] of Object.entries(texts)) {
      const part = this.part(selector);
      if (part.textContent !== text) part.textContent = text;
    }
  }
}
