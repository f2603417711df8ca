// @ts-check
import { Writable } from 'node:stream';
import { timer } from 'rxjs';

/** How early a sink may be, in milliseconds. */
const TICK = 5;

/** A sink that takes so many bytes a second, and counts them. */
export class SlowSink extends Writable {
  taken = 0;
  #rate;
  #start = 0;

  /** @param {number} rate in bytes a second */
  constructor(rate) {
    super();
    this.#rate = rate;
  }

  /**
   * @override
   * @param {Buffer} chunk
   * @param {BufferEncoding} _
   * @param {() => void} done
   */
  _write(chunk, _, done) {
    this.#start ||= performance.now();
    this.taken += chunk.length;
    const early = this.#start + (this.taken / this.#rate) * 1_000 - performance.now();
    // Timers cannot tell the time of one small chunk.
    if (early < TICK) done();
    else timer(early).subscribe(done);
  }
}
