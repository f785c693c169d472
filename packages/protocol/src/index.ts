// The public surface, listed by name. A message, model or enumeration is a constant and a type under one name.
export type { Codec, Incoming, Oddity } from './codec/codec.ts';
export type { JsonCodec, JsonCodecOptions } from './codec/json-codec.ts';
export { createJsonCodec } from './codec/json-codec.ts';
export type { ProtobufCodec, ProtobufCodecOptions } from './codec/protobuf-codec.ts';
export { createProtobufCodec } from './codec/protobuf-codec.ts';
export {
  AccessRights,
  AccountType,
  ChangeBalanceType,
  ChangeBonusType,
  LimitedRiskMarginCalculationStrategy,
  NotificationType,
  StopOutStrategy,
  TotalMarginCalculationType,
} from './enums/account.ts';
export {
  CommonErrorCode,
  ErrorCode,
} from './enums/error-codes.ts';
export {
  CommissionType,
  DayOfWeek,
  MinCommissionType,
  QuoteType,
  SwapCalculationType,
  SymbolDistanceType,
  TradingMode,
  TrendbarPeriod,
} from './enums/market.ts';
export {
  CommonPayloadType,
  PayloadType,
} from './enums/payload-types.ts';
export { ClientPermissionScope } from './enums/session.ts';
export {
  DealStatus,
  ExecutionType,
  OrderStatus,
  OrderTriggerMethod,
  OrderType,
  PositionStatus,
  TimeInForce,
  TradeSide,
} from './enums/trading.ts';
export type { ProtocolErrorCode } from './errors/protocol-error.ts';
export { ProtocolError } from './errors/protocol-error.ts';
export type { Facts, TradingErrorOptions } from './errors/trading-error.ts';
export { TradingError } from './errors/trading-error.ts';
export {
  GetPositionUnrealizedPnLReq,
  GetPositionUnrealizedPnLRes,
  ReconcileReq,
  ReconcileRes,
  TraderReq,
  TraderRes,
  TraderUpdatedEvent,
} from './messages/account.ts';
export {
  CommonErrorRes,
  CommonHeartbeatEvent,
  ErrorRes,
} from './messages/common.ts';
export {
  ExpectedMarginReq,
  ExpectedMarginRes,
  MarginCallListReq,
  MarginCallListRes,
  MarginCallTriggerEvent,
  MarginCallUpdateEvent,
  MarginCallUpdateReq,
  MarginCallUpdateRes,
  MarginChangedEvent,
} from './messages/margin.ts';
export {
  GetTickDataReq,
  GetTickDataRes,
  GetTrendbarsReq,
  GetTrendbarsRes,
} from './messages/market-history.ts';
export {
  DepthEvent,
  SpotEvent,
  SubscribeDepthQuotesReq,
  SubscribeDepthQuotesRes,
  SubscribeLiveTrendbarReq,
  SubscribeLiveTrendbarRes,
  SubscribeSpotsReq,
  SubscribeSpotsRes,
  UnsubscribeDepthQuotesReq,
  UnsubscribeDepthQuotesRes,
  UnsubscribeLiveTrendbarReq,
  UnsubscribeLiveTrendbarRes,
  UnsubscribeSpotsReq,
  UnsubscribeSpotsRes,
} from './messages/quotes.ts';
export {
  AccountAuthReq,
  AccountAuthRes,
  AccountDisconnectEvent,
  AccountLogoutReq,
  AccountLogoutRes,
  AccountsTokenInvalidatedEvent,
  ApplicationAuthReq,
  ApplicationAuthRes,
  ClientDisconnectEvent,
  GetAccountListByAccessTokenReq,
  GetAccountListByAccessTokenRes,
  GetCtidProfileByTokenReq,
  GetCtidProfileByTokenRes,
  RefreshTokenReq,
  RefreshTokenRes,
  VersionReq,
  VersionRes,
} from './messages/session.ts';
export {
  AssetClassListReq,
  AssetClassListRes,
  AssetListReq,
  AssetListRes,
  GetDynamicLeverageByIDReq,
  GetDynamicLeverageByIDRes,
  SymbolByIdReq,
  SymbolByIdRes,
  SymbolCategoryListReq,
  SymbolCategoryListRes,
  SymbolChangedEvent,
  SymbolsForConversionReq,
  SymbolsForConversionRes,
  SymbolsListReq,
  SymbolsListRes,
} from './messages/symbols.ts';
export {
  AmendOrderReq,
  AmendPositionSLTPReq,
  CancelOrderReq,
  ClosePositionReq,
  ExecutionEvent,
  NewOrderReq,
  OrderErrorEvent,
  TrailingSLChangedEvent,
} from './messages/trading.ts';
export {
  CashFlowHistoryListReq,
  CashFlowHistoryListRes,
  DealListByPositionIdReq,
  DealListByPositionIdRes,
  DealListReq,
  DealListRes,
  DealOffsetListReq,
  DealOffsetListRes,
  OrderDetailsReq,
  OrderDetailsRes,
  OrderListByPositionIdReq,
  OrderListByPositionIdRes,
  OrderListReq,
  OrderListRes,
} from './messages/trading-history.ts';
export {
  BonusDepositWithdraw,
  CtidProfile,
  CtidTraderAccount,
  DepositWithdraw,
  MarginCall,
  Trader,
} from './models/account.ts';
export { CommonMessage } from './models/envelope.ts';
export {
  DepthQuote,
  TickData,
  Trendbar,
} from './models/market.ts';
export {
  ArchivedSymbol,
  Asset,
  AssetClass,
  DynamicLeverage,
  DynamicLeverageTier,
  Holiday,
  Interval,
  LightSymbol,
  SymbolCategory,
  TradingSymbol,
} from './models/symbols.ts';
export {
  ClosePositionDetail,
  Deal,
  DealOffset,
  ExpectedMargin,
  Order,
  Position,
  PositionUnrealizedPnL,
  TradeData,
} from './models/trading.ts';
export type { Answer, AnyMessage, AnyRequest, ErrorCarrier } from './registry.ts';
export {
  enums,
  errorCarriers,
  findMessage,
  findMessageByName,
  isRequest,
  messages,
  models,
  wireName,
} from './registry.ts';
export type { AnyField, EnumTable, Field, Fields, Label, Model, ScalarKind } from './schema/fields.ts';
export type { Direction, Message, Needs, RateClass, Request } from './schema/message.ts';
export type { Payload } from './schema/payload.ts';
export type { Evidence, ServerErrorCase, ServerErrorEntry, ServerErrorSource } from './server-errors.ts';
export {
  findServerError,
  isAlreadyDone,
  isCuredByWaiting,
  isRateLimit,
  RetryAdvice,
  serverErrors,
} from './server-errors.ts';
