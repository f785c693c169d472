export type { AccountDesk, AccountStanding, CashOptions } from './account-desk.ts';
export type { ConnectionView, FrameCounts } from './connection-view.ts';
export {
  type ControlCallOptions,
  type ControlClient,
  type ControlClientOptions,
  createControlClient,
} from './control/control-client.ts';
export { createSandbox } from './create-sandbox.ts';
export type { TraderChanges } from './engine/account.ts';
export type { BonusFlow } from './engine/bonus.ts';
export { SandboxError, type SandboxErrorCode } from './errors/sandbox-error.ts';
export type { Hook, Wire } from './faults/act.ts';
export { type FaultDescription, faultCatalogue } from './faults/catalogue.ts';
export type { FaultName, FaultRule, FaultWhen } from './faults/fault-rule.ts';
export type {
  ChoiceParameter,
  CloseParameter,
  NumberParameter,
  Parameter,
  TextParameter,
} from './faults/parameter.ts';
export { parseFault } from './faults/parse-fault.ts';
export { type FaultRuleResult, readFaultRule } from './faults/read-fault-rule.ts';
export type { SymbolKey } from './market/find-symbol.ts';
export type { Quote } from './market/market.ts';
export type { SymbolChanges } from './market/symbol-changes.ts';
export type { MarketDesk, PricePush } from './market-desk.ts';
export type { Moment } from './moment.ts';
export type { AuthorizeOptions, ConsentOptions } from './oauth/give-consent.ts';
export type { OAuthOptions } from './oauth/oauth.ts';
export {
  type OpenSandbox,
  type OpenSandboxOptions,
  openSandbox,
  type ReadyDocument,
  type ReadyEnvironment,
} from './open-sandbox.ts';
export type { Clock, LogFacts, Logger } from './ports.ts';
export type { FeedOption, ReplayFeed, ReplayRow, ScriptFeed, ScriptStep } from './price-feed.ts';
export type { Sandbox } from './sandbox.ts';
export type { SandboxCredentials, SpotPush } from './sandbox-credentials.ts';
export type { PortsOption, SandboxOptions } from './sandbox-options.ts';
export type { SandboxSnapshot } from './sandbox-snapshot.ts';
export type { Endpoint } from './server/open-doors.ts';
export type { AccountRules, AccountRulesOptions, FillDelay } from './venue/account-rules.ts';
export type { Environment } from './venue/environment.ts';
export type { ActiveFault, FaultControl } from './venue/fault-desk.ts';
export type { Limits, LimitsOption } from './venue/limits.ts';
export type { MarketHours } from './venue/market-facts.ts';
export type { PeakRates } from './venue/pace.ts';
export type { FeedChoice } from './venue/prices.ts';
export type { RedirectUris } from './venue/redirect-uris.ts';
export type { Ending } from './venue/session.ts';
export type { Timers } from './venue/timers.ts';
export type { Application, Currency, TradingAccount } from './venue/world.ts';
export type { AccountOptions, ApplicationOptions, GrantOptions, WorldOptions } from './venue/world-options.ts';
export { createVirtualClock, type VirtualClock, type VirtualClockOptions } from './virtual-clock.ts';
