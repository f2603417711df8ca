import type { Observable, Subscription } from 'rxjs';
import type { Client } from '../../../src/conversation/client';
import type { InteractionPrompt, WritePrompt } from '../../../src/conversation/prompt';
import type { Session } from '../../../src/conversation/session';
import { said, why } from '../labels';
import { SESSIONS, SHOWS_CARDS, type Answer, type Policy } from '../model/frames';
import type { Seen } from '../trace';

type Prompt =
  | { readonly type: 'write'; readonly prompt: WritePrompt }
  | { readonly type: 'card'; readonly prompt: InteractionPrompt };

const SUBMITTED = {
  valid: { values: { answers: [{ header: 'Size', options: ['L'] }] } },
  invalid: { values: { answers: [{ header: 'Size', options: ['XXL'] }] } },
  decline: { declined: true },
} as const;

/** Who uses the real client, and writes down what there is to see. */
export class User {
  readonly turns: Subscription[] = [];
  readonly prompts: Prompt[] = [];
  /** The answers so far, those that were refused at once among them. */
  answers = 0;
  readonly #see: Seen;
  readonly #sessions: readonly Session[];

  constructor(client: Client, see: Seen) {
    this.#see = see;
    this.#sessions = Array.from({ length: SESSIONS }, (_, session) =>
      client.session({
        agentId: `s${session}`,
        ...(session === SHOWS_CARDS && { supports: ['choice_chips'] }),
      }),
    );
  }

  turn(session: number, whenBusy: Policy): void {
    const name = `t${this.turns.length}`;
    const place = this.turns.length;
    // Its place first: it may see something while it is subscribed to.
    this.turns.length++;
    this.turns[place] = this.#session(session)
      .turn(name, { whenBusy })
      .subscribe({
        next: (event) => {
          if (event.type === 'keepalive') return;
          if (event.type === 'write_confirmation_required') {
            this.prompts.push({ type: 'write', prompt: event.prompt });
          } else if (
            event.type === 'interaction_required' ||
            event.type === 'interaction_invalid'
          ) {
            this.prompts.push({ type: 'card', prompt: event.prompt });
          }
          this.#see(name, said(event));
        },
        error: (error: unknown) => {
          this.#see(name, why(error));
        },
        complete: () => {
          this.#see(name, 'complete');
        },
      });
  }

  unsubscribe(turn: number): void {
    this.turns[turn]?.unsubscribe();
  }

  cancelAny(session: number): void {
    this.#session(session).cancel().subscribe();
  }

  answer(at: number, answer: Answer): void {
    const asked = this.prompts[at];
    if (asked?.type === 'write')
      this.#watch(asked.prompt.answer({ approved: answer === 'approve' }));
    else if (asked && isOfCard(answer)) this.#watch(asked.prompt.answer(SUBMITTED[answer]));
  }

  answerAny(session: number, answer: Answer): void {
    this.#watch(
      isOfCard(answer)
        ? this.#session(session).submitInteraction({ interactionId: 'none', ...SUBMITTED[answer] })
        : this.#session(session).confirmToolAction(answer === 'approve'),
    );
  }

  /** Each answer sees what it is answered with. */
  #watch(reply$: Observable<object>): void {
    const name = `a${this.answers++}`;
    reply$.subscribe({
      next: (reply) => {
        const isInvalid = 'type' in reply && reply.type === 'interaction_invalid';
        this.#see(name, isInvalid ? 'interaction_invalid' : 'answered');
      },
      error: (error: unknown) => {
        this.#see(name, why(error));
      },
      complete: () => {
        this.#see(name, 'complete');
      },
    });
  }

  #session(session: number): Session {
    const found = this.#sessions[session];
    if (!found) throw new Error(`There is no session ${session}.`);
    return found;
  }
}

function isOfCard(answer: Answer): answer is keyof typeof SUBMITTED {
  return answer in SUBMITTED;
}
