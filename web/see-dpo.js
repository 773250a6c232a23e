/*!
 * Generated from src/panel by `npm run generate`: change those files, never this one.
 * SPDX-License-Identifier: Apache-2.0
 */
// src/panel/comfyui/main.ts
import { api } from "../../scripts/api.js";
import { app } from "../../scripts/app.js";

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

// src/nodes/protocol.ts
/*! The version of what bridge and server say to each other; they compare it at the start of each session. */
var PROTOCOL = 1;

// src/panel/core/observable.ts
/*!
 * State that can be watched. It lives outside the elements, so that a panel that ComfyUI's sidebar tears down and makes again
 * goes on where it was; elements watch it through the controller in watch.ts.
 */
var Observable = class {
  #listeners = /* @__PURE__ */ new Set();
  /** Calls `listener` after each change, until the returned function is called. */
  subscribe(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
  changed() {
    for (const listener of [...this.#listeners]) listener();
  }
};

// src/panel/version.ts
/*!
 * What the panel says of itself: with each vote, and when it compares itself with the server. A test holds both against their sources.
 */
var CLIENT_VERSION = "0.1.0";
var COMFYUI_FLOOR = "0.3.64";

// src/panel/comfyui/handshake.ts
/*!
 * Whether this page, the bridge in ComfyUI's process, and ComfyUI itself fit together, and if not what to update. Asking also tells
 * the bridge which user this page's runs belong to. The bridge answers by itself: asking never starts the server.
 */
var NO_BRIDGE = "The other half of SEE-DPO, in ComfyUI itself, did not start. If you have just installed or updated it, restart ComfyUI; otherwise ComfyUI’s console names the reason: look there for “see-dpo”.";
var Handshake = class extends Observable {
  verdict = {};
  #ask;
  constructor(ask) {
    super();
    this.#ask = ask;
  }
  /** A ComfyUI that can't be reached changes nothing: its page says so itself and calls again when it is back. */
  async shake() {
    try {
      const response = await this.#ask();
      if (response.status >= 500) return;
      const answer = await response.json().catch(() => void 0);
      this.verdict = response.ok ? verdictOn(answer) : { obstacle: refusal(answer) ?? NO_BRIDGE };
      this.changed();
    } catch {
    }
  }
};
function refusal(answer) {
  const message = answer?.error?.message;
  return typeof message === "string" ? message : void 0;
}
function verdictOn(hello, own = { version: CLIENT_VERSION, protocol: PROTOCOL }) {
  if (!isHello(hello)) return { obstacle: NO_BRIDGE };
  if (hello.version !== own.version) {
    const sentence = compareVersions(own.version, hello.version) < 0 ? `This page is from SEE-DPO ${own.version} and ComfyUI runs ${hello.version}: reload the page.` : `SEE-DPO was updated to ${own.version} while ComfyUI still runs ${hello.version}: restart ComfyUI.`;
    return hello.protocol === own.protocol ? { note: sentence } : { obstacle: sentence };
  }
  if (/^\d/.test(hello.comfyui) && compareVersions(hello.comfyui, COMFYUI_FLOOR) < 0)
    return { note: `SEE-DPO needs ComfyUI ${COMFYUI_FLOOR} or newer and this is ${hello.comfyui}: update ComfyUI, or some of its nodes will fail.` };
  return {};
}
function isHello(value) {
  const { version, protocol, comfyui } = value ?? {};
  return typeof version === "string" && typeof protocol === "number" && typeof comfyui === "string";
}
function compareVersions(a, b) {
  const numbers = (version) => (/^[\d.]+/.exec(version)?.[0] ?? "").split(".").map(Number);
  const [ours, theirs] = [numbers(a), numbers(b)];
  const at = [...Array(Math.max(ours.length, theirs.length)).keys()].find((index) => (ours[index] ?? 0) !== (theirs[index] ?? 0));
  return at === void 0 ? 0 : (ours[at] ?? 0) - (theirs[at] ?? 0);
}

// src/panel/comfyui/open-votes.ts
/*!
 * How many pairs wait for a vote, for the badge on the sidebar's button. The number of last time is shown until the panel has been
 * needed once: opening ComfyUI starts no server.
 */
var KEY = "open-votes";
var MOST_SHOWN = 99;
var OpenVotes = class {
  #memory;
  #show;
  #shown = "";
  constructor(memory, show) {
    this.#memory = memory;
    this.#show = show;
  }
  /** Shows the number of last time. */
  start() {
    this.#take(this.#memory.get(KEY));
  }
  /** Keeps the number up from now on. */
  follow(state) {
    const take = () => {
      if (state.isLoaded) this.#take(openVotes(state.datasets.values()));
    };
    state.subscribe(take);
    take();
  }
  #take(count = 0) {
    const text = count > MOST_SHOWN ? `${MOST_SHOWN}+` : count > 0 ? String(count) : "";
    if (text === this.#shown) return;
    this.#shown = text;
    this.#memory.set(KEY, Math.min(count, MOST_SHOWN + 1));
    this.#show(text);
  }
};
function openVotes(datasets) {
  let count = 0;
  for (const { counts } of datasets) count += Math.max(0, counts.pairs - counts.votedPairs);
  return count;
}

// src/panel/comfyui/panel-session.ts
/*!
 * The panel in ComfyUI's page: loaded when it is first needed, and from then on there as long as the page is, however often the
 * sidebar shows and hides it.
 */
var PanelSession = class extends Observable {
  base;
  panel;
  /** The last attempt to load it failed. */
  hasFailed = false;
  #options;
  #module;
  #starting;
  constructor(options) {
    super();
    this.base = options.base;
    this.#options = options;
  }
  /** Loads the panel and lets it connect; undefined when it can't be loaded. Again after that, it tries again. */
  start() {
    this.#starting ??= this.#load();
    return this.#starting;
  }
  /** Remembers whether the workflow on the canvas waits for votes. */
  async setWaiting({ datasetId, needed, voted }) {
    const panel = await this.start();
    if (panel) this.#module?.workflowOf(panel).set(voted < needed ? { datasetId, needed } : void 0);
  }
  async #load() {
    const { load, host, onStart } = this.#options;
    this.hasFailed = false;
    this.changed();
    try {
      this.#module = await load();
      const panel = this.#module.panelAt(this.base);
      panel.host = host;
      panel.start();
      this.panel = panel;
      onStart(panel);
    } catch {
      this.hasFailed = true;
      this.#starting = void 0;
    }
    this.changed();
    return this.panel;
  }
};

// src/panel/comfyui/sidebar-element.ts
/*!
 * `<see-dpo-sidebar>`: what stands in ComfyUI's sidebar. It holds the panel as soon as that is loaded, and says what is wrong where
 * it can't be, or what should be updated. Plain DOM, so that the part that ComfyUI loads with each page stays small.
 */
var SIDEBAR_ELEMENT = "see-dpo-sidebar";
var STYLE = `
  :host { display: flex; flex-direction: column; block-size: 100%; min-block-size: 0; color: var(--fg-color, #ddd); font: 14px/1.5 system-ui, sans-serif; }
  see-dpo-panel { flex: 1; }
  p { margin: 0; padding: 10px 12px; overflow-wrap: anywhere; }
  .note { flex: none; margin: 8px 8px 0; border-radius: 8px; background: var(--comfy-input-bg, #222); }
  button { display: block; margin: 0 12px; padding: 6px 14px; border: 1px solid currentColor; border-radius: 8px; background: none; color: inherit; font: inherit; cursor: pointer; }
`;
var NOT_LOADED = "The panel’s files did not come: ComfyUI may be busy or restarting.";
var SidebarElement = class extends HTMLElement {
  #root = this.attachShadow({ mode: "open" });
  #session;
  #handshake;
  #panelElement;
  /** Whoever opens the tab wants to go on there: keys vote at once. */
  #wantsFocus = false;
  connect(session, handshake) {
    this.#session = session;
    this.#handshake = handshake;
    for (const source of [session, handshake]) source.subscribe(() => this.#draw());
  }
  connectedCallback() {
    if (!this.#handshake?.verdict.obstacle) void this.#session?.start();
    this.#wantsFocus = true;
    this.#draw();
  }
  #draw() {
    const { obstacle, note } = this.#handshake?.verdict ?? {};
    const style = element("style", STYLE);
    if (obstacle)
      this.#root.replaceChildren(
        style,
        element("p", obstacle, { role: "alert" }),
        this.#again(() => this.#handshake?.shake())
      );
    else if (this.#session?.hasFailed)
      this.#root.replaceChildren(
        style,
        element("p", NOT_LOADED, { role: "alert" }),
        this.#again(() => this.#session?.start())
      );
    else if (!this.#session?.panel) this.#root.replaceChildren(style, element("p", "Loading …"));
    else this.#show(style, note);
  }
  /** The panel's element stays where it is: taking it out and in again would lose scroll positions and focus. */
  #show(style, note) {
    this.#panelElement ??= element("see-dpo-panel", "", { base: this.#session?.base ?? "" });
    if (this.#panelElement.parentNode !== this.#root) this.#root.replaceChildren(style, this.#panelElement);
    this.#root.querySelector(".note")?.remove();
    if (note) this.#panelElement.before(element("p", note, { class: "note", role: "status" }));
    if (this.#wantsFocus) this.#panelElement.focus();
    this.#wantsFocus = false;
  }
  #again(retry) {
    const button = element("button", "Try again");
    button.addEventListener("click", () => {
      retry();
      void this.#session?.start();
    });
    return button;
  }
};
function element(name, text, attributes = {}) {
  const made = document.createElement(name);
  made.textContent = text;
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  return made;
}

// src/panel/comfyui/graph-node.ts
/*!
 * The part of a graph on ComfyUI's canvas that the extension uses.
 */
function nodeById(graph, id) {
  let node;
  let inner = graph;
  for (const part of id.split(":")) {
    node = inner?.getNodeById(part);
    inner = node?.subgraph;
  }
  return node ?? void 0;
}

// src/panel/comfyui/vote-node.ts
/*!
 * The Vote node in ComfyUI's graph: its button and menu entry that open the panel, and what it says when it ran.
 */
var VOTE_NODE = "SeeDpoVote";
var LABEL = "Vote in the panel";
var VOTE_RESULT = "see_dpo_vote";
function isVoteNode(node) {
  return node?.constructor.comfyClass === VOTE_NODE;
}
function addVoteButton(node, open) {
  if (!isVoteNode(node)) return;
  const button = node.addWidget("button", "see-dpo-open", LABEL, () => open(node), { serialize: false });
  button.label = LABEL;
  button.serialize = false;
}
function voteMenu(node, open) {
  return isVoteNode(node) ? [{ content: LABEL, callback: () => open(node) }] : [];
}
function voteResult(detail) {
  const { output, display_node: shown, node } = detail ?? {};
  const [result] = Array.isArray(output?.[VOTE_RESULT]) ? output[VOTE_RESULT] : [];
  const { datasetId, needed, voted } = result ?? {};
  if (typeof datasetId !== "string" || typeof needed !== "number" || typeof voted !== "number") return void 0;
  return { datasetId, needed, voted, nodeId: String(shown ?? node) };
}
function voteText(graph, detail) {
  const { nodeId, text } = detail ?? {};
  if (typeof nodeId !== "string" || typeof text !== "string" || !isVoteNode(nodeById(graph, nodeId))) return void 0;
  return { nodeId, text };
}
function voteRequest({ needed, voted }) {
  const missing = needed - voted;
  if (missing <= 0) return void 0;
  return `${missing === 1 ? "1 pair waits" : `${missing} pairs wait`} for your vote: open the SEE-DPO tab. The workflow can go on after that.`;
}

// src/panel/comfyui/extension.ts
/*!
 * The extension of ComfyUI's page: the sidebar tab with its badge, two commands, and what the Vote node brings about. Only what
 * ComfyUI publishes is used; nothing of it is changed. The panel itself is loaded when somebody wants it.
 */
var TAB = "see-dpo";
var NAME = "SEE-DPO";
var NOTE_MS = 1e4;
var STANDSTILL_MS = 2e3;
var WINDOW = "popup,width=1080,height=860";
function registerExtension({ app: app2, api: api2, loadPanel, memory }) {
  const base = api2.apiURL("/see-dpo/");
  const openWindow = () => void window.open(base, "see-dpo", WINDOW);
  const datasets = /* @__PURE__ */ new Map();
  const badge = new OpenVotes(memory, (text) => {
    const tab = app2.extensionManager?.getSidebarTabs().find(({ id }) => id === TAB);
    if (tab) tab.iconBadge = text;
  });
  const handshake = new Handshake(() => api2.fetchApi(`/see-dpo/hello?clientId=${encodeURIComponent(api2.clientId ?? "")}`, { cache: "no-store" }));
  const session = new PanelSession({
    base,
    load: loadPanel,
    host: { openWindow, runWorkflow: () => void app2.queuePrompt(0, 1) },
    onStart: (panel) => badge.follow(panel.state)
  });
  const sidebar = document.createElement(SIDEBAR_ELEMENT);
  sidebar.connect(session, handshake);
  const open = async (place) => {
    if (!sidebar.isConnected) app2.extensionManager?.command.execute(`Workspace.ToggleSidebarTab.${TAB}`);
    const panel = place && await session.start();
    if (panel) panel.navigation.go(place);
  };
  const openVote = (node) => void open({ view: "vote", datasetId: datasets.get(String(node.id)) });
  app2.registerExtension({
    name: NAME,
    commands: [
      { id: "SEE-DPO.Open", label: "SEE-DPO: open the panel", icon: "mdi mdi-vote", function: () => void open() },
      { id: "SEE-DPO.OpenWindow", label: "SEE-DPO: open the panel in a window of its own", icon: "pi pi-external-link", function: openWindow }
    ],
    setup() {
      followServer();
      app2.extensionManager?.registerSidebarTab({
        id: TAB,
        title: NAME,
        icon: "mdi mdi-vote",
        tooltip: "SEE-DPO: vote on pictures, train a LoRA",
        type: "custom",
        iconBadge: "",
        render(place) {
          place.style.height = "100%";
          if (sidebar.parentElement !== place) place.replaceChildren(sidebar);
        }
      });
      badge.start();
    },
    nodeCreated: (node) => addVoteButton(node, openVote),
    getNodeMenuItems: (node) => voteMenu(node, openVote)
  });
  function ask(request) {
    if (request && !sidebar.isConnected) app2.extensionManager?.toast.add({ severity: "info", summary: NAME, detail: request, life: NOTE_MS });
  }
  function followServer() {
    let greeted;
    const greet = () => {
      greeted = api2.clientId;
      void handshake.shake();
    };
    greet();
    api2.addEventListener("status", () => {
      if (api2.clientId !== greeted) greet();
    });
    api2.addEventListener("reconnected", greet);
    api2.addEventListener("executed", ({ detail }) => {
      const result = voteResult(detail);
      if (!result) return;
      clearTimeout(waiting.get(result.nodeId));
      datasets.set(result.nodeId, result.datasetId);
      void session.setWaiting(result);
      ask(voteRequest(result));
    });
    const waiting = /* @__PURE__ */ new Map();
    api2.addEventListener("execution_start", () => waiting.clear());
    api2.addEventListener("progress_text", ({ detail }) => {
      const said = voteText(app2.graph, detail);
      if (!said || waiting.has(said.nodeId)) return;
      void session.start();
      waiting.set(said.nodeId, setTimeout(ask, STANDSTILL_MS, said.text));
    });
  }
}

// src/panel/comfyui/main.ts
/*!
 * What ComfyUI's page loads of us: registers the extension, once. A second copy of the pack in custom_nodes would register all of it
 * again; the sidebar's element, of which a page has one, shows that somebody was here before.
 */
if (customElements.get(SIDEBAR_ELEMENT))
  console.warn(`SEE-DPO is installed twice, and the second one is not used: ${import.meta.url}. Keep one of its folders in custom_nodes.`);
else {
  customElements.define(SIDEBAR_ELEMENT, SidebarElement);
  registerExtension({ app, api, memory: new Memory(browserEnvironment().storage), loadPanel: () => import("./panel.mjs?v=0d295602") });
}
