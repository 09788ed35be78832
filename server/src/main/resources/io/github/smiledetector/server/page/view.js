// @ts-check
// The picture with its boxes, the meter and the list of faces.

import { decide, inWords, label, summarize, twoPlaces } from './faces.js';
import { place } from './geometry.js';

/** @typedef {import('./faces.js').Face} Face */

/**
 * An element that the page has.
 * @template {Element} T
 * @param {string} id
 * @param {new () => T} type
 * @returns {T}
 */
export function element(id, type) {
  const found = document.getElementById(id);
  if (!(found instanceof /** @type {any} */ (type))) {
    throw new Error(`the page has no ${type.name} ${id}`);
  }
  return /** @type {any} */ (found);
}

/**
 * Sets the text only where it changes: camera frames come many times a second.
 * @param {Element} where
 * @param {string} text
 */
export function say(where, text) {
  if (where.textContent !== text) {
    where.textContent = text;
  }
}

const view = element('view', HTMLElement);
const photo = element('photo', HTMLImageElement);
const video = element('video', HTMLVideoElement);
const boxes = element('boxes', HTMLElement);
const list = element('faces', HTMLOListElement);

/**
 * Shows a picture's frame, as large as the stage allows at any width of the window.
 * @param {{width: number, height: number}} size
 */
function frame(size) {
  element('empty', HTMLElement).hidden = true;
  view.hidden = false;
  view.style.aspectRatio = `${size.width} / ${size.height}`;
  view.style.width = `min(100%, ${(68 * size.width / size.height).toFixed(2)}vh)`;
}

/**
 * @param {string | null} url of the photo; null where the browser cannot show it, so that the boxes stand alone
 * @param {{width: number, height: number}} size of the upright photo
 * @param {string} words what is in it
 */
export function showPhoto(url, size, words) {
  frame(size);
  video.hidden = true;
  photo.hidden = url === null;
  if (url !== null) {
    photo.src = url;
  }
  photo.alt = words;
}

/** No boxes, and a meter at rest: what is shown, if anything, is not judged. */
export function showNoFaces() {
  boxes.replaceChildren();
  list.replaceChildren();
  element('meter-fill', SVGPathElement).style.strokeDasharray = '0 200';
  const meter = element('meter', SVGSVGElement);
  meter.setAttribute('aria-valuenow', '0');
  meter.setAttribute('aria-valuetext', 'nothing judged');
  say(element('meter-count', HTMLElement), '–');
  say(element('meter-words', HTMLElement), 'nothing judged');
  say(element('meter-highest', HTMLElement), '\u00a0');
}

/** Nothing on the stage. */
export function showEmpty() {
  view.hidden = true;
  element('empty', HTMLElement).hidden = false;
  showNoFaces();
}

/** @param {{width: number, height: number}} size of the camera's picture */
export function showVideo(size) {
  frame(size);
  photo.hidden = true;
  video.hidden = false;
}

/**
 * Boxes, list and meter. Elements are used again, one frame after the other.
 * @param {Face[]} faces
 * @param {{width: number, height: number}} size of the picture that the boxes are in
 * @param {number} threshold
 * @param {boolean} [mirrored]
 */
export function showFaces(faces, size, threshold, mirrored = false) {
  provide(boxes, faces.length, () => {
    const box = document.createElement('div');
    const words = document.createElement('span');
    words.append(document.createElement('b'), document.createElement('i'));
    box.append(words);
    return box;
  });
  provide(list, faces.length, () => document.createElement('li'));
  faces.forEach((face, i) => {
    const decision = decide(face, threshold);
    const box = /** @type {HTMLElement} */ (boxes.children[i]);
    const at = place(face.box, size.width, size.height, mirrored);
    box.hidden = at === null;
    box.className = `box ${decision} ${at?.label ?? ''}${at?.labelAtEnd ? ' at-end' : ''}`;
    if (at) {
      box.style.left = `${at.left}%`;
      box.style.top = `${at.top}%`;
      box.style.width = `${at.width}%`;
      box.style.height = `${at.height}%`;
    }
    const words = label(face, threshold);
    const number = faces.length > 1 ? `${i + 1}: ` : '';
    const [first, rest] = /** @type {Element} */ (box.firstElementChild).children;
    say(first, number + words[0]);
    say(rest, ` ${words[1]}`);
    const item = list.children[i];
    item.className = decision;
    say(item, `${number}${words[0]} ${words[1]}`);
  });
  showMeter(faces, threshold);
}

/**
 * @param {Element} parent
 * @param {number} count
 * @param {() => Element} make
 */
function provide(parent, count, make) {
  while (parent.children.length > count) {
    parent.lastElementChild?.remove();
  }
  while (parent.children.length < count) {
    parent.append(make());
  }
}

/**
 * @param {Face[]} faces
 * @param {number} threshold
 */
function showMeter(faces, threshold) {
  const summary = summarize(faces, threshold);
  const highest = summary.highest ?? 0;
  const meter = element('meter', SVGSVGElement);
  const words = inWords(summary);
  meter.setAttribute('aria-valuenow', highest.toFixed(2));
  meter.setAttribute('aria-valuetext', summary.highest === null ? words : `${words}; highest ${twoPlaces(highest)}`);
  const fill = element('meter-fill', SVGPathElement);
  fill.style.strokeDasharray = `${(100 * highest).toFixed(1)} 200`;
  fill.classList.toggle('smiling', summary.smiling > 0);
  say(element('meter-count', HTMLElement), summary.faces === 0 ? '0' : `${summary.smiling} of ${summary.faces}`);
  say(element('meter-words', HTMLElement),
    summary.faces === 0 ? 'no face found' : summary.faces === 1 ? 'face smiles' : 'faces smile');
  say(element('meter-highest', HTMLElement),
    summary.highest === null ? '\u00a0' : `Highest smile ${twoPlaces(highest)}, threshold ${threshold}`);
  showThreshold(threshold);
}

/**
 * The stroke across the meter's arc, whose middle is (100, 14) and whose radius is 86.
 * @param {number} threshold
 */
export function showThreshold(threshold) {
  const angle = Math.PI * (1 - threshold);
  const cut = element('meter-cut', SVGLineElement);
  for (const [end, radius] of [[1, 74], [2, 98]]) {
    cut.setAttribute(`x${end}`, (100 + radius * Math.cos(angle)).toFixed(1));
    cut.setAttribute(`y${end}`, (14 + radius * Math.sin(angle)).toFixed(1));
  }
}
