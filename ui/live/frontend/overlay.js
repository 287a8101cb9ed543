// Draws the mirrored picture with the body, the working angle, the joint a cue is about, and the
// gauge from start to target. Draws what it is told; decides nothing.

/** @typedef {import("./types.js").Seen} Seen */
/** @typedef {import("./types.js").Feedback} Feedback */

const SLOW_MS = 60; // between drawings: without a GPU they cost more than the model
const VISIBLE = 0.5;
const FULL = 0.85; // of the way: the repetition counts as full from here (RepRule.full)
const COLOURS = {
  bone: "rgba(255,255,255,0.92)",
  far: "rgba(255,255,255,0.45)",
  edge: "rgba(0,0,0,0.55)",
  angle: "#4fc3b2",
  cue: "#ffb257",
  good: "#7ee2a8",
};

export class Overlay {
  /**
   * @param {HTMLCanvasElement} canvas
   * @param {number[][]} skeleton pairs of landmarks
   * @param {boolean} software there is no GPU to draw with
   */
  constructor(canvas, skeleton, software) {
    this.canvas = canvas;
    this.skeleton = skeleton;
    this.pauseMs = software ? SLOW_MS : 0;
    this.drawnMs = 0;
    const options = { alpha: false, willReadFrequently: software };
    this.pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", options));
  }

  /**
   * Draw, unless the last drawing is fresh.
   * @param {Seen} seen
   * @param {Feedback | null} told
   */
  draw(seen, told) {
    const now = performance.now();
    if (now - this.drawnMs < this.pauseMs) return;
    this.drawnMs = now;
    this.drawPicture(seen.picture);
    if (seen.values) {
      this.drawBody(seen.values, told);
      if (told?.angleAt && typeof told.angle === "number") this.drawAngle(seen.values, told);
    }
    if (told?.stage === "active" || told?.stage === "count-in") this.drawGauge(told.progress);
  }

  /** @param {ImageBitmap} picture */
  drawPicture(picture) {
    const { canvas, pen } = this;
    if (canvas.width !== picture.width || canvas.height !== picture.height) {
      canvas.width = picture.width;
      canvas.height = picture.height;
    }
    pen.setTransform(-1, 0, 0, 1, canvas.width, 0);
    pen.drawImage(picture, 0, 0);
    pen.setTransform(1, 0, 0, 1, 0, 0);
  }

  /**
   * @param {Float32Array} values
   * @param {number} mark
   * @returns {[number, number]} in the mirrored picture
   */
  at(values, mark) {
    const { width, height } = this.canvas;
    return [(1 - values[6 * mark]) * width, values[6 * mark + 1] * height];
  }

  /** @returns {number} */
  get unit() {
    return Math.max(this.canvas.width, this.canvas.height) / 320;
  }

  /**
   * @param {Float32Array} values
   * @param {Feedback | null} told
   */
  drawBody(values, told) {
    /** @type {Record<"bone" | "far", number[][][]>} */
    const lines = { bone: [], far: [] };
    for (const [a, b] of this.skeleton) {
      if (Math.min(values[6 * a + 2], values[6 * b + 2]) < VISIBLE) continue;
      const oneSided = (a - b) % 2 === 0 && a > 10;
      const farther = oneSided && told?.near && (a % 2 === 1) === (told.near === "right");
      lines[farther ? "far" : "bone"].push([this.at(values, a), this.at(values, b)]);
    }
    this.lines([...lines.bone, ...lines.far], COLOURS.edge, 3);
    this.lines(lines.far, COLOURS.far, 1.6);
    this.lines(lines.bone, COLOURS.bone, 1.6);
    for (const mark of told?.highlight ?? []) {
      const [x, y] = this.at(values, mark);
      this.circle(x, y, 9 * this.unit, COLOURS.cue, 3);
    }
  }

  /**
   * The arc between the two lines of the working angle, with the degrees beside it.
   * @param {Float32Array} values
   * @param {Feedback} told
   */
  drawAngle(values, told) {
    const [a, b, c] = /** @type {number[]} */ (told.angleAt).map((m) => this.at(values, m));
    const { pen, unit } = this;
    this.lines([[a, b, c]], COLOURS.angle, 2.4);
    const from = Math.atan2(a[1] - b[1], a[0] - b[0]);
    let turn = Math.atan2(c[1] - b[1], c[0] - b[0]) - from;
    turn = Math.atan2(Math.sin(turn), Math.cos(turn));
    pen.beginPath();
    pen.arc(b[0], b[1], 14 * unit, from, from + turn, turn < 0);
    pen.strokeStyle = COLOURS.angle;
    pen.lineWidth = 1.6 * unit;
    pen.stroke();
    const middle = from + turn / 2;
    const away = 32 * unit;
    const text = `${Math.round(told.angle ?? 0)}°`;
    this.write(text, b[0] + away * Math.cos(middle), b[1] + away * Math.sin(middle));
  }

  /**
   * A bar at the right edge: empty at the start, full at the target.
   * @param {number | null | undefined} progress 0 start, 1 target
   */
  drawGauge(progress) {
    const { pen, unit } = this;
    const { width, height } = this.canvas;
    const wide = 9 * unit;
    const x = width - 16 * unit;
    const top = 0.18 * height;
    const long = 0.6 * height;
    const share = typeof progress === "number" ? Math.max(0, Math.min(1.1, progress)) : 0;
    pen.fillStyle = "rgba(0,0,0,0.45)";
    pen.beginPath();
    pen.roundRect(x, top, wide, long, wide / 2);
    pen.fill();
    pen.fillStyle = share >= FULL ? COLOURS.good : COLOURS.angle;
    pen.beginPath();
    const filled = (long * share) / 1.1;
    pen.roundRect(x, top + long - filled, wide, filled, wide / 2);
    pen.fill();
    const target = top + long - long / 1.1;
    this.lines([[[x - 3 * unit, target], [x + wide + 3 * unit, target]]], COLOURS.good, 1.6);
    this.write("target", x - 6 * unit, target, "right", 10);
    this.write("start", x - 6 * unit, top + long, "right", 10);
  }

  /**
   * Lines of one colour in one stroke: many strokes cost much time where there is no GPU.
   * @param {number[][][]} lines each a row of points
   * @param {string} colour
   * @param {number} thick
   */
  lines(lines, colour, thick) {
    const { pen, unit } = this;
    pen.lineCap = pen.lineJoin = "round";
    pen.beginPath();
    for (const points of lines) {
      points.forEach(([x, y], index) => (index ? pen.lineTo(x, y) : pen.moveTo(x, y)));
    }
    pen.strokeStyle = colour;
    pen.lineWidth = thick * unit;
    pen.stroke();
  }

  /**
   * @param {number} x
   * @param {number} y
   * @param {number} radius
   * @param {string} colour
   * @param {number} thick
   */
  circle(x, y, radius, colour, thick) {
    const { pen, unit } = this;
    pen.beginPath();
    pen.arc(x, y, radius, 0, 2 * Math.PI);
    pen.strokeStyle = colour;
    pen.lineWidth = thick * unit;
    pen.stroke();
  }

  /**
   * @param {string} text
   * @param {number} x
   * @param {number} y
   * @param {CanvasTextAlign} [align]
   * @param {number} [size]
   */
  write(text, x, y, align = "center", size = 16) {
    const { pen, unit } = this;
    pen.font = `600 ${size * unit}px system-ui, sans-serif`;
    pen.textAlign = align;
    pen.textBaseline = "middle";
    pen.lineWidth = 2.5 * unit;
    pen.lineJoin = "round";
    pen.strokeStyle = COLOURS.edge;
    pen.strokeText(text, x, y);
    pen.fillStyle = "#fff";
    pen.fillText(text, x, y);
  }
}
