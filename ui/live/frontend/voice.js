// Speech: one sentence at a time, urgent ones at once; what is written stays the whole truth.

const MUTE_KEY = "glute-coach-muted";

export class Voice {
  constructor() {
    this.muted = localStorage.getItem(MUTE_KEY) === "yes";
    /** @type {string | null} */
    this.waiting = null;
    /** @type {SpeechSynthesisUtterance | null} */
    this.words = null; // held on to: Chromium forgets `onend` of what nobody refers to
  }

  /** Must be called from a click: browsers speak only after one. */
  unlock() {
    globalThis.speechSynthesis?.resume();
  }

  /** @param {boolean} muted */
  mute(muted) {
    this.muted = muted;
    localStorage.setItem(MUTE_KEY, muted ? "yes" : "no");
    if (muted) this.stop();
  }

  /**
   * @param {string} text
   * @param {boolean} urgent
   */
  say(text, urgent) {
    const speech = globalThis.speechSynthesis;
    if (!speech || this.muted) return;
    if (urgent) this.stop();
    if (speech.speaking) {
      this.waiting = text;
      return;
    }
    const words = new SpeechSynthesisUtterance(text);
    words.lang = "en";
    words.onend = () => this.sayWaiting();
    words.onerror = () => this.sayWaiting();
    this.words = words;
    speech.speak(words);
  }

  sayWaiting() {
    const text = this.waiting;
    this.waiting = null;
    if (text) this.say(text, false);
  }

  stop() {
    this.waiting = null;
    globalThis.speechSynthesis?.cancel();
  }
}
