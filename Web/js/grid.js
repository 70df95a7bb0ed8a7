import { copyLinks, lastFormat } from './copy.js';
import { el } from './dom.js';
import { icon } from './icons.js';
import { nearby } from './api.js';
import { t } from './i18n.js';
import { Keys } from './gridkeys.js';

/** Rows above and below what is seen, so that scrolling finds them ready. Before anybody scrolls, one will do: the first page comes sooner. */
const SPARE = 3;

/** What all tiles have in common: a copy costs a browser a third of what it costs to make one. */
const PATTERN = el('div.tile', { role: 'gridcell' },
  el('a', {}, el('img', { loading: 'lazy', decoding: 'async', draggable: 'false' })),
  el('input', { type: 'checkbox' }),
  el('div.tile-bar', {}, el('span', { 'aria-hidden': 'true' }), el('button.plain', { type: 'button' }, icon('copy'))));

/**
 * Shows a list as a grid of which only the rows near the screen exist.
 * @param {import('./list.js').ImageList} list
 * @param {import('./selection.js').Selection} selection
 * @param {{remove: (images: any[]) => void, href: (image: any) => string}} actions
 */
export class Grid {
  constructor(list, selection, actions) {
    Object.assign(this, { list, selection, actions });
    /** @type {Map<number, HTMLElement>} */
    this.rows = new Map();
    this.width = 0;
    this.columns = 1;
    this.pitch = 1;
    this.spare = 1;
    this.active = 0;
    this.extending = 0;
    this.hasFocus = false;
    this.element = el('div.grid', { role: 'grid', 'aria-label': t('pictures'), 'aria-multiselectable': 'true' });
    this.keys = new Keys(this);
    this.element.addEventListener('click', event => this.onClick(event));
    this.scheduled = 0;
    this.onScroll = () => {
      this.spare = SPARE;
      this.scheduled ||= requestAnimationFrame(() => { this.scheduled = 0; this.draw(); });
    };
    this.onChange = () => this.draw(true);
    this.sizes = new ResizeObserver(() => this.measure());
  }

  mount() {
    addEventListener('scroll', this.onScroll, { passive: true });
    this.list.addEventListener('change', this.onChange);
    this.selection.addEventListener('change', this.onChange);
    this.sizes.observe(this.element);
    this.measure();
  }

  /** Shows another list instead. */
  show(list) {
    this.list.removeEventListener('change', this.onChange);
    this.list = list;
    this.active = 0;
    list.addEventListener('change', this.onChange);
    this.draw(true);
  }

  unmount() {
    removeEventListener('scroll', this.onScroll);
    this.list.removeEventListener('change', this.onChange);
    this.selection.removeEventListener('change', this.onChange);
    this.sizes.disconnect();
    cancelAnimationFrame(this.scheduled);
  }

  measure() {
    const width = this.element.clientWidth;
    if (!width || width === this.width) return;
    this.width = width;
    this.holdFocus();
    const narrow = width < 600;
    const gap = narrow ? 4 : 12;
    this.columns = Math.max(narrow ? 3 : 2, Math.floor((width + gap) / ((narrow ? 120 : 190) + gap)));
    const side = (width - gap * (this.columns - 1)) / this.columns;
    this.pitch = side + gap;
    this.element.style.setProperty('--columns', this.columns);
    this.element.style.setProperty('--gap', `${gap}px`);
    this.element.style.setProperty('--side', `${side}px`);
    this.element.setAttribute('aria-colcount', this.columns);
    this.rows.forEach(row => row.remove());
    this.rows.clear();
    this.draw(true);
  }

  /** @param {boolean} [isStale] what is there may have changed as well */
  draw(isStale = false) {
    this.holdFocus();
    this.copyTitle = t('copy.one', t(`format.${lastFormat()}`));
    // Before anything changes: a browser lays out all that has changed when it is asked for a place.
    const top = -this.element.getBoundingClientRect().top;
    const count = Math.ceil(this.list.length / this.columns);
    this.element.style.height = `${count * this.pitch}px`;
    this.element.setAttribute('aria-rowcount', count);
    this.active = Math.max(0, Math.min(this.active, this.list.length - 1));
    const first = Math.max(0, Math.floor(top / this.pitch) - this.spare);
    const last = Math.min(count - 1, Math.ceil((top + innerHeight) / this.pitch) + this.spare);
    for (const [index, row] of this.rows) {
      // The row that has the focus stays, however far one scrolls.
      const isKept = index >= first && index <= last || index < count && row.contains(document.activeElement);
      if (!isKept) {
        row.remove();
        this.rows.delete(index);
      } else if (isStale) {
        this.fill(row, index);
      }
    }

    for (let index = first; index <= last; index++)
      if (!this.rows.has(index)) this.addRow(index);
    // An empty list is asked as well: it may only be unknown.
    this.list.need(first * this.columns, Math.max(0, (last + 1) * this.columns - 1));
    this.giveFocus();
  }

  /** What has the focus may go; then the tile that takes its place gets it, once it is there. */
  holdFocus() {
    this.hasFocus ||= this.element.contains(document.activeElement);
  }

  giveFocus() {
    if (!this.hasFocus) return;
    const focused = document.activeElement;
    if (focused === document.body) this.link(this.active)?.focus({ preventScroll: true });
    this.hasFocus = focused === document.body && !this.element.contains(document.activeElement);
  }

  /** @param {number} index @returns {HTMLElement | null | undefined} */
  link(index) {
    return this.rows.get(Math.floor(index / this.columns))?.children[index % this.columns]?.querySelector('a');
  }

  /** Whether the tile at a position is on the screen. */
  sees(index) {
    const top = this.element.getBoundingClientRect().top + Math.floor(index / this.columns) * this.pitch;
    return top + this.pitch > 0 && top < innerHeight;
  }

  addRow(index) {
    const row = el('div.row', { role: 'row', 'aria-rowindex': index + 1, style: { transform: `translateY(${index * this.pitch}px)` } });
    this.fill(row, index);
    // In their order, for screen readers and the Tab key.
    const next = [...this.rows.keys()].filter(other => other > index).sort((a, b) => a - b)[0];
    this.element.insertBefore(row, next === undefined ? null : this.rows.get(next));
    this.rows.set(index, row);
  }

  fill(row, index) {
    const first = index * this.columns;
    const count = Math.min(this.columns, this.list.length - first);
    while (row.children.length > count) row.lastChild.remove();
    for (let i = 0; i < count; i++) {
      const image = this.list.at(first + i);
      const tile = row.children[i];
      if (!tile || tile.image !== image) {
        const fresh = image ? this.tile(image, first + i) : el('div.tile.empty', { role: 'gridcell' });
        fresh.image = image;
        const focused = tile?.contains(document.activeElement);
        if (tile) tile.replaceWith(fresh);
        else row.append(fresh);
        if (focused) fresh.querySelector('a')?.focus({ preventScroll: true });
      }

      this.mark(row.children[i], first + i);
    }
  }

  mark(tile, index) {
    if (!tile.image) return;
    const isSelected = this.selection.has(tile.image.id);
    tile.dataset.index = index;
    tile.setAttribute('aria-colindex', index % this.columns + 1);
    tile.setAttribute('aria-selected', isSelected);
    tile.querySelector('input').checked = isSelected;
    for (const control of tile.querySelectorAll('a, input, button')) control.tabIndex = index === this.active ? 0 : -1;
    tile.querySelector('button').title = this.copyTitle;
  }

  tile(image) {
    const tile = PATTERN.cloneNode(true);
    const [link, box, bar] = tile.children;
    const width = image.thumb_width ?? Math.min(300, image.width);
    const height = image.thumb_height ?? Math.max(1, Math.round(image.height * width / image.width));
    link.href = this.actions.href(image);
    Object.assign(link.firstChild, { width, height, alt: image.name, src: nearby(image.thumb_url) });
    box.setAttribute('aria-label', t('select.one', image.name));
    bar.firstChild.textContent = image.user ? `${image.user.username}: ${image.name}` : image.name;
    bar.lastChild.setAttribute('aria-label', t('copy.link', image.name));
    return tile;
  }

  onClick(event) {
    const tile = event.target.closest('.tile');
    if (!tile?.image) return;
    const index = Number(tile.dataset.index);
    this.activate(index);
    if (event.target.closest('button')) return void copyLinks([tile.image]);
    const isBox = event.target.matches('input');
    const isSelecting = isBox || this.selection.size > 0 || event.ctrlKey || event.metaKey || event.shiftKey;
    if (!isSelecting) return;
    event.preventDefault();
    // Later: a box whose click is prevented gets its old state back behind this.
    setTimeout(() => event.shiftKey ? this.extend(index) : this.selection.toggle(tile.image, index));
  }

  /** Selects from where the last selection was made. */
  async extend(index) {
    const [first, last] = [Math.min(this.selection.anchor, index), Math.max(this.selection.anchor, index)];
    const { list } = this;
    const turn = ++this.extending;
    const images = await list.range(first, last);
    if (list === this.list && turn === this.extending && images.length) this.selection.extend(images);
  }

  activate(index) {
    this.active = index;
    for (const row of this.rows.values())
      for (const tile of row.children) if (tile.image) this.mark(tile, Number(tile.dataset.index));
  }

  /** Moves the focus, and the page when it must. */
  focus(index) {
    this.activate(Math.max(0, Math.min(index, this.list.length - 1)));
    const row = Math.floor(this.active / this.columns);
    const top = this.element.getBoundingClientRect().top + row * this.pitch;
    const header = document.querySelector('.top')?.getBoundingClientRect().bottom ?? 0;
    if (top < header + 8) scrollBy(0, top - header - 8);
    else if (top + this.pitch > innerHeight) scrollBy(0, top + this.pitch - innerHeight + 8);
    this.draw();
    this.link(this.active)?.focus({ preventScroll: true });
  }
}
