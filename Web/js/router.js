/** @typedef {{path: string[], query: URLSearchParams}} Route */

/** What stands behind the # of an address, of this one's by default: `#/image/7?next=...`. @param {string} [of] @returns {Route} */
export function route(of = location.hash) {
  const [path, query = ''] = of.replace(/^#/, '').split('?', 2);
  return { path: path.split('/').filter(Boolean), query: new URLSearchParams(query) };
}

/** @param {string} path `/albums` @param {Record<string, string>} [query] empty values are left out */
export function hash(path, query = {}) {
  const given = new URLSearchParams(Object.entries(query).filter(([, value]) => value));
  return `#${path}${given.size ? `?${given}` : ''}`;
}

/** @param {string} to a hash @param {boolean} [replace] leave no step to go back to */
export function go(to, replace = false) {
  if (replace) location.replace(to);
  else location.hash = to;
}

/** Goes on in the same step of the history: what it knows of how it was reached stays. @param {string} to a hash */
export function turn(to) {
  history.replaceState(history.state, '', to);
  dispatchEvent(new Event('hashchange'));
}
