/** How much room V8 takes for young objects while the proxy runs. */
import v8 from 'node:v8';

/**
 * Leaves the room for young objects as large as the start made it (4 MB in each half). While many clients connect V8 would
 * take four times that and keep it: 24 MB, as much as 10,000 idle connections need. Less room costs CPU time, as it has to be
 * cleared more often (1 MB: half as much again for TLS with bodies of 16 KB); more gains nothing that could be measured.
 */
export function keepYoungHeap(): void {
  v8.setFlagsFromString('--semi-space-growth-factor=1');
}
