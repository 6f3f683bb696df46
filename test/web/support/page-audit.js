// Runs inside the page and returns what a person would stumble over, as sentences. Small on purpose: contrast by WCAG 2.1, names of
// everything that can be operated, one heading of the first rank, no sideways scrolling, nothing that lies over the next column.
(() => {
  const found = [];
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });

  /** Any CSS colour as [red, green, blue, alpha]; the canvas knows oklch and whatever comes after it. A page has few, and the canvas is slow. */
  const colours = new Map();
  const colourOf = (words) => {
    if (!colours.has(words)) colours.set(words, drawn(words));
    return colours.get(words);
  };
  const drawn = (words) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = words;
    canvas.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = canvas.getImageData(0, 0, 1, 1).data;
    return [red, green, blue, alpha / 255];
  };
  const over = ([r, g, b, a], [R, G, B]) => [r * a + R * (1 - a), g * a + G * (1 - a), b * a + B * (1 - a), 1];
  const channel = (value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
  const luminance = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const contrast = (a, b) => {
    const [light, dark] = [luminance(a), luminance(b)].toSorted((x, y) => y - x);
    return (light + 0.05) / (dark + 0.05);
  };

  const backgrounds = new Map([[null, [255, 255, 255, 1]]]);
  const backgroundOf = (element) => {
    if (!backgrounds.has(element))
      backgrounds.set(element, over(colourOf(getComputedStyle(element).backgroundColor), backgroundOf(element.parentElement)));
    return backgrounds.get(element);
  };

  const isShown = (element) => {
    const box = element.getBoundingClientRect();
    // Text only for screen readers is one pixel large.
    return box.width > 2 && box.height > 2 && element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  };
  const wordsOf = (element) => (element.textContent ?? '').trim().slice(0, 40);
  const hasOwnWords = (element) =>
    [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim() !== '');

  for (const element of document.body.querySelectorAll('*')) {
    if (!hasOwnWords(element) || !isShown(element) || element.closest('svg, [disabled], [aria-busy=true], option')) continue;
    const style = getComputedStyle(element);
    const background = backgroundOf(element);
    const ratio = contrast(over(colourOf(style.color), background), background);
    const size = Number.parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (large ? 3 : 4.5)) found.push(`contrast ${ratio.toFixed(2)} of "${wordsOf(element)}"`);
  }

  const nameOf = (element) => {
    const labelledBy = element.getAttribute('aria-labelledby');
    const label = labelledBy ? document.getElementById(labelledBy)?.textContent : element.getAttribute('aria-label');
    return label || (element.labels?.[0]?.textContent ?? '') || element.getAttribute('alt') || element.textContent || '';
  };
  for (const element of document.querySelectorAll(
    'a[href], button, input, select, textarea, [role=button], [role=group][tabindex], dialog, nav, table, [role=meter]',
  )) {
    if (!element.hidden && nameOf(element).trim() === '') found.push(`no name: ${element.outerHTML.slice(0, 120)}`);
  }
  for (const image of document.querySelectorAll('img:not([alt])')) found.push(`no alternative: ${image.outerHTML.slice(0, 120)}`);
  for (const label of document.querySelectorAll('[tabindex]')) {
    if (label.tabIndex > 0) found.push(`a tab order of its own: ${label.outerHTML.slice(0, 120)}`);
  }

  const headings = document.querySelectorAll('h1').length;
  if (headings !== 1) found.push(`${headings} headings of the first rank`);
  if (!document.querySelector('main')) found.push('no main part');
  if (!document.documentElement.lang) found.push('no language');
  for (const cell of document.querySelectorAll('td, th')) {
    if (cell.scrollWidth > cell.clientWidth + 1) found.push(`spills over its column: "${wordsOf(cell)}"`);
  }
  for (const link of document.querySelectorAll('td [data-row-link]')) {
    const room = link.closest('td').clientWidth;
    if (room < (innerWidth < 768 ? 80 : 170)) found.push(`no room to read what a row is about: ${room}`);
  }
  if (document.documentElement.scrollWidth > document.documentElement.clientWidth)
    found.push(`scrolls sideways: ${document.documentElement.scrollWidth} > ${document.documentElement.clientWidth}`);
  return [...new Set(found)];
})();
