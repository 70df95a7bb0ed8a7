import { allByName, nearby } from '../api.js';
import { editAlbum } from '../albumtools.js';
import { el } from '../dom.js';
import { icon } from '../icons.js';
import { t } from '../i18n.js';
import { go } from '../router.js';
import { act } from '../toast.js';

/** All albums. @type {(outlet: HTMLElement) => Promise<import('../app.js').View>} */
export default async function albums(outlet) {
  const add = act(async () => {
    const album = await editAlbum();
    if (album) go(`#/album/${album.id}`);
  });
  const list = el('ul.albums', {});
  outlet.append(
    el('div.head', {}, el('h1', {}, t('albums')), el('span.space'), el('button', { type: 'button', onclick: add }, icon('plus'), t('album.add'))),
    list);
  list.append(...(await allByName('albums')).map(card));
  scrollTo(0, 0);
  return { title: t('albums') };
}

function card(album) {
  return el('li', {},
    el('a', { href: `#/album/${album.id}` },
      el('div.cover', {}, album.cover_url
        ? el('img', { src: nearby(album.cover_url), alt: '', loading: 'lazy', decoding: 'async' })
        : icon('picture')),
      el('span.album-name', {}, album.private && lock(), album.name),
      el('span.muted', {}, t('count', album.images))));
}

function lock() {
  return el('span.lock', { title: t('album.private') }, icon('lock'), el('span.visually-hidden', {}, t('album.private')));
}
