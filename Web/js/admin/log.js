import { get } from '../api.js';
import { el } from '../dom.js';
import { icon } from '../icons.js';
import { dateTime, t } from '../i18n.js';
import { complain } from '../toast.js';
import { searchField, table } from './table.js';

/** Everything there is, or what is at least so serious. */
const LEVELS = ['warning', 'error'];

const fields = event => Object.entries(event.fields ?? {})
  .map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`).join('  ');

/** The last log events. @param {HTMLElement} outlet */
export default async function log(outlet) {
  let q = '';
  const level = el('select', { 'aria-label': t('log.level'), onchange: () => load() },
    el('option', { value: '' }, t('log.all')), ...LEVELS.map(name => el('option', { value: name }, t(`log.level.${name}`))));
  const body = el('div', {});
  let turns = 0;
  const load = async () => {
    const own = ++turns;
    try {
      const { data } = await get('admin/log', { level: level.value, q });
      if (own !== turns) return;
      body.replaceChildren(data.length
        ? table(t('office.log'), [t('log.time'), t('log.level'), t('log.message'), t('log.request')], data.map(event => [
          el('time', { datetime: event.time, title: event.time }, dateTime(event.time)),
          el('span', { class: `badge ${event.level}` }, t(`log.level.${event.level}`)),
          el('div', {}, event.message, el('div.muted', {}, fields(event))),
          el('code', {}, event.request_id ?? ''),
        ]))
        : el('p.muted', {}, t('none')));
    } catch (error) {
      complain(error);
    }
  };
  outlet.append(
    el('div.head', {}, el('h1', {}, t('office.log')), el('span.space'), level, searchField(t('log.search'), text => { q = text; load(); }),
      el('button', { type: 'button', onclick: load }, icon('retry'), t('refresh'))),
    body);
  await load();
}
