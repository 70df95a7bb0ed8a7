import { allByName } from './api.js';
import { ask } from './dialog.js';
import { el, field } from './dom.js';
import { t } from './i18n.js';

/**
 * Asks for an album, there or new.
 * @template T
 * @param {string} title
 * @param {(album: string) => Promise<T>} then gets the album's id, or the name of a new one
 * @returns {Promise<T | null>} what that returned; null when nothing was chosen
 */
export async function chooseAlbum(title, then) {
  const albums = await allByName('albums');
  const name = el('input', { name: 'name', maxlength: 100 });
  const fresh = field(t('album.name'), name);
  const choice = el('select', { name: 'album', onchange: follow },
    ...albums.map(album => el('option', { value: album.id }, album.name)),
    el('option', { value: '' }, t('album.new')));
  let result = null;
  follow();
  await ask({
    title,
    fields: [field(t('album'), choice), fresh],
    ok: t('move'),
    onsubmit: async () => { result = await then(choice.value || name.value.trim()); },
  });
  return result;

  function follow() {
    fresh.hidden = choice.value !== '';
    name.required = !fresh.hidden;
  }
}
