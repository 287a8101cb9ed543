// Which model on which delegate: decided by measured time per picture, never by name alone.

const GPU_MAX_MS = 60;
const FULL_TRY_MS = 18; // full takes about 1.75 times as long as lite
const FULL_KEEP_MS = 45;
const FULL_DROP_MS = 66; // below 15 pictures a second lite must take over

/** @typedef {{model: "lite" | "full", delegate: "GPU" | "CPU"}} Choice */

/**
 * The first choice; software WebGL makes the GPU delegate a hundred times too slow.
 * @param {string} renderer what WebGL says it draws with
 * @returns {Choice}
 */
export function firstChoice(renderer) {
  const software = /swiftshader|llvmpipe|software|basic render/i.test(renderer);
  return { model: "lite", delegate: software ? "CPU" : "GPU" };
}

/**
 * What to try next after a trial, or null to stay.
 * @param {Choice} choice
 * @param {number} medianMs
 * @returns {Choice | null}
 */
export function afterTrial(choice, medianMs) {
  if (choice.delegate === "GPU" && medianMs > GPU_MAX_MS) return { model: "lite", delegate: "CPU" };
  if (choice.model === "lite" && medianMs <= FULL_TRY_MS) return { ...choice, model: "full" };
  if (choice.model === "full" && medianMs > FULL_KEEP_MS) return { ...choice, model: "lite" };
  return null;
}

/**
 * What to change to in the middle of a set, or null to stay.
 * @param {Choice} choice
 * @param {number} medianMs
 * @returns {Choice | null}
 */
export function whileRunning(choice, medianMs) {
  return choice.model === "full" && medianMs > FULL_DROP_MS ? { ...choice, model: "lite" } : null;
}

/**
 * @param {number[]} values
 * @returns {number} NaN for none
 */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.length ? sorted[Math.floor(sorted.length / 2)] : NaN;
}
