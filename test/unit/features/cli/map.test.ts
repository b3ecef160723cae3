import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { MapView } from '../../../../src/features/map/open-map.js';
import { parseMapLines } from '../../../../src/model/map-store.js';
import { type AdminHarness, startAdmin } from '../../admin/admin-client.js';
import { FakeRuntime } from '../../admin/fake-runtime.js';

describe('commands on maps', () => {
  let view: MapView;
  let admin: AdminHarness;
  beforeEach(async () => {
    const runtime = new FakeRuntime();
    const map = runtime.maps.create('/etc/m.map', parseMapLines('a 1\nb two words\n/p 5\n'));
    view = new MapView('beg', 'str');
    for (const entry of map.entries()) view.added(entry);
    map.listen(view);
    admin = await startAdmin(runtime);
  });
  afterEach(() => admin.close());

  const ask = (text: string) => admin.ask(text);
  const contents = async () =>
    (await ask('show map #0\n'))
      .trim()
      .split('\n')
      .map((line) => line.slice(line.indexOf(' ') + 1));

  it('list maps and their entries', async () => {
    assert.equal(
      await ask('show map\n'),
      "# id (file) description\n0 (/etc/m.map) pattern loaded from file '/etc/m.map' used by map. curr_ver=0 next_ver=0 entry_cnt=3\n\n",
    );
    assert.match(
      await ask('show map /etc/m.map\n'),
      /^0x[0-9a-f]{8} a 1\n0x[0-9a-f]{8} b two words\n0x[0-9a-f]{8} \/p 5\n\n$/,
    );
  });

  it('name what they cannot do', async () => {
    const unknown = 'Unknown map identifier. Please use #<id> or <file>.\n\n';
    assert.equal(await ask('show map zz;add map zz k v;clear map #7\n'), unknown.repeat(3));
    assert.match(await ask('add map #0 k\n'), /^'add map' expects three parameters/);
    assert.equal(await ask('set map #0 nope v;del map #0 nope\n'), 'entry not found.\n\nKey not found.\n\n');
  });

  it('look a text up as traffic would', async () => {
    assert.equal(
      await ask('get map #0 /p/x;get map #0 zz\n'),
      'type=beg, case=sensitive, found=yes, idx=tree, key="/p", value="5", type="str"\n\ntype=beg, case=sensitive, found=no\n\n',
    );
  });

  it('add, change and remove entries that traffic sees at once', async () => {
    await ask('add map #0 k v;set map #0 a 9;del map #0 b\n');
    assert.deepEqual(await contents(), ['a 9', '/p 5', 'k v']);
    assert.equal(view.lookUp('kx'), 'v');
  });

  it('remove the entry of a reference', async () => {
    const [line] = (await ask('show map #0\n')).split('\n').filter((each) => each.endsWith(' b two words'));
    assert.equal(await ask(`del map #0 #${line!.split(' ')[0]}\n`), '\n');
    assert.deepEqual(await contents(), ['a 1', '/p 5']);
  });

  it('take many entries from a payload', async () => {
    await ask('add map #0 <<\nk1 v1\nk2 v two\n\n');
    assert.deepEqual(await contents(), ['a 1', 'b two words', '/p 5', 'k1 v1', 'k2 v two']);
  });

  it('replace all entries at once by a new version', async () => {
    assert.equal(
      await ask('prepare map #0;add map @1 #0 z 26;add map @7 #0 z 1\n').then((text) => text.slice(0, 26)),
      'New version created: 1\n\n\nV',
    );
    assert.match(await ask('show map @1 #0\n'), /^0x[0-9a-f]{8} z 26\n\n$/);
    assert.equal((await contents()).length, 3);
    assert.equal(await ask('commit map @1 #0\n'), '\n');
    assert.deepEqual(await contents(), ['z 26']);
    assert.equal(await ask('commit map @1 #0\n'), 'Version number out of range.\n\n');
    await ask('clear map #0\n');
    assert.equal(await ask('show map #0\n'), '\n');
  });
});
