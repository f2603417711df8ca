import type { Finding } from './detectors';

/** What is known of a person by the scans of what they sent. */
export interface Profile {
  readonly userId: string;
  readonly orgId: string | undefined;
  /** In ms. */
  readonly since: number;
  readonly requests: number;
  /** The kinds that were found, each as often as a scan found it. */
  readonly violations: readonly string[];
}

/** What the scans have taught the gateway, and what tests have told it about them. */
export interface Learned {
  readonly profiles: ReadonlyMap<string, Profile>;
  readonly scans: ReadonlyMap<string, readonly Finding[]>;
  /** Texts that look like a violation and were said to be none. */
  readonly harmless: ReadonlySet<string>;
  /** How many profiles were there when they were last saved. */
  readonly saved: number;
  /** @returns the id of the scan */
  scanned(findings: readonly Finding[], userId?: string, orgId?: string): string;
  /** Whether there is such a scan. */
  judged(scanId: string, isFalsePositive: boolean): boolean;
  save(): void;
}

export function createLearned(now: () => number): Learned {
  const profiles = new Map<string, Profile>();
  const scans = new Map<string, readonly Finding[]>();
  const harmless = new Set<string>();
  let saved = 0;
  return {
    profiles,
    scans,
    harmless,
    get saved() {
      return saved;
    },
    scanned: (findings, userId, orgId) => {
      const id = `scan-${scans.size + 1}`;
      scans.set(id, findings);
      if (userId !== undefined) {
        const before = profiles.get(userId);
        profiles.set(userId, {
          userId,
          orgId: orgId ?? before?.orgId,
          since: before?.since ?? now(),
          requests: (before?.requests ?? 0) + 1,
          violations: [...(before?.violations ?? []), ...typesOf(findings)],
        });
      }
      return id;
    },
    judged: (scanId, isFalsePositive) => {
      const findings = scans.get(scanId);
      if (isFalsePositive) for (const { text } of findings ?? []) harmless.add(text);
      return findings !== undefined;
    },
    save: () => {
      saved = profiles.size;
    },
  };
}

/** Each kind that was found, once. */
export const typesOf = (findings: readonly Finding[]) => [
  ...new Set(findings.map(({ type }) => type)),
];
