import { call } from './api.js';
import { t } from './i18n.js';
import { complain, toast } from './toast.js';

/** How long a deletion can be undone, in milliseconds. */
const GRACE = 10_000;

/** The most that one request takes. */
const BATCH = 1000;

/** The pictures that are gone from sight, and soon from maple. Says `change`, and `done` when some have been deleted. */
class Hidden extends EventTarget {
  #ids = new Set();
  ids = () => [...this.#ids];
  has = id => this.#ids.has(id);

  add(ids) {
    for (const id of ids) this.#ids.add(id);
    this.dispatchEvent(new Event('change'));
  }

  remove(ids) {
    for (const id of ids) this.#ids.delete(id);
    this.dispatchEvent(new Event('change'));
  }
}

export const hidden = new Hidden();

/** @type {Map<() => Promise<void>, () => void>} what is still to be done, and how to undo it */
const pending = new Map();

/**
 * Takes pictures out of sight at once and deletes them in ten seconds, or when the page is left, unless that is undone.
 * @param {{id: number, name: string}[]} images
 * @param {string} [path] where the deletion goes to
 */
export function deleteSoon(images, path = 'images/delete') {
  const ids = images.map(image => image.id);
  hidden.add(ids);
  const really = async () => {
    clearTimeout(timer);
    pending.delete(really);
    close();
    try {
      for (let i = 0; i < ids.length; i += BATCH)
        await call('POST', path, { body: { ids: ids.slice(i, i + BATCH) }, keepalive: true });
      hidden.dispatchEvent(new CustomEvent('done', { detail: ids }));
    } catch (error) {
      hidden.remove(ids);
      complain(error);
    }
  };
  const timer = setTimeout(really, GRACE);
  const undo = () => {
    clearTimeout(timer);
    pending.delete(really);
    hidden.remove(ids);
    close();
  };
  const close = toast(t('deleted', images.length, images[0].name), { action: t('undo'), time: GRACE, onaction: undo });
  pending.set(really, undo);
}

/** Does at once what was to be done. */
export const deleteNow = () => Promise.all([...pending.keys()].map(really => really()));

addEventListener('pagehide', deleteNow);
addEventListener('keydown', event => {
  const undo = [...pending.values()].at(-1);
  if (!undo || event.key !== 'z' || !(event.ctrlKey || event.metaKey)) return;
  if (/** @type {HTMLElement} */ (event.target).matches('input:not([type=checkbox]), textarea')) return;
  event.preventDefault();
  undo();
});
