// @ts-check
// Puts the parts together: a photo or the camera on the stage, and everything else that follows from it.

import { Api, Problem } from './api.js';
import { inWords, summarize } from './faces.js';
import { History } from './history.js';
import { Live } from './live.js';
import { Announcements } from './pacing.js';
import { prepare } from './photo.js';
import { element, say, showEmpty, showFaces, showPhoto, showThreshold } from './view.js';
import { curl, isToken } from './wire.js';

/** @typedef {import('./history.js').Entry} Entry */

/** Until the server has told its own. */
const USUAL_BODY_BYTES = 10 * 1024 * 1024;

/** A busy server is asked again so often before it is left to the reader. */
const MOST_RETRIES = 3;

const api = new Api(askForToken);
const history = new History(entry => {
  show(entry);
  element('stage', HTMLElement).scrollIntoView({ block: 'nearest' });
});
let maxBodyBytes = USUAL_BODY_BYTES;

/** What is on the stage. @type {{faces: any[], size: {width: number, height: number}, mirrored: boolean} | null} */
let shown = null;
let threshold = 0.5;
/** Whether the reader has moved the threshold: then it stays, whatever the answers say. */
let thresholdIsOurs = false;
let serverThreshold = 0.5;
let type = 'image/jpeg';
/** When the JSON was last renewed. */
let answeredAt = 0;
/** @type {string | null} */
let photoUrl = null;
/** Ends the question before, when another photo is chosen. */
let asking = new AbortController();
/** @type {(() => void) | null} */
let retry = null;

// ---- Announcements: the page's one live region.

const announcements = new Announcements(3000);

/** @param {string} text */
function announce(text) {
  const region = element('announcer', HTMLElement);
  setTimeout(() => {
    const due = announcements.take(performance.now());
    if (due !== null) {
      // Emptied before, for the same text twice would be read once.
      region.textContent = '';
      setTimeout(() => { region.textContent = due; }, 50);
    }
  }, announcements.add(text, performance.now()) + 1);
}

// ---- Problems.

/**
 * @param {unknown} error
 * @param {() => void} [again]
 */
function showProblem(error, again) {
  const words = error instanceof Problem ? error.words
    : { title: 'This did not work', detail: error instanceof Error ? error.message : String(error) };
  say(element('problem-title', HTMLElement), words.title);
  say(element('problem-detail', HTMLElement), words.detail);
  element('problem', HTMLElement).hidden = false;
  retry = again ?? null;
  element('problem-retry', HTMLElement).hidden = !again;
  announce(`${words.title}. ${words.detail}`);
}

function hideProblem() {
  element('problem', HTMLElement).hidden = true;
}

element('problem-close', HTMLElement).addEventListener('click', hideProblem);
element('problem-retry', HTMLElement).addEventListener('click', () => {
  hideProblem();
  retry?.();
});

/** @param {boolean} again after one that was wrong @returns {Promise<string | null>} */
function askForToken(again) {
  const dialog = element('token-dialog', HTMLDialogElement);
  const input = element('token', HTMLInputElement);
  say(element('token-title', HTMLElement), again ? 'This token is not the right one' : 'This server asks for a token');
  input.value = '';
  input.setCustomValidity('');
  dialog.showModal();
  return new Promise(resolve => {
    const done = new AbortController();
    /** @param {string | null} token */
    const answer = token => {
      done.abort();
      dialog.close();
      input.value = '';
      resolve(token);
    };
    // Said by the browser when it is to be used, and the form stays open.
    input.addEventListener('input', () => input.setCustomValidity(isToken(input.value.trim()) ? ''
      : 'A token has only English letters, digits and signs, and no blanks.'), { signal: done.signal });
    element('token-form', HTMLFormElement).addEventListener('submit', event => {
      event.preventDefault();
      answer(input.value.trim());
    }, { signal: done.signal });
    element('token-cancel', HTMLElement).addEventListener('click', () => answer(null), { signal: done.signal });
    dialog.addEventListener('cancel', () => answer(null), { signal: done.signal });
  });
}

// ---- Photos.

/**
 * @param {Blob} file
 * @param {string} what it is, for the history
 */
async function judge(file, what) {
  asking.abort();
  asking = new AbortController();
  const { signal } = asking;
  hideProblem();
  const busy = element('busy', HTMLElement);
  busy.hidden = false;
  try {
    const photo = await prepare(file, maxBodyBytes);
    signal.throwIfAborted();
    const sentType = photo.blob.type || 'application/octet-stream';
    const response = await askPatiently('v1/smiles',
      { method: 'POST', body: photo.blob, headers: { 'Content-Type': sentType }, signal });
    const answer = await response.json();
    /** @type {Entry} */
    const entry = { ...photo, type: sentType, answer, at: new Date(), what };
    show(entry);
    await history.add(entry, threshold);
  } catch (e) {
    if (!signal.aborted) {
      showProblem(e, () => judge(file, what));
    }
  } finally {
    if (!signal.aborted) {
      busy.hidden = true;
    }
  }
}

/**
 * Waits as long as a busy server says, and asks again.
 * @param {string} path
 * @param {RequestInit} init
 */
async function askPatiently(path, init) {
  for (let tries = 0; ; tries++) {
    try {
      return await api.ask(path, init);
    } catch (e) {
      const wait = e instanceof Problem ? e.words.retryAfterMillis : null;
      if (wait === null || tries === MOST_RETRIES) {
        throw e;
      }
      say(element('busy', HTMLElement), 'The server is busy. Trying again…');
      await new Promise(resolve => setTimeout(resolve, wait));
      init.signal?.throwIfAborted();
    } finally {
      say(element('busy', HTMLElement), 'Looking for smiles…');
    }
  }
}

/** @param {Entry} entry */
function show(entry) {
  const { answer } = entry;
  live.stop();
  if (photoUrl) {
    URL.revokeObjectURL(photoUrl);
  }
  photoUrl = entry.shows ? URL.createObjectURL(entry.blob) : null;
  follow(answer.threshold);
  const words = inWords(summarize(answer.faces, threshold));
  showPhoto(photoUrl, answer, `${entry.what}: ${words}`);
  const hint = element('hint', HTMLElement);
  hint.hidden = !entry.hint;
  say(hint, entry.hint);
  shown = { faces: answer.faces, size: answer, mirrored: false };
  type = entry.type;
  showAnswer(answer);
  render();
  announce(words);
}

/** @param {Blob | null | undefined} file @param {string} what */
function judgeIfPhoto(file, what) {
  if (file) {
    judge(file, file instanceof File && file.name ? file.name : what);
  }
}

const chooser = element('photo-file', HTMLInputElement);
chooser.addEventListener('change', () => {
  judgeIfPhoto(chooser.files?.[0], 'Photo');
  // So that the same file can be chosen again.
  chooser.value = '';
});
document.addEventListener('paste', event => {
  const file = event.clipboardData?.files[0];
  if (file) {
    event.preventDefault();
    judge(file, 'Pasted photo');
  }
});
// The whole page takes a drop: one that misses the stage would leave the page.
const stage = element('stage', HTMLElement);
document.addEventListener('dragover', event => {
  if (event.dataTransfer?.types.includes('Files')) {
    event.preventDefault();
    stage.classList.add('dropping');
  }
});
document.addEventListener('dragleave', event => {
  if (!event.relatedTarget) {
    stage.classList.remove('dropping');
  }
});
document.addEventListener('drop', event => {
  stage.classList.remove('dropping');
  if (event.dataTransfer?.types.includes('Files')) {
    event.preventDefault();
    judgeIfPhoto(event.dataTransfer.files[0], 'Dropped photo');
  }
});
document.querySelectorAll('[data-sample]').forEach(button => button.addEventListener('click', async () => {
  try {
    const path = /** @type {HTMLElement} */ (button).dataset.sample ?? '';
    judge(await (await api.ask(path)).blob(), button.textContent ?? 'Sample');
  } catch (e) {
    showProblem(e);
  }
}));

// ---- The camera.

const gatePanel = element('gate', HTMLElement);
const live = new Live(api, {
  onStarted() {
    asking.abort();
    element('busy', HTMLElement).hidden = true;
    element('hint', HTMLElement).hidden = true;
    hideProblem();
    // With the camera the gate comes first, on a narrow screen right below the picture.
    gatePanel.parentElement?.prepend(gatePanel);
  },
  onStopped() {
    shown = null;
    showEmpty();
    gatePanel.parentElement?.append(gatePanel);
  },
  onFaces(result, mirrored) {
    shown = { faces: result.faces, size: result, mirrored };
    render();
    // Text that changes many times a second cannot be read, and costs.
    if (performance.now() - answeredAt > 500) {
      answeredAt = performance.now();
      showAnswer(result);
    }
  },
  onThreshold: follow,
  onOpened(blob, result) {
    const answer = { ...result, threshold: serverThreshold };
    history.add({ blob, shows: true, hint: '', type: 'image/jpeg', answer, at: new Date(), what: 'Gate opened' }, threshold);
  },
  onProblem: showProblem,
  announce,
});

// ---- Threshold.

const slider = element('threshold', HTMLInputElement);
const number = element('threshold-number', HTMLInputElement);
const reset = element('threshold-reset', HTMLButtonElement);
let due = false;

function render() {
  if (shown) {
    showFaces(shown.faces, shown.size, threshold, shown.mirrored);
  } else {
    showThreshold(threshold);
  }
}

/** @param {number} value @param {HTMLInputElement} [typed] the field that the reader types in is left alone */
function setThreshold(value, typed) {
  threshold = Math.round(1000 * value) / 1000;
  [slider, number].filter(field => field !== typed).forEach(field => { field.value = String(threshold); });
  reset.hidden = !thresholdIsOurs || threshold === serverThreshold;
  say(reset, `Back to ${serverThreshold}`);
}

/** Takes over the server's threshold, unless the reader has chosen one. @param {number} value */
function follow(value) {
  serverThreshold = Math.round(1000 * value) / 1000;
  setThreshold(thresholdIsOurs ? threshold : serverThreshold);
}

/** @param {HTMLInputElement} field */
function moved(field) {
  const value = field.valueAsNumber;
  if (value >= 0 && value <= 1) {
    thresholdIsOurs = true;
    setThreshold(value, field);
    if (!due) {
      due = true;
      requestAnimationFrame(() => {
        due = false;
        render();
        history.decide(threshold);
      });
    }
  }
}

[slider, number].forEach(field => {
  field.addEventListener('input', () => moved(field));
  field.addEventListener('change', () => shown && announce(inWords(summarize(shown.faces, threshold))));
});
reset.addEventListener('click', () => {
  thresholdIsOurs = false;
  setThreshold(serverThreshold);
  slider.focus();
  render();
  history.decide(threshold);
});

// ---- For programs.

/** @param {any} answer */
function showAnswer(answer) {
  say(element('json', HTMLElement), JSON.stringify(answer, null, 2));
  showCurl();
}

function showCurl() {
  say(element('curl', HTMLElement), curl(new URL('v1/smiles', document.baseURI).href, type, api.token !== null));
}

document.querySelectorAll('[data-copy]').forEach(button => button.addEventListener('click', async () => {
  const what = element(/** @type {HTMLElement} */ (button).dataset.copy ?? '', HTMLElement);
  const before = button.textContent ?? '';
  try {
    await navigator.clipboard.writeText(what.textContent ?? '');
    button.textContent = 'Copied';
    announce('Copied.');
  } catch {
    // Without https there is no clipboard: the text is selected, for the reader's own copy.
    getSelection()?.selectAllChildren(what);
    button.textContent = 'Selected: press Ctrl+C';
    announce('Selected. Copy it with the keyboard.');
  }
  setTimeout(() => { button.textContent = before; }, 2500);
}));

// ---- The start.

async function start() {
  showThreshold(threshold);
  showCurl();
  const [limits, model] = await Promise.all(
    ['v1/limits', 'v1/model'].map(async path => (await api.ask(path)).json()));
  maxBodyBytes = limits.maxBodyBytes ?? maxBodyBytes;
  follow(model.threshold);
  showThreshold(threshold);
  showCurl();
  say(element('model', HTMLElement), `${model.name} (${model.precision}), faces found by ${model.finder}`);
}

start().catch(e => showProblem(e, () => start().catch(showProblem)));
