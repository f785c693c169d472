import { connect } from '@tickwire/client';
import { SpotEvent, SubscribeSpotsReq } from '@tickwire/protocol';
import { createSandbox } from '@tickwire/sandbox';

await using sandbox = await createSandbox();
const credentials = sandbox.credentials('demo');
const endpoint = { live: sandbox.endpoints.live.json, demo: sandbox.endpoints.demo.json };
await using session = await connect({ credentials, endpoint }); // resolves when fully authenticated
const quote = new Promise((resolve) => session.on(SpotEvent, resolve));
await session.request(SubscribeSpotsReq, { ctidTraderAccountId: credentials.accountId, symbolId: [1] });
console.log(await quote); // bid and ask of EURUSD, in 1/100000
