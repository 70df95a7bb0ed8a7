import { address, call, get } from './api.js';
import { ask } from './dialog.js';
import { el, field } from './dom.js';
import { icon } from './icons.js';
import { t } from './i18n.js';
import { go } from './router.js';
import { act, toast } from './toast.js';

/** @param {any} [album] the one to change, else a new one is made @returns {Promise<any>} null when it was cancelled */
export async function editAlbum(album) {
  const name = el('input', { name: 'name', value: album?.name ?? '', required: true, maxlength: 100 });
  const description = el('textarea', { name: 'description', value: album?.description ?? '', maxlength: 4000, rows: 3 });
  const hidden = el('input', { type: 'checkbox', checked: album?.private ?? false });
  let kept = null;
  await ask({
    title: t(album ? 'album.edit' : 'album.add'),
    fields: [field(t('album.name'), name), field(t('description'), description),
      el('label.choice', {}, hidden, el('span', {}, t('album.private'), el('span.hint', {}, ` ${t('album.private.hint')}`)))],
    ok: t('save'),
    onsubmit: async () => {
      const body = { name: name.value.trim(), description: description.value.trim(), private: hidden.checked };
      kept = (await (album ? call('PUT', `albums/${album.id}`, { body }) : call('POST', 'albums', { body }))).data;
    },
  });
  return kept;
}

/** The choice of what becomes of the pictures of what is deleted. @param {string} title */
export function fateOfImages(title) {
  const fate = (value, key, checked) => el('label.choice', {}, el('input', { type: 'radio', name: 'images', value, checked }), t(key));
  return el('fieldset', {}, el('legend', {}, title), fate('move', 'album.images.move', true), fate('delete', 'album.images.delete', false));
}

/** Asks what becomes of the pictures. @returns {Promise<boolean>} whether it is gone */
export async function deleteAlbum(album) {
  const answer = await ask({
    title: t('album.delete.title', album.name),
    text: album.images ? '' : t('album.delete.empty'),
    fields: album.images ? [fateOfImages(t('album.images', album.images))] : [],
    ok: t('delete'),
    isDanger: true,
    onsubmit: form => call('DELETE', `albums/${album.id}`, { query: { images: form.get('images') ?? '' } }),
  });
  if (answer) toast(t('album.deleted', album.name));
  return answer !== null;
}

/**
 * What can be done with the album whose page this is.
 * @returns {{element: HTMLElement, update: () => Promise<void>}} update asks anew whether there is something to download
 */
export function albumTools(album) {
  // Uploads and other pages may have changed it since this one was opened.
  const now = async () => (await get(`albums/${album.id}`)).data;
  const edit = act(async () => { if (await editAlbum(await now())) dispatchEvent(new Event('hashchange')); });
  const remove = act(async () => { if (await deleteAlbum(await now())) go('#/albums', true); });
  const named = key => ({ 'aria-label': t(key), title: t(key) });
  const archive = address('images/archive', { album: album.id });
  const download = el('a.button', { href: archive, download: '', hidden: !album.images, ...named('album.download') }, icon('download'));
  const element = el('div.actions', {},
    download,
    el('button', { type: 'button', onclick: edit, ...named('album.edit') }, icon('edit')),
    album.is_default ? null : el('button', { type: 'button', onclick: remove, ...named('album.delete') }, icon('trash')));
  return { element, update: async () => { download.hidden = !(await now()).images; } };
}
