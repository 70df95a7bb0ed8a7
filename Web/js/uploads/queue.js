import { address, opened } from '../api.js';
import { t } from '../i18n.js';

/** Uploads at the same time. */
const PARALLEL = 3;

/**
 * @typedef {object} Upload
 * @property {File} file
 * @property {number | undefined} album
 * @property {'waiting' | 'sending' | 'storing' | 'done' | 'failed' | 'cancelled'} state
 * @property {number} sent share of the bytes, 0 to 1
 * @property {any} image once it is done
 * @property {string} reason why it failed
 * @property {XMLHttpRequest | null} request
 */

/** Sends files one by one, three at a time. Says `added`, `change` (with `upload`) and `idle`. */
class UploadQueue extends EventTarget {
  /** @type {Upload[]} */
  uploads = [];

  /** The next navigation brings a file, so nothing ends with the page. */
  stays = false;

  /** @type {string | undefined} sent along by a page without a session */
  key;

  get isBusy() {
    return this.uploads.some(({ state }) => state === 'waiting' || state === 'sending' || state === 'storing');
  }

  /** @param {File[]} files @param {number} [album] the default album without one */
  add(files, album) {
    if (!files.length) return;
    /** @type {Upload[]} */
    const added = files.map(file => ({ file, album, state: 'waiting', sent: 0, image: null, reason: '', request: null }));
    this.uploads.push(...added);
    this.dispatchEvent(Object.assign(new Event('added'), { uploads: added }));
    this.next();
  }

  /** @param {Upload} upload */
  cancel(upload) {
    upload.request?.abort();
    this.turn(upload, 'cancelled');
    this.next();
  }

  /** @param {Upload} upload */
  retry(upload) {
    Object.assign(upload, { sent: 0, reason: '' });
    this.turn(upload, 'waiting');
    this.next();
  }

  /** Ends all that is under way and forgets the rest. */
  clear() {
    for (const { request } of this.uploads) request?.abort();
    this.uploads = [];
    this.dispatchEvent(new Event('cleared'));
  }

  next() {
    const free = PARALLEL - this.uploads.filter(({ request }) => request).length;
    for (const upload of this.uploads.filter(({ state }) => state === 'waiting').slice(0, Math.max(0, free))) this.send(upload);
    if (!this.isBusy) this.dispatchEvent(new Event('idle'));
  }

  /** @param {Upload} upload fetch tells no progress, XMLHttpRequest does */
  send(upload) {
    const form = new FormData();
    if (upload.album) form.append('album', String(upload.album));
    form.append('images', upload.file, upload.file.name);
    const request = upload.request = new XMLHttpRequest();
    request.open('POST', address('images'));
    if (this.key) request.setRequestHeader('X-API-Key', this.key);
    request.responseType = 'json';
    request.upload.onprogress = event => {
      upload.sent = event.total ? event.loaded / event.total : 0;
      this.turn(upload, upload.sent < 1 ? 'sending' : 'storing');
    };
    request.onload = () => this.finish(upload, request);
    request.onerror = () => this.fail(upload, t('error.upload'));
    request.onloadend = () => {
      upload.request = null;
      this.next();
    };
    this.turn(upload, 'sending');
    request.send(form);
  }

  finish(upload, request) {
    const refusal = request.response?.data?.fail?.[0];
    if (refusal) return this.fail(upload, refusal.message);
    try {
      upload.image = opened(request.status, request.response).data.success[0];
      upload.sent = 1;
      this.turn(upload, 'done');
    } catch (error) {
      this.fail(upload, error.code === 'unauthorized' ? t('error.signed.out') : error.message);
    }
  }

  fail(upload, reason) {
    upload.reason = reason;
    this.turn(upload, 'failed');
  }

  turn(upload, state) {
    upload.state = state;
    this.dispatchEvent(Object.assign(new Event('change'), { upload }));
  }
}

export const queue = new UploadQueue();

window.addEventListener('beforeunload', event => {
  const leaves = !queue.stays;
  queue.stays = false;
  if (leaves && queue.isBusy) event.preventDefault();
});
