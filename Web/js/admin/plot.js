import { el } from '../dom.js';
import { date, t } from '../i18n.js';

const SVG = 'http://www.w3.org/2000/svg';
const HEIGHT = 180, LEFT = 56, BOTTOM = 24, TOP = 10;

/**
 * Bars for days, with a scale that ends at a round number.
 * @param {string} title
 * @param {{day: string, value: number}[]} days oldest first
 * @param {(value: number) => string} format
 * @param {number} base of round numbers: 10, or 1024 for bytes
 */
export function bars(title, days, format, base = 10) {
  // Drawn for the width it gets, so that its letters stay readable on a phone.
  const width = innerWidth < 640 ? 340 : 640;
  const most = Math.max(...days.map(({ value }) => value));
  const top = round(most, base);
  const all = days.reduce((sum, { value }) => sum + value, 0);
  const picture = node('svg', { viewBox: `0 0 ${width} ${HEIGHT}`, role: 'img', 'aria-label': t('plot', title, format(all), format(most)) });
  const height = HEIGHT - TOP - BOTTOM;
  for (const share of [0, .5, 1]) {
    const y = TOP + height * (1 - share);
    picture.append(node('line', { class: 'rule', x1: LEFT, x2: width, y1: y, y2: y }), text(LEFT - 8, y + 4, format(top * share), 'end'));
  }

  const step = (width - LEFT) / days.length;
  days.forEach(({ day, value }, i) => {
    const size = height * value / top;
    const group = node('g', {});
    const name = node('title', {});
    name.textContent = `${date(day)}: ${format(value)}`;
    group.append(name,
      node('rect', { class: 'hit', x: LEFT + i * step, y: TOP, width: step, height }),
      node('rect', {
        class: 'bar', x: LEFT + i * step + step * .15, y: TOP + height - size, width: step * .7, height: size, rx: Math.min(3, size / 2),
      }));
    picture.append(group);
    const isLast = i === days.length - 1;
    if ((days.length - 1 - i) % 7 === 0)
      picture.append(text(isLast ? width : LEFT + (i + .5) * step, HEIGHT - 6, shortDay(day), isLast ? 'end' : 'middle'));
  });
  return el('figure.plot', {}, el('figcaption', {}, el('h2', {}, title), el('span.muted', {}, t('plot.sum', format(all)))), picture);
}

/** The next of 1, 2, 5 times a power of the base, and never 0; even, so that its half is whole. */
function round(value, base) {
  const power = base ** Math.max(0, Math.floor(Math.log(Math.max(value, 1)) / Math.log(base)));
  const steps = base === 10 ? [1, 2, 4, 6, 8, 10] : [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024];
  return Math.max(2, power * (steps.find(step => power * step >= value) ?? base));
}

const shortDay = day => `${Number(day.slice(5, 7))}/${Number(day.slice(8))}`;

function text(x, y, words, anchor) {
  const element = node('text', { x, y, 'text-anchor': anchor });
  element.textContent = words;
  return element;
}

function node(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
}
