// @ts-check
// The camera: starts and frees it, and makes JPEGs of its frames.

import { fitWithin } from './geometry.js';
import { jpeg } from './photo.js';

/** Frames are sent no larger: the server looks for faces in smaller ones still. */
const FRAME_PX = 640;

/** Why there is no camera, by the name of the browser's error. */
const WHY = /** @type {Record<string, [string, string]>} */ ({
  NotAllowedError: ['The camera was not allowed', 'Allow it for this page in the browser, and start it again.'],
  NotFoundError: ['There is no camera', 'Connect one, or choose a photo.'],
  NotReadableError: ['The camera cannot be used', 'Another program may be using it. Close that, and start it again.'],
});

export class Camera {
  /**
   * @param {HTMLVideoElement} video that shows it
   * @param {() => void} onLost called where the camera goes away by itself
   */
  constructor(video, onLost) {
    this.video = video;
    this.onLost = onLost;
    this.canvas = document.createElement('canvas');
    // Read back for every frame: kept in main memory that is faster.
    this.pen = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext('2d', { willReadFrequently: true }));
    /** @type {MediaStreamTrack | null} */
    this.track = null;
  }

  /**
   * @param {string} [deviceId] the one that was chosen
   * @throws {Error} with a title as its message and what to do as its cause
   */
  async start(deviceId) {
    if (!navigator.mediaDevices) {
      throw new Error('The browser keeps the camera from this page',
        { cause: 'It gives it only to pages by https or from this machine (localhost).' });
    }
    this.stop();
    const wanted = deviceId ? { deviceId: { exact: deviceId } } : { facingMode: 'user' };
    let media;
    try {
      media = await navigator.mediaDevices.getUserMedia(
        { audio: false, video: { width: { ideal: 640 }, height: { ideal: 480 }, ...wanted } });
    } catch (e) {
      const { name, message } = /** @type {DOMException} */ (e);
      const [title, cause] = WHY[name] ?? ['The camera cannot be started', message];
      throw new Error(title, { cause });
    }
    this.track = media.getVideoTracks()[0];
    this.track.addEventListener('ended', this.onLost);
    this.video.srcObject = media;
    await this.video.play();
  }

  /** People know themselves from mirrors; a camera at the back of a phone is none. */
  get mirrored() {
    return this.track?.getSettings().facingMode !== 'environment';
  }

  get size() {
    return { width: this.video.videoWidth || 640, height: this.video.videoHeight || 480 };
  }

  /** @returns {Promise<{id: string, name: string, used: boolean}[]>} all there are, once one was allowed */
  async devices() {
    const used = this.track?.getSettings().deviceId;
    const all = (await navigator.mediaDevices.enumerateDevices()).filter(device => device.kind === 'videoinput');
    return all.map((device, i) => (
      { id: device.deviceId, name: device.label || `Camera ${i + 1}`, used: device.deviceId === used }));
  }

  /** @param {boolean} on whether it takes pictures; the camera stays ours */
  enable(on) {
    if (this.track) {
      this.track.enabled = on;
    }
  }

  /**
   * Calls back for every new frame until the camera is stopped.
   * @param {() => void} callback
   */
  eachFrame(callback) {
    const { track, video } = this;
    const next = () => {
      if (this.track !== track) {
        return;
      }
      callback();
      again();
    };
    const again = 'requestVideoFrameCallback' in video
      ? () => { video.requestVideoFrameCallback(next); }
      : () => { requestAnimationFrame(next); };
    again();
  }

  /** @returns {Promise<Blob>} the frame that is shown now, never mirrored */
  grab() {
    const size = fitWithin(this.size.width, this.size.height, FRAME_PX);
    if (this.canvas.width !== size.width || this.canvas.height !== size.height) {
      Object.assign(this.canvas, size);
    }
    this.pen.drawImage(this.video, 0, 0, size.width, size.height);
    return jpeg(this.canvas, 0.8);
  }

  /** Frees the camera. */
  stop() {
    this.track?.removeEventListener('ended', this.onLost);
    this.track?.stop();
    this.track = null;
    this.video.srcObject = null;
  }
}
