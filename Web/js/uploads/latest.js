import { copyLinks, Nothing } from '../copy.js';
import { t } from '../i18n.js';
import { complain, toast } from '../toast.js';
import { isOpen, queue } from './queue.js';

/** Keys that choose another picture, so that Ctrl+C means that one. */
const CHOOSING = new Set(['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End', ' ', 'Enter', 'Tab']);

/** The files that were added last. @type {import('./queue.js').Upload[]} */
let batch = [];

/** Nothing was chosen since they came. */
let isNewest = false;

/** One copy at a time waits: a later one takes its place. */
let turn = 0;

/** @param {any} image guests may not see what lies in a private album */
export const isCopyable = image => !queue.key || !image.private;

queue.addEventListener('added', event => {
  batch = /** @type {any} */ (event).uploads;
  isNewest = true;
});
queue.addEventListener('cleared', () => {
  batch = [];
  turn++;
});
addEventListener('pointerdown', () => { isNewest = false; }, true);

// A screenshot is a link after Ctrl+V, Ctrl+C, wherever the focus is; later on Ctrl+C still means it where there is nothing else to copy.
addEventListener('keydown', event => {
  if (isCopy(event) && isNewest) copyLatest(event);
  else if (CHOOSING.has(event.key) || (event.ctrlKey || event.metaKey) && event.key === 'a') isNewest = false;
}, true);
addEventListener('keydown', event => { if (isCopy(event) && !event.defaultPrevented) copyLatest(event); });

const isCopy = event => (event.ctrlKey || event.metaKey) && !event.altKey && event.key === 'c';

function copyLatest(event) {
  if (!batch.length || !getSelection()?.isCollapsed || document.querySelector('dialog[open]')) return;
  if (event.target.matches('input:not([type=checkbox]), textarea')) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const images = () => batch.flatMap(({ state, image }) => state === 'done' && isCopyable(image) ? [image] : []);
  turn++;
  if (!batch.some(isOpen)) {
    if (images().length) copyLinks(images());
    else complain(new Error(t('copy.nothing')));
    return;
  }

  const close = toast(t('copy.waits', batch.length), { time: 3_600_000 });
  copyLinks(ended(batch, turn).then(isDue => {
    if (!isDue) throw new Nothing();
    if (!images().length) throw new Error(t('copy.nothing'));
    return images();
  }).finally(close));
}

/** Waits until all have ended. @returns {Promise<boolean>} whether this copy is still the one that was asked for last */
function ended(uploads, mine) {
  return new Promise(resolve => {
    const look = () => {
      const isDue = mine === turn;
      if (isDue && uploads.some(isOpen)) return;
      for (const name of ['change', 'added', 'cleared']) queue.removeEventListener(name, look);
      resolve(isDue);
    };
    for (const name of ['change', 'added', 'cleared']) queue.addEventListener(name, look);
  });
}
