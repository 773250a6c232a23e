/*!
 * Generated from src/panel by `npm run generate`: change those files, never this one.
 * SPDX-License-Identifier: Apache-2.0
 */
// src/panel/elements/define.ts
/*!
 * Defines one of the panel's elements. A page may load the panel twice, under two addresses: each element then keeps its first
 * definition, since a second one throws and would take the rest of the file along.
 */
function define(name, element) {
  if (!customElements.get(name)) customElements.define(name, element);
}

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

// src/panel/vote/waiting-workflow.ts
/*!
 * A workflow in ComfyUI whose Vote node stopped because votes are missing: when they are there, the panel offers to run it again.
 * Running is left to ComfyUI's extension, which listens to `see-dpo-continue`. Remembered in the browser, so that a reload between
 * the run and the last vote changes nothing.
 */
var KEY = "waiting-workflow";
var WaitingWorkflow = class extends Observable {
  #panel;
  constructor(panel) {
    super();
    this.#panel = panel;
  }
  get waiting() {
    return this.#panel.memory.get(KEY);
  }
  /** Pairs that still need a vote; 0 when the workflow can go on, undefined when none waits for this dataset. */
  missing(datasetId) {
    const { waiting } = this;
    const counts = this.#panel.state.datasets.get(datasetId ?? "")?.counts;
    if (!counts || !waiting || waiting.datasetId !== datasetId) return void 0;
    return Math.max(0, Math.min(waiting.needed, counts.pairs) - counts.votedPairs);
  }
  set(waiting) {
    this.#panel.memory.set(KEY, waiting);
    this.changed();
  }
};
function workflowOf(panel) {
  return panel.part("waiting-workflow", () => new WaitingWorkflow(panel));
}

// src/panel/version.ts
/*!
 * What the panel says of itself: with each vote, and when it compares itself with the server. A test holds both against their sources.
 */
var CLIENT_VERSION = "0.1.0";
var API_VERSION = "1";

// src/panel/core/failure.ts
/*!
 * What can go wrong between panel and server, as a value: a refusal is the server's own sentence, and a server that can't be
 * reached is something else, because then it is worth trying again.
 */
var UNREACHABLE = {
  kind: "unreachable",
  code: "unreachable",
  message: "The server does not answer. It may have been stopped or be starting again; this goes on by itself as soon as it is back."
};
async function answer(call) {
  try {
    const { data, error, response } = await call;
    if (response.ok) return { ok: true, value: data };
    const detail = error?.error;
    if (detail) return { ok: false, failure: { kind: "refused", status: response.status, ...detail } };
    if ([502, 503, 504].includes(response.status)) return { ok: false, failure: UNREACHABLE };
    const message = `The server answered with HTTP status ${response.status} and without a reason. Its log may say more.`;
    return { ok: false, failure: { kind: "refused", code: "http", status: response.status, message } };
  } catch {
    return { ok: false, failure: UNREACHABLE };
  }
}

// src/panel/core/panel-state.ts
/*!
 * Everything that the server told the panel, as it is now: one map a kind of thing, kept up by the live connection's snapshot
 * and changes, and by answers to requests, which come a moment earlier.
 */
var PanelState = class extends Observable {
  datasets = /* @__PURE__ */ new Map();
  voters = /* @__PURE__ */ new Map();
  runs = /* @__PURE__ */ new Map();
  loras = /* @__PURE__ */ new Map();
  comparisons = /* @__PURE__ */ new Map();
  jobs = /* @__PURE__ */ new Map();
  connection = "connecting";
  /** True from the first snapshot on: what is not in the maps then does not exist. */
  isLoaded = false;
  /** Snapshots so far. Each new one means that events were missed: whoever keeps more than these maps asks for it again. */
  snapshots = 0;
  status;
  /** Models that pictures can be sampled from; undefined until they are known. */
  models;
  /** Why nothing works at all: signed out, or panel and server of different versions. */
  obstacle;
  #metricsListeners = /* @__PURE__ */ new Set();
  /** Sets plain fields and tells the listeners once. */
  set(fields) {
    Object.assign(this, fields);
    this.changed();
  }
  /** Takes a thing as a request's answer gave it; the same comes as a change as well. */
  put(kind, value) {
    this.#map(kind).set(value.id, value);
    this.changed();
  }
  /** Forgets a thing that was deleted. */
  remove(kind, id) {
    if (this.#map(kind).delete(id)) this.changed();
  }
  takeSnapshot(snapshot) {
    const fill = (map, things) => {
      map.clear();
      for (const thing of things) map.set(thing.id, thing);
    };
    fill(this.datasets, snapshot.datasets);
    fill(this.voters, snapshot.voters);
    fill(this.runs, snapshot.runs);
    fill(this.loras, snapshot.loras);
    fill(this.comparisons, snapshot.comparisons);
    fill(this.jobs, snapshot.jobs);
    this.isLoaded = true;
    this.snapshots++;
    this.changed();
  }
  takeChange(change) {
    if (change.kind === "metrics") for (const listener of this.#metricsListeners) listener(change.runId, change.metrics);
    else if (change.kind === "removed") this.remove(change.of, change.id);
    else this.put(change.kind, change.value);
  }
  /** Metrics pass through without being kept: a run's curves are held by whoever draws them. */
  onMetrics(listener) {
    this.#metricsListeners.add(listener);
    return () => this.#metricsListeners.delete(listener);
  }
  #map(kind) {
    const maps = { dataset: this.datasets, voter: this.voters, run: this.runs, lora: this.loras, comparison: this.comparisons, job: this.jobs };
    return maps[kind];
  }
};
function newestFirst(things) {
  return [...things].sort((a3, b3) => a3.createdAt < b3.createdAt ? 1 : a3.createdAt > b3.createdAt ? -1 : 0);
}

// node_modules/@lit/reactive-element/css-tag.js
/**
 * @license
 * Copyright 2019 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 */
var t = globalThis;
var e = t.ShadowRoot && (void 0 === t.ShadyCSS || t.ShadyCSS.nativeShadow) && "adoptedStyleSheets" in Document.prototype && "replace" in CSSStyleSheet.prototype;
var s = /* @__PURE__ */ Symbol();
var o = /* @__PURE__ */ new WeakMap();
var n = class {
  constructor(t3, e4, o5) {
    if (this._$cssResult$ = true, o5 !== s) throw Error("CSSResult is not constructable. Use `unsafeCSS` or `css` instead.");
    this.cssText = t3, this.t = e4;
  }
  get styleSheet() {
    let t3 = this.o;
    const s4 = this.t;
    if (e && void 0 === t3) {
      const e4 = void 0 !== s4 && 1 === s4.length;
      e4 && (t3 = o.get(s4)), void 0 === t3 && ((this.o = t3 = new CSSStyleSheet()).replaceSync(this.cssText), e4 && o.set(s4, t3));
    }
    return t3;
  }
  toString() {
    return this.cssText;
  }
};
var r = (t3) => new n("string" == typeof t3 ? t3 : t3 + "", void 0, s);
var i = (t3, ...e4) => {
  const o5 = 1 === t3.length ? t3[0] : e4.reduce((e5, s4, o6) => e5 + ((t4) => {
    if (true === t4._$cssResult$) return t4.cssText;
    if ("number" == typeof t4) return t4;
    throw Error("Value passed to 'css' function must be a 'css' function result: " + t4 + ". Use 'unsafeCSS' to pass non-literal values, but take care to ensure page security.");
  })(s4) + t3[o6 + 1], t3[0]);
  return new n(o5, t3, s);
};
var S = (s4, o5) => {
  if (e) s4.adoptedStyleSheets = o5.map((t3) => t3 instanceof CSSStyleSheet ? t3 : t3.styleSheet);
  else for (const e4 of o5) {
    const o6 = document.createElement("style"), n4 = t.litNonce;
    void 0 !== n4 && o6.setAttribute("nonce", n4), o6.textContent = e4.cssText, s4.appendChild(o6);
  }
};
var c = e ? (t3) => t3 : (t3) => t3 instanceof CSSStyleSheet ? ((t4) => {
  let e4 = "";
  for (const s4 of t4.cssRules) e4 += s4.cssText;
  return r(e4);
})(t3) : t3;

// node_modules/@lit/reactive-element/reactive-element.js
/**
 * @license
 * Copyright 2017 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 */
var { is: i2, defineProperty: e2, getOwnPropertyDescriptor: h, getOwnPropertyNames: r2, getOwnPropertySymbols: o2, getPrototypeOf: n2 } = Object;
var a = globalThis;
var c2 = a.trustedTypes;
var l = c2 ? c2.emptyScript : "";
var p = a.reactiveElementPolyfillSupport;
var d = (t3, s4) => t3;
var u = { toAttribute(t3, s4) {
  switch (s4) {
    case Boolean:
      t3 = t3 ? l : null;
      break;
    case Object:
    case Array:
      t3 = null == t3 ? t3 : JSON.stringify(t3);
  }
  return t3;
}, fromAttribute(t3, s4) {
  let i5 = t3;
  switch (s4) {
    case Boolean:
      i5 = null !== t3;
      break;
    case Number:
      i5 = null === t3 ? null : Number(t3);
      break;
    case Object:
    case Array:
      try {
        i5 = JSON.parse(t3);
      } catch (t4) {
        i5 = null;
      }
  }
  return i5;
} };
var f = (t3, s4) => !i2(t3, s4);
var b = { attribute: true, type: String, converter: u, reflect: false, useDefault: false, hasChanged: f };
Symbol.metadata ??= /* @__PURE__ */ Symbol("metadata"), a.litPropertyMetadata ??= /* @__PURE__ */ new WeakMap();
var y = class extends HTMLElement {
  static addInitializer(t3) {
    this._$Ei(), (this.l ??= []).push(t3);
  }
  static get observedAttributes() {
    return this.finalize(), this._$Eh && [...this._$Eh.keys()];
  }
  static createProperty(t3, s4 = b) {
    if (s4.state && (s4.attribute = false), this._$Ei(), this.prototype.hasOwnProperty(t3) && ((s4 = Object.create(s4)).wrapped = true), this.elementProperties.set(t3, s4), !s4.noAccessor) {
      const i5 = /* @__PURE__ */ Symbol(), h3 = this.getPropertyDescriptor(t3, i5, s4);
      void 0 !== h3 && e2(this.prototype, t3, h3);
    }
  }
  static getPropertyDescriptor(t3, s4, i5) {
    const { get: e4, set: r4 } = h(this.prototype, t3) ?? { get() {
      return this[s4];
    }, set(t4) {
      this[s4] = t4;
    } };
    return { get: e4, set(s5) {
      const h3 = e4?.call(this);
      r4?.call(this, s5), this.requestUpdate(t3, h3, i5);
    }, configurable: true, enumerable: true };
  }
  static getPropertyOptions(t3) {
    return this.elementProperties.get(t3) ?? b;
  }
  static _$Ei() {
    if (this.hasOwnProperty(d("elementProperties"))) return;
    const t3 = n2(this);
    t3.finalize(), void 0 !== t3.l && (this.l = [...t3.l]), this.elementProperties = new Map(t3.elementProperties);
  }
  static finalize() {
    if (this.hasOwnProperty(d("finalized"))) return;
    if (this.finalized = true, this._$Ei(), this.hasOwnProperty(d("properties"))) {
      const t4 = this.properties, s4 = [...r2(t4), ...o2(t4)];
      for (const i5 of s4) this.createProperty(i5, t4[i5]);
    }
    const t3 = this[Symbol.metadata];
    if (null !== t3) {
      const s4 = litPropertyMetadata.get(t3);
      if (void 0 !== s4) for (const [t4, i5] of s4) this.elementProperties.set(t4, i5);
    }
    this._$Eh = /* @__PURE__ */ new Map();
    for (const [t4, s4] of this.elementProperties) {
      const i5 = this._$Eu(t4, s4);
      void 0 !== i5 && this._$Eh.set(i5, t4);
    }
    this.elementStyles = this.finalizeStyles(this.styles);
  }
  static finalizeStyles(s4) {
    const i5 = [];
    if (Array.isArray(s4)) {
      const e4 = new Set(s4.flat(1 / 0).reverse());
      for (const s5 of e4) i5.unshift(c(s5));
    } else void 0 !== s4 && i5.push(c(s4));
    return i5;
  }
  static _$Eu(t3, s4) {
    const i5 = s4.attribute;
    return false === i5 ? void 0 : "string" == typeof i5 ? i5 : "string" == typeof t3 ? t3.toLowerCase() : void 0;
  }
  constructor() {
    super(), this._$Ep = void 0, this.isUpdatePending = false, this.hasUpdated = false, this._$Em = null, this._$Ev();
  }
  _$Ev() {
    this._$ES = new Promise((t3) => this.enableUpdating = t3), this._$AL = /* @__PURE__ */ new Map(), this._$E_(), this.requestUpdate(), this.constructor.l?.forEach((t3) => t3(this));
  }
  addController(t3) {
    (this._$EO ??= /* @__PURE__ */ new Set()).add(t3), void 0 !== this.renderRoot && this.isConnected && t3.hostConnected?.();
  }
  removeController(t3) {
    this._$EO?.delete(t3);
  }
  _$E_() {
    const t3 = /* @__PURE__ */ new Map(), s4 = this.constructor.elementProperties;
    for (const i5 of s4.keys()) this.hasOwnProperty(i5) && (t3.set(i5, this[i5]), delete this[i5]);
    t3.size > 0 && (this._$Ep = t3);
  }
  createRenderRoot() {
    const t3 = this.shadowRoot ?? this.attachShadow(this.constructor.shadowRootOptions);
    return S(t3, this.constructor.elementStyles), t3;
  }
  connectedCallback() {
    this.renderRoot ??= this.createRenderRoot(), this.enableUpdating(true), this._$EO?.forEach((t3) => t3.hostConnected?.());
  }
  enableUpdating(t3) {
  }
  disconnectedCallback() {
    this._$EO?.forEach((t3) => t3.hostDisconnected?.());
  }
  attributeChangedCallback(t3, s4, i5) {
    this._$AK(t3, i5);
  }
  _$ET(t3, s4) {
    const i5 = this.constructor.elementProperties.get(t3), e4 = this.constructor._$Eu(t3, i5);
    if (void 0 !== e4 && true === i5.reflect) {
      const h3 = (void 0 !== i5.converter?.toAttribute ? i5.converter : u).toAttribute(s4, i5.type);
      this._$Em = t3, null == h3 ? this.removeAttribute(e4) : this.setAttribute(e4, h3), this._$Em = null;
    }
  }
  _$AK(t3, s4) {
    const i5 = this.constructor, e4 = i5._$Eh.get(t3);
    if (void 0 !== e4 && this._$Em !== e4) {
      const t4 = i5.getPropertyOptions(e4), h3 = "function" == typeof t4.converter ? { fromAttribute: t4.converter } : void 0 !== t4.converter?.fromAttribute ? t4.converter : u;
      this._$Em = e4;
      const r4 = h3.fromAttribute(s4, t4.type);
      this[e4] = r4 ?? this._$Ej?.get(e4) ?? r4, this._$Em = null;
    }
  }
  requestUpdate(t3, s4, i5, e4 = false, h3) {
    if (void 0 !== t3) {
      const r4 = this.constructor;
      if (false === e4 && (h3 = this[t3]), i5 ??= r4.getPropertyOptions(t3), !((i5.hasChanged ?? f)(h3, s4) || i5.useDefault && i5.reflect && h3 === this._$Ej?.get(t3) && !this.hasAttribute(r4._$Eu(t3, i5)))) return;
      this.C(t3, s4, i5);
    }
    false === this.isUpdatePending && (this._$ES = this._$EP());
  }
  C(t3, s4, { useDefault: i5, reflect: e4, wrapped: h3 }, r4) {
    i5 && !(this._$Ej ??= /* @__PURE__ */ new Map()).has(t3) && (this._$Ej.set(t3, r4 ?? s4 ?? this[t3]), true !== h3 || void 0 !== r4) || (this._$AL.has(t3) || (this.hasUpdated || i5 || (s4 = void 0), this._$AL.set(t3, s4)), true === e4 && this._$Em !== t3 && (this._$Eq ??= /* @__PURE__ */ new Set()).add(t3));
  }
  async _$EP() {
    this.isUpdatePending = true;
    try {
      await this._$ES;
    } catch (t4) {
      Promise.reject(t4);
    }
    const t3 = this.scheduleUpdate();
    return null != t3 && await t3, !this.isUpdatePending;
  }
  scheduleUpdate() {
    return this.performUpdate();
  }
  performUpdate() {
    if (!this.isUpdatePending) return;
    if (!this.hasUpdated) {
      if (this.renderRoot ??= this.createRenderRoot(), this._$Ep) {
        for (const [t5, s5] of this._$Ep) this[t5] = s5;
        this._$Ep = void 0;
      }
      const t4 = this.constructor.elementProperties;
      if (t4.size > 0) for (const [s5, i5] of t4) {
        const { wrapped: t5 } = i5, e4 = this[s5];
        true !== t5 || this._$AL.has(s5) || void 0 === e4 || this.C(s5, void 0, i5, e4);
      }
    }
    let t3 = false;
    const s4 = this._$AL;
    try {
      t3 = this.shouldUpdate(s4), t3 ? (this.willUpdate(s4), this._$EO?.forEach((t4) => t4.hostUpdate?.()), this.update(s4)) : this._$EM();
    } catch (s5) {
      throw t3 = false, this._$EM(), s5;
    }
    t3 && this._$AE(s4);
  }
  willUpdate(t3) {
  }
  _$AE(t3) {
    this._$EO?.forEach((t4) => t4.hostUpdated?.()), this.hasUpdated || (this.hasUpdated = true, this.firstUpdated(t3)), this.updated(t3);
  }
  _$EM() {
    this._$AL = /* @__PURE__ */ new Map(), this.isUpdatePending = false;
  }
  get updateComplete() {
    return this.getUpdateComplete();
  }
  getUpdateComplete() {
    return this._$ES;
  }
  shouldUpdate(t3) {
    return true;
  }
  update(t3) {
    this._$Eq &&= this._$Eq.forEach((t4) => this._$ET(t4, this[t4])), this._$EM();
  }
  updated(t3) {
  }
  firstUpdated(t3) {
  }
};
y.elementStyles = [], y.shadowRootOptions = { mode: "open" }, y[d("elementProperties")] = /* @__PURE__ */ new Map(), y[d("finalized")] = /* @__PURE__ */ new Map(), p?.({ ReactiveElement: y }), (a.reactiveElementVersions ??= []).push("2.1.2");

// node_modules/lit-html/lit-html.js
/**
 * @license
 * Copyright 2017 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 */
var t2 = globalThis;
var i3 = (t3) => t3;
var s2 = t2.trustedTypes;
var e3 = s2 ? s2.createPolicy("lit-html", { createHTML: (t3) => t3 }) : void 0;
var h2 = "$lit$";
var o3 = `lit$${Math.random().toFixed(9).slice(2)}$`;
var n3 = "?" + o3;
var r3 = `<${n3}>`;
var l2 = document;
var c3 = () => l2.createComment("");
var a2 = (t3) => null === t3 || "object" != typeof t3 && "function" != typeof t3;
var u2 = Array.isArray;
var d2 = (t3) => u2(t3) || "function" == typeof t3?.[Symbol.iterator];
var f2 = "[ 	\n\f\r]";
var v = /<(?:(!--|\/[^a-zA-Z])|(\/?[a-zA-Z][^>\s]*)|(\/?$))/g;
var _ = /-->/g;
var m = />/g;
var p2 = RegExp(`>|${f2}(?:([^\\s"'>=/]+)(${f2}*=${f2}*(?:[^ 	
\f\r"'\`<>=]|("|')|))|$)`, "g");
var g = /'/g;
var $ = /"/g;
var y2 = /^(?:script|style|textarea|title)$/i;
var x = (t3) => (i5, ...s4) => ({ _$litType$: t3, strings: i5, values: s4 });
var b2 = x(1);
var w = x(2);
var T = x(3);
var E = /* @__PURE__ */ Symbol.for("lit-noChange");
var A = /* @__PURE__ */ Symbol.for("lit-nothing");
var C = /* @__PURE__ */ new WeakMap();
var P = l2.createTreeWalker(l2, 129);
function V(t3, i5) {
  if (!u2(t3) || !t3.hasOwnProperty("raw")) throw Error("invalid template strings array");
  return void 0 !== e3 ? e3.createHTML(i5) : i5;
}
var N = (t3, i5) => {
  const s4 = t3.length - 1, e4 = [];
  let n4, l3 = 2 === i5 ? "<svg>" : 3 === i5 ? "<math>" : "", c4 = v;
  for (let i6 = 0; i6 < s4; i6++) {
    const s5 = t3[i6];
    let a3, u3, d3 = -1, f3 = 0;
    for (; f3 < s5.length && (c4.lastIndex = f3, u3 = c4.exec(s5), null !== u3); ) f3 = c4.lastIndex, c4 === v ? "!--" === u3[1] ? c4 = _ : void 0 !== u3[1] ? c4 = m : void 0 !== u3[2] ? (y2.test(u3[2]) && (n4 = RegExp("</" + u3[2], "g")), c4 = p2) : void 0 !== u3[3] && (c4 = p2) : c4 === p2 ? ">" === u3[0] ? (c4 = n4 ?? v, d3 = -1) : void 0 === u3[1] ? d3 = -2 : (d3 = c4.lastIndex - u3[2].length, a3 = u3[1], c4 = void 0 === u3[3] ? p2 : '"' === u3[3] ? $ : g) : c4 === $ || c4 === g ? c4 = p2 : c4 === _ || c4 === m ? c4 = v : (c4 = p2, n4 = void 0);
    const x2 = c4 === p2 && t3[i6 + 1].startsWith("/>") ? " " : "";
    l3 += c4 === v ? s5 + r3 : d3 >= 0 ? (e4.push(a3), s5.slice(0, d3) + h2 + s5.slice(d3) + o3 + x2) : s5 + o3 + (-2 === d3 ? i6 : x2);
  }
  return [V(t3, l3 + (t3[s4] || "<?>") + (2 === i5 ? "</svg>" : 3 === i5 ? "</math>" : "")), e4];
};
var S2 = class _S {
  constructor({ strings: t3, _$litType$: i5 }, e4) {
    let r4;
    this.parts = [];
    let l3 = 0, a3 = 0;
    const u3 = t3.length - 1, d3 = this.parts, [f3, v2] = N(t3, i5);
    if (this.el = _S.createElement(f3, e4), P.currentNode = this.el.content, 2 === i5 || 3 === i5) {
      const t4 = this.el.content.firstChild;
      t4.replaceWith(...t4.childNodes);
    }
    for (; null !== (r4 = P.nextNode()) && d3.length < u3; ) {
      if (1 === r4.nodeType) {
        if (r4.hasAttributes()) for (const t4 of r4.getAttributeNames()) if (t4.endsWith(h2)) {
          const i6 = v2[a3++], s4 = r4.getAttribute(t4).split(o3), e5 = /([.?@])?(.*)/.exec(i6);
          d3.push({ type: 1, index: l3, name: e5[2], strings: s4, ctor: "." === e5[1] ? I : "?" === e5[1] ? L : "@" === e5[1] ? z : H }), r4.removeAttribute(t4);
        } else t4.startsWith(o3) && (d3.push({ type: 6, index: l3 }), r4.removeAttribute(t4));
        if (y2.test(r4.tagName)) {
          const t4 = r4.textContent.split(o3), i6 = t4.length - 1;
          if (i6 > 0) {
            r4.textContent = s2 ? s2.emptyScript : "";
            for (let s4 = 0; s4 < i6; s4++) r4.append(t4[s4], c3()), P.nextNode(), d3.push({ type: 2, index: ++l3 });
            r4.append(t4[i6], c3());
          }
        }
      } else if (8 === r4.nodeType) if (r4.data === n3) d3.push({ type: 2, index: l3 });
      else {
        let t4 = -1;
        for (; -1 !== (t4 = r4.data.indexOf(o3, t4 + 1)); ) d3.push({ type: 7, index: l3 }), t4 += o3.length - 1;
      }
      l3++;
    }
  }
  static createElement(t3, i5) {
    const s4 = l2.createElement("template");
    return s4.innerHTML = t3, s4;
  }
};
function M(t3, i5, s4 = t3, e4) {
  if (i5 === E) return i5;
  let h3 = void 0 !== e4 ? s4._$Co?.[e4] : s4._$Cl;
  const o5 = a2(i5) ? void 0 : i5._$litDirective$;
  return h3?.constructor !== o5 && (h3?._$AO?.(false), void 0 === o5 ? h3 = void 0 : (h3 = new o5(t3), h3._$AT(t3, s4, e4)), void 0 !== e4 ? (s4._$Co ??= [])[e4] = h3 : s4._$Cl = h3), void 0 !== h3 && (i5 = M(t3, h3._$AS(t3, i5.values), h3, e4)), i5;
}
var R = class {
  constructor(t3, i5) {
    this._$AV = [], this._$AN = void 0, this._$AD = t3, this._$AM = i5;
  }
  get parentNode() {
    return this._$AM.parentNode;
  }
  get _$AU() {
    return this._$AM._$AU;
  }
  u(t3) {
    const { el: { content: i5 }, parts: s4 } = this._$AD, e4 = (t3?.creationScope ?? l2).importNode(i5, true);
    P.currentNode = e4;
    let h3 = P.nextNode(), o5 = 0, n4 = 0, r4 = s4[0];
    for (; void 0 !== r4; ) {
      if (o5 === r4.index) {
        let i6;
        2 === r4.type ? i6 = new k(h3, h3.nextSibling, this, t3) : 1 === r4.type ? i6 = new r4.ctor(h3, r4.name, r4.strings, this, t3) : 6 === r4.type && (i6 = new Z(h3, this, t3)), this._$AV.push(i6), r4 = s4[++n4];
      }
      o5 !== r4?.index && (h3 = P.nextNode(), o5++);
    }
    return P.currentNode = l2, e4;
  }
  p(t3) {
    let i5 = 0;
    for (const s4 of this._$AV) void 0 !== s4 && (void 0 !== s4.strings ? (s4._$AI(t3, s4, i5), i5 += s4.strings.length - 2) : s4._$AI(t3[i5])), i5++;
  }
};
var k = class _k {
  get _$AU() {
    return this._$AM?._$AU ?? this._$Cv;
  }
  constructor(t3, i5, s4, e4) {
    this.type = 2, this._$AH = A, this._$AN = void 0, this._$AA = t3, this._$AB = i5, this._$AM = s4, this.options = e4, this._$Cv = e4?.isConnected ?? true;
  }
  get parentNode() {
    let t3 = this._$AA.parentNode;
    const i5 = this._$AM;
    return void 0 !== i5 && 11 === t3?.nodeType && (t3 = i5.parentNode), t3;
  }
  get startNode() {
    return this._$AA;
  }
  get endNode() {
    return this._$AB;
  }
  _$AI(t3, i5 = this) {
    t3 = M(this, t3, i5), a2(t3) ? t3 === A || null == t3 || "" === t3 ? (this._$AH !== A && this._$AR(), this._$AH = A) : t3 !== this._$AH && t3 !== E && this._(t3) : void 0 !== t3._$litType$ ? this.$(t3) : void 0 !== t3.nodeType ? this.T(t3) : d2(t3) ? this.k(t3) : this._(t3);
  }
  O(t3) {
    return this._$AA.parentNode.insertBefore(t3, this._$AB);
  }
  T(t3) {
    this._$AH !== t3 && (this._$AR(), this._$AH = this.O(t3));
  }
  _(t3) {
    this._$AH !== A && a2(this._$AH) ? this._$AA.nextSibling.data = t3 : this.T(l2.createTextNode(t3)), this._$AH = t3;
  }
  $(t3) {
    const { values: i5, _$litType$: s4 } = t3, e4 = "number" == typeof s4 ? this._$AC(t3) : (void 0 === s4.el && (s4.el = S2.createElement(V(s4.h, s4.h[0]), this.options)), s4);
    if (this._$AH?._$AD === e4) this._$AH.p(i5);
    else {
      const t4 = new R(e4, this), s5 = t4.u(this.options);
      t4.p(i5), this.T(s5), this._$AH = t4;
    }
  }
  _$AC(t3) {
    let i5 = C.get(t3.strings);
    return void 0 === i5 && C.set(t3.strings, i5 = new S2(t3)), i5;
  }
  k(t3) {
    u2(this._$AH) || (this._$AH = [], this._$AR());
    const i5 = this._$AH;
    let s4, e4 = 0;
    for (const h3 of t3) e4 === i5.length ? i5.push(s4 = new _k(this.O(c3()), this.O(c3()), this, this.options)) : s4 = i5[e4], s4._$AI(h3), e4++;
    e4 < i5.length && (this._$AR(s4 && s4._$AB.nextSibling, e4), i5.length = e4);
  }
  _$AR(t3 = this._$AA.nextSibling, s4) {
    for (this._$AP?.(false, true, s4); t3 !== this._$AB; ) {
      const s5 = i3(t3).nextSibling;
      i3(t3).remove(), t3 = s5;
    }
  }
  setConnected(t3) {
    void 0 === this._$AM && (this._$Cv = t3, this._$AP?.(t3));
  }
};
var H = class {
  get tagName() {
    return this.element.tagName;
  }
  get _$AU() {
    return this._$AM._$AU;
  }
  constructor(t3, i5, s4, e4, h3) {
    this.type = 1, this._$AH = A, this._$AN = void 0, this.element = t3, this.name = i5, this._$AM = e4, this.options = h3, s4.length > 2 || "" !== s4[0] || "" !== s4[1] ? (this._$AH = Array(s4.length - 1).fill(new String()), this.strings = s4) : this._$AH = A;
  }
  _$AI(t3, i5 = this, s4, e4) {
    const h3 = this.strings;
    let o5 = false;
    if (void 0 === h3) t3 = M(this, t3, i5, 0), o5 = !a2(t3) || t3 !== this._$AH && t3 !== E, o5 && (this._$AH = t3);
    else {
      const e5 = t3;
      let n4, r4;
      for (t3 = h3[0], n4 = 0; n4 < h3.length - 1; n4++) r4 = M(this, e5[s4 + n4], i5, n4), r4 === E && (r4 = this._$AH[n4]), o5 ||= !a2(r4) || r4 !== this._$AH[n4], r4 === A ? t3 = A : t3 !== A && (t3 += (r4 ?? "") + h3[n4 + 1]), this._$AH[n4] = r4;
    }
    o5 && !e4 && this.j(t3);
  }
  j(t3) {
    t3 === A ? this.element.removeAttribute(this.name) : this.element.setAttribute(this.name, t3 ?? "");
  }
};
var I = class extends H {
  constructor() {
    super(...arguments), this.type = 3;
  }
  j(t3) {
    this.element[this.name] = t3 === A ? void 0 : t3;
  }
};
var L = class extends H {
  constructor() {
    super(...arguments), this.type = 4;
  }
  j(t3) {
    this.element.toggleAttribute(this.name, !!t3 && t3 !== A);
  }
};
var z = class extends H {
  constructor(t3, i5, s4, e4, h3) {
    super(t3, i5, s4, e4, h3), this.type = 5;
  }
  _$AI(t3, i5 = this) {
    if ((t3 = M(this, t3, i5, 0) ?? A) === E) return;
    const s4 = this._$AH, e4 = t3 === A && s4 !== A || t3.capture !== s4.capture || t3.once !== s4.once || t3.passive !== s4.passive, h3 = t3 !== A && (s4 === A || e4);
    e4 && this.element.removeEventListener(this.name, this, s4), h3 && this.element.addEventListener(this.name, this, t3), this._$AH = t3;
  }
  handleEvent(t3) {
    "function" == typeof this._$AH ? this._$AH.call(this.options?.host ?? this.element, t3) : this._$AH.handleEvent(t3);
  }
};
var Z = class {
  constructor(t3, i5, s4) {
    this.element = t3, this.type = 6, this._$AN = void 0, this._$AM = i5, this.options = s4;
  }
  get _$AU() {
    return this._$AM._$AU;
  }
  _$AI(t3) {
    M(this, t3);
  }
};
var B = t2.litHtmlPolyfillSupport;
B?.(S2, k), (t2.litHtmlVersions ??= []).push("3.3.3");
var D = (t3, i5, s4) => {
  const e4 = s4?.renderBefore ?? i5;
  let h3 = e4._$litPart$;
  if (void 0 === h3) {
    const t4 = s4?.renderBefore ?? null;
    e4._$litPart$ = h3 = new k(i5.insertBefore(c3(), t4), t4, void 0, s4 ?? {});
  }
  return h3._$AI(t3), h3;
};

// node_modules/lit-element/lit-element.js
/**
 * @license
 * Copyright 2017 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 */
var s3 = globalThis;
var i4 = class extends y {
  constructor() {
    super(...arguments), this.renderOptions = { host: this }, this._$Do = void 0;
  }
  createRenderRoot() {
    const t3 = super.createRenderRoot();
    return this.renderOptions.renderBefore ??= t3.firstChild, t3;
  }
  update(t3) {
    const r4 = this.render();
    this.hasUpdated || (this.renderOptions.isConnected = this.isConnected), super.update(t3), this._$Do = D(r4, this.renderRoot, this.renderOptions);
  }
  connectedCallback() {
    super.connectedCallback(), this._$Do?.setConnected(true);
  }
  disconnectedCallback() {
    super.disconnectedCallback(), this._$Do?.setConnected(false);
  }
  render() {
    return E;
  }
};
i4._$litElement$ = true, i4["finalized"] = true, s3.litElementHydrateSupport?.({ LitElement: i4 });
var o4 = s3.litElementPolyfillSupport;
o4?.({ LitElement: i4 });
(s3.litElementVersions ??= []).push("4.2.2");

// node_modules/lit-html/is-server.js
/**
 * @license
 * Copyright 2022 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 */

// src/panel/core/watch.ts
/*!
 * Reactive controller: an element that watches observables is drawn again after each change, as long as it is connected.
 */
var Watch = class {
  #host;
  #sources;
  #watched = [];
  /** `sources` is asked again before each drawing, since an element gets its properties after its construction. */
  constructor(host, sources) {
    this.#host = host;
    this.#sources = sources;
    host.addController(this);
  }
  hostConnected() {
    this.#host.requestUpdate();
  }
  hostUpdate() {
    const wanted = this.#sources().filter((source) => source !== void 0);
    for (const { source, unsubscribe } of this.#watched) if (!wanted.includes(source)) unsubscribe();
    this.#watched = wanted.map(
      (source) => this.#watched.find((watched) => watched.source === source) ?? { source, unsubscribe: source.subscribe(() => this.#host.requestUpdate()) }
    );
  }
  hostDisconnected() {
    for (const { unsubscribe } of this.#watched) unsubscribe();
    this.#watched = [];
  }
};

// src/panel/elements/controls.ts
/*!
 * How native controls look: buttons, fields, switches, headings, lists. Native elements with a shared style sheet need no wrapper
 * elements, and labels, focus and forms work as everywhere. Every element of the panel has these in its `styles`.
 *
 *     <button class="button primary">, <button class="button quiet">, <button class="icon-button" aria-label="…">
 *     <label class="field"><span>Name</span><input /><small>What it is for.</small></label>
 *     <label class="switch"><input type="checkbox" role="switch" /> <span>Keep chains</span></label>
 */
var controls = i`
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }

  :host {
    display: block;
    color: var(--ink);
    font: var(--text) / 1.5 var(--font);
  }

  :host([hidden]),
  [hidden] {
    display: none !important;
  }

  h1,
  h2,
  h3,
  p,
  ul,
  ol,
  dl,
  dd,
  figure,
  fieldset {
    margin: 0;
    padding: 0;
    border: 0;
    min-inline-size: 0;
  }

  ul,
  ol {
    list-style: none;
  }

  h1,
  h2,
  h3 {
    font-weight: 600;
    line-height: 1.25;
    text-wrap: balance;
  }

  h1 {
    font-size: var(--text-title);
  }

  h2 {
    font-size: var(--text-large);
  }

  h3 {
    font-size: var(--text);
  }

  a {
    color: var(--accent);
  }

  .quiet {
    color: var(--quiet);
  }

  .small,
  small {
    font-size: var(--text-small);
  }

  .number {
    font-variant-numeric: tabular-nums;
  }

  .visually-hidden {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  svg.icon {
    inline-size: 1.25em;
    block-size: 1.25em;
    flex: none;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.6;
    stroke-linecap: round;
    stroke-linejoin: round;
  }

  :focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 2px;
  }

  /* Parts of a page and their flow. */
  .stack {
    display: flex;
    flex-direction: column;
    gap: var(--gap-3);
  }

  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--gap-2);
  }

  .spread {
    justify-content: space-between;
  }

  .card {
    padding: var(--gap-4);
    border-radius: var(--radius-large);
    background: var(--raised);
  }

  .note {
    padding: var(--gap-2) var(--gap-3);
    border-radius: var(--radius);
    background: var(--accent-soft);
  }

  .note.warn {
    background: var(--warn-soft);
  }

  .note.bad {
    background: var(--bad-soft);
  }

  .empty {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    justify-items: center;
    gap: var(--gap-3);
    max-inline-size: 54ch;
    margin: auto;
    padding: var(--gap-5) var(--gap-3);
    text-align: center;
  }

  .empty > .row {
    justify-content: center;
  }

  .chip {
    display: inline-block;
    padding: 0 8px;
    border-radius: 99px;
    background: var(--sunken);
    color: var(--quiet);
    font-size: var(--text-small);
    font-weight: 500;
    white-space: nowrap;
  }

  .chip.good {
    background: var(--accent-soft);
    color: var(--accent);
  }

  .chip.warn {
    background: var(--warn-soft);
    color: var(--warn);
  }

  .chip.bad {
    background: var(--bad-soft);
    color: var(--bad);
  }

  summary {
    cursor: pointer;
    border-radius: var(--radius);
  }

  /* Buttons. */
  button {
    font: inherit;
    color: inherit;
    cursor: pointer;
  }

  .button,
  .icon-button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: var(--gap-2);
    min-block-size: 36px;
    padding: 0 14px;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--raised);
    color: var(--ink);
    font-weight: 500;
    text-decoration: none;
    white-space: nowrap;
    transition: background var(--quick);
    -webkit-tap-highlight-color: transparent;
    touch-action: manipulation;
  }

  .icon-button {
    min-inline-size: 36px;
    padding: 0;
    border-color: transparent;
    background: transparent;
  }

  .button:hover,
  .icon-button:hover {
    background: var(--hover);
  }

  .button.primary {
    border-color: var(--accent);
    background: var(--accent);
    color: var(--on-accent);
  }

  .button.primary:hover {
    background: color-mix(in oklab, var(--accent) 88%, var(--ink));
  }

  .button.quiet {
    border-color: transparent;
    background: transparent;
    color: var(--ink);
  }

  .button.quiet:hover {
    background: var(--hover);
  }

  .button.bad {
    color: var(--bad);
  }

  .button.large {
    min-block-size: 44px;
    padding: 8px 20px;
    white-space: normal;
    text-wrap: balance;
  }

  .button:is(:disabled, [aria-disabled='true']),
  .icon-button:disabled {
    opacity: 0.5;
    cursor: not-allowed;
  }

  @media (pointer: coarse) {
    .button,
    .icon-button {
      min-block-size: 44px;
    }

    .icon-button {
      min-inline-size: 44px;
    }
  }

  kbd {
    min-inline-size: 1.6em;
    padding: 1px 5px;
    border: 1px solid var(--line);
    border-block-end-width: 2px;
    border-radius: 5px;
    background: var(--ground);
    color: var(--quiet);
    font: 11px / 1.4 var(--font);
    text-align: center;
  }

  /* Fields. */
  .field {
    display: flex;
    flex-direction: column;
    gap: var(--gap-1);
  }

  .field > span:first-child {
    font-weight: 500;
  }

  .field > small {
    color: var(--quiet);
  }

  input:where([type='text'], [type='search'], [type='number'], :not([type])),
  select,
  textarea {
    inline-size: 100%;
    min-block-size: 36px;
    padding: 6px 10px;
    border: 1px solid var(--edge);
    border-radius: var(--radius);
    background: var(--raised);
    color: var(--ink);
    font: inherit;
  }

  textarea {
    min-block-size: 84px;
    resize: vertical;
  }

  ::placeholder {
    color: var(--quiet);
    opacity: 1;
  }

  input[aria-invalid='true'] {
    border-color: var(--bad);
  }

  input:is([type='checkbox'], [type='radio'], [type='range']) {
    accent-color: var(--accent);
  }

  input[type='range'] {
    inline-size: 100%;
    margin: 0;
  }

  .switch {
    display: flex;
    align-items: flex-start;
    gap: var(--gap-2);
    min-block-size: 24px;
    cursor: pointer;
  }

  .switch > input {
    inline-size: 18px;
    block-size: 18px;
    margin: 2px 0 0;
    flex: none;
  }

  fieldset > legend {
    padding: 0;
    margin-block-end: var(--gap-1);
    font-weight: 500;
  }

  /* One of few, side by side: radio buttons that look like one control. */
  .segments {
    display: flex;
    inline-size: fit-content;
    max-inline-size: 100%;
    padding: 3px;
    border-radius: calc(var(--radius) + 2px);
    background: var(--sunken);
  }

  .segments label {
    position: relative;
    cursor: pointer;
  }

  .segments input {
    position: absolute;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
    margin: 0;
    opacity: 0;
    cursor: pointer;
  }

  .segments span {
    display: block;
    padding: 4px 12px;
    border-radius: var(--radius);
    color: var(--quiet);
    font-weight: 500;
  }

  .segments input:checked + span {
    background: var(--raised);
    color: var(--ink);
    box-shadow: 0 1px 3px rgb(0 0 0 / 16%);
  }

  .segments input:focus-visible + span {
    outline: 2px solid var(--accent);
  }

  /* Tables, and boxes that scroll when they hold much. */
  .scroll {
    max-block-size: 220px;
    overflow: auto;
  }

  table {
    inline-size: 100%;
    border-collapse: collapse;
  }

  th,
  td {
    padding: 3px var(--gap-2) 3px 0;
    border-block-end: 1px solid var(--line);
    text-align: start;
    vertical-align: top;
    overflow-wrap: anywhere;
  }

  th.number,
  td.number {
    text-align: end;
    white-space: nowrap;
  }

  img.pixels {
    image-rendering: pixelated;
  }
`;

// src/panel/elements/icons.ts
/*!
 * The panel's icons: strokes on a 20 x 20 grid, in the colour of the text around them. Decoration only: what an icon means is
 * said by the text or the label beside it.
 */
var PATHS = {
  vote: "M3 4h6v12H3zM11 4h6v12h-6zM5 13l1.5-2L8 13",
  data: "M3 5c0-1.1 3.1-2 7-2s7 .9 7 2-3.1 2-7 2-7-.9-7-2zM3 5v10c0 1.1 3.1 2 7 2s7-.9 7-2V5M3 10c0 1.1 3.1 2 7 2s7-.9 7-2",
  train: "M3 16h14M3 16V4M5.5 12.5l3-4 3 2 5-6",
  loras: "M10 3l7 4-7 4-7-4zM3 10.5l7 4 7-4M3 14l7 4 7-4",
  undo: "M7 4L3.5 7.5 7 11M4 7.5h8a4 4 0 010 8H8",
  help: "M7.5 7.5a2.5 2.5 0 113.6 2.2c-.8.4-1.1.9-1.1 1.8M10 14.5v.01",
  full: "M3 7V3h4M13 3h4v4M17 13v4h-4M7 17H3v-4",
  zoom: "M8.5 14a5.5 5.5 0 100-11 5.5 5.5 0 000 11zM12.5 12.5L17 17M6 8.5h5M8.5 6v5",
  flicker: "M3 5h8v8H3zM9 8h8v8H9z",
  window: "M11 3h6v6M17 3l-7 7M14 11v6H3V6h6",
  close: "M5 5l10 10M15 5L5 15",
  more: "M4.5 10v.01M10 10v.01M15.5 10v.01",
  plus: "M10 4v12M4 10h12",
  check: "M4 10.5l4 4 8-9",
  warn: "M10 3l8 14H2zM10 8v4M10 14.5v.01",
  theme: "M10 3a7 7 0 100 14zM10 3a7 7 0 010 14",
  download: "M10 3v9M6.5 9l3.5 3.5L13.5 9M3 16.5h14",
  upload: "M10 12.5v-9M6.5 7L10 3.5 13.5 7M3 16.5h14",
  stop: "M5 5h10v10H5z",
  pause: "M7 4v12M13 4v12",
  play: "M6 4l10 6-10 6z",
  search: "M8.5 14a5.5 5.5 0 100-11 5.5 5.5 0 000 11zM12.5 12.5L17 17",
  person: "M10 10a3.5 3.5 0 100-7 3.5 3.5 0 000 7zM3.5 17c.6-3 3-5 6.5-5s5.900 2 6.500 5",
  left: "M12 4l-6 6 6 6",
  right: "M8 4l6 6-6 6",
  edit: "M4 16l1-4 8.500-8.500 3 3L8 15z",
  trash: "M4 6h12M8 6V4h4v2M5.500 6l.8 11h7.400l.8-11"
};
function icon(name) {
  return w`<svg class="icon" viewBox="0 0 20 20" aria-hidden="true"><path d=${PATHS[name]}></path></svg>`;
}

// src/panel/elements/parts.ts
/*!
 * Small pieces of markup that views share, as functions: what is empty and what to do next, what failed, one choice of few.
 * Their looks are in controls.ts.
 */
function emptyState(content) {
  return b2`<div class="empty">
    ${content.picture ?? A}
    <h2>${content.title}</h2>
    <p class="quiet">${content.text}</p>
    ${content.action ?? A}
  </div>`;
}
function failureBox(failure, retry) {
  if (!failure) return A;
  return b2`<div class="note bad row spread" role="alert">
    <span>${failure.message}</span>
    ${retry ? b2`<button class="button" @click=${retry}>Try again</button>` : A}
  </div>`;
}
function segments({ name, label, value, choices, change }) {
  return b2`<div class="segments" role="radiogroup" aria-label=${label}>
    ${choices.map(
    (choice) => b2`<label>
        <input type="radio" name=${name} .checked=${choice.value === value} @change=${() => change(choice.value)} />
        <span>${choice.title}</span>
      </label>`
  )}
  </div>`;
}
function iconButton(name, label, click) {
  return b2`<button class="icon-button" aria-label=${label} title=${label} @click=${click}>${icon(name)}</button>`;
}

// src/panel/elements/panel-view.ts
/*!
 * Base of the four views. A view is made anew each time it is shown: whatever must survive that is a part of the panel
 * (`panel.part`), and the view watches it.
 */
var PanelView = class extends i4 {
  static properties = { panel: { attribute: false } };
  /** A key that was pressed while nobody typed and no dialog was open; true when the view made something of it. */
  onKey(_event) {
    return false;
  }
};

// src/panel/elements/words.ts
/*!
 * Numbers as people read them: counts, sizes, durations, shares, times. English, as the whole panel; digits grouped by a thin
 * space would be no word, so a comma does it.
 */
var DIGITS = new Intl.NumberFormat("en");
function countOf(count, one, many = `${one}s`) {
  return `${DIGITS.format(count)} ${count === 1 ? one : many}`;
}
function digits(count) {
  return DIGITS.format(count);
}
function bytesInWords(bytes) {
  if (bytes < 1e3) return `${bytes} B`;
  const units = ["kB", "MB", "GB", "TB"];
  let value = bytes / 1e3;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1e3;
    unit++;
  }
  return `${value < 9.95 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}
function secondsInWords(seconds) {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}
function percent(share) {
  return `${Math.round(100 * share)} %`;
}
function shareInWords({ share, low, high }) {
  return `${percent(share)} (${Math.round(100 * low)} to ${Math.round(100 * high)})`;
}
function momentInWords(iso, now) {
  const moment = new Date(iso);
  const isToday = moment.toDateString() === new Date(now).toDateString();
  return isToday ? moment.toLocaleTimeString("en", { hour: "2-digit", minute: "2-digit", hour12: false }) : moment.toLocaleDateString("en", { day: "numeric", month: "short", year: "numeric" });
}
function asSentence(message) {
  return message.charAt(0).toUpperCase() + message.slice(1);
}

// src/panel/vote/decoded-pictures.ts
/*!
 * Pictures that are loaded and decoded before they are needed, so that the next pair is painted in the frame after the key. They are
 * kept as elements, because the very element that was decoded has to go on screen.
 */
var DecodedPictures = class {
  #urlOf;
  /** By showing, since an element can be in one place only. */
  #prepared = /* @__PURE__ */ new Map();
  constructor(urlOf) {
    this.#urlOf = urlOf;
  }
  prepare(showing) {
    this.of(showing);
  }
  keepOnly(showings) {
    for (const id of this.#prepared.keys()) if (!showings.some((showing) => showing.id === id)) this.#prepared.delete(id);
  }
  /** The pictures of a showing by side, from left to right. */
  of(showing) {
    let prepared = this.#prepared.get(showing.id);
    if (!prepared) {
      prepared = showing.order.map((position) => this.#load(showing.pictures[position]));
      this.#prepared.set(showing.id, prepared);
    }
    return prepared;
  }
  /** Loads a showing's pictures anew, after some could not be loaded. */
  reload(showing) {
    this.#prepared.delete(showing.id);
    this.prepare(showing);
  }
  #load({ hash, width, height }) {
    const element = new Image(width, height);
    element.decoding = "sync";
    element.draggable = false;
    element.alt = "";
    element.src = this.#urlOf(hash);
    return {
      element,
      ready: element.decode().then(
        () => true,
        () => false
      )
    };
  }
};

// src/panel/core/backoff.ts
/*!
 * How long to wait before the next try: doubled with each failure, with jitter, so that the panels of many tabs don't all come
 * back in the same moment ("equal jitter": half of the time is certain, half is drawn).
 */
var FIRST_MS = 500;
var LONGEST_MS = 15e3;
function backoffMs(failures, random) {
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures, 20));
  return ceiling / 2 + ceiling / 2 * random();
}

// src/panel/vote/vote-journal.ts
/*!
 * Votes that wait to be sent, kept in the browser's storage: one key an event, so that several tabs never overwrite each other's,
 * and keys that sort by time, so that an undo stays behind its vote. Sending is left to vote-queue.ts.
 *
 * A storage that refuses to write (full, or forbidden) leaves the events in memory: they are still sent, but a reload loses
 * them, and `isVolatile` says so.
 */
var VoteJournal = class {
  #options;
  #prefix;
  /** Tells the keys of two tabs apart that write in the same millisecond. */
  #tab;
  #inMemory = /* @__PURE__ */ new Map();
  #lastTime = 0;
  #count = 0;
  constructor(options) {
    this.#options = options;
    this.#prefix = `see-dpo:vote:${encodeURIComponent(options.folder)}:`;
    this.#tab = Math.floor(options.random() * 36 ** 4).toString(36).padStart(4, "0");
    const newest = this.keys().at(-1);
    if (newest) this.#lastTime = Number.parseInt(newest.slice(this.#prefix.length), 36) + 1;
  }
  get isVolatile() {
    return this.#inMemory.size > 0;
  }
  /** Keys of all entries, of all tabs, oldest first. */
  keys() {
    const keys = [...this.#inMemory.keys()];
    const { storage } = this.#options;
    for (let i5 = 0; i5 < (storage?.length ?? 0); i5++) {
      const key = storage?.key(i5);
      if (key?.startsWith(this.#prefix)) keys.push(key);
    }
    return keys.sort();
  }
  /** undefined when another tab has removed it, or when it is no entry at all. */
  read(key) {
    try {
      const text = this.#inMemory.get(key) ?? this.#options.storage?.getItem(key);
      const entry = text ? JSON.parse(text) : void 0;
      return typeof entry?.event?.id === "string" ? entry : void 0;
    } catch {
      return void 0;
    }
  }
  /** Keeps the event behind all others and returns its key. */
  append(event) {
    this.#lastTime = Math.max(this.#lastTime, Math.floor(this.#options.now()));
    const time = this.#lastTime.toString(36).padStart(9, "0");
    const key = `${this.#prefix}${time}-${this.#tab}-${(this.#count++).toString(36).padStart(6, "0")}`;
    this.write(key, { event });
    return key;
  }
  write(key, entry) {
    const text = JSON.stringify(entry);
    try {
      if (!this.#options.storage) throw new Error("no storage");
      this.#options.storage.setItem(key, text);
      this.#inMemory.delete(key);
    } catch {
      this.#inMemory.set(key, text);
    }
  }
  remove(key) {
    this.#inMemory.delete(key);
    this.#options.storage?.removeItem(key);
  }
};

// src/panel/vote/vote-queue.ts
/*!
 * Sends votes: in order, in batches, again and again until the server has answered for each. An event's UUID makes a second
 * sending a duplicate, so a lost answer, a reload or another tab that sends the same never counts a vote twice.
 */
var BATCH = 100;
var OTHER_TAB_MS = 5e3;
var MALFORMED = [400, 413, 422];
var UNDONE_ANYWAY = ["already-undone", "unknown-vote"];
var VoteQueue = class extends Observable {
  /** Why the last try did not get through; undefined while all is well. */
  failure;
  #options;
  #folder;
  #journal;
  #waiting = [];
  #refused = [];
  #round;
  #batch = BATCH;
  #failures = 0;
  #cancelRetry;
  constructor(options) {
    super();
    this.#options = options;
  }
  /** How many events are not stored by the server yet. */
  get waiting() {
    return this.#waiting.length;
  }
  get refused() {
    return this.#refused;
  }
  /** True when a reload would lose what waits, because the browser's storage takes nothing more. */
  get isVolatile() {
    return this.#journal?.isVolatile ?? false;
  }
  get isOpen() {
    return this.#journal !== void 0;
  }
  /** Turns to the votes for this data folder; those for another one wait until it is back. */
  open(folder) {
    if (this.#folder === folder) return;
    const { storage, now, random } = this.#options.environment;
    this.#folder = folder;
    this.#journal = new VoteJournal({ storage, folder, now, random });
    this.#batch = BATCH;
    this.refresh();
    void this.flush();
  }
  /** Looks at the storage again: another tab has written or removed something. */
  refresh() {
    const before = this.#waiting.length;
    this.#waiting = [];
    this.#refused = [];
    for (const key of this.#journal?.keys() ?? []) {
      const entry = this.#journal?.read(key);
      if (entry?.error) this.#refused.push({ key, event: entry.event, error: entry.error });
      else if (entry) this.#waiting.push(key);
    }
    if (this.#waiting.length > before && !this.#round) this.#retryIn(OTHER_TAB_MS);
    this.changed();
  }
  /** Keeps the event; when this returns, a reload does not lose it. Sending is up to `flush`. */
  add(event) {
    if (!this.#journal) throw new Error("VoteQueue.add: no data folder was opened. Call open first.");
    this.#waiting.push(this.#journal.append(event));
    this.changed();
  }
  /** Showings whose votes wait: the server must not take them for abandoned. */
  waitingShowings() {
    const ids = [];
    for (const key of this.#waiting) {
      const event = this.#journal?.read(key)?.event;
      if (event?.kind === "vote") ids.push(event.showingId);
    }
    return ids;
  }
  /** Sends what waits; true when nothing is left. One round runs at a time, and it takes along what comes meanwhile. */
  flush() {
    this.#cancelRetry?.();
    this.#round ??= this.#sendAll();
    return this.#round;
  }
  /** Sends a refused vote once more. */
  retry(key) {
    const refused = this.#refused.find((vote) => vote.key === key);
    if (!refused) return;
    this.#journal?.write(key, { event: refused.event });
    this.refresh();
    void this.flush();
  }
  /** Forgets a refused vote for good. */
  discard(key) {
    this.#journal?.remove(key);
    this.refresh();
  }
  async #sendAll() {
    await Promise.resolve();
    try {
      while (this.#waiting.length > 0) {
        const journal = this.#journal;
        const batch = this.#nextBatch(journal);
        if (batch.size === 0) continue;
        const answer2 = await this.#options.send([...batch.values()], this.#folder);
        if (journal !== this.#journal) continue;
        if (answer2.ok) {
          if (!this.#settle(journal, batch, answer2.value)) return this.#failed(NO_RESULTS);
          this.#failures = 0;
          this.failure = void 0;
        } else if (MALFORMED.includes(answer2.failure.status ?? 0)) {
          if (batch.size === 1) this.#putAside(journal, [...batch.keys()][0], answer2.failure);
          this.#batch = batch.size === 1 ? BATCH : 1;
        } else return this.#failed(answer2.failure);
        this.changed();
      }
      return true;
    } finally {
      this.#round = void 0;
    }
  }
  #failed(failure) {
    this.failure = failure;
    this.#retryIn(backoffMs(this.#failures++, this.#options.environment.random));
    this.changed();
    return false;
  }
  #retryIn(ms) {
    this.#cancelRetry?.();
    this.#cancelRetry = this.#options.environment.after(ms, () => void this.flush());
  }
  #nextBatch(journal) {
    const batch = /* @__PURE__ */ new Map();
    const gone = [];
    for (const key of this.#waiting) {
      if (batch.size === this.#batch) break;
      const entry = journal.read(key);
      if (entry && !entry.error) batch.set(key, entry.event);
      else gone.push(key);
    }
    if (gone.length > 0) this.#waiting = this.#waiting.filter((key) => !gone.includes(key));
    return batch;
  }
  /** Acts on each result; false when the answer settles nothing, which would make sending it again an endless loop. */
  #settle(journal, batch, { results }) {
    let settled = 0;
    for (const [key, event] of batch) {
      const result = results.find(({ id }) => id === event.id);
      if (!result) continue;
      settled++;
      if (result.status !== "refused") this.#drop(journal, key);
      else if (event.kind === "undo" && UNDONE_ANYWAY.includes(result.error?.code ?? "")) {
        this.#drop(journal, key);
        for (const vote of this.#refused.filter((refused) => refused.event.id === event.undoes)) this.discard(vote.key);
      } else this.#putAside(journal, key, result.error ?? { code: "refused", message: "The server refused this vote without a reason." });
    }
    return settled > 0;
  }
  #drop(journal, key) {
    journal.remove(key);
    this.#waiting = this.#waiting.filter((waiting) => waiting !== key);
  }
  #putAside(journal, key, { code, message }) {
    const event = journal.read(key)?.event;
    this.#waiting = this.#waiting.filter((waiting) => waiting !== key);
    if (!event) return;
    journal.write(key, { event, error: { code, message } });
    this.#refused = [...this.#refused, { key, event, error: { code, message } }];
  }
};
var NO_RESULTS = {
  kind: "refused",
  code: "no-results",
  message: "The server answered, but not for the votes that were sent. They are kept and sent again."
};

// src/panel/vote/panel-vote-queue.ts
/*!
 * The vote queue of a panel: it sends only to the server that the votes are for, and only when panel and server speak the same language.
 */
function voteQueueOf(panel) {
  return new VoteQueue({
    environment: panel.environment,
    async send(events, folder) {
      const { status, obstacle } = panel.state;
      if (obstacle) return { ok: false, failure: obstacle };
      if (status?.dataFolder !== folder) return { ok: false, failure: UNREACHABLE };
      return panel.api.ask((client) => client.POST("/api/vote-events", { body: { events } }));
    }
  });
}

// src/panel/vote/choices.ts
/*!
 * What a person can do with a showing, in terms of sides as they see them; the vote itself names a picture's position in its pair.
 */
function choiceOf(answered, showing) {
  return answered.kind === "side" ? { kind: "pick", position: showing.order[answered.side] } : answered;
}
function sideName(side, sides) {
  return sides === 2 ? ["left", "right"][side] : `number ${side + 1}`;
}
function answerInWords(answered, sides) {
  if (answered.kind === "side") return `Picked ${sideName(answered.side, sides)}`;
  return { tie: "Tie", "both-bad": sides === 2 ? "Both bad" : "All bad", skip: "Skipped" }[answered.kind];
}

// src/panel/vote/vote-session.ts
/*!
 * Voting: which showing is on screen, which come next, what an answer and an undo do. Answers go into the queue first, and the next
 * showing follows at once; the server is asked for more behind their back. Pictures are decided about elsewhere: the session only
 * asks that they be made ready.
 */
var AHEAD = 3;
var UNDO_DEPTH = 50;
var REMEMBERED = 10;
var MAX_HOLDING = 50;
var LONGEST_RESPONSE_MS = 864e5;
var VoteSession = class extends Observable {
  queue;
  source;
  voterId;
  /** On screen. */
  showing;
  /** A picture of the showing can't be loaded. */
  isUnseen = false;
  /** Pairs of the source that this voter has voted on, and that are left. */
  voted = 0;
  remaining = 0;
  /** The server had nothing more, the last time it was asked. */
  isDrained = false;
  isDrawing = false;
  /** Why there are no showings. */
  failure;
  /** What just happened, in words: read out, and shown under the pictures. */
  announcement = "";
  #panel;
  #pictures;
  #ahead = [];
  #given = [];
  #paintedAt;
  /** Answers to questions of an older turn (another voter, another source) are void. */
  #turn = 0;
  #knownPairs = -1;
  /** Answers and undos since the server was last asked for showings: its numbers know nothing of them. */
  #sinceAsked = 0;
  /** Draws in a row that did not reach the server. */
  #missed = 0;
  constructor(panel, queue, pictures) {
    super();
    this.#panel = panel;
    this.queue = queue;
    this.#pictures = pictures;
    this.voterId = panel.memory.get("voter");
    const datasetId = panel.memory.get("dataset");
    if (datasetId) this.source = { kind: "dataset", id: datasetId };
    if (this.voterId) this.#given = this.#rememberedVotes(this.voterId);
    const folder = panel.memory.get("folder");
    if (folder) queue.open(folder);
    panel.state.subscribe(() => this.#onState());
    queue.subscribe(() => {
      this.#refill();
      this.changed();
    });
    this.#onState();
  }
  /** True when the pictures on screen have been painted, so that an answer can be about them. */
  get canAnswer() {
    return this.showing !== void 0 && this.#paintedAt !== void 0;
  }
  get canUndo() {
    return this.#given.length > 0 && this.queue.isOpen;
  }
  /** Showings that are ready behind the one on screen. */
  get ahead() {
    return this.#ahead;
  }
  chooseVoter(voterId) {
    if (voterId === this.voterId) return;
    this.voterId = voterId;
    this.#panel.memory.set("voter", voterId);
    this.#given = this.#rememberedVotes(voterId);
    this.#startOver();
  }
  chooseSource(source) {
    if (source.kind === this.source?.kind && source.id === this.source.id) return;
    this.source = source;
    if (source.kind === "dataset") this.#panel.memory.set("dataset", source.id);
    this.#startOver();
  }
  /** Back from a comparison, or from a dataset that is gone, to `datasetId`. */
  leaveSource(datasetId) {
    this.source = void 0;
    if (datasetId) this.chooseSource({ kind: "dataset", id: datasetId });
    else this.#startOver();
  }
  /** The pictures of `showingId` are painted: response time counts from here, and anew when another view was open meanwhile. */
  painted(showingId) {
    if (this.showing?.id !== showingId) return;
    this.isUnseen = false;
    this.#paintedAt = this.#panel.environment.now();
    this.changed();
  }
  /** A picture of `showingId` can't be shown: the pair can be skipped and nothing else. */
  notPaintable(showingId) {
    if (this.showing?.id !== showingId) return;
    this.isUnseen = true;
    this.#paintedAt = this.#panel.environment.now();
    this.changed();
  }
  /** Answers the showing on screen; nothing happens before its pictures are painted. */
  answer(answered) {
    const { showing, voterId } = this;
    if (!showing || !voterId || this.#paintedAt === void 0 || !this.queue.isOpen) return;
    if (this.isUnseen && answered.kind !== "skip") return;
    if (answered.kind === "side" && answered.side >= showing.order.length) return;
    const { environment } = this.#panel;
    const event = {
      id: environment.uuid(),
      kind: "vote",
      showingId: showing.id,
      voterId,
      choice: choiceOf(answered, showing),
      responseMs: Math.round(Math.min(LONGEST_RESPONSE_MS, Math.max(0, environment.now() - this.#paintedAt))),
      clientVersion: CLIENT_VERSION,
      votedAt: new Date(environment.now()).toISOString()
    };
    this.queue.add(event);
    const isSkip = answered.kind === "skip";
    this.#given = [...this.#given.slice(1 - UNDO_DEPTH), { eventId: event.id, showing, isSkip }];
    if (!isSkip) this.#count(1);
    else this.isDrained = false;
    this.failure = void 0;
    this.#show(this.#ahead.shift());
    this.announcement = `${answerInWords(answered, showing.order.length)}.`;
    this.#afterEvent();
  }
  /** Takes back the newest vote of this voter and brings its pair back on screen; works offline as well. */
  undo() {
    const given = this.#given.at(-1);
    if (!given || !this.voterId || !this.queue.isOpen) {
      this.announcement = "There is nothing to undo.";
      this.changed();
      return;
    }
    this.#given = this.#given.slice(0, -1);
    const refused = this.queue.refused.find(({ event }) => event.id === given.eventId);
    const { environment } = this.#panel;
    const shared = { voterId: this.voterId, clientVersion: CLIENT_VERSION, votedAt: new Date(environment.now()).toISOString() };
    if (refused) this.queue.discard(refused.key);
    else this.queue.add({ id: environment.uuid(), kind: "undo", undoes: given.eventId, ...shared });
    if (!given.isSkip) this.#count(-1);
    if (this.showing) this.#ahead.unshift(this.showing);
    this.#show(given.showing);
    this.announcement = "Undone. The pair is back.";
    this.#afterEvent();
  }
  /** Shows one pair again, to vote anew. */
  async revote(pairId) {
    const { voterId } = this;
    if (!voterId) return;
    const turn = this.#turn;
    const answer2 = await this.#panel.api.ask((client) => client.POST("/api/pairs/{pairId}/showings", { params: { path: { pairId } }, body: { voterId } }));
    if (turn !== this.#turn) return;
    if (!answer2.ok) return this.#panel.toasts.fail(answer2.failure);
    if (this.showing) this.#ahead.unshift(this.showing);
    this.source ??= { kind: "dataset", id: answer2.value.datasetId };
    this.#show(answer2.value);
    this.announcement = "The pair is shown again.";
    this.#refill();
    this.changed();
  }
  /** Asks the server once more. */
  retry() {
    this.failure = void 0;
    this.isDrained = false;
    this.#refill();
    this.changed();
  }
  #count(votes) {
    this.voted = Math.max(0, this.voted + votes);
    this.remaining = Math.max(0, this.remaining - votes);
  }
  #show(showing) {
    this.showing = showing;
    this.isUnseen = false;
    this.#paintedAt = void 0;
    if (showing) this.#pictures.prepare(showing);
  }
  #afterEvent() {
    this.#sinceAsked++;
    if (this.voterId) this.#panel.memory.set("undo", { voterId: this.voterId, given: this.#given.slice(-REMEMBERED) });
    this.changed();
    this.#panel.environment.after(0, () => {
      void this.queue.flush();
      this.#refill();
    });
  }
  #rememberedVotes(voterId) {
    const remembered = this.#panel.memory.get("undo");
    return remembered?.voterId === voterId && Array.isArray(remembered.given) ? remembered.given : [];
  }
  #startOver() {
    this.#turn++;
    this.#ahead = [];
    this.isDrawing = false;
    this.isDrained = false;
    this.failure = void 0;
    this.voted = 0;
    this.remaining = 0;
    this.#knownPairs = -1;
    this.#show(void 0);
    this.#refill();
    this.changed();
  }
  /** The server is there, or has something new. */
  #onState() {
    const { state } = this.#panel;
    if (state.status) this.#openFolder(state.status.dataFolder);
    if (!state.isLoaded) return;
    if (this.voterId && !state.voters.has(this.voterId)) {
      this.voterId = void 0;
      this.#startOver();
    }
    const { source } = this;
    if (source && !(source.kind === "dataset" ? state.datasets : state.comparisons).has(source.id)) this.leaveSource(void 0);
    if (!this.voterId && state.voters.size === 1) this.chooseVoter([...state.voters.keys()][0]);
    if (!this.source && state.datasets.size > 0) this.chooseSource({ kind: "dataset", id: newestFirst(state.datasets.values())[0].id });
    const pairs = this.source ? this.#pairsOf(this.source) : 0;
    if (pairs !== this.#knownPairs) {
      this.#knownPairs = pairs;
      this.isDrained = false;
    }
    this.#refill();
  }
  #openFolder(folder) {
    if (this.#panel.memory.get("folder") !== folder) this.#panel.memory.set("folder", folder);
    this.queue.open(folder);
  }
  #pairsOf({ kind, id }) {
    const { datasets, comparisons } = this.#panel.state;
    return (kind === "dataset" ? datasets.get(id)?.counts.pairs : comparisons.get(id)?.rows) ?? 0;
  }
  #refill() {
    const { source, voterId } = this;
    const { state } = this.#panel;
    if (!source || !voterId || this.isDrawing || this.isDrained || this.failure || !this.queue.isOpen) return;
    if (this.#ahead.length >= AHEAD && this.showing) return;
    if (state.connection !== "live" || state.obstacle) return;
    void this.#draw(source, voterId);
  }
  async #draw(source, voterId) {
    const turn = this.#turn;
    this.isDrawing = true;
    this.changed();
    const isFlushed = await this.queue.flush();
    this.#sinceAsked = 0;
    const count = AHEAD + 1 - this.#ahead.length - (this.showing ? 1 : 0);
    const answer2 = isFlushed && count > 0 ? await this.#askForShowings(source, voterId, count) : void 0;
    if (turn !== this.#turn) return;
    this.isDrawing = false;
    if (answer2?.ok) this.#takeShowings(answer2.value, count);
    else if (answer2?.failure.kind === "refused") this.failure = answer2.failure;
    else if (answer2) this.#panel.environment.after(backoffMs(this.#missed++, this.#panel.environment.random), () => this.#refill());
    this.changed();
  }
  #askForShowings(source, voterId, count) {
    const held = [this.showing, ...this.#ahead].flatMap((showing) => showing ? [showing.id] : []);
    const holding = [.../* @__PURE__ */ new Set([...held, ...this.queue.waitingShowings()])].slice(0, MAX_HOLDING);
    const body = { voterId, count, holding };
    return this.#panel.api.ask(
      (client) => source.kind === "dataset" ? client.POST("/api/datasets/{datasetId}/showings", { params: { path: { datasetId: source.id } }, body }) : client.POST("/api/comparisons/{comparisonId}/showings", { params: { path: { comparisonId: source.id } }, body })
    );
  }
  #takeShowings({ showings, voted, remaining }, asked) {
    this.failure = void 0;
    this.#missed = 0;
    const isNews = this.#sinceAsked === 0;
    if (isNews) Object.assign(this, { voted, remaining });
    this.isDrained = showings.length < asked && isNews;
    for (const showing of showings) {
      this.#pictures.prepare(showing);
      if (this.showing) this.#ahead.push(showing);
      else this.#show(showing);
    }
    this.#pictures.keepOnly([...this.showing ? [this.showing] : [], ...this.#ahead, ...this.#given.slice(-AHEAD).map((given) => given.showing)]);
    this.#refill();
  }
};

// src/panel/vote/zoom.ts
/*!
 * Zoom in step: one scale and one place for all pictures of a showing, so that the same detail is compared in each. Places are
 * shares of the picture's frame, from its centre; what a finger or a wheel does is translated into them by the stage.
 */
var LARGEST = 16;
var ZOOM_STEP = 1.5;
var Zoom = class extends Observable {
  scale = 1;
  /** How far the picture is moved, in shares of the frame. */
  x = 0;
  y = 0;
  get isZoomed() {
    return this.scale > 1;
  }
  /** Scales by `factor` and keeps the point under (`atX`, `atY`), shares of the frame from its centre, where it is. */
  by(factor, atX = 0, atY = 0) {
    const scale = Math.min(LARGEST, Math.max(1, this.scale * factor));
    const ratio = scale / this.scale;
    this.#set(scale, atX - (atX - this.x) * ratio, atY - (atY - this.y) * ratio);
  }
  /** Moves by shares of the frame. */
  pan(x2, y3) {
    this.#set(this.scale, this.x + x2, this.y + y3);
  }
  reset() {
    this.#set(1, 0, 0);
  }
  /** The picture always covers its frame: its edge may reach the frame's edge, not the middle. */
  #set(scale, x2, y3) {
    const room = (scale - 1) / 2;
    const clamp = (value) => Math.min(room, Math.max(-room, value)) + 0;
    if (scale === this.scale && clamp(x2) === this.x && clamp(y3) === this.y) return;
    this.scale = scale;
    this.x = clamp(x2);
    this.y = clamp(y3);
    this.changed();
  }
};

// src/panel/vote/voting.ts
/*!
 * Puts voting together for a panel: queue, pictures, session and zoom, made once and kept with the panel.
 */
function votingOf(panel) {
  return panel.part("voting", () => {
    const queue = voteQueueOf(panel);
    const pictures = new DecodedPictures((hash) => panel.api.imageUrl(hash));
    return { queue, pictures, session: new VoteSession(panel, queue, pictures), zoom: new Zoom() };
  });
}

// src/panel/data/first-prompts.ts
/*!
 * Which prompts the first pairs are drawn from.
 */
function firstPrompts(prompts, pairs) {
  const pairsPerPrompt = Math.ceil(pairs / prompts.length);
  const count = Math.ceil(pairs / pairsPerPrompt);
  return { prompts: Array.from({ length: count }, (_2, i5) => prompts[Math.floor(i5 * prompts.length / count)]), pairsPerPrompt };
}

// src/panel/data/sampling-speed.ts
/*!
 * How long a picture took the last time, by model, so that the next sampling can say beforehand how long it will take.
 */
var SamplingSpeed = class {
  #panel;
  /** When each running job was first seen, and how far it was. */
  #seen = /* @__PURE__ */ new Map();
  constructor(panel) {
    this.#panel = panel;
    panel.state.subscribe(() => {
      for (const job of panel.state.jobs.values()) if (job.kind === "sample") this.#watch(job);
    });
  }
  /** Seconds that so many pictures will take; undefined before the first sampling. */
  seconds(modelId, pictures) {
    const each = this.#panel.memory.get(`seconds-a-picture:${modelId}`);
    return typeof each === "number" && Number.isFinite(each) ? each * pictures : void 0;
  }
  #watch({ id, datasetId, progress: { done } }) {
    const modelId = this.#panel.state.datasets.get(datasetId ?? "")?.modelId;
    const first = this.#seen.get(id);
    const at = this.#panel.environment.now();
    if (!first) this.#seen.set(id, { at, done });
    else if (modelId && done > first.done) this.#panel.memory.set(`seconds-a-picture:${modelId}`, (at - first.at) / 1e3 / (done - first.done));
  }
};
function samplingSpeedOf(panel) {
  return panel.part("sampling-speed", () => new SamplingSpeed(panel));
}

// src/panel/data/first-run.ts
/*!
 * The first minute of a newcomer: one button makes a voter, a dataset and its first pairs, and goes on to voting.
 */
var FIRST_PAIRS = 20;
function firstModel(panel) {
  return panel.state.status?.host.canSample ? panel.state.models?.find(({ prompts }) => prompts.length > 0) : void 0;
}
async function startFirstRun(panel, model) {
  const { session } = votingOf(panel);
  samplingSpeedOf(panel);
  if (!await startVoting(panel)) return;
  const body = { name: freeName(panel, `First pairs of ${model.name}`), modelId: model.id, keepChains: false };
  const dataset = await panel.api.ask((client) => client.POST("/api/datasets", { body }));
  if (!dataset.ok) return panel.toasts.fail(dataset.failure);
  panel.state.put("dataset", dataset.value);
  const order = { modelId: model.id, picturesPerPair: 2, ...firstPrompts(model.prompts, FIRST_PAIRS) };
  const path = { datasetId: dataset.value.id };
  const job = await panel.api.ask((client) => client.POST("/api/datasets/{datasetId}/samples", { params: { path }, body: order }));
  if (!job.ok) return panel.toasts.fail(job.failure);
  panel.state.put("job", job.value);
  session.chooseSource({ kind: "dataset", id: dataset.value.id });
  panel.navigation.go({ view: "vote" });
}
async function startVoting(panel) {
  const voter = await firstVoter(panel);
  if (voter.ok) {
    panel.state.put("voter", voter.value);
    votingOf(panel).session.chooseVoter(voter.value.id);
  } else panel.toasts.fail(voter.failure);
  return voter.ok;
}
async function firstVoter(panel) {
  const known = votingOf(panel).session.voterId ?? [...panel.state.voters.keys()][0];
  const voter = known ? panel.state.voters.get(known) : void 0;
  if (voter) return { ok: true, value: voter };
  return panel.api.ask((client) => client.POST("/api/voters", { body: { name: "Me" } }));
}
function freeName(panel, name) {
  const taken = new Set([...panel.state.datasets.values()].map((dataset) => dataset.name));
  let free = name;
  for (let i5 = 2; taken.has(free); i5++) free = `${name} ${i5}`;
  return free;
}

// src/panel/elements/progress-bar.ts
/*!
 * `<see-dpo-progress>`: how far something is, in words and as a bar, with the time that is left. What runs and how it is stopped
 * stands beside it.
 */
var ProgressBar = class extends i4 {
  static properties = { progress: { attribute: false }, label: {} };
  static styles = [
    controls,
    i`
      .text {
        display: flex;
        justify-content: space-between;
        gap: var(--gap-3);
      }

      .text > :first-child::first-letter {
        text-transform: capitalize;
      }

      .bar {
        block-size: 6px;
        margin-block-start: var(--gap-1);
        border-radius: 3px;
        background: var(--sunken);
        overflow: hidden;
      }

      .bar > div {
        block-size: 100%;
        border-radius: inherit;
        background: var(--accent);
        transform-origin: left;
        transition: transform var(--slow) linear;
      }
    `
  ];
  render() {
    if (!this.progress) return A;
    const { phase, done, total, secondsLeft } = this.progress;
    const share = total > 0 ? Math.min(1, done / total) : 0;
    return b2`
      <div class="text small">
        <span>${phase}</span>
        <span class="quiet number">
          ${total > 0 ? `${digits(done)} of ${digits(total)}` : A}${secondsLeft === void 0 ? A : `, ${secondsInWords(secondsLeft)} left`}
        </span>
      </div>
      <div class="bar" role="progressbar" aria-label=${this.label ?? phase} aria-valuemin="0" aria-valuemax="100" aria-valuenow=${Math.round(100 * share)}>
        <div .style=${`transform: scaleX(${share})`}></div>
      </div>
    `;
  }
};
define("see-dpo-progress", ProgressBar);

// src/panel/elements/two-flowers.ts
/*!
 * The picture of an empty Vote view: two flowers side by side, one of them picked. Decoration only.
 */
var petals = (count, reach, width, length) => Array.from({ length: count }, (_2, i5) => w`<ellipse cy=${-reach} rx=${width} ry=${length} transform="rotate(${360 / count * i5})"></ellipse>`);
function twoFlowers() {
  return w`<svg viewBox="0 0 200 96" width="200" height="96" aria-hidden="true">
    <rect x="4" y="4" width="88" height="88" rx="10" fill="var(--accent-soft)"></rect>
    <g transform="translate(48 44)" fill="var(--series-2)"><path d="M0 0V40" stroke="var(--accent)" stroke-width="4"></path>${petals(5, 17, 11, 14)}<circle r="8" fill="var(--warn)"></circle></g>
    <rect x="108" y="4" width="88" height="88" rx="10" fill="var(--sunken)" stroke="var(--accent)" stroke-width="4"></rect>
    <g transform="translate(152 44)" fill="var(--series-4)"><path d="M0 0V40" stroke="var(--accent)" stroke-width="4"></path>${petals(8, 18, 5.5, 15)}<circle r="8" fill="var(--warn)"></circle></g>
  </svg>`;
}

// src/panel/vote/vote-places.ts
/*!
 * What the Vote view shows where there is no pair to vote on: each case says why, and what to do next.
 */
function samplingJob(panel, datasetId) {
  const isUnderWay = (job) => job.status === "queued" || job.status === "running";
  return [...panel.state.jobs.values()].find((job) => job.kind === "sample" && job.datasetId === datasetId && isUnderWay(job));
}
function firstRunButton(panel) {
  const model = firstModel(panel);
  if (!model) return A;
  const start = async (event) => {
    const button = event.currentTarget;
    button.disabled = true;
    await startFirstRun(panel, model);
    button.disabled = false;
  };
  return b2`<button class="button primary large" @click=${start}>Sample ${FIRST_PAIRS} pairs from ${model.name} and start voting</button>`;
}
function firstRunPlace(panel) {
  return emptyState({
    picture: twoFlowers(),
    title: "Two pictures, one choice",
    text: "You see two pictures of the same prompt and pick the better one. From your picks a LoRA learns your taste. It takes a few dozen votes to see a difference.",
    action: b2`${firstRunButton(panel)}
      <button class="button quiet" @click=${() => panel.navigation.go({ view: "data" })}>Use pictures that I have</button>`
  });
}
function votePlace(panel, session, chooseVoter) {
  const { state, navigation } = panel;
  const { source } = session;
  if (session.failure) return b2`<div class="place">${failureBox(session.failure, () => session.retry())}</div>`;
  if (!session.voterId)
    return emptyState({
      title: "Who votes?",
      text: "Votes are kept by person, so that several people can vote on the same pictures.",
      // Alone, nobody has to think of a name: it can be given later.
      action: state.voters.size === 0 ? b2`<button class="button primary" @click=${() => startVoting(panel)}>I do</button>
              <button class="button quiet" @click=${chooseVoter}>Choose a name</button>` : b2`<button class="button primary" @click=${chooseVoter}>Choose a name</button>`
    });
  const job = source?.kind === "dataset" ? samplingJob(panel, source.id) : void 0;
  if (job)
    return b2`<div class="empty">
      <h2>Drawing pictures</h2>
      <p class="quiet">The first pair appears here as soon as it is finished.</p>
      <see-dpo-progress class="wide" .progress=${job.progress}></see-dpo-progress>
    </div>`;
  if (session.isDrawing || state.connection !== "live" || !session.isDrained)
    return emptyState({ title: state.connection === "away" ? "Waiting for the server" : "One moment", text: "The next pairs are on their way." });
  if (source?.kind === "comparison")
    return emptyState({
      title: "This comparison is voted on",
      text: `${countOf(session.voted, "pair")}. What they say stands among the LoRAs.`,
      action: b2`<button class="button primary" @click=${() => navigation.go({ view: "loras", comparisonId: source.id })}>See the result</button>`
    });
  return finishedPlace(panel, session);
}
function finishedPlace(panel, session) {
  const { navigation, host } = panel;
  const toData = b2`<button class="button" @click=${() => navigation.go({ view: "data" })}>More pairs</button>`;
  if (session.voted === 0 && session.remaining === 0)
    return emptyState({ title: "No pairs in here yet", text: "Sample some from a model, or import pictures that you have.", action: toData });
  if (session.remaining > 0)
    return emptyState({
      title: `${countOf(session.remaining, "pair")} left`,
      text: "They are open in another window, or were skipped.",
      action: b2`<button class="button primary" @click=${() => session.retry()}>Look again</button>`
    });
  if (host && workflowOf(panel).missing(session.source?.id) === 0)
    return emptyState({ title: "All voted", text: `${countOf(session.voted, "pair")}. The workflow has the votes that it waits for.` });
  return emptyState({
    title: "All voted",
    text: `${countOf(session.voted, "pair")}. Train on them now, or sample more: held-out votes tell whether more are needed.`,
    action: b2`<div class="row">
      <button class="button primary" @click=${() => navigation.go({ view: "train" })}>Train</button>
      ${toData}
    </div>`
  });
}

// src/panel/elements/dialog-box.ts
/*!
 * `<see-dpo-dialog>`: a modal dialog over the panel, with a heading and a close button; its content and its buttons are slotted.
 * Escape and a press on the ground beside it close it, and focus goes back to where it was, both by the browser's own dialog.
 *
 * @fires close - after it was closed in any way
 * @slot - the content
 * @slot actions - buttons at the end
 */
var DialogBox = class extends i4 {
  static properties = { open: { type: Boolean }, heading: {} };
  static styles = [
    controls,
    i`
      :host {
        display: contents;
      }

      dialog {
        inline-size: min(var(--dialog-width, 560px), calc(100vw - 24px));
        max-block-size: calc(100dvh - 24px);
        padding: 0;
        border: 0;
        border-radius: var(--radius-large);
        background: var(--raised);
        color: var(--ink);
        box-shadow: var(--shadow);
      }

      dialog::backdrop {
        background: rgb(0 0 0 / 45%);
      }

      .body {
        display: flex;
        flex-direction: column;
        gap: var(--gap-3);
        padding: var(--gap-4);
      }

      .body:focus {
        outline: none;
      }

      .body > header {
        flex-wrap: nowrap;
        align-items: flex-start;
      }

      h2 {
        margin-block-start: 6px;
      }

      .actions {
        display: flex;
        flex-wrap: wrap;
        justify-content: flex-end;
        gap: var(--gap-2);
      }
    `
  ];
  constructor() {
    super();
    this.open = false;
    this.heading = "";
  }
  get #dialog() {
    return this.renderRoot.querySelector("dialog");
  }
  updated(changed) {
    if (!changed.has("open")) return;
    if (this.open && !this.#dialog.open) this.#dialog.showModal();
    else if (!this.open && this.#dialog.open) this.#dialog.close();
  }
  render() {
    return b2`<dialog aria-labelledby="heading" @close=${this.#onClose} @pointerdown=${this.#onPointerDown}>
      <div class="body" tabindex="-1" autofocus>
        <header class="row spread">
          <h2 id="heading">${this.heading}</h2>
          ${iconButton("close", "Close", () => this.#dialog.close())}
        </header>
        <slot></slot>
        <div class="actions"><slot name="actions"></slot></div>
      </div>
    </dialog>`;
  }
  #onClose = () => {
    this.open = false;
    this.dispatchEvent(new Event("close"));
  };
  /** The dialog itself is pressed only outside of its body. */
  #onPointerDown = (event) => {
    if (event.target === this.#dialog) this.#dialog.close();
  };
};
define("see-dpo-dialog", DialogBox);

// src/panel/core/request.ts
/*!
 * A request whose four states can't be forgotten: 'idle', 'busy', 'done', 'failed'. A new call makes the answer to an older one
 * void, whichever comes first; the old value stays visible while a new one is on its way.
 */
var Request = class extends Observable {
  phase = "idle";
  /** Of the last call that succeeded. */
  value;
  failure;
  #call = 0;
  /** Runs `ask`; resolves with its answer, or with undefined when a newer call or `reset` overtook it. */
  async run(ask) {
    const call = ++this.#call;
    this.phase = "busy";
    this.failure = void 0;
    this.changed();
    const answer2 = await ask();
    if (call !== this.#call) return void 0;
    this.phase = answer2.ok ? "done" : "failed";
    if (answer2.ok) this.value = answer2.value;
    else this.failure = answer2.failure;
    this.changed();
    return answer2;
  }
  reset() {
    this.#call++;
    this.phase = "idle";
    this.value = void 0;
    this.failure = void 0;
    this.changed();
  }
};

export {
  API_VERSION,
  UNREACHABLE,
  answer,
  backoffMs,
  Observable,
  PanelState,
  newestFirst,
  define,
  i,
  b2 as b,
  A,
  i4 as i2,
  Watch,
  controls,
  icon,
  emptyState,
  failureBox,
  segments,
  iconButton,
  PanelView,
  countOf,
  digits,
  bytesInWords,
  secondsInWords,
  percent,
  shareInWords,
  momentInWords,
  asSentence,
  sideName,
  ZOOM_STEP,
  votingOf,
  samplingSpeedOf,
  workflowOf,
  samplingJob,
  firstRunButton,
  firstRunPlace,
  votePlace,
  Request
};

/*!
Contains @lit/reactive-element 2.1.2, lit-element 4.2.2, lit-html 3.3.3:

BSD 3-Clause License

Copyright (c) 2017 Google LLC. All rights reserved.

Redistribution and use in source and binary forms, with or without
modification, are permitted provided that the following conditions are met:

1. Redistributions of source code must retain the above copyright notice, this
   list of conditions and the following disclaimer.

2. Redistributions in binary form must reproduce the above copyright notice,
   this list of conditions and the following disclaimer in the documentation
   and/or other materials provided with the distribution.

3. Neither the name of the copyright holder nor the names of its
   contributors may be used to endorse or promote products derived from
   this software without specific prior written permission.

THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS"
AND ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE
IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE LIABLE
FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL
DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR
SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER
CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY,
OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE
OF THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.
*/
