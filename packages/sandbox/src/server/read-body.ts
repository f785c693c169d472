import type { IncomingMessage } from 'node:http';

/** The body of a request; `too-long` as soon as that is known, and then the rest is left unread. */
export async function readBody(request: IncomingMessage, limitBytes: number): Promise<Uint8Array | 'too-long'> {
  if (Number(request.headers['content-length'] ?? 0) > limitBytes) return 'too-long';
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on('data', function take(chunk: Buffer): void {
      length += chunk.length;
      if (length <= limitBytes) {
        chunks.push(chunk);
        return;
      }
      request.off('data', take);
      resolve('too-long');
    });
    request.once('end', () => resolve(Buffer.concat(chunks)));
    request.once('error', reject);
    request.once('close', () => reject(new Error('The client has gone in the middle of its request.')));
  });
}
