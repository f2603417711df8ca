import * as t from 'io-ts';
import { struct } from '../../../protocol/codec/struct';
import type { Handler } from '../call';
import { readBody } from '../http/readBody';
import { findingsIn, redacted, riskOf } from '../state/detectors';
import { typesOf } from '../state/learned';

const ScanBody = struct('Scan', { content: t.string }, { policy: t.string });

/** `POST /api/compliance/scan`: by rules alone. */
export const scan: Handler = ({ request }) => {
  const { content, policy } = readBody(ScanBody, request);
  const findings = findingsIn(content);
  const types = typesOf(findings);
  return Response.json({
    policy,
    compliant: types.length === 0,
    risk_score: riskOf(findings),
    violations: types.map((type) => `${type} found`),
    pii_detected: types,
    recommendations: types.map((type) => `Remove the ${type}.`),
    redacted_content: types.length === 0 ? null : redacted(content, findings),
  });
};
