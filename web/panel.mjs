/*!
 * Generated from src/panel by `npm run generate`: change those files, never this one.
 * SPDX-License-Identifier: Apache-2.0
 */
import {
  A,
  API_VERSION,
  Observable,
  PanelState,
  PanelView,
  Request,
  UNREACHABLE,
  Watch,
  ZOOM_STEP,
  answer,
  b,
  backoffMs,
  controls,
  countOf,
  define,
  digits,
  failureBox,
  firstRunPlace,
  i,
  i2,
  icon,
  iconButton,
  newestFirst,
  percent,
  samplingJob,
  shareInWords,
  sideName,
  votePlace,
  votingOf,
  workflowOf
} from "./chunk.mjs?v=c2c817d3";

// src/panel/core/browser-environment.ts
/*!
 * The environment that a real browser gives.
 */
function browserEnvironment() {
  return {
    fetch: (input, init) => globalThis.fetch(input, init),
    openSocket: (url) => new WebSocket(url),
    storage: localStorageOrNone(),
    now: () => Date.now(),
    random: () => Math.random(),
    uuid,
    after(ms, callback) {
      const timer = setTimeout(callback, ms);
      return () => clearTimeout(timer);
    }
  };
}
function localStorageOrNone() {
  try {
    return globalThis.localStorage;
  } catch {
    return void 0;
  }
}
function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = bytes[6] & 15 | 64;
  bytes[8] = bytes[8] & 63 | 128;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

// node_modules/openapi-fetch/dist/index.mjs
var PATH_PARAM_RE = /\{[^{}]+\}/g;
var supportsRequestInitExt = () => {
  return typeof process === "object" && Number.parseInt(process?.versions?.node?.substring(0, 2)) >= 18 && process.versions.undici;
};
function randomID() {
  return Math.random().toString(36).slice(2, 11);
}
function createClient(clientOptions) {
  let {
    baseUrl = "",
    Request: CustomRequest = globalThis.Request,
    fetch: baseFetch = globalThis.fetch,
    querySerializer: globalQuerySerializer,
    bodySerializer: globalBodySerializer,
    pathSerializer: globalPathSerializer,
    headers: baseHeaders,
    requestInitExt = void 0,
    ...baseOptions
  } = { ...clientOptions };
  requestInitExt = supportsRequestInitExt() ? requestInitExt : void 0;
  baseUrl = removeTrailingSlash(baseUrl);
  const globalMiddlewares = [];
  async function coreFetch(schemaPath, fetchOptions) {
    const {
      baseUrl: localBaseUrl,
      fetch = baseFetch,
      Request: Request2 = CustomRequest,
      headers,
      params = {},
      parseAs = "json",
      querySerializer: requestQuerySerializer,
      bodySerializer = globalBodySerializer ?? defaultBodySerializer,
      pathSerializer: requestPathSerializer,
      body,
      middleware: requestMiddlewares = [],
      ...init
    } = fetchOptions || {};
    let finalBaseUrl = baseUrl;
    if (localBaseUrl) {
      finalBaseUrl = removeTrailingSlash(localBaseUrl) ?? baseUrl;
    }
    let querySerializer = typeof globalQuerySerializer === "function" ? globalQuerySerializer : createQuerySerializer(globalQuerySerializer);
    if (requestQuerySerializer) {
      querySerializer = typeof requestQuerySerializer === "function" ? requestQuerySerializer : createQuerySerializer({
        ...typeof globalQuerySerializer === "object" ? globalQuerySerializer : {},
        ...requestQuerySerializer
      });
    }
    const pathSerializer = requestPathSerializer || globalPathSerializer || defaultPathSerializer;
    const serializedBody = body === void 0 ? void 0 : bodySerializer(
      body,
      // Note: we declare mergeHeaders() both here and below because it’s a bit of a chicken-or-egg situation:
      // bodySerializer() needs all headers so we aren’t dropping ones set by the user, however,
      // the result of this ALSO sets the lowest-priority content-type header. So we re-merge below,
      // setting the content-type at the very beginning to be overwritten.
      // Lastly, based on the way headers work, it’s not a simple “present-or-not” check becauase null intentionally un-sets headers.
      mergeHeaders(baseHeaders, headers, params.header)
    );
    const finalHeaders = mergeHeaders(
      // with no body, we should not to set Content-Type
      serializedBody === void 0 || // if serialized body is FormData; browser will correctly set Content-Type & boundary expression
      serializedBody instanceof FormData ? {} : {
        "Content-Type": "application/json"
      },
      baseHeaders,
      headers,
      params.header
    );
    const finalMiddlewares = [...globalMiddlewares, ...requestMiddlewares];
    const requestInit = {
      redirect: "follow",
      ...baseOptions,
      ...init,
      body: serializedBody,
      headers: finalHeaders
    };
    let id;
    let options;
    let request = new Request2(
      createFinalURL(schemaPath, { baseUrl: finalBaseUrl, params, querySerializer, pathSerializer }),
      requestInit
    );
    let response;
    for (const key in init) {
      if (!(key in request)) {
        request[key] = init[key];
      }
    }
    if (finalMiddlewares.length) {
      id = randomID();
      options = Object.freeze({
        baseUrl: finalBaseUrl,
        fetch,
        parseAs,
        querySerializer,
        bodySerializer,
        pathSerializer
      });
      for (const m of finalMiddlewares) {
        if (m && typeof m === "object" && typeof m.onRequest === "function") {
          const result = await m.onRequest({
            request,
            schemaPath,
            params,
            options,
            id
          });
          if (result) {
            if (result instanceof Request2) {
              request = result;
            } else if (result instanceof Response) {
              response = result;
              break;
            } else {
              throw new Error("onRequest: must return new Request() or Response() when modifying the request");
            }
          }
        }
      }
    }
    if (!response) {
      try {
        response = await fetch(request, requestInitExt);
      } catch (error2) {
        let errorAfterMiddleware = error2;
        if (finalMiddlewares.length) {
          for (let i3 = finalMiddlewares.length - 1; i3 >= 0; i3--) {
            const m = finalMiddlewares[i3];
            if (m && typeof m === "object" && typeof m.onError === "function") {
              const result = await m.onError({
                request,
                error: errorAfterMiddleware,
                schemaPath,
                params,
                options,
                id
              });
              if (result) {
                if (result instanceof Response) {
                  errorAfterMiddleware = void 0;
                  response = result;
                  break;
                }
                if (result instanceof Error) {
                  errorAfterMiddleware = result;
                  continue;
                }
                throw new Error("onError: must return new Response() or instance of Error");
              }
            }
          }
        }
        if (errorAfterMiddleware) {
          throw errorAfterMiddleware;
        }
      }
      if (finalMiddlewares.length) {
        for (let i3 = finalMiddlewares.length - 1; i3 >= 0; i3--) {
          const m = finalMiddlewares[i3];
          if (m && typeof m === "object" && typeof m.onResponse === "function") {
            const result = await m.onResponse({
              request,
              response,
              schemaPath,
              params,
              options,
              id
            });
            if (result) {
              if (!(result instanceof Response)) {
                throw new Error("onResponse: must return new Response() when modifying the response");
              }
              response = result;
            }
          }
        }
      }
    }
    const contentLength = response.headers.get("Content-Length");
    if (response.status === 204 || request.method === "HEAD" || contentLength === "0" && !response.headers.get("Transfer-Encoding")?.includes("chunked")) {
      return response.ok ? { data: void 0, response } : { error: void 0, response };
    }
    if (response.ok) {
      const getResponseData = async () => {
        if (parseAs === "stream") {
          return response.body;
        }
        if (parseAs === "json" && !contentLength) {
          const raw = await response.text();
          return raw ? JSON.parse(raw) : void 0;
        }
        return await response[parseAs]();
      };
      return { data: await getResponseData(), response };
    }
    let error = await response.text();
    try {
      error = JSON.parse(error);
    } catch {
    }
    return { error, response };
  }
  return {
    request(method, url, init) {
      return coreFetch(url, { ...init, method: method.toUpperCase() });
    },
    /** Call a GET endpoint */
    GET(url, init) {
      return coreFetch(url, { ...init, method: "GET" });
    },
    /** Call a PUT endpoint */
    PUT(url, init) {
      return coreFetch(url, { ...init, method: "PUT" });
    },
    /** Call a POST endpoint */
    POST(url, init) {
      return coreFetch(url, { ...init, method: "POST" });
    },
    /** Call a DELETE endpoint */
    DELETE(url, init) {
      return coreFetch(url, { ...init, method: "DELETE" });
    },
    /** Call a OPTIONS endpoint */
    OPTIONS(url, init) {
      return coreFetch(url, { ...init, method: "OPTIONS" });
    },
    /** Call a HEAD endpoint */
    HEAD(url, init) {
      return coreFetch(url, { ...init, method: "HEAD" });
    },
    /** Call a PATCH endpoint */
    PATCH(url, init) {
      return coreFetch(url, { ...init, method: "PATCH" });
    },
    /** Call a TRACE endpoint */
    TRACE(url, init) {
      return coreFetch(url, { ...init, method: "TRACE" });
    },
    /** Register middleware */
    use(...middleware) {
      for (const m of middleware) {
        if (!m) {
          continue;
        }
        if (typeof m !== "object" || !("onRequest" in m || "onResponse" in m || "onError" in m)) {
          throw new Error("Middleware must be an object with one of `onRequest()`, `onResponse() or `onError()`");
        }
        globalMiddlewares.push(m);
      }
    },
    /** Unregister middleware */
    eject(...middleware) {
      for (const m of middleware) {
        const i3 = globalMiddlewares.indexOf(m);
        if (i3 !== -1) {
          globalMiddlewares.splice(i3, 1);
        }
      }
    }
  };
}
function serializePrimitiveParam(name, value, options) {
  if (value === void 0 || value === null) {
    return "";
  }
  if (typeof value === "object") {
    throw new Error(
      "Deeply-nested arrays/objects aren’t supported. Provide your own `querySerializer()` to handle these."
    );
  }
  return `${name}=${options?.allowReserved === true ? value : encodeURIComponent(value)}`;
}
function serializeObjectParam(name, value, options) {
  if (!value || typeof value !== "object") {
    return "";
  }
  const values = [];
  const joiner = {
    simple: ",",
    label: ".",
    matrix: ";"
  }[options.style] || "&";
  if (options.style !== "deepObject" && options.explode === false) {
    for (const k in value) {
      values.push(k, options.allowReserved === true ? value[k] : encodeURIComponent(value[k]));
    }
    const final2 = values.join(",");
    switch (options.style) {
      case "form": {
        return `${name}=${final2}`;
      }
      case "label": {
        return `.${final2}`;
      }
      case "matrix": {
        return `;${name}=${final2}`;
      }
      default: {
        return final2;
      }
    }
  }
  for (const k in value) {
    const finalName = options.style === "deepObject" ? `${name}[${k}]` : k;
    values.push(serializePrimitiveParam(finalName, value[k], options));
  }
  const final = values.join(joiner);
  return options.style === "label" || options.style === "matrix" ? `${joiner}${final}` : final;
}
function serializeArrayParam(name, value, options) {
  if (!Array.isArray(value)) {
    return "";
  }
  if (options.explode === false) {
    const joiner2 = { form: ",", spaceDelimited: "%20", pipeDelimited: "|" }[options.style] || ",";
    const final = (options.allowReserved === true ? value : value.map((v) => encodeURIComponent(v))).join(joiner2);
    switch (options.style) {
      case "simple": {
        return final;
      }
      case "label": {
        return `.${final}`;
      }
      case "matrix": {
        return `;${name}=${final}`;
      }
      // case "spaceDelimited":
      // case "pipeDelimited":
      default: {
        return `${name}=${final}`;
      }
    }
  }
  const joiner = { simple: ",", label: ".", matrix: ";" }[options.style] || "&";
  const values = [];
  for (const v of value) {
    if (options.style === "simple" || options.style === "label") {
      values.push(options.allowReserved === true ? v : encodeURIComponent(v));
    } else {
      values.push(serializePrimitiveParam(name, v, options));
    }
  }
  return options.style === "label" || options.style === "matrix" ? `${joiner}${values.join(joiner)}` : values.join(joiner);
}
function createQuerySerializer(options) {
  return function querySerializer(queryParams) {
    const search = [];
    if (queryParams && typeof queryParams === "object") {
      for (const name in queryParams) {
        const value = queryParams[name];
        if (value === void 0 || value === null) {
          continue;
        }
        if (Array.isArray(value)) {
          if (value.length === 0) {
            continue;
          }
          search.push(
            serializeArrayParam(name, value, {
              style: "form",
              explode: true,
              ...options?.array,
              allowReserved: options?.allowReserved || false
            })
          );
          continue;
        }
        if (typeof value === "object") {
          search.push(
            serializeObjectParam(name, value, {
              style: "deepObject",
              explode: true,
              ...options?.object,
              allowReserved: options?.allowReserved || false
            })
          );
          continue;
        }
        search.push(serializePrimitiveParam(name, value, options));
      }
    }
    return search.join("&");
  };
}
function defaultPathSerializer(pathname, pathParams) {
  let nextURL = pathname;
  for (const match of pathname.match(PATH_PARAM_RE) ?? []) {
    let name = match.substring(1, match.length - 1);
    let explode = false;
    let style = "simple";
    if (name.endsWith("*")) {
      explode = true;
      name = name.substring(0, name.length - 1);
    }
    if (name.startsWith(".")) {
      style = "label";
      name = name.substring(1);
    } else if (name.startsWith(";")) {
      style = "matrix";
      name = name.substring(1);
    }
    if (!pathParams || pathParams[name] === void 0 || pathParams[name] === null) {
      continue;
    }
    const value = pathParams[name];
    if (Array.isArray(value)) {
      nextURL = nextURL.replace(match, serializeArrayParam(name, value, { style, explode }));
      continue;
    }
    if (typeof value === "object") {
      nextURL = nextURL.replace(match, serializeObjectParam(name, value, { style, explode }));
      continue;
    }
    if (style === "matrix") {
      nextURL = nextURL.replace(match, `;${serializePrimitiveParam(name, value)}`);
      continue;
    }
    nextURL = nextURL.replace(match, style === "label" ? `.${encodeURIComponent(value)}` : encodeURIComponent(value));
  }
  return nextURL;
}
function defaultBodySerializer(body, headers) {
  if (body instanceof FormData) {
    return body;
  }
  if (headers) {
    const contentType = headers.get instanceof Function ? headers.get("Content-Type") ?? headers.get("content-type") : headers["Content-Type"] ?? headers["content-type"];
    if (contentType === "application/x-www-form-urlencoded") {
      return new URLSearchParams(body).toString();
    }
  }
  return JSON.stringify(body);
}
function createFinalURL(pathname, options) {
  let finalURL = `${options.baseUrl}${pathname}`;
  if (options.params?.path) {
    finalURL = options.pathSerializer(finalURL, options.params.path);
  }
  let search = options.querySerializer(options.params.query ?? {});
  if (search.startsWith("?")) {
    search = search.substring(1);
  }
  if (search) {
    finalURL += `?${search}`;
  }
  return finalURL;
}
function mergeHeaders(...allHeaders) {
  const finalHeaders = new Headers();
  for (const h of allHeaders) {
    if (!h || typeof h !== "object") {
      continue;
    }
    const iterator = h instanceof Headers ? h.entries() : Object.entries(h);
    for (const [k, v] of iterator) {
      if (v === null) {
        finalHeaders.delete(k);
      } else if (Array.isArray(v)) {
        for (const v2 of v) {
          finalHeaders.append(k, v2);
        }
      } else if (v !== void 0) {
        finalHeaders.set(k, v);
      }
    }
  }
  return finalHeaders;
}
function removeTrailingSlash(url) {
  if (url.endsWith("/")) {
    return url.substring(0, url.length - 1);
  }
  return url;
}

// src/panel/core/api-client.ts
/*!
 * The client of the server's API, typed from openapi/see-dpo.yaml. Calls give an `Answer`: a value, or a failure as a value.
 */
var ApiClient = class {
  /** Where the server is, ending in a slash. */
  base;
  #client;
  constructor(base, fetch) {
    this.base = base;
    this.#client = createClient({ baseUrl: base.href.replace(/\/$/, ""), fetch: (request) => fetch(request), credentials: "same-origin" });
  }
  /**
   * Asks the server:
   *
   *     const answer = await api.ask((client) => client.GET('/api/datasets/{datasetId}', { params: { path: { datasetId } } }))
   *     if (answer.ok) show(answer.value)
   *     else showFailure(answer.failure)
   */
  ask(call) {
    return answer(call(this.#client));
  }
  /** Address of a picture; it never changes what it holds. */
  imageUrl(hash) {
    return new URL(`api/images/${hash}`, this.base).href;
  }
  /** Address of something to download or to link to, such as 'api/loras/l-1/file'. */
  url(path) {
    return new URL(path, this.base).href;
  }
};

// src/panel/core/live-connection.ts
/*!
 * The WebSocket over which the server tells what changes. After a break it asks for what it missed (`epoch` and `after`), and
 * takes a snapshot when the server can't give that. What messages mean is left to PanelState.
 */
var LiveConnection = class {
  #options;
  #socket;
  #cancelRetry;
  #failures = 0;
  #epoch;
  #seq = 0;
  constructor(options) {
    this.#options = options;
  }
  /** Connects now, unless it is connected; also what to call when the network is back or the tab is looked at again. */
  connect() {
    this.#cancelRetry?.();
    this.#cancelRetry = void 0;
    if (!this.#socket) this.#open();
  }
  /** Ends it for good. */
  close() {
    this.#cancelRetry?.();
    const socket = this.#socket;
    this.#socket = void 0;
    socket?.close();
  }
  #open() {
    const url = new URL("api/events", this.#options.base);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    if (this.#epoch !== void 0) {
      url.searchParams.set("epoch", this.#epoch);
      url.searchParams.set("after", String(this.#seq));
    }
    const socket = this.#options.environment.openSocket(url.href);
    this.#socket = socket;
    socket.onmessage = ({ data }) => {
      if (this.#socket === socket) this.#take(JSON.parse(String(data)));
    };
    socket.onclose = () => {
      if (this.#socket === socket) this.#broke();
    };
  }
  #take(message) {
    const { state } = this.#options;
    if (message.type === "hello") {
      this.#failures = 0;
      this.#epoch = message.epoch;
      if (!message.resumed) this.#seq = message.seq;
      if (message.snapshot) state.takeSnapshot(message.snapshot);
      state.set({ connection: "live" });
      this.#options.onHello();
    } else if (message.seq > this.#seq + 1) {
      this.#epoch = void 0;
      this.#socket?.close();
    } else if (message.seq === this.#seq + 1) {
      this.#seq = message.seq;
      state.takeChange(message.change);
    }
  }
  #broke() {
    this.#socket = void 0;
    this.#options.state.set({ connection: "away" });
    this.#cancelRetry = this.#options.environment.after(backoffMs(this.#failures++, this.#options.environment.random), () => this.connect());
    this.#options.onBreak();
  }
};

// src/panel/core/memory.ts
/*!
 * What the panel remembers in the browser: small JSON values under one prefix. A storage that fails (private windows, a full
 * quota) only means that less is remembered; votes that wait are kept elsewhere, where failure matters.
 */
var PREFIX = "see-dpo:";
var Memory = class {
  #storage;
  constructor(storage) {
    this.#storage = storage;
  }
  /** The value, or undefined when there is none or it can't be read; whoever asks checks that it is still of use. */
  get(key) {
    try {
      const text = this.#storage?.getItem(PREFIX + key);
      return text ? JSON.parse(text) : void 0;
    } catch {
      return void 0;
    }
  }
  set(key, value) {
    try {
      if (value === void 0) this.#storage?.removeItem(PREFIX + key);
      else this.#storage?.setItem(PREFIX + key, JSON.stringify(value));
    } catch {
    }
  }
};

// src/panel/core/navigation.ts
/*!
 * Where in the panel a person is. Not in the address: inside ComfyUI that belongs to the host. The tab is remembered; what was
 * open within it belongs to the view's own state.
 */
var VIEW_NAMES = ["vote", "data", "train", "loras"];
var Navigation = class extends Observable {
  #memory;
  #view;
  #target;
  constructor(memory) {
    super();
    this.#memory = memory;
    const remembered = memory.get("view");
    this.#view = remembered && VIEW_NAMES.includes(remembered) ? remembered : "vote";
  }
  get view() {
    return this.#view;
  }
  /** Goes there: `go({ view: 'vote', pairId })`. */
  go(place) {
    this.#view = place.view;
    this.#target = place;
    this.#memory.set("view", place.view);
    this.changed();
  }
  /** What a view was asked to open, once: asking again gives undefined. */
  takeTarget(view) {
    if (this.#target?.view !== view) return void 0;
    const target = this.#target;
    this.#target = void 0;
    return target;
  }
};

// src/panel/core/toasts.ts
/*!
 * Short notes at the panel's edge, with one action at most: mostly "Undo". What they look like is left to the element.
 */
var PLAIN_MS = 8e3;
var WITH_ACTION_MS = 15e3;
var Toasts = class extends Observable {
  #after;
  #next = 1;
  #toasts = [];
  constructor(after) {
    super();
    this.#after = after;
  }
  get list() {
    return this.#toasts;
  }
  /** A note that goes away by itself. */
  say(text, action) {
    const id = this.#add({ text, tone: "plain", action });
    this.#after(action ? WITH_ACTION_MS : PLAIN_MS, () => this.close(id));
  }
  /** A failure stays until it is closed. */
  fail(failure) {
    if (!this.#toasts.some(({ tone, text }) => tone === "error" && text === failure.message)) this.#add({ text: failure.message, tone: "error" });
  }
  close(id) {
    if (!this.#toasts.some((toast) => toast.id === id)) return;
    this.#toasts = this.#toasts.filter((toast) => toast.id !== id);
    this.changed();
  }
  #add(toast) {
    const id = this.#next++;
    this.#toasts = [...this.#toasts.slice(-2), { id, ...toast }];
    this.changed();
    return id;
  }
};

// src/panel/core/panel.ts
/*!
 * One panel's state and helpers, all that outlives its elements: client, live state, navigation, memory, toasts, and the views'
 * own models, which they keep here under a name.
 */
var Panel = class {
  /** undefined where the panel is the whole page. */
  host;
  environment;
  api;
  state = new PanelState();
  live;
  memory;
  navigation;
  toasts;
  #parts = /* @__PURE__ */ new Map();
  #isStarted = false;
  constructor(base, environment) {
    this.environment = environment;
    this.api = new ApiClient(base, environment.fetch);
    this.memory = new Memory(environment.storage);
    this.navigation = new Navigation(this.memory);
    this.toasts = new Toasts(environment.after);
    this.live = new LiveConnection({
      base,
      state: this.state,
      environment,
      onHello: () => void this.#shakeHands(),
      onBreak: () => void this.#shakeHands()
    });
  }
  /** Connects; calling it again changes nothing. */
  start() {
    if (this.#isStarted) return;
    this.#isStarted = true;
    this.live.connect();
  }
  /** A view's own model, made the first time and the same ever after: `panel.part('train', () => new TrainModel(panel))`. */
  part(name, make) {
    if (!this.#parts.has(name)) this.#parts.set(name, make());
    return this.#parts.get(name);
  }
  /** After each hello, and after each break to learn its reason. */
  async #shakeHands() {
    const status = await this.api.ask((client) => client.GET("/api/status"));
    if (!status.ok) {
      this.state.set({ obstacle: status.failure.kind === "refused" ? status.failure : void 0, connection: "away" });
      return;
    }
    this.state.set({ status: status.value, obstacle: versionObstacle(status.value.apiVersion) });
    if (this.state.obstacle) return;
    const models = await this.api.ask((client) => client.GET("/api/models"));
    if (models.ok) this.state.set({ models: models.value.models });
    else if (models.failure !== UNREACHABLE) this.toasts.fail(models.failure);
  }
};
function versionObstacle(server) {
  if (server === API_VERSION) return void 0;
  const isPanelOlder = Number(server) > Number(API_VERSION);
  const message = isPanelOlder ? `This page is older than the server (API ${API_VERSION} against ${server}). Reload it; if that changes nothing, empty the browser's cache for this page.` : `This page is newer than the server (API ${API_VERSION} against ${server}). Stop the server and start it again, so that it is the one that was installed last.`;
  return { kind: "refused", code: "versions-differ", message };
}
var panels = /* @__PURE__ */ new Map();
function panelOf(base, makeEnvironment) {
  let panel = panels.get(base.href);
  if (!panel) {
    panel = new Panel(base, makeEnvironment());
    panels.set(base.href, panel);
  }
  return panel;
}

// src/panel/core/host-theme.ts
/*!
 * The theme of the page around the panel. ComfyUI's palettes are CSS variables and have nothing to do with the system's light or
 * dark; the panel takes light or dark from the palette's ground, and the ground itself where its own text stays readable on it.
 */
var DARKEST_FOR_LIGHT = 0.82;
var LIGHTEST_FOR_DARK = 0.035;
function hostTheme(ground) {
  const channels = ground?.match(/^rgba?\(\s*(\d+)[ ,]+(\d+)[ ,]+(\d+)\s*\)$/)?.slice(1);
  if (!ground || !channels) return void 0;
  const luminance = relativeLuminance(channels.map(Number));
  const scheme = luminance > 0.18 ? "light" : "dark";
  const isReadable = scheme === "light" ? luminance >= DARKEST_FOR_LIGHT : luminance <= LIGHTEST_FOR_DARK;
  return isReadable ? { scheme, ground } : { scheme };
}
function relativeLuminance(rgb) {
  const [red, green, blue] = rgb.map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

// src/panel/core/key-guard.ts
/*!
 * Which keys belong to whom: keys typed into a field are never commands, and a focused button keeps its own Enter and Space.
 */
var FIELDS = ["input", "textarea", "select"];
var PRESSABLE = ["button", "a", "summary", "label"];
function isCommand(event, path) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return false;
  const targets = path;
  const innermost = targets[0];
  if (innermost?.localName && FIELDS.includes(innermost.localName)) return false;
  if (targets.some((target) => target.isContentEditable === true || target.localName === "dialog")) return false;
  const isPressed = targets.some((target) => target.localName && PRESSABLE.includes(target.localName));
  return !(isPressed && (event.key === "Enter" || event.key === " "));
}

// src/panel/elements/tokens.ts
/*!
 * Design tokens: every colour, size and duration of the panel. The panel's root element sets them and all others inherit them.
 * Text colours keep at least 4.5:1 on the grounds they are used on, in both themes; axe-core checks that on every view.
 */
var tokens = i`
  :host {
    color-scheme: light dark;

    /* Grounds, from the page up to what lies on it. */
    --ground: light-dark(#f7f6f3, #17181a);
    --raised: light-dark(#ffffff, #212327);
    --sunken: light-dark(#eceae5, #101113);
    --hover: light-dark(#e7e4dd, #2c2f34);
    --line: light-dark(#dcd8d0, #35383e);
    /* Borders of fields and buttons: 3:1 on the ground. */
    --edge: light-dark(#8d887e, #7b7f87);

    --ink: light-dark(#1f1e1b, #ececea);
    --quiet: light-dark(#5d5a53, #a9abaf);

    --accent: light-dark(#2a6a58, #7fcdb2);
    --on-accent: light-dark(#ffffff, #0d2019);
    --accent-soft: light-dark(#dcece5, #1f3a31);
    --bad: light-dark(#ab2b21, #ffaba0);
    --bad-soft: light-dark(#fbe6e3, #43211d);
    --warn: light-dark(#76520a, #eac068);
    --warn-soft: light-dark(#f8ecd2, #3a2f17);

    /* Series of curves, told apart without colour vision too (Okabe and Ito's set, darkened where text needs it). */
    --series-1: light-dark(#2a6a58, #7fcdb2);
    --series-2: light-dark(#b4510b, #f0a35e);
    --series-3: light-dark(#3f63b5, #93b1f5);
    --series-4: light-dark(#9a3f83, #e19acd);

    --gap-1: 4px;
    --gap-2: 8px;
    --gap-3: 12px;
    --gap-4: 20px;
    --gap-5: 32px;
    --radius: 8px;
    --radius-large: 14px;
    --shadow: 0 1px 2px rgb(0 0 0 / 8%), 0 8px 24px rgb(0 0 0 / 12%);

    --font: system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif;
    --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace;
    --text: 14px;
    --text-small: 12.5px;
    --text-large: 18px;
    --text-title: 22px;

    --quick: 120ms;
    --slow: 220ms;
  }

  :host([theme='light']) {
    color-scheme: light;
  }

  :host([theme='dark']) {
    color-scheme: dark;
  }

  @media (prefers-reduced-motion: reduce) {
    :host {
      --quick: 0ms;
      --slow: 0ms;
    }
  }
`;

// src/panel/elements/toast-list.ts
/*!
 * `<see-dpo-toasts>`: the notes of toasts.ts at the panel's lower edge, read out by screen readers.
 */
var ToastList = class extends i2 {
  static properties = { panel: { attribute: false } };
  static styles = [
    controls,
    i`
      :host {
        position: absolute;
        inset: auto 0 0 0;
        z-index: 5;
        display: grid;
        justify-items: center;
        gap: var(--gap-2);
        padding: var(--gap-3);
        pointer-events: none;
      }

      .toast {
        display: flex;
        align-items: center;
        gap: var(--gap-2);
        max-inline-size: min(100%, 560px);
        padding: var(--gap-1) var(--gap-1) var(--gap-1) var(--gap-3);
        border-radius: var(--radius);
        background: var(--ink);
        color: var(--ground);
        box-shadow: var(--shadow);
        pointer-events: auto;
        overflow-wrap: anywhere;
      }

      .toast.error {
        background: var(--bad-soft);
        color: var(--ink);
      }

      .toast button {
        border-color: transparent;
        background: transparent;
        color: inherit;
      }

      .toast button:hover {
        background: rgb(127 127 127 / 30%);
      }

      .toast :focus-visible {
        outline-color: currentColor;
      }
    `
  ];
  constructor() {
    super();
    new Watch(this, () => [this.panel?.toasts]);
  }
  render() {
    return b`<div aria-live="polite" role="status">${this.panel.toasts.list.map((toast) => this.#toast(toast))}</div>`;
  }
  #toast(toast) {
    const { toasts } = this.panel;
    const act = () => {
      toasts.close(toast.id);
      toast.action?.run();
    };
    return b`<div class="toast ${toast.tone}">
      <span>${toast.text}</span>
      ${toast.action ? b`<button class="button" @click=${act}>${toast.action.label}</button>` : A}
      ${iconButton("close", "Close this note", () => toasts.close(toast.id))}
    </div>`;
  }
};
define("see-dpo-toasts", ToastList);

// src/panel/vote/vote-keys.ts
/*!
 * The keys of the Vote view, one table: what they do, and how the help names them.
 */
function isAnswer(action) {
  return ["side", "tie", "both-bad", "skip"].includes(action.kind);
}
var side = (at) => ({ kind: "side", side: at });
var BINDINGS = [
  { keys: ["arrowleft", "a", "1"], action: side(0), pictures: 2 },
  { keys: ["arrowright", "d", "2"], action: side(1), pictures: 2 },
  ...["1", "2", "3", "4"].map((key, at) => ({ keys: [key], action: side(at), pictures: 4 })),
  { keys: ["t", "arrowdown", " "], action: { kind: "tie" } },
  { keys: ["b"], action: { kind: "both-bad" } },
  { keys: ["s"], action: { kind: "skip" } },
  { keys: ["z", "backspace"], action: { kind: "undo" } },
  { keys: ["f"], action: { kind: "flicker" } },
  { keys: ["m"], action: { kind: "full" } },
  { keys: ["+", "="], action: { kind: "zoom-in" } },
  { keys: ["-"], action: { kind: "zoom-out" } },
  { keys: ["0"], action: { kind: "zoom-reset" } },
  { keys: ["h", "?"], action: { kind: "help" } }
];
var ONCE = ["side", "tie", "both-bad", "skip", "undo", "help", "full", "flicker"];
function actionOf(event, pictures) {
  const key = event.key.toLowerCase();
  const action = BINDINGS.find((binding) => binding.keys.includes(key) && (binding.pictures ?? pictures) === pictures)?.action;
  return action && event.repeat && ONCE.includes(action.kind) ? void 0 : action;
}
function helpLines(pictures) {
  const pick = pictures === 4 ? [{ keys: ["1", "2", "3", "4"], does: "Pick that picture" }] : [
    { keys: ["←", "A", "1"], does: "The left one is better" },
    { keys: ["→", "D", "2"], does: "The right one is better" }
  ];
  return [
    ...pick,
    { keys: ["↓", "T", "Space"], does: "Tie: equally good" },
    { keys: ["B"], does: pictures === 4 ? "All bad" : "Both bad" },
    { keys: ["S"], does: "Skip: show it again later" },
    { keys: ["Z", "Backspace"], does: "Undo, again and again" },
    { keys: ["+", "-", "0"], does: "Zoom in, out, back; the wheel and pinching do it too, in all pictures at once" },
    { keys: ["F"], does: "Flicker: hold it to see the pictures in the same place by turns" },
    { keys: ["M"], does: "Whole screen" },
    { keys: ["H", "?"], does: "This help" }
  ];
}

// src/panel/vote/stage-gestures.ts
/*!
 * What fingers, mouse and wheel do over the pictures: a swipe answers, a drag moves zoomed pictures, pinch and wheel zoom. A plain
 * press is left to the picture's own button; `wasDragged` tells it that the press was something else.
 */
var SLOP = 5;
var SWIPE = 48;
var StageGestures = class {
  /** The press that ends now has moved the pictures or was a swipe: its click is no answer. */
  wasDragged = false;
  #zoom;
  #swiped;
  #pointers = /* @__PURE__ */ new Map();
  #start;
  #frame = { left: 0, top: 0, width: 1, height: 1 };
  constructor(zoom, swiped) {
    this.#zoom = zoom;
    this.#swiped = swiped;
  }
  down({ pointerId, clientX, clientY }, frame) {
    if (this.#pointers.size === 0) {
      this.wasDragged = false;
      this.#start = { x: clientX, y: clientY };
      this.#frame = frame;
    }
    this.#pointers.set(pointerId, { x: clientX, y: clientY });
  }
  move({ pointerId, clientX, clientY }) {
    const before = this.#pointers.get(pointerId);
    if (!before || !this.#start) return;
    const others = [...this.#pointers].filter(([id]) => id !== pointerId).map(([, place]) => place);
    this.#pointers.set(pointerId, { x: clientX, y: clientY });
    if (others.length > 0) {
      const [other] = others;
      const ratio = distance(other, { x: clientX, y: clientY }) / Math.max(1, distance(other, before));
      this.wasDragged = true;
      this.#zoomAt(ratio, (clientX + other.x) / 2, (clientY + other.y) / 2, this.#frame);
    } else if (this.#zoom.isZoomed && (this.wasDragged || distance(this.#start, { x: clientX, y: clientY }) > SLOP)) {
      this.wasDragged = true;
      this.#zoom.pan((clientX - before.x) / this.#frame.width, (clientY - before.y) / this.#frame.height);
    }
  }
  up({ pointerId, pointerType, clientX, clientY }) {
    if (!this.#pointers.delete(pointerId) || !this.#start || this.#pointers.size > 0) return;
    const x = clientX - this.#start.x;
    const y = clientY - this.#start.y;
    const isSwipe = pointerType === "touch" && !this.wasDragged && !this.#zoom.isZoomed && Math.abs(x) >= SWIPE && Math.abs(x) > 2 * Math.abs(y);
    this.#start = void 0;
    if (!isSwipe) return;
    this.wasDragged = true;
    this.#swiped(x < 0 ? 0 : 1);
  }
  /** The browser took the pointer for itself: to scroll, mostly. */
  cancel({ pointerId }) {
    this.#pointers.delete(pointerId);
    if (this.#pointers.size === 0) this.#start = void 0;
  }
  wheel({ deltaY, deltaMode, clientX, clientY }, frame) {
    const pixels = deltaMode === 0 ? deltaY : deltaY * 33;
    this.#zoomAt(Math.exp(-pixels / 400), clientX, clientY, frame);
  }
  #zoomAt(factor, x, y, frame) {
    this.#zoom.by(factor, (x - frame.left) / frame.width - 0.5, (y - frame.top) / frame.height - 0.5);
  }
};
var distance = (a, b2) => Math.hypot(a.x - b2.x, a.y - b2.y);

// src/panel/vote/stage-layout.ts
/*!
 * How large the pictures of a showing are and how they stand: as large as their place allows. Small pictures grow by whole device
 * pixels only, so that each of their pixels is the same square.
 */
var STAGE_GAP = 12;
var STAGE_LABEL = 26;
var SMALL = 128;
var LARGEST_SMALL = 16;
var LARGEST = 2;
var WORTH_STACKING = 1.3;
function arrangeStage(place) {
  const candidates = (place.pictures === 4 ? [4, 2, 1] : [2, 1]).map((columns) => fitted(place, columns));
  return candidates.reduce((best, other) => other.width > best.width * WORTH_STACKING ? other : best);
}
function fitted(place, columns) {
  const { pictureWidth, pictureHeight, pixelRatio } = place;
  const rows = Math.ceil(place.pictures / columns);
  const width = (place.width - STAGE_GAP * (columns - 1)) / columns;
  const height = (place.height - STAGE_GAP * (rows - 1)) / rows - STAGE_LABEL;
  const scale = Math.max(0, Math.min(width / pictureWidth, height / pictureHeight));
  const isSmall = pictureWidth < SMALL;
  const whole = Math.floor(scale * pixelRatio) / pixelRatio;
  const chosen = isSmall ? Math.min(LARGEST_SMALL, Math.max(1, whole)) : Math.min(LARGEST, Math.max(16 / pictureWidth, scale));
  return { columns, width: Math.round(pictureWidth * chosen * 1e3) / 1e3, height: Math.round(pictureHeight * chosen * 1e3) / 1e3 };
}

// src/panel/vote/vote-stage.ts
/*!
 * `<see-dpo-stage>`: the pictures of one showing, blind: nothing in here says which is which beyond where it stands. Both appear in
 * the same frame, and the session is told when they have been painted.
 *
 * @fires pick - a picture was chosen; `detail.side` counts from the left, then down
 */
var FLICKER_MS = 400;
var VoteStage = class extends i2 {
  static properties = {
    voting: { attribute: false },
    showing: { attribute: false },
    isLive: { attribute: false },
    flicker: { type: Boolean, reflect: true }
  };
  static styles = [
    controls,
    i`
      :host {
        contain: size;
        overflow: hidden;
      }

      .pictures {
        display: grid;
        place-content: center;
        gap: ${STAGE_GAP}px;
        block-size: 100%;
      }

      .choice {
        display: grid;
        grid-template-rows: auto ${STAGE_LABEL}px;
        justify-items: center;
        align-items: end;
        padding: 0;
        border: 0;
        background: none;
        user-select: none;
        -webkit-user-select: none;
        -webkit-tap-highlight-color: transparent;
        touch-action: pan-y;
      }

      :host([zoomed]) .choice {
        touch-action: none;
        cursor: grab;
      }

      .frame {
        inline-size: var(--picture-width);
        block-size: var(--picture-height);
        border-radius: 6px;
        background: var(--sunken);
        overflow: hidden;
        outline: 2px solid transparent;
        outline-offset: 3px;
        transition: outline-color var(--quick);
      }

      .choice:focus-visible {
        outline: none;
      }

      .choice:hover .frame {
        outline-color: var(--line);
      }

      .choice:focus-visible .frame {
        outline-color: var(--accent);
      }

      img {
        display: block;
        inline-size: 100%;
        block-size: 100%;
        object-fit: contain;
        transform: translate(calc(var(--x, 0) * 100%), calc(var(--y, 0) * 100%)) scale(var(--zoom, 1));
      }

      .small img {
        image-rendering: pixelated;
      }

      .waiting img {
        visibility: hidden;
      }

      kbd {
        margin-block-end: 1px;
      }

      @media (pointer: coarse) {
        :host(:not([flicker])) kbd {
          display: none;
        }
      }

      :host([flicker]) .choice {
        grid-area: 1 / 1;
        visibility: hidden;
      }

      :host([flicker]) .choice.front {
        visibility: visible;
      }
    `
  ];
  #resize = new ResizeObserver(() => this.requestUpdate());
  #gestures;
  /** The showing whose pictures may be seen, and the one of which some can't be loaded. */
  #readyId;
  #brokenId;
  #front = 0;
  #flickerTimer;
  #endZoom;
  constructor() {
    super();
    this.isLive = true;
    this.flicker = false;
  }
  connectedCallback() {
    super.connectedCallback();
    this.#resize.observe(this);
  }
  disconnectedCallback() {
    super.disconnectedCallback();
    this.#resize.disconnect();
    this.#endZoom?.();
    this.#endZoom = void 0;
    clearInterval(this.#flickerTimer);
  }
  willUpdate(changed) {
    this.#gestures ??= new StageGestures(this.voting.zoom, (side2) => this.#pick(side2));
    this.#endZoom ??= this.voting.zoom.subscribe(() => this.#showZoom());
    if (changed.has("showing") && this.showing?.id !== changed.get("showing")?.id) {
      this.voting.zoom.reset();
      this.#brokenId = void 0;
      if (this.showing) void this.#makeReady(this.showing);
    }
    if (changed.has("isLive") && this.isLive && this.showing && this.#brokenId === this.showing.id) this.#tryAgain(this.showing);
    if (changed.has("flicker")) this.#setFlicker();
  }
  render() {
    const { showing } = this;
    if (!showing) return A;
    if (this.#brokenId === showing.id) return this.#brokenNote(showing);
    const [{ width, height }] = showing.pictures;
    const layout = arrangeStage({
      width: this.clientWidth,
      height: this.clientHeight,
      pictureWidth: width,
      pictureHeight: height,
      pictures: showing.order.length,
      pixelRatio: devicePixelRatio
    });
    const style = `--picture-width: ${layout.width}px; --picture-height: ${layout.height}px; grid-template-columns: repeat(${layout.columns}, auto)`;
    const isStacked = layout.columns === 1;
    const classes = `pictures ${this.#readyId === showing.id ? "" : "waiting"} ${width < 128 ? "small" : ""}`;
    return b`<div class=${classes} .style=${style} @wheel=${this.#onWheel}>
      ${this.voting.pictures.of(showing).map((picture, side2) => this.#choice(picture, side2, showing.order.length, isStacked))}
    </div>`;
  }
  #choice({ element }, side2, sides, isStacked) {
    const key = sides === 2 && !isStacked ? ["←", "→"][side2] : String(side2 + 1);
    const which = sides === 4 ? `picture ${side2 + 1}` : `the ${isStacked ? ["first", "second"][side2] : sideName(side2, 2)} picture`;
    return b`<button
      class="choice ${side2 === this.#front ? "front" : ""}"
      aria-keyshortcuts=${sides === 2 ? ["ArrowLeft", "ArrowRight"][side2] : key}
      @click=${() => this.#onClick(side2)}
      @pointerdown=${this.#onPointerDown}
      @pointermove=${(event) => this.#gestures?.move(event)}
      @pointerup=${(event) => this.#gestures?.up(event)}
      @pointercancel=${(event) => this.#gestures?.cancel(event)}
    >
      <span class="frame">${element}</span>
      <span class="visually-hidden">Pick ${which}</span>
      <kbd>${this.flicker ? sideName(side2, sides) : key}</kbd>
    </button>`;
  }
  #brokenNote(showing) {
    return b`<div class="empty">
      <h2>A picture can't be shown</h2>
      <p class="quiet">Its file did not arrive or is no picture. Try again when the server is back, or skip this pair.</p>
      <button class="button" @click=${() => this.#tryAgain(showing)}>Try again</button>
    </div>`;
  }
  #tryAgain(showing) {
    this.#brokenId = void 0;
    this.voting.pictures.reload(showing);
    void this.#makeReady(showing);
    this.requestUpdate();
  }
  async #makeReady(showing) {
    const { pictures } = this.voting;
    const areReady = async () => (await Promise.all(pictures.of(showing).map(({ ready }) => ready))).every(Boolean);
    let isBroken = !await areReady();
    if (isBroken && this.showing?.id === showing.id) {
      pictures.reload(showing);
      isBroken = !await areReady();
    }
    if (this.showing?.id !== showing.id) return;
    if (isBroken) {
      this.#brokenId = showing.id;
      this.voting.session.notPaintable(showing.id);
    } else this.#readyId = showing.id;
    this.requestUpdate();
    await this.updateComplete;
    if (!isBroken) requestAnimationFrame(() => setTimeout(() => this.voting.session.painted(showing.id)));
  }
  #pick(side2) {
    if (this.#brokenId === this.showing?.id) return;
    this.dispatchEvent(new CustomEvent("pick", { detail: { side: side2 } }));
  }
  #onClick(side2) {
    if (!this.#gestures?.wasDragged) this.#pick(side2);
    if (this.#gestures) this.#gestures.wasDragged = false;
  }
  #onPointerDown = (event) => {
    const button = event.currentTarget;
    if (event.button !== 0) return;
    this.#gestures?.down(event, frameOf(button));
    if (this.voting.zoom.isZoomed) button.setPointerCapture(event.pointerId);
  };
  #onWheel = {
    handleEvent: (event) => {
      const button = event.composedPath().find((target) => target instanceof HTMLElement && target.classList.contains("choice"));
      if (!button) return;
      event.preventDefault();
      this.#gestures?.wheel(event, frameOf(button));
    },
    passive: false
  };
  #showZoom() {
    const { zoom } = this.voting;
    this.toggleAttribute("zoomed", zoom.isZoomed);
    this.style.setProperty("--zoom", String(zoom.scale));
    this.style.setProperty("--x", String(zoom.x));
    this.style.setProperty("--y", String(zoom.y));
  }
  #setFlicker() {
    clearInterval(this.#flickerTimer);
    this.#front = 0;
    if (!this.flicker) return;
    this.#flickerTimer = setInterval(() => {
      this.#front = (this.#front + 1) % (this.showing?.order.length ?? 1);
      this.requestUpdate();
    }, FLICKER_MS);
  }
};
function frameOf(button) {
  return (button.querySelector(".frame") ?? button).getBoundingClientRect();
}
define("see-dpo-stage", VoteStage);

// src/panel/vote/voters-model.ts
/*!
 * Who votes, and how steadily: voters are added and renamed here, and a dataset's statistics are fetched when somebody looks.
 */
var VotersModel = class extends Observable {
  statistics = new Request();
  /** Why the last change did not work: a name that is taken, mostly. */
  failure;
  #panel;
  constructor(panel) {
    super();
    this.#panel = panel;
    this.statistics.subscribe(() => this.changed());
  }
  /** Resolves with the new voter, or undefined when it failed. */
  async add(name) {
    return this.#keep(await this.#panel.api.ask((client) => client.POST("/api/voters", { body: { name } })));
  }
  async rename(voterId, name) {
    return this.#keep(await this.#panel.api.ask((client) => client.PATCH("/api/voters/{voterId}", { params: { path: { voterId } }, body: { name } })));
  }
  loadStatistics(datasetId) {
    this.statistics.reset();
    if (!datasetId) return;
    const path = { datasetId };
    void this.statistics.run(() => this.#panel.api.ask((client) => client.GET("/api/datasets/{datasetId}/statistics", { params: { path } })));
  }
  #keep(answer2) {
    this.failure = answer2.ok ? void 0 : answer2.failure;
    if (answer2.ok) this.#panel.state.put("voter", answer2.value);
    this.changed();
    return answer2.ok ? answer2.value : void 0;
  }
};

// src/panel/vote/voters-dialog.ts
/*!
 * `<see-dpo-voters>`: choose who votes, add somebody, and see how steady the votes of this dataset are.
 *
 * @fires close - the dialog was closed
 */
var VotersDialog = class extends i2 {
  static properties = { panel: { attribute: false }, open: { type: Boolean }, renamedId: { state: true } };
  static styles = [
    controls,
    i`
      :host {
        display: contents;
      }

      .voter {
        display: flex;
        align-items: center;
        gap: var(--gap-2);
        min-block-size: 40px;
        cursor: pointer;
      }

      .voter input {
        inline-size: 18px;
        block-size: 18px;
        margin: 0;
      }

      form {
        display: flex;
        gap: var(--gap-2);
        align-items: end;
      }

      form .field {
        flex: 1;
      }

      dl {
        display: grid;
        grid-template-columns: 1fr auto;
        gap: 2px var(--gap-3);
      }

      dd {
        text-align: end;
      }

      section {
        padding-block-start: var(--gap-3);
        border-block-start: 1px solid var(--line);
      }
    `
  ];
  constructor() {
    super();
    this.open = false;
    new Watch(this, () => this.panel ? [this.panel.state, votingOf(this.panel).session, this.#model] : []);
  }
  get #model() {
    return this.panel.part("voters", () => new VotersModel(this.panel));
  }
  willUpdate(changed) {
    const { source } = votingOf(this.panel).session;
    if (changed.has("open") && this.open) this.#model.loadStatistics(source?.kind === "dataset" ? source.id : void 0);
  }
  render() {
    const { session } = votingOf(this.panel);
    const voters = newestFirst(this.panel.state.voters.values()).reverse();
    return b`<see-dpo-dialog heading="Who votes?" .open=${this.open} @close=${this.#onClose}>
      <div role="radiogroup" aria-label="Voter">
        ${voters.map((voter) => voter.id === this.renamedId ? this.#renaming(voter) : this.#voter(voter, voter.id === session.voterId))}
      </div>
      <form @submit=${this.#onAdd}>
        <label class="field"><span>Somebody else</span><input name="name" required maxlength="80" autocomplete="off" placeholder="Name" /></label>
        <button class="button">Add</button>
      </form>
      ${failureBox(this.#model.failure)} ${this.#statistics()}
    </see-dpo-dialog>`;
  }
  #voter({ id, name }, isChosen) {
    const rename = async () => {
      this.renamedId = id;
      await this.updateComplete;
      this.renderRoot.querySelector("#renamed")?.select();
    };
    return b`<div class="row spread">
      <label class="voter">
        <input type="radio" name="voter" .checked=${isChosen} @change=${() => votingOf(this.panel).session.chooseVoter(id)} />
        <span>${name}</span>
      </label>
      ${iconButton("edit", `Rename ${name}`, rename)}
    </div>`;
  }
  #renaming({ id, name }) {
    const save = async (event) => {
      event.preventDefault();
      const given = String(new FormData(event.target).get("name")).trim();
      if (given === name || await this.#model.rename(id, given)) this.renamedId = void 0;
    };
    return b`<form @submit=${save}>
      <label class="field"><span>Name</span><input id="renamed" name="name" required maxlength="80" autocomplete="off" .value=${name} /></label>
      <button class="button">Save</button>
    </form>`;
  }
  #statistics() {
    const { statistics } = this.#model;
    if (statistics.failure) return failureBox(statistics.failure);
    if (!statistics.value || statistics.value.voters.length === 0) return A;
    return b`<section class="stack">
      <h3>In this dataset</h3>
      ${statistics.value.voters.map((voter) => this.#voterStatistics(voter))} ${statistics.value.between.map((pair) => this.#betweenStatistics(pair))}
      <p class="quiet small">Ranges are 95 % intervals. Agreement with oneself comes from pairs that are shown again, sides swapped.</p>
    </section>`;
  }
  #voterStatistics(voter) {
    const line = (term, value) => b`<dt class="quiet">${term}</dt>
      <dd class="number">${value}</dd>`;
    return b`<div>
      <h3>${this.#nameOf(voter.voterId)}: ${countOf(voter.votes, "vote")}</h3>
      <dl class="small">
        ${line("Picks, ties, both bad, skips", `${digits(voter.picks)}, ${digits(voter.ties)}, ${digits(voter.bothBad)}, ${digits(voter.skips)}`)}
        ${voter.left && voter.left.of > 0 ? line("Picked the left side", shareInWords(voter.left)) : A}
        ${voter.withinAgreement && voter.withinAgreement.of > 0 ? line("Agrees with oneself", shareInWords(voter.withinAgreement)) : A}
        ${voter.medianResponseMs === void 0 ? A : line("Median time for a vote", `${(voter.medianResponseMs / 1e3).toFixed(1)} s`)}
      </dl>
      ${isSideBiased(voter.left) ? b`<p class="note warn small">One side is picked far more often than the other. Look at both before you press.</p>` : A}
    </div>`;
  }
  #betweenStatistics({ voterIds, agreement, kappa }) {
    const beyond = kappa === void 0 ? "" : `, kappa ${kappa.toFixed(2)}`;
    return b`<p class="small">${this.#nameOf(voterIds[0])} and ${this.#nameOf(voterIds[1])} agree on ${percent(agreement.share)} of ${countOf(agreement.of, "pair")}${beyond}.</p>`;
  }
  #nameOf(voterId) {
    return this.panel.state.voters.get(voterId)?.name ?? "Somebody";
  }
  #onAdd = async (event) => {
    event.preventDefault();
    const form = event.target;
    const voter = await this.#model.add(String(new FormData(form).get("name")).trim());
    if (!voter) return;
    form.reset();
    votingOf(this.panel).session.chooseVoter(voter.id);
  };
  #onClose = () => {
    this.open = false;
    this.renamedId = void 0;
    this.dispatchEvent(new Event("close"));
  };
};
function isSideBiased(left) {
  return left !== void 0 && (left.low > 0.6 || left.high < 0.4);
}
define("see-dpo-voters", VotersDialog);

// src/panel/vote/waiting-note.ts
/*!
 * What is not stored yet: votes that wait for the server, and votes that it refused.
 */
function waitingNote(queue, isAway) {
  const { waiting, refused, failure } = queue;
  const isWorthIt = waiting > 0 && (isAway || failure !== void 0);
  return b`
    ${isWorthIt ? b`<p class="note warn small" role="status">
            ${countOf(waiting, "vote")} not sent yet.
            ${queue.isVolatile ? "This browser's storage is full: keep this page open until they are sent." : "They are kept in this browser and sent when the server is back."}
            ${failure?.kind === "refused" ? failure.message : A}
          </p>` : A}
    ${refused.map(
    ({ key, error }) => b`<div class="note bad small" role="alert">
        <p>A vote was not taken: ${error.message}</p>
        <div class="row">
          <button class="button" @click=${() => queue.retry(key)}>Send it again</button>
          <button class="button quiet" @click=${() => queue.discard(key)}>${icon("close")} Forget it</button>
        </div>
      </div>`
  )}
  `;
}

// src/panel/vote/workflow-note.ts
/*!
 * How far the votes are that a workflow waits for, and the button that lets it go on. Nothing where no workflow waits for the
 * dataset on screen, or where the page around the panel can't run one.
 */
function workflowNote(panel, { source }) {
  const { host } = panel;
  const workflow = workflowOf(panel);
  const missing = source?.kind === "dataset" ? workflow.missing(source.id) : void 0;
  if (missing === void 0 || !host) return A;
  if (missing > 0) return b`<p class="quiet small">${countOf(missing, "more vote")}, then the workflow can go on.</p>`;
  const go = () => {
    workflow.set(void 0);
    host.runWorkflow();
  };
  return b`<button class="button primary large" @click=${go}>${icon("play")} Continue the workflow</button>`;
}

// src/panel/vote/vote-view.ts
/*!
 * `<see-dpo-vote-view>`: two pictures or four, and what one can do with them, by key, touch or button. What votes do is up to
 * VoteSession; what is shown where there is no pair is in vote-places.ts.
 */
var LONG_PROMPT = 180;
var VoteView = class extends PanelView {
  static properties = { flickering: { state: true }, helping: { state: true }, choosingVoter: { state: true } };
  static styles = [
    controls,
    i`
      /* A container of its own too, because on the whole screen the panel around it is as narrow as before. */
      :host {
        container: panel / inline-size;
        display: grid;
        grid-template: auto auto minmax(220px, 1fr) auto / minmax(0, 1fr);
        gap: var(--gap-2);
        padding: 0 var(--gap-3) var(--gap-3);
        background: var(--ground);
      }

      .actions:focus,
      .whole:focus {
        outline: none;
      }

      :host(:fullscreen) {
        padding: var(--gap-4);
        overflow: auto;
      }

      .top {
        display: flex;
        align-items: center;
        gap: var(--gap-2);
      }

      .top select {
        inline-size: auto;
        min-inline-size: 0;
        max-inline-size: 34ch;
        flex: 0 1 auto;
        border-color: transparent;
        background-color: transparent;
        font-weight: 500;
        text-overflow: ellipsis;
      }

      .top .name {
        display: none;
        overflow: hidden;
        max-inline-size: 14ch;
        text-overflow: ellipsis;
      }

      .top .count {
        margin-inline-start: auto;
        white-space: nowrap;
      }

      .bar {
        block-size: 3px;
        border-radius: 2px;
        background: var(--sunken);
        overflow: hidden;
      }

      .bar > div {
        block-size: 100%;
        background: var(--accent);
        transform-origin: left;
        transition: transform var(--slow);
      }

      .prompt {
        max-inline-size: 70ch;
        margin: auto;
        font-size: 16px;
        text-align: center;
        text-wrap: balance;
        overflow-wrap: anywhere;
      }

      .prompt.long {
        max-block-size: 4.6em;
        overflow: auto;
        text-align: start;
        font-size: var(--text);
      }

      .actions {
        display: grid;
        justify-items: center;
        gap: var(--gap-2);
      }

      .answers {
        display: grid;
        grid-template-columns: repeat(4, minmax(0, 1fr));
        gap: var(--gap-2);
        inline-size: 100%;
        max-inline-size: 560px;
      }

      .answers .button {
        flex-direction: column;
        gap: 2px;
        min-block-size: 52px;
        padding: 6px 4px;
      }

      .tools {
        display: flex;
        gap: var(--gap-1);
      }

      .icon-button[aria-pressed='true'] {
        background: var(--accent-soft);
        color: var(--accent);
      }

      .said {
        min-block-size: 1.5em;
        text-align: center;
      }

      .whole {
        grid-row: 1 / -1;
      }

      .whole,
      .place {
        display: grid;
        align-content: center;
      }

      .wide {
        inline-size: 100%;
        text-align: start;
      }

      .keys {
        display: grid;
        grid-template-columns: auto 1fr;
        align-items: baseline;
        gap: 6px var(--gap-3);
      }

      .keys dt {
        display: flex;
        flex-wrap: wrap;
        gap: 3px;
      }

      /* ComfyUI's sidebar as its frontends open it. */
      @container panel (max-width: 359px) {
        .top {
          flex-wrap: wrap;
          row-gap: 0;
        }

        .top select {
          flex: 1 0 0;
        }

        .top .count {
          flex: 1 0 100%;
        }
      }

      @container panel (max-width: 279px) {
        .answers {
          grid-template-columns: repeat(2, minmax(0, 1fr));
        }

        .answers .button {
          flex-direction: row;
          gap: var(--gap-2);
          min-block-size: 36px;
        }
      }

      @container panel (min-width: 420px) {
        .top .name {
          display: block;
        }
      }

      /* Fingers have no keys; the help names them for whoever has both. */
      @media (pointer: coarse) {
        .answers kbd {
          display: none;
        }
      }

      @container panel (min-width: 640px) {
        :host {
          padding: 0 var(--gap-4) var(--gap-4);
          gap: var(--gap-3);
        }

        .prompt {
          font-size: var(--text-large);
        }

        .actions {
          grid-template-columns: 1fr minmax(auto, 560px) 1fr;
          align-items: center;
        }

        .answers {
          grid-column: 2;
          min-inline-size: 460px;
        }

        .answers .button {
          flex-direction: row;
          gap: var(--gap-2);
          min-block-size: 44px;
        }

        .tools {
          justify-self: end;
        }

        .said {
          grid-column: 2;
        }
      }
    `
  ];
  #endWatch;
  #hadFocus = false;
  constructor() {
    super();
    this.flickering = false;
    this.helping = false;
    this.choosingVoter = false;
    new Watch(this, () => this.panel ? [this.panel.state, this.#voting.session, this.panel.navigation, workflowOf(this.panel)] : []);
    this.addEventListener("mousedown", (event) => this.#keepFocus(event));
  }
  get #voting() {
    return votingOf(this.panel);
  }
  connectedCallback() {
    super.connectedCallback();
    const onKeyUp = (event) => {
      if (event.key.toLowerCase() === "f") this.flickering = false;
    };
    const onStorage = () => this.#voting.queue.refresh();
    window.addEventListener("keyup", onKeyUp, true);
    window.addEventListener("storage", onStorage);
    this.#endWatch = () => {
      window.removeEventListener("keyup", onKeyUp, true);
      window.removeEventListener("storage", onStorage);
    };
  }
  disconnectedCallback() {
    super.disconnectedCallback();
    this.#endWatch?.();
  }
  willUpdate() {
    this.#hadFocus = this.#hasFocus;
    const target = this.panel.navigation.takeTarget("vote");
    const { session } = this.#voting;
    if (target?.comparisonId) session.chooseSource({ kind: "comparison", id: target.comparisonId });
    else if (target?.pairId) void session.revote(target.pairId);
    else if (target?.datasetId) session.chooseSource({ kind: "dataset", id: target.datasetId });
  }
  /** What had the focus may be gone: keys shall not fall through to the page around the panel. */
  updated() {
    if (this.#hadFocus && !this.#hasFocus) this.focus({ preventScroll: true });
  }
  get #hasFocus() {
    return this.shadowRoot?.activeElement != null;
  }
  /** Into its content: with a tabindex on the element itself, Tab would pass by everything that is in it. */
  focus(options) {
    this.renderRoot.querySelector(".actions, .whole")?.focus(options);
  }
  onKey(event) {
    const { session } = this.#voting;
    const action = actionOf(event, session.showing?.order.length ?? 2);
    if (!action) return false;
    if (action.kind === "flicker") this.flickering = true;
    else this.#do(action);
    return true;
  }
  render() {
    const { state } = this.panel;
    const { session, queue } = this.#voting;
    if (!state.isLoaded && !session.showing) return b`<p class="empty quiet">${state.connection === "away" ? A : "Connecting …"}</p>`;
    if (state.isLoaded && state.datasets.size === 0) return b`<div class="whole" tabindex="-1">${firstRunPlace(this.panel)}</div>`;
    const { showing } = session;
    return b`
      ${this.#top()}
      ${showing ? this.#prompt(showing) : b`<span></span>`}
      ${showing ? b`<see-dpo-stage
              .voting=${this.#voting}
              .showing=${showing}
              .isLive=${state.connection === "live"}
              .flicker=${this.flickering}
              @pick=${(event) => this.#do({ kind: "side", side: event.detail.side })}
            ></see-dpo-stage>` : votePlace(this.panel, session, () => this.#chooseVoter())}
      <div class="actions" tabindex="-1">
        ${showing || session.canUndo ? this.#actions(showing) : A}
        <p class="said quiet small" aria-live="polite" role="status">${session.announcement}</p>
      </div>
      <div class="notes stack">${workflowNote(this.panel, session)} ${waitingNote(queue, state.connection === "away")}</div>
      ${this.#help(showing?.order.length ?? 2)}
      <see-dpo-voters .panel=${this.panel} .open=${this.choosingVoter} @close=${() => this.#closeVoters()}></see-dpo-voters>
    `;
  }
  #top() {
    const { state } = this.panel;
    const { session } = this.#voting;
    const { voted, remaining, source } = session;
    const job = source?.kind === "dataset" ? samplingJob(this.panel, source.id) : void 0;
    const share = voted + remaining > 0 ? voted / (voted + remaining) : 0;
    const name = state.voters.get(session.voterId ?? "")?.name;
    return b`<div>
      <div class="top">
        ${source?.kind === "comparison" ? this.#comparison(source.id) : this.#datasets(source?.id)}
        <button class="button quiet" aria-label=${`Voter: ${name ?? "nobody"}. Change`} @click=${() => this.#chooseVoter()}>
          ${icon("person")}<span class="name">${name ?? "Nobody"}</span>
        </button>
        <span class="count quiet small number">${digits(voted)} voted, ${digits(remaining)} left${job ? " …" : ""}</span>
      </div>
      <div class="bar" role="progressbar" aria-label="Voted" aria-valuemin="0" aria-valuemax="100" aria-valuenow=${Math.round(100 * share)}>
        <div .style=${`transform: scaleX(${share})`}></div>
      </div>
    </div>`;
  }
  #datasets(datasetId) {
    const { session } = this.#voting;
    const choose = (event) => session.chooseSource({ kind: "dataset", id: event.target.value });
    return b`<select aria-label="Dataset" @change=${choose}>
      ${newestFirst(this.panel.state.datasets.values()).map(({ id, name }) => b`<option value=${id} .selected=${id === datasetId}>${name}</option>`)}
    </select>`;
  }
  #comparison(comparisonId) {
    const comparison = this.panel.state.comparisons.get(comparisonId);
    const leave = () => this.#voting.session.leaveSource(comparison?.datasetId);
    return b`<strong class="comparison">Blind: ${comparison?.name}</strong><button class="button quiet" @click=${leave}>Leave</button>`;
  }
  #prompt({ prompt, negative }) {
    const isLong = prompt.length > LONG_PROMPT;
    const text = b`${prompt}${negative ? b`<span class="quiet small"> (without: ${negative})</span>` : A}`;
    return isLong ? b`<p class="prompt long" tabindex="0" aria-label="Prompt">${text}</p>` : b`<p class="prompt">${text}</p>`;
  }
  #actions(showing) {
    const { session } = this.#voting;
    const isFour = showing?.order.length === 4;
    const answer2 = (answered, label, key) => b`<button
      class="button"
      ?disabled=${!showing}
      aria-keyshortcuts=${key}
      @click=${() => this.#do(answered)}
    >
      ${label} <kbd>${key}</kbd>
    </button>`;
    return b`<div class="answers">
        ${answer2({ kind: "tie" }, "Tie", "T")} ${answer2({ kind: "both-bad" }, isFour ? "All bad" : "Both bad", "B")}
        ${answer2({ kind: "skip" }, "Skip", "S")}
        <button class="button" ?disabled=${!session.canUndo} aria-keyshortcuts="Z" @click=${() => this.#do({ kind: "undo" })}>Undo <kbd>Z</kbd></button>
      </div>
      <div class="tools">
        ${iconButton("zoom", "Zoom in (+, wheel or pinch)", () => this.#do({ kind: "zoom-in" }))}
        <button
          class="icon-button"
          aria-label="Flicker: show the pictures in one place by turns (hold F)"
          title="Flicker (hold F)"
          aria-pressed=${this.flickering ? "true" : "false"}
          @click=${() => this.#do({ kind: "flicker" })}
        >
          ${icon("flicker")}
        </button>
        ${iconButton("full", "Whole screen (M)", () => this.#do({ kind: "full" }))} ${iconButton("help", "Keys (H)", () => this.#do({ kind: "help" }))}
      </div>`;
  }
  #help(pictures) {
    return b`<see-dpo-dialog heading="Keys" .open=${this.helping} @close=${() => this.#closeHelp()}>
      <dl class="keys">
        ${helpLines(pictures).map(
      ({ keys, does }) => b`<dt>${keys.map((key) => b`<kbd>${key}</kbd>`)}</dt>
            <dd>${does}</dd>`
    )}
      </dl>
      <p class="quiet small">By touch: press a picture to pick it, or swipe to its side; pinch to zoom. Sides are drawn by chance for each pair.</p>
    </see-dpo-dialog>`;
  }
  #do(action) {
    const { session, zoom } = this.#voting;
    if (isAnswer(action)) {
      this.flickering = false;
      session.answer(action);
    } else if (action.kind === "undo") session.undo();
    else if (action.kind === "help") this.helping = true;
    else if (action.kind === "flicker") this.flickering = !this.flickering;
    else if (action.kind === "full") void this.#toggleFullScreen();
    else if (action.kind === "zoom-in") zoom.by(ZOOM_STEP);
    else if (action.kind === "zoom-out") zoom.by(1 / ZOOM_STEP);
    else zoom.reset();
  }
  async #toggleFullScreen() {
    try {
      if (document.fullscreenElement) await document.exitFullscreen();
      else await this.requestFullscreen();
    } catch {
      this.panel.toasts.say("This browser does not allow the whole screen here.");
    }
  }
  /**
   * A pressed picture or button must not take the focus: the next Space, meant as a tie, would press it again. The view takes it
   * instead, so that keys arrive here and not in the page around the panel.
   */
  #keepFocus(event) {
    const isField = event.composedPath().some((target) => target instanceof HTMLElement && ["select", "input", "dialog", "option"].includes(target.localName));
    if (isField) return;
    event.preventDefault();
    this.focus({ preventScroll: true });
  }
  #chooseVoter() {
    this.choosingVoter = true;
  }
  #closeVoters() {
    this.choosingVoter = false;
    this.focus({ preventScroll: true });
  }
  #closeHelp() {
    this.helping = false;
    this.focus({ preventScroll: true });
  }
};
define("see-dpo-vote-view", VoteView);

// src/panel/panel-element.ts
/*!
 * `<see-dpo-panel>`: the shell around the views. It finds the server, shows one view at a time, sets the theme, says when the
 * server is away, and keeps keys, clipboard and wheel events from the page around it (ComfyUI would take them for its graph).
 *
 * @attr base - address of the server, ending in a slash, relative to the page; by default the folder above the one this file was loaded from
 * @attr standalone - the panel is the whole page: keys are taken wherever the focus is
 */
var TABS = [
  { view: "vote", title: "Vote" },
  { view: "data", title: "Data" },
  { view: "train", title: "Train" },
  { view: "loras", title: "LoRAs" }
];
var THEMES = {
  auto: { next: "light", label: "Theme: automatic. Switch to light" },
  light: { next: "dark", label: "Theme: light. Switch to dark" },
  dark: { next: "auto", label: "Theme: dark. Switch to automatic" }
};
var OTHER_VIEWS_AFTER_MS = 1500;
var KEPT_EVENTS = ["keydown", "keyup", "keypress", "copy", "cut", "paste", "wheel", "contextmenu", "dragover", "drop"];
var PanelElement = class extends i2 {
  static properties = { base: {}, standalone: { type: Boolean }, viewsFailure: { state: true } };
  static styles = [
    tokens,
    controls,
    i`
      :host {
        block-size: 100%;
        min-block-size: 0;
        background: var(--ground);
      }

      .shell {
        position: relative;
        container: panel / inline-size;
        display: grid;
        grid-template: auto minmax(0, 1fr) / minmax(0, 1fr);
        block-size: 100%;
      }

      header {
        display: flex;
        align-items: center;
        gap: var(--gap-1);
        padding: var(--gap-2);
      }

      .brand {
        display: none;
        padding-inline: var(--gap-2) var(--gap-3);
        font-weight: 650;
        letter-spacing: -0.01em;
      }

      nav {
        display: flex;
        flex: 1;
        gap: 2px;
        min-inline-size: 0;
      }

      .tab {
        display: flex;
        align-items: center;
        gap: 6px;
        min-block-size: 36px;
        padding: 0 9px;
        border: 0;
        border-radius: var(--radius);
        background: none;
        color: var(--quiet);
        font-weight: 500;
      }

      .tab svg {
        display: none;
      }

      .tab:hover {
        background: var(--hover);
      }

      .tab[aria-current] {
        background: var(--sunken);
        color: var(--ink);
      }

      main {
        display: flex;
        flex-direction: column;
        min-block-size: 0;
        overflow: auto;
        overscroll-behavior: contain;
        scrollbar-width: thin;
      }

      main:focus {
        outline: none;
      }

      main > .note {
        margin: 0 var(--gap-2) var(--gap-2);
        flex: none;
      }

      .notice {
        display: flex;
        justify-content: space-between;
        align-items: center;
        gap: var(--gap-2);
      }

      .view {
        flex: 1 0 auto;
        min-block-size: 0;
      }

      /* ComfyUI's sidebar as frontends before 1.30 open it. */
      @container panel (max-width: 279px) {
        header {
          padding-inline: var(--gap-1);
        }

        nav {
          gap: 0;
        }

        .tab {
          padding-inline: 6px;
        }
      }

      @container panel (min-width: 420px) {
        .tab {
          padding-inline: 12px;
        }

        .tab svg {
          display: block;
        }
      }

      @container panel (min-width: 640px) {
        header {
          padding: var(--gap-2) var(--gap-3);
        }

        .brand {
          display: block;
        }
      }
    `
  ];
  #panel;
  #endWatch;
  #wasLive = false;
  constructor() {
    super();
    this.standalone = false;
    new Watch(this, () => this.#panel ? [this.#panel.state, this.#panel.navigation] : []);
    for (const type of KEPT_EVENTS) this.addEventListener(type, (event) => event.stopPropagation(), { passive: true });
    this.addEventListener("keydown", (event) => this.#onKey(event));
  }
  /** State and helpers of the server that `base` names; there as long as the page is. */
  get panel() {
    const base = this.base === void 0 ? new URL("..", import.meta.url) : new URL(this.base, document.baseURI);
    this.#panel ??= panelOf(base, browserEnvironment);
    return this.#panel;
  }
  connectedCallback() {
    super.connectedCallback();
    this.panel.start();
    const cancelLoading = this.panel.environment.after(OTHER_VIEWS_AFTER_MS, () => void this.#loadOtherViews());
    const onWindowKey = (event) => {
      if (this.standalone && !event.composedPath().includes(this)) this.#onKey(event);
    };
    const onBack = () => {
      if (document.visibilityState === "visible") this.panel.live.connect();
    };
    const observer = new MutationObserver(() => this.#applyTheme());
    for (const element of [document.documentElement, document.body]) observer.observe(element, { attributeFilter: ["style", "class"] });
    window.addEventListener("keydown", onWindowKey);
    window.addEventListener("online", onBack);
    document.addEventListener("visibilitychange", onBack);
    this.#endWatch = () => {
      cancelLoading();
      observer.disconnect();
      window.removeEventListener("keydown", onWindowKey);
      window.removeEventListener("online", onBack);
      document.removeEventListener("visibilitychange", onBack);
    };
    this.#applyTheme();
  }
  disconnectedCallback() {
    super.disconnectedCallback();
    this.#endWatch?.();
  }
  willUpdate() {
    const isLive = this.panel.state.connection === "live";
    if (isLive && !this.#wasLive && this.viewsFailure) void this.#loadOtherViews(true);
    this.#wasLive = isLive;
  }
  /** Into what it shows, so that keys are its own. */
  focus(options) {
    void this.updateComplete.then(() => this.renderRoot.querySelector("main")?.focus(options));
  }
  render() {
    const { state, navigation, memory, host } = this.panel;
    const theme = memory.get("theme") ?? "auto";
    return b`<div class="shell">
      <header>
        <span class="brand">SEE-DPO</span>
        <nav aria-label="Views">
          ${TABS.map(
      ({ view, title }) => b`<button
              class="tab"
              aria-current=${navigation.view === view ? "page" : A}
              @click=${() => navigation.go({ view })}
            >
              ${icon(view)}${title}
            </button>`
    )}
        </nav>
        ${host ? iconButton("window", "Open in a window of its own", () => host.openWindow()) : iconButton("theme", THEMES[theme].label, () => this.#setTheme(THEMES[theme].next))}
      </header>
      <main tabindex="-1">
        <h1 class="visually-hidden">${TABS.find(({ view }) => view === navigation.view)?.title}</h1>
        ${state.obstacle ? failureBox(state.obstacle, () => this.panel.live.connect()) : this.#connectionNote()} ${this.#notices()}
        ${this.#view(navigation.view)}
      </main>
      <see-dpo-toasts .panel=${this.panel}></see-dpo-toasts>
    </div>`;
  }
  #connectionNote() {
    if (this.panel.state.connection !== "away") return A;
    return b`<p class="note warn" role="status">The server does not answer. This page keeps trying; votes are kept here and sent when it is back.</p>`;
  }
  /** What the server wants a person to know, until it has been read; another life of the server says it again. */
  #notices() {
    const { state, memory } = this.panel;
    if (!state.status) return A;
    const { epoch, notices } = state.status;
    const read = memory.get("notices");
    const sentences = read?.epoch === epoch ? read.sentences : [];
    const close = (sentence) => {
      memory.set("notices", { epoch, sentences: [...sentences, sentence] });
      this.requestUpdate();
    };
    return notices.filter((sentence) => !sentences.includes(sentence)).map(
      (sentence) => b`<p class="note warn notice" role="status"><span>${sentence}</span>${iconButton("close", "I have read this", () => close(sentence))}</p>`
    );
  }
  /** Elements whose chunk is not there yet take their properties when it comes. */
  #view(view) {
    if (view === "vote") return b`<see-dpo-vote-view class="view" .panel=${this.panel}></see-dpo-vote-view>`;
    void this.#loadOtherViews();
    if (this.viewsFailure) return failureBox(this.viewsFailure, () => this.#loadOtherViews(true));
    if (view === "data") return b`<see-dpo-data-view class="view" .panel=${this.panel}></see-dpo-data-view>`;
    if (view === "train") return b`<see-dpo-train-view class="view" .panel=${this.panel}></see-dpo-train-view>`;
    return b`<see-dpo-loras-view class="view" .panel=${this.panel}></see-dpo-loras-view>`;
  }
  async #loadOtherViews(again = false) {
    if (this.viewsFailure && !again) return;
    try {
      await import("./other-views.mjs?v=0282ff3b");
      this.viewsFailure = void 0;
    } catch {
      this.viewsFailure = UNREACHABLE;
    }
  }
  #onKey(event) {
    if (event.defaultPrevented || !isCommand(event, event.composedPath())) return;
    const view = this.renderRoot.querySelector(".view");
    if (view?.onKey?.(event)) event.preventDefault();
  }
  #setTheme(theme) {
    this.panel.memory.set("theme", theme === "auto" ? void 0 : theme);
    this.#applyTheme();
    this.requestUpdate();
  }
  #applyTheme() {
    const theme = this.panel.host ? "auto" : this.panel.memory.get("theme") ?? "auto";
    const around = this.standalone ? void 0 : hostTheme(hostGround());
    const scheme = theme === "auto" ? around?.scheme : theme;
    if (scheme) this.setAttribute("theme", scheme);
    else this.removeAttribute("theme");
    if (theme === "auto" && around?.ground) this.style.setProperty("--ground", around.ground);
    else this.style.removeProperty("--ground");
  }
};
function hostGround() {
  if (!getComputedStyle(document.documentElement).getPropertyValue("--comfy-menu-bg").trim()) return void 0;
  const probe = document.createElement("span");
  probe.style.color = "var(--comfy-menu-bg)";
  document.body.append(probe);
  const colour = getComputedStyle(probe).color;
  probe.remove();
  return colour;
}

// src/panel/main.ts
/*!
 * The panel's entry: defines `<see-dpo-panel>`. What ComfyUI loads by itself is comfyui/main.ts, which loads this when it is needed.
 */
define("see-dpo-panel", PanelElement);
function panelAt(base) {
  return panelOf(new URL(base, document.baseURI), browserEnvironment);
}
export {
  panelAt,
  workflowOf
};

/*!
Contains openapi-fetch 0.17.0:

MIT License

Copyright (c) 2023 Drew Powers

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
*/
