// @ts-check
// The gate in plain words, and what of it is shown. The server decides; nothing here opens anything. No DOM: tested
// with node.

/**
 * @typedef {{probability: number, hysteresis: number, holdMillis: number, cooldownMillis: number,
 *   whoCounts: string, neutralFirstMillis: number}} GateOptions
 *
 * @typedef {'waiting' | 'holding' | 'open' | 'cooldown' | 'waiting-for-end'} Phase
 *
 * @typedef {{phase: Phase, reason: string, progress: number, timeMillis: number, track?: number,
 *   opening?: {id: string, track: number}}} GateMessage
 *
 * What the page shows: `progress` fills the ring, 0 to 1; `change` is what is worth an announcement.
 * @typedef {{phase: Phase, title: string, reason: string, progress: number, openings: number,
 *   lastOpening: number | null, change: 'opened' | 'closed' | null}} GateView
 */

/** The gate is open for one frame, which nobody would see: it is shown for so long. */
const SHOWN_OPEN_MILLIS = 1500;

const TITLES = /** @type {Record<string, string>} */ ({
  'waiting': 'Waiting for a smile',
  'holding': 'Hold that smile',
  'open': 'Open',
  'cooldown': 'Cooling down',
  'waiting-for-end': 'Waiting for the smile to end',
});

const REASONS = /** @type {Record<string, string>} */ ({
  'no-face': 'No face is in view.',
  'not-seen': 'The face is out of sight for a moment.',
  'not-judged': 'The face is too small or too far at the edge to be judged.',
  'not-smiling': 'The face does not smile, or not enough.',
  'not-neutral-before': 'Show the face without a smile first.',
  'smiling': 'The smile is seen.',
  'wavering': 'The smile has become weaker: this time does not count.',
  'held': 'The smile was held for long enough.',
  'gap': 'No frame came for too long: the hold begins again.',
  'other-face': 'The face that smiled is gone, or another is nearer: the hold begins again.',
  'time-not-later': 'A frame came out of order: the hold begins again.',
  'cooling-down': 'It opened a moment ago, and does not open again yet.',
  'smile-not-ended': 'It can open again once this smile has ended.',
});

/** @param {string} phase */
export function titleOf(phase) {
  return TITLES[phase] ?? phase.replaceAll('-', ' ');
}

/** @param {string} reason */
export function reasonOf(reason) {
  return REASONS[reason] ?? reason.replaceAll('-', ' ');
}

/**
 * What is sent of the settings. The hysteresis has to be less than the probability, so that a low one lowers it.
 * @param {{probability: number, holdSeconds: number, cooldownSeconds: number, whoCounts: string,
 *   neutralFirstSeconds: number}} settings
 * @returns {GateOptions}
 */
export function gateOptions(settings) {
  return {
    probability: settings.probability,
    hysteresis: Math.round(1000 * Math.min(0.15, settings.probability / 2)) / 1000,
    holdMillis: Math.round(1000 * settings.holdSeconds),
    cooldownMillis: Math.round(1000 * settings.cooldownSeconds),
    whoCounts: settings.whoCounts,
    neutralFirstMillis: Math.round(1000 * settings.neutralFirstSeconds),
  };
}

/** Follows a gate over its messages, and over connections: the count of openings goes on. */
export class GateWatch {
  constructor() {
    this.openings = 0;
    /** @type {number | null} by the page's clock */
    this.lastOpening = null;
    this.cooldownMillis = 0;
    /** @type {number | null} by the server's clock, until the gate can open again */
    this.openedAt = null;
  }

  /**
   * A new connection is a new gate, with a clock of its own.
   * @param {number} cooldownMillis
   */
  connected(cooldownMillis) {
    this.cooldownMillis = cooldownMillis;
    this.openedAt = null;
  }

  /**
   * @param {GateMessage} message
   * @param {number} now by the page's clock
   * @returns {GateView}
   */
  next(message, now) {
    /** @type {GateView['change']} */
    let change = null;
    if (message.phase === 'open') {
      this.openings++;
      this.lastOpening = now;
      this.openedAt = message.timeMillis;
      change = 'opened';
    } else if (this.openedAt !== null && (message.phase === 'waiting' || message.phase === 'holding')) {
      this.openedAt = null;
      change = 'closed';
    }
    const since = this.openedAt === null ? Infinity : message.timeMillis - this.openedAt;
    const stillOpen = since < SHOWN_OPEN_MILLIS;
    const phase = stillOpen ? 'open' : message.phase;
    return {
      phase,
      title: titleOf(phase),
      reason: reasonOf(stillOpen ? 'held' : message.reason),
      progress: this.progress(phase, message, since),
      openings: this.openings,
      lastOpening: this.lastOpening,
      change,
    };
  }

  /**
   * The ring fills while a smile is held and empties while the gate cools down.
   * @param {Phase} phase
   * @param {GateMessage} message
   * @param {number} since the opening, in milliseconds
   */
  progress(phase, message, since) {
    if (phase === 'open') {
      return 1;
    }
    if (phase === 'cooldown' && this.cooldownMillis > 0) {
      return Math.max(0, 1 - since / this.cooldownMillis);
    }
    return phase === 'holding' ? message.progress : 0;
  }
}
