import { get } from '../api.js';
import { el } from '../dom.js';
import { t } from '../i18n.js';
import { table } from './table.js';

/** The running configuration. @param {HTMLElement} outlet */
export default async function config(outlet) {
  const { data } = await get('admin/config');
  const sections = Map.groupBy ? Map.groupBy(data, ({ section }) => section) : group(data);
  outlet.append(el('div.head', {}, el('h1', {}, t('office.config'))));
  for (const [section, keys] of sections)
    outlet.append(el('section', {}, el('h2', {}, `[${section}]`), table(section, [t('config.key'), t('config.value'), t('config.default'), t('config.source')],
      keys.map(({ key, value, default: otherwise, source }) => [el('code', {}, key), el('code', {}, text(value)), el('code.muted', {}, text(otherwise)), String(source ?? '')]))));
}

const text = value => value === null || value === undefined ? '–' : typeof value === 'string' ? value : JSON.stringify(value);

function group(keys) {
  const sections = new Map();
  for (const key of keys) sections.set(key.section, [...sections.get(key.section) ?? [], key]);
  return sections;
}
