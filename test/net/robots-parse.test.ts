import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decide } from '../../src/net/robots/match.ts';
import { parseRobots } from '../../src/net/robots/parse.ts';

const allows = (file: string, path: string, product = 'tidemark'): boolean => decide(parseRobots(file, product), path)?.allow ?? true;

describe('groups (RFC 9309 §2.2.1)', () => {
  const file = `
    User-Agent: ExampleBot
    Disallow: /foo
    User-agent: BarBot
    User-agent: bazbot   # two agents share what follows
    Disallow: /bar

    user-agent: EXAMPLEBOT/2.1 (+about)
    disallow: /again
    User-Agent: *
    Disallow: /everyone`;

  test('a crawler obeys the groups that name it, in any case, merged, and no other', () => {
    expect(['/foo', '/bar', '/again', '/everyone'].map((path) => allows(file, path, 'examplebot'))).toEqual([false, true, false, true]);
    expect(['/foo', '/bar', '/again', '/everyone'].map((path) => allows(file, path, 'BazBot'))).toEqual([true, false, true, true]);
  });

  test('a crawler that is not named obeys the groups for *', () => {
    expect(['/foo', '/everyone'].map((path) => allows(file, path))).toEqual([true, false]);
  });

  test('being named in a group without rules frees from those for *', () => {
    expect(allows('User-agent: tidemark\nDisallow:\n\nUser-agent: *\nDisallow: /', '/x')).toBe(true);
  });

  test('a name that only begins like ours is another', () => {
    expect(allows('User-agent: tidemark-images\nDisallow: /', '/x')).toBe(true);
    expect(allows('User-agent: tide\nDisallow: /', '/x')).toBe(true);
  });

  test('rules before any agent belong to nobody', () => {
    expect(allows('Disallow: /\nUser-agent: *\nDisallow: /a', '/b')).toBe(true);
  });

  test('a Sitemap line neither ends nor begins a group', () => {
    expect(allows('User-agent: tidemark\nSitemap: https://x.test/a.xml\nUser-agent: other\nDisallow: /a', '/a')).toBe(false);
  });
});

describe('the longest match decides (RFC 9309 §2.2.2)', () => {
  test('an equally long Allow wins', () => {
    const file = 'User-agent: *\nDisallow: /example/page/disallowed.gif\nAllow: /example/page/\nDisallow: /same\nAllow: /same';
    expect(allows(file, '/example/page/disallowed.gif')).toBe(false);
    expect(allows(file, '/example/page/index.html')).toBe(true);
    expect(allows(file, '/same/x')).toBe(true);
  });

  test('the file of the RFC’s own simple example', () => {
    const file = `User-Agent: *
Disallow: *.gif$
Disallow: /example/
Allow: /publications/

User-Agent: foobot
Disallow:/
Allow:/example/page.html
Allow:/example/allowed.gif

User-Agent: barbot
User-Agent: bazbot
Disallow: /example/page.html

User-Agent: quxbot
`;
    expect(['/a.gif', '/a.gif?x', '/example/x', '/publications/x'].map((path) => allows(file, path))).toEqual([false, true, false, true]);
    expect(['/', '/example/page.html', '/example/allowed.gif'].map((path) => allows(file, path, 'foobot'))).toEqual([false, true, true]);
    expect(['/', '/example/page.html'].map((path) => allows(file, path, 'bazbot'))).toEqual([true, false]);
    expect(allows(file, '/example/', 'quxbot')).toBe(true);
  });

  test.each([
    ['/fish', ['/fish', '/fish.html', '/fish/salmon', '/fishheads', '/fish.php?id=1'], ['/Fish.asp', '/catfish', '/?id=fish']],
    ['/fish*', ['/fish', '/fishheads/yummy.html'], ['/Fish.asp', '/catfish']],
    ['/fish/', ['/fish/', '/fish/?id=1', '/fish/salmon.htm'], ['/fish', '/fish.html']],
    ['/*.php', ['/index.php', '/folder/any.php.file.html', '/filename.php/'], ['/', '/windows.PHP']],
    ['/*.php$', ['/filename.php', '/folder/filename.php'], ['/filename.php?parameters', '/filename.php/', '/filename.php5']],
    ['/fish*.php', ['/fish.php', '/fishheads/catfish.php?parameters'], ['/Fish.PHP']],
    ['/a$b', ['/a$b', '/a%24bc'], ['/ab']],
    ['/*?id=', ['/x?id=1', '/?a=b?id='], ['/x?aid=1']],
    ['/$', ['/'], ['/x', '/?x']],
    ['/a*a*$', ['/aa', '/a/a/x'], ['/a']],
  ])('%s', (pattern, matching, other) => {
    const file = `User-agent: *\nDisallow: ${pattern}`;
    expect(matching.filter((path) => allows(file, path))).toEqual([]);
    expect(other.filter((path) => !allows(file, path))).toEqual([]);
  });

  test.each([
    ['/foo/bar?baz=quz', '/foo/bar?baz=quz'],
    ['/foo/bar?baz=https://foo.bar', '/foo/bar?baz=https%3A%2F%2Ffoo.bar'],
    ['/foo/bar/ツ', '/foo/bar/%E3%83%84'],
    ['/foo/bar/%E3%83%84', '/foo/bar/%e3%83%84'],
    ['/foo/bar/%62%61%7A', '/foo/bar/baz'],
    ['/path/file-with-a-%2A.html', '/path/file-with-a-*.html'],
    ['/path/foo-%24', '/path/foo-$'],
  ])('%s and %s are one path', (pattern, path) => {
    expect(allows(`User-agent: *\nDisallow: ${pattern}$`, path)).toBe(false);
  });

  test('an encoded slash is no slash', () => {
    expect(allows('User-agent: *\nDisallow: /a%2Fb', '/a/b')).toBe(true);
  });

  test('/robots.txt may always be read', () => {
    expect(allows('User-agent: *\nDisallow: /', '/robots.txt')).toBe(true);
  });
});

describe('the file itself', () => {
  test('byte order mark, CRLF, lone CR, tabs and comments are no obstacle', () => {
    expect(allows('\uFEFFUser-agent : *\r\n\tDisallow\t:\t/a # why\r# nothing\rDisallow: /b', '/a')).toBe(false);
    expect(allows('\uFEFFUser-agent: *\r\nDisallow: /a\rDisallow: /b', '/b')).toBe(false);
  });

  test('what lies beyond 500 KiB is not read', () => {
    const filler = `# ${'x'.repeat(97)}\n`;
    const head = 'User-agent: *\nDisallow: /near\n';
    const file = `${head}${filler.repeat(5120)}Disallow: /far\n`;
    expect([allows(file, '/near'), allows(file, '/far')]).toEqual([false, true]);
  });

  test('Crawl-delay is read in seconds, the longest of several', () => {
    expect(parseRobots('User-agent: *\nCrawl-delay: 1.5\nCrawl-delay: 0.2\nCrawl-delay: soon', 'tidemark').crawlDelayMs).toBe(1500);
    expect(parseRobots('User-agent: other\nCrawl-delay: 9', 'tidemark').crawlDelayMs).toBe(null);
  });

  test('no text makes it throw, and a rule decides only when its own pieces are in the path', () => {
    const line = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc
        .tuple(fc.constantFrom('User-agent', 'Disallow', 'allow', 'Crawl-delay', 'Sitemap'), fc.stringMatching(/^[/a-c*$%?0-9 #:-]{0,12}$/))
        .map(([key, value]) => `${key}: ${value}`),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), fc.stringMatching(/^\/[a-c*$%?0-9/]{0,15}$/), (lines, path) => {
        const file = `User-agent: *\n${lines.join('\n')}`;
        const rule = decide(parseRobots(file, 'tidemark'), path);
        if (rule) expect(file).toContain(rule.line.slice(rule.line.indexOf(' ') + 1));
      }),
      { numRuns: 2000 },
    );
  });

  test('matching agrees with the obvious slow way', () => {
    const slow = (pattern: string, path: string): boolean => {
      const source = Array.from(pattern.replace(/\$$/, ''))
        .map((sign) => (sign === '*' ? '[^]*' : `\\x${sign.charCodeAt(0).toString(16)}`))
        .join('');
      return new RegExp(`^${source}${pattern.endsWith('$') ? '$' : ''}`).test(path);
    };
    fc.assert(
      fc.property(fc.stringMatching(/^\/[ab*/]{0,8}\$?$/), fc.stringMatching(/^\/[ab/]{0,10}$/), (pattern, path) => {
        expect(!allows(`User-agent: *\nDisallow: ${pattern}`, path)).toBe(slow(pattern, path));
      }),
      { numRuns: 3000 },
    );
  });

  test('a hostile pattern costs no more than a plain one', () => {
    const file = `User-agent: *\nDisallow: /${'a*'.repeat(2000)}b$`;
    const rules = parseRobots(file, 'tidemark');
    const before = process.cpuUsage();
    for (let n = 0; n < 50; n++) decide(rules, `/${'a'.repeat(5000)}`);
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(500);
  });
});
