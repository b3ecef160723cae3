/** Answers into pieces of text, with the severity of messages where the connection asks for it. */
import type { AdminAnswer, AdminMessage, Severity, SeverityOutput } from '../model/admin-request.js';

const NUMBERS: Readonly<Record<Severity, number>> = { err: 3, warning: 4, notice: 5, info: 6 };

function renderMessage({ severity, text }: AdminMessage, output: SeverityOutput): string {
  switch (output) {
    case 'none':
      return text;
    case 'number':
      return `[${NUMBERS[severity]}]: ${text}`;
    case 'string':
      return `[${severity}]: ${text}`;
    default:
      return output satisfies never;
  }
}

/** Every line ends; an empty line in between would look like the end of the answer. */
function closed(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

/** Pieces of an answer, rendered as they are taken. */
export function* answerPieces(
  answer: Exclude<AdminAnswer, AsyncIterable<string>>,
  output: SeverityOutput,
): Iterable<string> {
  if (typeof answer === 'string') yield closed(answer);
  else if ('severity' in answer) yield closed(renderMessage(answer, output));
  else yield* answer;
}
