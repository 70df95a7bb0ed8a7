import { number } from '../numbers.js';

const few = (n, one, many) => n === 1 ? one : `${number(n)} ${many}`;

/** What the page for guests says in English. guest.zh.js has the same keys. */
export default {
  'guest': 'Send pictures',
  'guest.drop': 'Drop pictures anywhere on this page, or paste them',
  'guest.choose': 'Choose pictures',
  'guest.left': n => n ? `${few(n, '1 more picture', 'more pictures')} can be sent` : 'No more pictures can be sent',
  'guest.size': most => `Up to ${most} each`,
  'guest.kinds': kinds => `Only ${kinds}`,
  'guest.until': when => `Until ${when}`,
  'guest.unknown': 'There is nothing here',
  'guest.unknown.hint': 'The address is not complete, or was mistyped. Ask whoever sent it to you for it again.',
  'guest.ended': 'This link has ended',
  'guest.ended.hint': 'Its time is over, or it was taken back. Ask whoever sent it to you for a new one.',
  'guest.used': 'This link is used up',
  'guest.used.hint': 'As many pictures as it allows have been sent. Ask whoever sent it to you for a new one.',
};
