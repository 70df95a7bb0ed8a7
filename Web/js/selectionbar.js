import { address, call, opened } from './api.js';
import { chooseAlbum } from './choosealbum.js';
import { copyButtons } from './copy.js';
import { el } from './dom.js';
import { icon } from './icons.js';
import { t } from './i18n.js';
import { act, complain, toast } from './toast.js';
import { queue } from './uploads/queue.js';

/** The most that "select all" takes: a thousand requests, and 70 MB of memory. */
const MOST = 100_000;

/** The most that one archive takes. */
const ARCHIVE = 5000;

/** The most that one request moves. */
const BATCH = 1000;

/** What can be done with the pictures that are selected. */
export class SelectionBar {
  /**
   * @param {import('./selection.js').Selection} selection
   * @param {() => import('./list.js').ImageList} list
   * @param {(images: any[]) => void} remove
   * @param {boolean} [isForeign] other people's, which are looked at and deleted, not arranged
   */
  constructor(selection, list, remove, isForeign = false) {
    this.selection = selection;
    this.list = list;
    this.count = el('strong', { role: 'status' });
    const action = (picture, key, onclick) => el('button', { type: 'button', onclick, title: t(key) }, icon(picture), el('span.label', {}, t(key)));
    this.tools = [
      el('button.link', { type: 'button', onclick: () => this.selectAll() }, t('select.all')),
      el('span.space'),
      copyButtons(() => selection.images),
      el('div.actions', {},
        isForeign ? null : action('move', 'move', act(() => this.move())),
        isForeign ? null : action('download', 'download', act(() => this.download())),
        action('trash', 'delete', () => remove(selection.images))),
    ];
    /** @type {AbortController | null} selecting everything */
    this.running = null;
    this.element = el('div.selection', { role: 'toolbar', 'aria-label': t('selection'), hidden: true },
      el('button.plain', { type: 'button', 'aria-label': t('select.none'), onclick: () => this.clear() }, icon('close')),
      this.count,
      ...this.tools);
    selection.addEventListener('change', () => this.update());
  }

  update() {
    const { size } = this.selection;
    this.element.hidden = !size && !this.running;
    for (const tool of this.tools) tool.hidden = Boolean(this.running);
    if (!this.running) this.count.textContent = size ? t('selected', size) : '';
  }

  /** Selects nothing, and gives up selecting everything. */
  clear() {
    this.stop();
    this.selection.clear();
  }

  stop() {
    this.running?.abort();
    this.running = null;
    this.update();
  }

  async selectAll() {
    this.stop();
    const list = this.list();
    const running = this.running = new AbortController();
    let next = 0;
    const progress = count => {
      // A screen reader says each.
      if (count < next || running.signal.aborted) return;
      next = count + 1000;
      this.count.textContent = t('selecting', count, Math.min(MOST, list.length));
    };
    progress(0);
    // What was pressed goes out of sight, so the button that ends it gets the focus.
    const hasFocus = this.element.contains(document.activeElement);
    this.update();
    if (hasFocus) this.element.querySelector('button').focus();
    try {
      const images = await list.all(MOST, progress, running.signal);
      if (running.signal.aborted) return;
      this.stop();
      if (images) this.selection.add(images);
      if (!images) toast(t('select.changed'));
      else if (list.length > MOST) toast(t('select.most', MOST));
    } catch (error) {
      if (running.signal.aborted) return;
      this.stop();
      complain(error, () => this.selectAll());
    }
  }

  async move() {
    const images = this.selection.images;
    const album = await chooseAlbum(t('move.title', images.length), async chosen => {
      const ids = images.map(({ id }) => id);
      let moved;
      for (let i = 0; i < ids.length; i += BATCH)
        moved = (await call('POST', 'images/move', { body: { ids: ids.slice(i, i + BATCH), album_id: chosen } })).data.album;
      return moved;
    });
    if (!album) return;
    toast(t('moved', images.length, album.name));
    this.selection.clear();
    this.list().reload();
  }

  async download() {
    if (this.selection.size > ARCHIVE) return void complain(new Error(t('download.most', ARCHIVE)));
    const archive = address('images/archive');
    const ids = this.selection.images.map(({ id }) => id).join(',');
    const asking = new AbortController();
    try {
      // A refusal would take the place of this page. An address has no room for thousands of ids, so they are posted.
      const answer = await fetch(archive, { method: 'POST', body: new URLSearchParams({ ids }), signal: asking.signal });
      if (answer.status === 404) throw new Error(t('download.gone'));
      if (!answer.ok) opened(answer.status, await answer.json().catch(() => null));
      asking.abort();
      const form = el('form', { method: 'post', action: archive, hidden: true }, el('input', { type: 'hidden', name: 'ids', value: ids }));
      document.body.append(form);
      queue.stays = true;
      form.submit();
      form.remove();
    } catch (error) {
      complain(error);
    }
  }
}
