/** How much memory V8 takes while the proxy runs. */
import v8 from 'node:v8';
import vm from 'node:vm';

/**
 * Collects what reading the configuration has left, once, before clients wait for it: V8 would keep it for as long as the
 * proxy is quiet (20 ms; 3 of 107 MB with 10,000 idle connections).
 *
 * Then leaves the room for young objects as large as the start made it (4 MB in each half). While many clients connect V8
 * would take four times that and keep it: 24 MB, as much as 10,000 idle connections need. Less room costs CPU time, as it has
 * to be cleared more often (1 MB: half as much again for TLS with bodies of 16 KB); more gains nothing that could be measured.
 */
export function settleHeap(): void {
  v8.setFlagsFromString('--expose-gc');
  const collect = vm.runInNewContext('gc') as () => void;
  v8.setFlagsFromString('--no-expose-gc');
  collect();
  v8.setFlagsFromString('--semi-space-growth-factor=1');
}
