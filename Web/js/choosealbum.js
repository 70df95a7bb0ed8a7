import { allByName, call } from './api.js';
import { ask } from './dialog.js';
import { el, field } from './dom.js';
import { t } from './i18n.js';

/**
 * Asks for an album, there or new.
 * @template T
 * @param {string} title
 * @param {(album: number) => Promise<T>} then gets the album's id
 * @returns {Promise<T | null>} what that returned; null when nothing was chosen
 */
export async function chooseAlbum(title, then) {
  const albums = await allByName('albums');
  // Made first: where an id can stand, a name like 2024 would be taken for one.
  const named = async wanted => {
    const known = albums.find(album => album.name.toLowerCase() === wanted.toLowerCase());
    if (known) return known.id;
    const made = (await call('POST', 'albums', { body: { name: wanted } })).data;
    albums.push(made);
    return made.id;
  };
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
    onsubmit: async () => { result = await then(choice.value ? Number(choice.value) : await named(name.value.trim())); },
  });
  return result;

  function follow() {
    fresh.hidden = choice.value !== '';
    name.required = !fresh.hidden;
  }
}
