import type { Act, DamageKind, Deed, Hook, OutboundAct, Wire } from './act.ts';
import { number, type Parameters, type ParameterValues } from './parameter.ts';

/** One row of the catalogue. */
export interface FaultEntry<P extends Parameters = Parameters> {
  /** Short ids under which tests and documents speak of it; several faults may share one, and one may serve several. */
  readonly ids: readonly string[];
  /** One sentence: what the sandbox does. */
  readonly description: string;
  /** Where it may take hold; the first unless the rule says otherwise. */
  readonly hooks: readonly Hook[];
  /** Default: all. */
  readonly wires?: readonly Wire[];
  /** Names of the messages it is for. Default: every one but heartbeats. */
  readonly messageTypes?: readonly string[];
  readonly parameters: P;
  /** What it does with these parameters. */
  readonly act: (values: ParameterValues<P>) => Act;
}

/** Declares a fault. */
export const fault = <const P extends Parameters>(entry: FaultEntry<P>): FaultEntry<P> => entry;

const afterMs = number('Milliseconds from when it takes hold', 0, 0, 86_400_000);

/** Declares something that happens to a connection once: when it opens, or at a message that is named. */
export const deed = <const P extends Parameters>(
  entry: Omit<FaultEntry<P>, 'hooks' | 'act'> & {
    readonly hooks?: readonly Hook[];
    readonly deed: (values: ParameterValues<P>) => Deed;
  },
) => {
  const { deed: chooseDeed, hooks = ['open', 'inbound', 'outbound'], ...rest } = entry;
  const parameters = { ...rest.parameters, afterMs };
  return fault<typeof parameters>({
    ...rest,
    hooks,
    parameters,
    act: (values) => {
      const delay: unknown = values['afterMs'];
      return { do: 'later', afterMs: Number(delay), deed: chooseDeed(values) };
    },
  });
};

/** Declares something that becomes of messages on their way out. */
export const outgoing = <const P extends Parameters>(
  entry: Omit<FaultEntry<P>, 'hooks' | 'act'> & { readonly act: (values: ParameterValues<P>) => OutboundAct },
) => fault<P>({ ...entry, hooks: ['outbound'] });

/** Declares damage to frames; the parameter `amount`, if there is one, says how much. */
export const damage = <const P extends Parameters>(
  kind: DamageKind,
  entry: Omit<FaultEntry<P>, 'hooks' | 'act'> & { readonly amount: (values: ParameterValues<P>) => number },
) => {
  const { amount, ...rest } = entry;
  return fault<P>({
    ...rest,
    hooks: ['outbound'],
    act: (values) => ({ do: 'damage', damage: { kind, amount: amount(values) } }),
  });
};
