import { el } from '../dom.js';
import { icon } from '../icons.js';
import { t } from '../i18n.js';
import { toast } from '../toast.js';

/** In a folder, whatever is none of these is left out; a file that is dropped by itself is sent, and maple says what is wrong with it. */
const PICTURE = /\.(png|jpe?g|gif|webp|bmp)$/i;

/** The most names that a message tells. */
const NAMES = 5;

/**
 * Takes files that are dropped anywhere on the page or pasted.
 * @param {() => (files: File[]) => void} taker asked at once for what takes the files: to read a folder takes a while
 * @param {() => boolean} [isOpen] whether anything can be taken now
 */
export function acceptFiles(taker, isOpen = () => true) {
  const curtain = el('div.curtain', { hidden: true, 'aria-hidden': 'true' }, el('div', {}, icon('upload'), el('p', {}, t('drop'))));
  document.body.append(curtain);
  const hasFiles = event => event.dataTransfer?.types.includes('Files');
  let depth = 0;
  const enter = by => {
    depth = Math.max(0, depth + by);
    curtain.hidden = depth === 0 || !isOpen();
  };
  // Also where one only enters: a drop right after the page has changed under the pointer would be lost.
  const accept = event => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = isOpen() ? 'copy' : 'none';
  };
  addEventListener('dragenter', event => {
    accept(event);
    if (hasFiles(event)) enter(1);
  });
  addEventListener('dragleave', event => hasFiles(event) && enter(-1));
  addEventListener('dragover', accept);
  addEventListener('drop', async event => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    enter(-depth);
    if (!isOpen()) return;
    const take = taker();
    take(await dropped(event.dataTransfer));
  });
  addEventListener('paste', event => {
    const files = [...event.clipboardData?.files ?? []];
    if (!files.length || !isOpen()) return;
    event.preventDefault();
    taker()(files.map(named));
  });
}

/** @param {DataTransfer} transfer readable only until the event is over, hence all entries are taken first */
async function dropped(transfer) {
  const items = [...transfer.items].filter(item => item.kind === 'file')
    .map(item => ({ entry: item.webkitGetAsEntry?.(), file: item.getAsFile() }));
  if (!items.length) return [...transfer.files];
  /** @type {File[]} */
  const files = [];
  const inside = [];
  /** @type {string[]} */
  const unread = [];
  for (const { entry, file } of items) {
    if (entry?.isDirectory) {
      inside.push(...await walk(entry, unread));
    } else if (file && await isReadable(file)) {
      files.push(file);
    } else {
      unread.push(entry?.name ?? file?.name ?? '?');
    }
  }

  complainOf(unread);
  return [...files, ...pictures(inside)];
}

/** What of a folder's files are pictures. @param {File[]} files */
function pictures(files) {
  const found = files.filter(({ name }) => PICTURE.test(name));
  if (found.length < files.length) toast(t('left.out', files.length - found.length));
  return found;
}

/** @param {string[]} unread names of files and folders */
function complainOf(unread) {
  if (!unread.length) return;
  const names = unread.slice(0, NAMES).join(', ');
  const more = unread.length - NAMES;
  toast(t('unreadable', more > 0 ? t('and.more', names, more) : names), { isError: true });
}

/**
 * @param {string[]} unread takes the names of what can't be read; all else goes on
 * @returns {Promise<File[]>} of a folder and of those in it
 */
async function walk(folder, unread) {
  const reader = folder.createReader();
  const files = [];
  // A reader hands out some entries at a time, and none at the end.
  for (;;) {
    const entries = await new Promise(resolve => reader.readEntries(resolve, () => resolve(null)));
    if (!entries) unread.push(folder.name);
    if (!entries?.length) return files;
    for (const entry of entries)
      if (entry.isDirectory) {
        files.push(...await walk(entry, unread));
      } else {
        const file = await new Promise(resolve => entry.file(resolve, () => resolve(null)));
        if (file && await isReadable(file)) files.push(file);
        else unread.push(entry.name);
      }
  }
}

/** Whether its first byte can be read: a file that is gone or not ours fails only then. @param {File} file */
async function isReadable(file) {
  try {
    await file.slice(0, 1).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}

/**
 * Opens the browser's dialogue for a folder.
 * @param {(files: File[]) => void} take
 */
export function folderButton(take) {
  const chooser = el('input', { type: 'file', webkitdirectory: true, onchange: () => { take(pictures([...chooser.files])); chooser.value = ''; } });
  return el('button.upload-folder', { type: 'button', title: t('folder'), 'aria-label': t('folder'), onclick: () => chooser.click() }, icon('folder'));
}

/** Every browser calls a pasted screenshot image.png: the time tells them apart. */
function named(file) {
  if (file.name && file.name !== 'image.png') return file;
  const now = new Date(Date.now() - new Date().getTimezoneOffset() * 60_000).toISOString();
  return new File([file], `${now.slice(0, 10)} ${now.slice(11, 19).replaceAll(':', '.')}.png`, { type: file.type });
}
