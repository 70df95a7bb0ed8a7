import { el } from '../dom.js';
import { icon } from '../icons.js';
import { t } from '../i18n.js';
import { complain } from '../toast.js';

/**
 * A table that scrolls sideways by itself where it is too wide.
 * @param {string} label
 * @param {(Node | string)[]} columns headings; '' for one that only holds buttons
 * @param {(Node | string)[][]} rows
 */
export function table(label, columns, rows) {
  return el('div.table', { role: 'region', 'aria-label': label, tabindex: '0' }, el('table', {},
    el('thead', {}, el('tr', {}, ...columns.map(name => name ? el('th', { scope: 'col' }, name) : el('td')))),
    el('tbody', {}, ...rows.map(cells => el('tr', {}, ...cells.map(cell => el('td', {}, cell)))))));
}

const PAGE = 50;

/**
 * A list of the API that is searched and turned over.
 * @param {(query: {page: number, number: number}) => Promise<any>} fetch the envelope of a page
 * @param {(items: any[]) => Node} show
 */
export function pages(fetch, show) {
  const body = el('div', {});
  const where = el('span.muted', { role: 'status' });
  const turn = (by, picture, key) => el('button.plain', { type: 'button', 'aria-label': t(key), onclick: () => load(page + by).catch(complain) }, icon(picture));
  const back = turn(-1, 'left', 'page.previous');
  const on = turn(1, 'right', 'page.next');
  let page = 1;
  let turns = 0;
  const load = async (to = page) => {
    const own = ++turns;
    const answer = await fetch({ page: to, number: PAGE });
    if (own !== turns) return;
    const { total, pages: last, has_prev, has_next } = answer.pageinfo;
    // The last one of the last page may just have been deleted.
    if (last && to > last) return load(last);
    page = to;
    body.replaceChildren(answer.data.length ? show(answer.data) : el('p.muted', {}, t('none')));
    where.textContent = total ? t('page.of', (page - 1) * PAGE + 1, Math.min(total, page * PAGE), total) : '';
    back.disabled = !has_prev;
    on.disabled = !has_next;
  };
  return { element: el('div', {}, body, el('div.pager', {}, where, back, on)), load };
}

/**
 * A search field that waits until typing pauses.
 * @param {string} label @param {(text: string) => void} search @param {string} [value]
 */
export function searchField(label, search, value = '') {
  let timer = 0;
  const input = el('input', {
    type: 'search', placeholder: label, 'aria-label': label, value,
    oninput: () => { clearTimeout(timer); timer = setTimeout(() => search(input.value.trim()), 250); },
  });
  return el('div.search', {}, icon('search'), input);
}
