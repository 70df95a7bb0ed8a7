import { allByName } from './api.js';
import { el } from './dom.js';
import { icon } from './icons.js';
import { t } from './i18n.js';
import { hash } from './router.js';
import { complain } from './toast.js';

/** The API's word for each order; newer pictures have higher ids. */
export const ORDERS = { newest: '-id', oldest: 'id', name: 'name,-id', largest: '-bytes,-id' };

/** How long typing must pause before it is a search, in milliseconds. */
const PAUSE = 250;

/** A day's first or last moment by the clocks here: maple's days are those of UTC. @param {string} day '' for none @param {string} time */
function moment(day, time) {
  const then = new Date(`${day}T${time}`);
  return Number.isNaN(then.valueOf()) ? day : then.toISOString();
}

/** What is shown of a list, and in which order. It stands in the address, so that it can be kept, sent and gone back to. Says `change`. */
export class Filters extends EventTarget {
  /** @param {URLSearchParams} given @param {any} album the page's own, which can't be chosen then */
  constructor(given, album) {
    super();
    this.album = album;
    this.values = Object.fromEntries(['q', 'album', 'from', 'to', 'sort'].map(name => [name, given.get(name) ?? '']));
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
    this.clear = el('button.link', { type: 'button', hidden: !this.isSet, onclick: () => this.reset() }, t('filter.reset'));
    const more = el('div.filter-more', {},
      this.albums,
      this.sort,
      el('span.dates', {}, this.from, el('span', { 'aria-hidden': 'true' }, '–'), this.to),
      this.clear);
    const toggle = el('button.plain.filter-toggle', {
      type: 'button', 'aria-label': t('filter'), title: t('filter'), 'aria-expanded': 'false',
      onclick: () => toggle.setAttribute('aria-expanded', this.element.classList.toggle('open')),
    }, icon('filter'));
    this.element = el('search.filters', {}, el('div.search', {}, icon('search'), this.search), more, toggle);
    if (this.values.from || this.values.to) toggle.click();
    if (this.albums) this.fillAlbums().catch(complain);
  }

  get isSet() {
    const { q, album, from, to } = this.values;
    return Boolean(q || album || from || to);
  }

  /** For GET /api/images. */
  get query() {
    const { q, album, from, to, sort } = this.values;
    return { q, album: this.album?.id ?? album, start_date: moment(from, '00:00'), end_date: moment(to, '23:59:59.999'), sort: ORDERS[sort] ?? ORDERS.newest };
  }

  async fillAlbums() {
    this.albums.append(...(await allByName('albums')).map(({ id, name }) => el('option', { value: id, selected: String(id) === this.values.album }, name)));
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.apply(), PAUSE);
  }

  apply() {
    clearTimeout(this.timer);
    const sort = this.sort.value === 'newest' ? '' : this.sort.value;
    const values = { q: this.search.value.trim(), album: this.albums?.value ?? '', from: this.from.value, to: this.to.value, sort };
    if (JSON.stringify(values) === JSON.stringify(this.values)) return;
    this.values = values;
    this.clear.hidden = !this.isSet;
    history.replaceState(null, '', hash(this.album ? `/album/${this.album.id}` : '/', values));
    this.dispatchEvent(new Event('change'));
  }

  /** The page is left: what is being typed is no search any more. */
  dispose() {
    clearTimeout(this.timer);
  }

  reset() {
    for (const input of [this.search, this.from, this.to, this.albums]) if (input) input.value = '';
    this.apply();
    this.search.focus();
  }
}
