// @ts-check
// When the next frame, the next try and the next announcement may go. Times are milliseconds that the caller passes
// in, so that tests need no clock. No DOM: tested with node.

/** Frame rate and latency are those of so many last milliseconds. */
const WINDOW_MILLIS = 2000;

/**
 * Counts the frames that the server has not answered. There is no queue: where no frame may go, none is taken from
 * the camera, and the one taken later is a newer one.
 */
export class Pacer {
  /** @param {number} most unanswered frames */
  constructor(most) {
    this.most = most;
    /** @type {Map<number, number>} frame number to when it was sent */
    this.open = new Map();
    this.last = 0;
    /** @type {{at: number, latency: number}[]} */
    this.answers = [];
  }

  /** May another frame be taken and sent? */
  maySend() {
    return this.open.size < this.most;
  }

  /**
   * @param {number} now
   * @returns {number} the frame's number, larger than all before
   */
  send(now) {
    if (!this.maySend()) {
      throw new Error(`${this.open.size} frames are unanswered; another has to wait`);
    }
    this.open.set(++this.last, now);
    return this.last;
  }

  /**
   * @param {number} frame that was answered
   * @param {number[]} dropped frames that the server left out for it
   * @param {number} now
   */
  answered(frame, dropped, now) {
    const sent = this.open.get(frame);
    [frame, ...dropped].forEach(number => this.open.delete(number));
    if (sent !== undefined) {
      this.answers.push({ at: now, latency: now - sent });
    }
  }

  /**
   * How long the oldest unanswered frame has waited; 0 if there is none.
   * @param {number} now
   */
  waitedMillis(now) {
    return this.open.size === 0 ? 0 : now - Math.min(...this.open.values());
  }

  /**
   * @param {number} now
   * @returns {{framesPerSecond: number, latencyMillis: number} | null} null if nothing was answered lately
   */
  pace(now) {
    this.answers = this.answers.filter(answer => now - answer.at <= WINDOW_MILLIS);
    if (this.answers.length < 2) {
      return null;
    }
    const span = now - this.answers[0].at;
    return {
      framesPerSecond: span > 0 ? 1000 * (this.answers.length - 1) / span : 0,
      latencyMillis: this.answers.reduce((sum, answer) => sum + answer.latency, 0) / this.answers.length,
    };
  }
}

/**
 * How long to wait before the next try to connect: doubled each time up to 8 s, and spread, so that many pages do not
 * all come at once when a server is back.
 * @param {number} failures in a row, from 1
 * @param {number} random 0 to 1
 */
export function backoffMillis(failures, random) {
  return Math.min(8000, 500 * 2 ** Math.min(10, failures - 1)) * (0.75 + random / 2);
}

/** Keeps a screen reader from chatter: one announcement in a while, and of those that wait the newest alone. */
export class Announcements {
  /** @param {number} gapMillis at least, between two */
  constructor(gapMillis) {
    this.gapMillis = gapMillis;
    this.last = -Infinity;
    /** @type {string | null} */
    this.waiting = null;
  }

  /**
   * @param {string} text
   * @param {number} now
   * @returns {number} after how many milliseconds to take it
   */
  add(text, now) {
    this.waiting = text;
    return Math.max(0, this.last + this.gapMillis - now);
  }

  /**
   * @param {number} now
   * @returns {string | null} what to say now
   */
  take(now) {
    if (this.waiting === null || now - this.last < this.gapMillis) {
      return null;
    }
    const text = this.waiting;
    this.waiting = null;
    this.last = now;
    return text;
  }
}
