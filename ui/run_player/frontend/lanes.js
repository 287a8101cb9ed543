// The gait events around the moment on show, one lane for each foot, drawn as SVG. Marks of the left
// foot are filled, those of the right foot hollow; events set by hand are larger and rimmed.

/** @typedef {import("./timeline.js").GaitEvent} GaitEvent */

const SVG = "http://www.w3.org/2000/svg";
const HEIGHT = 58;
const LABEL = 44;
const LANES = /** @type {Record<string, number>} */ ({ left: 16, right: 42 });
const SHAPES = /** @type {Record<string, string>} */ ({
  ic: "M-6 -6H6L0 6Z",
  ms: "M-5 0A5 5 0 1 0 5 0A5 5 0 1 0 -5 0Z",
  to: "M-6 6H6L0 -6Z",
});
export const KINDS = /** @type {Record<string, string>} */ ({
  ic: "contact",
  ms: "midstance",
  to: "toe-off",
});
export const SPAN_S = 2.4;

/**
 * @param {string} name
 * @param {Record<string, string | number>} attributes
 */
function shape(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
}

export class Lanes {
  /** @param {(time: number) => void} choose called with the moment that is tapped */
  constructor(choose) {
    this.root = /** @type {SVGSVGElement} */ (shape("svg", { class: "lanes", height: HEIGHT }));
    this.root.setAttribute("aria-hidden", "true"); // the status line says the same in words
    this.moment = 0;
    this.root.addEventListener("click", (event) => {
      const box = this.root.getBoundingClientRect();
      choose(this.timeAt(event.clientX - box.left, box.width));
    });
  }

  /**
   * @param {number} x
   * @param {number} width
   */
  timeAt(x, width) {
    const middle = (LABEL + width) / 2;
    return this.moment + ((x - middle) / (width - LABEL)) * SPAN_S;
  }

  /**
   * @param {GaitEvent[]} events
   * @param {number} moment
   */
  draw(events, moment) {
    this.moment = moment;
    const width = this.root.clientWidth || 600;
    const middle = (LABEL + width) / 2;
    const scale = (width - LABEL) / SPAN_S;
    const parts = [shape("path", { class: "now", d: `M${middle} 0V${HEIGHT}` })];
    for (const [side, y] of Object.entries(LANES)) {
      const label = shape("text", { x: 0, y: y + 4, class: side });
      label.textContent = side === "left" ? "Left" : "Right";
      parts.push(label, shape("path", { class: "lane", d: `M${LABEL} ${y}H${width}` }));
    }
    for (const one of events) {
      const x = middle + (one.time - moment) * scale;
      if (x < LABEL || x > width) continue;
      const mark = shape("path", {
        class: `${one.side}${one.edited ? " edited" : ""}`,
        d: SHAPES[one.kind],
        transform: `translate(${x.toFixed(1)} ${LANES[one.side]}) scale(${one.edited ? 1.3 : 1})`,
      });
      const title = shape("title", {});
      title.textContent = `${one.side} ${KINDS[one.kind]}, ${one.time.toFixed(3)} s`;
      mark.append(title);
      parts.push(mark);
    }
    this.root.replaceChildren(...parts);
  }
}
