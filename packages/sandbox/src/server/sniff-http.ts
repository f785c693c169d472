import type { Socket } from 'node:net';

const opening = Buffer.from('GET ');

/**
 * Waits for the first bytes of a connection and tells whether they are HTTP. They are handed over, to be put back once
 * somebody listens to the connection, which rests meanwhile. One that ends before it has shown what it is, is forgotten.
 */
export function sniffHttp(socket: Socket, decide: (isHttp: boolean, head: Buffer) => void): void {
  let head: Buffer = Buffer.alloc(0);
  socket.on('data', function look(chunk: Buffer): void {
    head = head.length === 0 ? chunk : Buffer.concat([head, chunk]);
    const length = Math.min(head.length, opening.length);
    const isLike = head.compare(opening, 0, length, 0, length) === 0;
    if (isLike && head.length < opening.length) return;
    socket.off('data', look);
    socket.pause();
    decide(isLike, head);
    socket.resume();
  });
}
