import type { ValidateFunction } from 'ajv/dist/2020';
import {
  actionResponses,
  CHOICES,
  IDENTITY_INTAKE,
  type ActionTag,
  type EventTag,
} from 'smooth-operator-rx/protocol';
import { schemas, validator } from './protocol/catalogue';
import { closed } from './protocol/closed';

/** Who has sent a frame: our client, our server, or the script of a test. */
export type Sender = 'client' | 'server' | 'script';

const open = validator();
const exact = validator();
for (const schema of schemas.values()) {
  open.addSchema(schema);
  exact.addSchema(closed(schema));
}

const compiled = new Map<string, ValidateFunction>();
const counts = new Map<string, number>();
const misfits: string[] = [];

/**
 * Holds what was sent against `spec/schemas`: whole, and what its schema leaves open but its kind
 * does not. What our code sends has no further fields; a script may play a server that adds some.
 *
 * @param answers - the action that an `immediate_response` answers, if that is known
 */
export function checkSent(sender: Sender, text: string, answers?: ActionTag): void {
  const frame = JSON.parse(text) as Frame;
  const tag = sender === 'client' ? frame.action : frame.type;
  const key = `${sender} ${String(tag)}`;
  counts.set(key, (counts.get(key) ?? 0) + 1);
  for (const [ref, part] of parts(sender, frame, answers)) {
    const valid = validatorOf(sender, ref);
    if (valid?.(part)) continue;
    const [error] = valid?.errors ?? [];
    const why = error
      ? `${error.instancePath} ${String(error.message)} (${error.schemaPath})`
      : 'there is no such schema';
    misfits.push(`The ${sender} sent a ${String(tag)} that does not fit ${ref}: ${why} in ${text}`);
  }
}

/** What did not fit since the last time; for `afterEach`. */
export function takeMisfits(): readonly string[] {
  return misfits.splice(0);
}

/** How many frames of each sender and tag were checked in this file. */
export function checkedFrames(): ReadonlyMap<string, number> {
  return counts;
}

interface Frame {
  readonly action?: ActionTag;
  readonly type?: EventTag;
  readonly status?: number;
  readonly data?: { readonly data?: Readonly<Record<string, unknown>> };
}

type Part = readonly [ref: string, part: unknown];

function parts(sender: Sender, frame: Frame, answers: ActionTag | undefined): Part[] {
  if (sender === 'client') return [[`urn:smooth-operator:action:${String(frame.action)}`, frame]];
  const found: Part[] = [[`urn:smooth-operator:event:${String(frame.type)}`, frame]];
  if (sender === 'script') return found;

  const payload = frame.data?.data;
  if (frame.type === 'eventual_response') {
    found.push(['urn:smooth-operator:domain:agent-response', payload?.['response']]);
  }
  if (frame.type === 'interaction_required' && KINDS.includes(payload?.['kind'])) {
    const kind = String(payload?.['kind']);
    found.push([`urn:smooth-operator:interaction:${kind}#/$defs/Spec`, payload?.['spec']]);
  }
  if (frame.type === 'immediate_response' && answers && answers in actionResponses) {
    found.push([`urn:smooth-operator:action:${answers}#/$defs/Response`, frame.data]);
  }
  return found;
}

const KINDS: readonly unknown[] = [CHOICES, IDENTITY_INTAKE];

function validatorOf(sender: Sender, ref: string): ValidateFunction | undefined {
  const ajv = sender === 'script' ? open : exact;
  const [id = '', pointer] = ref.split('#');
  if (!schemas.has(id)) return undefined;
  const key = `${sender === 'script' ? 'open' : 'exact'} ${ref}`;
  const made = compiled.get(key) ?? (pointer ? ajv.compile({ $ref: ref }) : ajv.getSchema(ref));
  if (made) compiled.set(key, made);
  return made;
}
