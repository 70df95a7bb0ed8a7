import { call, events } from './api.js';
import { t } from './i18n.js';
import { complain, toast } from './toast.js';

/** How long a deletion can be undone, in milliseconds. */
const GRACE = 10_000;

/** The most that one request takes. */
const BATCH = 1000;

/** So many requests may outlive their page: a browser lets 64 KB be under way then, and a batch of large ids has 10. */
const ALONG = 6;

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

/** @type {Map<() => Promise<void>, {undo: () => void, count: number}>} what is still to be done, and how to undo it */
const pending = new Map();

/** A page that is left has no time to wait for one answer after the other. */
const left = new Promise(resolve => addEventListener('pagehide', resolve));
let underWay = 0;

/** @returns {Promise<any>} the reason, when it failed */
async function send(path, ids) {
  underWay++;
  try {
    await call('POST', path, { body: { ids }, keepalive: underWay <= ALONG });
  } catch (error) {
    return error;
  } finally {
    underWay--;
  }
}

/**
 * Takes pictures out of sight at once and deletes them in ten seconds, or when the page is left, unless that is undone.
 * @param {{id: number, name: string}[]} images
 * @param {string} [path] where the deletion goes to
 */
export function deleteSoon(images, path = 'images/delete') {
  const ids = images.map(image => image.id);
  hidden.add(ids);
  const end = () => {
    clearTimeout(timer);
    pending.delete(really);
    close();
  };
  const really = async () => {
    end();
    const sent = [];
    let problem = null;
    const kept = new Set(ids);
    for (let i = 0; i < ids.length && !problem; i += BATCH) {
      const batch = ids.slice(i, i + BATCH);
      const answer = send(path, batch).then(error => {
        problem ??= error;
        if (!error) for (const id of batch) kept.delete(id);
      });
      sent.push(answer);
      await Promise.race([answer, left]);
    }

    await Promise.all(sent);
    if (kept.size < ids.length) hidden.dispatchEvent(new CustomEvent('done', { detail: ids.filter(id => !kept.has(id)) }));
    if (!kept.size) return;
    hidden.remove(kept);
    // The page for signing in tells that there is no session, not that the pictures are still there.
    complain(problem.code === 'unauthorized' ? new Error(t('deleted.not', kept.size)) : problem);
  };
  const timer = setTimeout(really, GRACE);
  const undo = () => {
    end();
    hidden.remove(ids);
  };
  const close = toast(t('deleted', images.length, images[0].name), { action: t('undo'), time: GRACE, onaction: undo });
  pending.set(really, { undo, count: ids.length });
}

/** Does at once what was to be done. */
export const deleteNow = () => Promise.all([...pending.keys()].map(really => really()));

addEventListener('pagehide', deleteNow);
addEventListener('beforeunload', event => {
  // More than a browser takes along.
  if ([...pending.values()].reduce((sum, { count }) => sum + count, 0) > ALONG * BATCH) event.preventDefault();
});
events.addEventListener('other-user', () => pending.forEach(({ undo }) => undo()));
addEventListener('keydown', event => {
  const last = [...pending.values()].at(-1);
  if (!last || event.key.toLowerCase() !== 'z' || !(event.ctrlKey || event.metaKey)) return;
  if (/** @type {HTMLElement} */ (event.target).matches('input:not([type=checkbox]), textarea')) return;
  event.preventDefault();
  last.undo();
});
