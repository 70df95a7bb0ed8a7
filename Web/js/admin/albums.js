import { fateOfImages } from '../albumtools.js';
import { call, get } from '../api.js';
import { ask } from '../dialog.js';
import { el } from '../dom.js';
import { icon } from '../icons.js';
import { date, number, t } from '../i18n.js';
import { act, complain, toast } from '../toast.js';
import { pages, searchField, table } from './table.js';

/** Everybody's albums, which can be deleted many at once. @param {HTMLElement} outlet */
export default async function albums(outlet) {
  let name = '';
  /** Those of the page that are chosen. @type {Set<any>} */
  const chosen = new Set();
  const count = el('span.count', { role: 'status' });
  const button = el('button.danger', { type: 'button', onclick: act(async () => { if (await removeAll([...chosen])) await list.load(); }) }, icon('trash'), t('delete'));
  const describe = () => {
    button.hidden = !chosen.size;
    count.textContent = chosen.size ? t('selected', chosen.size) : '';
  };
  const list = pages(query => get('admin/albums', { ...query, name, sort: 'name' }), items => {
    chosen.clear();
    describe();
    const boxes = items.map(album => box(album, chosen, describe));
    return table(t('office.albums'),
      [all(boxes), t('album.name'), t('username'), t('office.images'), t('description'), t('since')],
      items.map((album, i) => [
        boxes[i],
        el('a', { href: `#/images?user=${album.user.id}&album=${album.id}` }, album.name),
        album.user.username, number(album.images), album.description, date(album.created_at),
      ]));
  });
  outlet.append(
    el('div.head', {}, el('h1', {}, t('office.albums')), count, el('span.space'), button,
      searchField(t('search.name'), text => { name = text; list.load(1).catch(complain); })),
    list.element);
  describe();
  await list.load();
}

/** Chooses an album; the default one can't be deleted. */
function box(album, chosen, changed) {
  const input = el('input', {
    type: 'checkbox', disabled: album.is_default, 'aria-label': t('office.album.select', album.name, album.user.username),
    title: album.is_default ? t('office.album.default') : null,
    onchange: () => {
      if (input.checked) chosen.add(album);
      else chosen.delete(album);
      changed();
    },
  });
  return input;
}

/** Chooses all that can be. */
function all(boxes) {
  const free = boxes.filter(({ disabled }) => !disabled);
  const input = el('input', {
    type: 'checkbox', disabled: !free.length, 'aria-label': t('select.all'),
    onchange: () => {
      for (const one of free.filter(({ checked }) => checked !== input.checked)) one.click();
    },
  });
  return input;
}

/** Asks what becomes of the pictures, and tells of those that had to stay. @returns {Promise<boolean>} whether anything was done */
async function removeAll(albums) {
  const images = albums.reduce((sum, album) => sum + album.images, 0);
  const [one] = albums.length === 1 ? albums : [];
  let outcome = null;
  await ask({
    title: one ? t('album.delete.title', one.name) : t('office.albums.delete', albums.length),
    text: images ? '' : t(one ? 'album.delete.empty' : 'office.albums.empty'),
    fields: images ? [fateOfImages(t(one ? 'album.images' : 'office.albums.images', images))] : [],
    ok: t('delete'),
    isDanger: true,
    onsubmit: async form => {
      outcome = (await call('POST', 'admin/albums/delete', { body: { ids: albums.map(({ id }) => id), images: form.get('images') } })).data;
    },
  });
  if (!outcome) return false;
  for (const message of new Set(outcome.fail.map(refusal => refusal.message))) complain(new Error(message));
  if (outcome.removed.length) toast(one ? t('album.deleted', one.name) : t('office.albums.deleted', outcome.removed.length));
  return true;
}
