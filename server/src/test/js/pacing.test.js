import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Announcements, Pacer, backoffMillis } from '../../main/resources/io/github/smiledetector/server/page/pacing.js';

test('never more than two frames are unanswered', () => {
  const pacer = new Pacer(2);
  assert.equal(pacer.send(0), 1);
  assert.equal(pacer.send(10), 2);
  assert.equal(pacer.maySend(), false);
  assert.throws(() => pacer.send(20), /unanswered/);
  pacer.answered(1, [], 30);
  assert.equal(pacer.send(40), 3);
  assert.equal(pacer.maySend(), false);
});

test('an answer also settles the frames that were dropped for it', () => {
  const pacer = new Pacer(2);
  pacer.send(0);
  pacer.send(10);
  pacer.answered(2, [1], 50);
  assert.equal(pacer.open.size, 0);
});

test('an answer to a frame that was never sent opens no place', () => {
  const pacer = new Pacer(2);
  pacer.send(0);
  pacer.send(0);
  pacer.answered(17, [], 5);
  assert.equal(pacer.maySend(), false);
});

test('tells how long the oldest frame waits', () => {
  const pacer = new Pacer(2);
  assert.equal(pacer.waitedMillis(1000), 0);
  pacer.send(100);
  pacer.send(200);
  assert.equal(pacer.waitedMillis(300), 200);
});

test('measures frames per second and latency of the last two seconds', () => {
  const pacer = new Pacer(2);
  assert.equal(pacer.pace(0), null);
  for (let now = 0; now < 4000; now += 50) {
    const frame = pacer.send(now);
    pacer.answered(frame, [], now + 30);
  }
  const pace = pacer.pace(3980);
  assert.ok(Math.abs(pace.framesPerSecond - 20) < 0.5, String(pace.framesPerSecond));
  assert.equal(pace.latencyMillis, 30);
  assert.equal(pacer.pace(10_000), null);
});

test('waits longer after every failure, up to about 8 s, and not all alike', () => {
  assert.equal(backoffMillis(1, 0.5), 500);
  assert.equal(backoffMillis(2, 0.5), 1000);
  assert.equal(backoffMillis(50, 0.5), 8000);
  assert.equal(backoffMillis(1, 0), 375);
  assert.equal(backoffMillis(1, 1), 625);
});

test('announces at once, then not before the gap is over, and the newest alone', () => {
  const announcements = new Announcements(3000);
  assert.equal(announcements.add('started', 0), 0);
  assert.equal(announcements.take(0), 'started');
  assert.equal(announcements.add('opened', 1000), 2000);
  assert.equal(announcements.add('closed', 1500), 1500);
  assert.equal(announcements.take(2000), null);
  assert.equal(announcements.take(3000), 'closed');
  assert.equal(announcements.take(9000), null);
});
