import { get } from './api.js';
import { hidden } from './deletions.js';

/** A screen and the rows around it. The API gives up to 100 at once, but each is 1.2 KB of JSON. */
const PAGE = 50;

/** Pages at the same time: more would only queue up in the browser. */
const PARALLEL = 3;

/** Pages kept, 6,000 pictures: what was seen long ago is asked for again. */
const KEPT = 120;

/**
 * A list of pictures of which only those that are looked at are fetched. Positions count without the pictures that are being deleted.
 * Says `change` when something about it has changed, and `error` (with `error`) when a page could not be fetched.
 */
export class ImageList extends EventTarget {
  /** @param {Record<string, any>} query of GET /api/images @param {string} [path] another list of the same kind */
  constructor(query, path = 'images') {
    super();
    this.query = query;
    this.path = path;
    this.total = 0;
    this.isKnown = false;
    /** @type {Map<number, any[]>} */
    this.pages = new Map();
    /** @type {Map<number, number>} positions on the server, by id */
    this.places = new Map();
    this.edition = 0;
    this.running = new Map();
    this.wanted = [];
    this.gone = [];
    this.follow = () => this.changed();
    hidden.addEventListener('change', this.follow);
  }

  /** Follows deletions no longer: it is not shown again. */
  close() {
    hidden.removeEventListener('change', this.follow);
  }

  get length() {
    return this.total - this.gone.length;
  }

  /** @param {number} index @returns {any} undefined while it has not been fetched */
  at(index) {
    const place = this.place(index);
    return this.pages.get(Math.floor(place / PAGE))?.[place % PAGE];
  }

  /** @param {number} id @returns {number} its position, -1 when it is not known */
  indexOf(id) {
    const place = this.places.get(id);
    return place === undefined || hidden.has(id) ? -1 : place - this.gone.filter(other => other < place).length;
  }

  /** Fetches these positions sometime, rather than what was asked for before. */
  need(first, last) {
    const from = Math.floor(Math.max(0, this.place(first)) / PAGE);
    const to = Math.floor(Math.max(0, this.place(last)) / PAGE);
    this.wanted = Array.from({ length: to - from + 1 }, (_, i) => from + i).filter(page => page * PAGE < this.total || page === 0);
    this.pump();
  }

  /** The pictures from one position to another, all of them fetched. @returns {Promise<any[]>} */
  async range(first, last) {
    const images = [];
    for (let i = first; i <= last && i < this.length; i++) {
      if (!this.at(i)) await this.fetch(Math.floor(this.place(i) / PAGE));
      const image = this.at(i);
      if (image) images.push(image);
    }

    return images;
  }

  /** Of a list with the newest first: fetches what lies around a picture. @param {number} id */
  async locate(id) {
    await this.fetch(0);
    const newest = this.at(0)?.id ?? 0;
    // Ids have gaps where others' pictures are, or where some were deleted: it can't be further down than this.
    let [low, high] = [0, Math.floor(Math.min(Math.max(newest - id, 0), Math.max(this.total - 1, 0)) / PAGE)];
    for (let page = high; low <= high; page = (low + high) >> 1) {
      if (!this.pages.has(page)) await this.fetch(page);
      const images = this.pages.get(page) ?? [];
      if (images.length && id < images[images.length - 1].id) low = page + 1;
      else if (!images.length || id > images[0].id) high = page - 1;
      else return;
    }
  }

  /** Asks again for what is shown; what was there stays until the answer comes. */
  async reload() {
    this.edition++;
    this.running.clear();
    const stale = this.pages;
    const fresh = [...new Set(this.wanted.length ? this.wanted : [0])];
    this.pages = new Map(fresh.filter(page => stale.has(page)).map(page => [page, stale.get(page)]));
    await Promise.all(fresh.map(page => this.fetch(page)));
  }

  pump() {
    for (const page of this.wanted)
      if (!this.pages.has(page) && this.running.size < PARALLEL) this.fetch(page).then(() => this.pump());
  }

  /** @param {number} page from 0 */
  fetch(page) {
    let running = this.running.get(page);
    if (running) return running;
    const edition = this.edition;
    running = get(this.path, { ...this.query, page: page + 1, number: PAGE }).then(answer => {
      if (edition !== this.edition) return;
      this.running.delete(page);
      this.total = answer.pageinfo.total;
      this.isKnown = true;
      this.pages.set(page, answer.data);
      this.forget(page);
      this.changed();
    }, error => {
      if (edition !== this.edition) return;
      this.running.delete(page);
      // An empty page is not asked for again and again.
      this.pages.set(page, []);
      this.dispatchEvent(Object.assign(new Event('error'), { error }));
    });
    this.running.set(page, running);
    return running;
  }

  forget(near) {
    if (this.pages.size <= KEPT) return;
    const far = [...this.pages.keys()].reduce((a, b) => Math.abs(b - near) > Math.abs(a - near) ? b : a);
    this.pages.delete(far);
  }

  /** Puts a changed picture in the place of what it was. */
  replace(image) {
    const place = this.places.get(image.id);
    const page = place === undefined ? null : this.pages.get(Math.floor(place / PAGE));
    if (page) page[place % PAGE] = image;
    this.changed();
  }

  changed() {
    this.places.clear();
    for (const [page, images] of this.pages)
      images.forEach((image, i) => this.places.set(image.id, page * PAGE + i));
    this.gone = hidden.ids().map(id => this.places.get(id)).filter(place => place !== undefined).sort((a, b) => a - b);
    this.dispatchEvent(new Event('change'));
  }

  /** Position on the server. */
  place(index) {
    for (const other of this.gone)
      if (other <= index) index++;
    return index;
  }
}
