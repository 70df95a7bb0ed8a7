import { events } from './api.js';
import { deleteNow } from './deletions.js';
import { ask } from './dialog.js';
import { el } from './dom.js';
import { icon, leaf } from './icons.js';
import { t } from './i18n.js';
import { go, hash, route } from './router.js';
import { enter, resume, signOut, who } from './session.js';
import { complain, failure } from './toast.js';
import { acceptFiles, folderButton } from './uploads/intake.js';
import { queue } from './uploads/queue.js';
import './uploads/panel.js';

/**
 * Made in a container that the page gets once all is there; `shown` is called then, `dispose` only after it.
 * @typedef {{title: string, album?: number, shown?: () => void, dispose?: () => void}} View
 */

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
const name = el('span', {});
const links = {
  '': link('/', 'picture', t('pictures')),
  albums: link('/albums', 'albums', t('albums')),
  account: link('/account', 'user', el('span.visually-hidden', {}, `${t('account')} `), name),
};
const header = el('header.top', { hidden: true },
  el('a.brand', { href: '#/' }, leaf(), el('span', {}, 'maple')),
  el('nav', { 'aria-label': t('navigation') }, links[''], links.albums),
  el('span.space'),
  el('button.primary.upload', { type: 'button', onclick: () => chooser.click() }, icon('upload'), el('span.label', {}, t('upload'))),
  folderButton(files => queue.add(files, view?.album)),
  links.account,
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
    end();
    header.hidden = !who();
    if (who()) name.textContent = who().username;
    for (const [key, a] of Object.entries(links))
      if (key === word || key === 'albums' && word === 'album') a.setAttribute('aria-current', 'page');
      else a.removeAttribute('aria-current');
    const box = el('div', {});
    const opened = await open(box, now);
    // One that came too late is never seen.
    if (turn !== shown) return;
    view = opened;
    outlet.replaceChildren(box);
    view.shown?.();
    // What had the focus is gone with its page.
    if (document.activeElement === document.body) outlet.focus({ preventScroll: true });
    document.title = view.title ? `${view.title} – maple` : 'maple';
  } catch (error) {
    // Without a session the page for signing in comes anyway.
    if (turn !== shown || error.code === 'unauthorized') return;
    end();
    outlet.replaceChildren(failure(error, show));
  }
}

/** What is there stays to be looked at until the next has come. */
function end() {
  view?.dispose?.();
  view = undefined;
  for (const old of outlet.children) old.inert = true;
}

async function leave() {
  try {
    if (queue.isBusy && !await ask({ title: t('sign.out.busy'), text: t('sign.out.busy.hint'), ok: t('sign.out'), isDanger: true })) return;
    await deleteNow();
    queue.clear();
    await signOut();
    go('#/login');
  } catch (error) {
    complain(error);
  }
}

history.scrollRestoration = 'manual';
events.addEventListener('other-user', () => queue.clear());
events.addEventListener('signed-out', () => route().path[0] === 'login' || show());
acceptFiles(() => {
  const [album, user] = [view?.album, who()?.username];
  return files => { if (user === who()?.username) queue.add(files, album); };
}, () => who() !== null);
await start();

/** When maple doesn't answer, that is said: nobody has to sign in again for it. */
async function start() {
  try {
    await resume();
  } catch (error) {
    if (error.code !== 'unauthorized') return outlet.replaceChildren(failure(error, start));
  }

  addEventListener('hashchange', show);
  await show();
}
