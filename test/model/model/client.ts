import type { Seen } from '../trace';
import {
  BUSY_RETRY_MS,
  PARK_MS,
  RETRY_MS,
  SESSIONS,
  type Answer,
  type Down,
  type ModelLink,
  type Policy,
  type Question,
  type TurnName,
  type Up,
} from './frames';

/** A turn, as its user sees it. */
export interface ModelTurn extends TurnName {
  phase: 'waiting' | 'opening' | 'refused' | 'sent' | 'acknowledged' | 'leaving' | 'ended';
  text: string;
  cancelSent: boolean;
  readonly isReplacing: boolean;
  /** Whether another one has been promised its place. */
  isReplaced: boolean;
  /** Where it was refused with `TURN_IN_PROGRESS`, and until when it waits. */
  refused: { readonly link: ModelLink; readonly until: number } | undefined;
}

export interface ModelPrompt {
  readonly question: Question;
  readonly card: number | undefined;
  readonly turn: ModelTurn;
  readonly expiresAt: number;
  state: 'pending' | 'answered' | 'expired';
}

interface Unanswered {
  readonly name: string;
  readonly turn: ModelTurn | undefined;
}

/** What a user sees of turns, as the specification has it. */
export class ModelClient {
  readonly turns: ModelTurn[] = [];
  readonly prompts: ModelPrompt[] = [];
  readonly queue: ModelTurn[] = [];
  state: 'connecting' | 'open' | 'waiting' = 'connecting';
  retryAt = Infinity;
  link: ModelLink;
  #running: ModelTurn | undefined;
  #isFirstAttempt = true;
  #answers = 0;
  #strangers = 0;
  #unanswered: Unanswered[] = [];
  /** The conversation of each session, as far as it is known; and each session on this connection. */
  readonly #conversations: (number | undefined)[] = [];
  #sessions: ('none' | 'asked' | 'open')[] = [];
  readonly #see: Seen;
  readonly #now: () => number;
  readonly #connect: () => ModelLink;

  constructor(see: Seen, now: () => number, connect: () => ModelLink) {
    this.#see = see;
    this.#now = now;
    this.#connect = connect;
    this.link = this.#dial();
  }

  // What the user does.

  turn(session: number, policy: Policy): void {
    const name = `t${this.turns.length}`;
    const turn: ModelTurn = {
      name,
      session,
      phase: 'waiting',
      text: '',
      cancelSent: false,
      isReplacing: policy === 'replace',
      isReplaced: false,
      refused: undefined,
    };
    this.turns.push(turn);
    const running = this.#running;
    if (!running) this.#admit(turn);
    else if (policy === 'reject') this.#fail(turn, 'TURN_IN_PROGRESS');
    else if (policy === 'queue') this.queue.push(turn);
    else if (running.isReplaced) {
      // Its place goes to the latest of those that want it.
      const at = this.queue.findIndex(({ isReplacing }) => isReplacing);
      const [other] = at < 0 ? [] : this.queue.splice(at, 1);
      this.queue.unshift(turn);
      if (other) this.#fail(other, 'REPLACED');
    } else {
      running.isReplaced = true;
      this.queue.unshift(turn);
      if (running.phase === 'opening' || running.phase === 'refused') {
        this.#fail(running, 'REPLACED');
      } else this.#cancel(running);
    }
  }

  unsubscribe(turn: ModelTurn): void {
    const at = this.queue.indexOf(turn);
    if (at >= 0) this.queue.splice(at, 1);
    if (turn.phase === 'sent' || turn.phase === 'acknowledged') {
      this.#cancel(turn);
      this.#expire(turn);
      turn.phase = 'leaving';
    } else if (turn.phase !== 'leaving' && turn.phase !== 'ended') this.#end(turn);
  }

  isOpen(session: number): boolean {
    return this.state === 'open' && this.#sessions[session] === 'open';
  }

  cancelAny(): void {
    this.#send({ kind: 'cancel' }, 'cancel');
  }

  answer(prompt: ModelPrompt, answer: Answer): void {
    const state = this.stateOf(prompt);
    const { turn, card } = prompt;
    if (state === 'pending') {
      prompt.state = 'answered';
      this.#answer(answer, turn.session, card, turn);
    } else this.#see(`a${this.#answers++}`, `error PROMPT_${state.toUpperCase()}`);
  }

  /** Answers without a prompt; a card that never was. */
  answerAny(session: number, answer: Answer): void {
    this.#answer(answer, session, undefined, undefined);
  }

  /** Somebody else says something on this connection, under an id that this client does not know. */
  stranger(session: number): void {
    const name = `x${this.#strangers++}`;
    this.#send({ kind: 'say', turn: { name, session } }, `say ${name}`);
  }

  stateOf(prompt: ModelPrompt): ModelPrompt['state'] {
    return prompt.state === 'pending' && this.#now() >= prompt.expiresAt ? 'expired' : prompt.state;
  }

  retry(): void {
    if (this.state !== 'waiting') return;
    this.retryAt = Infinity;
    this.state = 'connecting';
    this.link = this.#dial();
  }

  /** A turn was refused, and waits to be offered once more. */
  get isRefused(): boolean {
    return this.#running?.phase === 'refused';
  }

  get nextOffer(): number {
    return this.#running?.phase === 'refused'
      ? (this.#running.refused?.until ?? Infinity)
      : Infinity;
  }

  /** Offers once more what was refused. */
  offerAgain(): void {
    const turn = this.#running;
    if (!turn || this.nextOffer > this.#now()) return;
    if (turn.refused?.link === this.link && this.state === 'open') this.#say(turn);
    else this.#fail(turn, `INTERRUPTED unsent ''`);
  }

  // What the network does.

  lost(): void {
    this.state = 'waiting';
    this.#isFirstAttempt = false;
    this.retryAt = this.#now() + RETRY_MS;
    const running = this.#running;
    const unanswered = this.#unanswered;
    this.#unanswered = [];
    // One that waits to be offered again hears of it when it is.
    if (running?.phase === 'opening') this.#fail(running, 'OFFLINE');
    else if (running && running.phase !== 'refused') {
      const wasSent = running.phase === 'acknowledged' || running.text !== '';
      this.#fail(running, `INTERRUPTED ${wasSent ? 'sent' : 'unknown'} '${running.text}'`);
    }
    for (const { name } of unanswered) this.#see(name, `error INTERRUPTED unknown ''`);
  }

  receive(frame: Down): void {
    switch (frame.kind) {
      case 'open':
        this.state = 'open';
        if (this.#running?.phase === 'opening') this.#proceed(this.#running);
        return;
      case 'created':
        this.#sessions[frame.session] = 'open';
        this.#conversations[frame.session] = frame.conversation;
        if (this.#running?.phase === 'opening' && this.#running.session === frame.session) {
          this.#proceed(this.#running);
        }
        return;
      case 'answered':
        this.#answered(frame);
        return;
      case 'turn':
        this.#hear(frame);
    }
  }

  #dial(): ModelLink {
    this.#sessions = new Array<'none'>(SESSIONS).fill('none');
    return this.#connect();
  }

  #admit(turn: ModelTurn): void {
    this.#running = turn;
    turn.phase = 'opening';
    this.#proceed(turn);
  }

  /** As far as an admitted turn gets for now. */
  #proceed(turn: ModelTurn): void {
    const { session } = turn;
    if (this.state !== 'open') {
      if (this.state === 'waiting' || !this.#isFirstAttempt) this.#fail(turn, 'OFFLINE');
    } else if (this.isOpen(session)) this.#say(turn);
    else if (this.#sessions[session] === 'none') {
      this.#sessions[session] = 'asked';
      const conversation = this.#conversations[session];
      if (conversation === undefined) this.#send({ kind: 'create', session }, `create s${session}`);
      else
        this.#send(
          { kind: 'create', session, conversation },
          `create s${session} again ${conversation}`,
        );
    }
  }

  #say(turn: ModelTurn): void {
    turn.phase = 'sent';
    this.#send({ kind: 'say', turn }, `say ${turn.name}`);
  }

  #cancel(turn: ModelTurn): void {
    if (turn.cancelSent) return;
    turn.cancelSent = true;
    this.cancelAny();
  }

  #answer(
    answer: Answer,
    session: number,
    card: number | undefined,
    turn: ModelTurn | undefined,
  ): void {
    const name = `a${this.#answers++}`;
    this.#unanswered.push({ name, turn });
    this.#send({ kind: 'answer', name, session, answer, card }, `${answer} ${name}`);
  }

  #answered({ name, label, card }: Extract<Down, { kind: 'answered' }>): void {
    const at = this.#unanswered.findIndex((each) => each.name === name);
    const turn = this.#unanswered.splice(at, 1)[0]?.turn;
    if (label === 'answered' || label === 'interaction_invalid') {
      if (turn && card !== undefined) this.#ask(turn, 'card', card, label);
      this.#see(name, label);
      this.#see(name, 'complete');
    } else {
      if (turn) this.#observe(turn, label);
      this.#see(name, `error ${label}`);
    }
  }

  #hear({ turn: { name }, label, text, card }: Extract<Down, { kind: 'turn' }>): void {
    const turn = this.turns.find((each) => each.name === name);
    if (!turn || turn.phase === 'ended') return;
    if (turn.phase === 'sent' && label === 'accepted') turn.phase = 'acknowledged';
    if (
      label === 'TURN_IN_PROGRESS' &&
      turn.phase === 'sent' &&
      !turn.refused &&
      !turn.cancelSent
    ) {
      turn.phase = 'refused';
      turn.refused = { link: this.link, until: this.#now() + BUSY_RETRY_MS };
      return;
    }
    if (label === 'stream_token') turn.text += text ?? '';
    if (label === 'write_confirmation_required') {
      this.#expire(turn, 'write'); // the newest is the one that waits
      this.#ask(turn, 'write', undefined, label);
    } else if (card !== undefined) this.#ask(turn, 'card', card, label);
    else this.#observe(turn, text === undefined ? label : `${label} ${text}`);
    if (label === 'eventual_response' || label === 'cancelled') {
      this.#observe(turn, 'complete');
      this.#end(turn);
    } else if (label === 'INTERNAL_ERROR' || label === 'TURN_IN_PROGRESS') this.#fail(turn, label);
  }

  #ask(turn: ModelTurn, question: Question, card: number | undefined, label: string): void {
    if (turn.phase === 'leaving' || turn.phase === 'ended') return;
    const expiresAt = this.#now() + PARK_MS;
    this.prompts.push({ question, card, turn, expiresAt, state: 'pending' });
    this.#observe(turn, label);
  }

  #fail(turn: ModelTurn, why: string): void {
    this.#observe(turn, `error ${why}`);
    this.#end(turn);
  }

  #end(turn: ModelTurn): void {
    turn.phase = 'ended';
    this.#expire(turn);
    if (this.#running !== turn) return;
    this.#running = undefined;
    // One that fails as soon as it is admitted lets the next in, and so on.
    const next = this.queue.shift();
    if (next) this.#admit(next);
  }

  #expire(turn: ModelTurn, only?: Question): void {
    for (const prompt of this.prompts) {
      const isMeant = prompt.turn === turn && (only === undefined || prompt.question === only);
      if (isMeant && prompt.state === 'pending') prompt.state = 'expired';
    }
  }

  /** Who has unsubscribed sees nothing. */
  #observe(turn: ModelTurn, what: string): void {
    if (turn.phase !== 'leaving' && turn.phase !== 'ended') this.#see(turn.name, what);
  }

  #send(frame: Up, label: string): void {
    this.link.up.push(frame);
    this.#see('up', `${this.link.name} ${label}`);
  }
}
