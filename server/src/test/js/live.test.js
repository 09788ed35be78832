import assert from 'node:assert/strict';
import { test } from 'node:test';

/** As much of an element as starting and stopping need. */
class Fake {
  constructor() {
    Object.assign(this, { style: {}, dataset: {}, children: [], hidden: true, textContent: '', listeners: {} });
    this.classList = { toggle() {}, remove() {} };
    this.elements = { namedItem: () => ({ value: '1' }) };
  }

  addEventListener(type, listener) { this.listeners[type] = listener; }
  getContext() {}
  replaceChildren() {}
  setAttribute() {}
}

for (const type of ['HTMLElement', 'HTMLButtonElement', 'HTMLSelectElement', 'HTMLFormElement', 'HTMLVideoElement',
  'HTMLImageElement', 'HTMLOListElement', 'SVGCircleElement', 'SVGPathElement', 'SVGSVGElement']) {
  globalThis[type] = Fake;
}
const elements = {};
globalThis.document = { addEventListener() {}, createElement: () => new Fake(), getElementById: id => elements[id] ??= new Fake() };
globalThis.window = globalThis;
globalThis.Option = Fake;
const { Live } = await import('../../main/resources/io/github/smiledetector/server/page/live.js');

/** With a camera whose devices are told when the test says so, and a stream that says whether it runs. */
function live() {
  const nothing = () => {};
  const made = new Live(null, { onStarted: nothing, onStopped: nothing, onProblem: nothing, announce: nothing });
  let tell;
  const devices = new Promise(resolve => { tell = () => resolve([{ id: 'a', name: 'A' }, { id: 'b', name: 'B' }]); });
  made.camera = { start: async () => {}, stop: nothing, eachFrame: nothing, devices: () => devices, size: { width: 4, height: 3 } };
  made.stream = { open: 0, start() { this.open++; }, stop() { this.open = 0; }, pacer: { pace: () => null } };
  return { made, tell };
}

test('a stop during the start leaves nothing open', async () => {
  const { made, tell } = live();
  const started = made.start();
  await new Promise(setImmediate);
  made.stop();
  tell();
  await started;
  assert.equal(made.stream.open, 0);
  assert.equal(elements['device-row'].hidden, true);
});

test('a start, a stop and a start at once open one stream', async () => {
  const { made, tell } = live();
  const first = made.start();
  await new Promise(setImmediate);
  made.stop();
  const second = made.start();
  tell();
  await Promise.all([first, second]);
  assert.equal(made.stream.open, 1);
  assert.equal(elements['device-row'].hidden, false);
  made.stop();
});
