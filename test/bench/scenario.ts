/** What is measured: one configuration for both proxies and one load of wrk each. */

export interface Ports {
  readonly fe: number;
  readonly origin: number;
  readonly syslog: number;
}

export interface Scenario {
  readonly name: string;
  readonly tls: boolean;
  /** Path asked for, connections, and extra header fields of the load. */
  readonly path: string;
  readonly connections: number;
  readonly fields: readonly string[];
  readonly config: (ports: Ports, certificate: string) => string;
}

const DEFAULTS = `defaults
    mode http
    timeout connect 5s
    timeout client 30s
    timeout server 30s
    option forwardfor
    http-reuse always
`;

/** Four ACLs, header edits and three backends: what a usual configuration does per request. */
function http(ports: Ports, bind: string, global: string, frontend: string): string {
  return `global
    nbthread 1
    maxconn 4000
${global}
${DEFAULTS}
frontend fe
    bind 127.0.0.1:${ports.fe}${bind}
${frontend}
    acl is-api path_beg /api
    acl is-static path_end .css .js .png
    acl is-host hdr(host) -i static.example.com
    acl is-post method POST
    http-request set-header X-Forwarded-Proto http
    http-request del-header X-Remove
    http-response set-header X-Proxy bench
    use_backend api if is-api or is-post
    use_backend static if is-static or is-host
    default_backend app
backend app
    server s1 127.0.0.1:${ports.origin}
backend api
    server s1 127.0.0.1:${ports.origin}
backend static
    server s1 127.0.0.1:${ports.origin}
`;
}

const BROWSER = [
  'User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0.0.0 Safari/537.36',
  'Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8',
  'Accept-Language: en-GB,en;q=0.9,de;q=0.8',
  'Accept-Encoding: gzip, deflate, br, zstd',
  'Cache-Control: max-age=0',
  'Upgrade-Insecure-Requests: 1',
  'Sec-Fetch-Dest: document',
  'Sec-Fetch-Mode: navigate',
  'Sec-Fetch-Site: same-origin',
  'Sec-Fetch-User: ?1',
  'Sec-CH-UA: "Chromium";v="129", "Not=A?Brand";v="8"',
  'Referer: https://www.example.com/some/quite/long/path/to/a/page.html?with=a&query=string',
  `Cookie: session=${'a1b2c3d4'.repeat(16)}; _ga=GA1.2.1234567890.1234567890; theme=dark; consent=${'x'.repeat(300)}`,
];

function logged(ports: Ports): string {
  return `    log 127.0.0.1:${ports.syslog} local0\n    option httplog`;
}

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'keep-alive, small, httplog to UDP',
    tls: false,
    path: '/small',
    connections: 32,
    fields: [],
    config: (ports) => http(ports, '', '', logged(ports)),
  },
  {
    name: 'keep-alive, small, browser headers, httplog',
    tls: false,
    path: '/small',
    connections: 32,
    fields: BROWSER,
    config: (ports) => http(ports, '', '', logged(ports)),
  },
  {
    name: 'keep-alive, small, no log',
    tls: false,
    path: '/small',
    connections: 32,
    fields: [],
    config: (ports) => http(ports, '', '', ''),
  },
  {
    name: 'close per request, no log',
    tls: false,
    path: '/small',
    connections: 32,
    fields: ['Connection: close'],
    config: (ports) => http(ports, '', '', ''),
  },
  {
    name: '10 MB bodies',
    tls: false,
    path: '/big',
    connections: 8,
    fields: [],
    config: (ports) => http(ports, '', '', ''),
  },
  {
    name: 'TCP mode, 10 MB bodies',
    tls: false,
    path: '/big',
    connections: 8,
    fields: [],
    config: (ports) => `global
    nbthread 1
defaults
    mode tcp
    timeout connect 5s
    timeout client 30s
    timeout server 30s
listen fe
    bind 127.0.0.1:${ports.fe}
    server s1 127.0.0.1:${ports.origin}
`,
  },
  {
    name: 'TLS keep-alive, small',
    tls: true,
    path: '/small',
    connections: 32,
    fields: [],
    config: (ports, certificate) => http(ports, ` ssl crt ${certificate}`, '', ''),
  },
  {
    name: 'TLS keep-alive, 16 KB',
    tls: true,
    path: '/16k',
    connections: 32,
    fields: [],
    config: (ports, certificate) => http(ports, ` ssl crt ${certificate}`, '', ''),
  },
  {
    // wrk offers no session to resume.
    name: 'TLS, full handshake (EC) and close per request',
    tls: true,
    path: '/small',
    connections: 16,
    fields: ['Connection: close'],
    config: (ports, certificate) => http(ports, ` ssl crt ${certificate}`, '', ''),
  },
];
