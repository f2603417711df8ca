import type * as t from 'io-ts';
import { isRecord } from './codec/struct';

/** Why a frame, or a value, could not be decoded. */
export interface DecodeFailure {
  /**
   * - `not_text`: a binary frame
   * - `invalid_json`, `not_an_object`: no message of this protocol at all
   * - `missing_tag`, `unknown_tag`: no `type` (of an event) or `action`, or none that is known
   * - `wrong_shape`: the tag is known, and the rest does not fit it
   */
  readonly kind:
    'not_text' | 'invalid_json' | 'not_an_object' | 'missing_tag' | 'unknown_tag' | 'wrong_shape';
  readonly tag?: string;
  readonly requestId?: string;
  /** Where: `data.error.code`; empty for the whole message. */
  readonly path: string;
  readonly expected: string;
  /** What was there instead, as JSON, long values cut. */
  readonly got: string;
  /** One line that says all of it. */
  readonly message: string;
  /** The whole message as parsed, when its tag is unknown. */
  readonly value?: unknown;
}

const GOT_MAX = 80;

export function failure(
  kind: DecodeFailure['kind'],
  { path = '', expected, got }: { path?: string; expected: string; got: unknown },
  extra: Pick<DecodeFailure, 'tag' | 'requestId' | 'value'> = {},
): DecodeFailure {
  const shown = shorten(got);
  const where = path === '' ? '' : ` at ${path}`;
  const tag = extra.tag === undefined ? 'frame' : shortenText(extra.tag);
  return {
    kind,
    ...extra,
    path,
    expected,
    got: shown,
    message: `${tag}: ${kind.replaceAll('_', ' ')}${where}: expected ${expected}, got ${shown}`,
  };
}

/** The first thing that io-ts found wrong, as one of ours. */
export function explain(
  errors: t.Errors,
  extra: Pick<DecodeFailure, 'tag' | 'requestId'> = {},
): DecodeFailure {
  const context = errors[0]?.context ?? [];
  const last = context[context.length - 1];
  const path = context
    .slice(1)
    .map(({ key }) => key)
    .join('.');
  return failure(
    'wrong_shape',
    { path, expected: last?.type.name ?? 'another value', got: errors[0]?.value },
    extra,
  );
}

/** The requestId of a message that may be anything. */
export function requestIdIn(message: Readonly<Record<string, unknown>>): string | undefined {
  if (typeof message['requestId'] === 'string') return message['requestId'];
  const data = message['data'];
  return isRecord(data) && typeof data['requestId'] === 'string' ? data['requestId'] : undefined;
}

function shorten(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return JSON.stringify(shortenText(value));
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (isRecord(value)) {
    const keys = Object.keys(value);
    return shortenText(`an object with ${keys.slice(0, 5).join(', ') || 'no fields'}`);
  }
  return shortenText(String(value));
}

function shortenText(text: string): string {
  return text.length <= GOT_MAX ? text : `${text.slice(0, GOT_MAX)}… (${text.length} characters)`;
}
