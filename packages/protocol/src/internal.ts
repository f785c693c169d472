/**
 * For the sister packages of the same version; not covered by semantic versioning.
 *
 * @internal
 */
export type { JsonFailure, JsonResult } from './codec/parse-json.ts';
export { parseJson } from './codec/parse-json.ts';
export { readDocument } from './codec/read-document.ts';
export type { PayloadProblems, PayloadResult, WrongValue } from './codec/read-payload.ts';
export { readPayload } from './codec/read-payload.ts';
export type {
  ProtobufDamage,
  ProtobufEnvelope,
  ProtobufEnvelopeResult,
  ProtobufPayloadResult,
} from './codec/read-protobuf.ts';
export { openProtobufFrame, readProtobufPayload } from './codec/read-protobuf.ts';
