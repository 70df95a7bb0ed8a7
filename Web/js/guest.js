import { el } from './dom.js';
import { icon, leaf } from './icons.js';
import { addTexts, dateTime, language, size, t } from './i18n.js';
import english from './texts/guest.en.js';
import chinese from './texts/guest.zh.js';
import { acceptFiles } from './uploads/intake.js';
import { queue } from './uploads/queue.js';
import { panel } from './uploads/panel.js';

addTexts(language === 'zh' ? chinese : english);

/** What the policy in this page's address allows, as maple has written it into the page. */
const policy = JSON.parse(document.querySelector('meta[name=policy]').getAttribute('content'));
document.title = `${t('guest')} – maple`;
document.body.prepend(el('main.guest', {}, el('span.brand', {}, leaf(), el('span', {}, 'maple')), ...policy.state === 'open' ? open() : closed()));

function closed() {
  return [el('h1', {}, t(`guest.${policy.state}`)), el('p.limits', {}, t(`guest.${policy.state}.hint`))];
}

function open() {
  queue.key = decodeURIComponent(location.pathname.split('/').at(-1));
  // A form is a little larger than its file.
  queue.limit = Math.min(policy.max_body, (policy.max_bytes ?? Infinity) + 4096);
  const chooser = el('input', {
    type: 'file', multiple: true, accept: 'image/*', hidden: true, 'aria-label': t('guest.choose'),
    onchange: () => { queue.add([...chooser.files]); chooser.value = ''; },
  });
  const left = el('span', { role: 'status' });
  const count = () => {
    if (policy.files === null) return;
    const sent = queue.uploads.filter(({ state, image }) => state === 'done' && !image.duplicate).length;
    left.textContent = t('guest.left', Math.max(0, policy.files - policy.used - sent));
  };
  count();
  queue.addEventListener('change', count);
  acceptFiles(() => files => queue.add(files));
  return [
    el('h1', {}, t('guest')),
    el('p.limits', {},
      left,
      policy.max_bytes && el('span', {}, t('guest.size', size(policy.max_bytes))),
      policy.kinds && el('span', {}, t('guest.kinds', policy.kinds.map(kind => kind.toUpperCase()).join(', '))),
      el('span', {}, t('guest.until', dateTime(policy.expires_at)))),
    el('div.target', {},
      icon('upload'),
      el('p', {}, t('guest.drop')),
      el('button.primary', { type: 'button', onclick: () => chooser.click() }, t('guest.choose')),
      chooser),
    panel,
  ];
}
