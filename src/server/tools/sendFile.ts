import { lookup } from 'mime-types';
import {
  defer,
  forkJoin,
  from,
  isObservable,
  map,
  of,
  takeLast,
  throwIfEmpty,
  type Observable,
} from 'rxjs';
import type { Tool } from '../tools';
import { DIRECTIVE_MAX_BYTES } from './directive';

export type FileContent = string | Uint8Array;

/** A file the agent may hand to the user. */
export interface OfferedFile {
  /** What the model asks for it by, and the user gets it as. Each must be unique. */
  readonly name: string;
  /** @defaultValue by the ending of the name, else `application/octet-stream` */
  readonly mimeType?: string;
  /** What is in it, or what makes that, anew each time: a value, a Promise or an Observable. */
  readonly content:
    FileContent | (() => FileContent | PromiseLike<FileContent> | Observable<FileContent>);
}

/** Beside its data, what one file takes of a directive at most. */
const FILE_OVERHEAD_BYTES = 2048;

/**
 * A tool that hands files to the user: the reply carries the directive
 * `{ type: 'send_file', files: [{ name, mimeType, url }] }`, each `url` being a data URL. Of several
 * calls in a turn the last one's files are sent, since a reply has one directive. Files of
 * together more than about 670 kB do not fit into a reply, and are refused to the model.
 *
 * @param files - those there are: a model can name no others
 *
 * @example
 * ```ts
 * const terms = sendFile([{ name: 'terms.md', content: () => readFile('legal/terms.md') }]);
 * await startServer({ tools: [terms] });
 * ```
 */
export function sendFile(files: readonly OfferedFile[]): Tool {
  const offered = new Map(files.map((file) => [file.name, file]));
  const names = [...offered.keys()];
  return {
    name: 'send_file',
    description: 'Hands one or several files to the user.',
    parameters: {
      type: 'object',
      properties: {
        names: {
          type: 'array',
          items: { type: 'string', enum: names },
          minItems: 1,
          description: 'The names of the files.',
        },
      },
      required: ['names'],
    },
    describe: (args) => `Send ${namesIn(args['names']).join(' and ')}`,
    run: (args, context) => {
      const wanted = namesIn(args['names']).map((name) => {
        const file = offered.get(name);
        if (!file) throw new Error(`there is no such file; there are ${names.join(', ')}`);
        return contentOf(file).pipe(map((content) => ({ ...file, content: Buffer.from(content) })));
      });
      return forkJoin(wanted).pipe(
        map((read) => {
          const sent = read.map(({ name }) => name).join(' and ');
          if (sum(read.map(({ content }) => dataUrlBytes(content))) > DIRECTIVE_MAX_BYTES) {
            const bytes = sum(read.map(({ content }) => content.byteLength));
            throw new Error(`${sent}: ${bytes} bytes are too many to be sent with a reply`);
          }
          context.direct({ type: 'send_file', files: read.map(attachment) });
          return `Sent ${sent}.`;
        }),
      );
    },
  };
}

function namesIn(names: unknown): string[] {
  const given = Array.isArray(names) ? names : [names];
  const texts = given.filter((name) => typeof name === 'string');
  if (texts.length === 0 || texts.length < given.length) {
    throw new Error('names must be a list of names of files');
  }
  return [...new Set(texts)];
}

function contentOf({ content }: OfferedFile): Observable<FileContent> {
  if (typeof content !== 'function') return of(content);
  return defer(() => {
    const made = content();
    if (isObservable(made)) return made;
    return typeof made === 'string' || made instanceof Uint8Array ? of(made) : from(made);
  }).pipe(
    takeLast(1),
    throwIfEmpty(() => new Error('the file has no content')),
  );
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}

function dataUrlBytes(content: Buffer): number {
  return Math.ceil(content.byteLength / 3) * 4 + FILE_OVERHEAD_BYTES;
}

function attachment({ name, mimeType, content }: OfferedFile & { readonly content: Buffer }) {
  const type = mimeType ?? (lookup(name) || 'application/octet-stream');
  return { name, mimeType: type, url: `data:${type};base64,${content.toString('base64')}` };
}
