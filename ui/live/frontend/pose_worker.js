// The pose model, in a worker: one picture in, 33 landmarks out. Chooses model and delegate by
// measured speed (speed.js), and now and then counts the people in the picture.

import { afterTrial, firstChoice, median, whileRunning } from "./speed.js";

const WARM_UP = 3;
const TRIAL = 8;
const RUNNING_WINDOW = 60;
const COUNT_EVERY_MS = 3000;
const COUNT_SLOWLY_MS = 8000;
const SLOW_MS = 45;

/** @typedef {import("./speed.js").Choice} Choice */
/** @type {any} */
let vision = null;
/** @type {any} */
let files = null;
/** @type {any} */
let landmarker = null;
/** @type {any} */
let counter = null;
let assets = "";
/** @type {Choice} */
let choice = { model: "lite", delegate: "CPU" };
/** @type {Choice[]} */
let tried = [];
/** @type {number[]} */
let times = [];
let warmUp = WARM_UP;
let trial = true;
let changing = false;
let countedMs = 0;
let people = 0;

/**
 * @param {Choice} wanted
 * @param {"VIDEO" | "IMAGE"} runningMode
 * @param {number} numPoses
 */
async function make(wanted, runningMode, numPoses) {
  // The runtime takes its factory away after use and would not load it a second time.
  const factory = await import(`${assets}/wasm/vision_wasm_module_internal.js`);
  Object.assign(self, { ModuleFactory: factory.default });
  return vision.PoseLandmarker.createFromOptions(files, {
    baseOptions: {
      modelAssetPath: `${assets}/pose_landmarker_${wanted.model}.task`,
      delegate: wanted.delegate,
    },
    runningMode,
    numPoses,
  });
}

/** @returns {string} what WebGL draws with */
function renderer() {
  const gl = new OffscreenCanvas(1, 1).getContext("webgl2");
  const info = gl?.getExtension("WEBGL_debug_renderer_info");
  return gl && info ? String(gl.getParameter(info.UNMASKED_RENDERER_WEBGL)) : "software";
}

/** @param {string} folder */
async function begin(folder) {
  assets = folder;
  vision = await import(`${assets}/vision_bundle.mjs`);
  files = await vision.FilesetResolver.forVisionTasks(`${assets}/wasm`, true);
  choice = firstChoice(renderer());
  try {
    landmarker = await make(choice, "VIDEO", 1);
  } catch {
    choice = { model: "lite", delegate: "CPU" };
    landmarker = await make(choice, "VIDEO", 1);
  }
  tried = [choice];
  postMessage({ ready: choice });
}

/** @param {Choice} wanted */
async function change(wanted) {
  changing = true;
  try {
    const next = await make(wanted, "VIDEO", 1);
    landmarker.close();
    landmarker = next;
    choice = wanted;
    postMessage({ changed: choice });
  } catch (error) {
    console.warn("pose worker: stays with the model it has:", error);
  } finally {
    tried.push(wanted);
    times = [];
    warmUp = WARM_UP;
    changing = false;
  }
}

/**
 * Keep the time of one picture; change the model when the figures say so.
 * @param {number} ms
 */
async function judge(ms) {
  if (changing || warmUp-- > 0) return;
  times.push(ms);
  if (times.length > RUNNING_WINDOW) times.shift();
  if (times.length < (trial ? TRIAL : RUNNING_WINDOW)) return;
  const wanted = (trial ? afterTrial : whileRunning)(choice, median(times));
  const again = tried.some((c) => c.model === wanted?.model && c.delegate === wanted?.delegate);
  trial = trial && wanted !== null && !again;
  times = [];
  if (wanted && !(again && wanted.model === "full")) await change(wanted);
}

/**
 * @param {ImageBitmap} picture
 * @param {number} nowMs
 */
async function countPeople(picture, nowMs) {
  const pause = median(times) > SLOW_MS ? COUNT_SLOWLY_MS : COUNT_EVERY_MS;
  if (trial || nowMs - countedMs < pause) return;
  countedMs = nowMs;
  counter ??= await make({ model: "lite", delegate: choice.delegate }, "IMAGE", 2);
  people = counter.detect(picture).landmarks.length;
}

/**
 * @param {any} result of the pose model
 * @returns {Float32Array | null} 33 x (x, y, visibility, world x, y, z)
 */
function flatten(result) {
  const marks = result.landmarks[0];
  const world = result.worldLandmarks[0];
  if (!marks || !world) return null;
  const values = new Float32Array(33 * 6);
  for (let i = 0; i < 33; i++) {
    const { x, y, visibility } = marks[i];
    values.set([x, y, visibility, world[i].x, world[i].y, world[i].z], 6 * i);
  }
  return values;
}

/** @param {{picture: ImageBitmap, timeMs: number}} job */
async function look({ picture, timeMs }) {
  const before = performance.now();
  const values = flatten(landmarker.detectForVideo(picture, timeMs));
  const inferMs = performance.now() - before;
  await countPeople(picture, timeMs);
  postMessage({ seen: { picture, timeMs, values, inferMs }, people }, { transfer: [picture] });
  await judge(inferMs);
}

onmessage = async ({ data }) => {
  try {
    if (data.begin) await begin(data.begin);
    else await look(data);
  } catch (error) {
    postMessage({ failed: String(error) });
  }
};
