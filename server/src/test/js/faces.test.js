import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decide, inWords, label, probability, summarize, twoPlaces } from '../../main/resources/io/github/smiledetector/server/page/faces.js';

const box = { x: 0, y: 0, width: 10, height: 10 };
const face = p => ({ box, probability: p });
const unjudged = { box, probability: null, unjudged: 'too-small' };

test('a face at the threshold smiles, one just below does not', () => {
  assert.equal(decide(face(0.5), 0.5), 'smiling');
  assert.equal(decide(face(0.4999), 0.5), 'not');
});

test('a face without a probability never smiles, not even at threshold 0', () => {
  assert.equal(decide(unjudged, 0), 'unjudged');
  assert.deepEqual(summarize([unjudged], 0), { faces: 1, judged: 0, smiling: 0, highest: null });
});

test('of a camera the smoothed probability counts, but only where the face was judged', () => {
  assert.equal(probability({ ...face(0.9), smoothed: 0.4 }), 0.4);
  assert.equal(probability({ ...face(0.9), smoothed: null }), 0.9);
  assert.equal(probability({ ...unjudged, smoothed: 0.9 }), null);
});

test('the summary counts faces, smiles and the highest', () => {
  assert.deepEqual(summarize([face(0.2), face(0.9), unjudged, face(0.5)], 0.5),
    { faces: 4, judged: 3, smiling: 2, highest: 0.9 });
});

test('says in words what was found', () => {
  const words = (...faces) => inWords(summarize(faces, 0.5));
  assert.equal(words(), 'No face found');
  assert.equal(words(unjudged), '1 face, not judged');
  assert.equal(words(face(0.1)), '1 face, none smiles');
  assert.equal(words(face(0.1), face(0.9)), '2 faces, 1 smiles');
  assert.equal(words(face(0.1), face(0.9), face(0.8)), '3 faces, 2 smile');
});

test('a shown number never reaches a threshold that the face does not', () => {
  assert.equal(twoPlaces(0.7999), '0.79');
  assert.equal(twoPlaces(0.29), '0.29');
  assert.equal(twoPlaces(1), '1.00');
});

test('a label tells the decision without colour', () => {
  assert.deepEqual(label(face(0.934), 0.5), ['0.93', 'smile']);
  assert.deepEqual(label(face(0.1), 0.5), ['0.10', 'no smile']);
  assert.deepEqual(label(unjudged, 0.5), ['–', 'too small to judge']);
  assert.deepEqual(label({ ...unjudged, unjudged: 'of-tomorrow' }, 0.5), ['–', 'not judged']);
});
