import { t } from './i18n.js';

/** Where maple is: this file is ROOT/web/VERSION/js/api.js, under whatever path a proxy put it. */
export const root = new URL('../../../', import.meta.url);

/**
 * `signed-out` when the session has ended, `other-user` when what belongs to the one before must go, `not-found` when there is no such address, as the
 * office's are to all but administrators.
 */
export const events = new EventTarget();

/** A refusal in maple's words. */
export class ApiError extends Error {
  /** @param {number} status 0: no answer came @param {string} code @param {string} message */
  constructor(status, code, message) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/**
 * @param {string} path below /api/
 * @param {Record<string, any>} [query] empty values are left out
 */
export function address(path, query = {}) {
  const url = new URL(`api/${path}`, root);
  for (const [name, value] of Object.entries(query))
    if (value !== '' && value !== null && value !== undefined) url.searchParams.set(name, String(value));
  return url;
}

/**
 * @param {string} method
 * @param {string} path below /api/
 * @param {{query?: Record<string, any>, body?: object, keepalive?: boolean, signal?: AbortSignal}} [options]
 * @returns {Promise<any>} the envelope
 * @throws {ApiError}
 */
export async function call(method, path, { query, body, keepalive, signal } = {}) {
  const request = { method, keepalive, signal, credentials: /** @type {RequestCredentials} */ ('same-origin') };
  if (body) Object.assign(request, { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } });
  let answer, json;
  try {
    answer = await fetch(address(path, query), request);
    json = await answer.json();
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError(answer?.status ?? 0, 'network', t('error.network'));
  }

  return opened(answer.status, json);
}

/** @param {number} status @param {any} json the envelope; thrown as an error when it is a refusal */
export function opened(status, json) {
  if (status < 400) return json;
  if (json?.code === 'unauthorized') events.dispatchEvent(new Event('signed-out'));
  if (json?.code === 'not_found') events.dispatchEvent(new Event('not-found'));
  throw new ApiError(status, json?.code ?? '', json?.message ?? t('error.unknown', status));
}

/** @param {string} path @param {Record<string, any>} [query] */
export const get = (path, query) => call('GET', path, { query });

/** The API's largest page. */
const PAGE = 100;

/** A whole list by name, however many pages it has. @param {string} path below /api/ @returns {Promise<any[]>} */
export async function allByName(path) {
  const all = [];
  for (let page = 1; ; page++) {
    const { data, pageinfo } = await get(path, { page, number: PAGE, sort: 'name' });
    all.push(...data);
    if (page >= pageinfo.pages) return all;
  }
}

/**
 * The same picture by way of the address that this page has: links may name a public address that is not reachable from here.
 * The last five segments of a link are the picture's own.
 * @param {string} link
 */
export const nearby = link => new URL(`images/${link.split('/').slice(-5).join('/')}`, root).href;
