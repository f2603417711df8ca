/** Something in a text that a policy is about. */
export interface Finding {
  readonly type: string;
  readonly text: string;
  readonly risk: number;
  /** Whether a pattern has found it, or what a gateway has learned. */
  readonly by: 'regex' | 'ml';
}

export type RiskLevel = 'low' | 'medium' | 'high' | 'critical';

interface Detector {
  readonly type: string;
  readonly pattern: RegExp;
  /** What each kind adds to the risk of a text. Alone and together they meet every boundary. */
  readonly risk: number;
  readonly by?: 'ml';
  readonly isMeant?: (text: string) => boolean;
}

export const DETECTORS: readonly Detector[] = [
  { type: 'ssn', pattern: /\b\d{3}-\d{2}-\d{4}\b/g, risk: 0.75 },
  { type: 'credit_card', pattern: /\b\d(?:[ -]?\d){12,18}\b/g, risk: 0.5, isMeant: isCardNumber },
  { type: 'email', pattern: /\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b/g, risk: 0.25 },
  { type: 'phone', pattern: /\+?\b\d{3}[ .-]\d{3}[ .-]\d{4}\b/g, risk: 0.24 },
  { type: 'credential', pattern: /\bpassword (?:is|:) \S+/gi, risk: 0.5, by: 'ml' },
];

/** What is in a text, in the order of the detectors. */
export function findingsIn(text: string): Finding[] {
  return DETECTORS.flatMap(({ type, pattern, risk, by = 'regex' as const, isMeant = () => true }) =>
    (text.match(pattern) ?? []).filter(isMeant).map((found) => ({ type, text: found, risk, by })),
  );
}

/** From 0 to 1: each kind counts once. */
export function riskOf(findings: readonly Finding[]): number {
  const byType = new Map(findings.map(({ type, risk }) => [type, risk]));
  const sum = [...byType.values()].reduce((total, risk) => total + risk, 0);
  return Math.min(1, Math.round(sum * 100) / 100);
}

export function levelOf(risk: number): RiskLevel {
  if (risk < 0.25) return 'low';
  if (risk < 0.5) return 'medium';
  return risk < 0.75 ? 'high' : 'critical';
}

/** The text with each finding replaced by the name of its kind, such as `[EMAIL]`. */
export function redacted(text: string, findings: readonly Finding[]): string {
  return findings.reduce(
    (so, { type, text: found }) => so.replaceAll(found, `[${type.toUpperCase()}]`),
    text,
  );
}

/** By the checksum of Luhn. */
function isCardNumber(text: string): boolean {
  const digits = Array.from(text.replace(/\D/g, ''), Number).reverse();
  const sum = digits.reduce((total, digit, n) => {
    const doubled = n % 2 === 0 ? digit : digit * 2;
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}
