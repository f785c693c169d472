import { type AnyRequest, findMessage, findMessageByName, isRequest, type Message, messages } from '@tickwire/protocol';
import { NotFoundError, UsageError } from '../errors.ts';
import { findClosest, proposeEnding } from '../output/closest.ts';
import { quote } from './flag-value.ts';

/** The request that a word names: our name, the official one, or the payload type. Throws NotFoundError, UsageError. */
export function findRequest(name: string): AnyRequest {
  const message = /^\d+$/.test(name) ? findMessage(Number(name)) : findByName(name);
  if (message === undefined) {
    const names = messages.filter(isRequest).map((candidate) => candidate.name);
    throw new NotFoundError(
      `No message is called ${quote(name)}${proposeEnding(findClosest(toRequestName(name), names))}`,
      { code: 'UNKNOWN_MESSAGE', hint: 'PROTOCOL.md lists all requests' },
    );
  }
  // Every request in the table is one of the union.
  if (isRequest(message)) return message as AnyRequest;
  throw new UsageError(`${message.name} is not a request: ${describeOrigin(message)}.`, {
    hint: 'name a request, such as VersionReq',
  });
}

/** The messages that all of Spotware's protocols share are known without our `Common` too. */
const findByName = (name: string): Message | undefined => findMessageByName(name) ?? findMessageByName(`Common${name}`);

/** Heartbeats go both ways, and nothing answers them. */
const describeOrigin = ({ name }: Message): string =>
  name === 'CommonHeartbeatEvent' ? 'the session sends it by itself, and nothing answers it' : 'the server sends it';

/** `ProtoOASymbolList` → `SymbolListReq`: what the nearest names are measured against. */
const toRequestName = (name: string): string => `${name.replace(/^proto(oa)?/i, '').replace(/re[qs]$/i, '')}Req`;
