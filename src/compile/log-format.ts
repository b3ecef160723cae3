/** Which line a proxy writes, and when (manual 8.2). */

import type { ProxyDraft } from '../catalog/draft.js';
import type { Format } from '../catalog/site.js';
import type { ArgText } from '../catalog/text.js';
import { SourceText } from '../diag/source-text.js';
import { BUILT_IN_FORMATS, defaultFormat } from './format/built-in.js';
import { compileLogText } from './format/compile-format.js';
import type { Scope } from './scope.js';

/** A line and its moment. */
export interface LogFormatPlan {
  readonly logFormat: Format | undefined;
  readonly logMoment: 'start' | 'response' | 'end';
}

/** Of pure backends. */
const NO_LINE: LogFormatPlan = { logFormat: undefined, logMoment: 'end' };

function builtIn(text: string): ArgText {
  const source = new SourceText('built-in log format', text);
  return { value: text, range: { source, start: 0, end: text.length } };
}

/** Compiles the line of a frontend: its own format, that of an option, or the default one. */
export function compileLogFormat(draft: ProxyDraft, scope: Scope): LogFormatPlan {
  const { config, formats } = draft;
  if (config.kind === 'backend') return NO_LINE;
  const { logFormatName } = config;
  const named = logFormatName && logFormatName !== 'default' ? builtIn(BUILT_IN_FORMATS[logFormatName]) : undefined;
  const text = formats.logFormat ?? named;
  const log = scope.with({ use: 'log', label: 'failed to parse log-format' });
  const compiled = text && compileLogText(text, log);
  if (compiled?.isEmpty === false) return { logFormat: compiled.format, logMoment: compiled.late ? 'end' : 'response' };
  return { logFormat: defaultLine(log), logMoment: 'start' };
}

/** It is compiled for the first line: nothing can be wrong with it, and few proxies write it. */
function defaultLine(scope: Scope): Format {
  let format: Format | undefined;
  return (stream) => {
    format ??= compileLogText(builtIn(defaultFormat(scope.mode)), scope)!.format;
    return format(stream);
  };
}
