import type { Answer } from '../platform.ts';
import { toWire } from '../wire.ts';

/**
 * What the page of a post does in a browser, as far as it matters to a reader: a consent banner in a shadow tree, a login pop-up after the second
 * page of comments, pictures, and comments that are asked for as the page is scrolled, with a signature and a token of its own. While something stands
 * in the way nothing is asked. An answer without a byte, or one that is a page, brings up a riddle, which a click solves.
 */
const script = `(() => {
  document.head.insertAdjacentHTML('beforeend', '<style>li{height:120px}.box{position:fixed;inset:20%;background:#fff}</style>');
  document.body.insertAdjacentHTML('beforeend', '<img src="/picture.png"><tiktok-cookie-banner></tiktok-cookie-banner><ul id="comments"></ul>');
  const post = location.pathname.split('/').pop();
  const banner = document.querySelector('tiktok-cookie-banner').attachShadow({ mode: 'open' });
  banner.innerHTML = '<div style="position:fixed;inset:auto 0 0;height:80px"><button>Allow all</button><button>Decline optional cookies</button></div>';
  banner.querySelectorAll('button')[1].onclick = () => { banner.innerHTML = ''; };
  let cursor = 0, busy = false, over = false, pages = 0;
  const inTheWay = () => banner.innerHTML !== '' || document.querySelector('.box') !== null;
  const box = (html, close) => {
    document.body.insertAdjacentHTML('beforeend', '<div class="box" ' + html + '</div>');
    document.querySelector(close).onclick = () => document.querySelector('.box').remove();
  };
  const show = (page) => {
    for (const comment of page.comments || []) {
      const row = document.createElement('li');
      row.textContent = comment.text;
      document.querySelector('#comments').append(row);
    }
    cursor = page.cursor;
    over = !page.has_more;
    if (++pages === 2) box('id="login-modal" role="dialog">Log in to TikTok<button data-e2e="modal-close-inner-button">x</button>', '#login-modal button');
  };
  const more = async () => {
    if (busy || over || inTheWay()) return;
    busy = true;
    const text = await fetch('/api/comment/list/?aid=1988&aweme_id=' + post + '&count=20&cursor=' + cursor + '&msToken=own&X-Bogus=signed').then(
      (answer) => answer.text(),
      () => null,
    );
    if (text === '' || text?.startsWith('<')) box('id="captcha_container">Drag the piece<button>solved</button>', '#captcha_container button');
    else if (text !== null) show(JSON.parse(text));
    busy = false;
  };
  const start = setInterval(() => { if (!inTheWay()) { clearInterval(start); more(); } }, 20);
  addEventListener('scroll', () => { if (innerHeight + scrollY >= document.body.scrollHeight - 300) more(); });
})();`;

export const scriptPath = '/comments.js';

export const answerScript = (): Answer => ({ type: 'text/javascript; charset=utf-8', body: toWire(script) });
