import * as t from 'io-ts';
import { struct, type Props } from '../codec/struct';
import { envelope } from './envelope';

/**
 * The codec of an event of a turn, by its tag and its own fields: its `data` has the turn's id
 * beside the `required` and the `optional`, its envelope may have those `beside` it.
 */
export function turnEvent<
  const T extends string,
  R extends Props,
  O extends Props = Record<never, t.Mixed>,
  E extends Props = Record<never, t.Mixed>,
>(type: T, required: R, optional = {} as O, beside = {} as E) {
  return struct(
    type,
    {
      type: t.literal(type),
      data: struct(`${type}.data`, { requestId: t.string, ...required }, optional),
    },
    { ...envelope, ...beside },
  );
}

/** The codec of an event whose own fields are in `data.data`, beside the id of its turn. */
export function nestedEvent<
  const T extends string,
  R extends Props,
  O extends Props = Record<never, t.Mixed>,
>(type: T, required: R, optional?: O) {
  return turnEvent(type, { data: struct(`${type}.data.data`, required, optional) });
}
