import type * as t from 'io-ts';

/**
 * One thing about the server that can be set, and all that is known of it: reading, help, the printed
 * configuration and docs/server.md come from here.
 *
 * @typeParam A - what it is once read; with `undefined` where it may stay unset
 */
export interface Setting<A> {
  /** Reads what a flag, a variable or the file gives. Its name says what a value must be. */
  readonly type: SettingType<A>;
  readonly default: A;
  /** The variables that give it; of several that are set the first counts. */
  readonly env: readonly string[];
  /** As commander writes flags: `--port <port>`. */
  readonly flag: string | undefined;
  /** What a flag without a value says. @defaultValue true, and false for `--no-…` */
  readonly flagMeans: A | undefined;
  /** Its value is shown nowhere. It has no flag, because every process can read another's. */
  readonly isSecret: boolean;
  /** Files or folders; those named in the configuration file are looked for beside it. */
  readonly isPath: boolean;
  readonly help: string;
}

export interface SettingType<A> extends t.Decoder<unknown, A> {
  /** All there is, where that can be listed. */
  readonly choices?: readonly string[];
}

interface Described<A> {
  readonly type: SettingType<A>;
  readonly env?: readonly string[];
  readonly flag?: string;
  readonly flagMeans?: A;
  readonly isSecret?: boolean;
  readonly isPath?: boolean;
  readonly help: string;
}

/** A setting with a default, or one that is unset unless somebody sets it. */
export function setting<A>(described: Described<A> & { readonly default: A }): Setting<A>;
export function setting<A>(described: Described<A>): Setting<A | undefined>;
export function setting<A>(
  described: Described<A> & { readonly default?: A },
): Setting<A | undefined> {
  return {
    env: [],
    flag: undefined,
    flagMeans: undefined,
    isSecret: false,
    isPath: false,
    default: undefined,
    ...described,
  };
}

/** A value as a person writes it. */
export function shownValue(value: unknown): string {
  if (Array.isArray(value)) return value.map(shownValue).join(', ');
  if (value === Infinity) return 'off';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
