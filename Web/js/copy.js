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
 * Copies the links of pictures, one on each line, and remembers the format.
 * @param {any[]} images @param {string} [format]
 */
export async function copyLinks(images, format = lastFormat()) {
  if (!images.length) return;
  if (images.some(image => image.private)) {
    const { withSignedLinks } = await import('./signedlinks.js');
    images = await withSignedLinks(images) ?? [];
    if (!images.length) return;
  }

  try {
    await copyText(images.map(image => image.links[format]).join('\n'));
    remember('format', format);
    changes.dispatchEvent(new Event('change'));
    toast(t('copied', images.length, t(`format.${format}`)));
  } catch {
    complain(new Error(t('error.clipboard')));
  }
}

/** @param {string} text */
export async function copyText(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  // Plain http has no clipboard of its own.
  const area = el('textarea.visually-hidden', { value: text, 'aria-hidden': 'true', tabindex: '-1' });
  const focused = /** @type {HTMLElement | null} */ (document.activeElement);
  (focused?.closest('dialog') ?? document.body).append(area);
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  focused?.focus({ preventScroll: true });
  if (!done) throw new Error('refused');
}

/**
 * A button for each format; the one used last is marked.
 * @param {() => any[] | Promise<any[]>} images asked when one is pressed
 */
export function copyButtons(images) {
  const buttons = FORMATS.map(format => el('button', {
    type: 'button',
    'data-format': format,
    onclick: async () => copyLinks(await images(), format),
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
