import { get } from '../api.js';
import { el } from '../dom.js';
import { t } from '../i18n.js';
import { table } from './table.js';

/** The running configuration. @param {HTMLElement} outlet */
export default async function config(outlet) {
  const { data } = await get('admin/config');
  const sections = group(data);
  const columns = ['config.key', 'config.value', 'config.default', 'config.source'].map(key => t(key));
  outlet.append(el('div.head', {}, el('h1', {}, t('office.config'))));
  for (const [section, keys] of sections)
    outlet.append(el('section', {}, el('h2', {}, `[${section}]`), table(section, columns, keys.map(row))));
}

const row = ({ key, value, default: otherwise, source }) =>
  [el('code', {}, key), el('code', {}, text(value)), el('code.muted', {}, text(otherwise)),
    source === 'default' ? t('config.source.default') : source];

const text = value => value ?? '–';

function group(keys) {
  const sections = new Map();
  for (const key of keys) sections.set(key.section, [...sections.get(key.section) ?? [], key]);
  return sections;
}
