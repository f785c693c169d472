import type { Check } from './check.ts';
import { account, accountLogin, environment } from './checks/account.ts';
import { fileGit, fileLink, fileMode } from './checks/files.ts';
import { application, connection, limits, token } from './checks/login.ts';
import { extraAuthority, node, tlsChecks } from './checks/machine.ts';
import { clock, quote, symbols } from './checks/market.ts';
import { certificateChain, certificateDates, certificateName, names, ports, tls } from './checks/network.ts';
import { credentials, refresh, tokenAge } from './checks/tokens.ts';

/** Everything `tickwire doctor` looks at, in its order: each stands after those it needs. */
export const allChecks: readonly Check[] = [
  node,
  tlsChecks,
  extraAuthority,
  names,
  ports,
  tls,
  certificateChain,
  certificateName,
  certificateDates,
  fileLink,
  fileMode,
  fileGit,
  credentials,
  tokenAge,
  refresh,
  connection,
  limits,
  application,
  token,
  account,
  environment,
  accountLogin,
  symbols,
  quote,
  clock,
];
