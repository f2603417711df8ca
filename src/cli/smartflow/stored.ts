import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { parseDocument, type Document } from 'yaml';
import { smartflowConfigFile, smartflowSettings } from '../../node';
import { resolveSettings, SmartflowConfig, type SmartflowSettings } from '../../smartflow';
import { Exit, Failure, lineOf } from '../failure';

/** A name, or a name in a map: `['providers', 'openai', 'api_key']`. */
export type Path = readonly string[];

/** What `~/.smartflow/config.yaml` says, and is to say: comments and unknown keys stay. */
export class StoredConfig {
  private constructor(
    readonly file: string,
    private readonly document: Document.Parsed,
  ) {}

  /** @throws for a file that is not YAML, or no configuration: one line that quotes nothing of it */
  static read(home: string): StoredConfig {
    const file = smartflowConfigFile(home);
    const content = contentOf(home);
    if (SmartflowConfig.decode(content ?? {})._tag === 'Left') {
      resolveSettings({ config: () => content }); // throws, and says why
    }
    const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
    return new StoredConfig(file, parseDocument(text));
  }

  /**
   * Looks at everything but the URL of the gateway, which is asked for first.
   *
   * @throws Failure for what no answer could mend, with the name of the file
   */
  demandSound(): void {
    const content = {
      ...(this.content as SmartflowConfig | null),
      gateway_url: 'http://localhost',
    };
    try {
      resolveSettings({ config: () => content });
    } catch (error) {
      throw new Failure(Exit.USAGE, `${lineOf(error)}. Mend ${this.file}`, { cause: error });
    }
  }

  get(path: Path): string | undefined {
    const value: unknown = this.document.getIn(path);
    return typeof value === 'string' && value.trim() !== '' ? value : undefined;
  }

  /**
   * Sets or removes a value.
   *
   * @throws ValidationError, with nothing changed, when it cannot be
   */
  set(path: Path, value: string | undefined): void {
    const before = this.document.clone();
    try {
      this.put(path, value);
      if (path[0] === 'gateway_url') this.choose(value, textIn(before, path));
      resolveSettings({ config: () => this.content });
    } catch (error) {
      this.document.contents = before.contents;
      throw error;
    }
  }

  /**
   * Leaves all as it is, and says which mode that is.
   *
   * @throws ValidationError when it cannot be
   */
  keep(): void {
    this.put(['mode'], this.settings().mode);
  }

  /** What would be asked if this were stored. */
  settings(env: Readonly<Record<string, string | undefined>> = {}): SmartflowSettings {
    return resolveSettings({ config: () => this.content, env });
  }

  get content(): unknown {
    return this.document.toJS() as unknown;
  }

  /** Writes the file whole or not at all, for nobody else to read. */
  write(): void {
    const folder = dirname(this.file);
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      chmodSync(folder, 0o700);
      // A link stays one: some keep their settings elsewhere.
      replace(existsSync(this.file) ? realpathSync(this.file) : this.file, String(this.document));
    } catch (error) {
      const why = (error as NodeJS.ErrnoException).code ?? lineOf(error);
      throw new Failure(Exit.FAILED, `${this.file} cannot be written: ${why}`, { cause: error });
    }
  }

  /** A gateway is asked where there is one. Its key is not for another one. */
  private choose(url: string | undefined, before: string | undefined): void {
    this.put(['mode'], url === undefined ? 'direct' : 'gateway');
    if (before !== undefined && url !== before) this.put(['api_key'], undefined);
  }

  private put(path: Path, value: string | undefined): void {
    if (value !== undefined) this.document.setIn(path, value);
    else if (this.document.hasIn(path)) this.document.deleteIn(path);
  }
}

function contentOf(home: string): unknown {
  try {
    return smartflowSettings({ home, env: {} }).config();
  } catch (error) {
    throw new Failure(Exit.USAGE, lineOf(error), { cause: error });
  }
}

function textIn(document: Document, path: Path): string | undefined {
  const value: unknown = document.getIn(path);
  return typeof value === 'string' ? value : undefined;
}

function replace(file: string, text: string): void {
  const fresh = `${file}.${process.pid}.new`;
  rmSync(fresh, { force: true });
  const handle = openSync(fresh, 'wx', 0o600);
  try {
    try {
      writeFileSync(handle, text);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(fresh, file);
  } catch (error) {
    rmSync(fresh, { force: true });
    throw error;
  }
}
