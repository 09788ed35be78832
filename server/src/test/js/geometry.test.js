import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SMALL_FILE_BYTES, fitWithin, place, shouldScale } from '../../main/resources/io/github/smiledetector/server/page/geometry.js';

test('brings the longer side down and keeps the proportions', () => {
  assert.deepEqual(fitWithin(4000, 3000, 1280), { width: 1280, height: 960 });
  assert.deepEqual(fitWithin(3000, 4000, 1280), { width: 960, height: 1280 });
});

test('never enlarges, and never makes a side vanish', () => {
  assert.deepEqual(fitWithin(100, 50, 1280), { width: 100, height: 50 });
  assert.deepEqual(fitWithin(100_000, 3, 1280), { width: 1280, height: 1 });
});

test('scales what is large in pixels and bytes, and whatever the server would refuse', () => {
  const most = 10_000_000;
  assert.equal(shouldScale({ bytes: SMALL_FILE_BYTES, width: 4000, height: 3000 }, most), false);
  assert.equal(shouldScale({ bytes: SMALL_FILE_BYTES + 1, width: 4000, height: 3000 }, most), true);
  assert.equal(shouldScale({ bytes: 5_000_000, width: 1280, height: 960 }, most), false);
  assert.equal(shouldScale({ bytes: most + 1, width: 1280, height: 960 }, most), true);
});

test('places a box in percentages of the picture', () => {
  const at = place({ x: 64, y: 96, width: 128, height: 240 }, 640, 480);
  assert.deepEqual(at, { left: 10, top: 20, width: 20, height: 50, label: 'above', labelAtEnd: false });
});

test('mirrors a box as the video is mirrored', () => {
  const at = place({ x: 64, y: 96, width: 128, height: 240 }, 640, 480, true);
  assert.deepEqual([at.left, at.width], [70, 20]);
});

test('cuts off what reaches beyond the picture', () => {
  const at = place({ x: -50, y: -20, width: 100, height: 1000 }, 200, 100);
  assert.deepEqual([at.left, at.top, at.width, at.height], [0, 0, 25, 100]);
  assert.equal(place({ x: 300, y: 0, width: 10, height: 10 }, 200, 100), null);
});

test('keeps labels within the picture at its edges', () => {
  assert.equal(place({ x: 0, y: 2, width: 10, height: 10 }, 100, 100).label, 'below');
  assert.equal(place({ x: 0, y: 2, width: 10, height: 97 }, 100, 100).label, 'inside');
  assert.equal(place({ x: 80, y: 50, width: 10, height: 10 }, 100, 100).labelAtEnd, true);
});
