import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020';
import type { Either } from 'fp-ts/Either';
import type * as t from 'io-ts';
import * as protocol from 'smooth-operator-rx/protocol';

/** The part of JSON Schema that `spec/schemas` is written in. */
export interface Schema {
  readonly $schema?: string;
  readonly $id?: string;
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly title?: string;
  readonly description?: string;
  readonly format?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly additionalProperties?: boolean;
}

/** A type of the protocol, in its two forms. */
export interface Entry {
  /** The directory of its fixtures. */
  readonly name: string;
  /** Where its schema is. */
  readonly ref: string;
  readonly schema: Schema;
  /** The document its `$ref`s are relative to. */
  readonly root: Schema;
  readonly codec: t.Mixed;
  readonly valid: ValidateFunction;
}

const spec = fileURLToPath(new URL('../../spec/', import.meta.url));

export function readSpec(path: string): string {
  return readFileSync(spec + path, 'utf8');
}

export function listSpec(path: string): readonly string[] {
  return readdirSync(spec + path).sort();
}

const KINDS = ['actions', 'events', 'domain', 'interactions'] as const;

/** Every schema by its `$id`. */
export const schemas: ReadonlyMap<string, Schema> = new Map(
  KINDS.flatMap((kind) =>
    listSpec(`schemas/${kind}`).map((file): [string, Schema] => {
      const schema = JSON.parse(readSpec(`schemas/${kind}/${file}`)) as Schema;
      return [schema.$id ?? `${file} has no $id`, schema];
    }),
  ),
);

/** Formats are annotations: no server enforces one. */
export function validator(): Ajv2020 {
  return new Ajv2020({ strict: true, allowUnionTypes: true, validateFormats: false });
}

const ajv = validator();
for (const schema of schemas.values()) ajv.addSchema(schema);

export function resolve(ref: string, root: Schema): { schema: Schema; root: Schema } {
  const [id = '', pointer = ''] = ref.split('#');
  const document = id === '' ? root : schemas.get(id);
  if (!document) throw new Error(`No schema ${id}`);
  const found = pointer
    .split('/')
    .slice(1)
    .reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], document);
  return { schema: found as Schema, root: document };
}

function entry(name: string, ref: string, codec: t.Mixed): Entry {
  const root = { $id: '' };
  const found = resolve(ref, root);
  const valid = ajv.getSchema(ref) ?? ajv.compile({ $ref: ref });
  return { name, ref, codec, valid, ...found };
}

export const events: readonly Entry[] = protocol.EVENTS.map((tag) =>
  entry(tag, `urn:smooth-operator:event:${tag}`, protocol.serverEventCodecs[tag]),
);

export const actions: readonly Entry[] = protocol.ACTIONS.map((tag) =>
  entry(tag, `urn:smooth-operator:action:${tag}#/$defs/Request`, protocol.clientActionCodecs[tag]),
);

const responses: readonly Entry[] = Object.entries({
  ...protocol.actionResponses,
  send_message: protocol.SendMessageResponse,
}).map(([tag, codec]) =>
  entry(`${tag}.response`, `urn:smooth-operator:action:${tag}#/$defs/Response`, codec),
);

const domain: readonly Entry[] = Object.entries({
  'agent-response': protocol.GeneralAgentResponse,
  checkpoint: protocol.Checkpoint,
  citation: protocol.Citation,
  conversation: protocol.Conversation,
  'conversation-message': protocol.ConversationMessage,
  'conversation-summary': protocol.ConversationSummary,
  message: protocol.Message,
  participant: protocol.Participant,
  session: protocol.Session,
  usage: protocol.Usage,
}).map(([name, codec]) => entry(name, `urn:smooth-operator:domain:${name}`, codec));

const interactions: readonly Entry[] = Object.entries({
  [protocol.IDENTITY_INTAKE]: {
    Spec: protocol.IdentityIntakeSpec,
    Values: protocol.IdentityIntakeValues,
    Payload: protocol.IdentityIntakePayload,
  },
  [protocol.CHOICES]: {
    Spec: protocol.ChoicesSpec,
    Values: protocol.ChoicesValues,
    Payload: protocol.ChoicesPayload,
  },
}).flatMap(([kind, forms]) =>
  Object.entries(forms).map(([form, codec]) =>
    entry(
      `${kind}.${form.toLowerCase()}`,
      `urn:smooth-operator:interaction:${kind}#/$defs/${form}`,
      codec as t.Mixed,
    ),
  ),
);

/** Every type of the protocol. */
export const catalogue: readonly Entry[] = [
  ...events,
  ...actions,
  ...responses,
  ...domain,
  ...interactions,
];

/** Who reads which frames. */
export const sides: readonly {
  readonly side: string;
  readonly key: 'type' | 'action';
  readonly entries: readonly Entry[];
  readonly decode: (frame: unknown) => Either<protocol.DecodeFailure, unknown>;
}[] = [
  { side: 'decodeServerEvent', key: 'type', entries: events, decode: protocol.decodeServerEvent },
  {
    side: 'decodeClientAction',
    key: 'action',
    entries: actions,
    decode: protocol.decodeClientAction,
  },
];

export interface Fixture {
  readonly name: string;
  readonly value: unknown;
}

export function fixtures(entry: string, kind: 'accept' | 'reject' | 'tolerate'): Fixture[] {
  const directory = `fixtures/${entry}`;
  if (!listSpec(directory).includes(kind)) return [];
  return listSpec(`${directory}/${kind}`).map((file) => ({
    name: file.replace(/\.json$/, ''),
    value: JSON.parse(readSpec(`${directory}/${kind}/${file}`)) as unknown,
  }));
}

/** What a frame of another server becomes. */
export interface Tolerated {
  readonly given: unknown;
  readonly becomes: unknown;
}

export function tolerated(entry: string, name: string): Tolerated {
  return JSON.parse(readSpec(`fixtures/${entry}/tolerate/${name}.json`)) as Tolerated;
}

export function accepted(entry: string, name: string): unknown {
  return JSON.parse(readSpec(`fixtures/${entry}/accept/${name}.json`)) as unknown;
}
