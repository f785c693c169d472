import type { Environment } from '@tickwire/client';

/** Somebody to reach. */
export interface Place {
  /** How it is called in sentences: host and port. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly isTls: boolean;
  /** Tickwire works without it. */
  readonly isOptional: boolean;
}

/** All places of one server. */
export interface Places {
  /** The JSON door of each environment: what sessions connect to. */
  readonly endpoint: Readonly<Record<Environment, string>>;
  /** What has to be reached, each once. */
  readonly all: readonly Place[];
  /** The web addresses that may say what time it is, best first. */
  readonly timeUrls: readonly string[];
}

/** Addresses of a server; where a door is not known, it is left out. */
export interface Addresses {
  readonly json: Readonly<Record<Environment, string>>;
  readonly protobuf?: Readonly<Record<Environment, string>>;
  /** The origin of the consent page and the token endpoint. */
  readonly oauth?: string;
}

/** The real servers (PROTOCOL.md, "Endpoints"). */
export const realAddresses: Addresses = {
  json: { live: 'wss://live.ctraderapi.com:5036', demo: 'wss://demo.ctraderapi.com:5036' },
  protobuf: { live: 'tls://live.ctraderapi.com:5035', demo: 'tls://demo.ctraderapi.com:5035' },
  oauth: 'https://openapi.ctrader.com',
};

/** Works out whom to reach. */
export function toPlaces({ json, protobuf, oauth }: Addresses): Places {
  const required = [json.live, json.demo, ...(oauth === undefined ? [] : [oauth])].map((url) => toPlace(url, false));
  const optional = protobuf === undefined ? [] : [protobuf.live, protobuf.demo].map((url) => toPlace(url, true));
  const all = [...required, ...optional];
  return {
    endpoint: json,
    all: all.filter((place, index) => all.findIndex(({ name }) => name === place.name) === index),
    timeUrls: [...(oauth === undefined ? [] : [oauth]), toWebUrl(json.live)],
  };
}

const usualPorts: Readonly<Record<string, number>> = { 'wss:': 443, 'https:': 443, 'ws:': 80, 'http:': 80 };

function toPlace(address: string, isOptional: boolean): Place {
  // Only the protocols of the web have host and port taken apart.
  const { protocol } = new URL(address);
  const { hostname, port } = new URL(address.replace(/^\w+:/, 'https:'));
  const number = Number(port === '' ? (usualPorts[protocol] ?? 443) : port);
  const isTls = protocol === 'wss:' || protocol === 'https:' || protocol === 'tls:';
  return { name: `${hostname}:${number}`, host: hostname, port: number, isTls, isOptional };
}

const toWebUrl = (endpoint: string): string => endpoint.replace(/^ws/, 'http');
