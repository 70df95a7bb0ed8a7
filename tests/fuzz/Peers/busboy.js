const busboy = require('/usr/share/nodejs/busboy');
const headers = { 'content-type': 'multipart/form-data; boundary=abc' };
const hex = (text) => (text === undefined ? '-' : Buffer.from(text, 'utf8').toString('hex'));

function answer(body) {
  return new Promise((resolve) => {
    const parts = [];
    let done = false;
    const end = (error) => {
      if (done) return;
      done = true;
      clearTimeout(patience);
      resolve(parts.map((p) => `${p[0]},${p[1]},${p[2].toString('hex')};`).join('') + (error ? '!' + String(error).replace(/[\r\n]/g, ' ') : ''));
    };
    const form = busboy({ headers, defParamCharset: 'utf8', defCharset: 'latin1' });
    form.on('file', (name, stream, info) => {
      const part = [hex(name), hex(info.filename), Buffer.alloc(0)];
      parts.push(part);
      stream.on('data', (data) => { part[2] = Buffer.concat([part[2], data]); });
      stream.on('error', end);
    });
    form.on('field', (name, value) => parts.push([hex(name), '-', Buffer.from(value, 'latin1')]));
    form.on('error', end);
    form.on('close', () => end());
    // Of some forms it never says that they are over, whatever they end with.
    const patience = setTimeout(() => end('never ends'), 1000);
    form.end(body);
  });
}

let pending = Buffer.alloc(0);
let queue = Promise.resolve();
process.stdin.on('data', (data) => {
  pending = Buffer.concat([pending, data]);
  for (;;) {
    const bodies = [];
    let at = 4;
    if (pending.length < 4) return;
    for (let left = pending.readInt32LE(0); left > 0; left--) {
      if (pending.length < at + 4) return;
      const length = pending.readInt32LE(at);
      at += 4;
      if (pending.length < at + length) return;
      bodies.push(Buffer.from(pending.subarray(at, at + length)));
      at += length;
    }
    pending = pending.subarray(at);
    queue = queue.then(async () => {
      const lines = [];
      for (const body of bodies) lines.push(await answer(body));
      process.stdout.write(lines.join('\n') + '\n');
    });
  }
});
