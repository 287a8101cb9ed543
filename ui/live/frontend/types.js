// Types shared by the modules; no code.

/**
 * What the page gives to a set (ui/live/component.py).
 * @typedef {object} Data
 * @property {string} socket address of the WebSocket
 * @property {string} assets address of the folder of files
 * @property {string} ticket
 * @property {string | null} begins the set begins by itself with this sentence; null: by the button
 * @property {string} setId
 * @property {number[][]} skeleton pairs of landmarks to join
 */

/**
 * What the page gives to a rest.
 * @typedef {object} RestData
 * @property {string} setId the set before it
 * @property {number} leftS seconds
 * @property {string} next the set that follows, as "set 2"
 * @property {boolean} byItself that set begins by itself
 * @property {boolean} offered the person can say whether it is to
 */

/**
 * ui/live/feedback.py, welcome_json.
 * @typedef {object} Welcome
 * @property {true} welcome
 * @property {number} lastSeq
 * @property {string} stage
 * @property {number} reps
 * @property {string} exercise
 * @property {number} targetReps
 * @property {number} setNumber
 * @property {number} setCount
 * @property {[number, number]} targetDeg
 * @property {number} holdTarget
 */

/**
 * ui/live/feedback.py, told_json.
 * @typedef {object} Feedback
 * @property {number} seq the message it answers
 * @property {number} kept the last message that outlives the server
 * @property {"check" | "count-in" | "active" | "paused" | "done"} stage
 * @property {string | null} message
 * @property {number} check
 * @property {number | null} countIn
 * @property {number} elapsed
 * @property {number} reps
 * @property {number} partial
 * @property {string | null} say
 * @property {boolean} urgent
 * @property {string} [phase]
 * @property {number | null} [progress]
 * @property {number | null} [angle]
 * @property {[number, number, number] | null} [angleAt]
 * @property {number} [hold]
 * @property {string | null} [cue]
 * @property {number[]} [highlight]
 * @property {"left" | "right" | null} [near]
 */

/**
 * @typedef {object} Picture
 * @property {ImageBitmap} picture
 * @property {number} timeMs performance.now() of the picture
 */

/**
 * One picture with what the pose model found in it.
 * @typedef {object} Seen
 * @property {ImageBitmap} picture
 * @property {number} timeMs performance.now() of the picture
 * @property {Float32Array | null} values 33 x (x, y, visibility, world x, y, z)
 * @property {number} inferMs
 */

export {};
