// @ts-check
// What goes to and comes from the server, as bytes and words. No DOM: tested with node.

/**
 * A problem document (RFC 9457), or what was made of an answer that is none.
 * @typedef {{status: number, title: string, detail: string, retryAfterMillis: number | null}} ProblemWords
 */

/**
 * The four bytes before a camera frame's picture: its number, the high byte first.
 * @param {number} number
 */
export function frameHeader(number) {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, number);
  return bytes;
}

/**
 * Whether a server can have this token: others cannot be sent in a header.
 * @param {string} text
 */
export function isToken(text) {
  return /^[\x21-\x7e]+$/.test(text);
}

/**
 * The WebSocket subprotocols. A browser cannot send an Authorization header with a WebSocket, so that the token goes
 * as one of these.
 * @param {string | null} token
 */
export function subprotocols(token) {
  if (!token) {
    return ['smile.v1'];
  }
  const bytes = String.fromCharCode(...new TextEncoder().encode(token));
  const encoded = btoa(bytes).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
  return ['smile.v1', `smile.token.${encoded}`];
}

/**
 * What to tell of an answer that is not a success.
 * @param {number} status
 * @param {any} body the parsed JSON, or null
 * @param {string | null} retryAfter the header: seconds
 * @returns {ProblemWords}
 */
export function problemWords(status, body, retryAfter) {
  const seconds = retryAfter === null || retryAfter.trim() === '' ? NaN : Number(retryAfter);
  const told = body?.retryAfterMillis;
  const wait = typeof told === 'number' ? told : Number.isFinite(seconds) ? 1000 * seconds : null;
  return {
    status,
    title: body?.title || `The server answered ${status}`,
    detail: body?.detail || '',
    // Where a busy server names no time, a second is polite.
    retryAfterMillis: status === 503 ? Math.min(60_000, Math.max(250, wait ?? 1000)) : null,
  };
}

const ENDINGS = /** @type {Record<string, string>} */ ({
  'image/jpeg': 'jpg', 'image/png': 'png', 'image/gif': 'gif', 'image/webp': 'webp', 'image/bmp': 'bmp',
});

/**
 * The command that asks the same from a terminal. Its file name is ours: a name with quotes would have to be quoted
 * for every shell.
 * @param {string} address of `/v1/smiles`
 * @param {string} type of the picture
 * @param {boolean} withToken whether the server asks for one; the token itself is not in the command
 */
export function curl(address, type, withToken) {
  const known = ENDINGS[type];
  const parts = [
    `curl --data-binary @photo.${known ?? 'jpg'}`,
    `-H 'Content-Type: ${known ? type : 'application/octet-stream'}'`,
    ...(withToken ? ["-H 'Authorization: Bearer TOKEN'"] : []),
    `'${address.replaceAll("'", '%27')}'`,
  ];
  return parts.join(' ');
}
