import { el } from './dom.js';
import { icon } from './icons.js';
import { t } from './i18n.js';

const polite = el('div.toasts', { role: 'status', 'aria-live': 'polite' });
document.body.append(polite);

/**
 * Says something in a corner, and to screen readers.
 * @param {string} text
 * @param {{action?: string, onaction?: () => void, time?: number, isError?: boolean}} [options] time in milliseconds
 * @returns {() => void} takes it away
 */
export function toast(text, { action, onaction, time = 4000, isError = false } = {}) {
  const close = () => {
    clearTimeout(timer);
    note.remove();
  };
  const note = el('div.toast', isError ? { class: 'toast error', role: 'alert' } : {},
    el('span', {}, text),
    action && el('button.link', { type: 'button', onclick: () => { close(); onaction?.(); } }, action),
    el('button.plain', { type: 'button', 'aria-label': t('close'), onclick: close }, icon('close')));
  polite.append(note);
  const timer = setTimeout(close, isError ? Math.max(time, 8000) : time);
  return close;
}

const quiet = el('div.visually-hidden', { role: 'status', 'aria-live': 'polite' });
document.body.append(quiet);

/** Says something to screen readers that others see anyway. @param {string} text */
export function announce(text) {
  quiet.textContent = text;
}

/**
 * @param {any} error @param {() => void} [retry] what may go better the next time
 * @returns {() => void} takes it away
 */
export function complain(error, retry) {
  // Then the page for signing in is there already.
  if (error?.code === 'unauthorized') return () => {};
  return toast(error?.message || String(error), { isError: true, ...retry && { action: t('retry'), onaction: retry, time: 60_000 } });
}

/**
 * A listener that says what went wrong, and is not heard again while it is at work: a double click means one.
 * @param {(...given: any[]) => any} what
 */
export function act(what) {
  let isBusy = false;
  return async (...given) => {
    if (isBusy) return;
    isBusy = true;
    try {
      await what(...given);
    } catch (error) {
      complain(error);
    } finally {
      isBusy = false;
    }
  };
}

/** Stands where something should be that did not come. @param {any} error @param {() => void} retry */
export const failure = (error, retry) => el('div.nothing', { role: 'alert' },
  el('h2', {}, error?.message || String(error)),
  el('button', { type: 'button', onclick: retry }, t('retry')));
