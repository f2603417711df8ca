import { extractiveModel, type ChatModel, type ServerOptions } from '../../server';
import type { Io } from '../io';
import type { Configuration } from './configuration';
import { scriptedBy } from './script';
import { modelFinder } from './smartflow';

export interface Models extends Pick<ServerOptions, 'model' | 'models' | 'preambleModel'> {
  /** Who answers after all, where that is worth a line. */
  readonly notes: readonly string[];
}

const EMBEDDED = 'extractive';

/** Who answers, also those who ask for a model by its name. */
export function modelsOf(configuration: Configuration, io: Pick<Io, 'env' | 'home'>): Models {
  const { tokenDelay, preambleModel, model, offeredModels } = configuration.values;
  const extractive = extractiveModel({ tokenDelay });
  const find = modelFinder(configuration, io);
  const notes: string[] = [];

  const named = (name: string, use: string): ChatModel => {
    if (name === EMBEDDED) return extractive;
    const found = find(name);
    notes.push(
      found.model
        ? `${name} ${use}, at ${found.where}.`
        : `${name} needs ${found.needs}: the embedded extractive model ${use}.`,
    );
    return found.model ?? extractive;
  };
  const chosen = () => {
    if (model !== undefined) return named(model, 'answers');
    notes.push('No model is chosen (--model): the embedded extractive model answers.');
    return extractive;
  };
  const offered = offeredModels.flatMap((name): [string, ChatModel][] => {
    if (name === EMBEDDED) return [];
    const found = find(name);
    if (found.model) return [[name, found.model]];
    notes.push(`${name} needs ${found.needs}: it is not offered.`);
    return [];
  });
  return {
    model: scriptedBy(configuration) ?? chosen(),
    models: { ...Object.fromEntries(offered), extractive },
    preambleModel:
      preambleModel === undefined ? undefined : named(preambleModel, 'says what is to come'),
    notes,
  };
}
