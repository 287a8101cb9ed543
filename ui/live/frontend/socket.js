// The line to the server: numbers what is sent, keeps it until it is kept there, comes back when
// the line breaks, and sends again what the server does not have.

import { encode } from "./protocol.js";

/** @typedef {import("./protocol.js").Message} Message */
/** @typedef {import("./types.js").Feedback} Feedback */
/** @typedef {import("./types.js").Welcome} Welcome */

const KEEP = 900; // messages: 30 s
const RETRY_MS = 250;
const RETRY_MAX_MS = 3000;
const SILENT_MS = 8000;
const NORMAL = 1000;

/** Close codes of ui/live/endpoint.py after which the line does not come back by itself. */
const ENDINGS = /** @type {Record<number, string>} */ ({
  1009: "The connection was refused. Reload the page.",
  4400: "The connection was refused. Reload the page.",
  4401: "This page has been open for too long. Reload it to go on; your repetitions are kept.",
  4403: "You were signed out. Sign in again to go on; your repetitions are kept.",
  4408: "Nothing happened for a minute, so the set waits. Start the camera to go on.",
  4409: "The coach is open in another tab. This one has stopped.",
  4429: "The connection was refused. Reload the page.",
  4507: "The server has no room left to keep your set. Leave this page open, have room made, then start the camera to go on.",
});
const MISSED = "The line was away for long. What you did meanwhile may be missing from the count.";
/** Those after which the person can open it again; what was sent and not kept is sent again. */
const MENDABLE = new Set([4408, 4507]);

/**
 * @typedef {object} Listener
 * @property {(welcome: Welcome) => void} welcomed
 * @property {(feedback: Feedback, late: boolean) => void} told late: more answers follow at once, to
 *   what was sent while the line was down
 * @property {(sentence: string) => void} broken the line is down, it is being mended
 * @property {(sentence: string) => void} missed the break was longer than what is kept
 * @property {(sentence: string, mendable: boolean) => void} ended the line is down: for good, or
 *   until `reopen`
 */

export class Line {
  /**
   * @param {string} url
   * @param {() => string} ticket
   * @param {Listener} listener
   */
  constructor(url, ticket, listener) {
    this.url = url;
    this.ticket = ticket;
    this.listener = listener;
    this.seq = 0;
    this.answered = 0;
    this.behind = 0; // the last message that was made while the line was down
    this.ready = false;
    this.closed = false;
    this.waiting = false; // until `reopen`
    this.retries = 0;
    this.heardMs = 0;
    this.delayMs = NaN; // from the picture of the last message to its answer
    /** @type {Map<number, {data: ArrayBuffer, atMs: number, timeS: number}>} */
    this.kept = new Map();
    /** @type {Omit<Message, "seq">[]} */
    this.early = [];
    /** @type {WebSocket | null} */
    this.socket = null;
    this.retryTimer = 0;
    this.watch = setInterval(() => this.checkSilence(), 1000);
  }

  open() {
    const url = new URL(this.url, location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(url);
    this.socket = socket;
    socket.onopen = () => socket.send(JSON.stringify({ ticket: this.ticket() }));
    socket.onmessage = (event) => this.hear(JSON.parse(event.data));
    socket.onclose = (event) => this.lost(socket, event.code);
  }

  /** Open it again after an ending that can be mended. */
  reopen() {
    if (this.waiting) this.open();
    this.waiting = false;
  }

  /** @param {Omit<Message, "seq">} message */
  send(message) {
    if (this.closed) return;
    if (!this.seq && !this.ready) {
      // Before the first welcome the number to begin with is not known; only commands wait.
      if (message.values === null && message.kind > 1) this.early.push(message);
      return;
    }
    const seq = ++this.seq;
    const data = encode({ ...message, seq });
    this.kept.set(seq, { data, atMs: performance.now(), timeS: message.timeS });
    if (this.kept.size > KEEP) this.kept.delete(this.kept.keys().next().value ?? 0);
    if (this.ready) this.socket?.send(data);
  }

  close() {
    this.closed = true;
    clearInterval(this.watch);
    clearTimeout(this.retryTimer);
    this.socket?.close(NORMAL);
  }

  /** @param {Feedback | Welcome} answer */
  hear(answer) {
    this.heardMs = performance.now();
    if ("welcome" in answer) {
      this.resume(answer);
      return;
    }
    const sent = this.kept.get(answer.seq);
    this.answered = answer.seq;
    for (const seq of this.kept.keys()) {
      if (seq > answer.kept) break;
      this.kept.delete(seq);
    }
    this.delayMs = sent ? performance.timeOrigin + this.heardMs - 1000 * sent.timeS : NaN;
    if (answer.stage) this.listener.told(answer, answer.seq < this.behind);
  }

  /** @param {Welcome} welcome */
  resume(welcome) {
    this.retries = 0;
    this.ready = true;
    this.seq = Math.max(this.seq, welcome.lastSeq);
    this.listener.welcomed(welcome);
    const oldest = this.kept.keys().next().value ?? this.seq;
    if (oldest > welcome.lastSeq + 1) this.listener.missed(MISSED);
    this.answered = welcome.lastSeq;
    for (const [seq, { data }] of this.kept) {
      if (seq > welcome.lastSeq) this.socket?.send(data);
    }
    for (const message of this.early.splice(0)) this.send(message);
    this.behind = this.seq;
  }

  /**
   * @param {WebSocket} socket
   * @param {number} code
   */
  lost(socket, code) {
    if (socket !== this.socket || this.closed) return;
    this.ready = false;
    if (ENDINGS[code]) {
      this.waiting = MENDABLE.has(code);
      if (!this.waiting) this.close();
      this.listener.ended(ENDINGS[code], this.waiting);
      return;
    }
    this.listener.broken("The connection is lost. Keep going, I am reconnecting.");
    const wait = Math.min(RETRY_MAX_MS, RETRY_MS * 2 ** this.retries++);
    this.retryTimer = setTimeout(() => this.open(), wait);
  }

  /** A line that swallows everything without an answer counts as broken. */
  checkSilence() {
    const oldest = this.kept.get(this.answered + 1);
    const now = performance.now();
    if (!this.ready || !oldest) return;
    if (now - Math.max(oldest.atMs, this.heardMs) > SILENT_MS) this.socket?.close();
  }
}
