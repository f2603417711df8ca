import { defer, EMPTY, of, switchMap, type Observable } from 'rxjs';
import { isSmartflowError, Secret } from '../../smartflow';
import type { Terminal } from '../terminal';
import type { Path, StoredConfig } from './stored';

interface Question {
  readonly path: Path;
  readonly label: string;
  readonly isSecret?: boolean;
  /** In which mode it is asked. @defaultValue in both */
  readonly mode?: 'gateway' | 'direct';
  /** What goes where nothing is stored. @defaultValue 'none' */
  readonly otherwise?: string;
}

const QUESTIONS: readonly Question[] = [
  { path: ['gateway_url'], label: 'URL of the gateway' },
  { path: ['api_key'], label: 'Key of the gateway', isSecret: true, mode: 'gateway' },
  ...(['OpenAI', 'Anthropic', 'Gemini'] as const).map((name): Question => ({
    path: ['providers', name.toLowerCase(), 'api_key'],
    label: `Key of ${name}`,
    isSecret: true,
    mode: 'direct',
  })),
  {
    path: ['providers', 'ollama', 'base_url'],
    label: 'URL of Ollama',
    mode: 'direct',
    otherwise: 'http://localhost:11434',
  },
  {
    path: ['providers', 'local', 'base_url'],
    label: 'URL of a server of your own that speaks as OpenAI does',
    mode: 'direct',
  },
  { path: ['default_model'], label: 'Model', otherwise: 'gpt-4o' },
];

/**
 * Asks for what is to be configured, one thing after another; what cannot be is asked for again.
 * Completes at the end of the input, and emits once everything has been answered.
 */
export function wizard(terminal: Terminal, config: StoredConfig): Observable<StoredConfig> {
  const [first, ...rest] = QUESTIONS;
  terminal.say(
    'Enter keeps what is in brackets, - removes it. Without a gateway the providers are asked.\n',
  );
  return first ? from(first, rest, terminal, config) : EMPTY;
}

function from(
  question: Question,
  [next, ...rest]: readonly Question[],
  terminal: Terminal,
  config: StoredConfig,
): Observable<StoredConfig> {
  return answered(question, terminal, config).pipe(
    switchMap(() => (next ? from(next, rest, terminal, config) : of(config))),
  );
}

/** Emits once the answer is one that can be. */
function answered(
  question: Question,
  terminal: Terminal,
  config: StoredConfig,
): Observable<unknown> {
  return defer(() => {
    const { path, mode, isSecret } = question;
    const isGateway =
      config.get(['gateway_url']) !== undefined && config.get(['mode']) !== 'direct';
    if (mode !== undefined && mode !== (isGateway ? 'gateway' : 'direct')) return of(true);
    const text = asked(question, config);
    return (isSecret ? terminal.askSecret(text) : terminal.ask(text)).pipe(
      switchMap((line) => {
        const answer = line.trim();
        try {
          if (answer === '') config.keep();
          else config.set(path, answer === '-' ? undefined : answer);
          return of(true);
        } catch (error) {
          if (!isSmartflowError(error)) throw error;
          terminal.say(`  ${error.message}.\n`);
          return answered(question, terminal, config);
        }
      }),
    );
  });
}

function asked({ path, label, isSecret, otherwise = 'none' }: Question, config: StoredConfig) {
  const stored = config.get(path);
  const shown = stored !== undefined && isSecret ? new Secret(stored).masked : stored;
  return `${label} [${shown ?? otherwise}]: `;
}
