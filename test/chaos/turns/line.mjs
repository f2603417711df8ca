// @ts-check
import { startFrameProxy } from '../proxy/frameProxy.mjs';
import { startTcpProxy } from '../proxy/tcpProxy.mjs';

/** @typedef {import('./plan.mjs').Fault} Fault */

/**
 * The way from a client to its server, on which one thing after another goes wrong.
 *
 * @param {number} target the port of the server
 * @param {(fault: Fault) => void} onFault told of each when it happens
 */
export async function startLine(target, onFault) {
  const frames = await startFrameProxy(target);
  const bytes = await startTcpProxy(frames.port);
  /** @type {{ owner: object, fault: Fault }[]} */
  const waiting = [];
  /** @type {typeof waiting[number] | undefined} */
  let armed;

  const armNext = () => {
    armed = waiting.shift();
    if (!armed) return;
    const { fault } = armed;
    const then = () => {
      onFault(fault);
      armNext();
    };
    if ('at' in fault.fault) frames.arm(fault.fault, then);
    else bytes.arm(fault.fault, then);
  };

  return {
    url: `ws://127.0.0.1:${bytes.port}/ws`,
    connections: () => bytes.connections(),
    /**
     * @param {object} owner
     * @param {readonly Fault[]} faults one after another
     */
    arm: (owner, faults) => {
      waiting.push(...faults.map((fault) => ({ owner, fault })));
      if (!armed) armNext();
    },
    /** @param {object} owner whose faults have had their time */
    disarm: (owner) => {
      waiting.splice(0, Infinity, ...waiting.filter((one) => one.owner !== owner));
      if (armed?.owner !== owner) return;
      frames.disarm();
      bytes.disarm();
      armNext();
    },
    close: () => Promise.all([bytes.close(), frames.close()]),
  };
}
