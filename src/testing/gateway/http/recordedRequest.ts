import type { IncomingMessage } from 'node:http';

/** How a request ended: it was answered, its client left before that, or the gateway dropped it. */
export type RequestEnd = 'answered' | 'left' | 'dropped';

/** A file of a form. */
export interface UploadedFile {
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** What a fake service was sent. */
export interface RecordedRequest {
  readonly method: string;
  /** As it came, still encoded; without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /**
   * JSON as what it says, a form as its fields and {@link UploadedFile files}, anything else as text;
   * `undefined` when there was none.
   */
  readonly body: unknown;
  /** Settles when it is over. */
  readonly ended: Promise<RequestEnd>;
}

/** Reads a whole request. Rejects when its client leaves before it has said everything. */
export async function readRequest(
  message: IncomingMessage,
): Promise<Omit<RecordedRequest, 'ended'>> {
  const { pathname, searchParams } = new URL(`http://127.0.0.1${message.url ?? '/'}`);
  const pieces: Buffer[] = [];
  for await (const piece of message) pieces.push(piece as Buffer);
  const headers = headersOf(message);
  return {
    method: message.method ?? 'GET',
    path: pathname,
    query: Object.fromEntries(searchParams),
    headers,
    body: await bodyOf(Buffer.concat(pieces), headers['content-type'] ?? ''),
  };
}

function headersOf({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, [value].flat().join(', ')]),
  );
}

async function bodyOf(bytes: Buffer, type: string): Promise<unknown> {
  if (bytes.length === 0) return undefined;
  if (type.startsWith('multipart/form-data')) return formOf(bytes, type);
  const text = bytes.toString();
  if (!type.startsWith('application/json')) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text; // which no route takes for what it wants
  }
}

async function formOf(bytes: Buffer, type: string): Promise<unknown> {
  const read = new Response(Uint8Array.from(bytes), { headers: { 'content-type': type } });
  const form = await read.formData().catch(() => undefined);
  if (form === undefined) return bytes.toString('latin1'); // no form after all
  const fields: Promise<readonly [string, string | UploadedFile]>[] = [];
  form.forEach((value, name) => fields.push(fieldOf(value).then((field) => [name, field])));
  return Object.fromEntries(await Promise.all(fields));
}

async function fieldOf(value: FormDataEntryValue): Promise<string | UploadedFile> {
  if (typeof value === 'string') return value;
  const { name, type } = value;
  return { name, type, bytes: new Uint8Array(await value.arrayBuffer()) };
}
