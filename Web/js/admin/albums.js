import { get } from '../api.js';
import { el } from '../dom.js';
import { date, number, t } from '../i18n.js';
import { complain } from '../toast.js';
import { pages, searchField, table } from './table.js';

/** @param {HTMLElement} outlet */
export default async function albums(outlet) {
  let name = '';
  const list = pages(query => get('admin/albums', { ...query, name, sort: 'name' }), items => table(t('office.albums'),
    [t('album.name'), t('username'), t('office.images'), t('description'), t('since')],
    items.map(album => [
      el('a', { href: `#/images?user=${album.user.id}&album=${album.id}` }, album.name),
      album.user.username, number(album.images), album.description, date(album.created_at),
    ])));
  outlet.append(
    el('div.head', {}, el('h1', {}, t('office.albums')), el('span.space'),
      searchField(t('search.name'), text => { name = text; list.load(1).catch(complain); })),
    list.element);
  await list.load();
}
