import { copyButtons } from '../copy.js';
import { el } from '../dom.js';
import { icon } from '../icons.js';
import { t } from '../i18n.js';
import { announce } from '../toast.js';
import { isCopyable } from './latest.js';
import { isOpen, queue } from './queue.js';
import { newRow } from './row.js';

/** How many of each have a row; all others are a number. Those that are being sent are few. */
const ROWS = { waiting: 10, done: 20, failed: 50, cancelled: 10 };

const count = (...states) => queue.uploads.filter(({ state }) => states.includes(state)).length;
const done = () => queue.uploads.filter(({ state, image }) => state === 'done' && isCopyable(image)).map(({ image }) => image);
const failed = () => queue.uploads.filter(({ state }) => state === 'failed');

const list = el('ul', {});
const summary = el('h2', { id: 'uploads' });
const rest = el('p.rest', { hidden: true });
const fold = el('button.plain.fold', { type: 'button', onclick: () => setFolded(!panel.classList.contains('folded')) }, icon('left'));
const close = el('button.plain', { type: 'button', title: t('close'), 'aria-label': t('close'), onclick: () => queue.clear() }, icon('close'));
const cancelAll = el('button', { type: 'button', onclick: () => queue.cancelAll() }, t('cancel.all'));
const retryAll = el('button', { type: 'button', onclick: () => queue.retry(...failed()) }, icon('retry'), t('retry.all'));
const copyAll = el('div.copy-all', {}, el('span', {}, t('copy.all')), copyButtons(done));
export const panel = el('section.uploads', { hidden: true, 'aria-labelledby': 'uploads' },
  el('header', {}, summary, fold, close),
  list, rest,
  el('div.upload-all', {}, cancelAll, retryAll),
  copyAll);
setFolded(false);
document.body.append(panel);

/** @type {Map<import('./queue.js').Upload, ReturnType<typeof newRow>>} */
const rows = new Map();
let isPlanned = false;

queue.addEventListener('added', event => {
  panel.hidden = false;
  setFolded(false);
  arrange();
  rows.get(/** @type {any} */ (event).uploads[0])?.element.scrollIntoView({ block: 'nearest' });
});

queue.addEventListener('change', event => {
  const { upload } = /** @type {any} */ (event);
  const row = rows.get(upload);
  const isTurn = row?.element.dataset.state !== upload.state;
  row?.update();
  if (!isTurn) return;
  if (upload.state === 'failed') {
    setFolded(false);
    announce(t('upload.failed', upload.file.name, upload.reason));
  }

  // Many may turn at once.
  if (!isPlanned) queueMicrotask(arrange);
  isPlanned = true;
});

let told = 0;
queue.addEventListener('cleared', () => {
  told = 0;
  arrange();
  panel.hidden = true;
});

queue.addEventListener('idle', () => {
  const names = queue.uploads.filter(({ state }) => state === 'done').map(({ file }) => file.name);
  if (names.length > told) announce(t('uploaded', names.length - told, names.at(-1)));
  told = names.length;
});

function setFolded(isFolded) {
  panel.classList.toggle('folded', isFolded);
  const name = t(isFolded ? 'unfold' : 'fold');
  for (const [key, value] of Object.entries({ 'aria-expanded': !isFolded, 'aria-label': name, title: name })) fold.setAttribute(key, value);
}

/** The uploads that have a row: all that is being sent, the next, those that failed, and the last that are done. */
function seen() {
  const left = { ...ROWS };
  const latest = queue.uploads.filter(({ state }) => state === 'done').slice(-left.done);
  const isSeen = upload => upload.state === 'done' ? latest.includes(upload) : !(upload.state in left) || left[upload.state]-- > 0;
  return queue.uploads.filter(isSeen);
}

/** Makes, removes and places rows; the ones that stay are not moved, so that they keep the focus. */
function arrange() {
  isPlanned = false;
  const uploads = seen();
  const kept = new Set(uploads);
  for (const [upload, row] of rows) {
    if (kept.has(upload)) continue;
    row.close();
    row.element.remove();
    rows.delete(upload);
  }

  uploads.forEach((upload, at) => {
    if (!rows.has(upload)) rows.set(upload, newRow(upload));
    const { element } = rows.get(upload);
    if (list.children[at] !== element) list.insertBefore(element, list.children[at] ?? null);
  });
  const waiting = count('waiting') - ROWS.waiting, over = count('done') - ROWS.done;
  rest.textContent = [waiting > 0 && t('rest.waiting', waiting), over > 0 && t('rest.done', over)].filter(Boolean).join(' · ');
  rest.hidden = !rest.textContent;
  summarize();
}

function summarize() {
  const { isBusy } = queue;
  summary.textContent = isBusy
    ? t('uploading', count('done'), queue.uploads.length - count('cancelled'))
    : t('upload.summary', count('done'), failed().length);
  close.hidden = isBusy;
  cancelAll.hidden = queue.uploads.filter(isOpen).length < 2;
  retryAll.hidden = failed().length < 2;
  copyAll.hidden = done().length < 2;
}
