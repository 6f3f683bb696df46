/** Why a body was withheld that broke off: told apart from one that never was JSON, as it is worth asking again. */
export const cutShort = 'its JSON ends early';

/** True for JSON that broke off: it began like JSON and its brackets or its last text are still open at the end. */
export const endsEarly = (json: string): boolean => {
  if (!/^\s*[[{]/.test(json)) return false;
  let open = 0;
  let inText = false;
  for (let i = 0; i < json.length; i++) {
    const code = json.charCodeAt(i);
    if (inText) {
      if (code === 0x5c) i++;
      else if (code === 0x22) inText = false;
    } else if (code === 0x22) inText = true;
    else if (code === 0x7b || code === 0x5b) open++;
    else if (code === 0x7d || code === 0x5d) open--;
  }
  return inText || open > 0;
};
