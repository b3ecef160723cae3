/** What predicates of conditional blocks ask about the program (manual 2.4). It is handed in by the app. */

export interface FeatureSet {
  /** The version of HAProxy whose language is spoken, such as `3.5-dev5`. */
  readonly version: string;
  /** Names behind a plus sign in the feature list of `-vv`: OPENSSL, LUA, ... */
  readonly features: ReadonlySet<string>;
  /** Run-time options that are on: EPOLL, REUSEPORT, ... */
  readonly enabled: ReadonlySet<string>;
  /** Name and version of the TLS library: `OpenSSL`, `3.0.11`. */
  readonly sslLibrary: { readonly name: string; readonly version: string };
  /** Number of the AWS-LC API, undefined if the TLS library is another one. */
  readonly awslcApi: number | undefined;
  readonly fipsMode: boolean;
}

/** Cuts `2.4-dev19` or `3.0.11` into numbers; a development version is older than the release of the same number. */
function versionParts(version: string): readonly number[] {
  const [, major, minor, patch, dev] = /^(\d*)\.?(\d*)\.?(\d*)(?:-(?:dev|rc|pre)(\d+))?/.exec(version)!;
  const release = dev === undefined ? 1 : 0;
  return [Number(major), Number(minor), Number(patch), release, Number(dev ?? 0)];
}

/** Whether a version is at least as recent as another; missing components count as zero. */
export function isVersionAtLeast(version: string, wanted: string): boolean {
  return isNotOlder(versionParts(version), versionParts(wanted));
}

/** The same for OpenSSL's versions: `1.1.1w`, `3.0.0-alpha1`, `3.5.0`. */
export function isOpensslAtLeast(version: string, wanted: string): boolean {
  return isNotOlder(opensslParts(version), opensslParts(wanted));
}

function opensslParts(version: string): readonly number[] {
  const [, major, minor, patch, letter, stage, number] =
    /^(\d*)\.?(\d*)\.?(\d*)([a-z])?(?:-(alpha|beta|dev)(\d*))?/.exec(version)!;
  const letterNumber = letter === undefined ? 0 : letter.charCodeAt(0) - 96;
  const stageNumber = stage === undefined ? 3 : ['dev', 'alpha', 'beta'].indexOf(stage);
  return [Number(major), Number(minor), Number(patch), letterNumber, stageNumber, Number(number ?? 0)];
}

function isNotOlder(parts: readonly number[], wanted: readonly number[]): boolean {
  for (let at = 0; at < parts.length; at++) {
    const difference = (parts[at] ?? 0) - (wanted[at] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}
