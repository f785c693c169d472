import type { Check, Finding } from '../check.ts';
import type { Examination } from '../examination.ts';
import type { Place } from '../places.ts';
import type { Handshake } from '../probes.ts';
import { certificateDateTexts, certificateNameTexts, chainTexts, nameTexts, portTexts, tlsTexts } from '../texts.ts';

/** A place that could not be reached, and the system's word for why. */
interface Failure {
  readonly place: Place;
  readonly code: string;
}

/** Every host by name. */
export const names: Check = {
  id: 'dns',
  title: nameTexts.title,
  looksAt: nameTexts.looksAt,
  needs: [],
  async run({ places, probes, options }) {
    const hosts = [...new Map(places.all.map((place) => [place.host, place])).values()];
    const failures = await tryAll(hosts, ({ host }) => probes.lookUp(host, options.timeout));
    return failures.length === 0
      ? nameTexts.fine(hosts.length)
      : nameTexts.bad(failures.map(({ place }) => place.host));
  },
};

/** Every port. */
export const ports: Check = {
  id: 'ports',
  title: portTexts.title,
  looksAt: portTexts.looksAt,
  needs: ['dns'],
  async run({ places, probes, options }) {
    const failures = await tryAll(places.all, (place) => probes.connectTcp(place, options.timeout));
    const closed = failures.filter(({ place }) => !place.isOptional);
    const [first] = closed;
    if (first !== undefined) return portTexts.closed(namesOf(closed), first.code);
    return failures.length > 0
      ? portTexts.optionalClosed(namesOf(failures))
      : portTexts.fine(places.all.map(({ name }) => name));
  },
};

/** A handshake with every place that speaks TLS and is needed. */
export const tls: Check = {
  id: 'tls',
  title: tlsTexts.title,
  looksAt: tlsTexts.looksAt,
  needs: ['ports'],
  async run(examination) {
    const places = speakTls(examination);
    const { probes, options, ca } = examination;
    const [failure] = await tryAll(places, async (place) => {
      const handshake = await probes.shakeHands(place, { ca, timeoutMs: options.timeout });
      examination.found.handshakes = [...(examination.found.handshakes ?? []), { name: place.name, handshake }];
    });
    if (failure !== undefined) return tlsTexts.failed(failure.place.name, failure.code);
    return places.length === 0 ? tlsTexts.plain() : tlsTexts.fine(places.length);
  },
};

const dateErrors: ReadonlySet<string> = new Set(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID']);

/** Who vouches for the server. */
export const certificateChain: Check = {
  id: 'certificate-chain',
  title: chainTexts.title,
  looksAt: chainTexts.looksAt,
  needs: ['tls', 'extra-ca'],
  run: (examination) =>
    judgeHandshakes(examination, {
      nothing: chainTexts.nothing,
      judge: (name, handshake) => {
        const { chainError } = handshake;
        return chainError === undefined || dateErrors.has(chainError)
          ? undefined
          : chainTexts.untrusted(name, handshake);
      },
      fine: (handshakes) => chainTexts.fine([...new Set(handshakes.map(({ issuer }) => issuer))]),
    }),
};

/** Whom the server is vouched for as. */
export const certificateName: Check = {
  id: 'certificate-name',
  title: certificateNameTexts.title,
  looksAt: certificateNameTexts.looksAt,
  needs: ['tls'],
  run: (examination) =>
    judgeHandshakes(examination, {
      nothing: certificateNameTexts.nothing,
      judge: (name, { isForHost }) => (isForHost ? undefined : certificateNameTexts.other(name)),
      fine: () => certificateNameTexts.fine,
    }),
};

/** How long the server is vouched for. */
export const certificateDates: Check = {
  id: 'certificate-dates',
  title: certificateDateTexts.title,
  looksAt: certificateDateTexts.looksAt,
  needs: ['tls'],
  run(examination) {
    const now = examination.surroundings.clock.wallNow();
    return judgeHandshakes(examination, {
      nothing: certificateDateTexts.nothing,
      judge: (name, { validFrom, validTo }) => {
        if (now > validTo) return certificateDateTexts.expired(name, validTo);
        return now < validFrom ? certificateDateTexts.tooEarly(name, validFrom) : undefined;
      },
      fine: (handshakes) => certificateDateTexts.fine(Math.min(...handshakes.map(({ validTo }) => validTo)) - now),
    });
  },
};

function judgeHandshakes(
  { found: { handshakes = [] } }: Examination,
  judgement: {
    readonly nothing: Finding;
    readonly judge: (name: string, handshake: Handshake) => Finding | undefined;
    readonly fine: (handshakes: readonly Handshake[]) => Finding;
  },
): Finding {
  if (handshakes.length === 0) return judgement.nothing;
  for (const { name, handshake } of handshakes) {
    const bad = judgement.judge(name, handshake);
    if (bad !== undefined) return bad;
  }
  return judgement.fine(handshakes.map(({ handshake }) => handshake));
}

/** Without those we do without: they may not even be open. */
const speakTls = ({ places }: Examination): readonly Place[] =>
  places.all.filter(({ isTls, isOptional }) => isTls && !isOptional);

async function tryAll(places: readonly Place[], run: (place: Place) => Promise<void>): Promise<readonly Failure[]> {
  const outcomes = await Promise.all(
    places.map((place) =>
      run(place).then(
        () => undefined,
        (error: unknown) => ({ place, code: codeOf(error) }),
      ),
    ),
  );
  return outcomes.filter((outcome) => outcome !== undefined);
}

/** A host with several addresses fails with one error for all of them. */
function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return String(error.code);
}

const namesOf = (failures: readonly Failure[]): readonly string[] => failures.map(({ place }) => place.name);
