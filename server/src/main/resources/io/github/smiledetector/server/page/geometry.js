// @ts-check
// Sizes of pictures and places of boxes. No DOM: tested with node.

/** @typedef {import('./faces.js').Box} Box */

/** Longest side that is sent, in pixels: faces that the server judges are still large enough in it. */
export const SENT_PX = 1280;

/** A file of up to so many bytes goes as it is: it is sent sooner than it is scaled. */
export const SMALL_FILE_BYTES = 400_000;

/**
 * The size of a picture brought down to a longest side; never enlarged.
 * @param {number} width
 * @param {number} height
 * @param {number} longest
 */
export function fitWithin(width, height, longest) {
  const scale = Math.min(1, longest / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/**
 * Whether a photo is brought down before it is sent.
 * @param {{bytes: number, width: number, height: number}} photo
 * @param {number} maxBodyBytes that the server takes
 */
export function shouldScale(photo, maxBodyBytes) {
  return photo.bytes > maxBodyBytes
    || (photo.bytes > SMALL_FILE_BYTES && Math.max(photo.width, photo.height) > SENT_PX);
}

/**
 * Where a box stands over a picture that is shown at whatever size: percentages of its width and height. The part
 * beyond the picture is cut off; `null` if nothing is left.
 * @param {Box} box
 * @param {number} width of the picture in pixels
 * @param {number} height
 * @param {boolean} [mirrored] whether the picture is shown like a mirror
 */
export function place(box, width, height, mirrored = false) {
  const left = Math.max(0, box.x);
  const top = Math.max(0, box.y);
  const right = Math.min(width, box.x + box.width);
  const bottom = Math.min(height, box.y + box.height);
  if (!(right > left && bottom > top)) {
    return null;
  }
  const start = mirrored ? width - right : left;
  return {
    left: 100 * start / width,
    top: 100 * top / height,
    width: 100 * (right - left) / width,
    height: 100 * (bottom - top) / height,
    /** Above the box, where there is room; never over the face if it can be helped. */
    label: top / height >= 0.09 ? 'above' : bottom / height <= 0.91 ? 'below' : 'inside',
    /** Too little room to the right: the label ends where the box ends. */
    labelAtEnd: start / width > 0.62,
  };
}
