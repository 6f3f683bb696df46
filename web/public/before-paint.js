// Runs before the first paint, so that neither theme nor language flashes. Keys and values as in src/app/preferences.ts.
(() => {
  const root = document.documentElement;
  const kept = (key) => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null; // storage may be forbidden; then the system decides
    }
  };
  const theme = kept('tidemark.theme');
  const dark = theme === 'dark' || (theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  root.dataset.theme = dark ? 'dark' : 'light';
  const language = kept('tidemark.language');
  root.lang = language === 'ko' || language === 'en' ? language : /^ko\b/i.test(navigator.language) ? 'ko' : 'en';
})();
