import { catchError, concatMap, defer, from, map, toArray, type Observable } from 'rxjs';
import {
  FRAME_MAX_BYTES,
  MESSAGE_MAX,
  operatorError,
  type ImageAttachment,
  type SmoothOperatorError,
} from '../protocol';
import type { Message } from './message';
import { demand, type Shape } from './shape';

/** What goes with a message, to be spread into it: pictures as images, anything else as files. */
export type Attachments = Pick<Message, 'images' | 'files'>;

/** How something is attached. */
export interface AttachmentOptions {
  /** What it is called, at most 255 characters. @defaultValue the name of the file */
  readonly name?: string;
  /** What it is. @defaultValue what the platform knows of it, else `application/octet-stream` */
  readonly mimeType?: string;
  /** How closely a picture is looked at. @defaultValue the server's */
  readonly detail?: ImageAttachment['detail'];
}

/** A `Blob` or `File` with more to say about it. */
export interface BlobAttachment extends AttachmentOptions {
  readonly blob: Blob;
}

/** What is to be attached, before it was read. */
export interface Unread extends Omit<AttachmentOptions, 'name' | 'mimeType'> {
  readonly name: string;
  readonly mimeType: string;
  /** In bytes. */
  readonly size: number;
}

const SHAPE: Shape = {
  name: /^[^]{1,255}$/u,
  mimeType: /^[\w.+-]+\/[\w.+-]+(;[^,]*)?$/,
  size: 0,
  'detail?': /^(low|high|auto)$/,
};

/**
 * Reads what a browser has in its hands, a `File` of an `<input>`, a pasted `Blob`, into what a
 * message takes: `data:` URLs, pictures as images, the rest as files. Cold: it reads when it is
 * subscribed to, emits once and completes. All of it has to fit into one frame of 1 MiB.
 *
 * ```
 * attachments(a, b)  --(read a)--(read b)--({images, files}|)
 * too large          #                                        nothing is read
 * ```
 *
 * @param given - blobs, or blobs with a name, a type or a detail
 * @throws through the Observable, a `SmoothOperatorError` of kind `invalid`: `ATTACHMENT_TOO_LARGE`,
 * `UNREADABLE_ATTACHMENT`, or `INVALID_OPTION`
 * @example
 * attachments(...input.files).pipe(
 *   switchMap((attached) => session.turn({ message: 'What is this?', ...attached })),
 *   tokens(),
 * ).subscribe((token) => output.append(token));
 */
export function attachments(...given: readonly (Blob | BlobAttachment)[]): Observable<Attachments> {
  return defer(() => {
    const unread = given.map((one) => {
      const { blob, ...options } = 'blob' in one ? one : { blob: one };
      const { name = 'attachment', type } = blob as Partial<File>; // a `File` has a name
      return { blob, name, mimeType: type || OCTETS, ...options, size: blob.size };
    });
    demandRoom(unread.map(({ blob: _, ...one }) => one));
    return from(unread).pipe(
      concatMap(({ blob, ...one }) =>
        from(blob.arrayBuffer()).pipe(
          catchError((cause: unknown) => {
            throw unreadable(one.name, cause);
          }),
          map((bytes) => attached(one, base64(bytes))),
        ),
      ),
    );
  }).pipe(toArray(), map(together));
}

/** What something is that nobody knows. */
export const OCTETS = 'application/octet-stream';

/** Checked before anything is read: what does not fit would be read for nothing. */
export function demandRoom(unread: readonly Unread[]): void {
  let bytes = 0;
  for (const one of unread) {
    demand('attachments', one, SHAPE);
    bytes += dataUrl(one.mimeType, '').length + 4 * Math.ceil(one.size / 3) + one.name.length;
  }
  // What is left of a frame beside the longest message.
  const room = FRAME_MAX_BYTES - 4 * MESSAGE_MAX - 8_192;
  if (bytes <= room) return;
  const names = unread.map(({ name, size }) => `${name} (${size} bytes)`).join(', ');
  throw operatorError(
    'invalid',
    'ATTACHMENT_TOO_LARGE',
    `Too large for one message, which has room for ${Math.floor((room * 3) / 4)} bytes: ${names}. Nothing was sent.`,
    { bytes },
  );
}

export function unreadable(name: string, cause?: unknown): SmoothOperatorError {
  const why = cause instanceof Error ? cause.message : 'it is no file';
  return operatorError(
    'invalid',
    'UNREADABLE_ATTACHMENT',
    `Cannot attach ${name}: ${why}. Nothing was sent.`,
    { cause },
  );
}

/** One that has been read. */
export function attached({ name, mimeType, detail }: Unread, data: string): Attachments {
  const url = dataUrl(mimeType, data);
  return mimeType.startsWith('image/')
    ? { images: [{ url, ...(detail && { detail }) }] }
    : { files: [{ name, mimeType, url }] };
}

/** Several as one, in their order. */
export function together(all: readonly Attachments[]): Attachments {
  const images = all.flatMap((one) => one.images ?? []);
  const files = all.flatMap((one) => one.files ?? []);
  return { ...(images.length > 0 && { images }), ...(files.length > 0 && { files }) };
}

function dataUrl(mimeType: string, data: string): string {
  return `data:${mimeType};base64,${data}`;
}

/** In pieces: a function takes only so many arguments. */
function base64(bytes: ArrayBuffer): string {
  const PIECE = 8_192;
  let binary = '';
  for (let at = 0; at < bytes.byteLength; at += PIECE) {
    binary += String.fromCharCode(...new Uint8Array(bytes.slice(at, at + PIECE)));
  }
  return btoa(binary);
}
