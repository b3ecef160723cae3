/**
 * Sample fetches and ACL words that HAProxy has (-dKsmp, -dKacl of 3.5), for those that no other slice executes. Fetches
 * are refused: a test that cannot be made would change what a rule does.
 */
import { type ArgKind, arg } from '../../catalog/arg.js';
import { define, type Entry, type FetchEntry } from '../../catalog/entry.js';
import { USE_POINTS } from '../../model/ruleset.js';
import { plannedFilters } from './filter.js';

/** `name(arguments):type`, by the points of use in the order of USE_POINTS. */
const FETCHES: Readonly<Record<string, string>> = {
  'YYYYYYYYYYYYYYYYYYYY..': `
    bc_rtt([string]):sint bc_rttvar([string]):sint fc_fackets([string]):sint fc_lost([string]):sint
    fc_reordering([string]):sint fc_retrans([string]):sint fc_rtt([string]):sint fc_rttvar([string]):sint
    fc_sacked([string]):sint fc_unacked([string]):sint
  `,
  '...........YYYYYYYYY..': `
    bs.debug_str([integer]):str ssl_bc_client_random:bin ssl_bc_server_random:bin
  `,
  'YYYYYYYYYYYYYYYYYYYY.Y': `
    cpu_calls:sint cpu_ns_avg:sint cpu_ns_tot:sint cpu_usage_grp:sint cpu_usage_proc:sint cpu_usage_thr:sint
    lat_ns_avg:sint lat_ns_tot:sint term_events:str
  `,
  '..YYYYYYYYY...........': `
    fcgi.docroot:str fcgi.index:str
  `,
  '.YYYYYYYYYYYYYYYYYY...': `
    fs.debug_str([integer]):str ssl_fc_cipherlist_str([integer]):str ssl_bc_client_early_traffic_secret:str
    ssl_bc_client_handshake_traffic_secret:str ssl_bc_client_traffic_secret_0:str
    ssl_bc_early_exporter_secret:str ssl_bc_exporter_secret:str ssl_bc_server_handshake_traffic_secret:str
    ssl_bc_server_traffic_secret_0:str ssl_fc_client_early_traffic_secret:str
    ssl_fc_client_handshake_traffic_secret:str ssl_fc_client_traffic_secret_0:str
    ssl_fc_early_exporter_secret:str ssl_fc_exporter_secret:str ssl_fc_server_handshake_traffic_secret:str
    ssl_fc_server_traffic_secret_0:str ssl_fc_cipherlist_xxh:sint ssl_fc_client_random:bin
    ssl_fc_server_random:bin
  `,
  '..YYYYYYYYYYYYYYYY.Y..': `
    internal.htx.data:sint internal.htx.free:sint internal.htx.free_data:sint internal.htx.nbblks:sint
    internal.htx.size:sint internal.htx.used:sint internal.htx.has_eom:bool internal.htx_blk.data(string):bin
    internal.htx_blk.hdrname(string):str internal.htx_blk.hdrval(string):str
    internal.htx_blk.start_line(string):str internal.htx_blk.type(string):str
    internal.htx_blk.size(string):sint
  `,
};

/** `name=fetch:method`. */
const ACL_WORDS = `
  base=base:str base_beg=base:beg base_dir=base:dir base_dom=base:dom base_end=base:end
  base_len=base:len base_reg=base:reg base_sub=base:sub cook=req.cook:str cook_beg=req.cook:beg
  cook_dir=req.cook:dir cook_dom=req.cook:dom cook_end=req.cook:end cook_len=req.cook:len
  cook_reg=req.cook:reg cook_sub=req.cook:sub hdr=req.hdr:str hdr_beg=req.hdr:beg hdr_dir=req.hdr:dir
  hdr_dom=req.hdr:dom hdr_end=req.hdr:end hdr_len=req.hdr:len hdr_reg=req.hdr:reg hdr_sub=req.hdr:sub
  http_auth_group=http_auth_group:str method=method:str path=path:str path_beg=path:beg
  path_dir=path:dir path_dom=path:dom path_end=path:end path_len=path:len path_reg=path:reg
  path_sub=path:sub payload=req.payload:bin payload_lv=req.payload_lv:bin req.ssl_ver=req.ssl_ver:int
  req_rdp_cookie=req.rdp_cookie:str req_rdp_cookie_cnt=req.rdp_cookie_cnt:int
  req_ssl_sni=req.ssl_sni:str req_ssl_ver=req.ssl_ver:int req_ver=req.ver:str resp_ver=res.ver:str
  scook=res.cook:str scook_beg=res.cook:beg scook_dir=res.cook:dir scook_dom=res.cook:dom
  scook_end=res.cook:end scook_len=res.cook:len scook_reg=res.cook:reg scook_sub=res.cook:sub
  shdr=res.hdr:str shdr_beg=res.hdr:beg shdr_dir=res.hdr:dir shdr_dom=res.hdr:dom shdr_end=res.hdr:end
  shdr_len=res.hdr:len shdr_reg=res.hdr:reg shdr_sub=res.hdr:sub ssl_fc_sni_end=ssl_fc_sni:end
  ssl_fc_sni_reg=ssl_fc_sni:reg url=url:str url_beg=url:beg url_dir=url:dir url_dom=url:dom
  url_end=url:end url_len=url:len url_reg=url:reg url_sub=url:sub urlp=urlp:str urlp_beg=urlp:beg
  urlp_dir=urlp:dir urlp_dom=urlp:dom urlp_end=urlp:end urlp_len=urlp:len urlp_reg=urlp:reg
  urlp_sub=urlp:sub
`;

const head = { brief: 'Not executed yet.', since: '1.5' } as const;

function namesIn(table: string): readonly string[] {
  return table.split(/\s+/).filter((name) => name !== '');
}

const ARGS: Readonly<Record<string, readonly ArgKind<unknown>[]>> = {
  '(string)': [arg.str('name')],
  '([string])': [arg.opt(arg.str('unit'))],
  '([integer])': [arg.opt(arg.sint('number'))],
};

function fetch(text: string, points: string): Entry {
  const [, name = '', args = '', out = ''] = /^([^(:]+)(\(.*\))?:(\w+)$/.exec(text) ?? [];
  return define.fetch({
    ...{ ...head, name, doc: `7.3#${name}`, support: 'refused', why: 'not executed yet', args: ARGS[args] ?? [] },
    ...{ out: out as FetchEntry['out'], use: USE_POINTS.filter((_point, index) => points[index] === 'Y') },
    compile: () => undefined,
  });
}

function aclWord(text: string): Entry {
  const [, name = '', target = '', match = ''] = /^([^=]+)=([^:]+):(.+)$/.exec(text) ?? [];
  return define.aclWord({ ...head, name, fetch: target, match, doc: `7.3#${name}`, support: 'full' });
}

/** Rows of all of them. */
export const plannedSamples: readonly Entry[] = [
  ...Object.entries(FETCHES).flatMap(([points, names]) => namesIn(names).map((text) => fetch(text, points))),
  ...namesIn(ACL_WORDS).map(aclWord),
  ...plannedFilters,
];
