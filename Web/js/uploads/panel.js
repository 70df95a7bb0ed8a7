import { nearby } from '../api.js';
import { copyButtons, copyLinks } from '../copy.js';
import { el } from '../dom.js';
import { icon } from '../icons.js';
import { size, t } from '../i18n.js';
import { announce } from '../toast.js';
import { queue } from './queue.js';

/** A preview of a larger file would cost more than it shows. */
const PREVIEW = 20 << 20;

const list = el('ul', {});
const summary = el('h2', { id: 'uploads' });
const copyAll = el('div.copy-all', { hidden: true }, el('span', {}, t('copy.all')), copyButtons(() => done().map(({ image }) => image)));
export const panel = el('section.uploads', { hidden: true, 'aria-labelledby': 'uploads' },
  el('header', {}, summary, el('button.plain', { type: 'button', 'aria-label': t('close'), onclick: close }, icon('close'))),
  list,
  copyAll);
document.body.append(panel);

/** @type {Map<import('./queue.js').Upload, {element: HTMLElement, update: () => void}>} */
const rows = new Map();

const done = () => queue.uploads.filter(({ state }) => state === 'done');

queue.addEventListener('added', event => {
  for (const upload of /** @type {any} */ (event).uploads) {
    const row = newRow(upload);
    rows.set(upload, row);
    list.append(row.element);
  }

  panel.hidden = false;
  list.lastElementChild.scrollIntoView({ block: 'nearest' });
  summarize();
});

queue.addEventListener('change', event => {
  const { upload } = /** @type {any} */ (event);
  rows.get(upload)?.update();
  if (upload.state === 'failed') announce(t('upload.failed', upload.file.name, upload.reason));
  summarize();
});

queue.addEventListener('cleared', () => {
  rows.clear();
  list.replaceChildren();
  panel.hidden = true;
});

let told = 0;
queue.addEventListener('idle', () => {
  const fresh = done().length - told;
  told = done().length;
  if (fresh > 0) announce(t('uploaded', fresh, done().at(-1).file.name));
});

// With nothing else to copy, Ctrl+C takes what was uploaded just now: a screenshot is a link after Ctrl+V, Ctrl+C.
addEventListener('keydown', event => {
  const isCopy = (event.ctrlKey || event.metaKey) && event.key === 'c';
  if (!isCopy || event.defaultPrevented || panel.hidden || !done().length || !getSelection()?.isCollapsed) return;
  if (/** @type {HTMLElement} */ (event.target).matches('input:not([type=checkbox]), textarea')) return;
  event.preventDefault();
  copyLinks(done().map(({ image }) => image));
});

function close() {
  if (queue.isBusy) {
    panel.classList.toggle('folded');
    return;
  }

  told = 0;
  queue.clear();
}

function summarize() {
  const all = queue.uploads.filter(({ state }) => state !== 'cancelled');
  const failed = all.filter(({ state }) => state === 'failed').length;
  summary.textContent = queue.isBusy ? t('uploading', done().length, all.length) : t('upload.summary', done().length, failed);
  copyAll.hidden = done().length < 2 || (queue.key !== undefined && done()[0].image.private);
}

/** @param {import('./queue.js').Upload} upload */
function newRow(upload) {
  const { file } = upload;
  const preview = file.type.startsWith('image/') && file.size < PREVIEW ? URL.createObjectURL(file) : null;
  const picture = el('img', { src: preview, alt: '', width: 48, height: 48, onerror: () => picture.removeAttribute('src') });
  if (preview) picture.addEventListener('load', () => URL.revokeObjectURL(preview), { once: true });
  const bar = el('progress', { max: 1, value: 0, 'aria-label': t('progress', file.name) });
  const state = el('span.state');
  const button = (key, one, glyph, onclick) =>
    el('button.plain', { type: 'button', 'aria-label': t(one, file.name), title: t(key), onclick }, icon(glyph));
  const cancel = button('cancel', 'cancel.one', 'close', () => queue.cancel(upload));
  const retry = button('retry', 'retry.one', 'retry', () => queue.retry(upload));
  const links = el('div', {});
  const element = el('li', {},
    picture,
    el('div.upload-body', {}, el('div.upload-name', {}, el('span', { title: file.name }, file.name), state), bar, links),
    cancel,
    retry);
  const update = () => {
    const isOpen = ['waiting', 'sending', 'storing'].includes(upload.state);
    element.dataset.state = upload.state;
    bar.hidden = !isOpen;
    bar.value = upload.sent;
    cancel.hidden = !isOpen;
    retry.hidden = upload.state !== 'failed' && upload.state !== 'cancelled';
    state.textContent = upload.state === 'failed' ? upload.reason
      : upload.state === 'sending' ? `${Math.floor(upload.sent * 100)} %`
      : upload.state === 'done' ? (upload.image.duplicate ? t('state.duplicate') : size(upload.image.bytes))
      : t(`state.${upload.state}`);
    if (upload.state === 'done' && !links.hasChildNodes()) {
      if (!queue.key || !upload.image.private) picture.src = nearby(upload.image.thumb_url);
      // A guest may not see what lies in a private album.
      if (!queue.key || !upload.image.private) links.append(copyButtons(() => [upload.image]));
    }
  };
  update();
  return { element, update };
}
