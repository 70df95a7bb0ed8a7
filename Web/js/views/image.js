import { call, get, nearby } from '../api.js';
import { chooseAlbum } from '../choosealbum.js';
import { copyButtons, copyLinks } from '../copy.js';
import { deleteSoon } from '../deletions.js';
import { el } from '../dom.js';
import { editable } from '../editable.js';
import { icon } from '../icons.js';
import { dateTime, number, size, t } from '../i18n.js';
import { ImageList } from '../list.js';
import { ORDERS } from '../filters.js';
import { go } from '../router.js';
import { complain, toast } from '../toast.js';
import { last } from './gallery.js';

/** About the width of show pictures; with another one configured the browser only chooses a little later or sooner. */
const SHOWN = 810;

/** One picture. @type {(outlet: HTMLElement, route: import('../router.js').Route) => Promise<import('../app.js').View>} */
export default async function picture(outlet, { path }) {
  // From here on "back" means the list that it was found in.
  last.list ??= new ImageList({ sort: ORDERS.newest });
  const { list } = last;
  if (!list.isKnown) await list.locate(Number(path[1]));
  let image = (await get(`images/${encodeURIComponent(path[1])}`)).data;
  const index = list.indexOf(image.id);
  list.replace(image);
  if (index >= 0) last.active = index;

  const change = async fields => {
    image = (await call('PUT', `images/${image.id}`, { body: fields })).data;
    list.replace(image);
    return image;
  };
  const remove = () => {
    const next = index + 1 < list.length ? index + 1 : index - 1;
    const follower = index < 0 ? null : list.at(next);
    deleteSoon([image]);
    go(follower ? `#/image/${follower.id}` : last.hash, true);
  };
  const move = async () => {
    try {
      const changed = await chooseAlbum(t('move.title', 1), album => change({ album }));
      if (!changed) return;
      album.replaceChildren(changed.album.name);
      album.href = `#/album/${changed.album.id}`;
      toast(t('moved', 1, changed.album.name));
    } catch (error) {
      complain(error);
    }
  };
  const cover = async () => {
    try {
      await call('PUT', `albums/${image.album.id}`, { body: { cover: image.id } });
      toast(t('cover.used', image.album.name));
    } catch (error) {
      complain(error);
    }
  };

  const neighbour = (step, key, picture) => {
    const to = el(`a.turn.${picture}`, { 'aria-label': t(key), title: t(key), hidden: true }, icon(picture));
    const at = index + step;
    if (index >= 0 && at >= 0 && at < list.length)
      list.range(at, at).then(([other]) => { if (other) Object.assign(to, { href: `#/image/${other.id}`, hidden: false }); }, () => {});
    return to;
  };
  const previous = neighbour(-1, 'previous', 'left');
  const next = neighbour(1, 'next', 'right');
  const album = el('a', { href: `#/album/${image.album.id}` }, image.album.name);
  const action = (picture, key, onclick) => el('button', { type: 'button', onclick }, icon(picture), t(key));
  const fact = (key, ...value) => [el('dt', {}, t(key)), el('dd', {}, ...value)];
  const save = field => async text => (await change({ [field]: text }))[field];
  const name = editable({ tag: 'h1', text: image.name, label: t('edit.name'), maxlength: 255, save: save('name') });
  const description = editable({
    tag: 'p', text: image.description, label: t('edit.description'), placeholder: t('description.none'), isLong: true, maxlength: 4000,
    save: save('description'),
  });

  outlet.append(el('article.picture', {},
    el('div.stage', {},
      el('a.back', { href: last.hash, 'aria-label': t('back'), title: t('back') }, icon('close')),
      previous, show(image), next),
    el('div.about', {},
      name, description,
      copyButtons(() => [image]),
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
      el('a.original', { href: nearby(image.url), target: '_blank', rel: 'noopener' }, icon('external'), t('original')))));

  const onKey = event => {
    if (event.target.matches('input, textarea, select') || document.querySelector('dialog[open]') || event.altKey) return;
    const isCommand = event.ctrlKey || event.metaKey;
    if (event.key === 'ArrowLeft' && previous.href) go(previous.hash, true);
    else if (event.key === 'ArrowRight' && next.href) go(next.hash, true);
    else if (event.key === 'Escape') go(last.hash);
    else if (event.key === 'Delete') remove();
    else if (isCommand && event.key === 'c' && getSelection()?.isCollapsed) copyLinks([image]);
    else return;
    event.preventDefault();
  };
  document.addEventListener('keydown', onKey);
  scrollTo(0, 0);
  return { title: image.name, dispose: () => document.removeEventListener('keydown', onKey) };
}

/** As large as there is room; an animation as it is, everything else in the size that the screen needs. */
function show(image) {
  const url = nearby(image.url);
  const props = { src: url, alt: image.description || image.name, width: image.width, height: image.height };
  if (image.format === 'gif' || image.width <= SHOWN) return el('img', props);
  const srcset = `${nearby(image.show_url)} ${SHOWN}w, ${url} ${image.width}w`;
  // A browser stretches a picture to the size that is named here: never beyond its own.
  return el('img', { ...props, srcset, sizes: `min(${image.width}px, 100vw${matchMedia('(min-width: 60rem)').matches ? ' - 31rem' : ''})` });
}
