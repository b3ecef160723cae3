/** Usual reason phrases of statuses; the table stands in model because `set-status` needs it too. */
export { reasonOf } from '../../model/reason.js';
