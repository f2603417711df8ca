import * as t from 'io-ts';
import { struct } from '../codec/struct';
import { envelope } from './envelope';

/** The codec of an event whose own fields are in `data.data`, beside the id of its turn. */
export function nestedEvent<const T extends string, P extends t.Mixed>(
  name: string,
  type: T,
  payload: P,
) {
  return struct(
    name,
    {
      type: t.literal(type),
      data: struct(`${name}Data`, { requestId: t.string, data: payload }),
    },
    envelope,
  );
}
