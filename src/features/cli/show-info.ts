/** `show info` (management.txt 9.3): figures of the process as text, typed lines or JSON. */
import { type CliEntry, define } from '../../catalog/entry.js';
import type { AdminAnswer, AdminRequest } from '../../model/admin-request.js';
import { PROCESS_FIELDS } from '../../model/stat/process-field.js';
import { type ProcessValues, processValues } from '../../model/stat/process-value.js';
import { jsonValue, renderTypedValue } from '../../model/stat/render-typed.js';

function renderText(values: ProcessValues, withBriefs: boolean): string {
  return PROCESS_FIELDS.map(({ name, brief }) => `${name}: ${values[name]}${withBriefs ? `:"${brief}"` : ''}\n`).join(
    '',
  );
}

function renderTyped(values: ProcessValues, withBriefs: boolean): string {
  return PROCESS_FIELDS.map(({ position, name, tags, type, brief }) => {
    const value = renderTypedValue(tags, type, values[name], withBriefs ? brief : undefined);
    return `${position}.${name}.1:${value}`;
  }).join('');
}

function renderJson(values: ProcessValues): string {
  const items = PROCESS_FIELDS.map(({ position, name, tags, type }) =>
    jsonValue({}, position, name, tags, type, values[name]),
  );
  return `[${items.join(',')}]\n`;
}

/** Seconds with their fraction, where `float` asks for them. */
function withFractions(values: ProcessValues, { runtime }: AdminRequest): ProcessValues {
  const { startDateMs } = runtime.process;
  const uptimeS = Math.max(0, (Date.now() - startDateMs) / 1000);
  return { ...values, Uptime_sec: uptimeS.toFixed(6), Start_time_sec: (startDateMs / 1000).toFixed(6) };
}

function showInfo(request: AdminRequest): AdminAnswer {
  const words = new Set(request.args);
  const plain = processValues(request.runtime, request.product);
  const values = words.has('float') ? withFractions(plain, request) : plain;
  if (words.has('json')) return renderJson(values);
  return words.has('typed') ? renderTyped(values, words.has('desc')) : renderText(values, words.has('desc'));
}

export const entries: readonly CliEntry[] = [
  define.cli({
    words: ['show', 'info'],
    usage: 'show info [desc|json|typed|float]*',
    doc: 'management 9.3#show info',
    since: '1.3.21',
    support: 'partial',
    why: 'figures of what the program does not have (pools, pipes, compression) are 0, the heap stands for pools',
    brief: 'Shows figures of the process.',
    level: 'user',
    run: showInfo,
  }),
];
