// Run by scripts/smoke.mjs in a folder where the packed packages are installed.
import { connect } from '@tickwire/client';
import { TraderReq } from '@tickwire/protocol';
import { createSandbox } from '@tickwire/sandbox';

const sandbox = await createSandbox();
const credentials = sandbox.credentials('demo');
const endpoint = { live: sandbox.endpoints.live.json, demo: sandbox.endpoints.demo.json };
const session = await connect({ credentials, endpoint });
const { trader } = await session.request(TraderReq, { ctidTraderAccountId: credentials.accountId });
if (trader.ctidTraderAccountId !== credentials.accountId) throw new Error('the wrong trader answered');
await session.close();
await sandbox.close();
console.log(session.current.at === 'closed' ? 'ready, trader asked, closed' : session.current.at);
