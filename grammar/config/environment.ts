/** Statements that change the environment while files are read (manual 3.1: presetenv, resetenv, setenv, unsetenv). */
import type { Env } from '../words/env.js';
import type { Statement } from './ast.js';
import type { EnvironmentWords } from './parse-options.js';

/** Applies a statement if it is one of the four. A missing name or value is left to the checks of the section. */
export function changeEnvironment(env: Env, names: EnvironmentWords, { words }: Statement): void {
  const name = words[1]?.value;
  const value = words[2]?.value;
  switch (words[0]!.value) {
    case names.set:
      if (name && value !== undefined) env.set(name, value);
      return;
    case names.preset:
      if (name && value !== undefined && env.get(name) === undefined) env.set(name, value);
      return;
    case names.unset:
      for (const word of words.slice(1)) env.unset(word.value);
      return;
    case names.reset:
      env.keepOnly(words.slice(1).map((word) => word.value));
  }
}
