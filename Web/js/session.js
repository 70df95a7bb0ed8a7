import { call, events } from './api.js';
import { recall, remember } from './memory.js';

/** @typedef {{username: string, email: string, images: number, bytes: number, admin_url: string | null}} Account */

/** @type {Account | null} */
let account = null;

/** Who is signed in, as far as it is known. */
export const who = () => account;

/** Asks maple who is signed in; not at all when this browser never was, so that a first visit makes no failing request. */
export async function resume() {
  if (recall('session') !== 'yes') return null;
  account = (await call('GET', 'account')).data;
  return account;
}

/** @param {string} username @param {string} password */
export async function signIn(username, password) {
  await call('POST', 'login', { body: { username, password } });
  account = (await call('GET', 'account')).data;
  remember('session', 'yes');
}

export async function signOut() {
  await call('POST', 'logout');
  forget();
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
