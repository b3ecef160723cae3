/** Parts of lines that nothing runs yet: they are compiled for the problems that they have. */
import type { ProxyDraft } from '../catalog/draft.js';
import { checkedParts } from '../config/checked-parts.js';
import type { Scope } from './scope.js';

/** Compiles all parts of a draft and forgets what came of it. */
export function compileCheckedParts(draft: ProxyDraft, scope: Scope): void {
  for (const { use, condition, format, sample } of checkedParts(draft)) {
    const place = scope.with({ use });
    if (condition) place.compileCondition(condition);
    if (format) place.compileFormat(format, use, use === 'log' ? 'log' : 'plain');
    if (sample) place.compileExpression(sample);
  }
}
