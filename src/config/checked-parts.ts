/** Where a draft keeps the parts of its lines that are only checked. */
import type { CheckedPart, ProxyDraft } from '../catalog/draft.js';

const KEY = 'checked parts';

/** The parts of a draft, in order. */
export function checkedParts({ extra }: ProxyDraft): readonly CheckedPart[] {
  return (extra.get(KEY) as readonly CheckedPart[] | undefined) ?? [];
}

/** Adds a part; lines outside of proxies have nowhere to keep it. */
export function addCheckedPart(draft: ProxyDraft | undefined, part: CheckedPart): void {
  draft?.extra.set(KEY, [...checkedParts(draft), part]);
}
