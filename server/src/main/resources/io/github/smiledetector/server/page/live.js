// @ts-check
// The camera at work: its frames go to the server, and boxes, gate and figures come back.

import { Problem } from './api.js';
import { Camera } from './camera.js';
import { GateWatch, gateOptions } from './gate.js';
import { Stream } from './stream.js';
import { element, say, showNoFaces, showVideo } from './view.js';

/**
 * What the page does with it.
 * @typedef {{
 *   onStarted: () => void,
 *   onStopped: () => void,
 *   onFaces: (result: any, mirrored: boolean) => void,
 *   onThreshold: (threshold: number) => void,
 *   onOpened: (picture: Blob, result: any) => void,
 *   onProblem: (error: unknown) => void,
 *   announce: (text: string) => void,
 * }} Host
 */

/** Figures that change more often cannot be read. */
const FIGURES_MILLIS = 500;

/** A setting that is being typed is not sent before. */
const TYPING_MILLIS = 600;

export class Live {
  /**
   * @param {import('./api.js').Api} api
   * @param {Host} host
   */
  constructor(api, host) {
    this.host = host;
    this.running = false;
    this.starting = false;
    this.encoding = false;
    this.watch = new GateWatch();
    /** The last result, and the frame that it is about. @type {{result: any, sent: Blob | undefined} | null} */
    this.last = null;
    this.figures = 0;
    this.typing = 0;
    this.button = element('camera', HTMLButtonElement);
    this.device = element('device', HTMLSelectElement);
    this.form = element('gate-form', HTMLFormElement);
    this.gate = element('gate', HTMLElement);
    this.camera = new Camera(element('video', HTMLVideoElement), () => {
      this.stop();
      this.tell('The camera is gone', 'Connect it, and start it again.');
    });
    this.stream = new Stream(api, () => ({ type: 'hello', gate: gateOptions(this.settings()) }), {
      onReady: ready => this.ready(ready),
      onResult: (result, sent) => {
        this.last = { result, sent };
        this.host.onFaces(result, this.camera.mirrored);
      },
      onGate: message => this.showGate(message),
      onWaiting: why => this.rest('Not connected', why),
      onFatal: problem => {
        this.stop();
        this.host.onProblem(problem);
      },
    });
    this.button.addEventListener('click', () => this.running ? this.stop() : this.start());
    this.device.addEventListener('change', () => this.start(this.device.value));
    this.form.addEventListener('submit', event => event.preventDefault());
    this.form.addEventListener('change', event => {
      if (event.target instanceof HTMLInputElement) {
        clamp(event.target);
      }
    });
    this.form.addEventListener('input', () => {
      clearTimeout(this.typing);
      this.typing = window.setTimeout(() => this.form.checkValidity() && this.stream.restart(), TYPING_MILLIS);
    });
    document.addEventListener('visibilitychange', () => this.running && (document.hidden ? this.pause() : this.resume()));
  }

  /** @param {string} [deviceId] */
  async start(deviceId) {
    // Not a disabled button: that would lose the keyboard's focus while the browser asks for leave.
    if (this.starting) {
      return;
    }
    this.starting = true;
    const changed = this.running;
    try {
      await this.camera.start(deviceId);
    } catch (e) {
      this.stop();
      const { message, cause } = /** @type {Error} */ (e);
      this.tell(message, String(cause ?? ''));
      return;
    } finally {
      this.starting = false;
    }
    this.running = true;
    this.host.onStarted();
    showVideo(this.camera.size);
    element('view', HTMLElement).classList.toggle('mirrored', this.camera.mirrored);
    this.camera.eachFrame(() => this.frame());
    if (!changed) {
      say(this.button, 'Stop the camera');
      this.rest('Connecting', 'One moment.');
      this.stream.start();
      this.figures = window.setInterval(() => this.showPace(), FIGURES_MILLIS);
      this.host.announce('Camera started.');
    }
    await this.offerDevices();
  }

  /** @param {string} title @param {string} detail */
  tell(title, detail) {
    this.host.onProblem(new Problem({ status: 0, title, detail, retryAfterMillis: null }));
  }

  /** Frees the camera and the connection. */
  stop() {
    this.camera.stop();
    if (!this.running) {
      return;
    }
    this.running = false;
    this.stream.stop();
    clearInterval(this.figures);
    this.last = null;
    say(this.button, 'Start the camera');
    element('device-row', HTMLElement).hidden = true;
    element('pace', HTMLElement).hidden = true;
    element('view', HTMLElement).classList.remove('mirrored');
    this.rest('Not watching', 'Start the camera, and a held smile opens the gate.');
    this.host.onStopped();
    this.host.announce('Camera stopped.');
  }

  /** Nobody looks: nothing is taken or sent. */
  pause() {
    this.camera.enable(false);
    this.stream.stop();
    this.rest('Paused', 'The page is hidden.');
  }

  resume() {
    this.camera.enable(true);
    this.stream.start();
  }

  /** One at a time is made a JPEG, so that frames go out in their order. */
  async frame() {
    if (this.encoding || !this.stream.maySend()) {
      return;
    }
    this.encoding = true;
    try {
      const { connection } = this.stream;
      this.stream.send(connection, await this.camera.grab());
    } finally {
      this.encoding = false;
    }
  }

  async offerDevices() {
    const devices = await this.camera.devices();
    if (!this.running) {
      return;
    }
    element('device-row', HTMLElement).hidden = devices.length < 2;
    this.device.replaceChildren(...devices.map(({ id, name, used }) => new Option(name, id, used, used)));
  }

  settings() {
    /** @param {string} name */
    const value = name => Number(this.field(name).value);
    return {
      probability: value('probability'),
      holdSeconds: value('hold'),
      cooldownSeconds: value('cooldown'),
      whoCounts: this.field('who').value,
      neutralFirstSeconds: value('neutral'),
    };
  }

  /**
   * @param {string} name
   * @returns {HTMLInputElement | HTMLSelectElement}
   */
  field(name) {
    return /** @type {any} */ (this.form.elements.namedItem(name));
  }

  /** @param {any} ready */
  ready(ready) {
    this.watch.connected(ready.gate?.cooldownMillis ?? 0);
    this.host.onThreshold(ready.threshold);
    const acts = (ready.actions ?? []).length > 0;
    element('gate-fields', HTMLFieldSetElement).disabled = acts;
    const note = element('gate-acts', HTMLElement);
    note.hidden = !acts;
    if (acts) {
      say(note, `This server acts on openings (${ready.actions.join(', ')}): its own settings hold.`);
      this.field('probability').value = String(ready.gate.probability);
      this.field('hold').value = String(ready.gate.holdMillis / 1000);
      this.field('cooldown').value = String(ready.gate.cooldownMillis / 1000);
      this.field('who').value = ready.gate.whoCounts;
      this.field('neutral').value = String(ready.gate.neutralFirstMillis / 1000);
    }
    this.showPhase('waiting', 'Waiting for a smile', 'The first frames are on their way.', 0);
  }

  /** @param {import('./gate.js').GateMessage} message */
  showGate(message) {
    const gate = this.watch.next(message, Date.now());
    this.showPhase(gate.phase, gate.title, gate.reason, gate.progress);
    if (gate.lastOpening !== null) {
      const times = gate.openings === 1 ? 'once' : gate.openings === 2 ? 'twice' : `${gate.openings} times`;
      say(element('gate-count', HTMLElement),
        `Opened ${times}, last at ${new Date(gate.lastOpening).toLocaleTimeString('en-GB')}.`);
    }
    if (gate.change === 'opened') {
      this.host.announce('The gate opened.');
      if (this.last?.sent) {
        this.host.onOpened(this.last.sent, this.last.result);
      }
    } else if (gate.change === 'closed') {
      this.host.announce('The gate is closed and can open again.');
    }
  }

  /**
   * Nothing is judged now: boxes of the last frame would be wrong over the next.
   * @param {string} title
   * @param {string} why
   */
  rest(title, why) {
    showNoFaces();
    this.showPhase('off', title, why, 0);
  }

  /**
   * @param {string} phase
   * @param {string} title
   * @param {string} reason
   * @param {number} progress 0 to 1
   */
  showPhase(phase, title, reason, progress) {
    this.gate.dataset.phase = phase;
    say(element('gate-phase', HTMLElement), title);
    say(element('gate-reason', HTMLElement), reason);
    element('gate-ring', SVGCircleElement).style.strokeDasharray = `${(100 * progress).toFixed(1)} 200`;
  }

  showPace() {
    const pace = this.stream.pacer.pace(performance.now());
    element('pace', HTMLElement).hidden = false;
    say(element('pace-frames', HTMLElement), pace ? pace.framesPerSecond.toFixed(1) : '–');
    say(element('pace-latency', HTMLElement), pace ? `${pace.latencyMillis.toFixed(0)} ms` : '–');
  }
}

/**
 * Brings a number that was typed into its range, so that there is always one that can be sent.
 * @param {HTMLInputElement} field
 */
function clamp(field) {
  const value = Number.isNaN(field.valueAsNumber) ? Number(field.defaultValue) : field.valueAsNumber;
  field.value = String(Math.min(Number(field.max), Math.max(Number(field.min), value)));
}
