import { el } from './dom.js';
import { icon } from './icons.js';
import { complain } from './toast.js';

/**
 * A text that is edited in its place: pressed it becomes a field, Enter or leaving it saves, Escape takes back. It stays open when it can't be saved.
 * @typedef {{tag: string, text: string, label: string, placeholder?: string, isLong?: boolean, maxlength: number}} Look
 * @param {Look & {save: (text: string) => Promise<string>}} options save returns the text as it was kept
 */
export function editable({ tag, text, label, placeholder = '', isLong = false, maxlength, save }) {
  const shown = el('span');
  const button = el('button.plain', { type: 'button', 'aria-label': label, title: label, onclick: open }, icon('edit'));
  const still = el(tag, {}, shown);
  const box = el('div.editable', {}, still, button);
  still.addEventListener('click', open);
  write();
  return box;

  function write() {
    shown.textContent = text || placeholder;
    shown.classList.toggle('muted', !text);
  }

  function open() {
    const input = el(isLong ? 'textarea' : 'input', {
      value: text, maxlength, 'aria-label': label, rows: isLong ? 4 : null,
      onkeydown: event => {
        if (event.key === 'Escape') finish(false);
        else if (event.key === 'Enter' && !event.isComposing && (!isLong || event.ctrlKey || event.metaKey)) finish(true);
        else return;
        event.preventDefault();
        event.stopPropagation();
      },
      onblur: () => finish(true),
    });
    let isOver = false;
    box.replaceChildren(input);
    input.focus();
    input.select();

    async function finish(isKept) {
      if (isOver) return;
      isOver = true;
      const hadFocus = document.activeElement === input;
      const wanted = input.value.trim();
      try {
        if (isKept && wanted !== text) text = await save(wanted);
      } catch (error) {
        // What was typed is not lost: it can be corrected, or sent again.
        isOver = false;
        return complain(error);
      }

      write();
      box.replaceChildren(still, button);
      if (hadFocus) button.focus();
    }
  }
}
