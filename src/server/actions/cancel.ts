import { EMPTY } from 'rxjs';
import type { Cancel } from '../../protocol';
import type { Handler } from '../peer';

/** Cancels the connection's turn, whatever ids the frame names: the turn says so itself. */
export const cancel: Handler<Cancel> = (_action, peer) => {
  peer.turn?.cancel();
  return EMPTY;
};
