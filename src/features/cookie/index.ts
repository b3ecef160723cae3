/** `cookie`: persistence by cookies (manual 4.2). */
import { arg } from '../../catalog/arg.js';
import type { DirectiveSite } from '../../catalog/directive-site.js';
import { define, type Entry } from '../../catalog/entry.js';
import { BACK, NOT_BACK } from '../../catalog/section-set.js';
import type { CookieConfig } from '../../model/config/proxy.js';

function initial(name: string): CookieConfig {
  return {
    ...{ name, mode: 'passive', indirect: false, nocache: false, postonly: false, preserve: false, httponly: false },
    ...{ secure: false, dynamic: false, domains: [], maxIdleS: 0, maxLifeS: 0, attributes: [] },
  };
}

const FLAGS = ['indirect', 'nocache', 'postonly', 'preserve', 'httponly', 'secure', 'dynamic'] as const;
const MODES = ['insert', 'rewrite', 'prefix'] as const;

const NOT_IN_ATTRIBUTE = /[\x00-\x1f\x7f;]/;

function readDomain(site: DirectiveSite, cookie: CookieConfig): void {
  const domain = site.words.expect(arg.nonEmpty('domain'));
  if (domain === undefined) return;
  const wrong = /[^A-Za-z0-9._-]/.exec(domain)?.[0];
  if (wrong !== undefined) {
    site.report('arg/invalid', site.words.last, `'cookie' : '${wrong}' cannot stand in the domain '${domain}'`);
    return;
  }
  if (!domain.slice(1).includes('.')) {
    const message = `'cookie' : domain '${domain}' has no dot inside; browsers may refuse the cookie`;
    site.report('proxy/setting-ignored', site.words.last, message);
  }
  cookie.domains = [...cookie.domains, domain];
}

/** Whole seconds: browsers and HAProxy keep dates of cookies in seconds. */
function readSeconds(site: DirectiveSite, label: string): number {
  return Math.floor((site.words.expect(arg.timeMs(label, 's')) ?? 0) / 1000);
}

/** Takes one word of the line; false after a report. */
function readWord(site: DirectiveSite, cookie: CookieConfig, word: string): boolean {
  const flag = FLAGS.find((name) => name === word);
  const mode = MODES.find((name) => name === word);
  if (flag) cookie[flag] = true;
  else if (mode && cookie.mode !== 'passive' && cookie.mode !== mode) {
    site.report('proxy/setting', site.words.last, `'cookie' supports only one of 'rewrite', 'insert' and 'prefix'`);
    return false;
  } else if (mode) cookie.mode = mode;
  else if (word === 'domain') readDomain(site, cookie);
  else if (word === 'maxidle') cookie.maxIdleS = readSeconds(site, 'idle');
  else if (word === 'maxlife') cookie.maxLifeS = readSeconds(site, 'life');
  else if (word === 'attr') {
    const attribute = site.words.expect(arg.nonEmpty('value'));
    if (attribute !== undefined && NOT_IN_ATTRIBUTE.test(attribute)) {
      const message = "'cookie' : an attribute has no control characters and no ';'";
      site.report('arg/invalid', site.words.last, message);
      return false;
    }
    if (attribute !== undefined) cookie.attributes = [...cookie.attributes, attribute];
  } else {
    const message = `'cookie' : '${word}' is none of ${[...MODES, ...FLAGS, 'domain', 'maxidle', 'maxlife', 'attr'].join(', ')}`;
    site.report('arg/unexpected', site.words.last, message);
    return false;
  }
  return true;
}

function parse(site: DirectiveSite): void {
  const name = site.words.expect(arg.nonEmpty('name'));
  if (name === undefined) return;
  const cookie = initial(name);
  for (let word = site.words.next(); word; word = site.words.next()) {
    if (!readWord(site, cookie, word.value)) {
      site.words.rest();
      return;
    }
  }
  if (cookie.mode === 'rewrite' && cookie.indirect) {
    site.report('proxy/setting', site.keyword, "'cookie' : 'rewrite' and 'indirect' cannot be combined");
  }
  if (cookie.preserve && cookie.mode !== 'insert' && !cookie.indirect) {
    site.report('proxy/setting', site.keyword, "'cookie' : 'preserve' requires 'insert' or 'indirect'");
  }
  if (site.proxy) site.proxy.config.cookie = cookie;
}

export const entries: readonly Entry[] = [
  define.directive({
    ...{ name: 'cookie', doc: '4.2#cookie', brief: 'Keeps clients on their server by a cookie.', since: '1.1' },
    ...{ support: 'full', sections: BACK, ignoredIn: NOT_BACK, modes: ['http'] },
    usage: `cookie <name> [${MODES.join(' | ')}] [${FLAGS.join('] [')}] [domain <domain>]* [maxidle <idle>] [maxlife <life>] [attr <value>]*`,
    parse,
  }),
];
