/** Undoes what returned it. */
export type Undo = () => void;

/** What has been set for a route, until it is undone or used up. */
interface Switch<Value> {
  readonly value: Value;
  /** Settles when it is undone. */
  readonly undone: Promise<void>;
}

export interface Switches<Route, Value> {
  /** @param times - how many requests it is for */
  readonly set: (route: Route, value: Value, times?: number) => Undo;
  /** The latest that is left for a route, used once more. */
  readonly use: (route: Route) => Switch<Value> | undefined;
}

export function createSwitches<Route, Value>(): Switches<Route, Value> {
  const all: (Switch<Value> & { readonly route: Route; left: number })[] = [];
  return {
    set: (route, value, times = Infinity) => {
      let settle: Undo = () => undefined;
      const undone = new Promise<void>((resolve) => (settle = resolve));
      const set = { route, value, undone, left: times };
      all.unshift(set);
      return () => {
        set.left = 0;
        settle();
      };
    },
    use: (route) => {
      const found = all.find((one) => one.route === route && one.left > 0);
      if (found) found.left--;
      return found;
    },
  };
}
