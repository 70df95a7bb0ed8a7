const SVG = 'http://www.w3.org/2000/svg';

const LEAF = 'M12 2l1.8 3.6 2.7-1.3-.6 4.2 4.6-.6-1.7 3 2.7 1.6-5.2 3.4.6 2.2-4.1-.5.2 4.4h-2l.2-4.4-4.1.5.6-2.2'
  + '-5.2-3.4 2.7-1.6-1.7-3 4.6.6-.6-4.2 2.7 1.3z';

/** Drawn on 24 x 24 with round lines. */
const PATHS = {
  upload: 'M12 16V4M7 9l5-5 5 5M4 16v3a1 1 0 0 0 1 1h14a1 1 0 0 0 1-1v-3',
  picture: 'M4 5h16v14H4zM4 16l5-5 4 4 2-2 5 5M15.5 9.5h.01',
  albums: 'M4 8h16v12H4zM6 5h12M8 2h8',
  search: 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM20 20l-4-4',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  trash: 'M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5M14 11v5',
  move: 'M3 6h6l2 2h10v11H3zM10 13.5h6M13.5 11l2.5 2.5-2.5 2.5',
  download: 'M12 4v11M7 11l5 5 5-5M4 20h16',
  folder: 'M3 6h6l2 2h10v11H3z',
  close: 'M6 6l12 12M18 6L6 18',
  left: 'M15 5l-7 7 7 7',
  right: 'M9 5l7 7-7 7',
  retry: 'M20 11a8 8 0 1 0-2.5 6M20 5v6h-6',
  user: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c1-4 4-6 8-6s7 2 8 6',
  plus: 'M12 5v14M5 12h14',
  edit: 'M4 20l1-4L16 5l3 3L8 19zM14 7l3 3',
  filter: 'M4 6h16M7 12h10M10 18h4',
  exit: 'M14 4h5v16h-5M10 8l-4 4 4 4M6 12h9',
  office: 'M12 3l8 3v6c0 5-3.5 8-8 9-4.5-1-8-4-8-9V6z',
  external: 'M14 4h6v6M20 4l-9 9M18 14v6H4V6h6',
  star: 'M12 4l2.5 5.2 5.7.8-4.1 4 1 5.7-5.1-2.7-5.1 2.7 1-5.7-4.1-4 5.7-.8z',
  lock: 'M6 11h12v9H6zM9 11V8a3 3 0 0 1 6 0v3',
  key: 'M15 13a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12.2 11.8L4 20M7 17l2 2',
};

/** @param {keyof typeof PATHS} name */
export function icon(name) {
  return svg(PATHS[name], 'icon');
}

/** maple's leaf. */
export function leaf() {
  return svg(LEAF, 'leaf');
}

function svg(path, name) {
  const picture = document.createElementNS(SVG, 'svg');
  picture.setAttribute('viewBox', '0 0 24 24');
  picture.setAttribute('class', name);
  picture.setAttribute('aria-hidden', 'true');
  picture.setAttribute('focusable', 'false');
  const shape = document.createElementNS(SVG, 'path');
  shape.setAttribute('d', path);
  picture.append(shape);
  return picture;
}
