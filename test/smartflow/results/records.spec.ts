import { describe, expect, it } from 'vitest';
import { AgentConfig, PolicyResult } from 'smooth-operator-rx/smartflow';
import { read } from './read';

describe('PolicyResult', () => {
  it('allows, unless it says otherwise', () => {
    expect(read(PolicyResult, {})).toEqual({ allowed: true, violations: [], action: 'allow' });
  });

  it('has what a policy found, and what it made of the text', () => {
    const wire = {
      allowed: false,
      policy_id: 'p1',
      policy_name: 'No keys',
      violations: ['key', { rule: 2 }],
      action: 'modify',
      modified_content: 'Use [KEY]',
    };
    expect(read(PolicyResult, wire)).toEqual(wire);
  });
});

describe('AgentConfig', () => {
  it('caches and logs, unless it says otherwise', () => {
    expect(read(AgentConfig, {})).toEqual({
      name: '',
      tools: [],
      enable_caching: true,
      enable_logging: true,
    });
  });

  it('has all that the gateway has on record, and takes null for nothing', () => {
    const wire = {
      name: 'Support',
      description: 'Helps',
      model: 'gpt-4o',
      system_prompt: 'Be kind',
      temperature: 0.2,
      max_tokens: 100,
      tools: [{ name: 'find' }],
      compliance_policy: 'pci_dss_strict',
      enable_caching: false,
      enable_logging: false,
      fallback_provider: 'anthropic',
    };
    expect(read(AgentConfig, wire)).toEqual(wire);
    expect(read(AgentConfig, { ...wire, fallback_provider: null })).not.toHaveProperty(
      'fallback_provider',
    );
  });
});
