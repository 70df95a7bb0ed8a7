// Show picture and thumbnail from one decode; the formats and qualities are maple's.
import { copyFile, stat } from 'node:fs/promises';
import sharp from 'sharp';

// Catmull-Rom, as maple has it; sharp's own default, Lanczos, costs more.
const kernel = 'cubic';

export async function render(path) {
  const source = sharp(path, { autoOrient: true });
  const { format, width, height, orientation = 1, hasAlpha, exif, autoOrient } = await source.metadata();
  const reusable = autoOrient.width <= 810 && orientation === 1 && !exif && (await stat(path)).size <= 512 << 10;
  const type = reusable ? format : hasAlpha ? 'webp' : 'jpeg';
  const options = { jpeg: format === 'png' ? { quality: 88, chromaSubsampling: '4:4:4' } : { quality: 82 }, webp: { quality: 82 }, png: {} }[type];
  const show = `${path}.show`, thumb = `${path}.thumb`;
  if (reusable) {
    await Promise.all([copyFile(path, show), source.resize({ width: 300, kernel, withoutEnlargement: true }).toFormat(type, options).toFile(thumb)]);
  } else {
    const { data, info } = await source.resize({ width: 810, kernel, withoutEnlargement: true }).raw().toBuffer({ resolveWithObject: true });
    const raw = { raw: { width: info.width, height: info.height, channels: info.channels } };
    await Promise.all([
      sharp(data, raw).toFormat(type, options).toFile(show),
      sharp(data, raw).resize({ width: 300, kernel, withoutEnlargement: true }).toFormat(type, options).toFile(thumb),
    ]);
  }
  return { show, thumb, format: format === 'jpeg' ? 'jpg' : format, rendition: type === 'jpeg' ? 'jpg' : type, width, height };
}
