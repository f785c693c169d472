import type { Output, Surroundings } from '../context.ts';

/** Whether lines may be redrawn in place: a terminal that can, and a user who has not said no. */
export function isLively({ stdout, env }: Pick<Surroundings, 'stdout' | 'env'>): boolean {
  return stdout.isTerminal && hasStyle(env);
}

/** Whether this stream may carry colour. */
export const isColourful = (output: Output, env: Surroundings['env']): boolean => output.isTerminal && hasStyle(env);

/** https://no-color.org: the variable counts when it is present and not empty. */
const hasStyle = (env: Surroundings['env']): boolean => !env['NO_COLOR'] && env['TERM'] !== 'dumb';

const escape = '\u001b[';

/** The escape sequences we use. */
export const ansi = {
  eraseLine: `\r${escape}2K`,
  /** Goes up one line and erases that. */
  eraseLineAbove: `${escape}1A${escape}2K`,
  bold: (text: string): string => `${escape}1m${text}${escape}22m`,
  red: (text: string): string => `${escape}31m${text}${escape}39m`,
  green: (text: string): string => `${escape}32m${text}${escape}39m`,
  yellow: (text: string): string => `${escape}33m${text}${escape}39m`,
  dim: (text: string): string => `${escape}2m${text}${escape}22m`,
} as const;

/** Control characters, escape sequences and marks of text direction: what lets foreign words steer a terminal. */
// oxlint-disable-next-line no-control-regex -- these are the characters meant
const steering = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g;

/** Makes foreign words harmless. The server's words go through here before a person sees them. */
export const defuse = (text: string): string => text.replace(steering, '\ufffd');

/** A value as one line of JSON that is harmless on a terminal and says the same. */
export const toJsonLine = (value: unknown): string => escapeSteering(JSON.stringify(value));

/** A value as JSON for people: indented, harmless on a terminal. */
export const toJsonText = (value: unknown): string => escapeSteering(JSON.stringify(value, undefined, 2));

const escapeSteering = (json: string): string =>
  json.replace(steering, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
