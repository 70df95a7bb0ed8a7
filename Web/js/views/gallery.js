import { events, get } from '../api.js';
import { copyLinks } from '../copy.js';
import { deleteSoon, hidden } from '../deletions.js';
import { el } from '../dom.js';
import { Filters } from '../filters.js';
import { Grid } from '../grid.js';
import { icon } from '../icons.js';
import { t } from '../i18n.js';
import { ImageList } from '../list.js';
import { hash } from '../router.js';
import { Selection } from '../selection.js';
import { SelectionBar } from '../selectionbar.js';
import { complain, failure } from '../toast.js';
import { queue } from '../uploads/queue.js';

const nothing = { hash: '#/', /** @type {ImageList | null} */ list: null, scroll: 0, active: 0, hasMoved: false, opened: '' };

/**
 * What was looked at last: the way back leads to the same place of the same list, and a picture's page knows its neighbours. `hasMoved` when they were gone
 * through there, `opened` is the address of the picture that was pressed.
 */
export const last = { ...nothing };
events.addEventListener('other-user', () => {
  last.list?.close();
  Object.assign(last, nothing);
});

/** The address of a picture in a list. @param {any} image @param {string} list its address */
export const pictureIn = (image, list) => hash(`/image/${image.id}`, { list: list === '#/' ? '' : list.slice(1) });

/** All pictures, or those of one album. @type {(outlet: HTMLElement, route: import('../router.js').Route) => Promise<import('../app.js').View>} */
export default async function gallery(outlet, { path, query }) {
  const album = path[0] === 'album' ? (await get(`albums/${encodeURIComponent(path[1])}`)).data : null;
  const tools = album && (await import('../albumtools.js')).albumTools(album);
  let end = () => {};
  return {
    title: album ? album.name : t('pictures'),
    album: album?.id,
    shown: () => { end = open(outlet, query, album, tools); },
    dispose: () => end(),
  };
}

/** @returns {() => void} ends it */
function open(outlet, query, album, tools) {
  const filters = new Filters(query, album);
  const isBack = last.list && last.hash === filters.hash;
  if (!isBack) last.list?.close();
  const { scroll, active, hasMoved } = isBack ? last : nothing;
  let list = isBack && last.list ? last.list : new ImageList(filters.query);
  const selection = new Selection();
  const remove = images => {
    const isByKey = bar.element.querySelector(':focus-visible');
    selection.drop(images.map(({ id }) => id));
    deleteSoon(images);
    // The bar is gone, and the focus with it.
    if (isByKey) grid.focus(grid.active);
  };
  const grid = new Grid(list, selection, { remove, href: image => pictureIn(image, filters.hash) });
  const bar = new SelectionBar(selection, () => list, remove);
  const count = el('span.count', { role: 'status' });
  const empty = el('div.nothing', { hidden: true });
  const head = el('div.head', {}, el('h1', {}, album ? album.name : t('pictures')), count, el('span.space'));
  if (tools) head.append(tools.element);
  if (album?.description) head.append(el('p.muted', {}, album.description));
  const problem = el('div', {});
  outlet.append(head, filters.element, problem, empty, grid.element, bar.element);

  const describe = () => {
    if (list.isKnown) problem.replaceChildren();
    count.textContent = list.isKnown ? t('count', list.length) : '';
    empty.hidden = !list.isKnown || list.length > 0;
    const word = filters.isSet ? 'none' : 'empty';
    if (!empty.hidden) empty.replaceChildren(icon(filters.isSet ? 'search' : 'upload'), el('h2', {}, t(word)), el('p', {}, t(`${word}.hint`)));
  };
  const retry = () => {
    problem.replaceChildren();
    list.retry();
  };
  let closeComplaint = () => {};
  const onError = ({ error }) => {
    closeComplaint();
    if (list.isKnown) closeComplaint = complain(error, retry);
    else if (error.code !== 'unauthorized') problem.replaceChildren(failure(error, retry));
  };
  const watch = () => {
    Object.assign(last, { list, hash: filters.hash, hasMoved: false, opened: '' });
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
    problem.replaceChildren();
    bar.clear();
    list.close();
    list = new ImageList(filters.query);
    watch();
    grid.show(list);
  });
  const reload = () => {
    list.reload();
    tools?.update().catch(complain);
  };
  const keep = () => { last.scroll = scrollY; };
  const onKey = event => {
    if (event.target.matches('input:not([type=checkbox]), textarea, select') || document.querySelector('dialog[open]')) return;
    const command = (event.ctrlKey || event.metaKey) && event.key.toLowerCase();
    if (event.key === 'Escape') bar.clear();
    else if (command === 'a') bar.selectAll();
    else if (command === 'c' && selection.size && getSelection()?.isCollapsed) copyLinks(selection.images);
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
  if (isBack && (hasMoved || grid.sees(active))) grid.focus(active);
  addEventListener('scroll', keep, { passive: true });
  outlet.addEventListener('click', event => {
    const link = event.target.closest('.tile a');
    if (link && !event.defaultPrevented) last.opened = link.hash;
  });
  if (isBack) reload();
  return () => {
    removeEventListener('scroll', keep);
    last.active = grid.active;
    queue.removeEventListener('idle', reload);
    hidden.removeEventListener('done', reload);
    document.removeEventListener('keydown', onKey);
    filters.dispose();
    bar.stop();
    unwatch();
    grid.unmount();
  };
}
