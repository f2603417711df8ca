import type { Seen } from '../trace';
import {
  PARK_MS,
  SHOWS_CARDS,
  type Answer,
  type Down,
  type ModelLink,
  type Question,
  type TurnName,
  type Up,
} from './frames';

interface Park {
  readonly question: Question;
  readonly card: number | undefined;
  readonly until: number;
}

interface RunningTurn {
  readonly turn: TurnName;
  park: Park | undefined;
  /** All that was said, and whether anything was since the last tool. */
  text: string;
  said: boolean;
}

/** What the server knows of a connection. */
interface Peer {
  readonly link: ModelLink;
  readonly conversations: number[];
  turn: RunningTurn | undefined;
}

/** The life of turns on the server, as the specification has it. */
export class ModelServer {
  /** What is stored, conversation by conversation. */
  readonly stored: string[][] = [];
  readonly outcomes = new Map<string, number>();
  refunds = 0;
  #cards = 0;
  readonly #peers = new Map<ModelLink, Peer>();
  readonly #see: Seen;
  readonly #now: () => number;

  constructor(see: Seen, now: () => number) {
    this.#see = see;
    this.#now = now;
  }

  connected(link: ModelLink): void {
    this.#peers.set(link, { link, conversations: [], turn: undefined });
  }

  /** The connection is gone, and the server knows. */
  disconnected(link: ModelLink): void {
    const peer = this.#peers.get(link);
    if (peer?.turn) this.#finish(peer, 'aborted');
    this.#peers.delete(link);
  }

  receive(link: ModelLink, frame: Up): void {
    const peer = this.#peers.get(link);
    if (!peer) return;
    switch (frame.kind) {
      case 'create': {
        const conversation = frame.conversation ?? this.stored.push([]) - 1;
        peer.conversations[frame.session] = conversation;
        this.#reply(
          peer,
          { kind: 'created', session: frame.session, conversation },
          `s${frame.session} answered`,
        );
        return;
      }
      case 'say':
        if (peer.turn) {
          const label = 'TURN_IN_PROGRESS';
          const { turn } = frame;
          this.#reply(peer, { kind: 'turn', turn, label }, `${turn.name} ${label}`);
          return;
        }
        peer.turn = { turn: frame.turn, park: undefined, text: '', said: false };
        this.#tell(peer, 'accepted');
        this.#store(peer, `> ${frame.turn.name}`);
        return;
      case 'cancel':
        if (!peer.turn) return;
        this.#tell(peer, 'cancelled');
        this.#finish(peer, 'cancelled');
        return;
      case 'answer':
        this.#answer(peer, frame);
    }
  }

  /** The turn that waits for the model, on this connection. */
  thinkingOn(link: ModelLink): string | undefined {
    const turn = this.#peers.get(link)?.turn;
    return turn?.park ? undefined : turn?.turn.name;
  }

  get thinking(): number {
    return [...this.#peers.values()].filter(({ turn }) => turn && !turn.park).length;
  }

  parks(question: Question): number {
    return [...this.#peers.values()].filter(({ turn }) => turn?.park?.question === question).length;
  }

  // What the agent does.

  says(link: ModelLink, text: string): void {
    this.#during(link, (peer, turn) => {
      // What was said before a tool ran stays a paragraph of its own.
      for (const piece of !turn.said && turn.text !== '' ? ['\n\n', text] : [text]) {
        this.#tell(peer, 'stream_token', { text: piece });
        turn.text += piece;
      }
      turn.said = true;
    });
  }

  /** Calls a tool: one that just runs, one that needs approval, one that shows a card. */
  calls(link: ModelLink, question?: Question): void {
    this.#during(link, (peer, turn) => {
      turn.said = false;
      const isCard = question === 'card' && turn.turn.session === SHOWS_CARDS;
      if (question === undefined || (question === 'card' && !isCard)) {
        this.#tell(peer, 'toolCall');
        this.#tell(peer, 'toolResult', { text: 'false' });
        return;
      }
      const card = isCard ? this.#cards++ : undefined;
      if (card === undefined) this.#tell(peer, 'write_confirmation_required');
      else this.#tell(peer, 'interaction_required', { card });
      this.#tell(peer, 'toolCall');
      turn.park = { question, card, until: this.#now() + PARK_MS };
    });
  }

  concludes(link: ModelLink): void {
    this.#during(link, (peer, turn) => {
      this.#store(peer, `< ${turn.text}`);
      this.#tell(peer, 'eventual_response');
      this.#finish(peer, 'completed');
    });
  }

  fails(link: ModelLink): void {
    this.#during(link, (peer) => {
      this.#tell(peer, 'INTERNAL_ERROR');
      this.#finish(peer, 'failed');
    });
  }

  // Time.

  get nextExpiry(): number {
    return Math.min(...[...this.#peers.values()].map(({ turn }) => turn?.park?.until ?? Infinity));
  }

  /** A write that nobody answered counts as denied, a card as unanswered. */
  expire(): void {
    for (const peer of this.#peers.values()) {
      if (peer.turn?.park && peer.turn.park.until <= this.#now()) {
        this.#resume(peer, peer.turn.park.question === 'write');
      }
    }
  }

  #answer(peer: Peer, { name, session, answer, card }: Extract<Up, { kind: 'answer' }>): void {
    const { turn } = peer;
    const question = questionOf(answer);
    const park = turn?.turn.session === session ? turn.park : undefined;
    const say = (label: string) => {
      const shown = label === 'interaction_invalid' && card !== undefined && { card };
      this.#reply(peer, { kind: 'answered', name, label, ...shown }, `${name} ${label}`);
    };
    if (park?.question !== question) {
      say(question === 'write' ? 'NO_PENDING_CONFIRMATION' : 'NO_PENDING_INTERACTION');
    } else if (park.card !== card) say('INTERACTION_MISMATCH');
    else if (answer === 'invalid') say('interaction_invalid');
    else {
      say('answered');
      if (answer === 'approve') this.refunds++;
      this.#resume(peer, answer === 'deny');
    }
  }

  #resume(peer: Peer, isError: boolean): void {
    if (peer.turn) peer.turn.park = undefined;
    this.#tell(peer, 'toolResult', { text: String(isError) });
  }

  #finish(peer: Peer, outcome: string): void {
    peer.turn = undefined;
    this.outcomes.set(outcome, (this.outcomes.get(outcome) ?? 0) + 1);
  }

  #during(link: ModelLink, step: (peer: Peer, turn: RunningTurn) => void): void {
    const peer = this.#peers.get(link);
    if (peer?.turn) step(peer, peer.turn);
  }

  #store(peer: Peer, message: string): void {
    const conversation = peer.conversations[peer.turn?.turn.session ?? -1];
    if (conversation !== undefined) this.stored[conversation]?.push(message);
  }

  /** An event of the turn that runs. */
  #tell(peer: Peer, label: string, more: { text?: string; card?: number } = {}): void {
    if (!peer.turn) return;
    const { turn } = peer.turn;
    const said = more.text === undefined ? label : `${label} ${more.text}`;
    this.#reply(peer, { kind: 'turn', turn, label, ...more }, `${turn.name} ${said}`);
  }

  #reply({ link }: Peer, frame: Down, label: string): void {
    if (link.isLost) return; // nobody is there to hear it
    link.down.push(frame);
    this.#see('down', `${link.name} ${label}`);
  }
}

export function questionOf(answer: Answer): Question {
  return answer === 'approve' || answer === 'deny' ? 'write' : 'card';
}
