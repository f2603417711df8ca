import type { Gate } from '../course';
import { confirmation } from './confirmation';

/** In the order they are asked: the first that stops a call decides. */
export const gates: readonly Gate[] = [confirmation];
