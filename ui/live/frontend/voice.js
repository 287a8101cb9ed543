// Speech: one sentence at a time, urgent ones at once; what is written stays the whole truth.
// Tones for what must be heard in a browser without a voice, too.

const MUTE_KEY = "glute-coach-muted";
const TONE_S = 0.3;

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
    if (speech.speaking && this.words) {
      this.waiting = text;
      return;
    }
    const words = new SpeechSynthesisUtterance(text);
    words.lang = "en";
    words.onend = words.onerror = () => this.spoken(words);
    this.words = words;
    speech.speak(words);
  }

  /** @param {SpeechSynthesisUtterance} words that have ended, or were cut short */
  spoken(words) {
    if (words !== this.words) return;
    this.words = null;
    const text = this.waiting;
    this.waiting = null;
    if (text) this.say(text, false);
  }

  stop() {
    this.waiting = this.words = null;
    globalThis.speechSynthesis?.cancel();
  }

  /** @param {number} hz a short tone of that pitch, unless muted */
  tone(hz) {
    if (this.muted || !globalThis.AudioContext) return;
    const context = new AudioContext();
    const end = context.currentTime + TONE_S;
    const source = new OscillatorNode(context, { frequency: hz });
    const loudness = new GainNode(context, { gain: 0.3 });
    loudness.gain.setTargetAtTime(0, end - TONE_S / 2, TONE_S / 10); // without a click at the end
    source.connect(loudness).connect(context.destination);
    source.onended = () => void context.close();
    source.start();
    source.stop(end);
  }
}
