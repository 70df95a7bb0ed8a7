import { root } from './api.js';

/** What this browser remembers about maple, and forgets where it may not remember anything. */
const key = name => `maple:${root.pathname}:${name}`;

/** @param {string} name @param {string} [otherwise] @returns {string} */
export function recall(name, otherwise = '') {
  try {
    return localStorage.getItem(key(name)) ?? otherwise;
  } catch {
    return otherwise;
  }
}

/** @param {string} name @param {string} value */
export function remember(name, value) {
  try {
    localStorage.setItem(key(name), value);
  } catch {
    // A browser that keeps nothing: the default holds again at the next visit.
  }
}
