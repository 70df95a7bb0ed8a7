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
  const { top, parts } = scale(most, base);
  const all = days.reduce((sum, { value }) => sum + value, 0);
  const picture = node('svg', { viewBox: `0 0 ${width} ${HEIGHT}`, role: 'img', 'aria-label': t('plot', title, format(all), format(most)) });
  const height = HEIGHT - TOP - BOTTOM;
  for (let part = 0; part <= parts; part++) {
    const share = part / parts;
    const y = TOP + height * (1 - share);
    picture.append(node('line', { class: 'rule', x1: LEFT, x2: width, y1: y, y2: y }), text(LEFT - 8, y + 4, format(top * share), 'end'));
  }

  const step = (width - LEFT) / days.length;
  days.forEach(({ day, value }, i) => {
    const size = height * value / top;
    const group = node('g', {});
    const name = node('title', {});
    // maple's days are those of UTC, whatever day it is here.
    name.textContent = `${t('plot.day', date(`${day}T00:00`))}: ${format(value)}`;
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

/** Round numbers, and the parts of a scale that ends there. */
const ROUND = [[1, 2], [1.5, 3], [2, 2], [3, 3], [5, 2], [7.5, 3], [10, 2]];

/** A scale that ends at the next round number and has whole numbers on it: for 7 of something, or for 1.2 MB. */
function scale(most, base) {
  const unit = base === 1024 ? 1024 ** Math.floor(Math.log2(Math.max(most, 1)) / 10) : 1;
  const power = 10 ** Math.floor(Math.log10(Math.max(most, 1) / unit));
  for (const [step, parts] of ROUND) {
    const top = step * power * unit;
    // 1,000 KB, and then 1 MB.
    if (top > 1000 * unit && base === 1024) break;
    if (top >= most && Number.isInteger(top)) return { top, parts: Number.isInteger(top / parts) ? parts : top };
  }

  return { top: base * unit, parts: 2 };
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
