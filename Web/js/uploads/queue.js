import { address, opened } from '../api.js';
import { size, t } from '../i18n.js';
import { who } from '../session.js';

/** Uploads at the same time. */
const PARALLEL = 3;

/** What a form adds to its file, beside its name. */
const FORM = 1024;

/** Not at its end yet. @param {Upload} upload */
export const isOpen = ({ state }) => state === 'waiting' || state === 'sending' || state === 'storing';

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

  /** @type {number | undefined} the most bytes of a request, where there is no session to tell it */
  limit;

  get isBusy() {
    return this.uploads.some(isOpen);
  }

  /** @param {File[]} files @param {number} [album] the default album without one */
  add(files, album) {
    if (!files.length) return;
    /** @type {Upload[]} */
    const added = files.map(file => ({ file, album, state: 'waiting', sent: 0, image: null, reason: '', request: null }));
    this.uploads.push(...added);
    this.dispatchEvent(Object.assign(new Event('added'), { uploads: added }));
    this.admit(added);
  }

  /** What is too large for maple fails at once, all else waits for its turn. @param {Upload[]} uploads */
  admit(uploads) {
    const limit = this.limit ?? who()?.max_body ?? Infinity;
    for (const upload of uploads)
      if (upload.file.size + 3 * upload.file.name.length + FORM > limit) this.fail(upload, t('error.large', size(limit)));
      else this.turn(upload, 'waiting');
    this.next();
  }

  /** @param {Upload} upload */
  cancel(upload) {
    upload.request?.abort();
    this.turn(upload, 'cancelled');
    this.next();
  }

  cancelAll() {
    // Before a request ends, so that none that waits takes its place.
    for (const upload of this.uploads.filter(isOpen)) this.turn(upload, 'cancelled');
    for (const { request } of this.uploads) request?.abort();
    this.next();
  }

  /** @param {...Upload} uploads */
  retry(...uploads) {
    for (const upload of uploads) Object.assign(upload, { sent: 0, reason: '' });
    this.admit(uploads);
  }

  /** Ends all that is under way and forgets the rest. */
  clear() {
    const ended = this.uploads;
    // Before a request ends, so that none that waits takes its place.
    this.uploads = [];
    for (const { request } of ended) request?.abort();
    this.dispatchEvent(new Event('cleared'));
  }

  next() {
    const free = PARALLEL - this.uploads.filter(({ request }) => request).length;
    for (const upload of this.uploads.filter(({ state }) => state === 'waiting').slice(0, Math.max(0, free))) this.send(upload);
    if (this.uploads.length && !this.isBusy) this.dispatchEvent(new Event('idle'));
  }

  /** @param {Upload} upload fetch tells no progress, XMLHttpRequest does */
  send(upload) {
    const { file } = upload;
    const form = new FormData();
    if (upload.album) form.append('album_id', String(upload.album));
    form.append('images', file, file.name);
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
    // A guest has no session that could end.
    if (this.key && request.status === 401) return this.fail(upload, t('guest.ended'));
    // A proxy says so in a page of its own.
    if (request.status === 413 && !request.response) return this.fail(upload, t('error.large.proxy'));
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
