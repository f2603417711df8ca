import * as t from 'io-ts';
import { numeric } from '../codec/primitives';
import { struct } from '../codec/struct';

/** A document the answer rests on. */
export const Citation = struct(
  'Citation',
  { id: t.string, title: t.string, snippet: t.string, score: numeric() },
  { url: t.string },
);
export interface Citation extends t.TypeOf<typeof Citation> {}
