/**
 * Paths of the command line (`-f`, `--`) -> texts (management.txt 3): a directory stands for its `*.cfg` files in the order
 * of their bytes, without hidden files and without its subdirectories. What cannot be read is reported; the rest is read.
 */
import fs from 'node:fs';
import path from 'node:path';
import { ERRNO_TEXTS } from '../../src/base/errno.js';
import type { Diagnostics } from '../../src/diag/diagnostic.js';
import { SourceText } from '../../src/diag/source-text.js';

/** Why a system call failed, in the words of the C library. */
function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return ERRNO_TEXTS[code ?? ''] ?? message;
}

/** Runs what may fail and reports it; undefined then. */
function attempt<T>(name: string, diagnostics: Diagnostics, action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    const message = `Cannot open configuration file/directory ${latin1(name)} : ${reasonOf(error)}`;
    diagnostics.report('source/unreadable', undefined, message);
    return undefined;
  }
}

/** A path of Node as the carrier of its bytes. */
function latin1(name: string): string {
  return Buffer.from(name, 'utf8').toString('latin1');
}

/** Replaces directories by their files. Names stay as given, with the directory before them. */
export function listConfigFiles(paths: readonly string[], diagnostics: Diagnostics): string[] {
  const files: string[] = [];
  for (const name of paths) {
    const isDirectory = attempt(name, diagnostics, () => fs.statSync(name).isDirectory());
    if (isDirectory) files.push(...(attempt(name, diagnostics, () => filesOf(name)) ?? []));
    else if (isDirectory === false) files.push(name);
  }
  return files;
}

function filesOf(directory: string): string[] {
  const names = fs.readdirSync(directory).filter((name) => name.endsWith('.cfg') && !name.startsWith('.'));
  const bytes = new Map(names.map((name) => [name, Buffer.from(name)]));
  names.sort((a, b) => Buffer.compare(bytes.get(a)!, bytes.get(b)!));
  const files = names.map((name) => (directory.endsWith('/') ? directory + name : `${directory}${path.sep}${name}`));
  return files.filter((file) => fs.statSync(file).isFile());
}

/** Reads files and directories in their order, byte for byte. */
export function readSources(paths: readonly string[], diagnostics: Diagnostics): SourceText[] {
  const sources: SourceText[] = [];
  for (const file of listConfigFiles(paths, diagnostics)) {
    const text = attempt(file, diagnostics, () => fs.readFileSync(file, 'latin1'));
    if (text !== undefined) sources.push(new SourceText(latin1(file), text));
  }
  return sources;
}
