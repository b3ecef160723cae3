/** Programs of the system that tests compare with. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

/** Absolute name of a program, also from where only root's PATH looks; undefined if the machine has none. */
export function findProgram(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/sbin'];
  return folders.map((folder) => path.join(folder, name)).find((file) => fs.existsSync(file));
}

function findHaproxy26(): string | undefined {
  const file = findProgram('haproxy');
  return file && /version 2\.6/.test(spawnSync(file, ['-v'], { encoding: 'latin1' }).stdout) ? file : undefined;
}

/** The haproxy that tests compare with; other versions do other things. */
export const haproxy26 = findHaproxy26();

/** Why there is nothing to compare with, or false. */
export const withoutHaproxy26: string | false = haproxy26 === undefined && 'haproxy 2.6 is not installed';
