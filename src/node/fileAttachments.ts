import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lookup } from 'mime-types';
import { defer, finalize, from, map, type Observable } from 'rxjs';
import {
  attached,
  demandRoom,
  OCTETS,
  together,
  unreadable,
  type AttachmentOptions,
  type Attachments,
  type Unread,
} from '../conversation/attachments';

/** A file on disk with more to say about it. */
export interface PathAttachment extends AttachmentOptions {
  /** A path, or a `file:` URL. */
  readonly path: string | URL;
}

/**
 * Reads files from disk into what a message takes: `data:` URLs, pictures as images, the rest as
 * files; what they are is told by the ends of their names. Cold: it reads when it is subscribed to,
 * emits once and completes; unsubscribing stops it. All of it has to fit into one frame of 1 MiB.
 *
 * ```
 * fileAttachments(a, b)  --(stat a, b)--(read a, b)--({images, files}|)
 * too large              --(stat a, b)--#                              nothing is read
 * ```
 *
 * @param given - paths, or paths with a name, a type or a detail
 * @throws through the Observable, a `SmoothOperatorError` of kind `invalid`: `ATTACHMENT_TOO_LARGE`,
 * `UNREADABLE_ATTACHMENT`, or `INVALID_OPTION`
 * @example
 * fileAttachments('invoice.pdf', { path: 'photo.jpg', detail: 'low' }).pipe(
 *   switchMap((attached) => session.turn({ message: 'Do these match?', ...attached })),
 *   tokens(),
 * ).subscribe((token) => process.stdout.write(token));
 */
export function fileAttachments(
  ...given: readonly (string | URL | PathAttachment)[]
): Observable<Attachments> {
  return defer(() => {
    const leaving = new AbortController();
    const files = given.map((one) =>
      typeof one === 'string' || one instanceof URL ? { path: one } : one,
    );
    return from(readAll(files, leaving.signal)).pipe(
      finalize(() => {
        leaving.abort();
      }),
    );
  }).pipe(map(together));
}

/** The sizes first, of all of them: what does not fit is not read. */
async function readAll(
  given: readonly PathAttachment[],
  signal: AbortSignal,
): Promise<Attachments[]> {
  const files: (Unread & { readonly path: string })[] = [];
  for (const { path: where, ...options } of given) {
    const path = where instanceof URL ? fileURLToPath(where) : where;
    const stats = await reading(path, stat(path));
    if (!stats.isFile()) throw unreadable(path); // a pipe, or a device, might never end
    const name = options.name ?? basename(path);
    files.push({ ...options, path, name, mimeType: mimeTypeOf(options, name), size: stats.size });
  }
  demandRoom(files.map(({ path: _, ...file }) => file));

  const read: Attachments[] = [];
  for (const { path, ...file } of files) {
    const bytes = await reading(path, readFile(path, { signal }));
    demandRoom([{ ...file, size: bytes.length }]); // it may have grown
    read.push(attached(file, bytes.toString('base64')));
  }
  return read;
}

function reading<T>(path: string, read: Promise<T>): Promise<T> {
  return read.catch((cause: unknown) => {
    throw unreadable(path, cause);
  });
}

function mimeTypeOf({ mimeType }: AttachmentOptions, name: string): string {
  return mimeType ?? (lookup(name) || OCTETS);
}
