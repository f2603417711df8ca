/** Put there by the test that has opened the page. */
declare const tellTest: (what: string, value: unknown) => Promise<void>;

/** Tells the test something, in the order of the calls; a `Tab` hears it by its name. */
export function tell(what: string, value: unknown): void {
  void tellTest(what, value);
}
