// @ts-check
// The connection to the run on the server: opens, comes back by itself, sends commands.

const PROTOCOL = "playground.live";
const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 8000;
const REFUSALS_BETWEEN_ASKING = 4;
export const CLOSED_EXPIRED = 4404;
export const CLOSED_REPLACED = 4409;

/**
 * ms to wait before the n-th attempt in a row (n = 0, 1, …): doubling, and spread by ±25 % so that
 * many browsers do not come back in the same instant.
 * @param {number} attempt
 * @param {() => number} [random]
 */
export function backoff(attempt, random = Math.random) {
  const delay = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(attempt, 10));
  return delay * (0.75 + 0.5 * random());
}

/**
 * @param {string} path
 * @param {Location | URL} page
 */
export function socketUrl(path, page) {
  const url = new URL(path, page.href);
  url.protocol = page.protocol === "https:" ? "wss:" : "ws:";
  return url.href;
}

/**
 * "expired": the server has let the run go; "gone": it does not know the run, for it is another
 * process, or was restarted. Either way the page has to ask for another run.
 * @typedef {"connecting" | "open" | "reconnecting" | "expired" | "gone" | "replaced"} Connection
 */

/**
 * Whether there is a server behind a socket's address, whatever it says; a proxy without one says
 * 502 or the like. A browser does not tell a refused handshake from a server that is away.
 * @param {string} url
 */
async function isServerThere(url) {
  try {
    const there = url.replace(/^ws/, "http");
    return (await fetch(there, { method: "HEAD", cache: "no-store" })).status < 500;
  } catch {
    return false;
  }
}

/**
 * @param {object} options
 * @param {string} options.url
 * @param {string} options.token
 * @param {(message: any) => void} options.onJson
 * @param {(buffer: ArrayBuffer) => void} options.onBinary
 * @param {(connection: Connection) => void} options.onConnection
 */
export function createSocket({ url, token, onJson, onBinary, onConnection }) {
  /** @type {WebSocket | null} */
  let socket = null;
  let timer = 0;
  let attempt = 0;
  let refusals = 0;
  let everOpen = false;
  let destroyed = false;

  function connect() {
    clearTimeout(timer);
    timer = 0;
    onConnection(everOpen ? "reconnecting" : "connecting");
    const own = new WebSocket(url, [PROTOCOL, token]);
    socket = own;
    own.binaryType = "arraybuffer";
    let opened = false;
    own.onopen = () => {
      opened = everOpen = true;
      attempt = 0;
      refusals = 0;
      onConnection("open");
    };
    own.onmessage = ({ data }) => receive(data);
    own.onclose = ({ code }) => {
      if (socket !== own) return;
      socket = null;
      if (code === CLOSED_REPLACED) return onConnection("replaced");
      if (code === CLOSED_EXPIRED) return onConnection("expired");
      later();
      if (!opened) noteRefusal(own.url, token);
    };
  }

  /**
   * The handshake has failed. If the server is there, it does not know the token (or is full): the
   * page is asked for another run at once, and again now and then.
   * @param {string} at
   * @param {string} refused
   */
  async function noteRefusal(at, refused) {
    if (!(await isServerThere(at)) || destroyed || refused !== token || isOpen()) return;
    if (refusals++ % REFUSALS_BETWEEN_ASKING === 0) onConnection("gone");
  }

  const isOpen = () => socket?.readyState === WebSocket.OPEN;

  function later() {
    onConnection("reconnecting");
    timer = window.setTimeout(connect, backoff(attempt++));
  }

  /** @param {string | ArrayBuffer} data */
  function receive(data) {
    try {
      if (typeof data === "string") onJson(JSON.parse(data));
      else onBinary(data);
    } catch (error) {
      console.warn("A message from the run was left out:", error);
    }
  }

  function disconnect() {
    clearTimeout(timer);
    const old = socket;
    socket = null;
    if (!old) return;
    old.onopen = old.onmessage = old.onclose = null;
    // A socket that is still opening closes with an error in the console; let it open first.
    if (old.readyState === WebSocket.CONNECTING) old.onopen = () => old.close();
    else old.close();
  }

  function comeBack() {
    if (!socket && timer) {
      attempt = 0;
      connect();
    }
  }

  window.addEventListener("online", comeBack);
  connect();

  return {
    /**
     * @param {object} command
     * @returns {boolean} whether it could be sent
     */
    send(command) {
      if (socket?.readyState !== WebSocket.OPEN) return false;
      socket.send(JSON.stringify(command));
      return true;
    },
    get token() {
      return token;
    },
    /** @param {string} next another run's secret: leave this one, watch that one */
    useToken(next) {
      if (next === token || destroyed) return;
      token = next;
      attempt = 0;
      refusals = 0;
      everOpen = false;
      disconnect();
      connect();
    },
    destroy() {
      destroyed = true;
      window.removeEventListener("online", comeBack);
      disconnect();
    },
  };
}
