import * as t from 'io-ts';
import { struct } from '../codec/struct';

/** A document that an answer is founded on. `score` ranks; it has no unit. */
export const Citation = struct(
  'Citation',
  { id: t.string, title: t.string, snippet: t.string, score: t.number },
  { url: t.string },
);
export interface Citation extends t.TypeOf<typeof Citation> {}
