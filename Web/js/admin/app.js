import { events, get, root } from '../api.js';
import { deleteNow } from '../deletions.js';
import { el } from '../dom.js';
import { icon, leaf } from '../icons.js';
import { addTexts, language, t } from '../i18n.js';
import { go, hash, route } from '../router.js';
import { signOut } from '../session.js';
import english from '../texts/office.en.js';
import chinese from '../texts/office.zh.js';
import { complain, failure } from '../toast.js';

addTexts(language === 'zh' ? chinese : english);

const views = {
  '': () => import('./overview.js'),
  users: () => import('./users.js'),
  albums: () => import('./albums.js'),
  images: () => import('./images.js'),
  config: () => import('./config.js'),
  log: () => import('./log.js'),
};

const gallery = root.href;
const tabs = new Map(Object.keys(views).map(word => [word, el('a.nav', { href: `#/${word}` }, t(`office.${word || 'overview'}`))]));
const outlet = el('main', { id: 'main', tabindex: '-1' });
const skip = el('a.skip', { href: '#main', onclick: event => { event.preventDefault(); outlet.focus(); } }, t('skip'));
document.body.prepend(
  skip,
  el('header.top', {},
    el('a.brand', { href: '#/' }, leaf(), el('span', {}, t('office'))),
    el('nav.tabs', { 'aria-label': t('navigation') }, ...tabs.values()),
    el('span.space'),
    el('a.nav', { href: gallery, title: t('office.leave') }, icon('picture'), el('span.label', {}, t('office.leave'))),
    el('button.plain.sign-out', { type: 'button', title: t('sign.out'), 'aria-label': t('sign.out'), onclick: leave }, icon('exit'))),
  outlet);

/** @type {{dispose?: () => void} | undefined} */
let view;
let shown = 0;

async function show() {
  const turn = ++shown;
  const now = route();
  const word = now.path[0] ?? '';
  if (!views[word]) return go('#/', true);
  try {
    const { default: open } = await views[word]();
    if (turn !== shown) return;
    view?.dispose?.();
    view = undefined;
    // What comes too late comes into a container that nobody sees.
    const box = el('div', {});
    outlet.replaceChildren(box);
    for (const [key, tab] of tabs)
      if (key === word) tab.setAttribute('aria-current', 'page');
      else tab.removeAttribute('aria-current');
    document.title = `${t(`office.${word || 'overview'}`)} – maple`;
    scrollTo(0, 0);
    const opened = await open(box, now) ?? {};
    if (turn === shown) view = opened;
    else opened.dispose?.();
  } catch (error) {
    if (turn === shown && error.code !== 'unauthorized') outlet.replaceChildren(failure(error, show));
  }
}

async function leave() {
  try {
    await deleteNow();
    await signOut();
    location.assign(gallery);
  } catch (error) {
    complain(error);
  }
}

history.scrollRestoration = 'manual';
addEventListener('hashchange', show);
// Signing in happens in the gallery, and leads back to this place.
events.addEventListener('signed-out', async () => {
  await deleteNow();
  location.assign(gallery + hash('/login', { office: 'yes', next: location.hash.slice(1) }));
});
// To a stranger nothing of the office is there: whether one still is an administrator is told by the account.
events.addEventListener('not-found', async () => {
  const account = await get('account').catch(() => null);
  if (account && !account.data.is_admin) location.assign(gallery);
});
await show();
