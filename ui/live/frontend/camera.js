// The camera: opened with one sentence for everything that can go wrong, and its newest pictures.

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
const STARVED = "No pictures are coming: this tab is in the background, or the camera has stopped.";
const STARVED_MS = 1500;
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

export class Camera {
  /**
   * @param {HTMLVideoElement} video
   * @param {(picture: ImageBitmap, timeMs: number) => void} pictured
   * @param {(sentence: string | null) => void} troubled null when all is well again
   */
  constructor(video, pictured, troubled) {
    this.video = video;
    this.pictured = pictured;
    this.troubled = troubled;
    this.brightness = 255;
    this.running = false;
    this.starved = false;
    this.lastMs = 0;
    this.lightMs = 0;
    this.busy = false;
    const canvas = document.createElement("canvas");
    canvas.width = 48;
    canvas.height = 36;
    this.light = canvas.getContext("2d", { willReadFrequently: true });
  }

  /** Ask for the camera and begin; CameraError with a sentence when it cannot be. */
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
    this.stream.getVideoTracks()[0].onended = () => this.stopWith(UNPLUGGED);
    this.video.srcObject = this.stream;
    await this.video.play();
    this.running = true;
    this.lastMs = performance.now();
    this.watch = setInterval(() => this.checkStarvation(), 500);
    this.await();
  }

  stop() {
    this.running = false;
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
    this.video.requestVideoFrameCallback((now) => void this.take(now));
  }

  /** @param {number} timeMs */
  async take(timeMs) {
    if (!this.running) return;
    this.await();
    this.lastMs = performance.now();
    if (this.starved) {
      this.starved = false;
      this.troubled(null);
    }
    if (this.busy) return;
    this.busy = true;
    try {
      if (timeMs - this.lightMs > LIGHT_EVERY_MS) this.measureLight(timeMs);
      const picture = await createImageBitmap(this.video);
      if (this.running) this.pictured(picture, timeMs);
      else picture.close();
    } finally {
      this.busy = false;
    }
  }

  /**
   * Brightness as vision/picture_quality.py has it: 90th percentile of the grey levels.
   * @param {number} timeMs
   */
  measureLight(timeMs) {
    if (!this.light) return;
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
    if (this.running && !this.starved && performance.now() - this.lastMs > STARVED_MS) {
      this.starved = true;
      this.troubled(STARVED);
    }
  }
}
