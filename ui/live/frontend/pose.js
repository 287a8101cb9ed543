// The pose worker as the page sees it: newest picture wins, one in work, one waiting.

/** @typedef {import("./types.js").Seen} Seen */
/** @typedef {import("./speed.js").Choice} Choice */

const LOAD_MAX_MS = 120000;
const FAILED =
  "The pose model did not load completely. Check the connection, then start again.";
const BROKEN = "The pose model has stopped. Start the camera again.";

export class PoseReader {
  /**
   * @param {string} assets
   * @param {(seen: Seen, people: number) => void} read
   * @param {(sentence: string) => void} failed
   */
  constructor(assets, read, failed) {
    this.assets = new URL(assets, location.href).href;
    this.read = read;
    this.failed = failed;
    this.dropped = 0;
    this.ready = false;
    this.busy = false;
    /** @type {{picture: ImageBitmap, timeMs: number} | null} */
    this.next = null;
    /** @type {Choice | null} */
    this.choice = null;
  }

  /** Load the runtime and the model; rejects with a sentence when that fails. */
  start() {
    const worker = new Worker(`${this.assets}/pose_worker.js`, { type: "module" });
    this.worker = worker;
    return new Promise((resolve, reject) => {
      const fail = () => reject(new Error(FAILED));
      const timer = setTimeout(fail, LOAD_MAX_MS);
      worker.onerror = fail;
      worker.onmessage = ({ data }) => {
        clearTimeout(timer);
        if (!data.ready) return fail();
        this.choice = data.ready;
        this.ready = true;
        worker.onmessage = (event) => this.hear(event.data);
        worker.onerror = () => this.failed(BROKEN);
        resolve(this.choice);
      };
      worker.postMessage({ begin: this.assets });
    });
  }

  stop() {
    this.worker?.terminate();
    this.next?.picture.close();
    this.next = null;
    this.ready = false;
  }

  /**
   * @param {ImageBitmap} picture
   * @param {number} timeMs
   */
  give(picture, timeMs) {
    if (!this.ready) return picture.close();
    if (!this.busy) return this.post({ picture, timeMs });
    if (this.next) {
      this.next.picture.close();
      this.dropped++;
    }
    this.next = { picture, timeMs };
  }

  /** @param {{picture: ImageBitmap, timeMs: number}} job */
  post(job) {
    this.busy = true;
    this.worker?.postMessage(job, [job.picture]);
  }

  /** @param {any} answer */
  hear(answer) {
    if (answer.changed) this.choice = answer.changed;
    if (answer.failed) {
      console.warn("pose worker:", answer.failed);
      this.failed(BROKEN);
    }
    if (!answer.seen) return;
    this.busy = false;
    if (this.next) {
      const job = this.next;
      this.next = null;
      this.post(job);
    }
    this.read(answer.seen, answer.people);
  }
}
