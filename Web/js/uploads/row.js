import { nearby } from '../api.js';
import { copyButtons } from '../copy.js';
import { el } from '../dom.js';
import { icon } from '../icons.js';
import { size, t } from '../i18n.js';
import { isCopyable } from './latest.js';
import { isOpen, queue } from './queue.js';

/** A preview of a larger file would cost more than it shows. */
const PREVIEW = 20 << 20;

/**
 * @param {import('./queue.js').Upload} upload
 * @returns {{element: HTMLElement, update: () => void, close: () => void}} one line of the panel
 */
export function newRow(upload) {
  const { file } = upload;
  const picture = el('img', { alt: '', width: 48, height: 48, onerror: () => picture.removeAttribute('src'), onload: close });
  const name = el('span', { title: file.name }, file.name);
  const bar = el('progress', { max: 1, value: 0, 'aria-label': t('progress', file.name) });
  const state = el('span.state');
  const button = (key, one, glyph, onclick) =>
    // The second click of two is not meant for what came in the place of the first.
    el('button.plain', { type: 'button', 'aria-label': t(one, file.name), title: t(key), onclick: event => event.detail < 2 && onclick() }, icon(glyph));
  const cancel = button('cancel', 'cancel.one', 'close', () => queue.cancel(upload));
  const retry = button('retry', 'retry.one', 'retry', () => queue.retry(upload));
  const body = el('div.upload-body', {}, el('div.upload-name', {}, name, state), bar);
  const element = el('li', {}, picture, body, cancel, retry);
  let preview = '';

  /** Frees what a preview holds: the whole file. */
  function close() {
    if (preview) URL.revokeObjectURL(preview);
    preview = '';
  }

  function show() {
    if (picture.src || !file.type.startsWith('image/') || file.size > PREVIEW) return;
    preview = URL.createObjectURL(file);
    picture.src = preview;
  }

  function finish(image) {
    if (isCopyable(image)) {
      close();
      picture.src = nearby(image.thumb_url);
      body.append(copyButtons(() => [image]));
    }

    if (queue.key) return;
    const to = props => el('a', { href: `#/image/${image.id}`, ...props });
    const beside = to({ tabindex: '-1', 'aria-hidden': 'true' });
    picture.replaceWith(beside);
    beside.append(picture);
    name.replaceChildren(to({}));
    name.firstChild.append(file.name);
  }

  function update() {
    const before = element.dataset.state;
    const focused = [cancel, retry].find(one => one === document.activeElement);
    element.dataset.state = upload.state;
    bar.hidden = cancel.hidden = !isOpen(upload);
    bar.value = upload.sent;
    retry.hidden = upload.state !== 'failed' && upload.state !== 'cancelled';
    state.textContent = upload.state === 'failed' ? upload.reason
      : upload.state === 'sending' ? `${Math.floor(upload.sent * 100)} %`
      : upload.state === 'done' ? (upload.image.duplicate ? t('state.duplicate') : size(upload.image.bytes))
      : t(`state.${upload.state}`);
    // Only what is being sent has a preview: a folder of pictures would be read as a whole.
    if (upload.state === 'sending' && before !== 'sending') show();
    if (upload.state === 'done' && before !== 'done') finish(upload.image);
    // What takes the place of a button that goes gets its focus.
    if (focused?.hidden) element.querySelector('button:not([hidden])')?.focus();
  }

  update();
  return { element, update, close };
}
