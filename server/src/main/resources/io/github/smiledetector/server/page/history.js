// @ts-check
// The pictures of this session, in memory only.

import { inWords, summarize } from './faces.js';
import { thumbnail } from './photo.js';
import { element, say } from './view.js';

/**
 * A picture and what was answered.
 * @typedef {import('./photo.js').Photo & {type: string, answer: any, at: Date, what: string}} Entry
 */

/** More would be a store. */
const MOST = 20;

export class History {
  /** @param {(entry: Entry) => void} onChosen */
  constructor(onChosen) {
    this.onChosen = onChosen;
    this.list = element('history', HTMLOListElement);
    this.clearButton = element('history-clear', HTMLButtonElement);
    /** @type {{entry: Entry, item: HTMLElement, words: HTMLElement, url: string | null}[]} newest first */
    this.entries = [];
    this.clearButton.addEventListener('click', () => this.clear());
  }

  /**
   * @param {Entry} entry
   * @param {number} threshold
   */
  async add(entry, threshold) {
    const item = document.createElement('li');
    const button = document.createElement('button');
    button.type = 'button';
    const picture = document.createElement('span');
    picture.className = 'thumb';
    const words = document.createElement('span');
    const time = document.createElement('time');
    time.dateTime = entry.at.toISOString();
    time.textContent = entry.at.toLocaleTimeString('en-GB');
    const what = document.createElement('span');
    what.className = 'what';
    what.textContent = entry.what;
    button.append(picture, words, what, time);
    button.addEventListener('click', () => this.onChosen(entry));
    item.append(button);
    /** @type {typeof this.entries[0]} */
    const kept = { entry, item, words, url: null };
    this.entries.unshift(kept);
    this.list.prepend(item);
    this.clearButton.hidden = false;
    this.entries.splice(MOST).forEach(forget);
    this.decide(threshold);
    const small = await thumbnail(entry.blob);
    // It may have been cleared meanwhile.
    if (small && this.entries.includes(kept)) {
      kept.url = URL.createObjectURL(small);
      const image = document.createElement('img');
      image.src = kept.url;
      image.alt = '';
      picture.append(image);
    }
  }

  /** @param {number} threshold */
  decide(threshold) {
    this.entries.forEach(({ entry, words }) => say(words, inWords(summarize(entry.answer.faces, threshold))));
  }

  clear() {
    this.entries.splice(0).forEach(forget);
    this.clearButton.hidden = true;
    // The button that had the focus is gone.
    element('photo-file', HTMLInputElement).focus();
  }
}

/** @param {{item: HTMLElement, url: string | null}} kept */
function forget(kept) {
  kept.item.remove();
  if (kept.url) {
    URL.revokeObjectURL(kept.url);
  }
}
