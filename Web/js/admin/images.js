import { nearby } from '../api.js';
import { copyLinks } from '../copy.js';
import { deleteSoon, hidden } from '../deletions.js';
import { el } from '../dom.js';
import { Grid } from '../grid.js';
import { icon } from '../icons.js';
import { t } from '../i18n.js';
import { ImageList } from '../list.js';
import { Selection } from '../selection.js';
import { SelectionBar } from '../selectionbar.js';
import { complain } from '../toast.js';
import { ImageFilters } from './imagefilters.js';

/** Everybody's pictures. @param {HTMLElement} outlet @param {import('../router.js').Route} route */
export default async function images(outlet, { query }) {
  const filters = new ImageFilters(query);
  const selection = new Selection();
  const remove = chosen => {
    selection.drop(chosen.map(({ id }) => id));
    deleteSoon(chosen, 'admin/images/delete');
  };
  let list = new ImageList(filters.query, 'admin/images');
  const grid = new Grid(list, selection, { remove, href: image => nearby(image.url) });
  const bar = new SelectionBar(selection, () => list, remove, true);
  const count = el('span.count', { role: 'status' });
  const nothing = el('div.nothing', { hidden: true }, icon('search'), el('h2', {}, t('none')), el('p', {}, t('none.hint')));
  const describe = () => {
    count.textContent = list.isKnown ? t('count', list.length) : '';
    nothing.hidden = !list.isKnown || list.length > 0;
  };
  let closeComplaint = () => {};
  const onError = ({ error }) => {
    closeComplaint();
    closeComplaint = complain(error, () => list.retry());
  };
  const watch = () => {
    list.addEventListener('change', describe);
    list.addEventListener('error', onError);
    describe();
  };
  const unwatch = () => {
    list.removeEventListener('change', describe);
    list.removeEventListener('error', onError);
    list.close();
  };
  filters.addEventListener('change', () => {
    unwatch();
    list = new ImageList(filters.query, 'admin/images');
    bar.clear();
    watch();
    grid.show(list);
  });
  const reload = () => list.reload();
  const onKey = event => {
    if (event.target.matches('input:not([type=checkbox]), textarea, select') || document.querySelector('dialog[open]')) return;
    const isCommand = event.ctrlKey || event.metaKey;
    if (event.key === 'Escape') bar.clear();
    else if (isCommand && event.key === 'a') bar.selectAll();
    else if (isCommand && event.key === 'c' && selection.size && getSelection()?.isCollapsed) copyLinks(selection.images);
    else return;
    event.preventDefault();
  };
  outlet.append(
    el('div.head', {}, el('h1', {}, t('office.images')), count, el('span.space'), ...filters.elements), nothing, grid.element, bar.element);
  watch();
  grid.mount();
  hidden.addEventListener('done', reload);
  document.addEventListener('keydown', onKey);
  return {
    dispose() {
      hidden.removeEventListener('done', reload);
      document.removeEventListener('keydown', onKey);
      filters.dispose();
      bar.stop();
      unwatch();
      grid.unmount();
    },
  };
}
