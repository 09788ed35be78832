import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GateWatch, gateOptions, reasonOf, titleOf } from '../../main/resources/io/github/smiledetector/server/page/gate.js';

const message = (timeMillis, phase, reason, progress = 0) => ({ timeMillis, phase, reason, progress });

test('every phase and reason has words of its own', () => {
  const phases = ['waiting', 'holding', 'open', 'cooldown', 'waiting-for-end'];
  const reasons = ['no-face', 'not-seen', 'not-judged', 'not-smiling', 'not-neutral-before', 'smiling', 'wavering',
    'held', 'gap', 'other-face', 'time-not-later', 'cooling-down', 'smile-not-ended'];
  assert.equal(new Set(phases.map(titleOf)).size, phases.length);
  assert.equal(new Set(reasons.map(reasonOf)).size, reasons.length);
  reasons.forEach(reason => assert.match(reasonOf(reason), /^[A-Z].*\.$/));
});

test('a reason of a newer server is shown as it is', () => {
  assert.equal(reasonOf('too-dark'), 'too dark');
});

test('sends milliseconds, and a hysteresis that is less than the probability', () => {
  const settings = { probability: 0.8, holdSeconds: 1.5, cooldownSeconds: 0, whoCounts: 'any', neutralFirstSeconds: 0.3 };
  assert.deepEqual(gateOptions(settings), { probability: 0.8, hysteresis: 0.15, holdMillis: 1500, cooldownMillis: 0,
    whoCounts: 'any', neutralFirstMillis: 300 });
  assert.equal(gateOptions({ ...settings, probability: 0.1 }).hysteresis, 0.05);
});

test('an opening is shown long enough to be seen, and counted once', () => {
  const watch = new GateWatch();
  watch.connected(5000);
  assert.equal(watch.next(message(900, 'holding', 'smiling', 0.9), 0).progress, 0.9);
  const open = watch.next(message(1000, 'open', 'held', 1), 77);
  assert.deepEqual([open.phase, open.change, open.openings, open.lastOpening, open.progress], ['open', 'opened', 1, 77, 1]);
  const after = watch.next(message(2000, 'cooldown', 'cooling-down'), 80);
  assert.deepEqual([after.phase, after.change, after.openings], ['open', null, 1]);
  assert.equal(after.reason, reasonOf('held'));
});

test('the ring empties while the gate cools down', () => {
  const watch = new GateWatch();
  watch.connected(5000);
  watch.next(message(1000, 'open', 'held', 1), 0);
  const cooling = watch.next(message(4000, 'cooldown', 'cooling-down'), 0);
  assert.deepEqual([cooling.phase, cooling.progress], ['cooldown', 0.4]);
  assert.equal(watch.next(message(6100, 'waiting-for-end', 'smile-not-ended'), 0).progress, 0);
});

test('tells once that the gate can open again', () => {
  const watch = new GateWatch();
  watch.connected(1000);
  watch.next(message(1000, 'open', 'held', 1), 0);
  watch.next(message(2500, 'waiting-for-end', 'smile-not-ended'), 0);
  const closed = watch.next(message(2600, 'waiting', 'not-smiling'), 0);
  assert.deepEqual([closed.phase, closed.change], ['waiting', 'closed']);
  assert.equal(watch.next(message(2700, 'waiting', 'not-smiling'), 0).change, null);
});

test('goes on counting over connections, whose clocks begin anew', () => {
  const watch = new GateWatch();
  watch.connected(5000);
  watch.next(message(90_000, 'open', 'held', 1), 5);
  watch.connected(5000);
  const view = watch.next(message(10, 'waiting', 'no-face'), 6);
  assert.deepEqual([view.phase, view.change, view.openings, view.lastOpening], ['waiting', null, 1, 5]);
});
