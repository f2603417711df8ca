import { catchError, defer, lastValueFrom, throwError } from 'rxjs';
import { operatorError } from '../../protocol';
import { idOf, type PublishedEvent, type Target } from '../backplane';
import type { Service } from '../service';

const KINDS: ReadonlySet<string> = new Set<Target['kind']>([
  'connection',
  'session',
  'user',
  'org',
  'agent',
]);

/** Hands an event to the backplane. Rejects, and logs, what the backplane fails with. */
export async function publish(
  target: Target,
  event: PublishedEvent,
  { backplane, log }: Pick<Service, 'backplane' | 'log'>,
): Promise<void> {
  check(target, event);
  await lastValueFrom(
    defer(() => backplane.publish(target, event)).pipe(
      catchError((error: unknown) => {
        log({ kind: 'failed', error });
        return throwError(() => error);
      }),
    ),
    { defaultValue: undefined },
  );
}

/** A host may be written in JavaScript. */
function check(target: Partial<Target> | null, event: Partial<PublishedEvent> | undefined): void {
  if (!isTarget(target)) {
    const message = `A target is one of ${[...KINDS].join(', ')}, with its id.`;
    throw operatorError('invalid', 'INVALID_TARGET', message, {});
  }
  if (!isText(event?.type) || !isJson(event)) {
    const message = 'A published event is an object that JSON can hold, with its type.';
    throw operatorError('invalid', 'INVALID_EVENT', message, {});
  }
}

function isTarget(target: Partial<Target> | null): boolean {
  // Of a kind that is known, the id is looked for where that kind has it.
  return KINDS.has(String(target?.kind)) && isText(idOf(target as Target));
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function isJson(value: unknown): boolean {
  try {
    return typeof JSON.stringify(value) === 'string';
  } catch {
    return false;
  }
}
