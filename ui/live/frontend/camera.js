// The camera: opened with one sentence for everything that can go wrong, and its newest pictures.

/** @typedef {import("./types.js").Picture} Picture */

/** @type {Record<string, string>} */
const SENTENCES = {
  NotAllowedError:
    "The camera is blocked. Allow it in the address bar of your browser, then start again.",
  SecurityError:
    "The camera is blocked. Allow it in the address bar of your browser, then start again.",
  NotFoundError: "No camera was found. Connect one, then start again.",
  NotReadableError: "Another program is using the camera. Close it, then start again.",
  OverconstrainedError: "No camera was found. Connect one, then start again.",
  AbortError: "The camera did not start. Disconnect it, connect it again, then start again.",
  Insecure: "The camera works only on https:// addresses or on this computer itself (localhost).",
  NoWebGL:
    "This browser cannot run the pose model (it has no WebGL 2). Film yourself and use “Analyse a video”.",
};
const UNPLUGGED = "The camera was disconnected. Connect it, then start again.";
const STARVED = "Paused: no pictures come. This tab is in the background, or the camera has stopped.";
const STARVED_MS = 1500; // without three pictures in this time: hidden tabs get one a second
const LIGHT_EVERY_MS = 500;

export class CameraError extends Error {
  /** @param {string} name */
  constructor(name) {
    super(SENTENCES[name] ?? "The camera did not start. Reload the page and try again.");
    this.name = name;
  }
}

/** True when the browser has WebGL 2, which the pose model needs even without a GPU. */
function hasWebGL2() {
  return Boolean(document.createElement("canvas").getContext("webgl2"));
}

/**
 * A canvas kept in ordinary memory.
 * @param {number} width
 * @param {number} height
 */
function readable(width, height) {
  const canvas = new OffscreenCanvas(width, height);
  const options = { alpha: false, willReadFrequently: true };
  return /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d", options));
}

export class Camera {
  /**
   * @param {HTMLVideoElement} video
   * @param {() => void} pictured a new picture can be taken
   * @param {(sentence: string | null) => void} troubled null when all is well again
   */
  constructor(video, pictured, troubled) {
    this.video = video;
    this.pictured = pictured;
    this.troubled = troubled;
    this.brightness = 255;
    this.running = false;
    this.stopped = false; // for good, also while the browser still asks
    this.starved = false;
    /** @type {number[]} */
    this.lastMs = []; // when the last three pictures came
    this.lightMs = 0;
    this.timeMs = 0; // of the newest picture
    this.fresh = false; // it has not been taken
    this.dropped = 0;
    this.light = readable(48, 36);
    this.copy = readable(0, 0);
  }

  /** Ask for the camera and begin, unless stopped meanwhile; CameraError when it cannot be. */
  async start() {
    if (!window.isSecureContext || !navigator.mediaDevices) throw new CameraError("Insecure");
    if (!hasWebGL2()) throw new CameraError("NoWebGL");
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({
        audio: false,
        video: {
          width: { ideal: 640 },
          height: { ideal: 480 },
          frameRate: { ideal: 30 },
          facingMode: "user",
        },
      });
    } catch (error) {
      throw new CameraError(error instanceof Error ? error.name : "");
    }
    if (this.stopped) return this.stop();
    this.stream.getVideoTracks()[0].onended = () => this.stopWith(UNPLUGGED);
    this.video.srcObject = this.stream;
    await this.video.play();
    this.running = true;
    this.lastMs = Array(3).fill(performance.now());
    this.watch = setInterval(() => this.checkStarvation(), 500);
    this.await();
  }

  stop() {
    this.running = false;
    this.stopped = true;
    clearInterval(this.watch);
    this.stream?.getTracks().forEach((track) => track.stop());
    this.video.srcObject = null;
  }

  /** @param {string} sentence */
  stopWith(sentence) {
    this.stop();
    this.troubled(sentence);
  }

  await() {
    this.video.requestVideoFrameCallback((now) => this.note(now));
  }

  /**
   * A new picture is there. The browser may report one twice with one time, which the model would
   * refuse for good.
   * @param {number} timeMs
   */
  note(timeMs) {
    if (!this.running) return;
    this.await();
    if (timeMs <= this.timeMs) return;
    this.lastMs = [...this.lastMs.slice(1), performance.now()];
    this.checkStarvation();
    if (timeMs - this.lightMs > LIGHT_EVERY_MS) this.measureLight(timeMs);
    if (this.fresh) this.dropped++;
    this.timeMs = timeMs;
    this.fresh = true;
    this.pictured();
  }

  /**
   * Take the newest picture, once; null when there is no new one. A model on the CPU gets a copy
   * made by the CPU: through software WebGL the same picture costs three times as much.
   * @param {"GPU" | "CPU"} delegate where the model runs
   * @returns {Promise<Picture | null>}
   */
  async take(delegate) {
    if (!this.running || !this.fresh) return null;
    const { timeMs } = this;
    this.fresh = false;
    const source = delegate === "CPU" ? this.copied() : this.video;
    return { picture: await createImageBitmap(source), timeMs };
  }

  /** @returns {ImageData} */
  copied() {
    const { videoWidth: width, videoHeight: height } = this.video;
    const { canvas } = this.copy;
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
    }
    this.copy.drawImage(this.video, 0, 0);
    return this.copy.getImageData(0, 0, width, height);
  }

  /**
   * Brightness as vision/picture_quality.py has it: 90th percentile of the grey levels.
   * @param {number} timeMs
   */
  measureLight(timeMs) {
    this.lightMs = timeMs;
    this.light.drawImage(this.video, 0, 0, 48, 36);
    const { data } = this.light.getImageData(0, 0, 48, 36);
    const grey = new Uint8Array(data.length / 4);
    for (let i = 0; i < grey.length; i++) {
      grey[i] = 0.299 * data[4 * i] + 0.587 * data[4 * i + 1] + 0.114 * data[4 * i + 2];
    }
    grey.sort();
    this.brightness = grey[Math.floor(0.9 * grey.length)];
  }

  /** Pictures stop in a hidden tab without any event; their absence is the sign. */
  checkStarvation() {
    const starved = performance.now() - this.lastMs[0] > STARVED_MS;
    if (!this.running || starved === this.starved) return;
    this.starved = starved;
    this.troubled(starved ? STARVED : null);
  }
}
