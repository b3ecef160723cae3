/**
 * Requests whose end can be read in more than one way, made from lists of spellings: lengths, encodings, folds, whitespace,
 * line endings, chunks, versions, targets. Each hides a request behind or inside of its body that no server may ever see as
 * one of its own. The same list every time.
 */

export interface SmugglingCase {
  readonly name: string;
  /** Bytes as a latin1 carrier. */
  readonly bytes: string;
}

/** What is hidden; a server that finds this request was fooled. */
const HIDDEN = 'GET /hidden HTTP/1.1\r\nHost: hidden\r\n\r\n';

const HEX = HIDDEN.length.toString(16);
/** Ends at once for who reads chunks, holds the request for who reads a length. */
const ENDED = `0\r\n\r\n${HIDDEN}`;
/** Holds the request for who reads chunks, ends early for who reads the length of `SHORT`. */
const CHUNKED = `${HEX}\r\n${HIDDEN}\r\n0\r\n\r\n`;
const SHORT = HEX.length + 2;

type Add = (name: string, head: readonly string[], body: string, line?: string) => void;

const ENCODINGS = [
  ...['chunked', 'Chunked', 'CHUNKED', 'chunKed', ' chunked', '\tchunked', 'chunked ', 'chunked\t', '  chunked  '],
  ...[
    '\x0bchunked',
    '\x0cchunked',
    'chunked\x0b',
    'chunked\x0c',
    '\xa0chunked',
    'chunked\xa0',
    '\x00chunked',
    'chunked\x00',
  ],
  ...[
    'xchunked',
    'chunkedx',
    'chunke',
    'chunk',
    'x-chunked',
    '"chunked"',
    "'chunked'",
    'chunked;',
    'chunked;q=1',
    '=chunked',
  ],
  ...['chunked,', ',chunked', ', ,chunked', 'chunked, ', 'chunked, chunked', 'chunked,chunked', 'chunked, identity'],
  ...[
    'identity, chunked',
    'identity',
    'identity,chunked',
    'gzip, chunked',
    'chunked, gzip',
    'gzip',
    'gzip chunked',
    'x, chunked',
  ],
  ...[
    'chunked, cow',
    'cow',
    'chunked cow',
    'cow chunked',
    '',
    ' ',
    'deflate',
    'trailers',
    'chu\tnked',
    'chun ked',
    'chunked\x01',
  ],
  ...[
    '\x01chunked',
    '\x7fchunked',
    'chunked\x7f',
    'chunked\x80',
    '\xefchunked',
    'chunked/1',
    '(chunked)',
    'chunked()',
    '[chunked]',
  ],
];

const FIELD_SHAPES: readonly (readonly [string, (name: string, value: string) => string])[] = [
  ['space before colon', (name, value) => `${name} : ${value}`],
  ['tab before colon', (name, value) => `${name}\t: ${value}`],
  ['spaces before colon', (name, value) => `${name}   : ${value}`],
  ['leading space', (name, value) => ` ${name}: ${value}`],
  ['leading tab', (name, value) => `\t${name}: ${value}`],
  ['leading vertical tab', (name, value) => `\x0b${name}: ${value}`],
  ['leading NUL', (name, value) => `\0${name}: ${value}`],
  ['NUL in name', (name, value) => `${name.slice(0, 7)}\0${name.slice(7)}: ${value}`],
  ['NUL behind name', (name, value) => `${name}\0: ${value}`],
  ['no space', (name, value) => `${name}:${value}`],
  ['many spaces', (name, value) => `${name}:      ${value}`],
  ['tab', (name, value) => `${name}:\t${value}`],
  ['two colons', (name, value) => `${name}:: ${value}`],
  ['space and colon', (name, value) => `${name}: : ${value}`],
  ['equals sign', (name, value) => `${name}=${value}`],
  ['no colon', (name, value) => `${name} ${value}`],
  ['upper case', (name, value) => `${name.toUpperCase()}: ${value}`],
  ['lower case', (name, value) => `${name.toLowerCase()}: ${value}`],
  ['underscore', (name, value) => `${name.replace('-', '_')}: ${value}`],
  ['space for hyphen', (name, value) => `${name.replace('-', ' ')}: ${value}`],
  ['quoted', (name, value) => `"${name}": ${value}`],
  ['0xA0 in front', (name, value) => `\xa0${name}: ${value}`],
  ['0xFF behind', (name, value) => `${name}\xff: ${value}`],
  ['behind LF', (name, value) => `X: y\n${name}: ${value}`],
  ['behind CR', (name, value) => `X: y\r${name}: ${value}`],
  ['behind LF CR', (name, value) => `X: y\n\r${name}: ${value}`],
  ['behind CR CR LF', (name, value) => `X: y\r\r\n${name}: ${value}`],
  ['behind NUL', (name, value) => `X: y\0${name}: ${value}`],
  ['behind fold', (name, value) => `X: y\r\n ${name}: ${value}`],
  ['behind VT', (name, value) => `X: y\x0b${name}: ${value}`],
  ['behind an empty name', (name, value) => `: y\r\n${name}: ${value}`],
  ['folded value', (name, value) => `${name}:\r\n ${value}`],
  ['folded with tab', (name, value) => `${name}:\r\n\t${value}`],
  ['folded with LF', (name, value) => `${name}:\n ${value}`],
  ['folded twice', (name, value) => `${name}:\r\n \r\n ${value}`],
  ['folded behind', (name, value) => `${name}: ${value}\r\n `],
  ['folded with more', (name, value) => `${name}: ${value}\r\n x`],
  ['CR behind', (name, value) => `${name}: ${value}\r`],
  ['NUL behind value', (name, value) => `${name}: ${value}\0`],
  ['LF in front of value', (name, value) => `${name}: \n${value}`],
  ['CR in front of value', (name, value) => `${name}: \r${value}`],
];

/** Spellings of a length `n`. */
function lengths(n: number): readonly string[] {
  return [
    ...[
      `+${n}`,
      `-${n}`,
      `0${n}`,
      `00000000000000000000${n}`,
      `${n}.0`,
      `${n},`,
      `,${n}`,
      `${n} `,
      `${n}\t`,
      `\t${n}`,
      `${n};`,
    ],
    ...[
      `0x${n.toString(16)}`,
      `${n.toString(16)}h`,
      `${n}a`,
      `a${n}`,
      `${n} 0`,
      `0 ${n}`,
      `${n}, ${n}`,
      `${n},${n}`,
      `${n}, 0`,
    ],
    ...[
      `0, ${n}`,
      `${n},,${n}`,
      `${n}\x0b`,
      `\x0b${n}`,
      `${n}\0`,
      `\0${n}`,
      `"${n}"`,
      `'${n}'`,
      `(${n})`,
      `${n}e0`,
      `1e1`,
      '',
      ' ',
    ],
    ...[
      `${2n ** 64n + BigInt(n)}`,
      `${2n ** 32n + BigInt(n)}`,
      `${2n ** 63n}`,
      `-${2n ** 63n}`,
      `${2n ** 64n}`,
      '-0',
      '-1',
      'NaN',
    ],
    ...[
      `${n}\xb2`,
      `\xb9${n}`,
      `${n}_0`,
      `0b${n.toString(2)}`,
      `0o${n.toString(8)}`,
      `${n}\xa0`,
      `\xa0${n}`,
      `${n}#0`,
      `${n}%`,
      '٣',
    ],
  ].map((text) => Buffer.from(text, text === '٣' ? 'utf8' : 'latin1').toString('latin1'));
}

function addEncodings(add: Add): void {
  for (const value of ENCODINGS) {
    const encoding = `Transfer-Encoding:${value.startsWith(' ') ? '' : ' '}${value}`;
    const name = JSON.stringify(value);
    add(`encoding ${name} in front of a length`, [encoding, `Content-Length: ${ENDED.length}`], ENDED);
    add(`encoding ${name} behind a short length`, [`Content-Length: ${SHORT}`, encoding], CHUNKED);
    add(`encoding ${name} alone`, [encoding], ENDED);
    add(`encoding ${name} behind chunked`, ['Transfer-Encoding: chunked', encoding], ENDED);
  }
}

function addShapes(add: Add): void {
  for (const [name, shape] of FIELD_SHAPES) {
    const length = shape('Content-Length', String(HIDDEN.length));
    const short = shape('Content-Length', String(SHORT));
    const encoding = shape('Transfer-Encoding', 'chunked');
    add(`length: ${name}`, [length], HIDDEN);
    add(`length of zero and ${name}`, ['Content-Length: 0', length], HIDDEN);
    add(`chunked and length: ${name}`, ['Transfer-Encoding: chunked', short], CHUNKED);
    add(`encoding: ${name}`, [encoding], ENDED);
    add(`length and encoding: ${name}`, [`Content-Length: ${ENDED.length}`, encoding], ENDED);
    add(`encoding: ${name}, and a short length`, [encoding, `Content-Length: ${SHORT}`], CHUNKED);
  }
}

function addLengths(add: Add): void {
  for (const value of lengths(HIDDEN.length)) {
    const name = JSON.stringify(value);
    add(`length ${name}`, [`Content-Length: ${value}`], HIDDEN);
    add(`length ${name} behind zero`, ['Content-Length: 0', `Content-Length: ${value}`], HIDDEN);
    add(
      `length ${name} in front of the length`,
      [`Content-Length: ${value}`, `Content-Length: ${HIDDEN.length}`],
      HIDDEN,
    );
  }
}

function addChunks(add: Add): void {
  const chunked = ['Transfer-Encoding: chunked'];
  const size = HIDDEN.length;
  const sizes = [
    ...[
      `0x${HEX}`,
      `+${HEX}`,
      `-${HEX}`,
      ` ${HEX}`,
      `${HEX} `,
      `\t${HEX}`,
      `${HEX}\t`,
      `0000000${HEX}`,
      `${'0'.repeat(60)}${HEX}`,
    ],
    ...[
      `${HEX}g`,
      `g${HEX}`,
      `${HEX.toUpperCase()}`,
      `${HEX};`,
      `${HEX};a`,
      `${HEX};a=b`,
      `${HEX};a="b"`,
      `${HEX};a="b`,
      `${HEX} ;a`,
    ],
    ...[
      `${HEX}; a`,
      `${HEX};\ta`,
      `${HEX};;`,
      `${HEX};a=b\rc`,
      `${HEX};a\nb`,
      `${HEX};a="\r\n"`,
      `${HEX};\0`,
      `${HEX}\0`,
      `\0${HEX}`,
    ],
    ...[
      `${HEX};a\r`,
      `${HEX}\r`,
      `${HEX};${'e'.repeat(5000)}`,
      `${HEX},${HEX}`,
      `${HEX}.0`,
      `${HEX}h`,
      `${HEX}\x0b`,
      `${HEX}\xa0`,
    ],
    ...[
      (2n ** 64n + BigInt(size)).toString(16),
      (2n ** 32n + BigInt(size)).toString(16),
      'ffffffffffffffff',
      '7fffffffffffffff',
    ],
    ...[
      '8000000000000000',
      '',
      ' ',
      ';',
      ';a',
      '-1',
      '-0',
      '0x0',
      `${HEX} ${HEX}`,
      `${HEX};a\x85b`,
      `${HEX};\x7f`,
      `"${HEX}"`,
    ],
  ];
  for (const text of sizes) {
    const name = JSON.stringify(text.slice(0, 30));
    add(`chunk size ${name}`, chunked, `${text}\r\n${HIDDEN}\r\n0\r\n\r\n`);
    add(`chunk size ${name} behind a chunk`, chunked, `3\r\nabc\r\n${text}\r\n${HIDDEN}\r\n0\r\n\r\n`);
  }
  const bodies: readonly (readonly [string, string])[] = [
    ['LF behind size', `${HEX}\n${HIDDEN}\r\n0\r\n\r\n`],
    ['CR behind size', `${HEX}\r${HIDDEN}\r\n0\r\n\r\n`],
    ['CR CR LF behind size', `${HEX}\r\r\n${HIDDEN}\r\n0\r\n\r\n`],
    ['LF CR behind size', `${HEX}\n\r${HIDDEN}\r\n0\r\n\r\n`],
    ['LF behind data', `${HEX}\r\n${HIDDEN}\n0\r\n\r\n`],
    ['CR behind data', `${HEX}\r\n${HIDDEN}\r0\r\n\r\n`],
    ['nothing behind data', `${HEX}\r\n${HIDDEN}0\r\n\r\n`],
    ['two bytes behind data', `${HEX}\r\n${HIDDEN}XX0\r\n\r\n`],
    ['spaces behind data', `${HEX}\r\n${HIDDEN}  \r\n0\r\n\r\n`],
    ['chunk too long', `${(size + 5).toString(16)}\r\n${HIDDEN}\r\n0\r\n\r\n${HIDDEN}`],
    ['chunk too short', `${(size - 5).toString(16)}\r\n${HIDDEN}\r\n0\r\n\r\n`],
    ['last chunk with LF', `0\n\n${HIDDEN}`],
    ['last chunk with CR LF LF', `0\r\n\n${HIDDEN}`],
    ['last chunk with LF CR LF', `0\n\r\n${HIDDEN}`],
    ['last chunk with CR CR', `0\r\r${HIDDEN}`],
    ['last chunk with CR LF CR', `0\r\n\r${HIDDEN}`],
    ['last chunk of many zeros', `0000000000\r\n\r\n${HIDDEN}`],
    ['last chunk with extension', `0;a=b\r\n\r\n${HIDDEN}`],
    ['last chunk with space', `0 \r\n\r\n${HIDDEN}`],
    ['last chunk twice', `0\r\n\r\n0\r\n\r\n${HIDDEN}`],
    ['no last chunk', `${HEX}\r\n${HIDDEN}\r\n`],
    ['trailer of a length', `3\r\nabc\r\n0\r\nContent-Length: ${size}\r\n\r\n${HIDDEN}`],
    ['trailer of an encoding', `3\r\nabc\r\n0\r\nTransfer-Encoding: chunked\r\n\r\n${HIDDEN}`],
    ['trailer of a host', `3\r\nabc\r\n0\r\nHost: other\r\n\r\n${HIDDEN}`],
    ['trailer with LF', `3\r\nabc\r\n0\r\nA: b\n\n${HIDDEN}`],
    ['trailer with LF in value', `3\r\nabc\r\n0\r\nA: b\nC: d\r\n\r\n${HIDDEN}`],
    ['trailer without colon', `3\r\nabc\r\n0\r\nnonsense\r\n\r\n${HIDDEN}`],
    ['trailer that is a request line', `3\r\nabc\r\n0\r\n${HIDDEN}`],
    ['trailer that is folded', `3\r\nabc\r\n0\r\nA: b\r\n c\r\n\r\n${HIDDEN}`],
    ['trailer with NUL', `3\r\nabc\r\n0\r\nA: \0\r\n\r\n${HIDDEN}`],
    ['trailer with CR', `3\r\nabc\r\n0\r\nA: b\rC: d\r\n\r\n${HIDDEN}`],
    ['trailer with leading space', `3\r\nabc\r\n0\r\n A: b\r\n\r\n${HIDDEN}`],
  ];
  for (const [name, body] of bodies) {
    add(`chunks: ${name}`, chunked, body);
    add(`chunks and a length: ${name}`, [`Content-Length: ${body.length}`, ...chunked], body);
  }
}

const ENDS = [
  '\n',
  '\r',
  '\r\r\n',
  '\n\r',
  '\0\r\n',
  '\r\0\n',
  '\x0b',
  '\x0c',
  '\x85',
  ' \r\n',
  '\t\r\n',
  '\r \n',
  '\n\n',
];

function addLineEndings(all: SmugglingCase[]): void {
  for (const end of ENDS) {
    const name = JSON.stringify(end);
    for (const [kind, framing, body] of [
      ['length', `Content-Length: ${ENDED.length}`, ENDED],
      ['chunks', 'Transfer-Encoding: chunked', CHUNKED],
      ['no body', 'X: y', HIDDEN],
    ] as const) {
      const line = `POST /case HTTP/1.1`;
      const add = (where: string, bytes: string) => all.push({ name: `${name} ${where}, ${kind}`, bytes });
      add('behind the request line', `${line}${end}Host: h\r\n${framing}\r\n\r\n${body}`);
      add('behind a field', `${line}\r\nHost: h${end}${framing}\r\n\r\n${body}`);
      add('behind the framing', `${line}\r\nHost: h\r\n${framing}${end}\r\n${body}`);
      add('as empty line', `${line}\r\nHost: h\r\n${framing}\r\n${end}${body}`);
      add('everywhere', `${line}${end}Host: h${end}${framing}${end}${end}${body}`);
    }
  }
}

const VERSIONS = [
  ...[
    'HTTP/1.0',
    'HTTP/0.9',
    'HTTP/1.2',
    'HTTP/1.9',
    'HTTP/2.0',
    'HTTP/3.0',
    'HTTP/1.10',
    'HTTP/01.1',
    'HTTP/1.01',
    'http/1.1',
  ],
  ...[
    'HTTP/1,1',
    'HTTP/1.1 ',
    ' HTTP/1.1',
    'HTTP /1.1',
    'HTTP/ 1.1',
    'HTTP/1',
    'HTTP/',
    '',
    'ICY/1.1',
    'RTSP/1.0',
    'HTTP/-1.1',
  ],
  ...['HTTP/1.1\t', '\tHTTP/1.1', 'HTTP/1.1 x', 'HTTP/1.1\0', 'HTTP/1.x', 'HTTP/9.9'],
];

function addVersions(add: Add): void {
  for (const version of VERSIONS) {
    const name = JSON.stringify(version);
    const line = `POST /case ${version}`;
    add(`version ${name} with chunks`, ['Transfer-Encoding: chunked'], ENDED, line);
    add(`version ${name} with a length`, [`Content-Length: ${HIDDEN.length}`], HIDDEN, line);
    add(`version ${name} with both`, [`Content-Length: ${ENDED.length}`, 'Transfer-Encoding: chunked'], ENDED, line);
  }
}

const LINES = [
  ...[
    'POST http://h/case HTTP/1.1',
    'POST http://other/case HTTP/1.1',
    'POST http://h:80/case HTTP/1.1',
    'POST http:///case HTTP/1.1',
  ],
  ...[
    'POST http://u@h/case HTTP/1.1',
    'POST https://h/case HTTP/1.1',
    'POST HTTP://H/case HTTP/1.1',
    'POST //h/case HTTP/1.1',
  ],
  ...[
    'POST case HTTP/1.1',
    'POST * HTTP/1.1',
    'OPTIONS * HTTP/1.1',
    'POST /ca se HTTP/1.1',
    'POST /case\tHTTP/1.1',
    'POST  /case HTTP/1.1',
  ],
  ...[
    'POST\t/case HTTP/1.1',
    ' POST /case HTTP/1.1',
    '\r\nPOST /case HTTP/1.1',
    '\n\nPOST /case HTTP/1.1',
    '\0POST /case HTTP/1.1',
  ],
  ...[
    'POST /case\x0bHTTP/1.1',
    'POST /case\r HTTP/1.1',
    'POST /case%0d%0aX:%20y HTTP/1.1',
    'POST /case\xff HTTP/1.1',
    'P\0ST /case HTTP/1.1',
  ],
  ...[
    'POST /case#x HTTP/1.1',
    'POST /case?a b HTTP/1.1',
    'POST /case HTTP/1.1 HTTP/1.1',
    'POST /case HTTP/1.1/hidden HTTP/1.1',
  ],
];

const METHODS = [
  'GET',
  'HEAD',
  'DELETE',
  'OPTIONS',
  'TRACE',
  'PUT',
  'PATCH',
  'post',
  'Post',
  'CONNECT',
  'PRI',
  'BREW',
  'G:T',
  'GET,',
];

function addTargets(add: Add): void {
  const framings = [
    ['a length', [`Content-Length: ${HIDDEN.length}`], HIDDEN],
    ['chunks', ['Transfer-Encoding: chunked'], CHUNKED],
    ['both', [`Content-Length: ${ENDED.length}`, 'Transfer-Encoding: chunked'], ENDED],
  ] as const;
  for (const [kind, fields, body] of framings) {
    for (const line of LINES) add(`line ${JSON.stringify(line)} with ${kind}`, fields, body, line);
    for (const method of METHODS) add(`method ${method} with ${kind}`, fields, body, `${method} /case HTTP/1.1`);
  }
  const hosts = [
    ...[
      'Host: other',
      'Host:',
      'Host: h, other',
      'Host : other',
      ' Host: other',
      'Host: h\tother',
      'Host: h/x',
      'Host: h@other',
    ],
    ...[
      'Host: h:0',
      'Host: h:99999',
      'Host: h:80:81',
      'Host: [::1',
      'Host: h\0other',
      'Host: h\nHost: other',
      'Host: h#x',
      'HOST: h',
    ],
  ];
  for (const host of hosts) {
    add(`second ${JSON.stringify(host)}`, [host, `Content-Length: ${HIDDEN.length}`], HIDDEN);
    add(`absolute form and ${JSON.stringify(host)}`, [host], HIDDEN, 'GET http://h/case HTTP/1.1');
  }
}

const HOP_FIELDS = [
  ...[
    'Connection: Content-Length',
    'Connection: Transfer-Encoding',
    'Connection: close, Content-Length',
    'Connection: Host',
  ],
  ...[
    'Connection: keep-alive, X-Hop',
    'Connection: close',
    'Connection: Upgrade',
    'Expect: 100-continue',
    'Expect: other',
    'TE: chunked',
  ],
  ...[
    'Trailer: Content-Length',
    'Proxy-Connection: close',
    'Keep-Alive: timeout=1',
    'HTTP2-Settings: AAMAAABkAAQAAP__',
    'Upgrade: h2c',
  ],
  ...[
    'Connection: Upgrade\r\nUpgrade: websocket',
    'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__',
  ],
];

function addHopFields(add: Add): void {
  for (const field of HOP_FIELDS) {
    const name = JSON.stringify(field);
    add(`${name} and a length`, [field, `Content-Length: ${HIDDEN.length}`], HIDDEN);
    add(`${name} and chunks`, [field, 'Transfer-Encoding: chunked'], CHUNKED);
    add(`${name} and both`, [field, `Content-Length: ${SHORT}`, 'Transfer-Encoding: chunked'], CHUNKED);
    add(`${name} and GET`, [field, `Content-Length: ${HIDDEN.length}`], HIDDEN, 'GET /case HTTP/1.1');
  }
}

/** Every case, each with a target of its own (`/case-17`). */
export function smugglingCases(): readonly SmugglingCase[] {
  const all: SmugglingCase[] = [];
  const add: Add = (name, fields, body, line = 'POST /case HTTP/1.1') => {
    all.push({ name, bytes: `${line}\r\n${['Host: h', ...fields].join('\r\n')}\r\n\r\n${body}` });
  };
  addEncodings(add);
  addShapes(add);
  addLengths(add);
  addChunks(add);
  addLineEndings(all);
  addVersions(add);
  addTargets(add);
  addHopFields(add);
  const distinct = new Map(all.map((one) => [one.bytes, one]));
  return [...distinct.values()].map(({ name, bytes }, at) => ({ name, bytes: bytes.replace('/case', `/case-${at}`) }));
}
