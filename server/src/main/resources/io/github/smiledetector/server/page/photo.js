// @ts-check
// Makes of a file what is sent and shown.

import { SENT_PX, fitWithin, shouldScale } from './geometry.js';

/**
 * A photo that is ready to be sent; `shows` tells whether this browser can show it, `hint` what was done to it.
 * @typedef {{blob: Blob, shows: boolean, hint: string}} Photo
 */

/**
 * @param {Blob} file
 * @param {number} maxBodyBytes that the server takes
 * @returns {Promise<Photo>}
 */
export async function prepare(file, maxBodyBytes) {
  let bitmap;
  try {
    // Upright, as the server's boxes are.
    bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' });
  } catch {
    // The server may know formats that the browser does not.
    return { blob: file, shows: false, hint: 'This browser cannot show the photo, only what was found in it.' };
  }
  try {
    const size = { width: bitmap.width, height: bitmap.height };
    if (!shouldScale({ bytes: file.size, ...size }, maxBodyBytes)) {
      return { blob: file, shows: true, hint: '' };
    }
    const to = fitWithin(size.width, size.height, SENT_PX);
    return {
      blob: await draw(bitmap, to, 0.92),
      shows: true,
      hint: `Brought down here from ${size.width} × ${size.height} to ${to.width} × ${to.height} pixels before it was `
        + 'sent. Very small faces may be missed.',
    };
  } finally {
    bitmap.close();
  }
}

/**
 * A small picture for the history.
 * @param {Blob} picture
 * @returns {Promise<Blob | null>} null if the browser cannot show it
 */
export async function thumbnail(picture) {
  try {
    const bitmap = await createImageBitmap(picture, { imageOrientation: 'from-image' });
    try {
      return await draw(bitmap, fitWithin(bitmap.width, bitmap.height, 240), 0.8);
    } finally {
      bitmap.close();
    }
  } catch {
    return null;
  }
}

/**
 * @param {ImageBitmap} bitmap
 * @param {{width: number, height: number}} size
 * @param {number} quality
 * @returns {Promise<Blob>} a JPEG
 */
function draw(bitmap, size, quality) {
  const canvas = document.createElement('canvas');
  canvas.width = size.width;
  canvas.height = size.height;
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  // JPEG knows no transparency; without this it would be black.
  pen.fillStyle = '#fff';
  pen.fillRect(0, 0, size.width, size.height);
  pen.imageSmoothingQuality = 'high';
  pen.drawImage(bitmap, 0, 0, size.width, size.height);
  return jpeg(canvas, quality);
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {number} quality
 * @returns {Promise<Blob>}
 */
export function jpeg(canvas, quality) {
  return new Promise((resolve, reject) =>
    canvas.toBlob(blob => blob ? resolve(blob) : reject(new Error('no JPEG of the picture')), 'image/jpeg', quality));
}
