import { allByName, call, get } from '../api.js';
import { copyText } from '../copy.js';
import { ask } from '../dialog.js';
import { el, field } from '../dom.js';
import { icon } from '../icons.js';
import { dateTime, t } from '../i18n.js';
import { act, toast } from '../toast.js';

const SCOPES = ['upload', 'read', 'delete', 'admin'];
const DAYS = [1, 7, 30, 90, 365];

/**
 * The keys of an account: what each may do, and when it was used last.
 * @param {boolean} isAdmin
 * @returns {Promise<HTMLElement>}
 */
export async function keysCard(isAdmin) {
  const list = el('ul.keys');
  const load = async () => list.replaceChildren(...(await get('keys')).data.map(key => row(key, load)));
  await load();
  return el('section.card', {},
    el('h2', {}, t('keys')),
    el('p.muted', {}, t('keys.hint')),
    list,
    el('div.buttons', {}, el('button', { type: 'button', onclick: act(() => create(isAdmin, load)) }, icon('plus'), t('keys.new'))));
}

function row(key, load) {
  const facts = [
    key.scopes.map(scope => t(`scope.${scope}`)).join(', '),
    key.album && t('keys.album.only', key.album.name ?? t('keys.album.gone')),
    key.expires_at && t(Date.parse(key.expires_at) > Date.now() ? 'keys.ends' : 'keys.ended', dateTime(key.expires_at)),
    key.used_at ? t('keys.used', dateTime(key.used_at)) : t('keys.unused'),
  ];
  // The default key has a card of its own.
  const isDefault = key.name === 'default';
  const copy = act(async () => {
    await copyText(key.key);
    toast(t('key.copied'));
  });
  const revoke = act(async () => {
    const isDone = await ask({
      title: t('keys.revoke.title', key.name), text: t('keys.revoke.hint'), ok: t('keys.revoke.ok'), isDanger: true,
      onsubmit: () => call('DELETE', `keys/${key.id}`),
    });
    if (isDone) await load();
  });
  const button = (text, glyph, onclick) =>
    el('button.plain', { type: 'button', title: t(text, key.name), 'aria-label': t(text, key.name), onclick }, icon(glyph));
  return el('li', {},
    el('div', {}, el('strong', {}, key.name), ...facts.filter(Boolean).map(fact => el('span.hint', {}, fact))),
    ...isDefault ? [] : [button('keys.copy', 'copy', copy), button('keys.revoke', 'trash', revoke)]);
}

async function create(isAdmin, load) {
  const albums = await allByName('albums');
  const name = el('input', { name: 'name', required: true, maxlength: 100, autocomplete: 'off' });
  const scopes = SCOPES.filter(scope => isAdmin || scope !== 'admin').map(scope => {
    const box = el('input', { type: 'checkbox', name: 'scope', value: scope, checked: scope === 'upload' });
    return el('label.choice', {}, box, el('span', {}, t(`scope.${scope}`)));
  });
  const album = el('select', { name: 'album' },
    el('option', { value: '' }, t('albums.all')), ...albums.map(one => el('option', { value: one.id }, one.name)));
  const days = el('select', { name: 'days' },
    el('option', { value: '' }, t('keys.never')), ...DAYS.map(n => el('option', { value: n }, t('keys.days', n))));
  const isDone = await ask({
    title: t('keys.new'),
    fields: [
      field(t('keys.name'), name, t('keys.name.hint')),
      el('fieldset', {}, el('legend', {}, t('keys.scopes')), ...scopes),
      field(t('album'), album),
      field(t('keys.expires'), days),
    ],
    ok: t('keys.make'),
    onsubmit: form => call('POST', 'keys', {
      body: {
        name: form.get('name'),
        scopes: form.getAll('scope').join(','),
        album: form.get('album'),
        expires_at: form.get('days') ? new Date(Date.now() + Number(form.get('days')) * 86_400_000).toISOString() : '',
      },
    }),
  });
  if (!isDone) return;
  await load();
  toast(t('keys.made', name.value));
}
