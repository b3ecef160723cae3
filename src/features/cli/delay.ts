/** Delays of commands: a number with an optional unit. */

const UNIT_MS: ReadonlyMap<string, number> = new Map([
  ['us', 0.001],
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);

/** What timers can hold. */
const DELAY_MAX_MS = 2_147_483_647;

/** Reads `10`, `10s` as what timers can wait for; @param defaultUnitMs - what a bare number counts. */
export function parseDelayMs(text: string, defaultUnitMs: number): number | undefined {
  const delayMs = parseSpanMs(text, defaultUnitMs);
  return delayMs !== undefined && delayMs <= DELAY_MAX_MS ? delayMs : undefined;
}

/** The same of any length. */
export function parseSpanMs(text: string, defaultUnitMs: number): number | undefined {
  const parts = /^(\d+)([a-z]*)$/.exec(text);
  if (parts === null) return undefined;
  const unitMs = parts[2] === '' ? defaultUnitMs : UNIT_MS.get(parts[2]!);
  return unitMs === undefined ? undefined : Math.ceil(Number(parts[1]) * unitMs);
}

/** Resolves after a delay, or when the client is gone. */
export function waitMs(delayMs: number, gone: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      gone.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, delayMs);
    gone.addEventListener('abort', done);
    if (gone.aborted) done();
  });
}
