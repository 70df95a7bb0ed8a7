import { el, newId } from './dom.js';
import { t } from './i18n.js';

/**
 * Asks in a modal dialogue.
 * @param {{title: string, text?: string, fields?: HTMLElement[], ok: string, isDanger?: boolean, onsubmit?: (form: FormData) => any}} question
 *   onsubmit may refuse by throwing: its message is shown and the dialogue stays
 * @returns {Promise<FormData | null>} null when it was cancelled
 */
export function ask({ title, text, fields = [], ok, isDanger = false, onsubmit }) {
  return new Promise(resolve => {
    const heading = newId();
    const problem = el('p.problem', { role: 'alert' });
    const submit = el(isDanger ? 'button.danger' : 'button.primary', { type: 'submit' }, ok);
    let result = null;
    const form = el('form', {
      onsubmit: async event => {
        event.preventDefault();
        submit.disabled = true;
        problem.textContent = '';
        try {
          const data = new FormData(form);
          await onsubmit?.(data);
          result = data;
          dialog.close();
        } catch (error) {
          problem.textContent = error.message;
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
        resolve(result);
      },
    }, form);
    document.body.append(dialog);
    dialog.showModal();
  });
}
