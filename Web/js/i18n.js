import { number } from './numbers.js';

/** The first language that the reader has and we do: English or Chinese. */
export const language = navigator.languages.map(tag => tag.slice(0, 2).toLowerCase()).find(tag => tag === 'en' || tag === 'zh') ?? 'en';

const locale = language === 'zh' ? 'zh-CN' : 'en';
// The other language is 4 KB that nobody on this page reads.
const { default: own } = await (language === 'zh' ? import('./texts/zh.js') : import('./texts/en.js'));
const texts = { ...own };

/** @param {Record<string, any>} more texts of a page that not everybody sees */
export const addTexts = more => void Object.assign(texts, more);

/**
 * @param {string} key
 * @param {...any} values what the text's function takes
 * @returns {string}
 */
export function t(key, ...values) {
  const text = texts[key];
  return typeof text === 'function' ? text(...values) : text ?? key;
}

/**
 * Made when first used: the first formatter of dates costs a browser 15 ms, and the gallery shows none.
 * @template T @param {() => T} make @returns {() => T}
 */
function once(make) {
  let made;
  return () => made ??= make();
}

const dates = once(() => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }));
const days = once(() => new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }));

export { number };
/** @param {string} time RFC 3339 */
export const dateTime = time => dates().format(new Date(time));
/** @param {string} time RFC 3339 */
export const date = time => days().format(new Date(time));

/** @param {number} bytes */
export function size(bytes) {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** power;
  return `${value < 10 ? Number(value.toFixed(1)) : number(Math.round(value))} ${units[power]}`;
}

document.documentElement.lang = locale;
