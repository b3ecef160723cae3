/** Where the project stands, for tests that read its files or start its program. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of package.json. Tests run from build/test/..., three levels below it. */
export const projectRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');

/** The program as users start it. */
export const hawserBin = path.join(projectRoot, 'bin/hawser');
