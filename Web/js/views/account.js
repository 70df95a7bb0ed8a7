import { call, get } from '../api.js';
import { copyText } from '../copy.js';
import { ask } from '../dialog.js';
import { el, field } from '../dom.js';
import { icon } from '../icons.js';
import { dateTime, size, t } from '../i18n.js';
import { officeHref } from '../session.js';
import { act, toast } from '../toast.js';
import { keysCard } from './keys.js';

/** One's own account. @type {(outlet: HTMLElement) => Promise<import('../app.js').View>} */
export default async function account(outlet) {
  const { data } = await get('account');
  const keys = await keysCard(data.is_admin);
  outlet.append(el('div.narrow', {},
    el('div.head', {}, el('h1', {}, data.username)),
    el('section.card', {}, el('dl', {},
      el('dt', {}, t('email')), el('dd', {}, data.email || '–'),
      el('dt', {}, t('storage')), el('dd', {}, t('storage.of', data.images, size(data.bytes)))),
      data.admin_url && el('a.button', { href: officeHref(data.admin_url) }, icon('office'), t('office'))),
    keyCard(),
    keys,
    clientsCard(),
    passwordCard(data.username)));
  scrollTo(0, 0);
  return { title: t('account') };
}

function keyCard() {
  const shown = el('input', { type: 'text', readonly: true, 'aria-label': t('key'), value: '••••••••••••••••', class: 'key' });
  const issued = el('span.hint');
  let key = '';
  const write = data => {
    key = data?.key ?? '';
    shown.value = key || '••••••••••••••••';
    issued.textContent = data?.issued_at ? t('key.issued', dateTime(data.issued_at)) : '';
    toggle.textContent = t(key ? 'key.hide' : 'key.show');
  };
  const toggle = el('button', { type: 'button', onclick: act(async () => write(key ? null : (await get('account/key')).data)) }, t('key.show'));
  const copy = act(async () => {
    await copyText(key || get('account/key').then(({ data }) => data.key));
    toast(t('key.copied'));
  });
  const reset = act(async () => {
    const isSure = await ask({ title: t('key.reset.title'), text: t('key.reset.hint'), ok: t('key.reset'), isDanger: true });
    if (!isSure) return;
    write((await call('POST', 'account/key')).data);
    toast(t('key.new'));
  });
  return el('section.card', {},
    el('h2', {}, t('key')),
    el('p.muted', {}, t('key.hint')),
    el('div.inline', {}, shown, toggle, el('button', { type: 'button', onclick: copy }, t('key.copy'))),
    issued,
    el('div.buttons', {}, el('button', { type: 'button', onclick: reset }, icon('retry'), t('key.reset'))));
}

/** Settings for other programs. They hold the key, so they come when they are asked for. */
function clientsCard() {
  const chosen = el('select', { 'aria-label': t('clients') });
  const use = el('p.hint');
  const text = el('pre.settings', { tabindex: '0', 'aria-label': t('clients') });
  const shown = el('div', { hidden: true }, chosen, use, text, el('div.buttons', {},
    el('button', { type: 'button', onclick: act(async () => { await copyText(text.textContent); toast(t('clients.copied')); }) }, t('clients.copy'))));
  let settings = [];
  const write = () => {
    const setting = settings.find(setting => setting.name === chosen.value);
    use.textContent = setting.use;
    text.textContent = setting.text;
  };
  chosen.addEventListener('change', write);
  const show = el('button', {
    type: 'button',
    onclick: act(async () => {
      settings = (await get('account/clients')).data;
      chosen.replaceChildren(...settings.map(setting => el('option', { value: setting.name }, setting.title)));
      write();
      shown.hidden = false;
      show.hidden = true;
      chosen.focus();
    }),
  }, t('clients.show'));
  return el('section.card', {}, el('h2', {}, t('clients')), el('p.muted', {}, t('clients.hint')), el('div.buttons', {}, show), shown);
}

function passwordCard(username) {
  const current = el('input', { type: 'password', autocomplete: 'current-password', required: true });
  const fresh = el('input', { type: 'password', autocomplete: 'new-password', required: true, minlength: 8 });
  const problem = el('p.problem', { role: 'alert' });
  const change = act(async () => {
    problem.textContent = '';
    try {
      await call('PUT', 'account/password', { body: { current_password: current.value, new_password: fresh.value } });
      form.reset();
      toast(t('password.changed'));
    } catch (error) {
      problem.textContent = error.message;
    }
  });
  const form = el('form', { onsubmit: event => { event.preventDefault(); change(); } },
    // Lets a password manager know whose password it is.
    el('input', { type: 'text', autocomplete: 'username', value: username, hidden: true }),
    field(t('password.current'), current),
    field(t('password.new'), fresh, t('password.hint')),
    problem,
    el('div.buttons', {}, el('button.primary', { type: 'submit' }, t('password.change'))));
  return el('section.card', {}, el('h2', {}, t('password.change')), form);
}
