import { readFileSync } from 'node:fs';
import * as t from 'io-ts';
import { scriptedModel, type ChatModel, type ScriptEntry } from '../../server';
import { lineOf } from '../failure';
import { originOf, type Configuration } from './configuration';
import { misconfigured } from './given';

/** The scripted model, where there is a script. */
export function scriptedBy(configuration: Configuration): ChatModel | undefined {
  const { model, script } = configuration.values;
  const origin = originOf(configuration, 'model');
  if (script === undefined) {
    if (model !== 'scripted') return undefined;
    throw misconfigured(`${origin} is 'scripted', which needs its script: --script <file>.`);
  }
  if (model === undefined || model === 'scripted') return scriptedModel(scriptIn(script));
  const file = originOf(configuration, 'script');
  throw misconfigured(`${file} is for the scripted model, and ${origin} is '${model}'.`);
}

const Script = t.array(
  t.union([
    t.type({ kind: t.literal('text'), text: t.string }),
    t.type({ kind: t.literal('toolCall'), name: t.string, arguments: t.UnknownRecord }),
  ]),
);

function scriptIn(file: string): readonly ScriptEntry[] {
  let script: unknown;
  try {
    script = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw misconfigured(`Cannot read the script ${file}: ${lineOf(error)}.`);
  }
  if (Script.is(script)) return script;
  throw misconfigured(
    `The script ${file} must be a list of { kind: "text", text } and { kind: "toolCall", name, arguments }.`,
  );
}
