// Mounts the player; a later run of the page hands it new events, or other videos.
import { Player } from "./player.js";

/** @type {WeakMap<object, Player>} */
const players = new WeakMap();

/**
 * @param {{data: import("./player.js").Data, parentElement: ParentNode & Node,
 *   setTriggerValue: (name: string, value: unknown) => void}} page
 */
export default function ({ data, parentElement, setTriggerValue }) {
  /** @param {import("./player.js").Wish} wish */
  const tell = (wish) => setTriggerValue("edit", wish);
  const player = players.get(parentElement) ?? new Player(parentElement, tell);
  players.set(parentElement, player);
  player.tell = tell;
  player.update(data);
  return () => {
    players.delete(parentElement);
    player.end();
  };
}
