// @ts-check

/** @typedef {import('smooth-operator-rx').CreateSocket} CreateSocket */

const BUSY = 'TURN_IN_PROGRESS';

/** What a client writes to its sockets: how often it offers each message to the server. */
export class Offers {
  /** The ids under which each message was offered, in order. @type {Map<string, string[]>} */
  #ids = new Map();
  /** The ids that were answered with {@link BUSY}. @type {Set<string>} */
  #refused = new Set();

  /**
   * How often a message was offered, but for the offers that a server which was busy had refused
   * before: such a message is offered again, by one attempt.
   *
   * @param {string} message
   */
  count(message) {
    const ids = this.#ids.get(message) ?? [];
    return ids.filter((id, at) => at === ids.length - 1 || !this.#refused.has(id)).length;
  }

  /**
   * Sockets that are listened to.
   *
   * @param {CreateSocket} create
   * @returns {CreateSocket}
   */
  on(create) {
    return (url, protocols) => {
      const socket = create(url, protocols);
      const send = socket.send.bind(socket);
      socket.send = (text) => {
        this.#sent(text);
        send(text);
      };
      /** @type {((event: { readonly data: unknown }) => void) | null} */
      let handler = null;
      Object.defineProperty(socket, 'onmessage', {
        get: () => (/** @type {{ readonly data: unknown }} */ event) => {
          this.#heard(event.data);
          handler?.(event);
        },
        set: (given) => {
          handler = given;
        },
      });
      return socket;
    };
  }

  /** @param {string} text */
  #sent(text) {
    const { action, message, requestId } = JSON.parse(text);
    if (action !== 'send_message') return;
    const ids = this.#ids.get(message) ?? [];
    ids.push(requestId);
    this.#ids.set(message, ids);
  }

  /** @param {unknown} data */
  #heard(data) {
    if (typeof data !== 'string' || !data.includes(BUSY)) return;
    const requestId = /"requestId":"([^"]*)"/.exec(data)?.[1];
    if (requestId !== undefined) this.#refused.add(requestId);
  }
}
