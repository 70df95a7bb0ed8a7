/**
 * Makes an element. Every text becomes a text node: nothing that a user wrote is ever HTML.
 * @param {string} spec tag and classes: `button.primary`
 * @param {Record<string, any>} [props] `onclick` and the like are listeners, `style` is an object, null and false are left out, all else are
 *   attributes
 * @param {...(Node|string|null|undefined|false)} children
 * @returns {any}
 */
export function el(spec, props = {}, ...children) {
  const [tag, ...classes] = spec.split('.');
  const element = document.createElement(tag);
  if (classes.length) element.className = classes.join(' ');
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'style') for (const [key, v] of Object.entries(value)) element.style.setProperty(key, String(v));
    else if (name === 'value' || name === 'checked' || name === 'disabled') element[name] = value;
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...children.filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

let ids = 0;

/** An id that nothing else has, to tie a label to its field. */
export const newId = () => `f${++ids}`;

/**
 * A field with its label above it.
 * @param {string} label
 * @param {HTMLElement} input
 * @param {string} [hint]
 */
export function field(label, input, hint) {
  input.id ||= newId();
  const note = hint ? el('span.hint', { id: newId() }, hint) : null;
  if (note) input.setAttribute('aria-describedby', note.id);
  return el('div.field', {}, el('label', { for: input.id }, label), input, note);
}
