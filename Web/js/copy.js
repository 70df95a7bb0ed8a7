import { el } from './dom.js';
import { t } from './i18n.js';
import { recall, remember } from './memory.js';
import { complain, toast } from './toast.js';

/** As the fields of an image's `links` are called. */
export const FORMATS = ['url', 'markdown', 'html', 'bbcode'];

const changes = new EventTarget();

/** The format that was used last. */
export const lastFormat = () => {
  const format = recall('format');
  return FORMATS.includes(format) ? format : 'url';
};

/**
 * Copies the links of pictures, one on each line, and remembers the format. Pictures that are still to come are waited for; the clipboard is asked for
 * at once, as browsers want it from a click or a key.
 * @param {any[] | Promise<any[]>} images @param {string} [format]
 */
export async function copyLinks(images, format = lastFormat()) {
  let count = 0;
  const write = known => {
    count = known.length;
    return known.map(image => image.links[format]).join('\n');
  };
  const later = async () => {
    const known = await open(await images);
    if (!known.length) throw new Nothing();
    return write(known);
  };
  try {
    await copyText(Array.isArray(images) && !images.some(image => image.private) && images.length ? write(images) : later());
    remember('format', format);
    changes.dispatchEvent(new Event('change'));
    toast(t('copied', count, t(`format.${format}`)));
  } catch (error) {
    if (error instanceof Nothing) return;
    // A second click is what a browser may have missed.
    if (error instanceof Refused) toast(error.message, { isError: true, action: t('copy'), onaction: async () => copyLinks(await images, format) });
    else complain(error);
  }
}

/** Thrown by what was to be copied, when it turns out that nothing is. */
export class Nothing extends Error {}

/** The browser does not let the page copy. */
class Refused extends Error {}

/** With links that others can open. @param {any[]} images */
async function open(images) {
  if (!images.some(image => image.private)) return images;
  const { withSignedLinks } = await import('./signedlinks.js');
  return await withSignedLinks(images) ?? [];
}

/**
 * @param {string | Promise<string>} text its own error is thrown on
 * @throws {Error} with a text for the page
 */
export async function copyText(text) {
  try {
    if (!navigator.clipboard) copySelected(await text);
    else if (typeof text === 'string') await navigator.clipboard.writeText(text);
    else if (window.ClipboardItem) await navigator.clipboard.write([promised(text)]);
    else await navigator.clipboard.writeText(await text);
  } catch {
    await text;
    throw new Refused(t('error.clipboard'));
  }
}

/** @param {Promise<string>} text */
const promised = text => new ClipboardItem({ 'text/plain': text.then(known => new Blob([known], { type: 'text/plain' })) });

/** Plain http has no clipboard of its own. @param {string} text */
function copySelected(text) {
  const area = el('textarea.visually-hidden', { value: text, 'aria-hidden': 'true', tabindex: '-1' });
  const focused = /** @type {HTMLElement | null} */ (document.activeElement);
  (focused?.closest('dialog') ?? document.body).append(area);
  area.select();
  const isDone = document.execCommand('copy');
  area.remove();
  focused?.focus({ preventScroll: true });
  if (!isDone) throw new Error('refused');
}

/**
 * A button for each format; the one used last is marked.
 * @param {() => any[] | Promise<any[]>} images asked when one is pressed
 */
export function copyButtons(images) {
  const buttons = FORMATS.map(format => el('button', {
    type: 'button',
    'data-format': format,
    onclick: () => copyLinks(images(), format),
  }, t(`format.${format}`)));
  const mark = () => buttons.forEach(button => button.classList.toggle('last', button.dataset.format === lastFormat()));
  mark();
  const group = el('div.copy-group', { role: 'group', 'aria-label': t('copy.as') }, ...buttons);
  const follow = () => {
    mark();
    if (!group.isConnected) changes.removeEventListener('change', follow);
  };
  changes.addEventListener('change', follow);
  return group;
}
