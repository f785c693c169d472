import { basename, dirname } from 'node:path';
import type { Check } from '../check.ts';
import { gitTexts, linkTexts, modeTexts } from '../texts.ts';

/** What the credentials file is. */
export const fileLink: Check = {
  id: 'file-link',
  title: linkTexts.title,
  looksAt: linkTexts.looksAt,
  needs: [],
  async run({ file, probes }) {
    if (file === undefined) return linkTexts.none;
    const { kind, target = '' } = await probes.look(file.path);
    return kind === 'link' ? linkTexts.link(file.label, target) : linkTexts.file(file.label);
  },
};

const othersBits = 0o066;

/** Who else can read it. */
export const fileMode: Check = {
  id: 'file-mode',
  title: modeTexts.title,
  looksAt: modeTexts.looksAt,
  needs: [],
  async run({ file, probes }) {
    if (file === undefined) return modeTexts.none;
    const { mode } = await probes.look(file.path);
    if (mode === undefined) return modeTexts.unknown;
    return (mode & othersBits) === 0 ? modeTexts.fine(file.label, mode) : modeTexts.open(file.label, mode);
  },
};

/** Who will read it one day. */
export const fileGit: Check = {
  id: 'file-git',
  title: gitTexts.title,
  looksAt: gitTexts.looksAt,
  needs: [],
  async run({ file, probes, options }) {
    if (file === undefined) return gitTexts.none;
    const [folder, name] = [dirname(file.path), basename(file.path)];
    const git = (...words: readonly string[]) => probes.runGit(folder, words, options.timeout);
    const inside = await git('rev-parse', '--is-inside-work-tree');
    if (inside === undefined) return gitTexts.noGit;
    if (inside.exitCode !== 0) return gitTexts.outside;
    const tracked = await git('ls-files', '--error-unmatch', '--', name);
    if (tracked?.exitCode === 0) return gitTexts.tracked(file.label);
    // A refresh puts files beside it; it prints those that are ignored.
    const family = [name, `${name}.bak`];
    const ignored = await git('check-ignore', '--', ...family);
    const isIgnored = ignored?.stdout.trim().split('\n').length === family.length;
    return isIgnored ? gitTexts.ignored : gitTexts.notIgnored(file.label);
  },
};
