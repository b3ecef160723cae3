import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entries } from '../../../../../src/features/http/fetch/cookie.js';
import { evaluate, evaluateEach, fetchSite, requestStream, streamOf } from '../../../../support/fetch.js';
import { responseHead } from '../../../../support/head.js';

const request = requestStream(`GET / HTTP/1.1
Host: h
Cookie: a=1; b = two; c="q;x"; a=3; d=; e
Cookie: f=6; SESSID=abc%20d

`);
const odd = requestStream(
  'GET / HTTP/1.1\nHost: h\nCookie: x=1;y=2,z=3; =v; n=a=b;  sp  =  t ; $Version=1;q="a,b"\n\n',
);
const response = streamOf({
  request: request.request,
  response: responseHead(`HTTP/1.1 200 OK
Set-Cookie: a=1; Path=/; HttpOnly
Set-Cookie: b="two words"; Secure
Set-Cookie: a=3
Set-Cookie: sess=x=y

`),
});

test('the last cookie of a name counts, without a name the first of all', () => {
  assert.equal(evaluate(entries, 'req.cook(a)', request), '3');
  assert.equal(evaluate(entries, 'cook(b)', request), 'two');
  assert.equal(evaluate(entries, 'req.cook(c)', request), '"q;x"');
  assert.equal(evaluate(entries, 'req.cook(d)', request), '');
  assert.equal(evaluate(entries, 'req.cook(e)', request), undefined);
  assert.equal(evaluate(entries, 'req.cook(A)', request), undefined);
  assert.equal(evaluate(entries, 'req.cook', request), '1');
  assert.equal(evaluate(entries, 'req.cook_val(a)', request), 3);
});

test('commas separate cookies, quotes and blanks are told from values', () => {
  assert.equal(evaluate(entries, 'req.cook(z)', odd), '3');
  assert.equal(evaluate(entries, 'req.cook(n)', odd), 'a=b');
  assert.equal(evaluate(entries, 'req.cook(sp)', odd), 't');
  assert.equal(evaluate(entries, 'req.cook(q)', odd), '"a,b"');
  assert.equal(evaluate(entries, 'req.cook($Version)', odd), undefined);
});

test('cookies are counted and listed', () => {
  assert.equal(evaluate(entries, 'req.cook_cnt(a)', request), 2);
  assert.equal(evaluate(entries, 'req.cook_cnt', request), 7);
  assert.equal(evaluate(entries, 'req.cook_cnt', odd), 7);
  assert.equal(evaluate(entries, 'req.cook_names', request), 'a,b,c,a,d,f,SESSID');
  assert.equal(evaluate(entries, 'req.cook_names(;x)', request), 'a;b;c;a;d;f;SESSID');
  assert.equal(evaluate(entries, 'req.cook_names', requestStream('GET / HTTP/1.1\nHost: h\n\n')), '');
});

test('attributes of Set-Cookie are no cookies, but are counted with them without a name', () => {
  assert.equal(evaluate(entries, 'res.cook(a)', response), '3');
  assert.equal(evaluate(entries, 'scook(b)', response), '"two words"');
  assert.equal(evaluate(entries, 'res.cook(sess)', response), 'x=y');
  assert.equal(evaluate(entries, 'res.cook(Path)', response), undefined);
  assert.equal(evaluate(entries, 'res.cook_cnt(a)', response), 2);
  assert.equal(evaluate(entries, 'res.cook_cnt', response), 5);
  assert.equal(evaluate(entries, 'res.cook_names', response), 'a,b,a,sess');
});

test('what has no equals sign is passed over, and so are ends that have no room for a value (haproxy 2.6)', () => {
  const of = (cookie: string) => requestStream(`GET / HTTP/1.1\nHost: h\nCookie: ${cookie}\n\n`);
  assert.equal(evaluate(entries, 'req.cook_cnt(A)', of('x;A=')), 0);
  assert.equal(evaluate(entries, 'req.cook_cnt', of('x;A=')), 1);
  assert.equal(evaluate(entries, 'req.cook_cnt(A)', of('A=,A=1, A= ')), 1);
  assert.equal(evaluate(entries, 'req.cook_cnt', of('x;|,  =')), 0);
  const set = (cookie: string) => streamOf({ response: responseHead(`HTTP/1.1 200 OK\nSet-Cookie: ${cookie}\n\n`) });
  assert.equal(evaluate(entries, 'res.cook(A)', set('C; A=s2')), 's2');
  assert.equal(evaluate(entries, 'res.cook(A)', set('$C=1; A=s2')), 's2');
  assert.equal(evaluate(entries, 'res.cook(A)', set('C=1; A=s2')), undefined);
});

test('cookie follows the message that is processed', () => {
  assert.equal(evaluate(entries, 'cookie(f)', response), '6');
  assert.equal(evaluate(entries, 'cookie(sess)', response, fetchSite('be-http-response')), 'x=y');
});

test('ACLs get the values of all cookies of a name', () => {
  assert.deepEqual(evaluateEach(entries, 'req.cook(a)', request), ['1', '3']);
  assert.deepEqual(evaluateEach(entries, 'req.cook_val(f)', request), [6]);
});
