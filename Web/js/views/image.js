import { call, get, nearby } from '../api.js';
import { chooseAlbum } from '../choosealbum.js';
import { copyButtons, copyLinks } from '../copy.js';
import { deleteSoon, hidden } from '../deletions.js';
import { el } from '../dom.js';
import { editable } from '../editable.js';
import { icon } from '../icons.js';
import { dateTime, number, size, t } from '../i18n.js';
import { ImageList } from '../list.js';
import { listed } from '../filters.js';
import { go, route, turn } from '../router.js';
import { act, complain, toast } from '../toast.js';
import { last, pictureIn } from './gallery.js';

/** About the width of show pictures; with another one configured the browser only chooses a little later or sooner. */
const SHOWN = 810;

/** How long one picture waits for the next to have come, in milliseconds. */
const PATIENCE = 300;

/** How far a finger must go, in pixels. */
const SWIPE = 50;

/** One picture. @type {(outlet: HTMLElement, route: import('../router.js').Route) => Promise<import('../app.js').View>} */
export default async function picture(outlet, { path, query }) {
  // The list that it was found in stands in the address: its neighbours are there, and the way back leads to it.
  const given = query.get('list') ?? '';
  const home = /^\/($|\?|album\/)/.test(given) ? `#${given}` : '#/';
  const list = last.list && last.hash === home ? last.list : new ImageList(listed(route(home)));
  let image = (await get(`images/${encodeURIComponent(path[1])}`)).data;
  if (list.indexOf(image.id) < 0) await list.locate(image);
  const back = () => history.state?.isFromList ? history.back() : go(home);

  const change = async fields => {
    image = (await call('PUT', `images/${image.id}`, { body: fields })).data;
    list.replace(image);
    return image;
  };
  const remove = () => {
    const at = list.indexOf(image.id);
    const follower = at < 0 ? null : list.at(at + 1 < list.length ? at + 1 : at - 1);
    deleteSoon([image]);
    if (follower) turn(pictureIn(follower, home));
    else back();
  };
  const move = act(async () => {
    const changed = await chooseAlbum(t('move.title', 1), album => change({ album_id: album }));
    if (!changed) return;
    album.replaceChildren(changed.album.name);
    album.href = `#/album/${changed.album.id}`;
    toast(t('moved', 1, changed.album.name));
  });
  const cover = act(async () => {
    await call('PUT', `albums/${image.album.id}`, { body: { cover: image.id } });
    toast(t('cover.used', image.album.name));
  });

  const large = show(image);
  const neighbour = (key, picture) => {
    const to = el(`a.turn.${picture}`, {
      'aria-label': t(key), title: t(key), hidden: true,
      onclick: event => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        turn(to.hash);
      },
    }, icon(picture));
    return to;
  };
  const previous = neighbour('previous', 'left');
  const next = neighbour('next', 'right');
  /** Others go and come back while this one is shown. */
  const aim = async (to, step) => {
    const index = list.indexOf(image.id);
    const at = index + step;
    const [other] = index >= 0 && at >= 0 ? await list.range(at, at) : [];
    // It was aimed again meanwhile.
    if (index !== list.indexOf(image.id)) return;
    to.hidden = !other;
    if (!other) return to.removeAttribute('href');
    const href = pictureIn(other, home);
    if (href === to.getAttribute('href')) return;
    to.href = href;
    // Fetched as soon as this one is there, so that the next step shows it at once.
    large.decode().then(() => show(other), () => {});
  };
  const follow = () => {
    aim(previous, -1);
    aim(next, 1);
  };
  /** What was deleted is gone: from now on all have other places. */
  const renew = async () => {
    await list.reload();
    if (list.indexOf(image.id) < 0) await list.locate(image);
  };
  follow();
  const album = el('a', { href: `#/album/${image.album.id}` }, image.album.name);
  const action = (picture, key, onclick) => el('button', { type: 'button', onclick }, icon(picture), t(key));
  const fact = (key, ...value) => [el('dt', {}, t(key)), el('dd', {}, ...value)];
  const save = field => async text => (await change({ [field]: text }))[field];
  const name = editable({ tag: 'h1', text: image.name, label: t('edit.name'), maxlength: 255, save: save('name') });
  const description = editable({
    tag: 'p', text: image.description, label: t('edit.description'), placeholder: t('description.none'), isLong: true, maxlength: 4000,
    save: save('description'),
  });

  const stage = el('div.stage', {},
    el('a.back', {
      href: home, 'aria-label': t('back'), title: t('back'),
      onclick: event => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        back();
      },
    }, icon('close')),
    previous, large, next);
  onSwipe(stage, isForwards => {
    const to = isForwards ? next : previous;
    if (to.href) turn(to.hash);
  });
  const about = el('div.about', {},
    name, description,
    el('div', {}, el('p.count', {}, t('copy.as')), copyButtons(() => [image])),
    el('div.actions', {}, action('move', 'move', move), action('star', 'cover.use', cover),
      el('a.button', { href: nearby(image.url), download: image.name }, icon('download'), t('download')),
      action('trash', 'delete', remove)),
    el('h2.visually-hidden', {}, t('facts')),
    el('dl', {},
      ...fact('album', album),
      ...fact('date', el('time', { datetime: image.created_at }, dateTime(image.created_at))),
      ...fact('dimensions', `${number(image.width)} × ${number(image.height)}`),
      ...fact('size', size(image.bytes)),
      ...fact('format', image.format.toUpperCase()),
      ...fact('hash', el('code', {}, image.sha256))),
    el('a.original', { href: nearby(image.url), target: '_blank', rel: 'noopener' }, icon('external'), t('original')));
  outlet.append(el('article.picture', {}, stage, about));
  // Few pictures were ever replaced: only with those comes what shows it.
  if (image.version > 0) import('../versions.js').then(({ olderVersions }) => olderVersions(image)).then(list => list && about.append(list), complain);

  const onKey = event => {
    if (event.target.matches('input, textarea, select') || document.querySelector('dialog[open]') || event.altKey) return;
    const command = (event.ctrlKey || event.metaKey) && event.key.toLowerCase();
    if (event.key === 'ArrowLeft' && previous.href) turn(previous.hash);
    else if (event.key === 'ArrowRight' && next.href) turn(next.hash);
    else if (event.key === 'Escape') back();
    else if (event.key === 'Delete') event.repeat || remove();
    else if (command === 'c' && getSelection()?.isCollapsed) copyLinks([image]);
    else return;
    event.preventDefault();
  };
  // Between two pictures nothing is empty, not even for a moment.
  if (document.querySelector('.stage')) await Promise.race([large.decode().catch(() => {}), new Promise(resolve => setTimeout(resolve, PATIENCE))]);
  return {
    title: image.name,
    shown() {
      if (list !== last.list) {
        last.list?.close();
        Object.assign(last, { list, hash: home, scroll: 0, active: 0 });
      }

      if (last.opened === location.hash) history.replaceState({ isFromList: true }, '');
      last.opened = '';
      list.addEventListener('change', follow);
      hidden.addEventListener('done', renew);
      list.replace(image);
      const index = list.indexOf(image.id);
      if (index >= 0 && index !== last.active) Object.assign(last, { active: index, hasMoved: true });
      document.addEventListener('keydown', onKey);
      scrollTo(0, 0);
    },
    dispose() {
      list.removeEventListener('change', follow);
      hidden.removeEventListener('done', renew);
      document.removeEventListener('keydown', onKey);
    },
  };
}

/** @param {HTMLElement} stage @param {(isForwards: boolean) => void} act */
function onSwipe(stage, act) {
  /** @type {Touch | null} */
  let start = null;
  stage.addEventListener('touchstart', ({ touches }) => {
    // Two fingers make it larger, and one moves what is larger than the screen.
    start = touches.length === 1 && (visualViewport?.scale ?? 1) < 1.01 ? touches[0] : null;
  }, { passive: true });
  stage.addEventListener('touchcancel', () => { start = null; });
  stage.addEventListener('touchend', ({ changedTouches: [end] }) => {
    if (!start) return;
    const [x, y] = [end.clientX - start.clientX, end.clientY - start.clientY];
    start = null;
    if (Math.abs(x) > SWIPE && Math.abs(x) > 2 * Math.abs(y)) act(x < 0);
  });
}

/** As large as there is room; an animation as it is, everything else in the size that the screen needs. */
function show(image) {
  const url = nearby(image.url);
  const props = { src: url, alt: image.description || image.name, width: image.width, height: image.height, draggable: 'false' };
  if (image.format === 'gif' || image.width <= SHOWN) return el('img', props);
  const srcset = `${nearby(image.show_url)} ${SHOWN}w, ${url} ${image.width}w`;
  // A browser stretches a picture to the size that is named here: never beyond its own.
  return el('img', { ...props, srcset, sizes: `min(${image.width}px, 100vw${matchMedia('(min-width: 60rem)').matches ? ' - 31rem' : ''})` });
}
