/** What has gone out of a server so far. Counted for each event, hence no entry of the log. */
export interface Traffic {
  sentBytes: number;
}
