/** The pictures that are selected, in the order of their selection. Says `change`. */
export class Selection extends EventTarget {
  /** @type {Map<number, any>} */
  #images = new Map();

  /** Where a range begins. */
  anchor = 0;

  /** The ids that it brought. */
  #range = [];

  get size() {
    return this.#images.size;
  }

  get images() {
    return [...this.#images.values()];
  }

  has(id) {
    return this.#images.has(id);
  }

  toggle(image, index) {
    this.#range = [];
    if (!this.#images.delete(image.id)) this.#images.set(image.id, image);
    this.anchor = index;
    this.dispatchEvent(new Event('change'));
  }

  add(images) {
    this.#range = [];
    for (const image of images) this.#images.set(image.id, image);
    this.dispatchEvent(new Event('change'));
  }

  /** These instead of those that the last range brought: one that is drawn back becomes smaller. */
  extend(images) {
    for (const id of this.#range) this.#images.delete(id);
    const fresh = images.filter(image => !this.#images.has(image.id));
    for (const image of fresh) this.#images.set(image.id, image);
    this.#range = fresh.map(({ id }) => id);
    this.dispatchEvent(new Event('change'));
  }

  clear() {
    if (!this.size) return;
    this.#range = [];
    this.#images.clear();
    this.dispatchEvent(new Event('change'));
  }

  /** Drops what is no longer there. */
  drop(ids) {
    for (const id of ids) this.#images.delete(id);
    this.dispatchEvent(new Event('change'));
  }
}
