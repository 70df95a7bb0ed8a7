import { el, newId } from './dom.js';
import { t } from './i18n.js';
import { complain } from './toast.js';

/**
 * Asks in a modal dialogue.
 * @param {{title: string, text?: string, fields?: HTMLElement[], ok: string, isDanger?: boolean,
 *   onsubmit?: (form: FormData, closed: AbortSignal) => any}} question
 *   onsubmit may refuse by throwing: its message is shown and the dialogue stays. Who closes it meanwhile takes nothing back of what was sent.
 * @returns {Promise<FormData | null>} null when it was cancelled
 */
export function ask({ title, text, fields = [], ok, isDanger = false, onsubmit }) {
  return new Promise(resolve => {
    const heading = newId();
    const problem = el('p.problem', { role: 'alert' });
    const submit = el(isDanger ? 'button.danger' : 'button.primary', { type: 'submit' }, ok);
    const closed = new AbortController();
    let result = null;
    let sending = Promise.resolve();
    const form = el('form', {
      onsubmit: async event => {
        event.preventDefault();
        submit.disabled = true;
        problem.textContent = '';
        try {
          const data = new FormData(form);
          sending = Promise.resolve(onsubmit?.(data, closed.signal));
          await sending;
          result = data;
          dialog.close();
        } catch (error) {
          sending = Promise.resolve();
          problem.textContent = error.message;
          if (!dialog.open) complain(error);
        } finally {
          submit.disabled = false;
        }
      },
    },
      el('h2', { id: heading }, title),
      text && el('p', {}, text),
      ...fields,
      problem,
      el('div.buttons', {},
        el('button', { type: 'button', onclick: () => dialog.close() }, t('cancel')),
        submit));
    const dialog = el('dialog', {
      'aria-labelledby': heading,
      onclose: () => {
        dialog.remove();
        closed.abort();
        sending.then(() => resolve(result), () => resolve(null));
      },
    }, form);
    document.body.append(dialog);
    dialog.showModal();
  });
}
