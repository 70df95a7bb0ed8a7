import { copyLinks } from './copy.js';

/** What the keyboard does in a grid: arrows move, Space selects, Shift extends, Ctrl+A, Ctrl+C, Delete and Escape as everywhere. */
export class Keys {
  /** @param {import('./grid.js').Grid} grid */
  constructor(grid) {
    this.grid = grid;
    grid.element.addEventListener('keydown', event => this.onKey(event));
  }

  onKey(event) {
    const { grid } = this;
    const page = Math.max(1, Math.floor(innerHeight / grid.pitch) - 1) * grid.columns;
    const moves = {
      ArrowLeft: -1, ArrowRight: 1, ArrowUp: -grid.columns, ArrowDown: grid.columns, PageUp: -page, PageDown: page,
      Home: -grid.active, End: grid.list.length - 1 - grid.active,
    };
    if (event.altKey) return;
    const isRemoving = event.key === 'Delete' || event.key === 'Backspace';
    if (event.key in moves) this.move(grid.active + moves[event.key], event.shiftKey);
    else if (event.key === ' ' && event.target.matches('a')) this.toggle(event.shiftKey);
    else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'c' && getSelection()?.isCollapsed) this.copy();
    else if (isRemoving && !event.target.matches('button')) event.repeat || this.remove();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  move(to, isExtending) {
    const { grid } = this;
    const index = Math.max(0, Math.min(to, grid.list.length - 1));
    if (isExtending && !grid.selection.size) grid.selection.anchor = grid.active;
    grid.focus(index);
    if (isExtending) grid.extend(index);
  }

  toggle(isExtending) {
    const { grid } = this;
    const image = grid.list.at(grid.active);
    if (isExtending) grid.extend(grid.active);
    else if (image) grid.selection.toggle(image, grid.active);
  }

  /** Those that are selected, else the one that has the focus. */
  get meant() {
    const { selection, list, active } = this.grid;
    const one = list.at(active);
    return selection.size ? selection.images : one ? [one] : [];
  }

  copy() {
    copyLinks(this.meant);
  }

  remove() {
    if (this.meant.length) this.grid.actions.remove(this.meant);
  }
}
