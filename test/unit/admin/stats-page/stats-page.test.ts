import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createStatsPage } from '../../../../src/admin/stats-page/stats-page.js';
import type { StatsConfig } from '../../../../src/model/config/proxy.js';
import type { StatsPageRequest } from '../../../../src/model/stats-page.js';
import type { Reply } from '../../../../src/model/verdict.js';
import { FakeRuntime } from '../fake-runtime.js';

const PRODUCT = { name: 'Hawser', version: '1.2.3', releaseDate: '2026/11/20' };

const STATS: StatsConfig = {
  enabled: true,
  uri: '/stats',
  realm: 'My "realm"',
  auth: [],
  hideVersion: true,
  refreshS: 0,
  scope: [],
  showDescription: undefined,
  showLegends: false,
  showNode: undefined,
  showModules: false,
};

function setup(changes: Partial<StatsConfig> = {}) {
  const runtime = FakeRuntime.simple();
  const proxy = runtime.proxies[0]!;
  proxy.config.stats = { ...STATS, ...changes };
  const page = createStatsPage(runtime, PRODUCT);
  const ask = (
    uri: string,
    { fields = {}, ...rest }: Partial<StatsPageRequest> & { fields?: Readonly<Record<string, string>> } = {},
  ): Reply | undefined =>
    page({ proxy, method: 'GET', uri, field: (name) => fields[name], body: undefined, mayAdminister: false, ...rest });
  return { runtime, ask };
}

const field = (reply: Reply | undefined, name: string) => reply?.fields.find(([key]) => key === name)?.[1];

const SAME_ORIGIN = { host: 'proxy.example:8404', origin: 'http://proxy.example:8404' };

describe('stats page', () => {
  it('answers its address and what begins with it, no other and no other methods', () => {
    const { ask } = setup();
    assert.equal(ask('/stats')?.status, 200);
    assert.equal(ask('/stats;csv')?.status, 200);
    assert.equal(ask('/other'), undefined);
    assert.equal(ask('/stats', { method: 'PUT' }), undefined);
  });

  it('shows proxies and servers, and no version unless asked to', () => {
    const { ask } = setup();
    const reply = ask('/stats');
    assert.equal(field(reply, 'content-type'), 'text/html');
    assert.match(reply!.body, /<section id="be"><h2>be<\/h2>/);
    assert.match(reply!.body, /<th scope="row">s1<\/th>/);
    assert.doesNotMatch(reply!.body, /1\.2\.3|<form/);
    assert.match(setup({ hideVersion: false }).ask('/stats')!.body, /Hawser 1\.2\.3/);
  });

  it('gives the formats of show stat', () => {
    const { ask } = setup();
    const csv = ask('/stats;csv;norefresh');
    assert.equal(field(csv, 'content-type'), 'text/plain');
    assert.match(csv!.body, /^# pxname,svname,.*,\nfe,FRONTEND,/);
    assert.match(ask('/stats;typed')!.body, /^F\.2\.0\.0\.pxname\.1:KNSV:str:fe\n/);
    assert.equal(JSON.parse(ask('/stats;json')!.body).length, 4);
    assert.equal(JSON.parse(ask('/stats;json-schema')!.body).oneOf.length, 3);
  });

  it('hides addresses without stats show-legends', () => {
    assert.doesNotMatch(setup().ask('/stats;csv')!.body, /127\.0\.0\.1/);
    assert.match(setup({ showLegends: true }).ask('/stats;csv')!.body, /127\.0\.0\.1:9000/);
  });

  it('leaves out servers that are down or in maintenance on demand', () => {
    const { ask } = setup();
    assert.match(ask('/stats;csv')!.body, /^be,s2,/m);
    assert.doesNotMatch(ask('/stats;csv;up')!.body, /^be,s2,/m);
    assert.doesNotMatch(ask('/stats;csv;no-maint')!.body, /^be,s2,/m);
  });

  it('reloads itself unless told not to', () => {
    const { ask } = setup({ refreshS: 10 });
    assert.equal(field(ask('/stats'), 'refresh'), '10');
    assert.equal(field(ask('/stats;norefresh'), 'refresh'), undefined);
  });

  it('keeps to its scope and to the one asked for', () => {
    assert.doesNotMatch(setup({ scope: ['.'] }).ask('/stats;csv')!.body, /^be,/m);
    assert.match(setup({ scope: ['be'] }).ask('/stats;csv')!.body, /^be,/m);
    assert.doesNotMatch(setup().ask('/stats;csv?scope=fe')!.body, /^be,/m);
  });

  it('asks for a password', () => {
    const { ask } = setup({ auth: [{ user: 'a', password: 'b:c' }] });
    const reply = ask('/stats');
    assert.equal(reply?.status, 401);
    assert.equal(field(reply, 'www-authenticate'), 'Basic realm="My \\"realm\\""');
    const authorization = (text: string) => ({ fields: { authorization: `Basic ${btoa(text)}` } });
    assert.equal(ask('/stats', authorization('a:x'))?.status, 401);
    assert.equal(ask('/stats', authorization('a:b:c'))?.status, 200);
  });

  it('puts no markup of names and addresses into the page', () => {
    const { ask, runtime } = setup();
    runtime.proxies[1]!.config.description = '<script>"x"</script>';
    const { body } = ask('/stats;scope=<script>')!;
    assert.doesNotMatch(body, /<script/);
  });
});

describe('form of the stats page', () => {
  const post = (body: string | undefined, fields: Readonly<Record<string, string>> = SAME_ORIGIN) => ({
    method: 'POST',
    mayAdminister: true,
    body,
    fields,
  });

  it('is shown to those who may change things', () => {
    assert.match(setup().ask('/stats', { mayAdminister: true })!.body, /<form method="post">.*name="b" value="#3"/s);
  });

  it('changes servers and leads back', () => {
    const { ask, runtime } = setup();
    const reply = ask('/stats;up', post('s=s1&s=s2&action=drain&b=%233'));
    assert.equal(reply?.status, 303);
    assert.equal(field(reply, 'location'), '/stats;st=DONE;up');
    assert.deepEqual(runtime.calls, ['state s1 drain', 'state s2 drain']);
    assert.match(ask('/stats;st=DONE;up')!.body, /The change was made\./);
  });

  it('says what could not be done', () => {
    const { ask, runtime } = setup();
    const outcome = (body: string | undefined) => field(ask('/stats', post(body)), 'location');
    assert.equal(outcome('s=s1&s=zz&action=ready&b=be'), '/stats;st=PART');
    assert.equal(outcome('s=zz&action=ready&b=be'), '/stats;st=ERRP');
    assert.equal(outcome('s=s1&action=fly&b=be'), '/stats;st=ERRP');
    for (const form of ['', 'a=b', 's=s1', 's=s1&b=be', 's=s1&action=ready', 'action=ready&b=be']) {
      assert.equal(outcome(form), '/stats;st=NONE', form);
    }
    assert.equal(outcome('s=s1&action=ready&b=%239'), '/stats;st=ERRP');
    assert.equal(outcome(undefined), '/stats;st=EXCD');
    assert.deepEqual(runtime.calls, ['state s1 ready']);
  });

  it('denies what is not allowed, comes from elsewhere or is out of scope', () => {
    const { ask, runtime } = setup();
    const body = 's=s1&action=maint&b=be';
    const denied = '/stats;st=DENY';
    assert.equal(field(ask('/stats', { ...post(body), mayAdminister: false }), 'location'), denied);
    assert.equal(field(ask('/stats', post(body, { host: 'proxy.example', origin: 'null' })), 'location'), denied);
    const foreign = { host: 'proxy.example', origin: 'http://evil.example' };
    assert.equal(field(ask('/stats', post(body, foreign)), 'location'), denied);
    assert.equal(field(setup({ scope: ['.'] }).ask('/stats', post(body)), 'location'), denied);
    assert.deepEqual(runtime.calls, []);
  });
});
