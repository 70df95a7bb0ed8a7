import { nearby } from '../api.js';
import { deleteSoon, hidden } from '../deletions.js';
import { el } from '../dom.js';
import { Grid } from '../grid.js';
import { t } from '../i18n.js';
import { ImageList } from '../list.js';
import { ORDERS } from '../filters.js';
import { Selection } from '../selection.js';
import { SelectionBar } from '../selectionbar.js';
import { complain } from '../toast.js';
import { searchField } from './table.js';

/** Everybody's pictures. @param {HTMLElement} outlet @param {import('../router.js').Route} route */
export default async function images(outlet, { query }) {
  const wanted = { sort: ORDERS.newest, user: query.get('user') ?? '', album: query.get('album') ?? '', q: '' };
  const selection = new Selection();
  const remove = chosen => {
    selection.drop(chosen.map(({ id }) => id));
    deleteSoon(chosen, 'admin/images/delete');
  };
  let list = new ImageList(wanted, 'admin/images');
  const grid = new Grid(list, selection, { remove, href: image => nearby(image.url) });
  const bar = new SelectionBar(selection, () => list, remove, true);
  const count = el('span.count', { role: 'status' });
  const describe = () => { count.textContent = list.isKnown ? t('count', list.length) : ''; };
  const onError = event => complain(event.error);
  const show = change => {
    Object.assign(wanted, change);
    list.close();
    list.removeEventListener('change', describe);
    list.removeEventListener('error', onError);
    list = new ImageList({ ...wanted }, 'admin/images');
    selection.clear();
    watch();
    grid.show(list);
  };
  const watch = () => {
    list.addEventListener('change', describe);
    list.addEventListener('error', onError);
  };
  const reload = () => list.reload();
  outlet.append(
    el('div.head', {}, el('h1', {}, t('office.images')), count, el('span.space'),
      searchField(t('search.user'), user => show({ user, album: '' }), wanted.user),
      searchField(t('search'), q => show({ q }))),
    grid.element, bar.element);
  watch();
  grid.mount();
  hidden.addEventListener('done', reload);
  return {
    dispose() {
      hidden.removeEventListener('done', reload);
      list.removeEventListener('change', describe);
      list.removeEventListener('error', onError);
      list.close();
      grid.unmount();
    },
  };
}
