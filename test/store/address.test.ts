import { expect, test } from 'vitest';
import { parseAddress } from '../../src/store/address.ts';

test('an address is read with what its parts mean', () => {
  expect(
    parseAddress(
      'postgresql://an%40n:p%40ss%2F%25@db.example:6432/na%20me?sslmode=verify-full&sslrootcert=/ca.pem&channel_binding=require',
    ),
  ).toEqual({
    host: 'db.example',
    port: 6432,
    user: 'an@n',
    password: 'p@ss/%',
    database: 'na me',
    sslMode: 'verify-full',
    sslRootCert: '/ca.pem',
    sslCert: undefined,
    sslKey: undefined,
    channelBinding: true,
    options: undefined,
    label: 'db.example:6432/na me',
  });
});

test('what is left out is the default of libpq', () => {
  expect(parseAddress('postgres://db.example')).toMatchObject({ host: 'db.example', port: 5432, database: undefined, sslMode: 'prefer' });
  expect(parseAddress('postgres://')).toMatchObject({ host: 'localhost', port: 5432 });
});

test('a socket folder, an address of version 6 and parameters instead of parts are understood', () => {
  expect(parseAddress('postgres:///name?host=/run/postgresql')).toMatchObject({ host: '/run/postgresql', database: 'name' });
  expect(parseAddress('postgres://ann@/name?host=%2Frun%2Fpostgresql')).toMatchObject({
    host: '/run/postgresql',
    user: 'ann',
    database: 'name',
  });
  expect(parseAddress('postgres://%2Frun%2Fpostgresql/name')).toMatchObject({ host: '/run/postgresql', database: 'name' });
  expect(parseAddress('postgres://[::1]:5433/name')).toMatchObject({ host: '::1', port: 5433, label: '[::1]:5433/name' });
  expect(parseAddress('postgres://?host=h&port=1&user=u&password=p&dbname=d')).toMatchObject({
    host: 'h',
    port: 1,
    user: 'u',
    password: 'p',
    database: 'd',
  });
  expect(parseAddress('postgres://h/d?sslrootcert=system')).toMatchObject({ sslMode: 'verify-full' });
});

test.each([
  ['', 'empty'],
  ['localhost:5432', 'postgres://'],
  ['mysql://h/d', 'postgres://'],
  ['postgres://h:99999/d', 'percent-encoded'],
  ['postgres://u:p@ss/word@h/d', ''],
  ['postgres://u:50%off@h/d', '%25'],
  ['postgres://h/d?port=0', 'port "0"'],
  ['postgres://h/d?sslmod=require', 'unknown parameter "sslmod"'],
  ['postgres://h/d?sslmode=on', 'sslmode "on"'],
  ['postgres://h1,h2/d', 'several hosts'],
])('%s is refused with a sentence', (text, part) => {
  expect(() => parseAddress(text)).toThrow(
    expect.objectContaining({ code: 'TDM_DATABASE_ADDRESS', message: expect.stringContaining(part) }),
  );
});

test('the refusal of an address never repeats its password', () => {
  for (const text of ['postgres://u:sec#ret@h/d', 'postgres://u:sec/ret@h:x/d', 'postgres://u:sec%ret@h/d', 'mysql://u:secret@h/d'])
    try {
      parseAddress(text);
    } catch (error) {
      expect((error as Error).message).not.toMatch(/sec/);
    }
});
