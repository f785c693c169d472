import type { Parameters } from '../http/parameters.ts';
import { isRegistered } from '../venue/redirect-uris.ts';
import type { Application, Consent, World } from '../venue/world.ts';
import type { ConsentRequest } from './oauth.ts';

/** Why there is no consent page, in a sentence, and what to do about it in another. */
export interface Problem {
  readonly problem: string;
  readonly remedy: string;
}

const scopes: ReadonlyMap<string, Consent['scope']> = new Map([
  ['accounts', 'view'],
  ['trading', 'trade'],
]);

/** How a scope is written in the address of the consent page. */
export const scopeWords: Readonly<Record<Consent['scope'], string>> = { view: 'accounts', trade: 'trading' };

/** Reads what a program asks for, or says what is wrong with it. Nobody is ever sent to an address that was not checked. */
export function readConsentRequest(world: World, parameters: Parameters): ConsentRequest | Problem {
  const repeated = parameters.repeated(['client_id', 'redirect_uri', 'scope', 'state']);
  if (repeated !== undefined) {
    return { problem: `The address has ${repeated} more than once.`, remedy: 'Send every parameter once.' };
  }
  const clientId = parameters.one('client_id');
  const application = [...world.applications.values()].find((one) => one.clientId === clientId);
  if (application === undefined) return unknownApplication(clientId);
  const redirectUri = parameters.one('redirect_uri');
  if (redirectUri === undefined || !isRegistered(application.redirectUris, redirectUri)) {
    return unknownRedirect(redirectUri, application);
  }
  if (!application.isActive) {
    return {
      problem: `The application “${application.name}” is not active.`,
      remedy: 'Real applications wait for approval at first. Use another one, or switch this one on in the sandbox.',
    };
  }
  const word = parameters.one('scope');
  const scope = scopes.get(word ?? '');
  if (scope === undefined) {
    const problem = word === undefined ? 'The address names no scope.' : `There is no scope “${word}”.`;
    return { problem, remedy: 'Use scope=accounts to look at accounts, or scope=trading to trade in them as well.' };
  }
  return { application, redirectUri, scope, state: parameters.one('state') };
}

function unknownApplication(clientId: string | undefined): Problem {
  return {
    problem:
      clientId === undefined ? 'The address names no client_id.' : 'No application of this sandbox has this client_id.',
    remedy:
      'Take the client_id from the credentials file that the sandbox has written; one of a real application is unknown here.',
  };
}

function unknownRedirect(redirectUri: string | undefined, { name, redirectUris }: Application): Problem {
  return {
    problem:
      redirectUri === undefined
        ? 'The address names no redirect_uri.'
        : `The redirect_uri “${redirectUri}” is not registered for the application “${name}”.`,
    remedy:
      redirectUris === 'any-loopback'
        ? 'Use an address of this machine, such as http://localhost:8765/callback, or register yours: it is redirectUris of the application in the world of the sandbox.'
        : `It has to be one of the registered addresses, letter by letter: ${redirectUris.join(', ')}.`,
  };
}
