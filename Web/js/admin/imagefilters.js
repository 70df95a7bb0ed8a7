import { allByName, get } from '../api.js';
import { el, newId } from '../dom.js';
import { t } from '../i18n.js';
import { hash } from '../router.js';
import { complain } from '../toast.js';
import { searchField } from './table.js';

/** Users that are suggested while one types. */
const SUGGESTED = 10;

/** Whose pictures are shown, of which album, and what they are called. It stands in the address. Says `change`. */
export class ImageFilters extends EventTarget {
  /** @param {URLSearchParams} given `user` by id or name, `album` by id, `q` */
  constructor(given) {
    super();
    this.values = Object.fromEntries(['user', 'album', 'q'].map(name => [name, given.get(name) ?? '']));
    this.asked = 0;
    this.isOver = false;
    this.users = el('datalist', { id: newId() });
    const owner = searchField(t('search.user'), text => this.choose(text).catch(complain), this.values.user);
    this.owner = owner.querySelector('input');
    this.owner.setAttribute('list', this.users.id);
    this.albums = el('select', { 'aria-label': t('album'), hidden: true, onchange: () => this.set({ album: this.albums.value }) });
    this.elements = [owner, this.users, this.albums, searchField(t('search'), q => this.set({ q }), this.values.q)];
    if (this.values.user) this.name().catch(complain);
  }

  /** For GET /api/admin/images. */
  get query() {
    // In the order in which they came: by date is a pass over all images of all users.
    return { ...this.values, sort: '-id' };
  }

  set(change) {
    const values = { ...this.values, ...change };
    if (this.isOver || JSON.stringify(values) === JSON.stringify(this.values)) return;
    this.values = values;
    history.replaceState(null, '', hash('/images', values));
    this.dispatchEvent(new Event('change'));
  }

  /** Whom a part of a name or of an address can only mean, or else nobody. @param {string} text */
  async choose(text) {
    const turn = ++this.asked;
    const { data } = text ? await get('admin/users', { q: text, number: SUGGESTED }) : { data: [] };
    if (turn !== this.asked) return;
    this.users.replaceChildren(...data.map(({ username, email }) => el('option', { value: username }, email)));
    const user = data.find(({ username }) => username.toLowerCase() === text.toLowerCase()) ?? (data.length === 1 ? data[0] : null);
    this.set({ user: user ? String(user.id) : text, album: '' });
    await this.fill(user);
  }

  /** Shows the name of whom a link names by id. */
  async name() {
    const turn = ++this.asked;
    const user = (await get(`admin/users/${encodeURIComponent(this.values.user)}`).catch(() => null))?.data;
    if (turn !== this.asked) return;
    if (user) this.owner.value = user.username;
    await this.fill(user);
  }

  /** The albums of one user. */
  async fill(user) {
    const turn = this.asked;
    const albums = user ? await allByName(`admin/albums?user=${user.id}`) : [];
    if (turn !== this.asked) return;
    this.albums.replaceChildren(el('option', { value: '' }, t('albums.all')), ...albums.map(({ id, name }) => el('option', { value: id }, name)));
    this.albums.value = this.values.album;
    this.albums.hidden = !user;
  }

  /** The page is left: what comes now, or is still being typed, is for nobody. */
  dispose() {
    this.isOver = true;
    this.asked++;
  }
}
