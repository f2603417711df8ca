import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import {
  isMap,
  isScalar,
  LineCounter,
  parseDocument,
  type Document,
  type YAMLError,
  type YAMLMap,
} from 'yaml';
import { oneLine } from '../paint';
import { misconfigured, type Given, type Source } from './given';
import { didYouMean } from './nearest';
import { ALL_SETTINGS } from './settings';

/** The maps that the names of settings make: `limits` of `limits.frameBytes`. */
const GROUPS: ReadonlySet<string> = new Set(
  [...ALL_SETTINGS.keys()].flatMap((name) =>
    [...name.matchAll(/\./g)].map(({ index }) => name.slice(0, index)),
  ),
);

/**
 * What a configuration file says: YAML, a setting with a dot in its name as a map in a map.
 *
 * ```yaml
 * port: 8080
 * limits:
 *   frameBytes: 65536
 * ```
 */
export function fromFile(file: string): Source {
  const lines = new LineCounter();
  // prettyErrors quote the file.
  const document = parseDocument(textOf(file), {
    lineCounter: lines,
    prettyErrors: false,
    logLevel: 'error',
  });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  const [problem] = [...document.errors, ...document.warnings];
  if (problem) {
    throw misconfigured(`${at(problem.pos[0])}: this is not YAML: ${inWords(problem)}.`);
  }
  const { contents } = document;
  if (contents !== null && !isMap(contents) && !isNothing(contents)) {
    throw misconfigured(`${at(contents.range[0])}: a configuration is a map of settings.`);
  }
  return new Map(
    isMap(contents) ? settingsIn(contents, '', { document, at, folder: dirname(file) }) : [],
  );
}

interface File {
  readonly document: Document.Parsed;
  /** `smooth-operator.yaml:3:7` */
  readonly at: (offset: number) => string;
  readonly folder: string;
}

/** The settings in a map, with what they are set to and where. */
function settingsIn(map: YAMLMap.Parsed, group: string, file: File): [string, Given][] {
  const { document, at, folder } = file;
  return map.items.flatMap(({ key, value }): [string, Given][] => {
    const name = group + (isScalar(key) ? String(key.value) : '?');
    const isGroup = GROUPS.has(name);
    if (!isGroup && !ALL_SETTINGS.has(name)) {
      const hint = didYouMean(name, [...ALL_SETTINGS.keys(), ...GROUPS]);
      throw misconfigured(`${at(key.range[0])}: there is no setting ${oneLine(name, 60)}.${hint}`);
    }
    if (value === null || isNothing(value)) return []; // left open
    const origin = at(value.range[0]);
    const subject = `${origin}: ${name}`;
    if (!isGroup) {
      return [[name, { value: valueOf(value, document, subject), origin, subject, folder }]];
    }
    if (isMap(value)) return settingsIn(value, `${name}.`, file);
    throw misconfigured(`${subject} must be a map of settings.`);
  });
}

/** The problems whose message quotes the file, which may hold secrets. */
const QUOTING: ReadonlySet<string> = new Set([
  'BAD_COLLECTION_TYPE',
  'BAD_DIRECTIVE',
  'BAD_DQ_ESCAPE',
  'BAD_SCALAR_START',
  'TAG_RESOLVE_FAILED',
  'UNEXPECTED_TOKEN',
]);

function inWords({ code, message }: YAMLError): string {
  return QUOTING.has(code) ? code.replaceAll('_', ' ').toLowerCase() : message;
}

function isNothing(node: unknown): boolean {
  return isScalar(node) && node.value === null;
}

function valueOf(
  node: { toJS(document: Document.Parsed): unknown },
  document: Document.Parsed,
  subject: string,
) {
  try {
    return node.toJS(document);
  } catch {
    // An alias of nothing, or of too much.
    throw misconfigured(`${subject} has an alias that cannot be resolved.`);
  }
}

function textOf(file: string): string {
  let content: Buffer;
  try {
    content = readFileSync(file);
  } catch (error) {
    throw misconfigured(`Cannot read the configuration ${file}: ${whyUnread(error)}.`);
  }
  if (isUtf8(content)) return content.toString();
  throw misconfigured(`Cannot read the configuration ${file}: it is not text in UTF-8.`);
}

function whyUnread(error: unknown): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOENT':
      return 'there is no such file';
    case 'EISDIR':
      return 'it is a directory';
    case 'EACCES':
      return 'reading it is not permitted';
    default:
      return (error as Error).message;
  }
}
