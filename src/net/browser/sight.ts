import type { Page } from 'playwright-core';

/** Consent banners and pop-ups that many sites share. What refuses comes before what agrees; nothing here agrees or signs in. */
const generalCloses = [
  '#onetrust-reject-all-handler',
  '[role="dialog"] [aria-label="Close" i]',
  '[role="dialog"] [aria-label="닫기"]',
  '[aria-modal="true"] [aria-label="Close" i]',
  '[aria-modal="true"] [aria-label="닫기"]',
  '[role="dialog"] [data-e2e*="close" i]',
];

/** Words of buttons inside dialogs and banners that mean "leave me alone". */
const refusals = [
  'close',
  '닫기',
  '×',
  '✕',
  'not now',
  '나중에',
  'no thanks',
  'decline',
  'decline all',
  'decline optional cookies',
  'reject all',
  '모두 거부',
  '거부',
];

/** What a look at the page found. */
export interface Sight {
  /** The selector of what asks for a person. */
  readonly challenge: string | null;
  readonly closed: number;
}

/** As text, because it runs in the page and not here. One round trip for everything there is to look at. */
const look = `({ challenges, closes, refusals }) => {
  const inSight = (element) => {
    const { width, height } = element.getBoundingClientRect();
    return width > 0 && height > 0 && getComputedStyle(element).visibility !== 'hidden';
  };
  // Banners like to live in a shadow tree.
  const trees = [document];
  for (const element of document.querySelectorAll('*')) if (element.shadowRoot) trees.push(element.shadowRoot);
  const all = (selector) => trees.flatMap((tree) => [...tree.querySelectorAll(selector)]);
  for (const selector of challenges)
    for (const element of all(selector)) if (inSight(element)) return { challenge: selector, closed: 0 };
  let closed = 0;
  const click = (element) => { element.click(); closed++; };
  for (const selector of closes)
    for (const element of all(selector)) if (inSight(element)) click(element);
  const boxes = '[role="dialog"], [role="alertdialog"], [aria-modal="true"], [class*="cookie" i], [class*="consent" i], [id*="cookie" i], [id*="consent" i]';
  for (const box of [...all(boxes), ...trees.slice(1)])
    for (const button of box.querySelectorAll('button, [role="button"]'))
      if (refusals.includes(button.textContent.trim().toLowerCase()) && inSight(button)) click(button);
  return { challenge: null, closed };
}`;

const evaluate = (page: Page, script: string, given: unknown): Promise<unknown> => page.evaluate(`(${script})(${JSON.stringify(given)})`);

/** Looks for what asks for a person; where nothing does, clicks away what stands in the way. */
export const lookAt = async (
  page: Page,
  part: { readonly closes?: readonly string[]; readonly challenge?: { readonly selectors?: readonly string[] } },
): Promise<Sight> =>
  (await evaluate(page, look, {
    challenges: part.challenge?.selectors ?? [],
    closes: [...(part.closes ?? []), ...generalCloses],
    refusals,
  })) as Sight;

/** A step up and down to the end: a page that listens for scrolling hears it, also when it stands at its end already. */
const down = `(selector) => {
  const element = (selector && document.querySelector(selector)) || document.scrollingElement || document.documentElement;
  element.scrollTo(0, Math.max(0, element.scrollTop - 60));
  element.scrollTo(0, element.scrollHeight);
}`;

export const scrollDown = async (page: Page, selector: string | undefined): Promise<void> => {
  await evaluate(page, down, selector ?? null);
};

/** Fetched by the page, so that its own scripts may sign it. What comes is caught on its way; here it is only awaited by nobody. */
const fetchInside = `(url) => { void fetch(url, { credentials: 'include' }).catch(() => undefined); }`;

export const fetchIn = async (page: Page, url: string): Promise<void> => {
  await evaluate(page, fetchInside, url);
};

/** Pictures that were kept away are asked for again: whoever is to solve a riddle must see it. */
const pictures = `() => { for (const image of document.images) if (!image.complete || image.naturalWidth === 0) image.src = image.src; }`;

export const showPictures = async (page: Page): Promise<void> => {
  await evaluate(page, pictures, null);
};
