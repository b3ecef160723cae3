/** ACLs that exist without being declared (manual 7.4). A declared ACL of the same name hides them. */
import type { AclAst } from '../../../grammar/condition/ast.js';
import { parseAcl } from '../../../grammar/condition/parse-condition.js';
import type { Word } from '../../../grammar/config/ast.js';
import { Diagnostics } from '../../diag/diagnostic.js';
import { SourceText } from '../../diag/source-text.js';

const DEFINITIONS: Readonly<Record<string, string>> = {
  FALSE: 'always_false',
  HTTP: 'req.proto_http',
  'HTTP_1.0': 'req.ver 1.0',
  'HTTP_1.1': 'req.ver 1.1',
  'HTTP_2.0': 'req.ver 2.0',
  'HTTP_3.0': 'req.ver 3.0',
  HTTP_CONTENT: 'req.hdr_val(content-length) gt 0',
  HTTP_URL_ABS: 'url_reg ^[^/:]*://',
  HTTP_URL_SLASH: 'url_beg /',
  HTTP_URL_STAR: 'url *',
  LOCALHOST: 'src 127.0.0.1/8 ::1',
  METH_CONNECT: 'method CONNECT',
  METH_DELETE: 'method DELETE',
  METH_GET: 'method GET HEAD',
  METH_HEAD: 'method HEAD',
  METH_OPTIONS: 'method OPTIONS',
  METH_POST: 'method POST',
  METH_PUT: 'method PUT',
  METH_TRACE: 'method TRACE',
  RDP_COOKIE: 'req.rdp_cookie_cnt gt 0',
  REQ_CONTENT: 'req.len gt 0',
  TRUE: 'always_true',
  WAIT_END: 'wait_end',
};

/** Names of all predefined ACLs. */
export const PREDEFINED_NAMES: readonly string[] = Object.keys(DEFINITIONS);

const PARSED = new Map<string, AclAst>();

/** The predefined ACL of this name. */
export function predefinedAcl(name: string): AclAst | undefined {
  if (!Object.hasOwn(DEFINITIONS, name)) return undefined;
  const known = PARSED.get(name) ?? parseDefinition(name);
  if (known) PARSED.set(name, known);
  return known;
}

function parseDefinition(name: string): AclAst | undefined {
  const source = new SourceText(`predefined ACL ${name}`, DEFINITIONS[name]!);
  const words: Word[] = [...source.text.matchAll(/\S+/g)].map(({ 0: value, index: start }) => ({
    value,
    source,
    start,
    end: start + value.length,
    quoted: false,
  }));
  return parseAcl(words, new Diagnostics());
}
