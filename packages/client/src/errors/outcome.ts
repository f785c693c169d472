/**
 * What an error proves about a request (PROTOCOL.md, "Lost answers"): no byte of it was handed to the connection
 * (`not-sent`), the server refused it (`rejected`), or nobody can tell yet (`unknown`).
 */
export type Outcome = 'not-sent' | 'rejected' | 'unknown';
