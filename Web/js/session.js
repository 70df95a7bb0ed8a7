import { call, events } from './api.js';
import { recall, remember } from './memory.js';

/** @typedef {{username: string, email: string, images: number, bytes: number, admin_url: string | null, max_body: number}} Account */

/** @type {Account | null} */
let account = null;

/** Whose pictures this page has seen; stays when the session ends by itself. */
let owner = '';

/** Who is signed in, as far as it is known. */
export const who = () => account;

/** Asks maple who is signed in; not at all when this browser never was, so that a first visit makes no failing request. */
export async function resume() {
  if (recall('session') !== 'yes') return null;
  settle((await call('GET', 'account')).data);
  return account;
}

/** @param {string} username @param {string} password */
export async function signIn(username, password) {
  await call('POST', 'login', { body: { username, password } });
  settle((await call('GET', 'account')).data);
  remember('session', 'yes');
}

export async function signOut() {
  await call('POST', 'logout');
  forget();
  settle(null);
}

/** Somebody else may see nothing of what was there before: says `other-user` to all that keeps something. @param {Account | null} next */
function settle(next) {
  if (owner && next?.username !== owner) events.dispatchEvent(new Event('other-user'));
  owner = next?.username ?? '';
  account = next;
}

/** The back office, by way of the address that this page has. @param {string} link */
export function officeHref(link) {
  const url = new URL(link);
  return url.origin === location.origin ? url.href : `${location.origin}${url.pathname}`;
}

/**
 * Leads who has signed in to where they wanted to go. It is always a place behind the # of the gallery, or of the back office.
 * @param {URLSearchParams} query of the page for signing in
 */
export function enter(query) {
  const next = query.get('next') || '/';
  const office = query.has('office') && account?.admin_url;
  location.replace(office ? `${officeHref(office)}#${next}` : `#${next}`);
}

function forget() {
  account = null;
  remember('session', '');
}

events.addEventListener('signed-out', forget);
