// Times of pictures and gait events: which picture is shown, which event comes next, and where
// another run is when both touch the ground together.

/** @typedef {{side: string, kind: string, time: number, edited: boolean}} GaitEvent */

/**
 * The picture on show at a moment.
 * @param {number[]} times seconds of every picture, growing
 * @param {number} time
 * @returns {number} index of the last picture at or before it, 0 at least
 */
export function pictureAt(times, time) {
  let low = 0;
  let high = times.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (times[middle] <= time + 1e-4) low = middle;
    else high = middle - 1;
  }
  return low;
}

/**
 * A moment inside a picture's time on show: a seek there lands on it whatever is rounded.
 * @param {number[]} times
 * @param {number} index
 */
export function insideOf(times, index) {
  const last = times.length - 1;
  const at = Math.min(Math.max(index, 0), last);
  if (last === 0) return times[0];
  const step = at < last ? times[at + 1] - times[at] : times[last] - times[last - 1];
  return times[at] + step / 2;
}

/**
 * The picture nearest to a moment.
 * @param {number[]} times
 * @param {number} time
 */
export function nearestPicture(times, time) {
  const index = pictureAt(times, time);
  const next = Math.min(index + 1, times.length - 1);
  return times[next] - time < time - times[index] ? next : index;
}

/**
 * The nearest event before (-1) or after (+1) a picture that is shown by another picture.
 * @param {number[]} times
 * @param {GaitEvent[]} events in order of time
 * @param {number} index
 * @param {number} direction
 * @returns {GaitEvent | undefined}
 */
export function nextEvent(times, events, index, direction) {
  const ordered = direction > 0 ? events : [...events].reverse();
  return ordered.find((one) => (nearestPicture(times, one.time) - index) * direction > 0);
}

/**
 * Where another run is when this one is at `time`: contacts of the same foot fall together, time
 * between them is stretched evenly.
 * @param {number[]} contacts of this run
 * @param {number[]} others of the other run
 * @param {number} time
 * @returns {{time: number, rate: number}} and how much faster the other one plays
 */
export function inStep(contacts, others, time) {
  const count = Math.min(contacts.length, others.length);
  if (count === 0) return { time, rate: 1 };
  let step = 0;
  while (step + 1 < count && contacts[step + 1] <= time) step += 1;
  const ends = step + 1 >= count || time < contacts[0];
  const rate = ends
    ? 1
    : (others[step + 1] - others[step]) / (contacts[step + 1] - contacts[step]);
  return { time: others[step] + (time - contacts[step]) * rate, rate };
}
