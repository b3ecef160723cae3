/** Ready-made log formats (manual 8.2.1 to 8.2.4), which configurations also name through variables (2.3). */

const HTTP =
  '%ci:%cp [%tr] %ft %b/%s %TR/%Tw/%Tc/%Tr/%Ta %ST %B %CC %CS %tsc %ac/%fc/%bc/%sc/%rc %sq/%bq %hr %hs %{+Q}r';

/** By the name that the typed configuration gives them. */
export const BUILT_IN_FORMATS = {
  http: HTTP,
  'http-clf':
    '%{+Q}o %{-Q}ci - - [%trg] %r %ST %B "" "" %cp %ms %ft %b %s %TR %Tw %Tc %Tr %Ta %tsc %ac %fc %bc %sc %rc %sq %bq %CC %CS %hrl %hsl',
  https: `${HTTP} %[fc_err]/%[ssl_fc_err,hex]/%[ssl_c_err]/%[ssl_c_ca_err]/%[ssl_fc_is_resumed] %[ssl_fc_sni]/%sslv/%sslc`,
  tcp: '%ci:%cp [%t] %ft %b/%s %Tw/%Tc/%Tt %B %ts %ac/%fc/%bc/%sc/%rc %sq/%bq',
  'tcp-clf':
    '%{+Q}o %{-Q}ci - - [%T] "TCP " 000 %B "" "" %cp %ms %ft %b %s %Th %Tw %Tc %Tt %U %ts-- %ac %fc %bc %sc %rc %sq %bq "" "" ',
} as const;

/** The format of a proxy that asks for none. */
export function defaultFormat(mode: 'http' | 'tcp'): string {
  return `Connect from %ci:%cp to %fi:%fp (%f/${mode.toUpperCase()})`;
}

/** Environment variables that hold them. */
export const FORMAT_VARIABLES: Readonly<Record<string, string>> = {
  HAPROXY_HTTP_LOG_FMT: BUILT_IN_FORMATS.http,
  HAPROXY_HTTP_CLF_LOG_FMT: BUILT_IN_FORMATS['http-clf'],
  HAPROXY_HTTPS_LOG_FMT: BUILT_IN_FORMATS.https,
  HAPROXY_TCP_LOG_FMT: BUILT_IN_FORMATS.tcp,
  HAPROXY_TCP_CLF_LOG_FMT: BUILT_IN_FORMATS['tcp-clf'],
};
