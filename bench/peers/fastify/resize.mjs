// Pure resizing by sharp: each line of input is a path, answered with a line once a JPEG of 320 pixels has been made of it.
import { createInterface } from 'node:readline';
import sharp from 'sharp';

for await (const path of createInterface({ input: process.stdin })) {
  const { length } = await sharp(path, { autoOrient: true }).resize({ width: 320, kernel: 'cubic' }).jpeg({ quality: 82 }).toBuffer();
  console.log(length);
}
