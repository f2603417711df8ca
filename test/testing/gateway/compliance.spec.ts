import { describe, expect, it } from 'vitest';
import type { FakeGateway } from 'smooth-operator-rx/testing';
import { get, post, start } from './kit';

const SSN = '123-45-6789';
const CARD = '4111 1111 1111 1111';
const EMAIL = 'alice@example.com';
const PHONE = '555 010 1234';

/** What is found, the risk, and what is to be done: every level at its boundaries, every action. */
const CONTENTS: readonly (readonly [string, readonly string[], number, string])[] = [
  ['All is well.', [], 0, 'Allow'],
  [`Call ${PHONE}.`, ['phone'], 0.24, 'AllowAndLog'],
  [`Write to ${EMAIL}.`, ['email'], 0.25, 'AllowAndLog'],
  [`Call ${PHONE} or write to ${EMAIL}.`, ['email', 'phone'], 0.49, 'AllowAndLog'],
  [`Charge ${CARD}.`, ['credit_card'], 0.5, 'Review'],
  [`Charge ${CARD}, call ${PHONE}.`, ['credit_card', 'phone'], 0.74, 'Review'],
  [`It is ${SSN}.`, ['ssn'], 0.75, 'Block'],
  [`It is ${SSN}, charge ${CARD}.`, ['ssn', 'credit_card'], 1, 'Block'],
];

const scan = async ({ compliance }: FakeGateway, content: string) =>
  (await post(`${compliance.url}/api/compliance/scan`, { content, policy: 'p1' })).body;

const intelligentScan = async ({ compliance }: FakeGateway, body: object) =>
  (await post(`${compliance.url}/api/compliance/intelligent/scan`, body)).body as {
    scan_id: string;
    behavior_deviations: string[];
  };

const read = async ({ compliance }: FakeGateway, path: string) =>
  (await get(`${compliance.url}/api/compliance/${path}`)).body;

describe('the fake compliance service', () => {
  it.each(CONTENTS)('scans by rules: %s', async (content, found, risk) => {
    expect(await scan(await start(), content)).toMatchObject({
      policy: 'p1',
      compliant: found.length === 0,
      risk_score: risk,
      pii_detected: found,
      violations: found.map((type) => `${type} found`),
      recommendations: found.map((type) => `Remove the ${type}.`),
    });
  });

  it('redacts what it finds, and says nothing where there is nothing', async () => {
    const gateway = await start();
    expect(await scan(gateway, `${EMAIL}, ${PHONE}, ${EMAIL}: ${SSN}`)).toMatchObject({
      redacted_content: '[EMAIL], [PHONE], [EMAIL]: [SSN]',
    });
    expect(await scan(gateway, 'All is well.')).toMatchObject({ redacted_content: null });
    expect(await scan(gateway, 'Not a card: 4111 1111 1111 1112')).toMatchObject({
      compliant: true,
    });
  });

  it.each(CONTENTS)('scans by what it has learned: %s', async (content, found, risk, action) => {
    expect(await intelligentScan(await start(), { content })).toEqual({
      scan_id: 'scan-1',
      has_violations: found.length > 0,
      risk_score: risk,
      recommended_action: action,
      explanation:
        found.length > 0 ? `The content has: ${found.join(', ')}.` : 'Nothing was found.',
      regex_violations: found.map((violation_type) => ({
        violation_type,
        severity: expect.any(String) as string,
        description: `The content has a ${violation_type}.`,
      })),
      ml_violations: [],
      behavior_deviations: [],
      processing_time_us: content.length * 3,
    });
  });

  it('finds more than patterns do', async () => {
    const body = await intelligentScan(await start(), { content: 'The password is hunter2' });
    expect(body).toMatchObject({
      recommended_action: 'Review',
      regex_violations: [],
      ml_violations: [{ violation_type: 'credential', severity: 'high' }],
    });
  });

  it('learns from feedback, if there is such a scan', async () => {
    const gateway = await start();
    const url = `${gateway.compliance.url}/api/compliance/intelligent/feedback`;
    const content = `Test number ${SSN}`;
    const { scan_id } = await intelligentScan(gateway, { content });
    const answer = await post(url, { scan_id, is_false_positive: true });
    expect(answer.body).toEqual({ success: true, scan_id, is_false_positive: true });
    expect(await intelligentScan(gateway, { content })).toMatchObject({ has_violations: false });
    expect(await read(gateway, 'intelligent/stats')).toMatchObject({
      ml_stats: { total_patterns: 6, builtin_patterns: 5, learned_patterns: 1 },
    });
    const unknown = await post(url, { scan_id: 'scan-9', is_false_positive: true });
    expect(unknown.status).toBe(404);
  });

  it.each(['u1', 'team/alice smith'])('knows how much it has learned of %s', async (userId) => {
    let now = 0;
    const gateway = await start({ now: () => now });
    const status = () => read(gateway, `learning/status/${encodeURIComponent(userId)}`);
    expect(await status()).toEqual({
      user_id: userId,
      org_id: null,
      days_tracked: 0,
      total_requests: 0,
      learning_complete: false,
      learning_period_days: 14,
      progress_percent: 0,
    });
    const say = (content: string) =>
      intelligentScan(gateway, { content, user_id: userId, org_id: 'o1' });
    for (let n = 0; n < 5; n++) await say('Hello');
    now += 36 * 60 * 60 * 1000;
    expect(await status()).toMatchObject({
      org_id: 'o1',
      days_tracked: 2,
      total_requests: 5,
      progress_percent: 25,
    });
    for (let n = 0; n < 15; n++) await say('Hello');
    expect(await status()).toMatchObject({ learning_complete: true, progress_percent: 100 });
    expect((await say(EMAIL)).behavior_deviations).toEqual(['The first email of this user.']);
    expect((await say(EMAIL)).behavior_deviations).toEqual([]);
  });

  it('sums up whom it knows, and their organisations', async () => {
    const gateway = await start({ now: () => 0 });
    expect(await read(gateway, 'learning/summary')).toMatchObject({
      total_users: 0,
      average_progress_percent: 0,
    });
    for (let n = 0; n < 20; n++) {
      await intelligentScan(gateway, { content: SSN, user_id: 'u1', org_id: 'a/b' });
    }
    await intelligentScan(gateway, { content: EMAIL, user_id: 'u2', org_id: 'a/b' });
    expect(await read(gateway, 'learning/summary')).toEqual({
      total_users: 2,
      users_learning_complete: 1,
      users_in_learning: 1,
      average_progress_percent: 52.5,
      config_learning_days: 14,
      config_min_samples: 20,
    });
    const baseline = {
      org_id: 'a/b',
      user_count: 2,
      total_requests: 21,
      avg_requests_per_user_day: 10.5,
      violation_rate: 1,
      top_violation_types: ['ssn', 'email'],
      learning_complete: false,
    };
    expect(await read(gateway, 'org/status/a%2Fb')).toEqual(baseline);
    expect(await read(gateway, 'org/summary')).toEqual({
      total_orgs: 1,
      organizations: [baseline],
    });
    expect(await read(gateway, 'org/status/nobody')).toMatchObject({
      user_count: 0,
      avg_requests_per_user_day: 0,
      violation_rate: 0,
    });
  });

  it('keeps what it has learned when it is told to', async () => {
    const gateway = await start();
    await intelligentScan(gateway, { content: 'Hello', user_id: 'u1', org_id: 'o1' });
    expect(await read(gateway, 'persistence/stats')).toMatchObject({
      persistence: { enabled: true, user_profiles_stored: 0, profile_ttl_days: 90 },
    });
    const saved = await post(`${gateway.compliance.url}/api/compliance/persistence/save`, {});
    expect(saved.body).toEqual({ success: true, profiles_saved: 1 });
    expect(await read(gateway, 'persistence/stats')).toMatchObject({
      persistence: { user_profiles_stored: 1, org_baselines_stored: 1 },
    });
    expect(await read(gateway, 'intelligent/health')).toEqual({
      status: 'healthy',
      scans: 1,
      profiles: 1,
    });
  });

  it('has its statistics bare, when they are wanted so', async () => {
    const gateway = await start({ shapes: { bare: true } });
    expect(await read(gateway, 'intelligent/stats')).toMatchObject({
      builtin_patterns: 5,
      patterns_by_category: { pii: 4, secrets: 1, harmless: 0 },
      average_confidence: expect.closeTo(0.448),
    });
    expect(await read(gateway, 'persistence/stats')).toMatchObject({ enabled: true });
  });

  it.each(['scan', 'intelligent/scan', 'intelligent/feedback'])(
    'wants a body at %s',
    async (at) => {
      const { compliance } = await start();
      expect((await post(`${compliance.url}/api/compliance/${at}`, {})).status).toBe(400);
    },
  );
});
