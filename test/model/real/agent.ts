import { Observable, type Subscriber } from 'rxjs';
import { ModelError, type ChatRequest, type ModelOutput } from '../../../src/server/model';
import type { Service } from '../../../src/server/service';
import { memoryStore } from '../../../src/server/stores/memory';
import { service, tool } from '../../server/kit';
import type { Question } from '../model/frames';

const CHOICES = {
  questions: [{ question: 'Which size?', header: 'Size', options: ['S', 'L'] }],
};

/** The real server, whose model does what it is told. */
export class Agent {
  readonly service: Service;
  /** In the order in which they were made. */
  readonly conversations: string[] = [];
  readonly outcomes = new Map<string, number>();
  readonly failures: unknown[] = [];
  /** Connections that are served. */
  connections = 0;
  refunds = 0;
  /** The calls of the model that run, by what the user said. */
  readonly #calls = new Map<string, Subscriber<ModelOutput>>();

  constructor() {
    const store = memoryStore();
    this.service = service({
      store: {
        ...store,
        putConversation: (conversation) => {
          this.conversations.push(conversation.conversationId);
          return store.putConversation(conversation);
        },
      },
      knowledge: [],
      maxIterations: 1_000,
      model: { complete: (request) => this.#complete(request) },
      tools: [
        tool('issue_refund', () => {
          this.refunds++;
          return 'refunded';
        }),
        tool('look_up', () => 'found'),
      ],
      onLog: (entry) => {
        if (entry.kind === 'connected') this.connections++;
        if (entry.kind === 'disconnected') this.connections--;
        if (entry.kind === 'failed' && !(entry.error instanceof ModelError)) {
          this.failures.push(entry.error);
        }
        if (entry.kind === 'turn') {
          this.outcomes.set(entry.outcome, (this.outcomes.get(entry.outcome) ?? 0) + 1);
        }
      },
    });
  }

  get thinking(): number {
    return this.#calls.size;
  }

  says(turn: string, text: string): void {
    this.#call(turn).next({ kind: 'token', text });
  }

  calls(turn: string, question?: Question): void {
    const name = question === 'write' ? 'issue_refund' : question ? 'request_choices' : 'look_up';
    const call = this.#call(turn);
    call.next({
      kind: 'toolCall',
      id: 'call',
      name,
      arguments: question === 'card' ? CHOICES : {},
    });
    call.complete();
  }

  concludes(turn: string): void {
    this.#call(turn).complete();
  }

  fails(turn: string): void {
    this.#call(turn).error(new ModelError('The model is out of order.'));
  }

  /** What is stored, conversation by conversation. */
  get stored(): string[][] {
    return this.conversations.map((conversation) => {
      let stored: string[] = [];
      this.service.store.latest(conversation, 1_000).subscribe((messages) => {
        stored = messages.map(
          ({ direction, text }) => `${direction === 'inbound' ? '>' : '<'} ${text}`,
        );
      });
      return stored;
    });
  }

  #call(turn: string): Subscriber<ModelOutput> {
    const call = this.#calls.get(turn);
    if (!call) throw new Error(`The model is not at work in ${turn}.`);
    return call;
  }

  #complete({ messages }: ChatRequest): Observable<ModelOutput> {
    const turn = messages.filter(({ role }) => role === 'user').at(-1)?.content ?? '';
    return new Observable((subscriber) => {
      this.#calls.set(turn, subscriber);
      return () => {
        if (this.#calls.get(turn) === subscriber) this.#calls.delete(turn);
      };
    });
  }
}
