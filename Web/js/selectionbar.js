import { address, call } from './api.js';
import { chooseAlbum } from './choosealbum.js';
import { copyButtons } from './copy.js';
import { el } from './dom.js';
import { icon } from './icons.js';
import { t } from './i18n.js';
import { complain, toast } from './toast.js';
import { queue } from './uploads/queue.js';

/** The most that "select all" takes: a hundred requests, a few seconds. */
const MOST = 5000;

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
    this.element = el('div.selection', { role: 'toolbar', 'aria-label': t('selection'), hidden: true },
      el('button.plain', { type: 'button', 'aria-label': t('select.none'), onclick: () => selection.clear() }, icon('close')),
      this.count,
      el('button.link', { type: 'button', onclick: () => this.selectAll() }, t('select.all')),
      el('span.space'),
      copyButtons(() => selection.images),
      el('div.actions', {},
        isForeign ? null : action('move', 'move', () => this.move()),
        isForeign ? null : action('download', 'download', () => this.download()),
        action('trash', 'delete', () => remove(selection.images))));
    selection.addEventListener('change', () => {
      this.element.hidden = !selection.size;
      this.count.textContent = selection.size ? t('selected', selection.size) : '';
    });
  }

  async selectAll() {
    try {
      const list = this.list();
      this.selection.add(await list.range(0, Math.min(MOST, list.length) - 1));
      if (list.length > MOST) toast(t('select.most', MOST));
    } catch (error) {
      complain(error);
    }
  }

  async move() {
    const images = this.selection.images;
    const album = await chooseAlbum(t('move.title', images.length), async name => {
      const ids = images.map(({ id }) => id);
      let moved;
      for (let i = 0; i < ids.length; i += BATCH)
        moved = (await call('POST', 'images/move', { body: { ids: ids.slice(i, i + BATCH), album: name } })).data.album;
      return moved;
    });
    if (!album) return;
    toast(t('moved', images.length, album.name));
    this.selection.clear();
    this.list().reload();
  }

  async download() {
    const archive = address('images/archive');
    const ids = this.selection.images.map(({ id }) => id).join(',');
    const asking = new AbortController();
    try {
      // A refusal would take the place of this page. An address has no room for thousands of ids, so they are posted.
      const answer = await fetch(archive, { method: 'POST', body: new URLSearchParams({ ids }), signal: asking.signal });
      asking.abort();
      if (!answer.ok) throw new Error(t('download.gone'));
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
