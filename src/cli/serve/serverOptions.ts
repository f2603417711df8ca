import { memoryOtp, type Limits, type OtpService, type ServerOptions } from '../../server';
import type { Io, Output } from '../io';
import { oneLine } from '../paint';
import { accessOf } from './access';
import type { Configuration } from './configuration';
import { logTo } from './log';
import type { Models } from './model';
import type { Values } from './settings';

/** What a configuration asks of the server. */
export function serverOptions(
  configuration: Configuration,
  { model, models, preambleModel }: Models,
  { stderr }: Pick<Io, 'stderr'>,
): ServerOptions {
  const { values } = configuration;
  return {
    model,
    models,
    preambleModel,
    port: values.port,
    host: values.host,
    agentName: values.agentName,
    maxTokens: values.maxTokens,
    maxIterations: values.maxIterations,
    instructions: values.instructions,
    greeting: values.greeting,
    skills: values.skills,
    knowledge: values.seed ? undefined : [],
    tools: values.seed && !values.noTools ? undefined : [],
    confirmTools: values.confirmTools,
    authTools: values.authTools,
    otp: values.otp === 'stderr' ? otpOn(stderr) : undefined,
    promptTimeout: values.promptTimeout,
    access: accessOf(configuration),
    origins: values.origins,
    authContextSecret: values.authContextSecret,
    trustProxy: values.trustProxy,
    limits: limitsIn(values),
    keepaliveInterval: values.keepaliveInterval,
    drainTimeout: values.drainTimeout,
    metrics: values.metrics,
    onLog: logTo(stderr, values.verbose),
  };
}

function limitsIn(values: Values): Limits {
  return {
    frameBytes: values['limits.frameBytes'],
    messageLength: values['limits.messageLength'],
    turnsPerMinute: values['limits.turnsPerMinute'],
    addressTurnsPerMinute: values['limits.addressTurnsPerMinute'],
    addressSessionsPerMinute: values['limits.addressSessionsPerMinute'],
    addressConnections: values['limits.addressConnections'],
    openRequests: values['limits.openRequests'],
    outboundBytes: values['limits.outboundBytes'],
    slowReaderTimeout: values['limits.slowReaderTimeout'],
    idleTimeout: values['limits.idleTimeout'],
  };
}

/** One-time codes for whoever watches the server: in development the same person as the user. */
function otpOn(output: Output): OtpService {
  return memoryOtp({
    onCode: ({ channel, destination, code }) => {
      output.write(`One-time code ${code}, by ${channel} to ${oneLine(destination, 60)}.\n`);
    },
  });
}
