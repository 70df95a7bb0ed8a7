import { allByName, call, get } from '../api.js';
import { copyText } from '../copy.js';
import { ask } from '../dialog.js';
import { el, field } from '../dom.js';
import { icon } from '../icons.js';
import { date, number, size, t } from '../i18n.js';
import { act, complain, toast } from '../toast.js';
import { pages, searchField, table } from './table.js';

/** @param {HTMLElement} outlet */
export default async function users(outlet) {
  let q = '';
  const list = pages(query => get('admin/users', { ...query, q }), items => table(t('office.users'),
    [t('username'), t('email'), t('role'), t('office.images'), t('storage'), t('since'), ''],
    items.map(user => [
      el('a', { href: `#/images?user=${user.id}` }, user.username),
      user.email,
      role(user),
      number(user.images), size(user.bytes), date(user.created_at),
      el('div.actions', {},
        button('edit', t('user.edit', user.username), () => edit(user)),
        button('key', t('user.key', user.username), () => resetKey(user)),
        button('trash', t('user.delete', user.username), () => remove(user))),
    ])));
  const after = change => act(async () => { if (await change()) await list.load(); });
  const button = (picture, label, change) =>
    el('button.plain', { type: 'button', 'aria-label': label, title: label, onclick: after(change) }, icon(picture));
  outlet.append(
    el('div.head', {}, el('h1', {}, t('office.users')), el('span.space'),
      searchField(t('search.users'), text => { q = text; list.load(1).catch(complain); }),
      el('button.primary', { type: 'button', onclick: after(() => edit()) }, icon('plus'), t('user.add'))),
    list.element);
  await list.load();
}

function role({ disabled, is_admin: isAdmin }) {
  if (disabled) return el('span.badge.off', {}, t('role.disabled'));
  return el(isAdmin ? 'span.badge' : 'span', {}, t(isAdmin ? 'role.admin' : 'role.user'));
}

/** @param {any} [user] the one to change, else a new one is made */
function edit(user) {
  const username = el('input', { name: 'username', required: true, maxlength: 64, autocomplete: 'off' });
  const email = el('input', { name: 'email', type: 'email', required: true, value: user?.email ?? '', autocomplete: 'off' });
  const password = el('input', { name: 'password', type: 'password', minlength: 8, required: !user, autocomplete: 'new-password' });
  const box = (key, checked) => {
    const input = el('input', { type: 'checkbox', checked });
    return { input, label: el('label.choice', {}, input, t(key)) };
  };
  const admin = box('user.admin', user?.is_admin ?? false);
  const disabled = box('user.disabled', user?.disabled ?? false);
  return ask({
    title: user ? t('user.edit', user.username) : t('user.add'),
    fields: [
      ...user ? [] : [field(t('username'), username)],
      field(t('email'), email),
      field(t(user ? 'user.password.new' : 'password'), password, user ? t('user.password.hint') : ''),
      admin.label,
      ...user ? [disabled.label] : [],
    ],
    ok: t('save'),
    onsubmit: () => {
      const body = { email: email.value.trim(), is_admin: String(admin.input.checked) };
      if (password.value) Object.assign(body, { password: password.value });
      return user
        ? call('PUT', `admin/users/${user.id}`, { body: { ...body, disabled: String(disabled.input.checked) } })
        : call('POST', 'admin/users', { body: { ...body, username: username.value.trim() } });
    },
  });
}

async function resetKey(user) {
  if (!await ask({ title: t('user.key.title', user.username), text: t('key.reset.hint'), ok: t('key.reset'), isDanger: true })) return false;
  const { key } = (await call('POST', `admin/users/${user.id}/key`)).data;
  const shown = el('input', { readonly: true, value: key, class: 'key' });
  const copy = async () => {
    await copyText(key);
    toast(t('key.copied'));
  };
  await ask({ title: t('key.new'), fields: [field(t('key'), shown)], ok: t('key.copy'), onsubmit: copy });
  return false;
}

/** Asks what becomes of the pictures when there are some. */
async function remove(user) {
  const fields = [];
  if (user.images) {
    const others = (await allByName('admin/users')).filter(({ id }) => id !== user.id);
    const to = el('select', { name: 'to', 'aria-label': t('user.heir') }, ...others.map(other => el('option', { value: other.id }, other.username)));
    fields.push(el('fieldset', {}, el('legend', {}, t('user.images', user.images)),
      el('label.choice', {}, el('input', { type: 'radio', name: 'images', value: 'move', checked: true }), t('user.move')), to,
      el('label.choice', {}, el('input', { type: 'radio', name: 'images', value: 'delete' }), t('album.images.delete'))));
  }

  return ask({
    title: t('user.delete', user.username),
    text: user.images ? '' : t('user.delete.empty'),
    fields,
    ok: t('delete'),
    isDanger: true,
    onsubmit: form => {
      const images = form.get('images');
      return call('DELETE', `admin/users/${user.id}`, { query: images === 'move' ? { images, to: form.get('to') } : { images } });
    },
  });
}
