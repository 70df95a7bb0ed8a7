import { el, field } from '../dom.js';
import { leaf } from '../icons.js';
import { t } from '../i18n.js';
import { enter, signIn } from '../session.js';

/** @type {(outlet: HTMLElement, route: import('../router.js').Route) => import('../app.js').View} */
export default function login(outlet, route) {
  const username = el('input', { name: 'username', autocomplete: 'username', autocapitalize: 'none', spellcheck: 'false', required: true });
  const password = el('input', { name: 'password', type: 'password', autocomplete: 'current-password', required: true });
  const problem = el('p.problem', { role: 'alert' });
  const button = el('button.primary', { type: 'submit' }, t('sign.in'));
  outlet.append(el('form.sign-in', {
    onsubmit: async event => {
      event.preventDefault();
      button.disabled = true;
      problem.textContent = '';
      try {
        await signIn(username.value, password.value);
        enter(route.query);
      } catch (error) {
        // Signed in, and still a stranger: the cookie is for another address.
        problem.textContent = error.code === 'unauthorized' ? t('error.cookie') : error.message;
        password.select();
      } finally {
        button.disabled = false;
      }
    },
  },
    leaf(),
    el('h1', {}, t('sign.in.to')),
    field(t('username'), username),
    field(t('password'), password),
    problem,
    button));
  return { title: t('sign.in'), shown: () => username.focus() };
}
