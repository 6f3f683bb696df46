import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { TlsOptions } from 'node:tls';
import { afterAll } from 'vitest';

/** A message as the server took it. */
export interface Letter {
  readonly from: string;
  readonly to: readonly string[];
  /** Headers and body as they came. */
  readonly data: string;
}

export interface SmtpServer {
  readonly port: number;
  readonly letters: Letter[];
  /** What clients showed after AUTH PLAIN, decoded. */
  readonly logins: string[];
  /** Answers to a command (`MAIL`, `RCPT`, `AUTH`, `.` for the end of the data) other than the usual one; null: the usual one; `close`: none, once some of what follows came. */
  refuse: (command: string, line: string) => string | null;
}

/** A mail server that knows enough of SMTP (RFC 5321) for tests, and AUTH PLAIN. Call it at the top of a file; it is closed with it. With `tls` it is one of smtps://. */
export const smtpServer = async (tls?: TlsOptions): Promise<SmtpServer> => {
  const made: SmtpServer & { port: number } = { port: 0, letters: [], logins: [], refuse: () => null };
  const serve = (socket: Socket): void => {
    let letter = { from: '', to: [] as string[] };
    let data: string | null = null;
    let rest = '';
    const say = (line: string) => socket.write(`${line}\r\n`);
    const end = (text: string) => {
      const refused = made.refuse('.', text);
      if (refused === null) made.letters.push({ ...letter, data: text });
      say(refused ?? '250 2.0.0 kept as 1');
      letter = { from: '', to: [] };
    };
    const take = (line: string) => {
      const command = line.slice(0, 4).toUpperCase();
      const refused = made.refuse(command, line);
      const path = /<([^>]*)>/.exec(line)?.[1] ?? '';
      if (command === 'AUTH') made.logins.push(Buffer.from(line.split(' ')[2] ?? '', 'base64').toString());
      if (refused === 'close')
        return socket
          .removeAllListeners('data')
          .once('data', () => socket.destroy())
          .write('354 go on\r\n');
      if (refused !== null) return say(refused);
      if (command === 'EHLO') return say('250-test greets you\r\n250-AUTH PLAIN\r\n250 8BITMIME');
      if (command === 'AUTH') return say('235 2.7.0 welcome');
      if (command === 'MAIL') letter = { from: path, to: [] };
      if (command === 'RCPT') letter.to.push(path);
      if (command === 'QUIT') return socket.end('221 2.0.0 bye\r\n');
      if (command !== 'DATA') return say('250 2.0.0 ok');
      data = '';
      return say('354 go on');
    };
    socket.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\r\n');
      rest = lines.pop()!;
      for (const line of lines)
        if (data === null) take(line);
        else if (line !== '.') data += `${line.replace(/^\.\./, '.')}\r\n`;
        else {
          const whole = data;
          data = null;
          end(whole);
        }
    });
    socket.on('error', () => undefined);
    say('220 test ESMTP');
  };
  const server = tls ? createTlsServer(tls, serve) : createServer(serve);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  afterAll(() => server.close());
  made.port = (server.address() as AddressInfo).port;
  return made;
};
