// @ts-check
// What a face's probability means at a threshold, in states and in words. No DOM: tested with node.

/**
 * A rectangle in pixels of the upright picture; it may reach beyond it.
 * @typedef {{x: number, y: number, width: number, height: number}} Box
 *
 * A face as the server tells it. `track` and `smoothed` come with camera frames only.
 * @typedef {{box: Box, probability: number | null, unjudged?: string, smiling?: boolean,
 *   track?: number, smoothed?: number | null}} Face
 *
 * @typedef {'smiling' | 'not' | 'unjudged'} Decision
 *
 * @typedef {{faces: number, judged: number, smiling: number, highest: number | null}} Summary
 */

/**
 * The probability that counts: of a camera the smoothed one, as the gate takes it, so that what is shown does not
 * flicker and agrees with what the gate does.
 * @param {Face} face
 * @returns {number | null} null if the face was not judged
 */
export function probability(face) {
  return face.probability === null || face.probability === undefined ? null : face.smoothed ?? face.probability;
}

/**
 * @param {Face} face
 * @param {number} threshold from which on a face smiles
 * @returns {Decision}
 */
export function decide(face, threshold) {
  const p = probability(face);
  return p === null ? 'unjudged' : p >= threshold ? 'smiling' : 'not';
}

/**
 * @param {Face[]} faces
 * @param {number} threshold
 * @returns {Summary}
 */
export function summarize(faces, threshold) {
  const judged = faces.map(probability).filter(p => p !== null);
  return {
    faces: faces.length,
    judged: judged.length,
    smiling: judged.filter(p => p >= threshold).length,
    highest: judged.length ? Math.max(...judged) : null,
  };
}

/**
 * "2 faces, 1 smiles": what is announced and stands in the history.
 * @param {Summary} summary
 */
export function inWords(summary) {
  if (summary.faces === 0) {
    return 'No face found';
  }
  const faces = summary.faces === 1 ? '1 face' : `${summary.faces} faces`;
  if (summary.judged === 0) {
    return `${faces}, not judged`;
  }
  const smiles = summary.smiling === 0 ? 'none smiles' : summary.smiling === 1 ? '1 smiles' : `${summary.smiling} smile`;
  return `${faces}, ${smiles}`;
}

/**
 * Cut, not rounded, so that what is shown never reaches a threshold that the face does not.
 * @param {number} p
 */
export function twoPlaces(p) {
  return (Math.floor(p * 100 + 1e-9) / 100).toFixed(2);
}

/**
 * What stands at a face's box, in two parts: the second is left out where there is no room.
 * @param {Face} face
 * @param {number} threshold
 * @returns {[string, string]}
 */
export function label(face, threshold) {
  const p = probability(face);
  if (p === null) {
    return ['–', { 'too-small': 'too small to judge', 'cut-off': 'cut off' }[face.unjudged ?? ''] ?? 'not judged'];
  }
  return [twoPlaces(p), p >= threshold ? 'smile' : 'no smile'];
}
