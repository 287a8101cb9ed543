// The component as Streamlit calls it, on every run of the page; one session per place in the page.

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./types.js").Data} Data */

/** @type {WeakMap<object, Promise<Session>>} */
const sessions = new WeakMap();
const NO_FILES = "The live coach could not be loaded. Check the connection and reload the page.";

/**
 * @param {{
 *   data: Data,
 *   parentElement: HTMLElement | ShadowRoot,
 *   setTriggerValue: (name: string, value: unknown) => void,
 * }} component
 */
export default function ({ data, parentElement, setTriggerValue }) {
  let session = sessions.get(parentElement);
  if (session) {
    void session.then((running) => running.update(data, setTriggerValue));
  } else {
    session = begin(parentElement, data, setTriggerValue);
    sessions.set(parentElement, session);
    session.catch(() => parentElement.append(NO_FILES));
  }
  const started = session;
  return () => {
    sessions.delete(parentElement);
    void started.then((running) => running.stop());
  };
}

/**
 * @param {HTMLElement | ShadowRoot} place
 * @param {Data} data
 * @param {(name: string, value: unknown) => void} trigger
 * @returns {Promise<Session>}
 */
async function begin(place, data, trigger) {
  const address = new URL(`${data.assets}/session.js`, location.href).href;
  const { Session } = await import(address);
  return new Session(place, data, trigger);
}
