import type { Gate } from '../course';
import { authorization } from './authorization';
import { confirmation } from './confirmation';
import { interaction } from './interaction';

/** In the order they are asked: the first that stops a call decides. */
export const gates: readonly Gate[] = [authorization, interaction, confirmation];
