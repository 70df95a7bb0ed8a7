import { allByName } from './api.js';
import { el } from './dom.js';
import { icon } from './icons.js';
import { t } from './i18n.js';
import { hash } from './router.js';
import { complain } from './toast.js';

/** The API's word for each order. */
export const ORDERS = { newest: '-created_at', oldest: 'created_at', name: 'name,-id', largest: '-bytes,-id' };

const NAMES = ['q', 'album', 'from', 'to', 'sort'];

/** What an address says of a list. @param {URLSearchParams} given */
const read = given => Object.fromEntries(NAMES.map(name => [name, given.get(name) ?? '']));

/** A day's first or last moment by the clocks here: maple's days are those of UTC. @param {string} day '' for none @param {string} time */
function moment(day, time) {
  const then = new Date(`${day}T${time}`);
  return Number.isNaN(then.valueOf()) ? day : then.toISOString();
}

/** For GET /api/images. @param {Record<string, string>} values @param {string | number} [album] whose page it is */
const asked = ({ q, album, from, to, sort }, own = album) =>
  ({ q, album: own, start_date: moment(from, '00:00'), end_date: moment(to, '23:59:59.999'), sort: ORDERS[sort] ?? ORDERS.newest });

/** The same for the address of a list, `#/album/3?q=sea`. @param {import('./router.js').Route} route */
export const listed = ({ path, query }) => asked(read(query), path[0] === 'album' ? path[1] : undefined);

/** How long typing must pause before it is a search, in milliseconds. */
const PAUSE = 250;

/** What is shown of a list, and in which order. It stands in the address, so that it can be kept, sent and gone back to. Says `change`. */
export class Filters extends EventTarget {
  /** @param {URLSearchParams} given @param {any} album the page's own, which can't be chosen then */
  constructor(given, album) {
    super();
    this.album = album;
    this.isOver = false;
    this.values = read(given);
    const { q, from, to, sort } = this.values;
    this.search = el('input', {
      type: 'search', value: q, placeholder: t('search'), 'aria-label': t('search'), oninput: () => this.later(), onsearch: () => this.apply(),
      // Who leaves the field at once has typed all of it.
      onchange: () => this.apply(),
    });
    const apply = () => this.apply();
    this.from = el('input', { type: 'date', value: from, 'aria-label': t('from'), onchange: apply });
    this.to = el('input', { type: 'date', value: to, 'aria-label': t('to'), onchange: apply });
    this.sort = el('select', { 'aria-label': t('sort'), onchange: apply },
      ...Object.keys(ORDERS).map(order => el('option', { value: order, selected: order === sort }, t(`sort.${order}`))));
    this.albums = album ? null : el('select', { 'aria-label': t('album'), onchange: apply }, el('option', { value: '' }, t('albums.all')));
    // It holds although its name is not known yet.
    if (this.albums && this.values.album) this.albums.append(el('option', { value: this.values.album, selected: true }, '…'));
    this.clear = el('button.link', { type: 'button', hidden: !this.isSet, onclick: () => this.reset() }, t('filter.reset'));
    const more = el('div.filter-more', {},
      this.albums,
      this.sort,
      el('span.dates', {}, this.from, el('span', { 'aria-hidden': 'true' }, '–'), this.to),
      this.clear);
    this.toggle = el('button.plain.filter-toggle', {
      type: 'button', 'aria-expanded': 'false',
      onclick: () => this.toggle.setAttribute('aria-expanded', this.element.classList.toggle('open')),
    }, icon('filter'));
    this.element = el('search.filters', {}, el('div.search', {}, icon('search'), this.search), more, this.toggle);
    if (this.values.from || this.values.to) this.toggle.click();
    this.mark();
    if (this.albums) this.fillAlbums().catch(complain);
  }

  get isSet() {
    const { q, album, from, to } = this.values;
    return Boolean(q || album || from || to);
  }

  /** For GET /api/images. */
  get query() {
    return asked(this.values, this.album?.id);
  }

  /** The address of this list. */
  get hash() {
    return hash(this.album ? `/album/${this.album.id}` : '/', this.values);
  }

  /** On a phone only the icon is seen of what is chosen, except the search. */
  mark() {
    const { album, from, to, sort } = this.values;
    const isOn = Boolean(album || from || to || sort);
    this.clear.hidden = !this.isSet;
    this.toggle.classList.toggle('on', isOn);
    for (const name of ['aria-label', 'title']) this.toggle.setAttribute(name, t(isOn ? 'filter.on' : 'filter'));
  }

  async fillAlbums() {
    const known = (await allByName('albums')).map(({ id, name }) => el('option', { value: id }, name));
    const chosen = this.albums.value;
    const keepsPlace = chosen && !known.some(option => option.value === chosen);
    this.albums.replaceChildren(this.albums.options[0], ...keepsPlace ? [this.albums.selectedOptions[0]] : [], ...known);
    this.albums.value = chosen;
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.apply(), PAUSE);
  }

  apply() {
    clearTimeout(this.timer);
    const sort = this.sort.value === 'newest' ? '' : this.sort.value;
    const values = { q: this.search.value.trim(), album: this.albums?.value ?? '', from: this.from.value, to: this.to.value, sort };
    if (this.isOver || JSON.stringify(values) === JSON.stringify(this.values)) return;
    this.values = values;
    this.mark();
    history.replaceState(null, '', this.hash);
    this.dispatchEvent(new Event('change'));
  }

  /** The page is left: what is being typed is no search any more, although a field says that it changed when it goes. */
  dispose() {
    this.isOver = true;
    clearTimeout(this.timer);
  }

  reset() {
    for (const input of [this.search, this.from, this.to, this.albums]) if (input) input.value = '';
    this.apply();
    this.search.focus();
  }
}
