/** Commands on patterns of ACLs; answers as HAProxy gives them. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { MapFile, parsePatternLines, patternEntries } from '../../../../src/model/map-store.js';
import { type AdminHarness, startAdmin } from '../../admin/admin-client.js';
import { FakeRuntime } from '../../admin/fake-runtime.js';

describe('commands on ACLs', () => {
  let file: MapFile;
  let admin: AdminHarness;
  beforeEach(async () => {
    const runtime = new FakeRuntime();
    file = runtime.maps.create('/p.acl', parsePatternLines('/a\n/b c\n'), { hasValues: false });
    file.use(['acl'], undefined);
    const options = { hasValues: false, aclWord: 'path_beg', wantedId: 7 };
    runtime.maps.ofLine({}, () => new MapFile(-1, '', patternEntries(['/x']), options)).use(['acl'], undefined);
    admin = await startAdmin(runtime);
  });
  afterEach(() => admin.close());
  const ask = (text: string) => admin.ask(`${text}\n`);

  it('list ACLs, and patterns without references', async () => {
    assert.equal(
      await ask('show acl'),
      "# id (file) description\n0 (/p.acl) pattern loaded from file '/p.acl' used by acl. curr_ver=0 next_ver=0 entry_cnt=2\n" +
        "7 () acl 'path_beg'. curr_ver=0 next_ver=0 entry_cnt=1\n\n",
    );
    assert.match(await ask('show acl /p.acl'), /^0x\w+ \/a\n0x\w+ \/b c\n\n$/);
    assert.match(await ask('show acl #7'), /^0x\w+ \/x\n\n$/);
  });

  it('add and remove patterns, also by lines of a payload', async () => {
    assert.equal(await ask('add acl #7 /y;del acl #7 /x'), '\n\n');
    assert.equal(await ask('add acl /p.acl <<\n/c\n/d e\n'), '\n');
    assert.deepEqual(
      [...file.entries()].map(({ key }) => key),
      ['/a', '/b c', '/c', '/d e'],
    );
    assert.equal(await ask('del acl #7 /x'), 'Key not found.\n\n');
  });

  it('put a prepared version into effect at once', async () => {
    assert.match(await ask('prepare acl #7'), /New version created: 1\n/);
    await ask('add acl @1 #7 /v1');
    assert.match(await ask('show acl #7'), / \/x\n\n$/);
    assert.match(await ask('show acl @1 #7'), / \/v1\n\n$/);
    await ask('commit acl @1 #7');
    assert.match(await ask('show acl #7'), /^\S+ \/v1\n\n$/);
  });

  it('name what they cannot do', async () => {
    const unknown = 'Unknown ACL identifier. Please use #<id> or <file>.\n\n';
    assert.equal(await ask('show acl nope;add acl nope x;clear acl #99'), unknown.repeat(3));
    assert.equal(await ask('add acl #7'), "'add acl' expects two parameters: ACL identifier and pattern.\n\n");
    assert.equal(
      await ask('commit acl #7;commit acl @9 #7'),
      'Missing version number.\n\nVersion number out of range.\n\n',
    );
    assert.equal(await ask('get acl #7'), 'Missing ACL identifier and/or key.\n\n');
    assert.equal(await ask('show map /p.acl'), 'Unknown map identifier. Please use #<id> or <file>.\n\n');
  });
});
