import { get, root } from './api.js';
import { el } from './dom.js';
import { addTexts, dateTime, language, size, t } from './i18n.js';

addTexts(language === 'zh'
  ? { 'versions': '旧版本', 'versions.until': time => `${time} 被替换` }
  : { 'versions': 'Older versions', 'versions.until': time => `until ${time}` });

/**
 * What a picture was before it was replaced, to download.
 * @param {any} image
 * @returns {Promise<HTMLElement | null>} null where nothing of it is kept
 */
export async function olderVersions(image) {
  const kept = (await get(`images/${image.id}/versions`)).data;
  return kept.length === 0 ? null : el('section.versions', {},
    el('h2', {}, t('versions')),
    el('ul', {}, ...kept.map(version => el('li', {},
      el('a', { href: new URL(`api/images/${image.id}/versions/${version.version}`, root).href, download: '' }, t('versions.until', dateTime(version.replaced_at))),
      ` ${version.format.toUpperCase()}, ${size(version.bytes)}`))));
}
