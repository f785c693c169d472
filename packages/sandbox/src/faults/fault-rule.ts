import type { faultTable } from './catalogue.ts';
import type { Parameters, ParameterValues } from './parameter.ts';

/** When a fault takes hold. Everything that is given has to be true. */
export interface FaultWhen {
  /**
   * Names (`AccountAuthReq`, `ProtoOAAccountAuthReq`) or payload types. Default: those of the catalogue, or else every
   * message but heartbeats.
   */
  readonly messageTypes?: readonly (string | number)[];
  /** `in` is what clients send. Only for faults that can take hold on either. Default: as the message types say. */
  readonly direction?: 'in' | 'out';
  readonly environment?: 'live' | 'demo';
  readonly door?: 'json' | 'protobuf';
  /** Account ids; a message that names no account fits none of them. */
  readonly accounts?: readonly number[];
  /** So many occasions pass before the first. Default 0. */
  readonly skip?: number;
  /** So many times at most. Default: no limit. */
  readonly count?: number;
  /** Chance of each occasion that is left, above 0, at most 1. Seeded. Default 1. */
  readonly probability?: number;
}

/** The name of a fault that the sandbox can cause. */
export type FaultName = keyof typeof faultTable;

type ParametersOf<Name extends FaultName> = (typeof faultTable)[Name] extends { readonly parameters: infer P }
  ? P extends Parameters
    ? ParameterValues<P>
    : never
  : never;

/** A fault to inject: its name, its parameters, and when it takes hold. */
export type FaultRule = {
  readonly [Name in FaultName]: { readonly fault: Name; readonly when?: FaultWhen } & Partial<ParametersOf<Name>>;
}[FaultName];
