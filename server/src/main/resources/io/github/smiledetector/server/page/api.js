// @ts-check
// Questions to the server over HTTP, with the token if it asks for one.

import { problemWords } from './wire.js';

/** @typedef {import('./wire.js').ProblemWords} ProblemWords */

/** An answer that is not a success, in words for the reader. */
export class Problem extends Error {
  /** @param {ProblemWords} words */
  constructor(words) {
    super(words.title);
    this.words = words;
  }
}

export class Api {
  /** @param {(again: boolean) => Promise<string | null>} askForToken shows the form; null if the reader does not want to */
  constructor(askForToken) {
    this.askForToken = askForToken;
    /** In memory only. @type {string | null} */
    this.token = null;
    /** The form that is open. @type {Promise<string | null> | undefined} */
    this.asking = undefined;
  }

  /**
   * Asks once, and again with a token where one is missing or wrong.
   * @param {string} path relative to the page, so that a proxy may put it all in a folder
   * @param {RequestInit} [init]
   * @returns {Promise<Response>} a success
   * @throws {Problem} for every other answer, and where there is none
   */
  async ask(path, init = {}) {
    for (;;) {
      const used = this.token;
      const headers = new Headers(init.headers);
      if (used) {
        headers.set('Authorization', `Bearer ${used}`);
      }
      const response = await this.fetch(path, { ...init, headers });
      if (response.ok) {
        return response;
      }
      const body = await response.json().catch(() => null);
      // Another question may have got a token meanwhile.
      if (response.status === 401 && (this.token !== used || await this.renewToken())) {
        continue;
      }
      throw new Problem(problemWords(response.status, body, response.headers.get('Retry-After')));
    }
  }

  /**
   * @param {string} path
   * @param {RequestInit} init
   */
  async fetch(path, init) {
    try {
      return await fetch(path, init);
    } catch (e) {
      if (/** @type {Error} */ (e).name === 'AbortError') {
        throw e;
      }
      throw new Problem({
        status: 0,
        title: 'The server cannot be reached',
        detail: 'It may have been stopped, or the network is down. Start it and try again.',
        retryAfterMillis: null,
      });
    }
  }

  /** Questions that fail at the same time wait for the same form. */
  async renewToken() {
    this.asking ??= this.askForToken(this.token !== null).finally(() => { this.asking = undefined; });
    const token = await this.asking;
    if (token) {
      this.token = token;
    }
    return token !== null;
  }
}
