/*!
 * Generated from src/panel by `npm run generate`: change those files, never this one.
 * SPDX-License-Identifier: Apache-2.0
 */
import {
  A,
  Observable,
  PanelView,
  Request,
  Watch,
  b,
  bytesInWords,
  controls,
  countOf,
  digits,
  emptyState,
  failureBox,
  i,
  i2,
  icon,
  iconButton,
  momentInWords,
  newestFirst,
  percent,
  secondsInWords
} from "./chunk.mjs";

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
    return b`<ul class="stack">${newestFirst(state.datasets.values()).map((dataset) => this.#dataset(dataset))}</ul>`;
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
    return b`<li class="card stack">
      <h2>${dataset.name}</h2>
      <p class="quiet number">${countOf(counts.pairs, "pair")}, ${countOf(counts.votes, "vote")}, ${bytesInWords(diskBytes.images)}</p>
      <button class="button quiet bad" @click=${remove}>Delete</button>
    </li>`;
  }
};
customElements.define("see-dpo-data-view", DatasetsView);

// src/panel/elements/split-view.ts
/*!
 * A list beside what is open of it; in a narrow panel one of the two at a time. For views: `styles = [controls, splitView]`.
 *
 *     <div class="split" ?data-open=${something is open}>
 *       <div class="list">…</div>
 *       <div class="detail"><button class="button quiet back">…</button> …</div>
 *     </div>
 */
var splitView = i`
  :host {
    container: view / inline-size;
  }

  .split {
    padding: var(--gap-2) var(--gap-3) var(--gap-5);
  }

  .split > [tabindex]:focus {
    outline: none;
  }

  .split[data-open] > .list,
  .split:not([data-open]) > .detail {
    display: none;
  }

  .back {
    margin: 0 0 var(--gap-2) calc(-1 * var(--gap-2));
    padding-inline: var(--gap-2);
  }

  .item {
    display: block;
    inline-size: 100%;
    padding: var(--gap-2) var(--gap-3);
    border: 0;
    border-radius: var(--radius);
    background: none;
    text-align: start;
    overflow-wrap: anywhere;
  }

  .item:hover {
    background: var(--hover);
  }

  .item[aria-current] {
    background: var(--sunken);
  }

  @container view (min-width: 760px) {
    .split {
      display: grid;
      grid-template-columns: 250px minmax(0, 1fr);
      align-items: start;
      gap: var(--gap-4);
    }

    .split > .list,
    .split:not([data-open]) > .detail {
      display: block !important;
    }

    .split > .list {
      position: sticky;
      inset-block-start: 0;
    }

    .back {
      display: none !important;
    }
  }
`;

// src/errors.ts
/*!
 * The few error classes of the project, divided by what the caller can do about them. Messages follow one pattern:
 * who, what was expected, what was got, what to do. HTTP status codes and exit codes are left to the callers.
 */
var SeeDpoError = class extends Error {
  code;
  constructor(code, message, options) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
};
var InputError = class extends SeeDpoError {
  constructor(message, options) {
    super(options?.code ?? "input", message, options);
  }
};

// src/statistics/wilson-interval.ts
/*!
 * Wilson's score interval for a share: how far a win rate or an accuracy may lie from what was counted. Deciding what
 * follows from an interval is left to the callers.
 */
var Z_95 = 1.959963984540054;
function wilsonInterval(successes, count, z = Z_95) {
  if (!(count >= 0 && successes >= 0 && successes <= count && Number.isFinite(count))) {
    throw new InputError(`A Wilson interval needs 0 <= successes <= count, got ${successes} of ${count}. Count ties as half a success.`);
  }
  if (count === 0) return { estimate: Number.NaN, low: 0, high: 1 };
  const p = successes / count;
  const weight = z * z / count;
  const centre = (p + weight / 2) / (1 + weight);
  const half = z / (1 + weight) * Math.sqrt(p * (1 - p) / count + weight / (4 * count));
  return { estimate: p, low: p === 0 ? 0 : Math.max(0, centre - half), high: p === 1 ? 1 : Math.min(1, centre + half) };
}

// src/panel/train/run-words.ts
/*!
 * A run in words: its status, how long it takes, how well it does, and what its alarms are called.
 */
var ENDED = ["stopped", "finished", "failed"];
var STATUS = {
  queued: { word: "Waiting", tone: "plain" },
  running: { word: "Training", tone: "good" },
  paused: { word: "Paused", tone: "warn" },
  stopping: { word: "Stopping", tone: "plain" },
  stopped: { word: "Stopped and kept", tone: "plain" },
  finished: { word: "Finished", tone: "plain" },
  failed: { word: "Failed", tone: "bad" }
};
function statusOf({ status }) {
  return STATUS[status];
}
function runInBrief(run) {
  const { status, progress, step, steps, best } = run;
  const parts = [];
  if (status === "running" && progress?.secondsLeft !== void 0) parts.push(`${secondsInWords(progress.secondsLeft)} left`);
  else if (step !== void 0 && steps !== void 0 && status !== "finished") parts.push(`step ${digits(step)} of ${digits(steps)}`);
  if (best?.accuracy !== void 0 && best.step > 0) parts.push(`${percent(best.accuracy)} of held-out votes`);
  if (parts.length === 0) parts.push(countOf(run.votes, "vote"));
  return parts.join(", ");
}
function accuracyInWords({ accuracy, votes }) {
  if (accuracy === void 0 || votes === 0) return void 0;
  const right = Math.round(accuracy * votes);
  const { low, high } = wilsonInterval(right, votes);
  return `${digits(right)} of ${countOf(votes, "held-out vote")}; with so many, its real share lies between ${Math.round(100 * low)} and ${percent(high)} (95 % interval).`;
}
function accuracyVerdict({ accuracy, votes }) {
  if (accuracy === void 0 || votes === 0) return "No votes were held out, so nothing says how well it does.";
  const { low, high } = wilsonInterval(Math.round(accuracy * votes), votes);
  if (low > 0.5) return "It has learned something of your taste: a coin would get 50 %.";
  if (high < 0.5) return "It disagrees with you more often than a coin would. Something is wrong with the votes or the settings.";
  return "That can still be chance: a coin gets 50 %. More steps or more votes will tell.";
}
var ALARMS = {
  overfitting: "Learning votes by heart",
  "winner-error": "Leaving what it can draw",
  saturation: "Nothing left to learn",
  gradient: "Unsteady",
  diversity: "Pictures are becoming alike"
};
function alarmGroups(run) {
  const kinds = Map.groupBy(run.alarms ?? [], ({ kind }) => kind);
  return [...kinds].map(([kind, alarms]) => ({ kind, first: alarms[0], last: alarms[alarms.length - 1] })).sort((a, b2) => b2.last.step - a.last.step).map(({ kind, first, last }) => ({
    title: ALARMS[kind] ?? "Something to look at",
    sentence: last.sentence,
    when: first.step === last.step ? `at step ${digits(last.step)}` : `at steps ${digits(first.step)} to ${digits(last.step)}`
  }));
}

// src/panel/core/delete-with-undo.ts
/*!
 * Deletes a thing and offers to bring it back: nobody is asked whether they are sure, since nothing is lost.
 */
async function deleteWithUndo({ toasts }, deletion) {
  const answer = await deletion.remove();
  if (!answer.ok) {
    toasts.fail(answer.failure);
    return false;
  }
  deletion.removed();
  const undo = async () => {
    const restored = await deletion.restore();
    if (restored.ok) deletion.restored(restored.value);
    else toasts.fail(restored.failure);
  };
  toasts.say(`Deleted ${deletion.what}.`, { label: "Undo", run: () => void undo() });
  return true;
}

// src/panel/train/run-actions.ts
/*!
 * What a person does to a run: pause, go on, stop and keep, rename, delete. One at a time for each run.
 */
var RunActions = class extends Observable {
  #panel;
  #busy = /* @__PURE__ */ new Set();
  constructor(panel) {
    super();
    this.#panel = panel;
  }
  /** An answer is on its way: buttons wait for it. */
  isBusy(runId) {
    return this.#busy.has(runId);
  }
  /** Which of them make sense now. */
  possible({ status, step, steps }) {
    if (status === "running") return ["pause", "stop"];
    if (status === "paused") return ["resume", "stop"];
    if (status === "queued") return ["stop"];
    if (status === "stopping") return [];
    const isUnfinished = status === "failed" || status === "stopped" && (steps === void 0 || (step ?? 0) < steps);
    return isUnfinished ? ["resume", "delete"] : ["delete"];
  }
  pause(runId) {
    return this.#change(runId, () => this.#panel.api.ask((client) => client.POST("/api/runs/{runId}/pause", { params: { path: { runId } } })));
  }
  resume(runId) {
    return this.#change(runId, () => this.#panel.api.ask((client) => client.POST("/api/runs/{runId}/resume", { params: { path: { runId } } })));
  }
  /** Nothing is lost by it: the best checkpoint is kept, and a stopped run can go on. */
  stop(runId) {
    return this.#change(runId, () => this.#panel.api.ask((client) => client.POST("/api/runs/{runId}/stop", { params: { path: { runId } } })));
  }
  rename(runId, name) {
    return this.#change(runId, () => this.#panel.api.ask((client) => client.PATCH("/api/runs/{runId}", { params: { path: { runId } }, body: { name } })));
  }
  async delete(run) {
    if (!ENDED.includes(run.status) || this.isBusy(run.id)) return false;
    const { api, state } = this.#panel;
    const params = { path: { runId: run.id } };
    return this.#alone(
      run.id,
      () => deleteWithUndo(this.#panel, {
        what: `the run “${run.name}”`,
        remove: () => api.ask((client) => client.DELETE("/api/runs/{runId}", { params })),
        restore: () => api.ask((client) => client.POST("/api/runs/{runId}/restore", { params })),
        removed: () => state.remove("run", run.id),
        restored: (value) => state.put("run", value)
      })
    );
  }
  async #change(runId, ask) {
    if (this.isBusy(runId)) return;
    const answer = await this.#alone(runId, ask);
    if (answer.ok) this.#panel.state.put("run", answer.value);
    else this.#panel.toasts.fail(answer.failure);
  }
  async #alone(runId, work) {
    this.#busy.add(runId);
    this.changed();
    try {
      return await work();
    } finally {
      this.#busy.delete(runId);
      this.changed();
    }
  }
};

// src/panel/train/setting-values.ts
/*!
 * One setting of a run between the field that a person types in and the value that is sent. What settings there are, and
 * their ranges, is the server's to say.
 */
function parseEntry(setting, entry) {
  if (typeof entry === "boolean") return { ok: true, value: entry };
  if (setting.kind === "choice") return { ok: true, value: entry };
  const text = entry.trim();
  if (setting.kind === "list") {
    return {
      ok: true,
      value: text.split(",").map((item) => item.trim()).filter((item) => item !== "")
    };
  }
  const value = Number(text.replace(/^([+-]?\d+),(\d+)$/, "$1.$2"));
  const { low = Number.NEGATIVE_INFINITY, high = Number.POSITIVE_INFINITY } = setting;
  const isRight = text !== "" && Number.isFinite(value) && value >= low && value <= high && (setting.kind !== "whole" || Number.isInteger(value));
  return isRight ? { ok: true, value } : { ok: false, problem: `Enter ${expected(setting)}.` };
}
function expected({ kind, low, high }) {
  const range2 = low !== void 0 && high !== void 0 ? ` from ${numberText(low)} to ${numberText(high)}` : low !== void 0 ? ` of at least ${numberText(low)}` : "";
  return `a ${kind === "whole" ? "whole " : ""}number${range2}`;
}
function numberText(value) {
  return Number.isInteger(value) && Math.abs(value) <= 1e9 ? digits(value) : String(value);
}
function entryOf(value) {
  return typeof value === "boolean" ? value : Array.isArray(value) ? value.join(", ") : String(value);
}
function valueInWords(setting, value) {
  if (typeof value === "boolean") return value ? "on" : "off";
  if (typeof value === "number") return numberText(value);
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.join(", ");
  return setting.choices?.find((choice) => choice.value === value)?.title ?? value;
}
function isSameValue(a, b2) {
  return JSON.stringify(a) === JSON.stringify(b2);
}

// src/panel/train/run-form.ts
/*!
 * What a person chooses before a run, and what the server says about it: methods and their settings, an estimate after each
 * change, and the reasons why it can't start yet. How fields look is left to the element.
 */
var ESTIMATE_AFTER_MS = 300;
var MEMORY_KEY = "train-form";
var RunForm = class extends Observable {
  methods = new Request();
  estimate = new Request();
  starting = new Request();
  #panel;
  /** In place of defaults, by the setting's name; kept when another method does not use it. */
  #entries;
  #datasetId;
  #modelId;
  #method;
  #continues;
  #leftOut = /* @__PURE__ */ new Set();
  name = "";
  #methodsOf;
  #estimated;
  #cancelEstimate;
  #snapshots = 0;
  constructor(panel) {
    super();
    this.#panel = panel;
    const { datasetId, modelId, method, entries } = panel.memory.get(MEMORY_KEY) ?? {};
    this.#datasetId = datasetId;
    this.#modelId = modelId;
    this.#method = method;
    this.#entries = new Map(Object.entries(entries ?? {}));
    for (const request of [this.methods, this.estimate, this.starting]) request.subscribe(() => this.changed());
    panel.state.subscribe(() => this.#follow());
    this.#follow();
  }
  /** Datasets that can be trained on, newest first. */
  get datasets() {
    return newestFirst(this.#panel.state.datasets.values());
  }
  get models() {
    return (this.#panel.state.models ?? []).filter(({ trainable }) => trainable);
  }
  /** The chosen one; without a choice the one with the most votes. */
  get dataset() {
    const { datasets } = this.#panel.state;
    return datasets.get(this.#datasetId ?? "") ?? this.datasets.sort((a, b2) => b2.counts.votes - a.counts.votes)[0];
  }
  /** The chosen one; without a choice the dataset's own. */
  get model() {
    const find = (id) => this.models.find((model) => model.id === id);
    return find(this.#modelId) ?? find(this.dataset?.modelId) ?? this.models[0];
  }
  get method() {
    const methods = this.methods.value?.methods ?? [];
    return methods.find(({ name }) => name === this.#method) ?? methods[0];
  }
  /** The LoRA to start from. */
  get continues() {
    const lora = this.#panel.state.loras.get(this.#continues ?? "");
    return lora && this.canContinue(lora) ? lora : void 0;
  }
  /** LoRAs of the chosen model, newest first. */
  get continuable() {
    return newestFirst(this.#panel.state.loras.values()).filter((lora) => this.canContinue(lora));
  }
  canContinue({ modelId }) {
    return modelId === void 0 || modelId === this.model?.id;
  }
  /** Voters whose votes are left out. */
  isLeftOut(voterId) {
    return this.#leftOut.has(voterId);
  }
  /** Fields of the chosen method in the server's order. */
  get fields() {
    const used = new Set(this.method?.settings);
    return (this.methods.value?.settings ?? []).filter(({ name }) => used.has(name)).map((setting) => this.#field(setting));
  }
  chooseDataset(id) {
    this.#datasetId = id;
    this.#changedByPerson();
  }
  chooseModel(id) {
    this.#modelId = id;
    this.#changedByPerson();
  }
  chooseMethod(name) {
    this.#method = name;
    this.#changedByPerson();
  }
  /** undefined starts afresh; a LoRA brings its dataset and model along. */
  continueFrom(lora) {
    this.#continues = lora?.id;
    if (lora) {
      this.#datasetId = lora.datasetId;
      this.#modelId = lora.modelId ?? this.#modelId;
    }
    this.#changedByPerson();
  }
  leaveOut(voterId, isLeftOut) {
    if (isLeftOut) this.#leftOut.add(voterId);
    else this.#leftOut.delete(voterId);
    this.#changedByPerson();
  }
  rename(name) {
    this.name = name;
    this.#changedByPerson();
  }
  enter(name, entry) {
    this.#entries.set(name, entry);
    this.#changedByPerson();
  }
  /** Back to the default; without a name all of them. */
  reset(name) {
    if (name === void 0) this.#entries.clear();
    else this.#entries.delete(name);
    this.#changedByPerson();
  }
  /** What would be sent; undefined while dataset or model are missing. */
  get request() {
    const { dataset, model, method, continues } = this;
    if (!dataset || !model || !method) return void 0;
    const settings = { method: method.name };
    for (const { setting, entry, isChanged } of this.fields) {
      const parsed = parseEntry(setting, entry);
      if (isChanged && parsed.ok) settings[setting.name] = parsed.value;
    }
    const voters = [...this.#panel.state.voters.keys()];
    const voterIds = voters.some((id) => this.isLeftOut(id)) ? voters.filter((id) => !this.isLeftOut(id)) : void 0;
    const name = this.name.trim();
    return { datasetId: dataset.id, modelId: model.id, name: name || void 0, continues: continues?.id, voterIds, settings };
  }
  /** Why it can't start, as sentences that say what to do; empty when it can. */
  get obstacles() {
    const { state } = this.#panel;
    if (!state.isLoaded || !state.models) return ["Waiting for the server."];
    if (!this.dataset) return ["There is nothing to learn from yet. Make a dataset under Data, then vote on its pairs."];
    if (!this.model) return ["No model here can be trained."];
    if (!this.method) return [this.methods.failure?.message ?? "Asking the server what it can train."];
    const wrong = this.fields.filter(({ problem }) => problem);
    if (wrong.length > 0) return wrong.map(({ setting, problem }) => `${setting.title}: ${problem}`);
    if (this.estimate.failure) return [this.estimate.failure.message];
    if (!this.estimate.value || this.estimate.phase === "busy" || this.#cancelEstimate) return ["Looking at what it needs …"];
    return this.estimate.value.problems.map(({ message }) => message);
  }
  /** Starts it, or queues it behind others; resolves with the run, or undefined when it was refused. */
  async start() {
    const body = this.request;
    if (!body || this.obstacles.length > 0 || this.starting.phase === "busy") return void 0;
    const answer = await this.starting.run(() => this.#panel.api.ask((client) => client.POST("/api/runs", { body })));
    if (!answer?.ok) return void 0;
    this.name = "";
    this.#continues = void 0;
    this.#panel.state.put("run", answer.value);
    return answer.value;
  }
  /** Asks for the estimate once more, after a failure. */
  retry() {
    this.#methodsOf = void 0;
    this.#estimated = void 0;
    this.#follow();
  }
  #field(setting) {
    const entry = this.#entries.get(setting.name);
    if (entry === void 0) return { setting, entry: entryOf(setting.default), isChanged: false };
    const parsed = parseEntry(setting, entry);
    return { setting, entry, isChanged: !parsed.ok || !isSameValue(parsed.value, setting.default), problem: parsed.ok ? void 0 : parsed.problem };
  }
  #changedByPerson() {
    const remembered = {
      datasetId: this.#datasetId,
      modelId: this.#modelId,
      method: this.#method,
      entries: Object.fromEntries(this.#entries)
    };
    this.#panel.memory.set(MEMORY_KEY, remembered);
    this.starting.failure = void 0;
    this.#follow();
    this.changed();
  }
  /** Keeps methods and estimate up with the choices and with the votes. */
  #follow() {
    const { model } = this;
    const { snapshots } = this.#panel.state;
    if (this.#snapshots !== snapshots) {
      this.#snapshots = snapshots;
      if (this.methods.failure) this.#methodsOf = void 0;
      if (this.estimate.failure) this.#estimated = void 0;
    }
    if (model && this.#methodsOf !== model.id) {
      this.#methodsOf = model.id;
      const query = { modelId: model.id };
      void this.methods.run(() => this.#panel.api.ask((client) => client.GET("/api/methods", { params: { query } }))).then(() => this.#follow());
    }
    const body = this.methods.phase === "done" ? this.request : void 0;
    if (!body) return;
    const key = JSON.stringify([{ ...body, name: "" }, this.dataset?.counts.votes]);
    if (key === this.#estimated) return;
    this.#estimated = key;
    this.#cancelEstimate?.();
    this.#cancelEstimate = this.#panel.environment.after(ESTIMATE_AFTER_MS, () => {
      this.#cancelEstimate = void 0;
      void this.estimate.run(() => this.#panel.api.ask((client) => client.POST("/api/runs/estimate", { body })));
    });
  }
};

// src/panel/train/metric-log.ts
/*!
 * A run's metrics in the order in which they count: each once, whichever way it came, and without the steps that a crash took
 * back. What is drawn from them is curves.ts's.
 */
var MetricLog = class extends Observable {
  #bySeq = /* @__PURE__ */ new Map();
  #valid = [];
  #lastSeq = 0;
  /** Goes up with each change, for those who keep what they made of it. */
  version = 0;
  /** The highest sequence number so far; 0 before the first. */
  get lastSeq() {
    return this.#lastSeq;
  }
  get steps() {
    return this.#valid.filter((metric) => metric.kind === "step");
  }
  get evaluations() {
    return this.#valid.filter((metric) => metric.kind === "evaluation").map(({ evaluation }) => evaluation);
  }
  /** Takes metrics in any order, known ones among them. */
  add(metrics) {
    const fresh = metrics.filter(({ seq }) => !this.#bySeq.has(seq)).sort((a, b2) => a.seq - b2.seq);
    if (fresh.length === 0) return;
    const isAppended = fresh[0].seq > this.#lastSeq;
    for (const metric of fresh) this.#bySeq.set(metric.seq, metric);
    this.#lastSeq = Math.max(this.#lastSeq, fresh[fresh.length - 1].seq);
    if (!isAppended) this.#valid = [];
    for (const metric of isAppended ? fresh : [...this.#bySeq.values()].sort((a, b2) => a.seq - b2.seq)) this.#append(metric);
    this.version++;
    this.changed();
  }
  /**
   * A run that goes on after a crash tells the steps since its last checkpoint again: whatever an earlier life said of them, and
   * of later steps, is void.
   */
  #append(metric) {
    while (this.#valid.length > 0 && this.#valid[this.#valid.length - 1].step > metric.step) this.#valid.pop();
    const isTold = (other) => other.step === metric.step && nameOf(other) === nameOf(metric);
    for (let i3 = this.#valid.length - 1; i3 >= 0 && this.#valid[i3].step === metric.step; i3--) if (isTold(this.#valid[i3])) this.#valid.splice(i3, 1);
    this.#valid.push(metric);
  }
};
function nameOf(metric) {
  return metric.kind === "alarm" ? `alarm ${metric.alarm.kind}` : metric.kind;
}

// src/panel/train/run-page.ts
/*!
 * One run as it is looked at: its metrics, live and without gaps, and its fixed-seed pictures with the checkpoint that is shown.
 * It follows as long as it is open.
 */
var METRICS_LIMIT = 5e3;
var AHEAD = 2;
var RunPage = class extends Observable {
  runId;
  log = new MetricLog();
  metrics = new Request();
  samples = new Request();
  #panel;
  #ends;
  #snapshots;
  /** Everything up to this metric is known. */
  #complete = 0;
  /** Metrics may be missing until the next answer. */
  #isGap = true;
  #samplesOf;
  /** The step that a person chose; undefined shows the newest. */
  #chosenStep;
  constructor(panel, runId) {
    super();
    this.#panel = panel;
    this.runId = runId;
    this.#snapshots = panel.state.snapshots;
    this.#ends = [
      panel.state.onMetrics((id, metrics) => {
        if (id !== runId) return;
        this.log.add(metrics);
        if (!this.#isGap) this.#complete = this.log.lastSeq;
      }),
      panel.state.subscribe(() => this.#follow()),
      ...[this.log, this.metrics, this.samples].map((source) => source.subscribe(() => this.changed()))
    ];
    void this.loadMetrics();
    this.#follow();
  }
  get run() {
    return this.#panel.state.runs.get(this.runId);
  }
  /** Stops following. */
  close() {
    for (const end of this.#ends) end();
  }
  /** Fetches what is missing. */
  async loadMetrics() {
    this.#isGap = true;
    const params = { path: { runId: this.runId }, query: { after: this.#complete, limit: METRICS_LIMIT } };
    const answer = await this.metrics.run(() => this.#panel.api.ask((client) => client.GET("/api/runs/{runId}/metrics", { params })));
    if (!answer?.ok) return;
    this.log.add(answer.value.metrics);
    this.#isGap = false;
    this.#complete = this.log.lastSeq;
  }
  async loadSamples() {
    await this.samples.run(async () => {
      const answer = await this.#panel.api.ask((client) => client.GET("/api/runs/{runId}/samples", { params: { path: { runId: this.runId } } }));
      return answer.ok ? { ok: true, value: answer.value.checkpoints } : answer;
    });
  }
  /** What to show of the pictures; undefined while there are none. */
  get shown() {
    const checkpoints = (this.samples.value ?? []).filter(({ samples }) => samples.length > 0);
    if (checkpoints.length === 0) return void 0;
    const index = this.#indexIn(checkpoints);
    const [base, now] = [checkpoints[0], checkpoints[index]];
    return {
      steps: checkpoints.map(({ step }) => step),
      index,
      loraId: now.loraId,
      pairs: now.samples.map((sample, i3) => ({ base: base.samples[i3] ?? sample, now: sample }))
    };
  }
  /** Shows the checkpoint at `index` of `shown.steps`; the last one means whatever is newest. */
  show(index) {
    const steps = this.shown?.steps ?? [];
    const place = Math.max(0, Math.min(steps.length - 1, index));
    this.#chosenStep = place === steps.length - 1 ? void 0 : steps[place];
    this.changed();
  }
  /** Hashes of pictures that are likely to be shown next. */
  get ahead() {
    const checkpoints = (this.samples.value ?? []).filter(({ samples }) => samples.length > 0);
    const index = checkpoints.length === 0 ? 0 : this.#indexIn(checkpoints);
    const near = checkpoints.filter((_, i3) => i3 !== index && Math.abs(i3 - index) <= AHEAD);
    return near.flatMap(({ samples }) => samples.map(({ hash }) => hash));
  }
  #indexIn(checkpoints) {
    const chosen = checkpoints.findIndex(({ step }) => step === this.#chosenStep);
    return chosen >= 0 ? chosen : checkpoints.length - 1;
  }
  /** Asks again for what a snapshot does not bring, and for pictures as soon as there are new ones. */
  #follow() {
    const { snapshots, loras } = this.#panel.state;
    if (snapshots !== this.#snapshots) {
      this.#snapshots = snapshots;
      this.#samplesOf = void 0;
      void this.loadMetrics();
    }
    const kept = [...loras.values()].filter(({ runId }) => runId === this.runId).length;
    const key = `${this.run?.latest?.step} ${this.run?.status} ${kept}`;
    if (key === this.#samplesOf) return;
    this.#samplesOf = key;
    void this.loadSamples();
  }
};

// src/panel/train/train-model.ts
/*!
 * What the Train view shows: the list alone, the form of a new run, or one run's page. It outlives the view, so that a sidebar
 * that is closed and opened goes on where it was.
 */
var TrainModel = class extends Observable {
  form;
  actions;
  #panel;
  #place = "list";
  #page;
  constructor(panel) {
    super();
    this.#panel = panel;
    this.form = new RunForm(panel);
    this.actions = new RunActions(panel);
    panel.state.subscribe(() => {
      if (panel.state.isLoaded && this.#page && !this.#page.run) this.open("list");
    });
  }
  /** Runs in the order in which people look for them: what runs, what waits in its order, then the rest, newest first. */
  get runs() {
    return [...this.#panel.state.runs.values()].sort((a, b2) => rank(a) - rank(b2) || order(a, b2));
  }
  get place() {
    return this.#place;
  }
  /** The open run's page. */
  get page() {
    return this.#page;
  }
  open(place) {
    if (typeof place === "string" || place.runId !== this.#page?.runId) {
      this.#page?.close();
      this.#page = typeof place === "string" ? void 0 : new RunPage(this.#panel, place.runId);
    }
    this.#place = place;
    this.changed();
  }
  /** Goes where another view sent the person. */
  followTarget() {
    const target = this.#panel.navigation.takeTarget("train");
    if (target?.runId) this.open({ runId: target.runId });
    else if (target?.continues) {
      this.form.continueFrom(this.#panel.state.loras.get(target.continues));
      this.open("new");
    }
  }
  /** Starts what the form says and opens its page. */
  async start() {
    const run = await this.form.start();
    if (run) this.open({ runId: run.id });
  }
  /** How many runs are before this one, or before a new one. */
  ahead(run) {
    const waiting = this.runs.filter(({ status }) => ["running", "paused", "stopping", "queued"].includes(status));
    return run ? Math.max(
      0,
      waiting.findIndex(({ id }) => id === run.id)
    ) : waiting.length;
  }
};
function rank({ status }) {
  return ["running", "stopping", "paused"].includes(status) ? 0 : status === "queued" ? 1 : 2;
}
function order(a, b2) {
  const byAge = a.createdAt < b2.createdAt ? -1 : a.createdAt > b2.createdAt ? 1 : 0;
  return a.status === "queued" ? byAge : -byAge;
}

// src/panel/loras/lora-words.ts
/*!
 * LoRAs, comparisons and their results in words.
 */
function loraInWords({ name, step }) {
  return name.includes(`step ${step}`) ? name : `${name}, step ${digits(step)}`;
}

// src/panel/train/setting-field.ts
/*!
 * One setting as a field: title, control, plain sentence; when it was changed, from what, and a button that takes it back.
 */
var settingStyles = i`
  .setting {
    display: flex;
    flex-direction: column;
    gap: var(--gap-1);
    padding-inline-start: 10px;
    border-inline-start: 2px solid transparent;
    margin-inline-start: -12px;
  }

  .setting.changed {
    border-color: var(--accent);
  }

  .setting label {
    font-weight: 500;
  }

  .setting .row {
    flex-wrap: nowrap;
    min-block-size: 36px;
  }

  .setting .problem {
    color: var(--bad);
  }
`;
function settingField({ setting, entry, isChanged, problem }, { enter, reset }) {
  const { name, title, sentence, kind, choices = [] } = setting;
  const id = `setting-${name}`;
  const byDefault = valueInWords(setting, setting.default);
  const value = (event) => event.target.value;
  const control = kind === "switch" ? b`<label class="switch">
          <input id=${id} type="checkbox" role="switch" aria-describedby="${id}-help" .checked=${entry === true} @change=${(event) => enter(event.target.checked)} />
          <span>${title}</span>
        </label>` : kind === "choice" ? b`<select id=${id} aria-describedby="${id}-help" @change=${(event) => enter(value(event))}>
            ${choices.map((choice) => b`<option value=${choice.value} .selected=${choice.value === entry}>${choice.title}</option>`)}
          </select>` : b`<input
            id=${id}
            inputmode=${kind === "whole" ? "numeric" : kind === "number" ? "decimal" : A}
            autocomplete="off"
            aria-describedby="${id}-help"
            aria-invalid=${problem ? "true" : A}
            .value=${String(entry)}
            @input=${(event) => enter(value(event))}
          />`;
  return b`<div class="setting ${isChanged ? "changed" : ""}">
    ${kind === "switch" ? A : b`<label for=${id}>${title}</label>`}
    <div class="row">${control} ${isChanged ? iconButton("undo", `Reset ${title} to ${byDefault}`, reset) : A}</div>
    <small id="${id}-help" class="quiet">
      ${problem ? b`<span class="problem">${problem} </span>` : A}${isChanged && !problem ? `Changed from ${byDefault}. ` : A}${sentence}
    </small>
  </div>`;
}

// src/panel/train/run-form-view.ts
/*!
 * `<see-dpo-run-form>`: what a run learns from, by which method, with which settings; what it will need; and the button that
 * starts it, which says why when it can't. Choices and reasons are run-form.ts's.
 *
 * @fires start - the person wants it to start
 */
var GROUPS = { method: "Method", lora: "LoRA", memory: "Memory and speed", more: "More" };
var RunFormView = class extends i2 {
  static properties = { panel: { attribute: false }, form: { attribute: false }, ahead: { type: Number } };
  static styles = [
    controls,
    settingStyles,
    i`
      :host {
        container: form / inline-size;
      }

      .columns {
        display: grid;
        gap: var(--gap-4);
      }

      .fields {
        display: grid;
        gap: var(--gap-4);
        align-content: start;
        max-inline-size: 640px;
      }

      .two {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(200px, 1fr));
        gap: var(--gap-3);
      }

      .needs {
        padding: var(--gap-4);
        border-radius: var(--radius-large);
        background: var(--raised);
      }

      dl {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: var(--gap-1) var(--gap-3);
      }

      dd {
        text-align: end;
      }

      .needs ul {
        display: grid;
        gap: var(--gap-2);
      }

      summary {
        padding-block: var(--gap-2);
        font-weight: 500;
      }

      details > .two {
        padding-block: var(--gap-2);
      }

      .start {
        inline-size: 100%;
      }

      @container form (min-width: 700px) {
        .columns {
          grid-template-columns: minmax(0, 1fr) 280px;
        }

        .needs {
          position: sticky;
          inset-block-start: var(--gap-2);
          align-self: start;
        }
      }
    `
  ];
  constructor() {
    super();
    this.ahead = 0;
    new Watch(this, () => [this.form, this.panel?.state]);
  }
  render() {
    const { form } = this;
    const { fields } = form;
    const inGroup = (group) => fields.filter(({ setting }) => setting.group === group);
    const isChanged = fields.some((field) => field.isChanged);
    return b`<h1>Train a LoRA on your votes</h1>
      <div class="columns">
        <div class="fields">
          ${this.#choices()} ${failureBox(form.methods.failure, () => form.retry())} ${this.#methods()}
          <div class="two">${inGroup("main").map((field) => this.#field(field))}</div>
          <div>
            ${Object.entries(GROUPS).map(([group, title]) => this.#group(title, inGroup(group)))}
            ${isChanged ? b`<button class="button quiet" @click=${() => form.reset()}>Reset all settings</button>` : A}
          </div>
        </div>
        ${this.#needs()}
      </div>`;
  }
  #choices() {
    const { form } = this;
    const { dataset, model, continues } = form;
    const voters = [...this.panel.state.voters.values()];
    const votes = (count) => countOf(count, "vote");
    const value = (event) => event.target.value;
    return b`<div class="two">
        <label class="field">
          <span>Learn from</span>
          <select @change=${(event) => form.chooseDataset(value(event))} ?disabled=${!dataset}>
            ${form.datasets.map(({ id, name, counts }) => b`<option value=${id} .selected=${id === dataset?.id}>${name} (${votes(counts.votes)})</option>`)}
          </select>
        </label>
        <label class="field">
          <span>Model</span>
          <select @change=${(event) => form.chooseModel(value(event))} ?disabled=${!model}>
            ${form.models.map(({ id, name }) => b`<option value=${id} .selected=${id === model?.id}>${name}</option>`)}
          </select>
        </label>
        <label class="field">
          <span>Start from</span>
          <select @change=${(event) => form.continueFrom(this.panel.state.loras.get(value(event)))}>
            <option value="" .selected=${!continues}>The model as it is</option>
            ${form.continuable.map((lora) => b`<option value=${lora.id} .selected=${lora.id === continues?.id}>${loraInWords(lora)}</option>`)}
          </select>
        </label>
        <label class="field">
          <span>Name</span>
          <input maxlength="120" placeholder="Chosen for you" .value=${form.name} @input=${(event) => form.rename(event.target.value)} />
        </label>
      </div>
      ${voters.length > 1 ? b`<fieldset>
              <legend>Whose votes</legend>
              <div class="row">
                ${voters.map(
      ({ id, name }) => b`<label class="switch">
                    <input type="checkbox" .checked=${!form.isLeftOut(id)} @change=${(event) => form.leaveOut(id, !event.target.checked)} />
                    <span>${name}</span>
                  </label>`
    )}
              </div>
            </fieldset>` : A}`;
  }
  #methods() {
    const { form } = this;
    const methods = form.methods.value?.methods ?? [];
    if (methods.length === 0) return A;
    return b`<fieldset>
      <legend>Method</legend>
      <div class="stack">
        ${methods.map(
      ({ name, title, sentence }) => b`<label class="switch">
            <input type="radio" name="method" .checked=${name === form.method?.name} @change=${() => form.chooseMethod(name)} />
            <span>${title}<br /><small class="quiet">${sentence}</small></span>
          </label>`
    )}
      </div>
    </fieldset>`;
  }
  #group(title, fields) {
    if (fields.length === 0) return A;
    const changed = fields.filter(({ isChanged }) => isChanged).length;
    return b`<details>
      <summary>${title} ${changed > 0 ? b`<span class="chip good">${changed} changed</span>` : A}</summary>
      <div class="two">${fields.map((field) => this.#field(field))}</div>
    </details>`;
  }
  #field(field) {
    const { name } = field.setting;
    return settingField(field, { enter: (entry) => this.form.enter(name, entry), reset: () => this.form.reset(name) });
  }
  #needs() {
    const { form } = this;
    const { value: estimate, phase, failure } = form.estimate;
    const { obstacles } = form;
    const isBlocked = obstacles.length > 0;
    return b`<section class="needs stack" aria-labelledby="needs">
      <h2 id="needs">What it will need</h2>
      ${estimate ? b`<dl class="number" aria-busy=${phase === "busy"}>
              ${fact("Votes", `${digits(estimate.votes)}${estimate.ties > 0 ? `, ${countOf(estimate.ties, "tie")} among them` : ""}`)}
              ${fact("To train on", countOf(estimate.trainingPairs, "pair"))} ${fact("Held out, to check", countOf(estimate.heldOutPairs, "pair"))}
              ${estimate.seconds === void 0 ? A : fact("Time", `about ${secondsInWords(estimate.seconds)}`)}
              ${estimate.memoryBytes === void 0 ? A : fact(
      "Memory",
      `${bytesInWords(estimate.memoryBytes)}${estimate.freeMemoryBytes === void 0 ? "" : ` of ${bytesInWords(estimate.freeMemoryBytes)} free`}`
    )}
              ${estimate.diskBytes === void 0 ? A : fact("Disk", bytesInWords(estimate.diskBytes))}
            </dl>` : A}
      ${estimate?.advice?.length ? b`<ul class="small quiet">${estimate.advice.map((sentence) => b`<li>${sentence}</li>`)}</ul>` : A}
      ${failureBox(form.starting.failure)}
      <div id="reasons" class=${isBlocked ? "note warn small" : ""} ?hidden=${!isBlocked}>
        <ul>
          ${obstacles.map((sentence) => b`<li>${sentence}</li>`)}
        </ul>
        ${failure ? b`<button class="button" @click=${() => form.retry()}>Try again</button>` : A}
      </div>
      <button
        class="button primary large start"
        aria-disabled=${isBlocked || form.starting.phase === "busy"}
        aria-describedby="reasons"
        @click=${() => !isBlocked && this.dispatchEvent(new Event("start"))}
      >
        ${this.ahead > 0 ? "Add to the queue" : "Start training"}
      </button>
      ${this.ahead > 0 ? b`<p class="small quiet">It starts when ${countOf(this.ahead, "run")} before it ${this.ahead === 1 ? "has" : "have"} ended.</p>` : A}
    </section>`;
  }
};
function fact(name, value) {
  return b`<dt class="quiet">${name}</dt><dd>${value}</dd>`;
}
customElements.define("see-dpo-run-form", RunFormView);

// src/panel/train/curves.ts
/*!
 * Which curves a run has, and how to read each: held-out votes first, because only they say whether it learned the person's
 * taste or the person's votes (a step's loss says next to nothing).
 */
var asChange = (value) => `${value > 0 ? "+" : ""}${(100 * value).toFixed(1)} %`;
var asNumber = (value) => Math.abs(value) >= 100 ? value.toFixed(0) : Math.abs(value) >= 0.1 || value === 0 ? value.toFixed(2) : value.toPrecision(2);
function checkpointCurves(evaluations, best) {
  const curve = (text, format, level, lines) => ({
    ...text,
    unit: "step",
    x: evaluations.map(({ step }) => step),
    format,
    level,
    mark: best === void 0 ? void 0 : { x: best, label: "best" },
    series: lines.map(([label, colour, pick, dashed]) => ({ label, colour, isDashed: dashed !== void 0, values: evaluations.map(pick) }))
  });
  const curves = [
    curve(
      {
        title: "Agreement with votes",
        sentence: "How often it prefers what you preferred. Only the held-out line counts; when it falls while the other rises, votes are learned by heart."
      },
      percent,
      0.5,
      [
        ["Held-out votes", 1, ({ accuracy }) => accuracy],
        ["Votes it trains on", 2, ({ trainingAccuracy }) => trainingAccuracy, "dashed"]
      ]
    ),
    curve(
      {
        title: "Log-sigmoid on held-out votes",
        sentence: "The same with how sure it is; the best checkpoint is the highest point. It starts at -0.69, a coin."
      },
      asNumber,
      -Math.LN2,
      [["Held-out votes", 1, ({ logSigmoid }) => logSigmoid]]
    ),
    curve(
      {
        title: "Winner and loser error",
        sentence: "Against the base model. The loser's should rise above the winner's; when the winner's rises too, it is leaving what it can draw."
      },
      asChange,
      0,
      [
        ["Winner", 1, ({ winnerError }) => winnerError],
        ["Loser", 2, ({ loserError }) => loserError]
      ]
    ),
    curve(
      { title: "Margins (z)", sentence: "How far winner and loser are apart on held-out votes. Beyond 20 most votes no longer teach anything." },
      asNumber,
      0,
      [
        ["95th percentile", 3, ({ z }) => z?.p95, "dashed"],
        ["Median", 1, ({ z }) => z?.p50],
        ["5th percentile", 4, ({ z }) => z?.p5, "dashed"]
      ]
    ),
    curve({ title: "Variety", sentence: "How different pictures of one prompt are, against the base's. Far below 100 % they have become alike." }, percent, 1, [
      ["Variety", 1, ({ diversity }) => diversity]
    ])
  ];
  return curves.filter(({ series }) => series.some(({ values }) => values.some((value) => value !== void 0)));
}
function stepCurves(steps) {
  if (steps.length === 0) return [];
  const shared = { unit: "step", x: steps.map(({ step }) => step), format: asNumber };
  return [
    {
      ...shared,
      title: "Loss",
      sentence: "Of the votes of each step. It jumps about, and hardly says how well it goes.",
      series: [{ label: "Loss", colour: 1, values: steps.map(({ loss }) => loss) }]
    },
    {
      ...shared,
      title: "Gradient norm",
      sentence: "How hard each step pulls. A sudden peak comes before pictures fall apart.",
      series: [{ label: "Gradient norm", colour: 1, values: steps.map(({ gradientNorm }) => gradientNorm) }]
    }
  ];
}

// src/panel/elements/name-editor.ts
/*!
 * `<see-dpo-name>`: the name of a thing as its heading, which can be changed in place. Enter takes the new name, Escape and
 * leaving the field forget it.
 *
 * @fires rename - CustomEvent with the new name
 */
var NameEditor = class extends i2 {
  static properties = { name: {}, label: {}, isEditing: { state: true } };
  static styles = [
    controls,
    i`
      :host {
        min-inline-size: 0;
      }

      .row {
        flex-wrap: nowrap;
        gap: var(--gap-1);
      }

      h1 {
        overflow-wrap: anywhere;
      }
    `
  ];
  constructor() {
    super();
    this.isEditing = false;
  }
  render() {
    if (!this.isEditing) return b`<div class="row"><h1>${this.name}</h1>${iconButton("edit", "Rename", this.#edit)}</div>`;
    return b`<form class="row" @submit=${this.#save}>
      <input aria-label=${this.label} .value=${this.name} maxlength="120" required @keydown=${this.#onKey} @blur=${this.#onBlur} />
      ${iconButton("check", "Save the name", this.#save)}
    </form>`;
  }
  #edit = async () => {
    this.isEditing = true;
    await this.updateComplete;
    this.renderRoot.querySelector("input")?.select();
  };
  #save = (event) => {
    event.preventDefault();
    const name = this.renderRoot.querySelector("input")?.value.trim() ?? "";
    if (name !== "" && name !== this.name) this.dispatchEvent(new CustomEvent("rename", { detail: name }));
    void this.#end();
  };
  #onKey = (event) => {
    if (event.key === "Escape") void this.#end();
  };
  #onBlur = (event) => {
    if (!(event.relatedTarget instanceof HTMLElement)) this.isEditing = false;
  };
  /** Focus goes back to where it came from. */
  async #end() {
    this.isEditing = false;
    await this.updateComplete;
    this.renderRoot.querySelector("button")?.focus();
  }
};
customElements.define("see-dpo-name", NameEditor);

// src/panel/plot/curve.ts
/*!
 * What a figure of curves holds, as data: drawing is curve-figure.ts's, where the numbers come from is left to the views.
 */
function curveInWords({ title, unit, x, series, format, mark }) {
  const parts = series.map(({ label, values }) => {
    const known = x.map((at, i3) => ({ at, value: values[i3] })).filter((point) => point.value !== void 0);
    if (known.length === 0) return `${label}: nothing measured yet`;
    const [first, last] = [known[0], known[known.length - 1]];
    if (known.length === 1) return `${label}: ${format(first.value)} at ${unit} ${first.at}`;
    const marked = known.find(({ at }) => at === mark?.x);
    const middle = mark && marked && marked !== first && marked !== last ? `, ${format(marked.value)} at ${unit} ${mark.x} (${mark.label})` : "";
    return `${label}: from ${format(first.value)} at ${unit} ${first.at}${middle} to ${format(last.value)} at ${unit} ${last.at}`;
  });
  return `${title}. ${parts.join("; ")}.`;
}

// src/panel/plot/load-plot.ts
/*!
 * Loads the plotting chunk once.
 */
var loading;
function loadPlot() {
  loading ??= import("./plot.mjs").catch((error) => {
    loading = void 0;
    throw error;
  });
  return loading;
}

// src/panel/plot/curve-figure.ts
/*!
 * `<see-dpo-curve>`: one figure with its curves, how to read it, and its numbers under the pointer. uPlot draws, loaded when the
 * first figure is shown; a screen reader hears curve.ts's sentence, and tables beside the figures hold every number.
 */
var HEIGHT = 190;
var DOTS = 60;
var CurveFigure = class extends i2 {
  static properties = { curve: { attribute: false } };
  static styles = [
    controls,
    i`
      :host {
        min-inline-size: 0;
      }

      .legend {
        display: flex;
        flex-wrap: wrap;
        gap: 0 var(--gap-3);
        margin-block: var(--gap-2) var(--gap-1);
      }

      .swatch {
        display: inline-block;
        inline-size: 16px;
        margin-inline-end: 6px;
        border-block-start: 3px solid;
        vertical-align: middle;
        /* A change of theme ends this transition, which is how the picture learns of it. */
        transition: color 1ms;
      }

      .swatch.dashed {
        border-block-start-style: dotted;
      }

      .plot {
        block-size: ${HEIGHT}px;
        /* The picture's own size must not hold its place open. */
        overflow: hidden;
        contain: inline-size;
      }

      .grid {
        position: absolute;
        color: var(--line);
      }
    `
  ];
  #module;
  #plot;
  #isBroken = false;
  /** Place of the point under the pointer. */
  #index;
  #resized = new ResizeObserver(([{ contentRect }]) => this.#plot?.setSize({ width: contentRect.width, height: HEIGHT }));
  connectedCallback() {
    super.connectedCallback();
    void this.#load();
  }
  disconnectedCallback() {
    super.disconnectedCallback();
    this.#resized.disconnect();
    this.#drop();
  }
  render() {
    const { title, sentence, series, format, x, unit } = this.curve;
    const at = this.#index ?? x.length - 1;
    return b`<figure>
      <h3>${title}</h3>
      <p class="quiet small">${sentence}</p>
      <div class="legend small number" aria-hidden="true">
        ${series.map(({ label, colour, isDashed, values }) => {
      const value = values[at];
      return b`<span>
            <span class="swatch ${isDashed ? "dashed" : ""}" .style=${`color: var(--series-${colour})`} @transitionend=${() => this.#plot?.redraw()}></span>
            ${label} ${value === void 0 ? A : b`<b>${format(value)}</b>`}
          </span>`;
    })}
        <span class="quiet">${this.#index === void 0 ? A : `${unit} ${x[at]}`}</span>
      </div>
      <div class="plot" role="img" aria-label=${curveInWords(this.curve)}></div>
      <i class="grid"></i>
      ${this.#isBroken ? b`<p class="note warn">The part that draws curves did not load. The numbers are in the table. <button class="button" @click=${this.#load}>Try again</button></p>` : A}
    </figure>`;
  }
  updated(changed) {
    if (!changed.has("curve") || !this.#module) return;
    const before = changed.get("curve");
    const names = (curve) => curve?.series.map(({ label }) => label).join();
    if (this.#plot && names(before) === names(this.curve)) this.#plot.setData(this.#data());
    else this.#draw();
  }
  #load = async () => {
    try {
      this.#module = await loadPlot();
      this.#isBroken = false;
      if (this.isConnected) this.#draw();
    } catch {
      this.#isBroken = true;
    }
    this.requestUpdate();
  };
  #drop() {
    this.#plot?.destroy();
    this.#plot = void 0;
  }
  #data() {
    const { x, series } = this.curve;
    return [[...x], ...series.map(({ values }) => values.map((value) => value ?? null))];
  }
  #draw() {
    const place = this.renderRoot.querySelector(".plot");
    const module = this.#module;
    if (!module || !place) return;
    this.#drop();
    const root = this.renderRoot;
    if (!root.adoptedStyleSheets.includes(sheetOf(module))) root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheetOf(module)];
    const colour = (selector) => getComputedStyle(root.querySelector(selector)).color;
    const swatch = (i3) => colour(`.legend > :nth-child(${i3 + 1}) > .swatch`);
    const axis = {
      stroke: () => colour(".quiet"),
      font: "11px system-ui, sans-serif",
      grid: { stroke: () => colour(".grid"), width: 1 },
      ticks: { show: false }
    };
    const { curve } = this;
    this.#plot = new module.UPlot(
      {
        width: place.clientWidth,
        height: HEIGHT,
        legend: { show: false },
        cursor: { y: false, drag: { x: false, y: false } },
        scales: { x: { time: false }, y: { range: (_, low, high) => range(low, high, curve.level) } },
        axes: [
          { ...axis, size: 26, space: 60 },
          { ...axis, size: 54, gap: 4, values: (_, ticks) => ticks.map(curve.format) }
        ],
        series: [
          {},
          ...curve.series.map(
            ({ isDashed }, i3) => ({
              stroke: () => swatch(i3),
              width: 2,
              dash: isDashed ? [4, 4] : void 0,
              spanGaps: true,
              points: { show: curve.x.length <= DOTS && !isDashed, size: 5, fill: () => swatch(i3) }
            })
          )
        ],
        hooks: {
          drawAxes: [(plot) => this.#drawLevel(plot, colour(".quiet"))],
          setCursor: [
            (plot) => {
              this.#index = plot.cursor.idx ?? void 0;
              this.requestUpdate();
            }
          ]
        }
      },
      this.#data(),
      place
    );
    this.#resized.observe(place);
  }
  /** The level across, and the mark upright with its word. */
  #drawLevel({ ctx, bbox, valToPos }, colour) {
    const { level, mark } = this.curve;
    const scale = window.devicePixelRatio;
    ctx.save();
    ctx.strokeStyle = colour;
    ctx.fillStyle = colour;
    ctx.lineWidth = scale;
    ctx.setLineDash([2 * scale, 3 * scale]);
    ctx.beginPath();
    if (level !== void 0) {
      const y = valToPos(level, "y", true);
      ctx.moveTo(bbox.left, y);
      ctx.lineTo(bbox.left + bbox.width, y);
    }
    if (mark) {
      const x = valToPos(mark.x, "x", true);
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.font = `${11 * scale}px system-ui, sans-serif`;
      const isRight = x > bbox.left + bbox.width * 0.8;
      ctx.textAlign = isRight ? "right" : "left";
      ctx.textBaseline = "top";
      ctx.fillText(mark.label, x + (isRight ? -5 : 5) * scale, bbox.top);
    }
    ctx.stroke();
    ctx.restore();
  }
};
function range(low, high, level) {
  const [from, to] = [Math.min(low ?? level ?? 0, level ?? low), Math.max(high ?? level ?? 1, level ?? high)];
  const air = (to - from || Math.abs(to) || 1) / 10;
  return [from - air, to + air];
}
var sheets = /* @__PURE__ */ new WeakMap();
function sheetOf(module) {
  let sheet = sheets.get(module);
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(module.style);
    sheets.set(module, sheet);
  }
  return sheet;
}
customElements.define("see-dpo-curve", CurveFigure);

// src/panel/elements/picture-frame.ts
/*!
 * `<see-dpo-picture>`: one picture at a size that suits it. Small pictures (the demo's are 32 x 32) are scaled up by whole
 * numbers with hard pixels; large ones are scaled down to their place.
 */
var SMALL_PICTURE = 128;
var PictureFrame = class extends i2 {
  static properties = { src: {}, alt: {}, width: { type: Number }, height: { type: Number } };
  static styles = [
    controls,
    i`
      :host {
        display: block;
        border-radius: 4px;
        background: var(--sunken);
        overflow: hidden;
      }

      img {
        display: block;
        inline-size: 100%;
        block-size: auto;
      }
    `
  ];
  render() {
    const isSmall = (this.width ?? SMALL_PICTURE) < SMALL_PICTURE;
    return b`<img
      class=${isSmall ? "pixels" : ""}
      src=${this.src}
      alt=${this.alt ?? ""}
      width=${this.width ?? A}
      height=${this.height ?? A}
      loading="lazy"
      decoding="async"
      draggable="false"
    />`;
  }
};
customElements.define("see-dpo-picture", PictureFrame);

// src/panel/elements/picture-pair.ts
/*!
 * `<see-dpo-picture-pair>`: two pictures large, side by side, or flickering in one place, where the eye sees what differs. Left and
 * right arrow go to the pair before and after, F flickers.
 *
 * @fires move - CustomEvent with -1 or 1: the pair before or after
 * @fires close - after it was closed in any way
 * @slot - controls above the pictures
 */
var FLICKER_MS = 400;
var PicturePair = class extends i2 {
  static properties = { shown: { attribute: false }, isFlickering: { state: true }, isRight: { state: true } };
  static styles = [
    controls,
    i`
      :host {
        --dialog-width: 1100px;
      }

      .pair {
        display: grid;
        grid-template-columns: 1fr 1fr;
        gap: var(--gap-2);
      }

      .pair.flicker {
        grid-template-columns: minmax(0, min(100%, 70vh));
        justify-content: center;
      }

      .pair.flicker > figure {
        grid-area: 1 / 1;
      }

      .pair.flicker > .behind {
        visibility: hidden;
      }

      figcaption {
        font-weight: 500;
      }
    `
  ];
  #timer;
  constructor() {
    super();
    this.isFlickering = false;
    this.isRight = false;
  }
  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }
  render() {
    const { caption, place, left, right } = this.shown;
    return b`<see-dpo-dialog open .heading=${caption} @keydown=${this.#onKey} @close=${() => this.dispatchEvent(new Event("close"))}>
      <div class="stack">
        <slot></slot>
        <div class="pair ${this.isFlickering ? "flicker" : ""}">
          ${[left, right].map(
      ({ src, width, height, title }, i3) => b`<figure class=${this.isFlickering && this.isRight !== (i3 === 1) ? "behind" : ""}>
              <figcaption>${title}</figcaption>
              <see-dpo-picture .src=${src} .alt=${`${title}: ${caption}`} .width=${width} .height=${height}></see-dpo-picture>
            </figure>`
    )}
        </div>
        <div class="row spread">
          <span class="row">
            ${iconButton("left", "Pair before", () => this.#move(-1))} <span class="quiet small number" aria-live="polite">${place}</span>
            ${iconButton("right", "Next pair", () => this.#move(1))}
          </span>
          <span class="row">
            <button class="button" aria-pressed=${this.isFlickering} @click=${this.#flicker}>${icon("flicker")} Flicker <kbd>F</kbd></button>
            ${this.isFlickering && isStill() ? b`<button class="button" @click=${this.#swap}>Swap</button>` : A}
          </span>
        </div>
      </div>
    </see-dpo-dialog>`;
  }
  #onKey = (event) => {
    const target = event.composedPath()[0];
    if (["INPUT", "SELECT"].includes(target.tagName) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "ArrowLeft") this.#move(-1);
    else if (event.key === "ArrowRight") this.#move(1);
    else if (event.key.toLowerCase() === "f") this.#flicker();
    else return;
    event.preventDefault();
  };
  #move(by) {
    this.dispatchEvent(new CustomEvent("move", { detail: by }));
  }
  #swap = () => {
    this.isRight = !this.isRight;
  };
  #flicker = () => {
    this.isFlickering = !this.isFlickering;
    clearInterval(this.#timer);
    if (this.isFlickering && !isStill()) this.#timer = setInterval(this.#swap, FLICKER_MS);
  };
};
function isStill() {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches;
}
customElements.define("see-dpo-picture-pair", PicturePair);

// src/panel/train/sample-steps.ts
/*!
 * `<see-dpo-samples>`: the fixed-seed pictures of one checkpoint beside the base's, and a slider over the checkpoints. Arrow keys
 * move it; pictures of neighbouring checkpoints are loaded ahead.
 */
var SampleSteps = class extends i2 {
  static properties = { panel: { attribute: false }, page: { attribute: false }, best: { type: Number }, opened: { state: true } };
  static styles = [
    controls,
    i`
      .slider {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr) auto;
        align-items: center;
        gap: var(--gap-1);
        margin-block: var(--gap-2);
      }

      .track {
        position: relative;
      }

      .best {
        position: absolute;
        inset-block-start: 100%;
        font-size: 11px;
        line-height: 1;
        color: var(--accent);
        transform: translateX(-50%);
      }

      .grid {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(140px, 1fr));
        gap: var(--gap-3) var(--gap-3);
        margin-block-start: var(--gap-3);
      }

      .pair {
        display: grid;
        grid-template-columns: 1fr 1fr;
        gap: 2px;
        inline-size: 100%;
        padding: 0;
        border: 0;
        background: none;
      }

      figcaption {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
    `
  ];
  /** Which pictures were asked for ahead; the browser's cache keeps them. */
  #aheadOf = "";
  constructor() {
    super();
    new Watch(this, () => [this.page]);
  }
  render() {
    const { shown } = this.page;
    if (!shown) return A;
    const { steps, index, pairs } = shown;
    const step = steps[index];
    const last = steps.length - 1;
    const bestIndex = steps.indexOf(this.best ?? -1);
    const name = index === 0 ? "the base model" : `step ${digits(step)}`;
    return b`<section aria-labelledby="title">
      <div class="row spread">
        <h2 id="title">Pictures at ${name} ${index === bestIndex ? b`<span class="chip good">best</span>` : A}</h2>
        <span class="quiet small">left the base, right ${name}</span>
      </div>
      ${last > 0 ? b`<div class="slider">
              ${iconButton("left", "Checkpoint before", () => this.page.show(index - 1))}
              <div class="track">
                <input
                  type="range"
                  min="0"
                  max=${last}
                  step="1"
                  aria-label="Checkpoint"
                  aria-valuetext="${name}${index === bestIndex ? ", the best" : ""}"
                  .value=${String(index)}
                  @input=${(event) => this.page.show(Number(event.target.value))}
                />
                ${bestIndex > 0 ? b`<span class="best" aria-hidden="true" .style=${`inset-inline-start: calc(8px + (100% - 16px) * ${bestIndex / last})`}>best</span>` : A}
              </div>
              ${iconButton("right", "Next checkpoint", () => this.page.show(index + 1))}
            </div>` : A}
      <div class="grid">
        ${pairs.map(
      ({ base, now }, i3) => b`<figure>
            <button class="pair" aria-label="Compare large: ${now.prompt}, seed ${now.seed}" @click=${() => this.opened = i3}>
              ${[base, now].map(
        (picture) => b`<see-dpo-picture .src=${this.panel.api.imageUrl(picture.hash)} alt="" .width=${picture.width} .height=${picture.height}></see-dpo-picture>`
      )}
            </button>
            <figcaption class="small quiet" title=${now.prompt}>${now.prompt}</figcaption>
          </figure>`
    )}
      </div>
      ${this.opened === void 0 ? A : b`<see-dpo-picture-pair .shown=${this.#large(shown, this.opened)} @move=${this.#onMove} @close=${() => this.opened = void 0}></see-dpo-picture-pair>`}
    </section>`;
  }
  updated() {
    const { ahead } = this.page;
    if (ahead.join() === this.#aheadOf) return;
    this.#aheadOf = ahead.join();
    for (const hash of ahead) new Image().src = this.panel.api.imageUrl(hash);
  }
  #large({ steps, index, pairs }, place) {
    const { base, now } = pairs[Math.min(place, pairs.length - 1)];
    const picture = ({ hash, width, height }, title) => ({ src: this.panel.api.imageUrl(hash), width, height, title });
    return {
      caption: `${now.prompt} (seed ${now.seed})`,
      place: `${place + 1} of ${pairs.length}`,
      left: picture(base, "Base"),
      right: picture(now, `Step ${digits(steps[index])}`)
    };
  }
  #onMove = (event) => {
    const count = this.page.shown?.pairs.length ?? 1;
    this.opened = ((this.opened ?? 0) + event.detail + count) % count;
  };
};
customElements.define("see-dpo-samples", SampleSteps);

// src/panel/train/run-page-view.ts
/*!
 * `<see-dpo-run-page>`: one run. How far it is and what can be done, alarms in words, how often it agrees with held-out votes, the
 * pictures of its checkpoints, its curves and their numbers. What is shown comes from run-page.ts.
 */
var RunPageView = class extends i2 {
  static properties = { panel: { attribute: false }, page: { attribute: false }, actions: { attribute: false }, ahead: { type: Number } };
  static styles = [
    controls,
    i`
      :host {
        container: page / inline-size;
      }

      .page {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--gap-4);
      }

      .hero {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--gap-2) var(--gap-4);
      }

      .hero > b {
        font-size: 56px;
        font-weight: 650;
        letter-spacing: -0.03em;
        line-height: 1;
      }

      .hero > div {
        flex: 1 1 240px;
        max-inline-size: 56ch;
      }

      .alarm {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: var(--gap-2);
      }

      .alarm > svg {
        margin-block-start: 2px;
        color: var(--warn);
      }

      .curves {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--gap-4);
      }

      summary {
        padding-block: var(--gap-2);
        font-weight: 500;
      }

      .table {
        overflow-x: auto;
      }

      table {
        border-collapse: collapse;
        font-size: var(--text-small);
      }

      th,
      td {
        padding: 3px 12px 3px 0;
        text-align: end;
        white-space: nowrap;
      }

      th:first-child,
      td:first-child {
        text-align: start;
      }

      thead th {
        border-block-end: 1px solid var(--line);
        font-weight: 500;
      }

      dl {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 2px var(--gap-3);
      }

      @container page (min-width: 660px) {
        .curves {
          grid-template-columns: repeat(2, minmax(0, 1fr));
        }

        .curves.checkpoints > :first-child {
          grid-column: 1 / -1;
        }
      }
    `
  ];
  /** Curves are made anew only for new metrics, not with every tick of the progress. */
  #curves;
  #seen = -1;
  constructor() {
    super();
    new Watch(this, () => [this.page, this.panel?.state, this.actions]);
  }
  render() {
    const { page } = this;
    const { run } = page;
    if (!run) return b`<p class="quiet">Loading the run …</p>`;
    const curves = this.#curvesOf(run);
    return b`<div class="page">
      ${this.#head(run)} ${this.#trouble(run)} ${this.#hero(run)}
      ${page.shown ? b`<see-dpo-samples .panel=${this.panel} .page=${page} .best=${bestStep(run)}></see-dpo-samples>` : failureBox(page.samples.failure, () => page.loadSamples())}
      ${failureBox(page.metrics.failure, () => page.loadMetrics())}
      ${curves.checkpoints.length > 0 ? b`<section class="curves checkpoints" aria-label="Curves">${curves.checkpoints.map((curve) => b`<see-dpo-curve .curve=${curve}></see-dpo-curve>`)}</section>` : A}
      <div>
        ${curves.steps.length > 0 ? b`<details>
                <summary>Loss and gradient</summary>
                <div class="curves">${curves.steps.map((curve) => b`<see-dpo-curve .curve=${curve}></see-dpo-curve>`)}</div>
              </details>` : A}
        ${curves.checkpoints.length > 0 ? this.#numbers(curves.checkpoints) : A} ${this.#facts(run)}
      </div>
    </div>`;
  }
  #head(run) {
    const { word, tone } = statusOf(run);
    const lora = run.loraId && this.panel.state.loras.get(run.loraId);
    return b`<header class="stack">
      <div class="row">
        <see-dpo-name .name=${run.name} label="Name of the run" @rename=${(event) => this.actions.rename(run.id, event.detail)}></see-dpo-name>
        <span class="chip ${tone}">${word}</span>
      </div>
      ${run.status === "queued" ? b`<p class="quiet">${this.ahead === 0 ? "It starts in a moment." : `It starts when ${countOf(this.ahead, "run")} before it ${this.ahead === 1 ? "has" : "have"} ended.`}</p>` : A}
      ${run.status === "stopping" ? b`<p class="quiet" role="status">It ends after this step and keeps the best checkpoint.</p>` : A}
      ${["running", "paused", "stopping"].includes(run.status) && run.progress ? b`<see-dpo-progress .progress=${run.status === "running" ? run.progress : { ...run.progress, secondsLeft: void 0 }} .label=${`Progress of ${run.name}`}></see-dpo-progress>` : A}
      <div class="row">
        ${this.actions.possible(run).map((action) => this.#action(action, run))}
        ${lora ? b`<button class="button ${run.status === "finished" || run.status === "stopped" ? "primary" : ""}" @click=${() => this.panel.navigation.go({ view: "loras", loraId: lora.id })}>${icon("loras")} Use its LoRA</button>` : A}
      </div>
    </header>`;
  }
  #action(action, run) {
    const { actions } = this;
    const isBusy = actions.isBusy(run.id);
    const button = (name, text, click, style = "") => b`<button class="button ${style}" ?disabled=${isBusy} @click=${click}>${icon(name)} ${text}</button>`;
    if (action === "pause") return button("pause", "Pause", () => actions.pause(run.id));
    if (action === "resume") return button("play", resumeText(run), () => actions.resume(run.id), run.status === "stopped" ? "" : "primary");
    if (action === "stop") return button("stop", run.status === "queued" ? "Take out of the queue" : "Stop and keep", () => actions.stop(run.id));
    return button("trash", "Delete", () => actions.delete(run), "quiet");
  }
  #trouble(run) {
    const alarms = alarmGroups(run);
    const failed = run.status === "failed";
    if (!failed && alarms.length === 0) return A;
    return b`<section class="stack" aria-label="What to look at">
      ${failed ? b`<div class="note bad" role="alert">
              <b>It failed.</b> ${run.error?.message ?? "The trainer gave no reason; the server’s log may say more."}
              ${(run.step ?? 0) > 0 ? `“${resumeText(run)}” goes on from its last checkpoint; what it learned until then is kept.` : A}
            </div>` : A}
      ${alarms.map(
      ({ title, sentence, when }) => b`<div class="note warn alarm" role="status">
          ${icon("warn")}
          <div><b>${title}</b> <span class="quiet small">${when}</span><br />${sentence}</div>
        </div>`
    )}
    </section>`;
  }
  #hero(run) {
    const evaluation = (run.best?.step ?? 0) > 0 ? run.best : (run.latest?.step ?? 0) > 0 ? run.latest : void 0;
    if (!evaluation) {
      return ["running", "paused"].includes(run.status) ? b`<p class="quiet">First the base model is measured on your votes, then training begins. How often it agrees with votes that it has not seen stands here after the first checkpoint.</p>` : A;
    }
    const { latest } = run;
    const now = latest && latest.step !== evaluation.step && latest.accuracy !== void 0 ? ` Now, at step ${digits(latest.step)}, it is ${percent(latest.accuracy)}.` : "";
    return b`<section class="hero" aria-label="Agreement with held-out votes">
      <b class="number">${evaluation.accuracy === void 0 ? "–" : percent(evaluation.accuracy)}</b>
      <div>
        <h2>agreement with votes it has not seen</h2>
        <p>${accuracyVerdict(evaluation)}</p>
        <p class="quiet small">At step ${digits(evaluation.step)}, its best checkpoint: ${accuracyInWords(evaluation)}${now}</p>
      </div>
    </section>`;
  }
  #curvesOf(run) {
    const { log } = this.page;
    const best = bestStep(run);
    if (this.#curves?.of !== log || this.#seen !== log.version || this.#curves.best !== best) {
      this.#curves = { of: log, best, checkpoints: checkpointCurves(log.evaluations, best), steps: stepCurves(log.steps) };
      this.#seen = log.version;
    }
    return this.#curves;
  }
  /** Every number of the checkpoint curves, for those who read rather than see. */
  #numbers(curves) {
    const [{ x }] = curves;
    const columns = curves.flatMap(
      ({ title, series, format }) => series.map(({ label, values }) => ({ title: series.length > 1 ? `${title}: ${label.toLowerCase()}` : title, values, format }))
    );
    return b`<details>
      <summary>The numbers as a table</summary>
      <div class="table" tabindex="0" role="region" aria-label="Numbers of each checkpoint">
        <table class="number">
          <thead>
            <tr>
              <th scope="col">Step</th>
              ${columns.map(({ title }) => b`<th scope="col">${title}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${x.map(
      (step, i3) => b`<tr>
                <th scope="row">${digits(step)}</th>
                ${columns.map(({ values, format }) => b`<td>${values[i3] === void 0 ? "–" : format(values[i3])}</td>`)}
              </tr>`
    )}
          </tbody>
        </table>
      </div>
    </details>`;
  }
  #facts(run) {
    const { state, environment } = this.panel;
    const continues = run.continues && state.loras.get(run.continues)?.name;
    const rows = [
      ["Votes", digits(run.votes)],
      ["Dataset", state.datasets.get(run.datasetId)?.name ?? "deleted"],
      ["Model", state.models?.find(({ id }) => id === run.modelId)?.name ?? run.modelId],
      ...continues ? [["Went on from", continues]] : [],
      ["Created", momentInWords(run.createdAt, environment.now())],
      ...run.gamma === void 0 ? [] : [["Gamma, as it was set", run.gamma.toPrecision(3)]],
      ...Object.entries(run.settings).map(([name, value]) => [name, String(value)])
    ];
    return b`<details>
      <summary>Settings and origin</summary>
      <dl class="small">${rows.map(([name, value]) => b`<dt class="quiet">${name}</dt><dd>${value}</dd>`)}</dl>
    </details>`;
  }
};
function bestStep(run) {
  return (run.best?.step ?? 0) > 0 ? run.best?.step : void 0;
}
function resumeText({ status }) {
  return status === "paused" ? "Go on" : status === "failed" ? "Resume" : "Go on training";
}
customElements.define("see-dpo-run-page", RunPageView);

// src/panel/train/train-view.ts
/*!
 * `<see-dpo-train-view>`: runs, and beside them the form of a new one or a run's page. What is open is train-model.ts's.
 */
var TrainView = class extends PanelView {
  static styles = [
    controls,
    splitView,
    i`
      .new {
        inline-size: 100%;
        margin-block-end: var(--gap-2);
      }

      .item b {
        font-weight: 500;
      }
    `
  ];
  constructor() {
    super();
    new Watch(this, () => [this.panel?.state, this.panel?.navigation, this.#model, this.#model?.page]);
  }
  get #model() {
    return this.panel?.part("train", () => new TrainModel(this.panel));
  }
  onKey({ key }) {
    const page = this.#model?.page;
    const shown = page?.shown;
    if (!shown || key !== "ArrowLeft" && key !== "ArrowRight") return false;
    page?.show(shown.index + (key === "ArrowLeft" ? -1 : 1));
    return true;
  }
  willUpdate(_changed) {
    this.#model?.followTarget();
  }
  render() {
    const model = this.#model;
    const { runs, place, page } = model;
    const isOpen = place !== "list" || runs.length === 0;
    return b`<div class="split" ?data-open=${isOpen}>
      <div class="list">
        <button class="button new" aria-current=${page ? A : "page"} @click=${() => this.#open("new")}>${icon("plus")} New run</button>
        <ul aria-label="Runs">
          ${runs.map((run) => b`<li>${this.#item(run, run.id === page?.runId)}</li>`)}
        </ul>
      </div>
      <div class="detail" tabindex="-1">
        ${runs.length > 0 ? b`<button class="button quiet back" @click=${() => this.#open("list")}>${icon("left")} All runs</button>` : A}
        ${page ? b`<see-dpo-run-page .panel=${this.panel} .page=${page} .actions=${model.actions} .ahead=${page.run ? model.ahead(page.run) : 0}></see-dpo-run-page>` : b`<see-dpo-run-form .panel=${this.panel} .form=${model.form} .ahead=${model.ahead()} @start=${() => model.start()}></see-dpo-run-form>`}
      </div>
    </div>`;
  }
  #item(run, isCurrent) {
    const { word, tone } = statusOf(run);
    return b`<button class="item" aria-current=${isCurrent ? "page" : A} @click=${() => this.#open({ runId: run.id })}>
      <b>${run.name}</b>
      <span class="row small"><span class="chip ${tone}">${word}</span> <span class="quiet number">${runInBrief(run)}</span></span>
    </button>`;
  }
  /** Focus goes along: in a narrow panel the list that had it is gone. */
  async #open(place) {
    this.#model?.open(place);
    await this.updateComplete;
    const part = this.renderRoot.querySelector(place === "list" ? ".new" : ".detail");
    part?.focus();
    part?.scrollIntoView({ block: "nearest" });
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
    return b`${emptyState({ title: "LoRAs", text: "Nothing is here yet." })}`;
  }
};
customElements.define("see-dpo-loras-view", LorasView);

// src/panel/other-views.ts
/*!
 * The lazy chunk with every view but the first, Vote. Whatever it shares with the entry lies in a chunk that both import.
 */
