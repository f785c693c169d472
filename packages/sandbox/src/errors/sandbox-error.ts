import { TradingError, type TradingErrorOptions } from '@tickwire/protocol';

/** Why the sandbox could not start, or could not do what its owner asked for. */
export type SandboxErrorCode =
  /** Another program listens on the port. */
  | 'PORT_IN_USE'
  /** The operating system does not let us listen there; ports below 1024 often need rights. */
  | 'PORT_FORBIDDEN'
  /** Listening failed for another reason; see `cause`. */
  | 'LISTEN_FAILED'
  /** The data folder is missing, not a folder, not writable, or its certificates are damaged. */
  | 'DATA_FOLDER'
  /** An option makes no sense. */
  | 'BAD_OPTION'
  /** A fault rule makes no sense. */
  | 'BAD_FAULT'
  /** No application, account, grant or symbol has this name or id. */
  | 'NOT_IN_WORLD'
  /** Something in a document from outside, such as a body sent to the control API, is wrong; the message says where. */
  | 'BAD_DOCUMENT'
  /** The seed file cannot be read, or what stands in it is wrong. */
  | 'BAD_SEED_FILE'
  /** What should be a snapshot is none, or one that does not fit this sandbox. */
  | 'BAD_SNAPSHOT'
  /** What was asked for cannot be done as things are: the clock is the machine's, the order is done. */
  | 'NOT_POSSIBLE'
  /** The control client got no answer. */
  | 'CONTROL_UNREACHABLE'
  /** The control API did not let the control client in; `facts` has the HTTP status and the code of the refusal. */
  | 'CONTROL_REFUSED';

/** The sandbox cannot start, or its owner asked for something that does not exist. Clients never see it. */
export class SandboxError extends TradingError {
  override readonly name = 'SandboxError';
  declare readonly code: SandboxErrorCode;

  constructor(message: string, options: TradingErrorOptions & { readonly code: SandboxErrorCode }) {
    super(message, options);
  }
}
