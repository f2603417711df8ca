/** Who has a model, by how its name begins. The prefix of a provider wins over the name itself. */
const BY_NAME: readonly (readonly [begins: RegExp, provider: string])[] = [
  [/^claude-/, 'anthropic'],
  [/^gemini-/, 'gemini'],
];

/** The providers that the fake gateway knows by their own names. */
export const PROVIDERS = ['openai', 'anthropic', 'gemini', 'ollama'] as const;

/** The provider that a gateway would send a model to. */
export function providerOf(model: string): string {
  const [, prefix] = /^([a-z_]+)\//.exec(model) ?? [];
  return prefix ?? BY_NAME.find(([begins]) => begins.test(model))?.[1] ?? 'openai';
}
