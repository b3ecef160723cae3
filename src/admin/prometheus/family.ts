/** Families of metrics and their text (Prometheus text format 0.0.4). */

export type MetricType = 'counter' | 'gauge';

/** Name and value, a latin1 carrier. */
export type Label = readonly [name: string, value: string];

export interface Sample {
  readonly labels: readonly Label[];
  /** Undefined where it is not known: `NaN`. A text is a number that is rendered already. */
  readonly value: number | string | undefined;
}

/** All samples of one name. */
export interface Family {
  readonly name: string;
  readonly type: MetricType;
  readonly help: string;
  readonly samples: readonly Sample[];
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '"': '\\"', '\n': '\\n' };

function renderLabel([name, value]: Label): string {
  return `${name}="${value.replace(/[\\"\n]/g, (char) => ESCAPES[char]!)}"`;
}

function renderSample(name: string, { labels, value }: Sample): string {
  const list = labels.length === 0 ? '' : `{${labels.map(renderLabel).join(',')}}`;
  return `${name}${list} ${value ?? 'NaN'}\n`;
}

/** Families without samples have no lines. */
export function renderFamily({ name, type, help, samples }: Family): string {
  if (samples.length === 0) return '';
  const lines = samples.map((sample) => renderSample(name, sample));
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`;
}

/** Times are kept in milliseconds and told in seconds. */
export function renderSeconds(ms: number): string {
  return (ms / 1000).toFixed(6);
}
