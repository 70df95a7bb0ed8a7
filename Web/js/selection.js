/** The pictures that are selected, in the order of their selection. Says `change`. */
export class Selection extends EventTarget {
  /** @type {Map<number, any>} */
  #images = new Map();

  /** Where a range begins. */
  anchor = 0;

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
    if (!this.#images.delete(image.id)) this.#images.set(image.id, image);
    this.anchor = index;
    this.dispatchEvent(new Event('change'));
  }

  add(images) {
    for (const image of images) this.#images.set(image.id, image);
    this.dispatchEvent(new Event('change'));
  }

  clear() {
    if (!this.size) return;
    this.#images.clear();
    this.dispatchEvent(new Event('change'));
  }

  /** Drops what is no longer there. */
  drop(ids) {
    for (const id of ids) this.#images.delete(id);
    this.dispatchEvent(new Event('change'));
  }
}
