import type { Observable } from 'rxjs';
import type {
  Client,
  InteractionHandlers,
  InteractionPrompt,
  OneTimeCodeRequest,
  Session,
  TurnEvent,
  WritePrompt,
} from 'smooth-operator-rx';
import type {
  ChoicesSpec,
  ChoicesValues,
  Citation,
  ClientAction,
  IdentityIntakeSpec,
  IdentityIntakeValues,
  StreamChunk,
} from 'smooth-operator-rx/protocol';
import type { FakeGateway, Frame, TurnTestHelpers } from 'smooth-operator-rx/testing';
import type { RunningServer } from 'smooth-operator-rx/server';
import type {
  SmartflowAgent,
  SmartflowClient,
  SmartflowWorkflow,
} from 'smooth-operator-rx/smartflow';
import type { Io } from '../../src/cli/io';
import type { Program } from '../../src/cli/run';

/** What the examples of the documentation find where they stand: the application of their reader. */
export interface World {
  readonly url: string;
  readonly token: string;
  readonly agentId: string;
  readonly client: Client;
  readonly session: Session;
  readonly server: RunningServer;
  readonly smartflow: SmartflowClient;
  readonly agent: SmartflowAgent;
  readonly workflow: SmartflowWorkflow;
  readonly turn$: Observable<TurnEvent>;
  readonly event: StreamChunk;
  readonly action: ClientAction;
  readonly pageLeft$: Observable<unknown>;

  readonly ask: (prompt: WritePrompt) => Observable<boolean>;
  readonly askForCode: (request: OneTimeCodeRequest) => Observable<string>;
  readonly cards: InteractionHandlers;
  readonly dialog: {
    ask(question: string): Promise<boolean>;
    prompt(question: string, problem?: string): Promise<string>;
  };
  readonly form: {
    open(
      fields: IdentityIntakeSpec['fields'],
      errors: InteractionPrompt['errors'],
    ): Promise<IdentityIntakeValues>;
  };
  readonly chips: { choose(questions: ChoicesSpec['questions']): Promise<ChoicesValues> };

  readonly log: (...what: unknown[]) => void;
  readonly render: (text: string) => void;

  readonly draw: (event: TurnEvent) => Promise<void>;
  readonly show: (what: unknown) => void;
  readonly showSources: (sources: readonly Citation[]) => void;
  readonly footer: { show(sources: readonly unknown[]): void };
  readonly meter: { add(...tokens: (number | undefined)[]): void };
  readonly panel: HTMLElement;
  readonly bubble: HTMLElement;
  readonly output: HTMLElement;
  readonly input: { readonly files: readonly File[] };
  readonly button: HTMLButtonElement;
  readonly againButton: HTMLButtonElement;
  readonly archive: { write(what: unknown): Promise<void> };

  readonly gateway: FakeGateway;
  readonly cold: TurnTestHelpers['cold'];
  readonly framesFor: (action: ClientAction) => readonly Frame[];
  readonly processIo: () => Io;
  readonly smoothOperator: Program;
}
