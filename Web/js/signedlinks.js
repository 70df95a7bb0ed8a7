import { call } from './api.js';
import { ask } from './dialog.js';
import { el, field } from './dom.js';
import { t } from './i18n.js';

/** In hours. */
const TIMES = [1, 24, 7 * 24, 30 * 24, 365 * 24];

/** Requests at the same time. */
const PARALLEL = 6;

/**
 * Pictures of private albums have links that nobody else can open: asks for how long others may, and gets links with a signature.
 * @param {any[]} images some of them private
 * @returns {Promise<any[] | null>} with links that work for others; null when it was cancelled
 */
export async function withSignedLinks(images) {
  const hours = el('select', { name: 'hours' }, ...TIMES.map(n => el('option', { value: n }, n < 24 ? t('link.hours', n) : t('link.days', n / 24))));
  hours.value = '24';
  let signed = null;
  await ask({
    title: t('link.title'),
    text: t('link.hint'),
    fields: [field(t('link.time'), hours)],
    ok: t('link.copy'),
    onsubmit: async (_, closed) => {
      const links = [...images];
      const body = { expires_at: new Date(Date.now() + Number(hours.value) * 3_600_000).toISOString() };
      const wanted = images.map((image, at) => ({ image, at })).filter(({ image }) => image.private);
      const work = async () => {
        for (let next = wanted.shift(); next && !closed.aborted; next = wanted.shift())
          links[next.at] = { ...next.image, links: (await call('POST', `images/${next.image.id}/link`, { body })).data.links };
      };
      await Promise.all(Array.from({ length: PARALLEL }, work));
      if (!closed.aborted) signed = links;
    },
  });
  return signed;
}
