import { Option, type Command } from 'commander';
import type { Given, Source } from './given';
import { shownValue, type Setting } from './setting';
import { ALL_SETTINGS } from './settings';

/** Gives a command the flag of each setting that has one. */
export function withSettingFlags(command: Command): Command {
  for (const { option, setting } of flags()) {
    command.addOption(new Option(option.flags, flagHelp(setting)));
  }
  return command;
}

/** What the flags of a command line say. */
export function fromFlags(command: Command): Source {
  const source = new Map<string, Given>();
  for (const { name, option, setting } of flags()) {
    const attribute = option.attributeName();
    if (command.getOptionValueSource(attribute) !== 'cli') continue;
    const value: unknown = setting.flagMeans ?? command.getOptionValue(attribute);
    const flag = option.long ?? option.flags;
    source.set(name, { value, origin: flag, subject: flag });
  }
  return source;
}

function flags() {
  return [...ALL_SETTINGS].flatMap(([name, setting]) =>
    setting.flag === undefined ? [] : [{ name, setting, option: new Option(setting.flag) }],
  );
}

function flagHelp({ help, env, default: preset }: Setting<unknown>): string {
  const [variable] = env;
  const notes = [
    ...(variable === undefined ? [] : [`env ${variable}`]),
    ...(preset === undefined || typeof preset === 'boolean'
      ? []
      : [`default: ${shownValue(preset) || 'none'}`]),
  ];
  return notes.length === 0 ? help : `${help} (${notes.join('; ')})`;
}
