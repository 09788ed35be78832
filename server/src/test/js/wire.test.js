import assert from 'node:assert/strict';
import { test } from 'node:test';
import { curl, frameHeader, isToken, problemWords, subprotocols } from '../../main/resources/io/github/smiledetector/server/page/wire.js';

test('a frame number is four bytes, the high one first', () => {
  assert.deepEqual([...frameHeader(0x01020304)], [1, 2, 3, 4]);
  assert.deepEqual([...frameHeader(0xfffffffe)], [255, 255, 255, 254]);
});

test('a token goes as a subprotocol, in letters that one may have', () => {
  assert.deepEqual(subprotocols(null), ['smile.v1']);
  const [first, second] = subprotocols('a?>~ö');
  assert.equal(first, 'smile.v1');
  assert.match(second, /^smile\.token\.[A-Za-z0-9_-]+$/);
  assert.equal(Buffer.from(second.slice('smile.token.'.length), 'base64url').toString(), 'a?>~ö');
});

test('a token is what a header can carry', () => {
  assert.ok(isToken('!0123456789abcdef~'));
  ['', 'ключ-0123456789abcd', 'schlüssel-0123456', 'two words', 'line\nbreak', 'a\u20ac'].forEach(text => assert.ok(!isToken(text), text));
  assert.throws(() => new Headers({ Authorization: 'Bearer ключ' }), TypeError);
});

test('tells a problem document as it stands', () => {
  assert.deepEqual(problemWords(415, { title: 'Not a picture', detail: 'Send one.' }, null),
    { status: 415, title: 'Not a picture', detail: 'Send one.', retryAfterMillis: null });
});

test('tells of an answer that is no problem document', () => {
  assert.equal(problemWords(502, null, null).title, 'The server answered 502');
});

test('waits for a busy server as long as it says, in bounds', () => {
  assert.equal(problemWords(503, { retryAfterMillis: 400 }, '9').retryAfterMillis, 400);
  assert.equal(problemWords(503, null, '2').retryAfterMillis, 2000);
  assert.equal(problemWords(503, null, 'Wed, 21 Oct 2026 07:28:00 GMT').retryAfterMillis, 1000);
  assert.equal(problemWords(503, null, null).retryAfterMillis, 1000);
  assert.equal(problemWords(503, null, '0').retryAfterMillis, 250);
  assert.equal(problemWords(503, null, '86400').retryAfterMillis, 60_000);
});

test('makes a command for curl that holds no token', () => {
  assert.equal(curl('http://127.0.0.1:8080/v1/smiles', 'image/jpeg', false),
    "curl --data-binary @photo.jpg -H 'Content-Type: image/jpeg' 'http://127.0.0.1:8080/v1/smiles'");
  assert.match(curl('https://a.example/v1/smiles', 'image/png', true), /@photo\.png .*'Authorization: Bearer TOKEN'/);
  assert.match(curl('https://a.example/v1/smiles', "a'b", false), /application\/octet-stream/);
});
