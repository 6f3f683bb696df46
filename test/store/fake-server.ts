import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** Something that listens on a port and is no PostgreSQL; what it does with each piece of input is given. */
export const fakeServer = async (answer: (socket: Socket, data: Buffer) => void): Promise<number> => {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', (data: Buffer) => answer(socket, data));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
};

const message = (type: string, ...parts: Buffer[]): Buffer => {
  const body = Buffer.concat(parts);
  const head = Buffer.alloc(5);
  head.write(type);
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
};
const int16 = (value: number): Buffer => Buffer.from([value >> 8, value & 255]);
const int32 = (value: number): Buffer => Buffer.concat([int16(value >> 16), int16(value & 65_535)]);
const text = (value: string): Buffer => Buffer.from(`${value}\0`);
const column = (name: string): Buffer => Buffer.concat([text(name), int32(0), int16(0), int32(25), int16(-1), int32(-1), int16(0)]);
const cell = (value: string): Buffer => Buffer.concat([int32(value.length), Buffer.from(value)]);
const ready = message('Z', Buffer.from('I'));

/** A server that lets everybody in and answers every query with its version. */
export const fakePostgres = (number: string, version: string): Promise<number> =>
  fakeServer((socket, data) => {
    const sslRequest = data.length === 8 && data.readInt32BE(4) === 80_877_103;
    if (sslRequest) socket.write('N');
    else if (data[0] === 0) socket.write(Buffer.concat([message('R', int32(0)), ready]));
    else if (data.toString('latin1', 0, 1) === 'Q')
      socket.write(
        Buffer.concat([
          message('T', int16(2), column('number'), column('text')),
          message('D', int16(2), cell(number), cell(version)),
          message('C', text('SELECT 1')),
          ready,
        ]),
      );
  });
