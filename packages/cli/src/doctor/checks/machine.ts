import { resolve } from 'node:path';
import type { Check } from '../check.ts';
import { extraAuthorityTexts, nodeTexts, tlsChecksTexts } from '../texts.ts';

const oldestNode = [20, 19] as const;

/** Node itself. */
export const node: Check = {
  id: 'node',
  title: nodeTexts.title,
  looksAt: nodeTexts.looksAt,
  needs: [],
  run({ probes: { nodeVersion } }) {
    const [major = 0, minor = 0] = nodeVersion.split('.').map(Number);
    const isEnough = major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1]);
    return isEnough ? nodeTexts.fine(nodeVersion) : nodeTexts.tooOld(nodeVersion);
  },
};

/** Whether somebody has switched off what keeps the secret safe on its way. */
export const tlsChecks: Check = {
  id: 'tls-checks',
  title: tlsChecksTexts.title,
  looksAt: tlsChecksTexts.looksAt,
  needs: [],
  run: ({ surroundings: { env } }) =>
    env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0' ? tlsChecksTexts.off() : tlsChecksTexts.on(),
};

const longestAuthorityBytes = 16_777_216;

/** Node warns about a bad file once, and goes on without it. */
export const extraAuthority: Check = {
  id: 'extra-ca',
  title: extraAuthorityTexts.title,
  looksAt: extraAuthorityTexts.looksAt,
  needs: [],
  async run({ surroundings: { env, cwd, readTextFile } }) {
    const path = env['NODE_EXTRA_CA_CERTS'] ?? '';
    if (path === '') return extraAuthorityTexts.none();
    const text = await readTextFile(resolve(cwd, path), longestAuthorityBytes).catch(() => '');
    return text.includes('-----BEGIN CERTIFICATE-----')
      ? extraAuthorityTexts.fine(path)
      : extraAuthorityTexts.bad(path);
  },
};
