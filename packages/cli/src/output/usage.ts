import { ArgumentScannerError, formatMessageForArgumentScannerError } from '@stricli/core';
import { FlagValueError, quote } from '../settings/flag-value.ts';

/** Says what is wrong with a command line, in one sentence. */
export function describeScannerError(error: unknown): string {
  if (!(error instanceof ArgumentScannerError)) return 'The command line cannot be read.';
  return formatMessageForArgumentScannerError(error, {
    FlagNotFoundError: ({ input, corrections }) =>
      `There is no flag --${input}${corrections.length === 0 ? '.' : `; did you mean ${corrections.map(toFlag).join(' or ')}?`}`,
    AliasNotFoundError: ({ input }) => `There is no flag -${input}.`,
    ArgumentParseError: ({ externalFlagNameOrPlaceholder: flag, input, exception }) =>
      exception instanceof FlagValueError ? `--${flag} ${exception.message}.` : `--${flag} cannot be ${quote(input)}.`,
    EnumValidationError: ({ externalFlagName: flag, input, values }) =>
      `--${flag} takes ${values.join(' or ')}, not ${quote(input)}.`,
    UnsatisfiedFlagError: ({ externalFlagName: flag }) => `--${flag} needs a value.`,
    UnexpectedFlagError: ({ externalFlagName: flag }) => `--${flag} was given more than once.`,
    UnexpectedPositionalError: ({ input }) => `One word is too many: ${quote(input)}.`,
    UnsatisfiedPositionalError: ({ placeholder }) => `${placeholder} is missing.`,
  });
}

/** `statusInterval` → `--status-interval`. */
const toFlag = (name: string): string => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
