// The component as Streamlit calls it, on every run of the page: a set (session.js) or a rest
// (rest.js), one for each place in the page.

/** @typedef {{ assets: string, script: string }} Data and what the script asks for */
/** @typedef {(name: string, value: unknown) => void} Trigger */
/** @typedef {{ update(data: Data, trigger: Trigger): void, stop(): void }} Part */

/** @type {WeakMap<object, Promise<Part>>} */
const parts = new WeakMap();
const NO_FILES = "The live coach could not be loaded. Check the connection and reload the page.";

/**
 * @param {{
 *   data: Data,
 *   parentElement: HTMLElement | ShadowRoot,
 *   setTriggerValue: Trigger,
 * }} component
 */
export default function ({ data, parentElement, setTriggerValue }) {
  let part = parts.get(parentElement);
  if (part) {
    void part.then((running) => running.update(data, setTriggerValue));
  } else {
    part = begin(parentElement, data, setTriggerValue);
    parts.set(parentElement, part);
    part.catch(() => parentElement.append(NO_FILES));
  }
  const begun = part;
  return () => {
    parts.delete(parentElement);
    void begun.then((running) => running.stop());
  };
}

/**
 * @param {HTMLElement | ShadowRoot} place
 * @param {Data} data
 * @param {Trigger} trigger
 * @returns {Promise<Part>}
 */
async function begin(place, data, trigger) {
  const address = new URL(`${data.assets}/${data.script}`, location.href).href;
  const { default: Part } = await import(address);
  return new Part(place, data, trigger);
}
