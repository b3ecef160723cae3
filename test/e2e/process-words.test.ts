/** Words of the global section and of servers whose work shows only around requests: statuses that count, PROXY headers of checks, soft stops. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import tls from 'node:tls';
import { ask } from '../support/admin.js';
import { certificateFile, certificateText } from '../support/certificates.js';
import { DEFAULTS, GLOBAL } from '../support/config-head.js';
import { listenOn, runHawser, startHawser, temporaryFolder } from '../support/hawser.js';
import { descriptorLimit, ready, statusFields } from '../support/process.js';
import { haproxy26, withoutHaproxy26 } from '../support/program.js';
import { connect, ok, startOrigin, type Wire } from '../support/wire.js';

const withoutRoot = process.getuid?.() === 0 ? false : 'rights can be given up by root only';

function get(uri = '/'): string {
  return `GET ${uri} HTTP/1.1\r\nHost: h\r\n\r\n`;
}

test('http-err-codes and http-fail-codes say which statuses stick tables count', async (t) => {
  const origin = await startOrigin(t, (request) => {
    const status = request.split(' ')[1]!.slice(1);
    return `HTTP/1.1 ${status} X\r\nContent-Length: 0\r\n\r\n`;
  });
  const count = async (lines: string): Promise<string> => {
    const program = await startHawser(t, {
      config: `${GLOBAL}${lines}${DEFAULTS}frontend f\n    bind "fd@\${f}"
    stick-table type ip size 10 store http_err_cnt,http_fail_cnt
    http-request track-sc0 src\n    default_backend b\nbackend b\n    server s 127.0.0.1:${origin.port}\n`,
      listeners: ['f'],
    });
    const client = await connect(t, program.ports.f!);
    for (const status of [200, 404, 450, 500, 501, 503]) {
      client.send(get(`/${status}`));
      await client.response();
    }
    const shown = await ask(program, 'show table f');
    return [...shown.matchAll(/http_(?:err|fail)_cnt=\d+/g)].join(' ');
  };
  assert.equal(await count(''), 'http_err_cnt=2 http_fail_cnt=2');
  assert.equal(
    await count('    http-err-codes -404,440-460 +200\n    http-fail-codes 500-503 -500\n'),
    'http_err_cnt=1 http_fail_cnt=2',
  );
});

/** First bytes of a check with `send-proxy-v2`, its ports left out. */
async function headerOfCheck(t: TestContext, program: readonly [string, ...string[]] | undefined): Promise<string> {
  let tell: (hex: string) => void = () => {};
  const first = new Promise<string>((resolve) => {
    tell = resolve;
  });
  const server = net.createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', (data) => {
      tell(data.subarray(0, 24).toString('hex'));
      socket.destroy();
    });
  });
  t.after(() => server.close());
  const port = await listenOn(server);
  await startHawser(t, {
    config: `global\n    pp2-never-send-local\n${DEFAULTS}listen l\n    bind "fd@\${f}"\n    option httpchk
    server s 127.0.0.1:${port} check inter 100 send-proxy-v2\n`,
    listeners: ['f'],
    ...(program ? { program } : {}),
  });
  return first;
}

test('pp2-never-send-local: checks name the ends of their connections', async (t) => {
  const header = '0d0a0d0a000d0a515549540a2111000c7f0000017f000001';
  assert.equal(await headerOfCheck(t, undefined), header);
});

test('pp2-never-send-local as haproxy does it', { skip: withoutHaproxy26 }, async (t) => {
  assert.equal(await headerOfCheck(t, [haproxy26!]), await headerOfCheck(t, undefined));
});

test('strict-maxconn: idle connections of other names make room for a new one', async (t) => {
  const most = async (word: string): Promise<number> => {
    let peak = 0;
    const origin = await startOrigin(t, () => {
      peak = Math.max(peak, origin.connections.size);
      return ok('x');
    });
    const program = await startHawser(t, {
      config: `${DEFAULTS}listen l\n    bind "fd@\${f}"\n    http-reuse always
    server s 127.0.0.1:${origin.port} maxconn 1 pool-conn-name path ${word}\n`,
      listeners: ['f'],
    });
    // Connections are kept that were needed at a time: the first one stays while the second client is served.
    const client = await connect(t, program.ports.f!);
    for (const uri of ['/a', '/b', '/c']) {
      client.send(get(uri));
      assert.match(await client.response(), /^HTTP\/1.1 200 /);
    }
    return peak;
  };
  assert.ok((await most('')) > 1);
  assert.equal(await most('strict-maxconn'), 1);
});

/** A program that answers whether it stops. */
async function startTelling(t: TestContext, global: string) {
  const program = await startHawser(t, {
    config: `global\n    ${global}\n${DEFAULTS}frontend f\n    bind "fd@\${f}"\n    http-request return status 200 content-type text/plain lf-string %[stopping]\n`,
    listeners: ['f'],
    args: ['-V'],
  });
  await ready(program);
  return { program, client: await connect(t, program.ports.f!) };
}

/** Asks on a connection, which must stay, until the answer is that the process stops. */
async function untilStopping(client: Wire): Promise<void> {
  let answer = '';
  while (!answer.endsWith('1')) {
    client.send(get());
    answer = await client.response();
    assert.doesNotMatch(answer, /connection: close/i);
  }
}

test('grace: the process says that it stops, and accepts until the time is over', async (t) => {
  const { program, client } = await startTelling(t, 'grace 2s');
  client.send(get());
  assert.match(await client.response(), /\r\n\r\n0$/);
  program.child.kill('SIGUSR1');
  await untilStopping(client);
  const other = await connect(t, program.ports.f!);
  other.send(get());
  assert.match(await other.response(), /\r\n\r\n1$/);
  assert.deepEqual(await program.finished, { status: 0, signal: null });
});

test('close-spread-time infinite: clients are left alone by a soft stop', async (t) => {
  const { program, client } = await startTelling(t, 'close-spread-time infinite');
  program.child.kill('SIGUSR1');
  await untilStopping(client);
  client.send(get());
  assert.match(await client.response(), /\r\n\r\n1$/);
  client.socket.destroy();
  assert.deepEqual(await program.finished, { status: 0, signal: null });
});

test('close-spread-time: idle clients are let go within the time', async (t) => {
  const program = await startHawser(t, {
    config: `global\n    close-spread-time 50ms\n${DEFAULTS}frontend f\n    bind "fd@\${f}"\n    http-request return status 200\n`,
    listeners: ['f'],
    args: ['-V'],
  });
  await ready(program);
  const client = await connect(t, program.ports.f!);
  client.send(get());
  await client.response();
  program.child.kill('SIGUSR1');
  await client.untilClose();
  assert.deepEqual(await program.finished, { status: 0, signal: null });
});

test('severity-output of a stats socket is that of its messages', async (t) => {
  const program = await startHawser(t, {
    config: `${GLOBAL.replace('admin\n', 'admin severity-output number\n')}${DEFAULTS}frontend f\n    bind "fd@\${f}"\n`,
    listeners: ['f'],
    args: ['-V'],
  });
  await ready(program);
  assert.match(await ask(program, 'set weight b/s 1'), /^\[3\]: /);
});

/** A process that does nothing but serve its runtime API. */
async function startWith(t: TestContext, lines: string, sections = '') {
  const program = await startHawser(t, {
    config: `${GLOBAL}${lines}${DEFAULTS}frontend f\n    bind "fd@\${f}"\n${sections}`,
    listeners: ['f'],
    args: ['-V'],
  });
  await ready(program);
  return program;
}

test('fd-hard-limit bounds the descriptors of a process that names no other limit', async (t) => {
  const limited = await startWith(t, '    fd-hard-limit 500\n');
  assert.equal(descriptorLimit(limited.pid), 500);
  assert.match(await ask(limited, 'show info'), /^Maxconn: 200$/m);
  const named = await startWith(t, '    fd-hard-limit 500\n    maxconn 300\n');
  assert.ok(descriptorLimit(named.pid) >= 700);
  assert.match(await ask(named, 'show info'), /^Maxconn: 300$/m);
});

test('tune.renice: priority while the configuration is read, and afterwards', async (t) => {
  const own = os.getPriority();
  const running = await startWith(t, `    tune.renice.startup ${own + 3}\n    tune.renice.runtime ${own + 5}\n`);
  assert.equal(os.getPriority(running.pid), own + 5);
  if (process.getuid?.() !== 0) return;
  const restored = await startWith(t, `    tune.renice.startup ${own + 3}\n`);
  assert.equal(os.getPriority(restored.pid), own);
});

test('programs of external checks gain no rights without insecure-setuid-wanted', async (t) => {
  const flag = async (lines: string) => statusFields((await startWith(t, lines)).pid, 'NoNewPrivs')[0];
  const checks = '    external-check\n    insecure-fork-wanted\n';
  assert.equal(await flag(checks), '1');
  assert.equal(await flag(`${checks}    insecure-setuid-wanted\n`), statusFields(process.pid, 'NoNewPrivs')[0]);
});

test('harden.reject-privileged-ports.tcp: clients from ports below 1024 are not let in', {
  skip: withoutRoot,
}, async (t) => {
  const answer = async (lines: string, localPort: number | undefined) => {
    const { port, program } = await startAnswering(t, lines);
    const socket = net.connect({
      host: '127.0.0.1',
      port,
      localAddress: '127.0.0.1',
      ...(localPort ? { localPort } : {}),
    });
    let text = '';
    socket.on('error', () => {});
    socket.on('data', (bytes) => {
      text += bytes.toString('latin1');
    });
    socket.write('GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n');
    await new Promise((resolve) => socket.once('close', resolve));
    await program.stop();
    return text.slice(0, 12);
  };
  assert.equal(await answer('    harden.reject-privileged-ports.tcp on\n', 1021), '');
  assert.equal(await answer('    harden.reject-privileged-ports.tcp on\n', undefined), 'HTTP/1.1 200');
  assert.equal(await answer('', 1020), 'HTTP/1.1 200');
});

/** A process that answers every request. */
async function startAnswering(t: TestContext, lines: string) {
  const program = await startHawser(t, {
    config: `${GLOBAL}${lines}${DEFAULTS}frontend f\n    bind "fd@\${f}"\n    http-request return status 200\n`,
    listeners: ['f'],
  });
  return { program, port: program.ports.f! };
}

test('unix-bind: sockets of bind lines get its prefix, rights and owner; users and groups have names', async (t) => {
  const program = await startWith(
    t,
    `    unix-bind prefix "\${DIR}/" mode 640 ${withoutRoot ? '' : 'user nobody gid 12'}\n`,
    `frontend u\n    bind /a.sock\n    bind unix@b.sock mode 600 ${withoutRoot ? '' : 'user root group root'}\n`,
  );
  const look = (name: string) => {
    const { mode, uid, gid } = fs.statSync(path.join(program.folder, name));
    return withoutRoot ? [mode & 0o777] : [mode & 0o777, uid, gid];
  };
  const nobody = Number(/^nobody:[^:]*:(\d+)/m.exec(fs.readFileSync('/etc/passwd', 'latin1'))?.[1]);
  assert.deepEqual(look('a.sock'), withoutRoot ? [0o640] : [0o640, nobody, 12]);
  assert.deepEqual(look('b.sock'), withoutRoot ? [0o600] : [0o600, 0, 0]);
});

test('tune.cli.max-payload-size: longer payloads are not taken', async (t) => {
  const program = await startWith(t, '    tune.cli.max-payload-size 100\n');
  const payload = (count: number) => `add acl #0 <<\n${'x 123456\n'.repeat(count)}\n`;
  assert.match(await ask(program, payload(5)), /Unknown ACL/);
  assert.match(await ask(program, payload(50)), /too long/);
});

test('ssl-load-extra-files none: a key beside the certificate is not looked for', async (t) => {
  const folder = temporaryFolder(t);
  const [, certificate, key] =
    /^([\s\S]*?-----END CERTIFICATE-----\n)[\s\S]*?(-----BEGIN [A-Z ]*PRIVATE KEY[\s\S]*)$/.exec(
      orderedPem(certificateText('plain.pem')),
    )!;
  fs.writeFileSync(path.join(folder, 'own.crt'), certificate!);
  fs.writeFileSync(path.join(folder, 'own.key'), key!);
  fs.writeFileSync(path.join(folder, 'own.crt.key'), key!);
  const start = (lines: string) => {
    const config = `global\n${lines}${DEFAULTS}frontend f\n    bind "fd@\${f}" ssl crt ${folder}/own.crt\n    http-request return status 200\n`;
    return startHawser(t, { config, listeners: ['f'], args: ['-V'] });
  };
  await ready(await start(''));
  const refused = await start('    ssl-load-extra-files none\n');
  assert.equal((await refused.finished).status, 1);
  assert.match(refused.stderr(), /own\.crt/);
  fs.rmSync(path.join(folder, 'own.crt.key'));
  assert.equal((await (await start('')).finished).status, 1);
  await ready(await start('    ssl-load-extra-del-ext\n    ssl-load-extra-files key\n'));
  const wrong = path.join(folder, 'wrong.cfg');
  fs.writeFileSync(wrong, 'global\n    ssl-load-extra-files none key\n');
  assert.match((await runHawser(['-c', '-f', wrong])).stderr, /stand alone/);
});

/** The certificate in front of its key. */
function orderedPem(text: string): string {
  const blocks = text.match(/-----BEGIN ([A-Z ]+)-----[\s\S]*?-----END \1-----\n/g) ?? [];
  const isKey = (block: string) => block.includes('PRIVATE KEY');
  return [...blocks.filter((block) => !isKey(block)), ...blocks.filter(isKey)].join('');
}

test('set-dumpable: the process may leave a core after it changed its user', { skip: withoutRoot }, async (t) => {
  const owner = async (line: string): Promise<number> => {
    const program = await startHawser(t, {
      config: `global\n    uid 65534\n    gid 65534\n${line}${DEFAULTS}frontend f\n    bind "fd@\${f}"\n    http-request return status 200\n`,
      listeners: ['f'],
      args: ['-V'],
    });
    await ready(program);
    // The system gives files of processes that may not be dumped to root (proc(5)).
    return fs.statSync(`/proc/${program.pid}/maps`).uid;
  };
  assert.equal(await owner(''), 0);
  assert.equal(await owner('    set-dumpable on\n'), 65_534);
});

/** What clients with these certificates are told, by the words about errors; `-` for a handshake that failed. */
async function judged(t: TestContext, program: readonly [string, ...string[]] | undefined): Promise<string[]> {
  const told: string[] = [];
  for (const words of ['', 'crt-ignore-err all', 'ca-ignore-err all crt-ignore-err all', 'crt-ignore-err 18']) {
    const secure = `ssl crt ${certificateFile('plain.pem')} ca-file ${certificateFile('root.pem')} verify optional`;
    const running = await startHawser(t, {
      config: `${DEFAULTS}frontend f\n    bind "fd@\${f}" ${secure} ${words}
    http-request return status 200 content-type text/plain lf-string "%[ssl_c_used] %[ssl_c_err]"\n`,
      listeners: ['f'],
      ...(program ? { program } : {}),
    });
    for (const name of ['client.pem', 'impostor.pem']) {
      const pem = certificateText(name);
      const options = { port: running.ports.f!, host: '127.0.0.1', cert: pem, key: pem, rejectUnauthorized: false };
      const answer = await new Promise<string>((resolve) => {
        let text = '';
        const socket = tls.connect(options, () => socket.end(get()));
        socket.on('data', (data) => {
          text += data.toString('latin1');
        });
        socket.on('error', () => {});
        socket.on('close', () => resolve(text.split('\r\n\r\n')[1] ?? '-'));
      });
      told.push(`${words} ${name} ${answer}`);
    }
    await running.stop();
  }
  return told;
}

test('crt-ignore-err and ca-ignore-err let clients in whose error is told', async (t) => {
  assert.deepEqual(await judged(t, undefined), [
    ' client.pem 1 0',
    ' impostor.pem -',
    'crt-ignore-err all client.pem 1 0',
    'crt-ignore-err all impostor.pem 1 18',
    'ca-ignore-err all crt-ignore-err all client.pem 1 0',
    'ca-ignore-err all crt-ignore-err all impostor.pem 1 18',
    'crt-ignore-err 18 client.pem 1 0',
    'crt-ignore-err 18 impostor.pem 1 18',
  ]);
});

test('crt-ignore-err as haproxy does it', { skip: withoutHaproxy26 }, async (t) => {
  assert.deepEqual(await judged(t, [haproxy26!]), await judged(t, undefined));
});
