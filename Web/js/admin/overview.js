import { call, get } from '../api.js';
import { el } from '../dom.js';
import { dateTime, number, size, t } from '../i18n.js';
import { act, toast } from '../toast.js';
import { bars } from './plot.js';

/** @param {HTMLElement} outlet */
export default async function overview(outlet) {
  const { data } = await get('admin/overview');
  const health = await get('../healthz').then(
    answer => ({ isWell: true, message: answer.message }), error => ({ isWell: false, message: error.message }));
  const tile = (key, value, note) => el('div.figure', {},
    el('span.muted', {}, t(key)), el('strong', {}, value), note && el('span.hint', {}, note));
  const cache = el('strong', {});
  const fill = bytes => {
    cache.textContent = size(bytes);
    button.hidden = !bytes;
  };
  const clear = act(async () => {
    const freed = (await call('DELETE', 'admin/cache')).data.bytes;
    fill(Math.max(0, data.cache.bytes - freed));
    toast(t('cache.cleared', size(freed)));
  });
  const button = el('button', { type: 'button', onclick: clear }, t('cache.clear'));
  fill(data.cache.bytes);
  outlet.append(
    el('div.head', {}, el('h1', {}, t('office.overview')), el('span.muted', {}, t('version', data.version.split('+')[0], dateTime(data.started_at)))),
    el('p.health', { role: 'status', 'data-well': health.isWell }, health.message),
    el('div.figures', {},
      tile('office.users', number(data.users)),
      tile('office.albums', number(data.albums)),
      tile('office.images', number(data.images)),
      tile('storage', size(data.bytes)),
      tile('disk.free', size(data.disk.free), t('of', size(data.disk.total))),
      el('div.figure', {}, el('span.muted', {}, t('cache')), cache, el('span.hint', {}, t('of', size(data.cache.limit))), button)),
    el('div.plots', {},
      bars(t('plot.images'), data.days.map(({ day, images }) => ({ day, value: images })), number),
      bars(t('plot.bytes'), data.days.map(({ day, bytes }) => ({ day, value: bytes })), size, 1024)),
    el('section.card', {}, el('h2', {}, t('usage')), usage(data)));
}

function usage(data) {
  return el('ul.usage', {}, ...data.usage.map(({ username, images, bytes }) => el('li', {},
    el('span.usage-name', {}, username),
    el('meter', { min: 0, max: Math.max(1, data.bytes), value: bytes, 'aria-label': t('usage.of', username) }),
    el('span.muted', {}, t('storage.of', images, size(bytes))))));
}
