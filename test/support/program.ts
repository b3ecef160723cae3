/** Programs of the system that tests compare with. */
import fs from 'node:fs';
import path from 'node:path';

/** Absolute name of a program, also from where only root's PATH looks; undefined if the machine has none. */
export function findProgram(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/sbin'];
  return folders.map((folder) => path.join(folder, name)).find((file) => fs.existsSync(file));
}
