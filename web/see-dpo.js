/*!
 * Generated from src/panel by `npm run generate`: change those files, never this one.
 * SPDX-License-Identifier: Apache-2.0
 */
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

// src/panel/version.ts
/*!
 * What the panel says of itself: with each vote, and when it compares itself with the server. A test holds both against their sources.
 */
var API_VERSION = "1";

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
      Request = CustomRequest,
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
    let request = new Request(
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
      for (const m2 of finalMiddlewares) {
        if (m2 && typeof m2 === "object" && typeof m2.onRequest === "function") {
          const result = await m2.onRequest({
            request,
            schemaPath,
            params,
            options,
            id
          });
          if (result) {
            if (result instanceof Request) {
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
          for (let i5 = finalMiddlewares.length - 1; i5 >= 0; i5--) {
            const m2 = finalMiddlewares[i5];
            if (m2 && typeof m2 === "object" && typeof m2.onError === "function") {
              const result = await m2.onError({
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
        for (let i5 = finalMiddlewares.length - 1; i5 >= 0; i5--) {
          const m2 = finalMiddlewares[i5];
          if (m2 && typeof m2 === "object" && typeof m2.onResponse === "function") {
            const result = await m2.onResponse({
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
      for (const m2 of middleware) {
        if (!m2) {
          continue;
        }
        if (typeof m2 !== "object" || !("onRequest" in m2 || "onResponse" in m2 || "onError" in m2)) {
          throw new Error("Middleware must be an object with one of `onRequest()`, `onResponse() or `onError()`");
        }
        globalMiddlewares.push(m2);
      }
    },
    /** Unregister middleware */
    eject(...middleware) {
      for (const m2 of middleware) {
        const i5 = globalMiddlewares.indexOf(m2);
        if (i5 !== -1) {
          globalMiddlewares.splice(i5, 1);
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
    for (const k2 in value) {
      values.push(k2, options.allowReserved === true ? value[k2] : encodeURIComponent(value[k2]));
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
  for (const k2 in value) {
    const finalName = options.style === "deepObject" ? `${name}[${k2}]` : k2;
    values.push(serializePrimitiveParam(finalName, value[k2], options));
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
    const final = (options.allowReserved === true ? value : value.map((v2) => encodeURIComponent(v2))).join(joiner2);
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
  for (const v2 of value) {
    if (options.style === "simple" || options.style === "label") {
      values.push(options.allowReserved === true ? v2 : encodeURIComponent(v2));
    } else {
      values.push(serializePrimitiveParam(name, v2, options));
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
  for (const h3 of allHeaders) {
    if (!h3 || typeof h3 !== "object") {
      continue;
    }
    const iterator = h3 instanceof Headers ? h3.entries() : Object.entries(h3);
    for (const [k2, v2] of iterator) {
      if (v2 === null) {
        finalHeaders.delete(k2);
      } else if (Array.isArray(v2)) {
        for (const v22 of v2) {
          finalHeaders.append(k2, v22);
        }
      } else if (v2 !== void 0) {
        finalHeaders.set(k2, v2);
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
    justify-items: center;
    gap: var(--gap-3);
    max-inline-size: 46ch;
    margin: auto;
    padding: var(--gap-5) var(--gap-3);
    text-align: center;
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
    border: 1px solid var(--edge);
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
    padding: 0 20px;
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
function iconButton(name, label, click) {
  return b2`<button class="icon-button" aria-label=${label} title=${label} @click=${click}>${icon(name)}</button>`;
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
var ToastList = class extends i4 {
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
    return b2`<div aria-live="polite" role="status">${this.panel.toasts.list.map((toast) => this.#toast(toast))}</div>`;
  }
  #toast(toast) {
    const { toasts } = this.panel;
    const act = () => {
      toasts.close(toast.id);
      toast.action?.run();
    };
    return b2`<div class="toast ${toast.tone}">
      <span>${toast.text}</span>
      ${toast.action ? b2`<button class="button" @click=${act}>${toast.action.label}</button>` : A}
      ${iconButton("close", "Close this note", () => toasts.close(toast.id))}
    </div>`;
  }
};
customElements.define("see-dpo-toasts", ToastList);

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

// src/panel/vote/vote-view.ts
/*!
 * `<see-dpo-vote-view>`: the Vote view.
 */
var VoteView = class extends PanelView {
  static styles = [controls];
  constructor() {
    super();
    new Watch(this, () => [this.panel?.state]);
  }
  render() {
    return b2`${emptyState({ title: "Vote", text: "Nothing is here yet." })}`;
  }
};
customElements.define("see-dpo-vote-view", VoteView);

// src/panel/elements/words.ts
/*!
 * Numbers as people read them: counts, sizes, durations, shares, times. English, as the whole panel; digits grouped by a thin
 * space would be no word, so a comma does it.
 */
var DIGITS = new Intl.NumberFormat("en");
function countOf(count, one, many = `${one}s`) {
  return `${DIGITS.format(count)} ${count === 1 ? one : many}`;
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

// src/panel/data/data-view.ts
/*!
 * `<see-dpo-data-view>`: datasets and what is in them.
 */
var DatasetsView = class extends PanelView {
  static styles = [
    controls,
    i`
      :host {
        padding: var(--gap-2) var(--gap-3) var(--gap-5);
      }
    `
  ];
  constructor() {
    super();
    new Watch(this, () => [this.panel?.state]);
  }
  render() {
    const { state } = this.panel;
    if (!state.isLoaded) return A;
    if (state.datasets.size === 0)
      return emptyState({ title: "No pictures yet", text: "Sample pairs from a model, or take a folder of pictures that you have." });
    return b2`<ul class="stack">${newestFirst(state.datasets.values()).map((dataset) => this.#dataset(dataset))}</ul>`;
  }
  #dataset(dataset) {
    const { counts, diskBytes } = dataset;
    const remove = async () => {
      const path = { datasetId: dataset.id };
      const deletion = await this.panel.api.ask((client) => client.DELETE("/api/datasets/{datasetId}", { params: { path } }));
      if (!deletion.ok) return this.panel.toasts.fail(deletion.failure);
      this.panel.state.remove("dataset", dataset.id);
      this.panel.toasts.say(`"${dataset.name}" was deleted.`, {
        label: "Undo",
        run: () => void this.panel.api.ask((client) => client.POST("/api/datasets/{datasetId}/restore", { params: { path } }))
      });
    };
    return b2`<li class="card stack">
      <h2>${dataset.name}</h2>
      <p class="quiet number">${countOf(counts.pairs, "pair")}, ${countOf(counts.votes, "vote")}, ${bytesInWords(diskBytes.images)}</p>
      <button class="button quiet bad" @click=${remove}>Delete</button>
    </li>`;
  }
};
customElements.define("see-dpo-data-view", DatasetsView);

// src/panel/train/train-view.ts
/*!
 * `<see-dpo-train-view>`: the Train view.
 */
var TrainView = class extends PanelView {
  static styles = [controls];
  constructor() {
    super();
    new Watch(this, () => [this.panel?.state]);
  }
  render() {
    return b2`${emptyState({ title: "Train", text: "Nothing is here yet." })}`;
  }
};
customElements.define("see-dpo-train-view", TrainView);

// src/panel/loras/loras-view.ts
/*!
 * `<see-dpo-loras-view>`: the LoRAs view.
 */
var LorasView = class extends PanelView {
  static styles = [controls];
  constructor() {
    super();
    new Watch(this, () => [this.panel?.state]);
  }
  render() {
    return b2`${emptyState({ title: "LoRAs", text: "Nothing is here yet." })}`;
  }
};
customElements.define("see-dpo-loras-view", LorasView);

// src/panel/panel-element.ts
/*!
 * `<see-dpo-panel>`: the shell around the views. It finds the server, shows one view at a time, sets the theme, says when the
 * server is away, and keeps keys, clipboard and wheel events from the page around it (ComfyUI would take them for its graph).
 *
 * @attr base - address of the server, ending in a slash; by default the folder above the one this file was loaded from
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
var KEPT_EVENTS = ["keydown", "keyup", "keypress", "copy", "cut", "paste", "wheel", "contextmenu", "dragover", "drop"];
var PanelElement = class extends i4 {
  static properties = { base: {}, standalone: { type: Boolean } };
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

      .view {
        flex: 1 0 auto;
        min-block-size: 0;
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
  constructor() {
    super();
    this.standalone = false;
    new Watch(this, () => this.#panel ? [this.#panel.state, this.#panel.navigation] : []);
    for (const type of KEPT_EVENTS) this.addEventListener(type, (event) => event.stopPropagation(), { passive: true });
    this.addEventListener("keydown", (event) => this.#onKey(event));
  }
  /** State and helpers of the server that `base` names; there as long as the page is. */
  get panel() {
    this.#panel ??= panelOf(new URL(this.base ?? "..", import.meta.url), browserEnvironment);
    return this.#panel;
  }
  connectedCallback() {
    super.connectedCallback();
    this.panel.start();
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
  render() {
    const { state, navigation, memory } = this.panel;
    const theme = memory.get("theme") ?? "auto";
    return b2`<div class="shell">
      <header>
        <span class="brand">SEE-DPO</span>
        <nav aria-label="Views">
          ${TABS.map(
      ({ view, title }) => b2`<button
              class="tab"
              aria-current=${navigation.view === view ? "page" : A}
              @click=${() => navigation.go({ view })}
            >
              ${icon(view)}${title}
            </button>`
    )}
        </nav>
        ${iconButton("theme", THEMES[theme].label, () => this.#setTheme(THEMES[theme].next))}
      </header>
      <main tabindex="-1">
        ${state.obstacle ? failureBox(state.obstacle, () => this.panel.live.connect()) : this.#connectionNote()}
        ${this.#view(navigation.view)}
      </main>
      <see-dpo-toasts .panel=${this.panel}></see-dpo-toasts>
    </div>`;
  }
  #connectionNote() {
    if (this.panel.state.connection !== "away") return A;
    return b2`<p class="note warn" role="status">The server does not answer. This page keeps trying; votes are kept here and sent when it is back.</p>`;
  }
  #view(view) {
    if (view === "vote") return b2`<see-dpo-vote-view class="view" .panel=${this.panel}></see-dpo-vote-view>`;
    if (view === "data") return b2`<see-dpo-data-view class="view" .panel=${this.panel}></see-dpo-data-view>`;
    if (view === "train") return b2`<see-dpo-train-view class="view" .panel=${this.panel}></see-dpo-train-view>`;
    return b2`<see-dpo-loras-view class="view" .panel=${this.panel}></see-dpo-loras-view>`;
  }
  #onKey(event) {
    if (event.defaultPrevented || !isCommand(event, event.composedPath())) return;
    const view = this.renderRoot.querySelector(".view");
    if (view?.onKey(event)) event.preventDefault();
  }
  #setTheme(theme) {
    this.panel.memory.set("theme", theme === "auto" ? void 0 : theme);
    this.#applyTheme();
    this.requestUpdate();
  }
  #applyTheme() {
    const theme = this.panel.memory.get("theme") ?? "auto";
    const host = this.standalone ? void 0 : hostTheme(hostGround());
    const scheme = theme === "auto" ? host?.scheme : theme;
    if (scheme) this.setAttribute("theme", scheme);
    else this.removeAttribute("theme");
    if (theme === "auto" && host?.ground) this.style.setProperty("--ground", host.ground);
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
 * The bundle's entry: defines `<see-dpo-panel>`. Loaded twice, under two addresses, it leaves the first definition alone.
 */
if (!customElements.get("see-dpo-panel")) customElements.define("see-dpo-panel", PanelElement);

/*!
Contains lit 3.3.3, @lit/reactive-element 2.1.2, lit-html 3.3.3, lit-element 4.2.2:

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
