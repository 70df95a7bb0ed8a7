import { call, get } from './api.js';
import { hidden } from './deletions.js';

/** A screen and the rows around it. The API gives up to 100 at once, but each is 1.2 KB of JSON. */
const PAGE = 50;

/** The API's largest page, for what is fetched whole. */
const LARGEST = 100;

/** Pages at the same time: more would only queue up in the browser. */
const PARALLEL = 3;

/** Pages kept, 6,000 pictures: what was seen long ago is asked for again. */
const KEPT = 120;

const older = (a, b) => a.created_at < b.created_at || a.created_at === b.created_at && a.id < b.id;

/** Pages that are looked through for a picture in an order that depends on a language: 300 pictures, asked for at once. */
const SEARCHED = 6;

/** Whether one picture stands before another, for the orders that depend on no language. The API's times compare as texts. */
const ORDERED = {
  '-created_at': (a, b) => older(b, a),
  'created_at': older,
  '-bytes,-id': (a, b) => a.bytes > b.bytes || a.bytes === b.bytes && a.id > b.id,
};

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
    /** @type {Map<number, number>} the same of pages that were not kept */
    this.known = new Map();
    this.edition = 0;
    /** @type {Set<number>} pages that could not be fetched */
    this.failed = new Set();
    this.running = new Map();
    this.wanted = [];
    this.gone = [];
    this.follow = () => this.changed();
    hidden.addEventListener('change', this.follow);
  }

  /** Follows deletions no longer: it is not shown again. */
  close() {
    this.edition++;
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

  /** The pictures from one position to another, all of them fetched; none when one is missing. @returns {Promise<any[]>} */
  async range(first, last) {
    const { edition } = this;
    const images = [];
    for (let i = first; i <= last && i < this.length; i++) {
      if (!this.at(i)) await this.fetch(Math.floor(this.place(i) / PAGE));
      const image = this.at(i);
      if (!image || edition !== this.edition) return [];
      images.push(image);
    }

    return images;
  }

  /**
   * What a selection has to know of all pictures, at most so many. They are not kept here: of 100,000 each byte counts.
   * @param {number} most @param {(count: number) => void} progress @param {AbortSignal} signal
   * @returns {Promise<any[] | null>} null when it is another list meanwhile
   */
  async all(most, progress, signal) {
    if (!this.isKnown) await this.fetch(0);
    const { edition } = this;
    const pages = [];
    let next = 0, count = 0;
    const work = async () => {
      for (let page = next++; page * LARGEST < Math.min(most, this.total); page = next++) {
        const { data } = await call('GET', this.path, { query: { ...this.query, page: page + 1, number: LARGEST }, signal });
        if (edition !== this.edition) return;
        pages[page] = data.map(({ id, name, links, private: isPrivate }) => ({ id, name, links, private: isPrivate }));
        progress(count += data.length);
      }
    };
    await Promise.all(Array.from({ length: PARALLEL }, work));
    if (edition !== this.edition) return null;
    const images = pages.flat();
    this.known = new Map(images.map(({ id }, place) => [id, place]));
    return images.filter(({ id }) => !hidden.has(id)).slice(0, most);
  }

  /** Fetches what lies around a picture, as far as its place can be told or found. @param {any} image */
  async locate(image) {
    if (!this.isKnown) await this.fetch(0);
    const before = ORDERED[this.query.sort];
    if (!before) {
      if (this.indexOf(image.id) >= 0) return;
      const pages = Array.from({ length: Math.min(SEARCHED, Math.ceil(this.total / PAGE)) }, (_, page) => page);
      await Promise.all(pages.filter(page => !this.pages.has(page)).map(page => this.fetch(page)));
      return;
    }

    let [low, high] = [0, Math.floor(Math.max(this.total - 1, 0) / PAGE)];
    for (let page = 0; low <= high; page = (low + high) >> 1) {
      if (!this.pages.has(page)) await this.fetch(page);
      const images = this.pages.get(page) ?? [];
      if (images.length && before(images[images.length - 1], image)) low = page + 1;
      else if (!images.length || before(image, images[0])) high = page - 1;
      else return;
    }
  }

  /** Asks again for what is shown; what was there stays until the answer comes. */
  async reload() {
    this.edition++;
    this.running.clear();
    this.known.clear();
    this.failed.clear();
    const stale = this.pages;
    const fresh = [...new Set(this.wanted.length ? this.wanted : [0])];
    this.pages = new Map(fresh.filter(page => stale.has(page)).map(page => [page, stale.get(page)]));
    await Promise.all(fresh.map(page => this.fetch(page)));
  }

  pump() {
    for (const page of this.wanted)
      if (!this.pages.has(page) && !this.running.has(page) && this.running.size < PARALLEL) this.fetch(page);
  }

  /** @param {number} page from 0 @returns {Promise<void>} ends when the page is there or has failed */
  fetch(page) {
    let running = this.running.get(page);
    if (running) return running;
    const { edition } = this;
    running = get(this.path, { ...this.query, page: page + 1, number: PAGE }).then(answer => {
      // It may be another list meanwhile, or none: nothing more is asked for then.
      if (edition !== this.edition) return;
      this.running.delete(page);
      this.total = answer.pageinfo.total;
      this.isKnown = true;
      this.pages.set(page, answer.data);
      this.forget(page);
      this.changed();
      this.pump();
    }, error => {
      if (edition !== this.edition) return;
      this.running.delete(page);
      // An empty page is not asked for again and again; and what was there stays.
      if (!this.pages.has(page)) this.pages.set(page, []);
      this.failed.add(page);
      this.dispatchEvent(Object.assign(new Event('error'), { error }));
      this.pump();
    });
    this.running.set(page, running);
    return running;
  }

  /** Asks again for what could not be fetched. */
  retry() {
    for (const page of this.failed) this.pages.delete(page);
    this.failed.clear();
    this.pump();
    this.changed();
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
    this.gone = hidden.ids().map(id => this.places.get(id) ?? this.known.get(id)).filter(place => place !== undefined).sort((a, b) => a - b);
    this.dispatchEvent(new Event('change'));
  }

  /** Position on the server. */
  place(index) {
    for (const other of this.gone) {
      if (other > index) break;
      index++;
    }

    return index;
  }
}
