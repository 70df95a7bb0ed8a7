/** @typedef {{path: string[], query: URLSearchParams}} Route */

/** What stands behind the # of the address: `#/image/7?next=...`. @returns {Route} */
export function route() {
  const [path, query = ''] = location.hash.slice(1).split('?', 2);
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
