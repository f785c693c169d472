import { SandboxError } from '../errors/sandbox-error.ts';
import { answerJson } from '../http/answers.ts';
import type { HttpRequest, HttpResponse, RequestHead, Route } from '../http/exchange.ts';
import type { Sandbox } from '../sandbox.ts';
import { carriesToken } from './check-token.ts';
import { doorCode, refusalOf, type StatedRefusal, stateRefusal } from './control-error.ts';
import { type ControlRoute, listControlRoutes } from './control-route.ts';
import { controlRoutes } from './control-routes.ts';

/** What the control API is opened with. */
export interface ControlOptions {
  /** Clients must present it. */
  readonly token: string;
  /** The sandbox to control; asked for with each request, since the doors open before it is whole. */
  readonly sandbox: () => Sandbox;
}

/** The control API as routes of the HTTP door. */
export function serveControl({ token, sandbox }: ControlOptions): readonly Route[] {
  const admit = ({ headers }: RequestHead) =>
    carriesToken(headers['authorization'], token) ? undefined : refuseToken();
  return listControlRoutes(controlRoutes).map((route) => ({
    method: route.method,
    path: route.path,
    ...(route.maxBodyBytes === undefined ? {} : { maxBodyBytes: route.maxBodyBytes }),
    hasEffects: true,
    admit,
    serve: (request) => serveRoute(route, sandbox(), request),
  }));
}

/** Whether an address belongs to the control API. */
const isControl = (target: string): boolean => /^\/control(?:[/?#]|$)/.test(target);

/** Gives the refusals that the door makes by itself the form of those of the control API. */
export function dressRefusal(target: string, answer: HttpResponse): HttpResponse {
  if (!isControl(target) || answer.headers['content-type']?.startsWith('application/json') === true) return answer;
  const { status, headers, body } = answer;
  const [message, hint] =
    status === 404
      ? ['The control API has nothing at this address.', 'docs/control-api.md lists what there is']
      : [body.trim(), null];
  const refused = refuse(stateRefusal(status, doorCode(status), message, hint));
  return headers['allow'] === undefined
    ? refused
    : { ...refused, headers: { ...refused.headers, allow: headers['allow'] } };
}

async function serveRoute(
  route: ControlRoute<unknown, unknown>,
  sandbox: Sandbox,
  request: HttpRequest,
): Promise<HttpResponse> {
  try {
    const given = readGiven(request);
    if ('refusal' in given) return refuse(given);
    return answerJson(200, (await route.run(sandbox, given.input)) ?? null);
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal === undefined) throw error;
    return refuse(refusal);
  }
}

/** What stands in the body and in the path, not yet looked at. */
function readGiven({ body, headers, params }: HttpRequest): StatedRefusal | { readonly input: unknown } {
  if (body.length === 0) return { input: params };
  const type = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  if (type !== 'application/json') {
    return stateRefusal(415, doorCode(415), 'The body of this request must have the content type application/json.');
  }
  const given = parse(body);
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new SandboxError('The body of this request must be a JSON object.', { code: 'BAD_DOCUMENT' });
  }
  const twice = Object.keys(params).find((name) => Object.hasOwn(given, name));
  if (twice !== undefined) {
    throw new SandboxError(`${twice} stands in the address, and must not stand in the body too.`, {
      code: 'BAD_DOCUMENT',
    });
  }
  return { input: { ...given, ...params } };
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}

function refuseToken(): HttpResponse {
  const refused = stateRefusal(
    401,
    doorCode(401),
    'The control API needs the token of this start as `Authorization: Bearer …`.',
    'take it from the file that the ready document names under control.tokenFile, or from sandbox.control.token',
  );
  return answerJson(refused.status, refused.refusal, { 'www-authenticate': 'Bearer' });
}

const refuse = ({ status, refusal }: StatedRefusal): HttpResponse => answerJson(status, refusal);
