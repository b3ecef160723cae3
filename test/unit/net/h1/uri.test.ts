import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as uri from '../../../../src/net/h1/uri.js';

test('uri: parts of the four forms', () => {
  const rows: [string, uri.UriForm, string, string, string, string | undefined][] = [
    ['/a/b?x=1', 'origin', '', '', '/a/b', 'x=1'],
    ['//x//y?', 'origin', '', '', '//x//y', ''],
    ['/t?u=http://x/?v', 'origin', '', '', '/t', 'u=http://x/?v'],
    ['/a?b=1#frag', 'origin', '', '', '/a', 'b=1#frag'],
    ['/a#frag?x', 'origin', '', '', '/a#frag', 'x'],
    ['http://u@h:81/p/q?z=1', 'absolute', 'http', 'u@h:81', '/p/q', 'z=1'],
    ['http://[2001:db8::1]:8000/x', 'absolute', 'http', '[2001:db8::1]:8000', '/x', undefined],
    ['http://h', 'absolute', 'http', 'h', '', undefined],
    ['a+b.c-d://h/', 'absolute', 'a+b.c-d', 'h', '/', undefined],
    ['1http://h/', 'authority', '', '1http:', '//h/', undefined],
    ['host:443', 'authority', '', 'host:443', '', undefined],
    ['*', 'asterisk', '', '', '', undefined],
    ['', 'empty', '', '', '', undefined],
  ];
  for (const [text, form, scheme, authority, path, query] of rows) {
    assert.equal(uri.uriForm(text), form, text);
    assert.equal(uri.uriScheme(text), scheme, text);
    assert.equal(uri.uriAuthority(text), authority, text);
    assert.equal(uri.uriPath(text), path, text);
    assert.equal(uri.uriQuery(text), query, text);
  }
});

test('uri: parts are replaced', () => {
  assert.equal(uri.withUriPath('http://h/a?b', '/c'), 'http://h/c?b');
  assert.equal(uri.withUriPath('/a?b', '/c'), '/c?b');
  assert.equal(uri.withUriPathAndQuery('http://h/a?b', '/c'), 'http://h/c');
  assert.equal(uri.withUriQuery('/a?b', 'c=d'), '/a?c=d');
  assert.equal(uri.withUriQuery('/a', 'c'), '/a?c');
  assert.equal(uri.withUriQuery('/a?b', ''), '/a');
  assert.equal(uri.uriPathAndQuery('http://h/a?b#c'), '/a?b#c');
  assert.equal(uri.uriOrigin('http://h/a'), 'http://h');
});

test('uri: authority is cut into host and port', () => {
  assert.equal(uri.authorityHost('u:p@h:80'), 'h');
  assert.equal(uri.authorityPort('u:p@h:80'), '80');
  assert.equal(uri.authorityHost('[::1]:80'), '[::1]');
  assert.equal(uri.authorityPort('[::1]'), '');
  assert.equal(uri.authorityHost('::1'), '::1');
  assert.equal(uri.authorityPort('h:'), '');
});
