// A chat in the corner of a page. It needs one tag, and no framework:
//
//   <script src="https://tulia.example/v1/chat/<channel id>/widget.js" defer></script>
//
// `data-title`, `data-greeting` and `data-color` on the tag change what it says and looks like.
(() => {
  const script = document.currentScript;
  const base = script.src.replace(/\/widget\.js(\?.*)?$/, '');
  const { title = 'Chat', greeting = '', color = '#1f5fbf' } = script.dataset;
  const memory = `tulia-chat:${base}`;
  /** Messages that a page shows again after it was loaded anew. */
  const maxKept = 100;
  const sendDelaysMs = [0, 1000, 3000, 10_000];

  const styles = `
    :host { position: fixed; right: 20px; bottom: 20px; z-index: 2147483000; font: 15px/1.4 system-ui, sans-serif }
    [hidden] { display: none !important }
    button { font: inherit; color: #fff; background: var(--color); border: 0; border-radius: 20px; padding: 10px 18px; cursor: pointer }
    section { display: flex; flex-direction: column; width: min(360px, calc(100vw - 40px)); height: min(520px, calc(100vh - 110px));
      margin-bottom: 12px; background: #fff; color: #222; border-radius: 12px; box-shadow: 0 6px 30px #0004; overflow: hidden }
    header { padding: 12px 16px; color: #fff; background: var(--color); font-weight: 600 }
    ol { flex: 1; overflow-y: auto; margin: 0; padding: 12px; list-style: none }
    li { max-width: 80%; width: fit-content; margin: 0 0 8px; padding: 8px 12px; border-radius: 12px; background: #eef0f3;
      white-space: pre-wrap; overflow-wrap: anywhere }
    li.ours { margin-left: auto; color: #fff; background: var(--color) }
    li.failed { opacity: .6; text-decoration: line-through }
    p { margin: 0; padding: 0 16px 8px; color: #667 }
    form { display: flex; gap: 8px; padding: 10px; border-top: 1px solid #ddd }
    input { flex: 1; min-width: 0; font: inherit; padding: 8px 12px; border: 1px solid #bbb; border-radius: 20px }
    .launch { float: right }`;

  const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

  /** Also on pages without TLS, where `crypto.randomUUID` is missing. */
  const randomId = () =>
    Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
      byte.toString(16).padStart(2, '0'),
    ).join('');

  /** What is kept over pages; storage may be full, or forbidden, and the chat goes on without. */
  const remembered = () => {
    try {
      return JSON.parse(localStorage.getItem(memory)) ?? {};
    } catch {
      return {};
    }
  };

  const state = { session: null, after: 0, messages: [], ...remembered() };

  const remember = () => {
    state.messages = state.messages.slice(-maxKept);
    try {
      localStorage.setItem(memory, JSON.stringify(state));
    } catch {
      // See `remembered`.
    }
  };

  const element = (name, properties = {}, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };

  const request = (path, body) => {
    const token = state.session?.token;
    const headers = {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    };
    return fetch(`${base}/${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  };

  /** Opens a session, or renews the one there is. */
  const openSession = async () => {
    const answer = await request('sessions');
    if (!answer.ok) throw new Error(`tulia: the chat is not available (${answer.status})`);
    const session = await answer.json();
    // Another session's replies are counted anew.
    if (session.sessionId !== state.session?.sessionId) state.after = 0;
    state.session = session;
    remember();
  };

  const log = element('ol', { role: 'log', ariaLive: 'polite' });
  const typing = element('p', { hidden: true, textContent: '…' });
  const input = element('input', { name: 'text', autocomplete: 'off', maxLength: 4000 });
  const form = element('form', {}, input, element('button', { textContent: '➤' }));
  const panel = element(
    'section',
    { hidden: true, role: 'dialog', ariaLabel: title },
    element('header', { textContent: title }),
    log,
    typing,
    form,
  );
  const launch = element('button', { className: 'launch', type: 'button', textContent: title });
  input.setAttribute('aria-label', title);

  /** As text: nothing a customer or a model writes becomes markup. */
  const show = ({ text, ours }) => {
    const line = element('li', { textContent: text, className: ours ? 'ours' : '' });
    log.append(line);
    line.scrollIntoView({ block: 'end' });
    return line;
  };

  const add = (message) => {
    state.messages.push(message);
    remember();
    return show(message);
  };

  const take = ({ replyId, sequence, text }) => {
    state.after = sequence;
    // Counting starts anew with each conversation, so the id alone tells what is known.
    if (state.messages.some((known) => known.replyId === replyId)) remember();
    else add({ replyId, text, ours: false });
  };

  let stream = null;

  /** The browser itself comes back after a lost connection; a refusal ends the stream for good. */
  const listen = () => {
    const { sessionId, token } = state.session;
    const query = new URLSearchParams({ sessionId, after: state.after, ...(token && { token }) });
    stream = new EventSource(`${base}/stream?${query}`);
    stream.addEventListener('reply', ({ data }) => take(JSON.parse(data)));
    stream.addEventListener('typing', ({ data }) => {
      typing.hidden = !JSON.parse(data).typing;
    });
    stream.addEventListener('error', ({ target }) => {
      typing.hidden = true;
      if (target.readyState === EventSource.CLOSED && target === stream) void reconnect();
    });
  };

  const reconnect = async () => {
    for (let delayMs = 1000; ; delayMs = Math.min(delayMs * 2, 30_000)) {
      await sleep(delayMs);
      try {
        await openSession();
        return listen();
      } catch {
        // Once more, later.
      }
    }
  };

  /** @returns whether the message is there: the same id, however often it is sent, is one message */
  const deliver = async (text) => {
    const messageId = randomId();
    for (const delayMs of sendDelaysMs) {
      await sleep(delayMs);
      try {
        const { sessionId } = state.session;
        const answer = await request('messages', { sessionId, messageId, text });
        if (answer.ok) return true;
        if (answer.status === 401) await openSession();
        else if (answer.status < 500 && answer.status !== 429) return false;
      } catch {
        // There is no session yet, or the connection was lost: whether the message was taken is
        // not known, so it is sent again.
      }
    }
    return false;
  };

  let sending = Promise.resolve();

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const text = input.value.trim();
    if (text === '') return;
    input.value = '';
    const line = add({ text, ours: true });
    // One after the other: they are answered in the order in which they arrive.
    sending = sending.then(async () => line.classList.toggle('failed', !(await deliver(text))));
  });

  const open = async () => {
    panel.hidden = false;
    input.focus();
    if (stream !== null) return;
    try {
      await openSession();
      listen();
    } catch {
      void reconnect();
    }
  };

  launch.addEventListener('click', () => {
    if (panel.hidden) void open();
    else panel.hidden = true;
  });
  panel.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') panel.hidden = true;
  });

  const host = element('div', { id: 'tulia-chat' });
  const shadow = host.attachShadow({ mode: 'open' });
  // A constructed sheet, unlike a <style>, is no matter of the page's content security policy.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(styles);
  shadow.adoptedStyleSheets = [sheet];
  host.style.setProperty('--color', color);
  shadow.append(panel, launch);
  if (greeting !== '') show({ text: greeting, ours: false });
  for (const message of state.messages) show(message);
  document.body.append(host);
})();
