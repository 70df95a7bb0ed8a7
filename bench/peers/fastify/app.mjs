// An image host as one would write it with Fastify, busboy, sharp and SQLite. It does what maple does for an upload: authenticate, stream to disk,
// hash, thumbnail and show picture, everything durable, a row, links. BENCH_DATA is its folder, which make_store.py has made.
import cluster from 'node:cluster';
import { createHash, randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, open, rename } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pipeline } from 'node:stream/promises';
import { Busboy } from '@fastify/busboy';
import Fastify from 'fastify';
import { render } from './render.mjs';

const data = process.env.BENCH_DATA;
const workers = Number(process.env.BENCH_WORKERS ?? availableParallelism());
if (cluster.isPrimary && workers > 1) {
  for (let i = 0; i < workers; i++) cluster.fork();
} else {
  serve();
}

function serve() {
  const store = new DatabaseSync(join(data, 'store.db'));
  store.exec('PRAGMA busy_timeout = 30000; PRAGMA synchronous = FULL');
  const findUser = store.prepare('SELECT id, name FROM users WHERE key_hash = ?');
  const insert = store.prepare(
    'INSERT INTO images (user_id, name, format, width, height, bytes, sha256, path, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)');

  const app = Fastify({ bodyLimit: 128 << 20 });
  app.addContentTypeParser('multipart/form-data', (request, payload, done) => done(null));
  app.get('/healthz', async () => 'ok');
  app.post('/api/images', async (request, reply) => {
    const user = findUser.get(createHash('sha256').update(request.headers['api-key'] ?? '').digest('hex'));
    if (!user) return reply.code(401).send({ status: '401' });
    const success = [];
    for (const file of await receive(request)) {
      const { show, thumb, format, rendition, width, height } = await render(file.path);
      const month = new Date().toISOString().slice(0, 7).replace('-', '/'), stem = randomBytes(13).toString('hex');
      const path = `${user.name}/photo/${month}/${stem}.${format}`;
      const thumbPath = `${user.name}/thumb/${month}/${stem}.${rendition}`, showPath = `${user.name}/show/${month}/${stem}.${rendition}`;
      await Promise.all([commit(file.path, path), commit(thumb, thumbPath), commit(show, showPath)]);
      const row = insert.run(user.id, file.name, format, width, height, file.bytes, file.sha256, path, Date.now() / 1000);
      const link = (to) => `http://${request.headers.host}/images/${to}`;
      success.push({
        id: Number(row.lastInsertRowid), name: file.name, width, height, bytes: file.bytes, sha256: file.sha256,
        url: link(path), thumb_url: link(thumbPath), show_url: link(showPath),
      });
    }
    return { status: '200', data: { success, fail: [] }, url: success[0].url };
  });
  app.listen({ host: '127.0.0.1', port: Number(process.env.BENCH_PORT) });
}

// The files of a form, streamed to disk and hashed on the way.
async function receive(request) {
  const files = [];
  const form = new Busboy({ headers: request.headers });
  form.on('file', (field, stream, name) => {
    const path = join(data, '.tmp', randomBytes(16).toString('hex')), hash = createHash('sha256');
    let bytes = 0;
    stream.on('data', (chunk) => { hash.update(chunk); bytes += chunk.length; });
    files.push(pipeline(stream, createWriteStream(path, { highWaterMark: 1 << 20 }))
      .then(() => ({ path, name, bytes, sha256: hash.digest('hex') })));
  });
  await pipeline(request.raw, form);
  return Promise.all(files);
}

// Durable: the file's bytes, then its name.
async function commit(temporary, path) {
  const target = join(data, path);
  await mkdir(dirname(target), { recursive: true });
  await synced(temporary);
  await rename(temporary, target);
  await synced(dirname(target));
}

async function synced(path) {
  const handle = await open(path);
  await handle.sync();
  await handle.close();
}
