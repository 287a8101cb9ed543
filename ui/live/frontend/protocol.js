// The numbered binary messages to the server; the layout is documented in ui/live/protocol.py.

export const HEAD_BYTES = 20;
export const VALUES = 6;
export const LANDMARKS = 33;
export const POSE_BYTES = HEAD_BYTES + 4 * VALUES * LANDMARKS;

/** @enum {number} */
export const Kind = { POSE: 0, NOBODY: 1, PAUSE: 2, RESUME: 3, FINISH: 4 };

/**
 * @typedef {object} Message
 * @property {number} seq 1, 2, 3, … within a set
 * @property {number} timeS the camera's time of the picture, seconds since 1970
 * @property {number} width of the picture in pixels
 * @property {number} height
 * @property {number} kind one of Kind
 * @property {number} people how many were last seen
 * @property {number} brightness 0…255
 * @property {Float32Array | null} values 33 x (x, y, visibility, world x, y, z)
 */

/**
 * @param {Message} message
 * @returns {ArrayBuffer}
 */
export function encode(message) {
  const { values } = message;
  const buffer = new ArrayBuffer(values ? POSE_BYTES : HEAD_BYTES);
  const view = new DataView(buffer);
  view.setUint32(0, message.seq, true);
  view.setFloat64(4, message.timeS, true);
  view.setUint16(12, message.width, true);
  view.setUint16(14, message.height, true);
  view.setUint8(16, message.kind);
  view.setUint8(17, message.people);
  view.setUint8(18, message.brightness);
  values?.forEach((value, index) => view.setFloat32(HEAD_BYTES + 4 * index, value, true));
  return buffer;
}
