/** Sessions of a peers section against a scripted other side (peers.txt; configuration.txt 11.2). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ByteWriter } from '../../../../src/net/peers/byte-writer.js';
import { writeAcknowledgement } from '../../../../src/net/peers/definition.js';
import { CONTROL } from '../../../../src/net/peers/message.js';
import { Clock, Section, turn } from './scripted.js';

const HELLO_B = 'HAProxyS 2.1\na\nb 77 1\n';

test('a session that we open greets, asks for everything and confirms that it came', async (t) => {
  new Clock(t);
  const section = new Section(t, ['b']);
  section.group.start(false);
  const wire = section.wireOf('b');
  await wire.welcome();
  assert.equal(wire.greeting, `HAProxyS 2.1\nb\na ${process.pid} 1\n`);
  assert.deepEqual(wire.heard(), ['resyncRequest']);
  await wire.control(CONTROL.resyncFinished);
  assert.deepEqual([wire.heard(), section.group.resync], [['resyncConfirm'], 'done']);
});

test('who asks for everything gets the table, its entries and an end, which says whether we know all', async (t) => {
  new Clock(t);
  const section = new Section(t, ['b']);
  for (const key of ['one', 'two']) section.change(key);
  section.group.start(false);
  const wire = await section.accept(HELLO_B);
  assert.equal(wire.greeting, '200\n');
  assert.deepEqual(wire.heard().slice(0, 2), ['resyncRequest', 'definition']);
  await wire.control(CONTROL.resyncRequest);
  assert.deepEqual(wire.heard(), ['timedUpdate', 'timedUpdate', 'resyncPartial']);
  await wire.control(CONTROL.resyncFinished);
  await wire.control(CONTROL.resyncRequest);
  assert.deepEqual(wire.heard(), ['resyncConfirm', 'timedUpdate', 'timedUpdate', 'resyncFinished']);
});

test('strangers are refused by status', async (t) => {
  new Clock(t);
  const section = new Section(t, ['b']);
  const answers: string[] = [];
  for (const hello of ['HAProxyS 2.1\nx\nb 1 1\n', 'HAProxyS 2.1\na\nx 1 1\n', 'HAProxyS 3.0\na\nb 1 1\n', 'GET /\n']) {
    const wire = await section.accept(hello);
    answers.push(`${wire.greeting.trim()} ${wire.open}`);
  }
  assert.deepEqual(answers, ['503 false', '504 false', '502 false', '501 false']);
});

test('a greeting may come in pieces, and has 5 seconds', async (t) => {
  const clock = new Clock(t);
  const section = new Section(t, ['b']);
  const slow = await section.accept(HELLO_B.slice(0, 9));
  await slow.says(HELLO_B.slice(9));
  assert.equal(slow.greeting, '200\n');
  const silent = await section.accept('HAProxyS');
  await clock.pass(5100);
  assert.equal(silent.open, false);
});

test('a sign of life follows 3 seconds of silence on our side', async (t) => {
  const clock = new Clock(t);
  const section = new Section(t, ['b']);
  const wire = await section.accept(HELLO_B);
  wire.heard();
  await clock.pass(2900);
  assert.deepEqual(wire.heard(), []);
  await clock.pass(200);
  assert.deepEqual(wire.heard(), ['heartbeat']);
  await wire.control(CONTROL.heartbeat);
  await clock.pass(3100);
  assert.deepEqual([wire.heard(), wire.open], [['heartbeat'], true]);
  const peer = section.group.peers[1]!;
  assert.deepEqual([peer.sentHeartbeats, peer.receivedHeartbeats], [2, 1]);
});

test('whoever is silent for 5 seconds is dead, and connected to again', async (t) => {
  const clock = new Clock(t);
  const section = new Section(t, ['b']);
  section.group.start(false);
  const wire = section.wireOf('b');
  await wire.welcome();
  await clock.pass(3100);
  await clock.pass(2000);
  const peer = section.group.peers[1]!;
  assert.deepEqual([wire.open, peer.missedHeartbeats, peer.established], [false, 1, false]);
  assert.equal(section.dialled.length, 1);
  await clock.pass(2100);
  assert.equal(section.dialled.length, 2);
});

test('a stall of our own kills nobody', async (t) => {
  const clock = new Clock(t);
  const section = new Section(t, ['b']);
  const wire = await section.accept(HELLO_B);
  await clock.pass(20_000);
  assert.equal(wire.open, true);
  await clock.pass(3000);
  await clock.pass(2100);
  assert.equal(wire.open, false);
});

test('of two connections the one that came in stays', async (t) => {
  new Clock(t);
  const section = new Section(t, ['b']);
  section.group.start(false);
  const ours = section.wireOf('b');
  await ours.welcome();
  const theirs = await section.accept(HELLO_B);
  const peer = section.group.peers[1]!;
  assert.deepEqual([ours.open, theirs.open, peer.collisions], [false, true, 1]);
  assert.equal(peer.session, theirs.session);
});

test('what was not acknowledged is told once more in the next session, the rest is not', async (t) => {
  new Clock(t);
  const section = new Section(t, ['b']);
  const first = await section.accept(HELLO_B);
  for (const key of ['one', 'two', 'three']) section.change(key);
  await turn();
  assert.deepEqual(first.heard().slice(1), ['definition', 'update', 'incrementalUpdate', 'incrementalUpdate']);
  const writer = new ByteWriter();
  writeAcknowledgement(writer, 1, 2);
  await first.says(writer.take());
  first.session.close();
  await turn();
  const second = await section.accept(HELLO_B);
  assert.deepEqual(second.heard().slice(1), ['definition', 'update']);
});

test('bytes that are no message end the session and are counted', async (t) => {
  new Clock(t);
  const section = new Section(t, ['b']);
  const wire = await section.accept(HELLO_B);
  await wire.says(Buffer.of(10, 0x82, 1, 5));
  assert.deepEqual([wire.open, section.group.peers[1]!.protocolErrors], [false, 1]);
});

test('an error ends the session', async (t) => {
  new Clock(t);
  const section = new Section(t, ['b']);
  const wire = await section.accept(HELLO_B);
  await wire.says(Buffer.of(1, 0));
  assert.equal(wire.open, false);
});

test('version 2.0 is offered to those who refuse 2.1', async (t) => {
  const clock = new Clock(t);
  const section = new Section(t, ['b']);
  section.group.start(false);
  await section.wireOf('b').welcome('502\n');
  await clock.pass(5100);
  const again = section.wireOf('b');
  await again.welcome();
  assert.match(again.greeting, /^HAProxyS 2\.0\n/);
});

test('the old process is waited for, then the others, 5 seconds each', async (t) => {
  const clock = new Clock(t);
  const section = new Section(t, ['b']);
  section.group.start(true);
  const wire = section.wireOf('b');
  await wire.welcome();
  const keep = () => wire.control(CONTROL.heartbeat);
  assert.deepEqual([wire.heard(), section.group.resync], [[], 'local']);
  await clock.pass(4000);
  await keep();
  await clock.pass(1100);
  assert.equal(section.group.resync, 'remote');
  assert.ok(wire.heard().includes('resyncRequest'));
  wire.session.close();
  await turn();
  await clock.pass(2000);
  assert.equal(section.group.resync, 'remote');
  await clock.pass(3100);
  assert.equal(section.group.resync, 'done');
});

test('whoever does not know everything either is asked no more', async (t) => {
  new Clock(t);
  const section = new Section(t, ['b', 'c']);
  section.group.start(false);
  const [b, c] = [section.wireOf('b'), section.wireOf('c')];
  await b.welcome();
  await b.control(CONTROL.resyncPartial);
  assert.deepEqual(b.heard(), ['resyncRequest', 'resyncConfirm']);
  await c.welcome();
  assert.deepEqual([b.heard(), c.heard()], [[], ['resyncRequest']]);
  await c.control(CONTROL.resyncFinished);
  assert.equal(section.group.resync, 'done');
});

test('the old process teaches us under our own name', async (t) => {
  new Clock(t);
  const section = new Section(t, []);
  section.group.start(true);
  const wire = await section.accept('HAProxyS 2.1\na\na 1 1\n');
  await wire.control(CONTROL.resyncFinished);
  assert.deepEqual([wire.heard(), section.group.resync], [['resyncConfirm'], 'done']);
  const second = await section.accept('HAProxyS 2.1\na\na 2 1\n');
  assert.equal(second.greeting, '300\n');
});

test('at its end the process teaches the one that takes over', async (t) => {
  new Clock(t);
  const section = new Section(t, []);
  section.change('one');
  const over = section.group.handOver();
  await turn();
  const wire = section.wireOf('a');
  await wire.welcome();
  assert.deepEqual(wire.heard(), ['definition', 'timedUpdate', 'resyncPartial']);
  await wire.control(CONTROL.resyncConfirm);
  await over;
});

test('a successor that is busy is asked again; without one nobody waits', async (t) => {
  const clock = new Clock(t);
  const section = new Section(t, []);
  const over = section.group.handOver();
  await turn();
  await section.wireOf('a').welcome('300\n');
  await clock.pass(600);
  assert.equal(section.dialled.length, 2);
  section.wireOf('a').close();
  await over;
});
