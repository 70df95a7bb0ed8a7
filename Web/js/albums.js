import { get } from './api.js';

/** The API's largest page. */
const PAGE = 100;

/** All albums by name, however many pages they are. @returns {Promise<any[]>} */
export async function allAlbums() {
  const albums = [];
  for (let page = 1; ; page++) {
    const { data, pageinfo } = await get('albums', { page, number: PAGE, sort: 'name' });
    albums.push(...data);
    if (page >= pageinfo.pages) return albums;
  }
}
