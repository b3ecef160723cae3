/** Files that a configuration names: found by `default-path`, read as bytes, a missing one reported once (manual 3.1). */
import fs from 'node:fs';
import path from 'node:path';
import { describeErrno } from '../base/errno.js';
import type { Report } from '../catalog/site.js';
import type { ArgText } from '../catalog/text.js';

/** Reads a file as a latin1 carrier; throws as `fs` does. */
export type ReadBytes = (name: string) => string;

/** Reads from the file system. */
export const readFromDisk: ReadBytes = (name) => fs.readFileSync(name, 'latin1');

/** `current`, `config`, `parent` or `origin PATH`: the folder that relative names of a file count from. */
export function resolvePath(name: string, configFile: string, defaultPath: string | undefined): string {
  if (path.isAbsolute(name) || defaultPath === undefined || defaultPath === 'current') return name;
  const folder = path.dirname(configFile);
  if (defaultPath === 'config') return path.join(folder, name);
  if (defaultPath === 'parent') return path.join(folder, '..', name);
  return path.join(defaultPath, name);
}

/** The words of the operating system for an error of `fs`. */
export function reasonOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? describeErrno(String(error.code)) : String(error);
}

/** Reads what a word names; undefined after a report. */
export function readNamedFile(
  text: ArgText,
  defaultPath: string | undefined,
  read: ReadBytes,
  report: Report,
): string | undefined {
  try {
    return read(resolvePath(text.value, text.range.source.name, defaultPath));
  } catch (error) {
    report('file/unreadable', text.range, `error opening file '${text.value}': ${reasonOf(error)}`);
    return undefined;
  }
}
