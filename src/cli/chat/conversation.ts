import type { Client, Session } from '../../index';
import type { MessageOptions } from '../message';
import type { Paint } from '../paint';
import type { TurnView } from '../print';
import type { Terminal } from '../terminal';

/** What a line that somebody types has to do with. */
export interface Conversation {
  readonly terminal: Terminal;
  readonly client: Client;
  readonly session: Session;
  readonly agent: string;
  readonly paint: Paint;
  readonly view: TurnView;
  /** What goes with every message. */
  readonly options: Pick<MessageOptions, 'model' | 'skill'>;
  /** The files that go with the next message. */
  readonly attached: string[];
}
