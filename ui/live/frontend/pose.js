// The pose worker as the page sees it: as soon as it is free it gets the newest picture.

/** @typedef {import("./types.js").Picture} Picture */
/** @typedef {import("./types.js").Seen} Seen */
/** @typedef {import("./speed.js").Choice} Choice */

const LOAD_MAX_MS = 120000;
const FAILED =
  "The pose model did not load completely. Check the connection, then start again.";
const BROKEN = "The pose model has stopped. Start the camera again.";

export class PoseReader {
  /**
   * @param {string} assets
   * @param {(delegate: "GPU" | "CPU") => Promise<Picture | null>} take the newest picture
   * @param {(seen: Seen, people: number) => void} read
   * @param {(sentence: string) => void} failed
   */
  constructor(assets, take, read, failed) {
    this.assets = new URL(assets, location.href).href;
    this.take = take;
    this.read = read;
    this.failed = failed;
    this.ready = false;
    this.busy = false;
    this.loading = 0; // the timer
    /** @type {Choice | null} */
    this.choice = null;
  }

  /**
   * Load the runtime and the model; rejects with a sentence when that fails.
   * @returns {Promise<Choice>}
   */
  start() {
    const worker = new Worker(`${this.assets}/pose_worker.js`, { type: "module" });
    this.worker = worker;
    return new Promise((resolve, reject) => {
      const fail = () => reject(new Error(FAILED));
      this.loading = setTimeout(fail, LOAD_MAX_MS);
      worker.onerror = fail;
      worker.onmessage = ({ data }) => {
        clearTimeout(this.loading);
        if (!data.ready) return fail();
        this.choice = data.ready;
        this.ready = true;
        worker.onmessage = (event) => this.hear(event.data);
        worker.onerror = () => this.failed(BROKEN);
        resolve(data.ready);
      };
      worker.postMessage({ begin: this.assets });
    });
  }

  stop() {
    clearTimeout(this.loading);
    this.worker?.terminate();
    this.ready = false;
  }

  /** Give the worker the newest picture if it is free and there is one. */
  async look() {
    if (!this.ready || this.busy) return;
    this.busy = true;
    const job = await this.take(this.choice?.delegate ?? "CPU").catch(() => null);
    if (job && this.ready) this.worker?.postMessage(job, [job.picture]);
    else this.busy = false;
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
    void this.look();
    this.read(answer.seen, answer.people);
  }
}
