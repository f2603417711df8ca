import { InvalidArgumentError } from 'commander';

/** The longest time that a timer can wait, in seconds, with something to spare. */
const SECONDS_MAX = 2_000_000;

/** Reads seconds as milliseconds. */
export function millisecondsOf(seconds: string): number {
  const value = Number(seconds);
  if (value > 0 && value <= SECONDS_MAX) return value * 1000;
  throw new InvalidArgumentError('It must be a number of seconds above 0.');
}

/** Reads a whole number, from one to another. */
export function wholeNumber(from: number, to: number): (given: string) => number {
  return (given) => {
    const value = Number(given);
    if (/^\d+$/.test(given) && value >= from && value <= to) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${from} to ${to}.`);
  };
}
