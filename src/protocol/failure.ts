import type * as t from 'io-ts';
import { isRecord } from './codec/record';
import { StructType } from './codec/struct';
import { excerpt } from './excerpt';

/** Why a frame is not a message of this protocol. */
export interface DecodeFailure {
  readonly kind:
    'not_text' | 'invalid_json' | 'not_an_object' | 'missing_tag' | 'unknown_tag' | 'wrong_shape';
  /** The `type` or `action` of the frame, when it has one. */
  readonly tag?: string;
  /** The id the frame belongs to, from its envelope or from its `data`. */
  readonly requestId?: string;
  /** Where it went wrong, such as `data.errors[0].field`; empty for the frame as a whole. */
  readonly path: string;
  /** What should have been there. */
  readonly expected: string;
  /** What was there: JSON text, cut when it is long. */
  readonly got: string;
  /** All of that in one line. */
  readonly message: string;
  /** What was parsed, when its tag is unknown: it may be the event of a newer server. */
  readonly value?: unknown;
}

/** Which frame a failure is about. */
export interface FrameIdentity {
  readonly tag?: string;
  readonly requestId?: string | undefined;
}

/**
 * Explains why a codec failed: the first of its errors as path, expected and got.
 *
 * @param errors - what `decode` of any of the codecs returned
 * @param frame - which frame it was about
 * @example
 * const decoded = actionResponses.get_session.decode(event.data);
 * if (isLeft(decoded)) console.error(explain(decoded.left, { tag: event.type }).message);
 */
export function explain(errors: t.Errors, frame: FrameIdentity = {}): DecodeFailure {
  return explainAt(errors[0]?.context ?? [], frame);
}

/** Explains what a context ends at. */
export function explainAt(context: t.Context, frame: FrameIdentity): DecodeFailure {
  const at = context.at(-1);
  return wrongShape(pathOf(context), expectedOf(at?.type), at?.actual, frame);
}

export function wrongShape(
  path: string,
  expected: string,
  actual: unknown,
  frame: FrameIdentity,
): DecodeFailure {
  const what = `${frame.tag ?? 'The value'} is not valid${path && ` at ${path}`}`;
  return failure(
    'wrong_shape',
    `${what}: expected ${expected}, got`,
    expected,
    excerpt(actual),
    path,
    frame,
  );
}

export function notText(frame: unknown): DecodeFailure {
  const got = typeof frame === 'object' && frame ? 'binary data' : excerpt(frame);
  return failure('not_text', 'The frame is not text: got', 'text', got);
}

export function invalidJson(frame: string): DecodeFailure {
  return failure('invalid_json', 'The frame is not JSON: got', 'JSON', excerpt(frame));
}

export function notAnObject(value: unknown): DecodeFailure {
  const message = 'The frame is not a JSON object: got';
  return failure('not_an_object', message, 'object', excerpt(value));
}

/** For an object whose tag is missing, is no string, or is none of those known. */
export function noSuchTag(value: Record<string, unknown>, key: 'type' | 'action'): DecodeFailure {
  const { [key]: tag } = value;
  const requestId = requestIdOf(value);
  const got = excerpt(tag);
  if (typeof tag !== 'string') {
    const message = `The frame has no ${key}: expected string, got`;
    return failure('missing_tag', message, 'string', got, key, { requestId });
  }
  const message = `The frame has an unknown ${key}: got`;
  return {
    ...failure('unknown_tag', message, `a known ${key}`, got, key, { tag, requestId }),
    value,
  };
}

/** @param message - ends where what was found is to be told */
function failure(
  kind: DecodeFailure['kind'],
  message: string,
  expected: string,
  got: string,
  path = '',
  { tag, requestId }: FrameIdentity = {},
): DecodeFailure {
  return {
    kind,
    ...(tag !== undefined && { tag }),
    ...(requestId !== undefined && { requestId }),
    path,
    expected,
    got,
    message: `${message} ${got}.`,
  };
}

/** The id a frame belongs to, whatever else is wrong with it. */
export function requestIdOf({ requestId, data }: Record<string, unknown>): string | undefined {
  if (typeof requestId === 'string') return requestId;
  const within = isRecord(data) ? data['requestId'] : undefined;
  return typeof within === 'string' ? within : undefined;
}

function expectedOf(type: t.Decoder<unknown, unknown> | undefined): string {
  return type === undefined || type instanceof StructType ? 'object' : type.name;
}

function pathOf(context: t.Context): string {
  return context
    .slice(1)
    .map(({ key }) => (/^\d+$/.test(key) ? `[${key}]` : `.${key}`))
    .join('')
    .replace(/^\./, '');
}
