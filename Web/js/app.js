import { events } from './api.js';
import { deleteNow } from './deletions.js';
import { el } from './dom.js';
import { icon, leaf } from './icons.js';
import { t } from './i18n.js';
import { go, hash, route } from './router.js';
import { enter, resume, signOut, who } from './session.js';
import { complain } from './toast.js';
import { acceptFiles } from './uploads/intake.js';
import { queue } from './uploads/queue.js';
import './uploads/panel.js';

/** @typedef {{title: string, album?: number, dispose?: () => void}} View */

/** What is shown for the first word of a route; each is fetched when it is first needed. */
const views = {
  '': () => import('./views/gallery.js'),
  album: () => import('./views/gallery.js'),
  image: () => import('./views/image.js'),
  albums: () => import('./views/albums.js'),
  account: () => import('./views/account.js'),
  login: () => import('./views/login.js'),
};

const outlet = el('main', { id: 'main', tabindex: '-1' });
const chooser = el('input', {
  type: 'file', multiple: true, accept: 'image/*', hidden: true, 'aria-label': t('upload'),
  onchange: () => { queue.add([...chooser.files], view?.album); chooser.value = ''; },
});
const link = (path, picture, ...label) => el('a.nav', { href: `#${path}` }, icon(picture), el('span.label', {}, ...label));
const links = { '': link('/', 'picture', t('pictures')), albums: link('/albums', 'albums', t('albums')) };
const name = el('span', {});
const header = el('header.top', { hidden: true },
  el('a.brand', { href: '#/' }, leaf(), el('span', {}, 'maple')),
  el('nav', { 'aria-label': t('navigation') }, links[''], links.albums),
  el('span.space'),
  el('button.primary.upload', { type: 'button', onclick: () => chooser.click() }, icon('upload'), el('span.label', {}, t('upload'))),
  link('/account', 'user', el('span.visually-hidden', {}, `${t('account')} `), name),
  el('button.plain.sign-out', { type: 'button', title: t('sign.out'), 'aria-label': t('sign.out'), onclick: leave }, icon('exit')));
const skip = el('a.skip', { href: '#main', onclick: event => { event.preventDefault(); outlet.focus(); } }, t('skip'));
document.body.prepend(skip, header, outlet, chooser);

/** @type {View | undefined} */
let view;
let shown = 0;

async function show() {
  const turn = ++shown;
  const now = route();
  const word = now.path[0] ?? '';
  if (!who() && word !== 'login') return go(hash('/login', { next: location.hash.slice(1) }), true);
  if (who() && word === 'login') return enter(now.query);

  const load = views[word];
  if (!load) return go('#/', true);
  try {
    const { default: open } = await load();
    if (turn !== shown) return;
    view?.dispose?.();
    view = undefined;
    outlet.replaceChildren();
    header.hidden = !who();
    if (who()) name.textContent = who().username;
    for (const [key, a] of Object.entries(links))
      if (key === word || key === 'albums' && word === 'album') a.setAttribute('aria-current', 'page');
      else a.removeAttribute('aria-current');
    const opened = await open(outlet, now);
    if (turn !== shown) return opened.dispose?.();
    view = opened;
    // What had the focus is gone with its page.
    if (document.activeElement === document.body) outlet.focus({ preventScroll: true });
    document.title = view.title ? `${view.title} – maple` : 'maple';
  } catch (error) {
    if (turn === shown) complain(error);
  }
}

async function leave() {
  try {
    await deleteNow();
    queue.clear();
    await signOut();
    go('#/login');
  } catch (error) {
    complain(error);
  }
}

history.scrollRestoration = 'manual';
addEventListener('hashchange', show);
events.addEventListener('signed-out', () => route().path[0] === 'login' || show());
acceptFiles(files => { if (who()) queue.add(files, view?.album); });
try {
  await resume();
} catch (error) {
  complain(error);
}
await show();
