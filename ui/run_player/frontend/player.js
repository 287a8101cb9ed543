// One video of the page, or two in step, moved by pictures and by gait events.
import { KINDS, Lanes } from "./lanes.js";
import { inStep, insideOf, nearestPicture, nextEvent, pictureAt } from "./timeline.js";

/** @typedef {import("./timeline.js").GaitEvent} GaitEvent */
/** @typedef {{container: string, title: string, times: number[], events: GaitEvent[],
 *   beat: string, contacts: number[]}} Film */
/** @typedef {{films: Film[], editable: boolean, jump: number, jumpTo: number}} Data */
/** @typedef {{action: string, side: string, kind: string, time: number}} Wish */

const APART_S = 0.05; // a follower further off than this is put right while playing
const SPEEDS = [1, 0.5, 0.25, 0.1];

export class Player {
  /**
   * @param {ParentNode & Node} place
   * @param {(wish: Wish) => void} tell
   */
  constructor(place, tell) {
    this.tell = tell;
    this.data = /** @type {Data} */ ({ films: [], editable: false, jump: 0, jumpTo: 0 });
    this.videos = /** @type {HTMLVideoElement[]} */ ([]);
    this.holders = /** @type {HTMLElement[]} */ ([]);
    this.speed = 0.25;
    this.jumped = 0;
    this.index = -1;
    this.onKey = this.onKey.bind(this);
    this.root = element("div", "player");
    this.root.setAttribute("role", "group");
    this.root.setAttribute("aria-label", "Player: arrow keys move by one picture, with shift by one event");
    this.root.tabIndex = 0;
    this.root.addEventListener("keydown", this.onKey);
    this.playButton = button("Play", () => this.toggle());
    this.lanes = new Lanes((time) => this.show(nearestPicture(this.times, time)));
    this.slider = this.makeSlider();
    this.status = element("p", "status");
    this.status.setAttribute("aria-live", "off");
    this.root.append(this.lanes.root, this.slider, this.makeButtons(), this.status);
    this.side = select("Foot", [["left", "Left"], ["right", "Right"]]);
    this.editor = this.makeEditor();
    this.root.append(this.editor);
    place.append(this.root);
    this.alive = true;
    this.follow();
  }

  /** @param {Data} data */
  update(data) {
    if (!this.film) this.side.value = data.films[0].beat;
    this.data = data;
    this.index = -1;
    this.slider.max = String(this.times.length - 1);
    this.editor.hidden = !data.editable;
    this.find();
  }

  end() {
    this.alive = false;
    for (const holder of this.holders) holder.removeEventListener("keydown", this.onKey, true);
    this.root.remove();
  }

  get film() {
    return this.data.films[0];
  }

  get times() {
    return this.film?.times ?? [0];
  }

  get video() {
    return this.videos[0];
  }

  /** Take the videos on the page: they may come after this, or be others than before. */
  find() {
    const found = this.data.films.map((film) => document.querySelector(`.st-key-${film.container}`));
    const holders = /** @type {HTMLElement[]} */ (found.filter(Boolean));
    const videos = holders.map((holder) => holder.querySelector("video"));
    if (videos.length < this.data.films.length || videos.some((one) => !one)) return;
    for (const holder of this.holders) holder.removeEventListener("keydown", this.onKey, true);
    for (const holder of holders) holder.addEventListener("keydown", this.onKey, true);
    this.holders = holders;
    this.videos = /** @type {HTMLVideoElement[]} */ (videos);
    if (this.videos.length > 1) for (const one of this.videos) one.muted = true;
    if (this.data.jump && this.data.jump !== this.jumped) {
      this.jumped = this.data.jump;
      this.show(nearestPicture(this.times, this.data.jumpTo));
    }
  }

  /** @param {number} index */
  show(index) {
    const at = Math.min(Math.max(index, 0), this.times.length - 1);
    this.video?.pause();
    this.seek(insideOf(this.times, at));
    this.draw(at);
  }

  /** @param {number} time */
  seek(time) {
    if (!this.video) return;
    this.video.currentTime = time;
    for (const [number, video] of this.followers()) {
      video.pause();
      const times = this.data.films[number].times;
      const target = this.place(number, this.times[pictureAt(this.times, time)]).time;
      video.currentTime = insideOf(times, nearestPicture(times, target));
    }
  }

  /** @returns {[number, HTMLVideoElement][]} */
  followers() {
    return [...this.videos.entries()].slice(1);
  }

  /**
   * @param {number} number
   * @param {number} time
   */
  place(number, time) {
    return inStep(this.film.contacts, this.data.films[number].contacts, time);
  }

  /** @param {number} direction */
  step(direction) {
    this.show(this.now() + direction);
  }

  /** @param {number} direction */
  stepEvent(direction) {
    const event = nextEvent(this.times, this.film.events, this.now(), direction);
    if (event) this.show(nearestPicture(this.times, event.time));
  }

  now() {
    return pictureAt(this.times, this.video?.currentTime ?? 0);
  }

  toggle() {
    const { video } = this;
    if (!video) return;
    video.playbackRate = this.speed;
    if (video.paused) video.play();
    else this.show(this.now());
  }

  /** Once a screen picture: what is on show, and the followers beside it. */
  follow() {
    if (!this.alive) return;
    if (!this.video?.isConnected) this.find();
    if (this.video) {
      const index = this.now();
      if (index !== this.index) this.draw(index);
      this.playFollowers();
    }
    this.playButton.textContent = this.video && !this.video.paused ? "Pause" : "Play";
    requestAnimationFrame(() => this.follow());
  }

  playFollowers() {
    for (const [number, video] of this.followers()) {
      const target = this.place(number, this.video.currentTime);
      if (this.video.paused) {
        if (!video.paused) this.seek(insideOf(this.times, this.now()));
        continue;
      }
      const inside = target.time >= 0 && target.time < (video.duration || Infinity);
      video.playbackRate = Math.min(Math.max(this.video.playbackRate * target.rate, 0.07), 4);
      if (Math.abs(video.currentTime - target.time) > APART_S * Math.max(this.speed, 0.25))
        if (!video.seeking) video.currentTime = Math.max(target.time, 0);
      if (inside && video.paused) video.play();
      if (!inside) video.pause();
    }
  }

  /** @param {number} index */
  draw(index) {
    this.index = index;
    const time = this.times[index];
    this.slider.value = String(index);
    this.slider.setAttribute("aria-valuetext", `${time.toFixed(3)} seconds`);
    const events = this.film?.events ?? [];
    this.lanes.draw(events, time);
    const here = events.filter((one) => nearestPicture(this.times, one.time) === index);
    const words = here.map((one) => `${one.side} ${KINDS[one.kind]}`).join(", ");
    this.status.textContent =
      `Picture ${index + 1} of ${this.times.length} · ${time.toFixed(3)} s` +
      (words ? ` · ${words}` : "");
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    const target = /** @type {HTMLElement} */ (event.composedPath()[0]);
    if (target instanceof HTMLSelectElement) return;
    const direction = /** @type {Record<string, number>} */ ({ ArrowLeft: -1, ArrowRight: 1 })[event.key];
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (direction) {
      if (event.shiftKey) this.stepEvent(direction);
      else this.step(direction);
    } else if (event.key === " " && !(target instanceof HTMLButtonElement)) this.toggle();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  makeSlider() {
    const slider = document.createElement("input");
    slider.type = "range";
    slider.min = "0";
    slider.value = "0";
    slider.setAttribute("aria-label", "Picture on show");
    slider.addEventListener("input", () => this.show(Number(slider.value)));
    return slider;
  }

  makeButtons() {
    const row = element("div", "buttons");
    const speed = select("Speed", SPEEDS.map((one) => [String(one), `Speed ×${one}`]));
    speed.value = String(this.speed);
    speed.addEventListener("change", () => {
      this.speed = Number(speed.value);
      if (this.video) this.video.playbackRate = this.speed;
    });
    row.append(
      button("‹‹ Event", () => this.stepEvent(-1), "Event before"),
      button("‹ Picture", () => this.step(-1), "Picture before"),
      this.playButton,
      button("Picture ›", () => this.step(1), "Picture after"),
      button("Event ››", () => this.stepEvent(1), "Event after"),
      speed,
    );
    return row;
  }

  makeEditor() {
    const row = element("div", "buttons editor");
    const kind = select("Event", Object.entries(KINDS));
    /** @param {string} action */
    const tell = (action) =>
      this.tell({ action, side: this.side.value, kind: kind.value, time: this.times[this.now()] });
    row.append(
      this.side,
      kind,
      button("Set here", () => tell("set"), "Set here: this event at the picture on show"),
      button("Delete here", () => tell("delete"), "Delete here: this event at the picture on show"),
    );
    return row;
  }
}

/**
 * @param {string} tag
 * @param {string} name
 */
function element(tag, name) {
  const made = document.createElement(tag);
  made.className = name;
  return made;
}

/**
 * @param {string} text
 * @param {() => void} act
 * @param {string} label begins with the words of the text: who speaks to the computer says those
 */
function button(text, act, label = text) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  if (label !== text) {
    made.setAttribute("aria-label", label);
    made.title = label;
  }
  made.addEventListener("click", act);
  return made;
}

/**
 * @param {string} label
 * @param {string[][]} options value and words
 */
function select(label, options) {
  const made = document.createElement("select");
  made.setAttribute("aria-label", label);
  for (const [value, words] of options) made.append(new Option(words, value));
  return made;
}
