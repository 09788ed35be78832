// @ts-check
// The WebSocket that camera frames go over: connects, says hello, keeps to the pace, and connects again.

import { Problem } from './api.js';
import { Pacer, backoffMillis } from './pacing.js';
import { frameHeader, subprotocols } from './wire.js';

/**
 * @typedef {import('./api.js').Api} Api
 *
 * What the stream tells. `onWaiting` says in words why nothing comes; `onFatal` that it has given up.
 * @typedef {{onReady: (ready: any) => void, onResult: (result: any, sent: Blob | undefined) => void,
 *   onGate: (gate: any) => void, onWaiting: (why: string) => void, onFatal: (error: Problem) => void}} Listener
 */

/** Closed for a reason that another try does not change: broken rules, too large, or not understood. */
const FINAL_CODES = [1002, 1003, 1007, 1008, 1009];

/** A server that has not answered a frame for so long is taken for lost. */
const LOST_MILLIS = 10_000;

/** So many tries without a first hello, while the server answers otherwise: something in between does not pass it. */
const MOST_FAILURES_BEFORE_READY = 5;

export class Stream {
  /**
   * @param {Api} api
   * @param {() => object} hello what to ask for, taken anew for each connection
   * @param {Listener} listener
   */
  constructor(api, hello, listener) {
    this.api = api;
    this.hello = hello;
    this.listener = listener;
    this.wanted = false;
    /** Rises with each connection, so that what belongs to one before is known and left alone. */
    this.connection = 0;
    this.failures = 0;
    this.wasReady = false;
    /** Whether frames are taken: after ready, until the server drains. */
    this.ready = false;
    /** @type {WebSocket | null} */
    this.socket = null;
    this.pacer = new Pacer(2);
    /** The unanswered frames' pictures. @type {Map<number, Blob>} */
    this.sent = new Map();
    /** @type {Problem | null} the last that was told before a close */
    this.problem = null;
    this.watch = 0;
  }

  start() {
    this.wanted = true;
    this.failures = 0;
    this.wasReady = false;
    this.connect();
    this.watch = window.setInterval(() => {
      if (this.ready && this.pacer.waitedMillis(performance.now()) > LOST_MILLIS) {
        this.retry('The server does not answer.');
      }
    }, 1000);
  }

  stop() {
    this.wanted = false;
    clearInterval(this.watch);
    this.drop();
  }

  /** Says hello again, with what has changed. */
  restart() {
    if (this.wanted) {
      this.connect();
    }
  }

  /** May a frame be taken from the camera now? */
  maySend() {
    return this.ready && this.pacer.maySend();
  }

  /**
   * @param {number} connection that the frame was taken for
   * @param {Blob} picture
   */
  send(connection, picture) {
    if (connection === this.connection && this.socket && this.maySend()) {
      const number = this.pacer.send(performance.now());
      this.sent.set(number, picture);
      this.socket.send(new Blob([frameHeader(number), picture]));
    }
  }

  drop() {
    this.connection++;
    this.ready = false;
    this.socket?.close(1000);
    this.socket = null;
    this.sent.clear();
  }

  async connect() {
    this.drop();
    const { connection } = this;
    const current = () => this.wanted && connection === this.connection;
    try {
      // A browser tells nothing of why a WebSocket is refused. This is refused for the same reasons, and tells; it
      // also asks for the token.
      await this.api.ask('v1/limits');
    } catch (e) {
      if (current()) {
        const problem = /** @type {Problem} */ (e);
        const { status, title } = problem.words ?? { status: 0, title: String(e) };
        if (status >= 400 && status < 500) {
          this.fail(problem);
        } else {
          this.retry(`${title}.`);
        }
      }
      return;
    }
    if (!current()) {
      return;
    }
    const address = new URL('v1/stream', document.baseURI);
    address.protocol = address.protocol.replace('http', 'ws');
    const socket = new WebSocket(address, subprotocols(this.api.token));
    this.socket = socket;
    this.pacer = new Pacer(2);
    this.problem = null;
    socket.addEventListener('open', () => current() && socket.send(JSON.stringify(this.hello())));
    socket.addEventListener('message', event => current() && this.take(JSON.parse(event.data)));
    socket.addEventListener('close', event => current() && this.closed(event.code));
  }

  /** @param {any} message */
  take(message) {
    switch (message.type) {
      case 'ready':
        this.failures = 0;
        this.wasReady = true;
        this.pacer.most = Math.min(2, message.limits?.maxUnacknowledged ?? 2);
        this.ready = true;
        this.listener.onReady(message);
        break;
      case 'result':
        this.answered(message, sent => this.listener.onResult(message, sent));
        break;
      case 'gate':
        this.listener.onGate(message);
        break;
      case 'error':
        this.problem = new Problem({ status: 0, title: 'The server reports a problem', detail: '', retryAfterMillis: null,
          ...message.problem });
        if (message.frame !== undefined) {
          this.answered(message, () => {});
        }
        break;
      case 'draining':
        this.ready = false;
        this.listener.onWaiting('The server is being stopped.');
        break;
      default:
        // A newer server may say more than this page knows.
    }
  }

  /**
   * @param {{frame: number, dropped?: number[]}} message
   * @param {(sent: Blob | undefined) => void} tell
   */
  answered(message, tell) {
    const dropped = message.dropped ?? [];
    const sent = this.sent.get(message.frame);
    this.pacer.answered(message.frame, dropped, performance.now());
    [message.frame, ...dropped].forEach(frame => this.sent.delete(frame));
    tell(sent);
  }

  /** @param {number} code */
  closed(code) {
    if (FINAL_CODES.includes(code)) {
      this.fail(this.problem ?? new Problem({ status: 0, title: 'The server has closed the connection',
        detail: `Its code was ${code}.`, retryAfterMillis: null }));
    } else if (!this.wasReady && this.failures + 1 >= MOST_FAILURES_BEFORE_READY) {
      this.fail(this.problem ?? new Problem({ status: 0, title: 'The camera\'s connection cannot be made',
        detail: 'The server answers, but not over a WebSocket. A proxy in between may not pass it on.',
        retryAfterMillis: null }));
    } else {
      this.retry(this.problem ? `${this.problem.words.title}.` : 'The connection is lost.');
    }
  }

  /** @param {Problem} problem */
  fail(problem) {
    this.stop();
    this.listener.onFatal(problem);
  }

  /** @param {string} why */
  retry(why) {
    this.drop();
    const { connection } = this;
    const wait = backoffMillis(++this.failures, Math.random());
    this.listener.onWaiting(`${why} Trying again…`);
    setTimeout(() => {
      if (this.wanted && connection === this.connection) {
        this.connect();
      }
    }, wait);
  }
}
