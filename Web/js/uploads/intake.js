import { el } from '../dom.js';
import { icon } from '../icons.js';
import { t } from '../i18n.js';
import { toast } from '../toast.js';

/** In a folder, whatever is none of these is left out; a file that is dropped by itself is sent, and maple says what is wrong with it. */
const PICTURE = /\.(png|jpe?g|gif|webp|bmp)$/i;

/**
 * Takes files that are dropped anywhere on the page or pasted.
 * @param {(files: File[]) => void} take
 */
export function acceptFiles(take) {
  const curtain = el('div.curtain', { hidden: true, 'aria-hidden': 'true' }, el('div', {}, icon('upload'), el('p', {}, t('drop'))));
  document.body.append(curtain);
  const hasFiles = event => event.dataTransfer?.types.includes('Files');
  let depth = 0;
  const enter = by => {
    depth = Math.max(0, depth + by);
    curtain.hidden = depth === 0;
  };
  addEventListener('dragenter', event => hasFiles(event) && enter(1));
  addEventListener('dragleave', event => hasFiles(event) && enter(-1));
  addEventListener('dragover', event => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
  });
  addEventListener('drop', async event => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    enter(-depth);
    take(await dropped(event.dataTransfer));
  });
  addEventListener('paste', event => {
    const files = [...event.clipboardData?.files ?? []];
    if (!files.length) return;
    event.preventDefault();
    take(files.map(named));
  });
}

/** @param {DataTransfer} transfer readable only until the event is over, hence all entries are taken first */
async function dropped(transfer) {
  const items = [...transfer.items].filter(item => item.kind === 'file')
    .map(item => ({ entry: item.webkitGetAsEntry?.(), file: item.getAsFile() }));
  if (!items.length) return [...transfer.files];
  const files = [];
  let left = 0;
  for (const { entry, file } of items) {
    if (entry?.isDirectory) {
      const inside = await walk(entry);
      const pictures = inside.filter(({ name }) => PICTURE.test(name));
      left += inside.length - pictures.length;
      files.push(...pictures);
    } else if (file) {
      files.push(file);
    }
  }

  if (left) toast(t('left.out', left));
  return files;
}

/** @returns {Promise<File[]>} of a folder and of those in it */
async function walk(folder) {
  const reader = folder.createReader();
  const files = [];
  // A reader hands out some entries at a time, and none at the end.
  for (;;) {
    const entries = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!entries.length) return files;
    for (const entry of entries)
      if (entry.isDirectory) files.push(...await walk(entry));
      else files.push(await new Promise((resolve, reject) => entry.file(resolve, reject)));
  }
}

/** Every browser calls a pasted screenshot image.png: the time tells them apart. */
function named(file) {
  if (file.name && file.name !== 'image.png') return file;
  const now = new Date(Date.now() - new Date().getTimezoneOffset() * 60_000).toISOString();
  return new File([file], `${now.slice(0, 10)} ${now.slice(11, 19).replaceAll(':', '.')}.png`, { type: file.type });
}
