import { get } from '../api.js';
import { copyLinks } from '../copy.js';
import { deleteSoon, hidden } from '../deletions.js';
import { el } from '../dom.js';
import { Filters } from '../filters.js';
import { Grid } from '../grid.js';
import { icon } from '../icons.js';
import { t } from '../i18n.js';
import { ImageList } from '../list.js';
import { Selection } from '../selection.js';
import { SelectionBar } from '../selectionbar.js';
import { complain } from '../toast.js';
import { queue } from '../uploads/queue.js';

/** What was looked at last: the way back leads to the same place of the same list, and a picture's page knows its neighbours. */
export const last = { hash: '#/', /** @type {ImageList | null} */ list: null, scroll: 0, active: 0 };

/** All pictures, or those of one album. @type {(outlet: HTMLElement, route: import('../router.js').Route) => Promise<import('../app.js').View>} */
export default async function gallery(outlet, { path, query }) {
  const album = path[0] === 'album' ? (await get(`albums/${encodeURIComponent(path[1])}`)).data : null;
  const isBack = last.list && last.hash === (location.hash || '#/');
  const [scroll, active] = isBack ? [last.scroll, last.active] : [0, 0];
  const filters = new Filters(query, album);
  if (!isBack) last.list?.close();
  let list = isBack && last.list ? last.list : new ImageList(filters.query);
  const selection = new Selection();
  const remove = images => {
    selection.drop(images.map(({ id }) => id));
    deleteSoon(images);
  };
  const grid = new Grid(list, selection, { remove, href: image => `#/image/${image.id}` });
  const bar = new SelectionBar(selection, () => list, remove);
  const count = el('span.count', { role: 'status' });
  const empty = el('div.nothing', { hidden: true });
  const head = el('div.head', {}, el('h1', {}, album ? album.name : t('pictures')), count, el('span.space'));
  if (album) {
    const { albumTools } = await import('../albumtools.js');
    head.append(albumTools(album));
    if (album.description) head.append(el('p.muted', {}, album.description));
  }

  outlet.append(head, filters.element, empty, grid.element, bar.element);

  const describe = () => {
    count.textContent = list.isKnown ? t('count', list.length) : '';
    empty.hidden = !list.isKnown || list.length > 0;
    const word = filters.isSet ? 'none' : 'empty';
    if (!empty.hidden) empty.replaceChildren(icon(filters.isSet ? 'search' : 'upload'), el('h2', {}, t(word)), el('p', {}, t(`${word}.hint`)));
  };
  const onError = event => complain(event.error);
  const watch = () => {
    Object.assign(last, { list, hash: location.hash || '#/' });
    list.addEventListener('change', describe);
    list.addEventListener('error', onError);
    describe();
  };
  const unwatch = () => {
    list.removeEventListener('change', describe);
    list.removeEventListener('error', onError);
  };
  filters.addEventListener('change', () => {
    unwatch();
    selection.clear();
    list.close();
    list = new ImageList(filters.query);
    watch();
    grid.show(list);
  });
  const reload = () => list.reload();
  const keep = () => { last.scroll = scrollY; };
  const onKey = event => {
    if (event.target.matches('input:not([type=checkbox]), textarea, select') || document.querySelector('dialog[open]')) return;
    const isCommand = event.ctrlKey || event.metaKey;
    if (event.key === 'Escape') selection.clear();
    else if (isCommand && event.key === 'a') bar.selectAll();
    else if (isCommand && event.key === 'c' && selection.size && getSelection()?.isCollapsed) copyLinks(selection.images);
    else if (event.key === '/') filters.search.focus();
    else return;
    event.preventDefault();
  };
  queue.addEventListener('idle', reload);
  hidden.addEventListener('done', reload);
  document.addEventListener('keydown', onKey);
  watch();
  grid.active = active;
  grid.mount();
  scrollTo(0, scroll);
  if (isBack) grid.focus(active);
  addEventListener('scroll', keep, { passive: true });
  if (isBack) reload();
  return {
    title: album ? album.name : t('pictures'),
    album: album?.id,
    dispose() {
      removeEventListener('scroll', keep);
      last.active = grid.active;
      queue.removeEventListener('idle', reload);
      hidden.removeEventListener('done', reload);
      document.removeEventListener('keydown', onKey);
      filters.dispose();
      unwatch();
      grid.unmount();
    },
  };
}
