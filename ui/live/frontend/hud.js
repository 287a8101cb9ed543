// Everything around the picture: count, phase, hold, clock, the sentence of the moment, buttons.

/** @typedef {import("./types.js").Feedback} Feedback */
/** @typedef {import("./types.js").Welcome} Welcome */

/** @typedef {"start" | "pause" | "end" | "mute" | "symptoms" | "fill"} Action */

const RING = 2 * Math.PI * 44;
const MARKUP = `
  <div class="stage">
    <video playsinline muted hidden aria-hidden="true"></video>
    <canvas width="640" height="480" role="img" aria-label="You, mirrored, with your body marked"></canvas>
    <div class="top"><span class="chip set"></span><span class="chip clock" hidden>0:00</span></div>
    <div class="middle" aria-hidden="true">
      <svg class="ring" viewBox="0 0 100 100" hidden><circle cx="50" cy="50" r="44"/><circle class="full" cx="50" cy="50" r="44"/></svg>
      <span class="big"></span>
    </div>
    <div class="cover">
      <p class="cover-text" role="status"></p>
      <button class="primary" data-action="start">Start the camera</button>
      <p class="small">The picture never leaves this device: only the positions of 33 body points are sent.</p>
    </div>
  </div>
  <div class="score">
    <span class="digits">0</span>
    <div class="move"><span class="of"></span><span class="phase"></span><span class="hold"></span><span class="partial"></span></div>
  </div>
  <p class="sentence" role="status" aria-live="polite"></p>
  <div class="controls" role="group" aria-label="Set controls">
    <button data-action="pause" aria-keyshortcuts="Space" disabled>Pause</button>
    <button data-action="end" aria-keyshortcuts="S" disabled>End set</button>
    <button data-action="mute" aria-keyshortcuts="M" aria-pressed="false">Sound on</button>
    <button data-action="fill" aria-keyshortcuts="F">Fill the screen</button>
    <button class="care" data-action="symptoms">Pain, numb or dizzy</button>
  </div>
  <div class="foot">
    <details class="technical"><summary>Technical</summary><dl></dl></details>
    <p class="keys">Keys: Space pauses, S ends, M turns the sound off and on, F fills the screen.</p>
  </div>`;

export class Hud {
  /**
   * @param {Element | DocumentFragment} root
   * @param {(action: Action) => void} act
   */
  constructor(root, act) {
    this.element = document.createElement("section");
    this.element.className = "gc-live";
    this.element.dataset.stage = "idle";
    this.element.setAttribute("aria-label", "Live coach");
    this.element.innerHTML = MARKUP;
    root.append(this.element);
    this.element.addEventListener("click", (event) => {
      const button = /** @type {Element} */ (event.target).closest("button");
      if (button) act(/** @type {Action} */ (button.dataset.action));
    });
    this.target = 0;
    this.holdTarget = 0;
  }

  /**
   * @param {string} selector
   * @returns {HTMLElement}
   */
  part(selector) {
    return /** @type {HTMLElement} */ (this.element.querySelector(selector));
  }

  get video() {
    return /** @type {HTMLVideoElement} */ (this.part("video"));
  }

  get canvas() {
    return /** @type {HTMLCanvasElement} */ (this.part("canvas"));
  }

  /**
   * The cover over the picture: a sentence and perhaps the start button.
   * @param {string | null} sentence null takes the cover away
   * @param {string} [button] its label; none without it
   */
  cover(sentence, button) {
    this.part(".cover").hidden = sentence === null;
    this.part(".cover-text").textContent = sentence;
    this.part(".cover .primary").hidden = !button;
    this.part(".cover .small").hidden = !button;
    if (button) this.part(".cover .primary").textContent = button;
  }

  /** @param {Welcome} welcome */
  welcome(welcome) {
    this.target = welcome.targetReps;
    this.holdTarget = welcome.holdTarget;
    const sets = welcome.setCount > 1 ? ` · set ${welcome.setNumber} of ${welcome.setCount}` : "";
    this.part(".set").textContent = `${welcome.exercise}${sets}`;
    this.part(".of").textContent = `of ${welcome.targetReps}`;
    this.write(".digits", String(welcome.reps));
  }

  /**
   * @param {Feedback} told
   * @param {string | null} trouble what is wrong here, before anything that was told
   */
  show(told, trouble) {
    this.element.dataset.stage = told.stage;
    this.element.toggleAttribute("data-cue", Boolean(told.cue));
    this.write(".digits", String(told.reps));
    this.write(".partial", told.partial ? `${told.partial} partial, not counted` : "");
    this.write(".phase", told.stage === "active" ? (told.phase ?? "") : "");
    this.write(".hold", this.holdText(told));
    const minutes = Math.floor(told.elapsed / 60);
    const seconds = String(Math.floor(told.elapsed % 60)).padStart(2, "0");
    this.write(".clock", `${minutes}:${seconds}`);
    this.part(".clock").hidden = told.stage === "check" || told.stage === "count-in";
    this.middle(told);
    this.say(trouble ?? told.message ?? told.cue ?? this.calm(told));
    const button = /** @type {HTMLButtonElement} */ (this.part("[data-action=pause]"));
    button.disabled = told.stage !== "active" && told.stage !== "paused";
    this.write("[data-action=pause]", told.stage === "paused" ? "Go on" : "Pause");
    /** @type {HTMLButtonElement} */ (this.part("[data-action=end]")).disabled = false;
  }

  /** @param {Feedback} told */
  holdText(told) {
    if (told.stage !== "active" || !told.hold || !this.holdTarget) return "";
    const left = this.holdTarget - told.hold;
    return left > 0 ? `${Math.ceil(left)} s` : "held ✓";
  }

  /** @param {Feedback} told */
  calm(told) {
    if (told.stage === "check") return told.check > 0 ? "Good. Stay like this." : "Looking for you…";
    return told.stage === "count-in" ? "Ready." : "";
  }

  /** @param {Feedback} told */
  middle(told) {
    const text = { "count-in": String(told.countIn ?? ""), paused: "Paused" }[String(told.stage)];
    this.write(".big", text ?? "");
    const ring = this.element.querySelector(".ring");
    const shown = told.stage === "check" && told.check > 0;
    ring?.toggleAttribute("hidden", !shown);
    const full = /** @type {SVGElement | null} */ (ring?.querySelector(".full") ?? null);
    if (shown && full) full.style.strokeDasharray = `${RING * told.check} ${RING}`;
  }

  /** @param {string} sentence */
  say(sentence) {
    this.write(".sentence", sentence);
  }

  /** @param {boolean} muted */
  muted(muted) {
    this.write("[data-action=mute]", muted ? "Sound off" : "Sound on");
    this.part("[data-action=mute]").setAttribute("aria-pressed", String(muted));
  }

  /** @param {[string, string][]} figures */
  technical(figures) {
    const list = this.part(".technical dl");
    list.replaceChildren(
      ...figures.flatMap(([name, value]) => {
        const term = document.createElement("dt");
        const text = document.createElement("dd");
        term.textContent = name;
        text.textContent = value;
        return [term, text];
      }),
    );
  }

  get technicalOpen() {
    return /** @type {HTMLDetailsElement} */ (this.part(".technical")).open;
  }

  /**
   * Write only what has changed, so that a live region speaks once.
   * @param {string} selector
   * @param {string} text
   */
  write(selector, text) {
    const part = this.part(selector);
    if (part.textContent !== text) part.textContent = text;
  }
}
