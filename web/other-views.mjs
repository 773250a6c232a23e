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
  asSentence,
  b,
  bytesInWords,
  controls,
  countOf,
  define,
  digits,
  emptyState,
  failureBox,
  firstRunButton,
  i,
  i2,
  icon,
  iconButton,
  momentInWords,
  newestFirst,
  percent,
  samplingSpeedOf,
  secondsInWords,
  segments,
  shareInWords,
  votingOf
} from "./chunk.mjs?v=c2c817d3";

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

  .split > .detail {
    scroll-margin-block-start: var(--gap-2);
  }

  .split > .detail:focus {
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

  .item[aria-current] .chip:not(.good, .warn, .bad) {
    background: var(--raised);
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
      inset-block-start: var(--gap-2);
    }

    .back {
      display: none !important;
    }
  }
`;

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

// src/panel/core/job-end.ts
/*!
 * Waits for a job to end. Jobs live in the server's memory: one that a restart has taken along is a failure with its own sentence.
 */
var LOST = {
  kind: "refused",
  code: "job-lost",
  message: "The server was started again while this was running, and has forgotten it. Start it once more."
};
function jobEnd(state, { id }) {
  return new Promise((resolve) => {
    let isSettled = false;
    const look = () => {
      const job = state.jobs.get(id);
      const answer = job ? outcome(job) : { ok: false, failure: LOST };
      if (!answer || isSettled) return;
      isSettled = true;
      unsubscribe();
      resolve(answer);
    };
    const unsubscribe = state.subscribe(look);
    look();
  });
}
function outcome(job) {
  if (job.status === "finished") return { ok: true, value: job };
  if (job.status === "stopped") return { ok: false, failure: { kind: "refused", code: "stopped", message: "It was stopped." } };
  if (job.status !== "failed") return void 0;
  return {
    ok: false,
    failure: { kind: "refused", ...job.error ?? { code: "failed", message: "It failed without a reason; the server’s log may say more." } }
  };
}

// src/panel/data/import-model.ts
/*!
 * An import from choosing files to the finished dataset: open it, send the files, have it read, look at what would be written, write
 * it. It lives with the panel, so that looking at another view does not end it.
 */
var AT_ONCE = 3;
var ImportModel = class extends Observable {
  phase = "choose";
  format = "pictures";
  /** On the server's machine; empty when files are sent. */
  path = "";
  picturesPerPair = 2;
  /** At most so many of one prompt; all when undefined. */
  pairsPerPrompt;
  files = [];
  sent = 0;
  jobId;
  preview;
  failure;
  #panel;
  #importId;
  #turn = 0;
  constructor(panel) {
    super();
    this.#panel = panel;
  }
  set(fields) {
    Object.assign(this, fields);
    this.changed();
  }
  get canRead() {
    return this.path.trim() !== "" || this.files.length > 0;
  }
  /** Sends what was chosen, if anything, and has it read. */
  async read() {
    const turn = ++this.#turn;
    const { api } = this.#panel;
    const { format, picturesPerPair, pairsPerPrompt, files } = this;
    const path = this.path.trim();
    this.#goTo("sending");
    const body = { format, picturesPerPair, ...path !== "" && { path }, ...pairsPerPrompt !== void 0 && { pairsPerPrompt } };
    const opened = await api.ask((client) => client.POST("/api/imports", { body }));
    if (turn !== this.#turn) return;
    if (!opened.ok) return this.#failed(opened.failure);
    this.#importId = opened.value.id;
    const params = { path: { importId: opened.value.id } };
    if (path === "") {
      const failure = await this.#send(opened.value.id, files, turn);
      if (turn !== this.#turn) return;
      if (failure) return this.#failed(failure);
    }
    const reading = await this.#follow("reading", await api.ask((client) => client.POST("/api/imports/{importId}/preview", { params })), turn);
    if (turn !== this.#turn) return;
    if (!reading.ok) return this.#failed(reading.failure);
    const read = await api.ask((client) => client.GET("/api/imports/{importId}", { params }));
    if (turn !== this.#turn) return;
    if (!read.ok) return this.#failed(read.failure);
    this.preview = read.value.preview;
    this.#goTo("preview");
  }
  /** Writes what was read into a dataset that exists, or a new one. Resolves with the dataset's id, or undefined when it failed. */
  async commit(target) {
    const turn = this.#turn;
    const params = { path: { importId: this.#importId } };
    const begun = await this.#panel.api.ask((client) => client.POST("/api/imports/{importId}/commit", { params, body: target }));
    const written = await this.#follow("writing", begun, turn);
    if (turn !== this.#turn) return void 0;
    if (!written.ok) {
      this.failure = written.failure;
      this.#goTo("preview");
      return void 0;
    }
    const { datasetId, result } = written.value;
    this.#importId = void 0;
    this.reset();
    for (const note of result?.notes ?? []) this.#panel.toasts.say(note);
    return datasetId;
  }
  /** Forgets everything, here and at the server. */
  abandon() {
    const importId = this.#importId;
    if (importId) void this.#panel.api.ask((client) => client.DELETE("/api/imports/{importId}", { params: { path: { importId } } }));
    this.reset();
  }
  reset() {
    this.#turn++;
    this.#importId = void 0;
    this.path = "";
    this.files = [];
    this.sent = 0;
    this.preview = void 0;
    this.failure = void 0;
    this.#goTo("choose");
  }
  async #send(importId, files, turn) {
    this.sent = 0;
    const waiting = [...files];
    let failure;
    const sendNext = async () => {
      for (let file = waiting.shift(); file && !failure && turn === this.#turn; file = waiting.shift()) {
        const answer = await this.#sendOne(importId, file);
        if (!answer.ok) failure ??= answer.failure;
        this.sent++;
        this.changed();
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, sendNext));
    return failure;
  }
  #sendOne(importId, { name, content }) {
    return this.#panel.api.ask(
      (client) => client.PUT("/api/imports/{importId}/files", {
        params: { path: { importId }, query: { name } },
        // The generated type of a binary body is a string; the client sends what the serializer gives.
        body: "",
        bodySerializer: () => content,
        headers: { "content-type": "application/octet-stream" }
      })
    );
  }
  /** Shows a job's progress until it ends. */
  async #follow(phase, begun, turn) {
    if (!begun.ok || turn !== this.#turn) return begun;
    this.#panel.state.put("job", begun.value);
    this.jobId = begun.value.id;
    this.#goTo(phase);
    return jobEnd(this.#panel.state, begun.value);
  }
  #failed(failure) {
    this.failure = failure;
    this.#goTo("choose");
  }
  #goTo(phase) {
    this.phase = phase;
    if (phase === "sending") this.failure = void 0;
    this.changed();
  }
};

// src/panel/data/pair-list-model.ts
/*!
 * The pairs of a dataset, page by page, by what was voted and by words of the prompt.
 */
var PAGE = 24;
var TYPING_MS = 250;
var PairListModel = class extends Observable {
  datasetId;
  filter = "all";
  search = "";
  pairs = [];
  total = 0;
  isLoading = false;
  failure;
  #panel;
  /** Whose votes the filter is about. */
  #voterId;
  #next;
  #turn = 0;
  #cancelTyping;
  constructor(panel, datasetId, voterId) {
    super();
    this.#panel = panel;
    this.datasetId = datasetId;
    this.#voterId = voterId;
  }
  get hasMore() {
    return this.#next !== void 0;
  }
  setFilter(filter) {
    this.filter = filter;
    void this.load();
  }
  setSearch(search) {
    this.search = search;
    this.#cancelTyping?.();
    this.#cancelTyping = this.#panel.environment.after(TYPING_MS, () => void this.load());
    this.changed();
  }
  /** From the first page. */
  async load() {
    this.#next = void 0;
    await this.#loadPage([]);
  }
  async more() {
    if (this.#next !== void 0 && !this.isLoading) await this.#loadPage(this.pairs);
  }
  remove(pairId) {
    this.pairs = this.pairs.filter(({ id }) => id !== pairId);
    this.total = Math.max(0, this.total - 1);
    this.changed();
  }
  async #loadPage(before) {
    const turn = ++this.#turn;
    this.isLoading = true;
    this.failure = void 0;
    this.changed();
    const voterId = this.#voterId();
    const search = this.search.trim();
    const query = { limit: PAGE, state: this.filter, ...this.#next && { cursor: this.#next }, ...voterId && { voterId }, ...search && { search } };
    const path = { datasetId: this.datasetId };
    const answer = await this.#panel.api.ask((client) => client.GET("/api/datasets/{datasetId}/pairs", { params: { path, query } }));
    if (turn !== this.#turn) return;
    this.isLoading = false;
    if (answer.ok) {
      this.pairs = [...before, ...answer.value.pairs];
      this.total = answer.value.total;
      this.#next = answer.value.next;
    } else this.failure = answer.failure;
    this.changed();
  }
};

// src/panel/data/sample-form.ts
/*!
 * What the dialog for sampling holds, and the request that it makes: kept with the panel, so that it is as it was left.
 */
var MAX_PROMPTS = 1e3;
var MAX_PAIRS_PER_PROMPT = 1e3;
var MAX_PROMPT_LENGTH = 4e3;
var SampleForm = class extends Observable {
  /** The first model by default. */
  modelId;
  /** Suggestions that are left out; so all are in at first. */
  leftOut = /* @__PURE__ */ new Set();
  /** Prompts of one's own, one a line. */
  freeText = "";
  pairsPerPrompt = 4;
  picturesPerPair = 2;
  /** LoRA to draw with; the model alone when empty. */
  loraId = "";
  set(fields) {
    Object.assign(this, fields);
    this.changed();
  }
  choose(prompt, isChosen) {
    if (isChosen) this.leftOut.delete(prompt);
    else this.leftOut.add(prompt);
    this.changed();
  }
  chooseAll(prompts2, isChosen) {
    this.leftOut.clear();
    if (!isChosen) for (const prompt of prompts2) this.leftOut.add(prompt);
    this.changed();
  }
  /** Chosen suggestions, then one's own lines, each once. */
  prompts(model) {
    const own = model.freePrompts ? this.freeText.split("\n").map((line) => line.trim()) : [];
    return [.../* @__PURE__ */ new Set([...model.prompts.filter((prompt) => !this.leftOut.has(prompt)), ...own.filter((line) => line !== "")])];
  }
  /** Why it can't be sampled like this, as a sentence; undefined when it can. */
  problem(model) {
    const prompts2 = this.prompts(model);
    if (prompts2.length === 0) return "Choose at least one prompt.";
    if (prompts2.length > MAX_PROMPTS) return `At most ${MAX_PROMPTS} prompts at once; these are ${prompts2.length}.`;
    const long = prompts2.find((prompt) => prompt.length > MAX_PROMPT_LENGTH);
    if (long) return `A prompt has ${long.length} characters; ${MAX_PROMPT_LENGTH} are the most.`;
    const isWhole = Number.isInteger(this.pairsPerPrompt) && this.pairsPerPrompt >= 1 && this.pairsPerPrompt <= MAX_PAIRS_PER_PROMPT;
    return isWhole ? void 0 : `Pairs per prompt: a whole number from 1 to ${MAX_PAIRS_PER_PROMPT}.`;
  }
  /** Pictures that would be drawn. */
  pictures(model) {
    return this.prompts(model).length * this.pairsPerPrompt * this.picturesPerPair;
  }
  request(model) {
    const { pairsPerPrompt, picturesPerPair, loraId } = this;
    return { modelId: model.id, prompts: this.prompts(model), pairsPerPrompt, picturesPerPair, ...loraId && { lora: { loraId, strength: 1 } } };
  }
};

// src/panel/data/data-model.ts
/*!
 * What is open in the Data view, and what one can do with a dataset. Forms and imports have models of their own.
 */
var DataModel = class extends Observable {
  /** The open dataset; 'list' when a narrow panel shows the list instead, undefined before anything was chosen. */
  openId;
  dialog;
  /** The dataset that the dialog is about. */
  dialogDatasetId;
  /** Why the open dialog's request did not work. */
  failure;
  /** Ended jobs whose outcome has been read. */
  read = /* @__PURE__ */ new Set();
  sampleForm = new SampleForm();
  import;
  #panel;
  #pairs;
  constructor(panel) {
    super();
    this.#panel = panel;
    samplingSpeedOf(panel);
    this.import = new ImportModel(panel);
  }
  open(datasetId) {
    this.openId = datasetId;
    this.changed();
  }
  show(dialog, datasetId) {
    this.dialog = dialog;
    this.dialogDatasetId = datasetId;
    this.failure = void 0;
    this.changed();
  }
  /** The list of the open dataset; kept while another view is shown, loaded anew by the view. */
  pairsOf(datasetId) {
    if (this.#pairs?.datasetId !== datasetId) {
      this.#pairs = new PairListModel(this.#panel, datasetId, () => votingOf(this.#panel).session.voterId);
      void this.#pairs.load();
    }
    return this.#pairs;
  }
  async create(name) {
    const answer = await this.#panel.api.ask((client) => client.POST("/api/datasets", { body: { name, keepChains: false } }));
    if (!answer.ok) return this.#failed(answer.failure);
    this.#panel.state.put("dataset", answer.value);
    this.show(void 0);
    this.open(answer.value.id);
  }
  async change(datasetId, body) {
    const path = { datasetId };
    const answer = await this.#panel.api.ask((client) => client.PATCH("/api/datasets/{datasetId}", { params: { path }, body }));
    if (answer.ok) this.#panel.state.put("dataset", answer.value);
    else this.#panel.toasts.fail(answer.failure);
  }
  async remove({ id, name }) {
    const params = { path: { datasetId: id } };
    await deleteWithUndo(this.#panel, {
      what: `the dataset "${name}"`,
      remove: () => this.#panel.api.ask((client) => client.DELETE("/api/datasets/{datasetId}", { params })),
      restore: () => this.#panel.api.ask((client) => client.POST("/api/datasets/{datasetId}/restore", { params })),
      removed: () => {
        if (this.openId === id) this.open("list");
        this.#panel.state.remove("dataset", id);
      },
      restored: (dataset) => {
        this.#panel.state.put("dataset", dataset);
        this.open(id);
      }
    });
  }
  async removePair({ id, datasetId }) {
    const params = { path: { pairId: id } };
    await deleteWithUndo(this.#panel, {
      what: "a pair",
      remove: () => this.#panel.api.ask((client) => client.DELETE("/api/pairs/{pairId}", { params })),
      restore: () => this.#panel.api.ask((client) => client.POST("/api/pairs/{pairId}/restore", { params })),
      removed: () => this.pairsOf(datasetId).remove(id),
      restored: () => void this.pairsOf(datasetId).load()
    });
  }
  async sample(datasetId, body) {
    const path = { datasetId };
    const answer = await this.#panel.api.ask((client) => client.POST("/api/datasets/{datasetId}/samples", { params: { path }, body }));
    if (!answer.ok) return this.#failed(answer.failure);
    this.#panel.state.put("job", answer.value);
    this.show(void 0);
  }
  async export(datasetId, format) {
    const path = { datasetId };
    const answer = await this.#panel.api.ask((client) => client.POST("/api/datasets/{datasetId}/exports", { params: { path }, body: { format } }));
    if (!answer.ok) return this.#failed(answer.failure);
    this.#panel.state.put("job", answer.value);
    this.show(void 0);
  }
  async stop(jobId) {
    const answer = await this.#panel.api.ask((client) => client.POST("/api/jobs/{jobId}/stop", { params: { path: { jobId } } }));
    if (answer.ok) this.#panel.state.put("job", answer.value);
    else this.#panel.toasts.fail(answer.failure);
  }
  /** Puts an ended job's note away. */
  markRead(jobId) {
    this.read.add(jobId);
    this.changed();
  }
  #failed(failure) {
    this.failure = failure;
    this.changed();
  }
};
function dataOf(panel) {
  return panel.part("data", () => new DataModel(panel));
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
define("see-dpo-name", NameEditor);

// src/panel/data/dataset-jobs.ts
/*!
 * What runs for a dataset and what has just ended: progress with a stop, files to fetch, reasons of failures.
 */
var TITLES = { sample: "Sampling", preview: "Reading", import: "Importing", export: "Exporting", comparison: "Comparing" };
function datasetJobs(panel, datasetId) {
  const data = dataOf(panel);
  return newestFirst(panel.state.jobs.values()).filter((job) => job.datasetId === datasetId && !data.read.has(job.id)).map((job) => jobNote(panel, job)).filter((note) => note !== void 0);
}
function jobNote(panel, job) {
  const data = dataOf(panel);
  const close = iconButton("close", "Put this note away", () => data.markRead(job.id));
  if (job.status === "queued" || job.status === "running")
    return b`<div class="card stack">
      <see-dpo-progress .progress=${job.progress} label=${TITLES[job.kind]}></see-dpo-progress>
      <div class="row spread">
        <span class="quiet small">${job.kind === "sample" ? "Vote on the first ones while the others are drawn; stopping keeps what is finished." : A}</span>
        <button class="button" @click=${() => data.stop(job.id)}>${icon("stop")} Stop</button>
      </div>
    </div>`;
  if (job.status === "failed")
    return b`<div class="note bad row spread" role="alert"><span>${TITLES[job.kind]} failed: ${job.error?.message}</span>${close}</div>`;
  if (job.kind !== "export" || job.status !== "finished" || !job.result?.exportId) return void 0;
  const { exportId, path, bytes, notes } = job.result;
  return b`<div class="card stack">
    <div class="row spread"><h3>Exported${bytes === void 0 ? A : b` (${bytesInWords(bytes)})`}</h3>${close}</div>
    ${path ? b`<p class="small quiet path">${path}</p>` : A} ${notes?.map((note) => b`<p class="small">${note}</p>`)}
    <p><a class="button" href=${panel.api.url(`api/exports/${exportId}/archive`)} download>${icon("download")} Download as a zip file</a></p>
  </div>`;
}

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

      /* Whole multiples of its own size, so that its pixels are squares of one size. */
      .pixels {
        inline-size: round(down, 100%, calc(var(--own-width) * 1px));
        min-inline-size: calc(var(--own-width) * 1px);
        margin-inline: auto;
        border-radius: inherit;
      }

      :host(.small) {
        background: none;
      }
    `
  ];
  willUpdate() {
    const isSmall = (this.width ?? SMALL_PICTURE) < SMALL_PICTURE;
    this.classList.toggle("small", isSmall);
    if (isSmall) this.style.setProperty("--own-width", String(this.width));
  }
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
define("see-dpo-picture", PictureFrame);

// src/panel/data/pair-list.ts
/*!
 * `<see-dpo-pairs>`: the pairs of a dataset with what was voted, to search, to vote on again, to delete. What is loaded is up to
 * PairListModel.
 */
var FILTERS = [
  { filter: "all", title: "All pairs" },
  { filter: "unvoted", title: "Not voted" },
  { filter: "voted", title: "Voted" },
  { filter: "pick", title: "Picked one" },
  { filter: "tie", title: "Ties" },
  { filter: "both-bad", title: "Both bad" },
  { filter: "skip", title: "Skipped" },
  { filter: "held-out", title: "Held out" }
];
var PairList = class extends i2 {
  static properties = { panel: { attribute: false }, datasetId: {} };
  static styles = [
    controls,
    i`
      .filters {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: var(--gap-2);
      }

      .filters select {
        inline-size: auto;
      }

      .pairs {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(200px, 1fr));
        gap: var(--gap-4) var(--gap-3);
      }

      .pictures {
        display: grid;
        grid-template-columns: 1fr 1fr;
        gap: 4px;
      }

      /* Whole multiples of small pictures, so that both stand close together and a frame fits. */
      .pictures.small {
        grid-template-columns: repeat(2, round(down, calc(50% - 2px), calc(var(--own-width) * 1px)));
      }

      .picture {
        position: relative;
      }

      .picked see-dpo-picture {
        outline: 3px solid var(--accent);
        outline-offset: 1px;
      }

      .picked .badge {
        position: absolute;
        inset: 6px 6px auto auto;
        display: grid;
        padding: 2px;
        border-radius: 50%;
        background: var(--accent);
        color: var(--on-accent);
        font-size: 13px;
      }

      .text {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto auto;
        align-items: center;
        margin-block-start: 2px;
      }

      .text .icon-button {
        color: var(--quiet);
      }

      .prompt {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }

      .more {
        display: grid;
        justify-items: center;
      }
    `
  ];
  constructor() {
    super();
    new Watch(this, () => this.panel ? [this.#model] : []);
  }
  get #model() {
    return dataOf(this.panel).pairsOf(this.datasetId);
  }
  render() {
    const model = this.#model;
    const { pairs, total, filter } = model;
    return b`<section class="stack" aria-label="Pairs">
      <div class="filters">
        <input
          type="search"
          aria-label="Search in prompts"
          placeholder="Search in prompts"
          .value=${model.search}
          @input=${(event) => model.setSearch(event.target.value)}
        />
        <select aria-label="Which pairs" @change=${(event) => model.setFilter(event.target.value)}>
          ${FILTERS.map((known) => b`<option value=${known.filter} .selected=${known.filter === filter}>${known.title}</option>`)}
        </select>
      </div>
      ${failureBox(model.failure, () => model.load())}
      <p class="quiet small number" role="status">${model.isLoading && pairs.length === 0 ? "Loading …" : countOf(total, "pair")}</p>
      ${pairs.length === 0 && !model.isLoading && !model.failure ? emptyState({
      title: "None",
      text: filter === "all" && model.search === "" ? "This dataset has no pairs yet." : "No pair fits. Try another filter or other words."
    }) : b`<ul class="pairs">
              ${pairs.map((pair) => this.#pair(pair))}
            </ul>`}
      ${model.hasMore ? b`<div class="more"><button class="button" ?disabled=${model.isLoading} @click=${() => model.more()}>Show more</button></div>` : A}
    </section>`;
  }
  #pair(pair) {
    const { voterId } = votingOf(this.panel).session;
    const vote = (pair.votes.find((candidate) => candidate.voterId === voterId) ?? pair.votes[0])?.choice;
    const [{ width }] = pair.pictures;
    const again = () => this.panel.navigation.go({ view: "vote", pairId: pair.id });
    return b`<li>
      <div class="pictures ${width < SMALL_PICTURE ? "small" : ""}" .style=${`--own-width: ${width}`}>
        ${pair.pictures.map(({ hash, width: width2, height }, at) => {
      const isPicked = vote?.kind === "pick" && vote.position === at;
      return b`<div class="picture ${isPicked ? "picked" : ""}">
            <see-dpo-picture .src=${this.panel.api.imageUrl(hash)} .alt=${`${pair.prompt}, picture ${at + 1}${isPicked ? ", picked" : ""}`} .width=${width2} .height=${height}></see-dpo-picture>
            ${isPicked ? b`<span class="badge">${icon("check")}</span>` : A}
          </div>`;
    })}
      </div>
      <div class="text">
        <span class="prompt" title=${pair.prompt}>${pair.prompt || b`<span class="quiet">(no prompt)</span>`}</span>
        ${iconButton("vote", `Vote ${vote ? "again" : ""} on this pair`, again)}
        ${iconButton("trash", "Delete this pair", () => dataOf(this.panel).removePair(pair))}
      </div>
      <p class="row">${this.#chips(pair, vote?.kind)}</p>
    </li>`;
  }
  #chips({ heldOut, votes }, kind) {
    const words = { tie: "Tie", "both-bad": "Both bad", skip: "Skipped" };
    const { length } = votes;
    return b`${kind && words[kind] ? b`<span class="chip">${words[kind]}</span>` : A}
    ${heldOut ? b`<span class="chip" title="Votes on it measure accuracy and never train.">Held out</span>` : A}
    ${length > 1 ? b`<span class="chip">${countOf(length, "vote")}</span>` : A}`;
  }
};
define("see-dpo-pairs", PairList);

// src/panel/data/dataset-page.ts
/*!
 * `<see-dpo-dataset>`: one dataset: what is in it, what it takes, and what can be done with it.
 */
var DatasetPage = class extends i2 {
  static properties = { panel: { attribute: false }, shown: { attribute: false } };
  static styles = [
    controls,
    i`
      .facts {
        display: flex;
        flex-wrap: wrap;
        gap: var(--gap-2) var(--gap-4);
      }

      .facts div {
        display: flex;
        flex-direction: column-reverse;
      }

      .facts dd {
        font-size: var(--text-title);
        line-height: 1.2;
      }

      .path {
        overflow-wrap: anywhere;
      }
    `
  ];
  /** Pairs that were there when the list was loaded. */
  #listed;
  constructor() {
    super();
    new Watch(this, () => this.panel ? [this.panel.state, dataOf(this.panel)] : []);
  }
  connectedCallback() {
    super.connectedCallback();
    this.#listed = void 0;
  }
  willUpdate(changed) {
    const { id, counts } = this.shown;
    const isOther = changed.has("shown") && changed.get("shown")?.id !== id;
    if (!isOther && this.#listed === counts.pairs) return;
    this.#listed = counts.pairs;
    void dataOf(this.panel).pairsOf(id).load();
  }
  render() {
    const { panel, shown } = this;
    const data = dataOf(panel);
    const { id, name, counts, keepChains, diskBytes } = shown;
    const canSample = panel.state.status?.host.canSample && (panel.state.models?.length ?? 0) > 0;
    const vote = () => {
      votingOf(panel).session.chooseSource({ kind: "dataset", id });
      panel.navigation.go({ view: "vote" });
    };
    return b`<div class="stack">
      <see-dpo-name .name=${name} label="Name of the dataset" @rename=${(event) => data.change(id, { name: event.detail })}></see-dpo-name>
      <dl class="facts number">
        ${this.#fact("Prompts", digits(counts.prompts))} ${this.#fact("Pairs", digits(counts.pairs))} ${this.#fact("Voted", digits(counts.votedPairs))}
        ${this.#fact("On disk", bytesInWords(diskBytes.images + diskBytes.latents + diskBytes.chains))}
      </dl>
      <div class="row">
        <button class="button primary" ?disabled=${counts.pairs === 0} @click=${vote}>${icon("vote")} Vote</button>
        ${canSample ? b`<button class="button" @click=${() => data.show("sample", id)}>${icon("plus")} Sample pairs</button>` : A}
        <button class="button" ?disabled=${counts.pairs === 0} @click=${() => data.show("export", id)}>${icon("download")} Export</button>
        ${iconButton("trash", "Delete this dataset", () => data.remove(shown))}
      </div>
      ${datasetJobs(panel, id)}
      <see-dpo-pairs .panel=${panel} .datasetId=${id}></see-dpo-pairs>
      <details>
        <summary>Disk use and chains</summary>
        <p class="small number">
          Pictures ${bytesInWords(diskBytes.images)}, latents ${bytesInWords(diskBytes.latents)}, chains ${bytesInWords(diskBytes.chains)}.
          ${countOf(counts.votes, "vote")}.
          Everything is kept in <span class="path">${panel.state.status?.dataFolder}</span>.
        </p>
        <label class="switch">
          <input type="checkbox" role="switch" .checked=${keepChains} @change=${(event) => data.change(id, { keepChains: event.target.checked })} />
          <span>Keep sampling chains<br /><small class="quiet">Every step of each picture, which D3PO and SPO learn from. They take far more room than the pictures; turning this off removes them.</small></span>
        </label>
      </details>
    </div>`;
  }
  #fact(term, value) {
    return b`<div>
      <dt class="quiet small">${term}</dt>
      <dd>${value}</dd>
    </div>`;
  }
};
define("see-dpo-dataset", DatasetPage);

// src/panel/data/export-dialog.ts
/*!
 * `<see-dpo-export>`: votes and pictures as files, in one of three forms.
 */
var FORMATS = [
  {
    format: "jsonl",
    title: "Everything",
    sentence: "A file of lines (JSONL) with each vote and a folder of pictures. Nothing is left out, and it can be imported again."
  },
  {
    format: "parquet",
    title: "For other trainers",
    sentence: "Parquet in the form of Pick-a-Pic, which Diffusion-DPO trainers read: both pictures, the prompt, and which one won."
  },
  { format: "folders", title: "Winners and losers", sentence: "Two folders of pictures, and the prompt of each beside it as text." }
];
var ExportDialog = class extends i2 {
  static properties = { panel: { attribute: false }, format: { state: true } };
  static styles = [controls];
  constructor() {
    super();
    this.format = "jsonl";
    new Watch(this, () => this.panel ? [dataOf(this.panel)] : []);
  }
  render() {
    const data = dataOf(this.panel);
    return b`<see-dpo-dialog heading="Export" .open=${data.dialog === "export"} @close=${() => data.show(void 0)}>
      <div class="stack" role="radiogroup" aria-label="Form">
        ${FORMATS.map(
      ({ format, title, sentence }) => b`<label class="switch">
            <input type="radio" name="format" .checked=${format === this.format} @change=${() => this.#choose(format)} />
            <span><strong>${title}</strong><br /><span class="quiet">${sentence}</span></span>
          </label>`
    )}
      </div>
      ${failureBox(data.failure)}
      <button slot="actions" class="button primary" @click=${() => data.dialogDatasetId && data.export(data.dialogDatasetId, this.format)}>Export</button>
    </see-dpo-dialog>`;
  }
  #choose(format) {
    this.format = format;
  }
};
define("see-dpo-export", ExportDialog);

// src/panel/data/dropped-files.ts
/*!
 * Files out of a drop or a file field, folders walked, each under its path within what was dropped. Hidden files are left out: file
 * managers put them there, nobody means them.
 */
var MAX_FILES = 2e5;
function filesOfField(list) {
  return [...list].map((file) => ({ name: file.webkitRelativePath || file.name, content: file })).filter(({ name }) => !isHidden(name));
}
async function filesOfDrop(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  const files = [];
  for (const entry of entries) await walk(entry, "", files);
  return files;
}
async function walk(entry, folder, files) {
  const name = folder + entry.name;
  if (isHidden(name) || files.length >= MAX_FILES) return;
  if (entry.isFile) {
    const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
    files.push({ name, content: file });
    return;
  }
  const reader = entry.createReader();
  for (; ; ) {
    const part = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (part.length === 0) return;
    for (const child of part) await walk(child, `${name}/`, files);
  }
}
function isHidden(name) {
  return name.split("/").some((part) => part.startsWith("."));
}

// src/panel/data/import-preview.ts
/*!
 * What an import would write, before it does: counts, prompts with their pairs, and what is wrong with which file.
 */
function importPreview(preview) {
  const { pictures, pairs, votes, bytes, leftOver, duplicates, withoutPrompt } = preview;
  const asides = [
    leftOver > 0 && `${countOf(leftOver, "picture")} found no partner of the same prompt.`,
    withoutPrompt > 0 && `${countOf(withoutPrompt, "picture")} ${withoutPrompt === 1 ? "says" : "say"} no prompt.`,
    duplicates > 0 && `${countOf(duplicates, "file")} ${duplicates === 1 ? "is there" : "are there"} twice.`
  ].filter((aside) => aside !== false);
  return b`
    <p>
      ${countOf(pictures, "picture")} (${bytesInWords(bytes)}) make <strong>${countOf(pairs, "pair")}</strong>${votes > 0 ? b`, with ${countOf(votes, "vote")}` : A}.
      ${asides.map((aside) => b`${aside} `)}
    </p>
    ${pairs === 0 ? b`<p class="note warn">Nothing to import: a pair needs two pictures of the same prompt.</p>` : A}
    ${preview.prompts.length > 0 ? prompts(preview) : A} ${preview.problems.length > 0 ? problems(preview) : A}
  `;
}
function prompts({ prompts: prompts2, promptCount }) {
  return b`<div class="scroll" tabindex="0" role="region" aria-label="Prompts">
    <table>
      <thead>
        <tr>
          <th scope="col">Prompt</th>
          <th scope="col" class="number">Pictures</th>
          <th scope="col" class="number">Pairs</th>
        </tr>
      </thead>
      <tbody>
        ${prompts2.map(
    ({ text, pictures, pairs }) => b`<tr>
            <td>${text === "" ? b`<span class="quiet">(none)</span>` : text}</td>
            <td class="number">${digits(pictures)}</td>
            <td class="number">${digits(pairs)}</td>
          </tr>`
  )}
      </tbody>
    </table>
    ${promptCount > prompts2.length ? b`<p class="quiet small">and ${countOf(promptCount - prompts2.length, "prompt")} more</p>` : A}
  </div>`;
}
function problems({ problems: problems2, problemCount }) {
  return b`<details>
    <summary>${countOf(problemCount, "file")} can't be used</summary>
    <ul class="small scroll" tabindex="0" aria-label="Files that can't be used">
      ${problems2.map(({ path, sentence }) => b`<li><strong>${path}</strong>: ${sentence}</li>`)}
    </ul>
  </details>`;
}

// src/panel/data/import-dialog.ts
/*!
 * `<see-dpo-import>`: pictures and votes from outside, with a look at what would be written before anything is. What happens is up to
 * ImportModel.
 */
var FORMATS2 = [
  {
    format: "pictures",
    title: "Pictures",
    sentence: "Pictures of the same prompt become pairs. The prompt is read from what ComfyUI or A1111 wrote into the file."
  },
  { format: "jsonl", title: "An export of this program", sentence: 'Pictures with their votes, as "Everything" exports them.' },
  { format: "parquet", title: "Parquet like Pick-a-Pic", sentence: "Both pictures, the prompt, and which one won." },
  { format: "folders", title: "Winners and losers", sentence: "Two folders with pictures of the same names." }
];
var ImportDialog = class extends i2 {
  static properties = { panel: { attribute: false }, isOver: { state: true }, target: { state: true } };
  static styles = [
    controls,
    i`
      .drop {
        display: grid;
        justify-items: center;
        gap: var(--gap-2);
        padding: var(--gap-4) var(--gap-3);
        border: 1.5px dashed var(--edge);
        border-radius: var(--radius-large);
        text-align: center;
      }

      .drop.over {
        border-color: var(--accent);
        background: var(--accent-soft);
      }

      .file input {
        position: absolute;
        inline-size: 1px;
        block-size: 1px;
        opacity: 0;
      }

      .file:focus-within {
        outline: 2px solid var(--accent);
        outline-offset: 2px;
      }

      .numbers {
        display: flex;
        flex-wrap: wrap;
        gap: var(--gap-4);
      }
    `
  ];
  constructor() {
    super();
    this.isOver = false;
    this.target = "";
    new Watch(this, () => this.panel ? [this.panel.state, dataOf(this.panel), this.#model] : []);
  }
  get #model() {
    return dataOf(this.panel).import;
  }
  render() {
    const data = dataOf(this.panel);
    return b`<see-dpo-dialog heading="Import" .open=${data.dialog === "import"} @close=${this.#onClose}>
      ${data.dialog === "import" ? this.#phase() : A} ${failureBox(this.#model.failure)} ${this.#actions()}
    </see-dpo-dialog>`;
  }
  #phase() {
    const model = this.#model;
    if (model.phase === "choose") return this.#choose();
    if (model.phase === "sending") {
      const progress = { phase: "Sending files", done: model.sent, total: model.files.length };
      return model.files.length > 0 ? b`<see-dpo-progress .progress=${progress}></see-dpo-progress>` : A;
    }
    if (model.phase === "preview" && model.preview) return b`${importPreview(model.preview)} ${this.#target()}`;
    return b`<see-dpo-progress .progress=${this.panel.state.jobs.get(model.jobId ?? "")?.progress}></see-dpo-progress>`;
  }
  #choose() {
    const model = this.#model;
    const format = FORMATS2.find((known) => known.format === model.format);
    const roots = this.panel.state.status?.host.importRoots ?? [];
    return b`
      <label class="field"
        ><span>What</span
        ><select @change=${(event) => model.set({ format: event.target.value })}>
          ${FORMATS2.map((known) => b`<option value=${known.format} .selected=${known.format === model.format}>${known.title}</option>`)}</select
        ><small>${format?.sentence}</small></label
      >
      <div
        class="drop ${this.isOver ? "over" : ""}"
        @dragover=${this.#onDragOver}
        @dragleave=${() => {
      this.isOver = false;
    }}
        @drop=${this.#onDrop}
      >
        ${model.files.length > 0 ? b`<p>${countOf(model.files.length, "file")} chosen.</p>
                <button class="button quiet" @click=${() => model.set({ files: [] })}>${icon("close")} None of them</button>` : b`<p>Drop files or folders here</p>
                <div class="row">
                  <label class="button file">Choose files<input type="file" multiple @change=${this.#onField} /></label>
                  <label class="button file">Choose a folder<input type="file" webkitdirectory @change=${this.#onField} /></label>
                </div>`}
      </div>
      ${roots.length > 0 && model.files.length === 0 ? b`<label class="field"
              ><span>Or a folder on the server's machine</span
              ><input .value=${model.path} placeholder=${roots[0]} @input=${(event) => model.set({ path: event.target.value })} /><small
                >Nothing is sent then, so this suits many pictures. It lies in ${roots.join(" or ")}.</small
              ></label
            >` : A}
      ${model.format === "pictures" ? this.#pairing() : A}
    `;
  }
  #pairing() {
    const model = this.#model;
    const onLimit = (event) => {
      const limit = event.target.valueAsNumber;
      model.set({ pairsPerPrompt: Number.isInteger(limit) && limit >= 1 ? limit : void 0 });
    };
    return b`<div class="numbers">
      <div class="field">
        <span>Pictures shown together</span>
        ${segments({
      name: "pictures",
      label: "Pictures shown together",
      value: String(model.picturesPerPair),
      choices: [
        { value: "2", title: "Two" },
        { value: "4", title: "Four" }
      ],
      change: (value) => model.set({ picturesPerPair: value === "4" ? 4 : 2 })
    })}
      </div>
      <label class="field"><span>At most per prompt</span><input type="number" min="1" placeholder="All" .value=${String(model.pairsPerPrompt ?? "")} @input=${onLimit} /></label>
    </div>`;
  }
  #target() {
    const datasets = newestFirst(this.panel.state.datasets.values());
    return b`<label class="field"
        ><span>Write it into</span
        ><select
          @change=${(event) => {
      this.target = event.target.value;
    }}
        >
          <option value="">A new dataset</option>
          ${datasets.map(({ id, name }) => b`<option value=${id} .selected=${id === this.target}>${name}</option>`)}
        </select></label
      >${this.target === "" ? b`<label class="field"><span>Name</span><input id="name" maxlength="120" .value=${this.#suggestedName()} /></label>` : A}`;
  }
  #actions() {
    const model = this.#model;
    if (model.phase === "choose")
      return b`<button slot="actions" class="button primary" ?disabled=${!model.canRead} @click=${() => model.read()}>Look at it first</button>`;
    const back = b`<button slot="actions" class="button quiet" @click=${() => model.abandon()}>Back</button>`;
    if (model.phase !== "preview") return back;
    const isEmpty = (model.preview?.pairs ?? 0) === 0;
    return b`${back}<button slot="actions" class="button primary" ?disabled=${isEmpty} @click=${this.#commit}>
        Import ${countOf(model.preview?.pairs ?? 0, "pair")}
      </button>`;
  }
  #suggestedName() {
    const { path, files } = this.#model;
    const folder = path.split(/[\\/]/).filter(Boolean).at(-1) ?? files[0]?.name.split("/").at(-2);
    return folder ?? "Imported pictures";
  }
  #commit = async () => {
    const name = this.renderRoot.querySelector("#name")?.value.trim();
    const data = dataOf(this.panel);
    const datasetId = await this.#model.commit(this.target ? { datasetId: this.target } : { name: name || this.#suggestedName() });
    if (!datasetId) return;
    data.show(void 0);
    data.open(datasetId);
    this.panel.toasts.say("Imported.");
  };
  #onField = (event) => {
    const { files } = event.target;
    if (files) this.#model.set({ files: filesOfField(files), path: "" });
  };
  #onDragOver = (event) => {
    event.preventDefault();
    this.isOver = true;
  };
  #onDrop = async (event) => {
    event.preventDefault();
    this.isOver = false;
    if (event.dataTransfer) this.#model.set({ files: await filesOfDrop(event.dataTransfer), path: "" });
  };
  /** What is being written goes on; what was only read is forgotten. */
  #onClose = () => {
    dataOf(this.panel).show(void 0);
    if (this.#model.phase !== "writing") this.#model.abandon();
  };
};
define("see-dpo-import", ImportDialog);

// src/panel/data/new-dataset-dialog.ts
/*!
 * `<see-dpo-new-dataset>`: an empty dataset under a name; pairs come by sampling or import.
 *
 * @fires close - the dialog was closed
 */
var NewDatasetDialog = class extends i2 {
  static properties = { panel: { attribute: false } };
  static styles = [controls];
  constructor() {
    super();
    new Watch(this, () => this.panel ? [dataOf(this.panel)] : []);
  }
  render() {
    const data = dataOf(this.panel);
    return b`<see-dpo-dialog heading="New dataset" .open=${data.dialog === "new"} @close=${() => data.show(void 0)}>
      <form id="new" class="stack" @submit=${this.#onSubmit}>
        <label class="field">
          <span>Name</span><input name="name" required maxlength="120" autocomplete="off" />
          <small>Pairs that belong together: one model, one kind of picture.</small>
        </label>
        ${failureBox(data.failure)}
      </form>
      <button slot="actions" class="button primary" @click=${() => this.renderRoot.querySelector("form")?.requestSubmit()}>Create</button>
    </see-dpo-dialog>`;
  }
  #onSubmit = (event) => {
    event.preventDefault();
    const form = event.target;
    const name = String(new FormData(form).get("name")).trim();
    if (name !== "") void dataOf(this.panel).create(name);
    form.reset();
  };
};
define("see-dpo-new-dataset", NewDatasetDialog);

// src/panel/data/sample-dialog.ts
/*!
 * `<see-dpo-sample>`: which pairs to draw from a model, and what that will take. The form's content is SampleForm.
 */
var SampleDialog = class extends i2 {
  static properties = { panel: { attribute: false } };
  static styles = [
    controls,
    i`
      .prompts {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(170px, 1fr));
        gap: 2px var(--gap-3);
        max-block-size: 180px;
        padding: var(--gap-2);
        border: 1px solid var(--line);
        border-radius: var(--radius);
        overflow: auto;
      }

      .numbers {
        display: flex;
        flex-wrap: wrap;
        gap: var(--gap-4);
      }

      .numbers input {
        inline-size: 9ch;
      }
    `
  ];
  constructor() {
    super();
    new Watch(this, () => this.panel ? [this.panel.state, dataOf(this.panel), dataOf(this.panel).sampleForm] : []);
  }
  render() {
    const data = dataOf(this.panel);
    const model = this.#model();
    const isOpen = data.dialog === "sample";
    const send = () => {
      if (data.dialogDatasetId && model) void data.sample(data.dialogDatasetId, data.sampleForm.request(model));
    };
    return b`<see-dpo-dialog heading="Sample pairs" .open=${isOpen} @close=${() => data.show(void 0)}>
      ${isOpen && model ? this.#form(model) : A} ${failureBox(data.failure)}
      <button slot="actions" class="button primary" ?disabled=${!model || data.sampleForm.problem(model) !== void 0} @click=${send}>
        Draw ${model ? countOf(data.sampleForm.pictures(model), "picture") : ""}
      </button>
    </see-dpo-dialog>`;
  }
  /** The form's, else the dataset's, else the first. */
  #model() {
    const { models, datasets } = this.panel.state;
    const { sampleForm, dialogDatasetId } = dataOf(this.panel);
    const wanted = sampleForm.modelId ?? datasets.get(dialogDatasetId ?? "")?.modelId;
    return models?.find(({ id }) => id === wanted) ?? models?.[0];
  }
  #form(model) {
    const form = dataOf(this.panel).sampleForm;
    const models = this.panel.state.models ?? [];
    const loras = newestFirst(this.panel.state.loras.values()).filter((lora) => lora.modelId === void 0 || lora.modelId === model.id);
    return b`
      ${models.length > 1 ? b`<label class="field"
              ><span>Model</span
              ><select @change=${(event) => form.set({ modelId: event.target.value })}>
                ${models.map(({ id, name }) => b`<option value=${id} .selected=${id === model.id}>${name}</option>`)}
              </select></label
            >` : A}
      ${model.prompts.length > 0 ? this.#suggestions(model) : A} ${model.freePrompts ? this.#ownPrompts() : A}
      <div class="numbers">
        <label class="field">
          <span>Pairs per prompt</span>
          <input
            type="number"
            min="1"
            max=${MAX_PAIRS_PER_PROMPT}
            .value=${String(form.pairsPerPrompt)}
            @input=${(event) => form.set({ pairsPerPrompt: event.target.valueAsNumber })}
          />
        </label>
        <div class="field">
          <span>Pictures shown together</span>
          ${segments({
      name: "pictures",
      label: "Pictures shown together",
      value: String(form.picturesPerPair),
      choices: [
        { value: "2", title: "Two" },
        { value: "4", title: "Four" }
      ],
      change: (value) => form.set({ picturesPerPair: value === "4" ? 4 : 2 })
    })}
        </div>
      </div>
      ${loras.length > 0 ? b`<label class="field"
              ><span>LoRA</span
              ><select @change=${(event) => form.set({ loraId: event.target.value })}>
                <option value="">None: the model as it is</option>
                ${loras.map(({ id, name, step }) => b`<option value=${id} .selected=${id === form.loraId}>${name}, step ${step}</option>`)}</select
              ><small>To go on from a LoRA, vote on pictures that it draws.</small></label
            >` : A}
      <p class="note" role="status">${this.#sentence(model)}</p>
    `;
  }
  #suggestions(model) {
    const form = dataOf(this.panel).sampleForm;
    const chosen = model.prompts.filter((prompt) => !form.leftOut.has(prompt)).length;
    const isAll = chosen === model.prompts.length;
    return b`<fieldset>
      <legend>Prompts</legend>
      <div class="row spread">
        <span class="quiet small">${chosen} of ${model.prompts.length}</span>
        <button class="button quiet" @click=${() => form.chooseAll(model.prompts, !isAll)}>${isAll ? "None" : "All"}</button>
      </div>
      <div class="prompts" tabindex="0" role="group" aria-label="Prompts to choose from">
        ${model.prompts.map(
      (prompt) => b`<label class="switch">
            <input
              type="checkbox"
              .checked=${!form.leftOut.has(prompt)}
              @change=${(event) => form.choose(prompt, event.target.checked)}
            /><span>${prompt}</span>
          </label>`
    )}
      </div>
    </fieldset>`;
  }
  #ownPrompts() {
    const form = dataOf(this.panel).sampleForm;
    return b`<label class="field"
      ><span>Prompts of your own</span
      ><textarea .value=${form.freeText} @input=${(event) => form.set({ freeText: event.target.value })}></textarea
      ><small>One a line.</small></label
    >`;
  }
  #sentence(model) {
    const { sampleForm: form } = dataOf(this.panel);
    const problem = form.problem(model);
    if (problem) return problem;
    const pictures = form.pictures(model);
    const seconds = samplingSpeedOf(this.panel).seconds(model.id, pictures);
    const pairs = countOf(
      pictures / form.picturesPerPair,
      form.picturesPerPair === 4 ? "group of four" : "pair",
      form.picturesPerPair === 4 ? "groups of four" : "pairs"
    );
    const time = seconds === void 0 ? "How long it takes is known after the first few." : `By the last time, that takes about ${secondsInWords(seconds)}.`;
    return `${model.name} draws ${countOf(pictures, "picture")}, ${pairs}, each from a seed of its own. ${time} You can vote on the first ones while the others are drawn.`;
  }
};
define("see-dpo-sample", SampleDialog);

// src/panel/data/data-view.ts
/*!
 * `<see-dpo-data-view>`: the datasets, and the one that is open. What happens is up to DataModel.
 */
var DatasetsView = class extends PanelView {
  static styles = [
    controls,
    splitView,
    i`
      .place {
        display: grid;
        align-content: center;
        min-block-size: 60cqb;
        padding: var(--gap-5) 0;
      }
    `
  ];
  constructor() {
    super();
    new Watch(this, () => this.panel ? [this.panel.state, dataOf(this.panel)] : []);
  }
  render() {
    const { state } = this.panel;
    if (!state.isLoaded) return A;
    return b`${state.datasets.size === 0 ? this.#empty() : this.#datasets()}
      <see-dpo-new-dataset .panel=${this.panel}></see-dpo-new-dataset>
      <see-dpo-sample .panel=${this.panel}></see-dpo-sample>
      <see-dpo-import .panel=${this.panel}></see-dpo-import>
      <see-dpo-export .panel=${this.panel}></see-dpo-export>`;
  }
  #empty() {
    const data = dataOf(this.panel);
    return b`<div class="place">
      ${emptyState({
      title: "No pictures yet",
      text: "Pairs come from a model, which draws them, or from pictures that you have: of the same prompt, with the prompt in the file as ComfyUI and A1111 write it.",
      action: b`${firstRunButton(this.panel)}
          <div class="row">
            <button class="button" @click=${() => data.show("import")}>${icon("upload")} Import pictures</button>
            <button class="button quiet" @click=${() => data.show("new")}>${icon("plus")} Empty dataset</button>
          </div>`
    })}
    </div>`;
  }
  #datasets() {
    const { panel } = this;
    const data = dataOf(panel);
    const datasets = newestFirst(panel.state.datasets.values());
    const open = panel.state.datasets.get(data.openId ?? "");
    const shown = open ?? panel.state.datasets.get(votingOf(panel).session.source?.id ?? "") ?? datasets[0];
    return b`<div class="split" ?data-open=${data.openId !== "list"}>
      <div class="list">
        <ul>
          ${datasets.map((dataset) => this.#item(dataset, dataset === shown))}
        </ul>
        <div class="row">
          <button class="button quiet" @click=${() => data.show("new")}>${icon("plus")} New</button>
          <button class="button quiet" @click=${() => data.show("import")}>${icon("upload")} Import</button>
        </div>
      </div>
      <div class="detail" tabindex="-1">
        <button class="button quiet back" @click=${() => data.open("list")}>${icon("left")} All datasets</button>
        <see-dpo-dataset .panel=${panel} .shown=${shown}></see-dpo-dataset>
      </div>
    </div>`;
  }
  #item(dataset, isShown) {
    const { id, name, counts } = dataset;
    return b`<li>
      <button class="item" aria-current=${isShown ? "true" : A} @click=${() => dataOf(this.panel).open(id)}>
        <strong>${name}</strong><br /><span class="quiet small number">${countOf(counts.pairs, "pair")}, ${digits(counts.votedPairs)} voted</span>
      </button>
    </li>`;
  }
};
define("see-dpo-data-view", DatasetsView);

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
function statusOf({ status, held }) {
  return held ? { word: "Waits while ComfyUI works", tone: "plain" } : STATUS[status];
}
function estimateFacts({ votes, ties, trainingPairs, heldOutPairs, seconds, memoryBytes, freeMemoryBytes, diskBytes }) {
  const facts = [
    ["Votes", `${digits(votes)}${ties > 0 ? ` (${countOf(ties, "tie")})` : ""}`],
    ["To train on", countOf(trainingPairs, "pair")],
    ["Held out, to check", countOf(heldOutPairs, "pair")]
  ];
  if (seconds !== void 0) facts.push(["Time", `about ${secondsInWords(seconds)}`]);
  if (memoryBytes !== void 0)
    facts.push(["Memory", bytesInWords(memoryBytes) + (freeMemoryBytes === void 0 ? "" : ` of ${bytesInWords(freeMemoryBytes)} free`)]);
  if (diskBytes !== void 0) facts.push(["Disk", bytesInWords(diskBytes)]);
  return facts;
}
function queueInWords(ahead) {
  if (ahead === 0) return "It starts in a moment.";
  return `It starts when ${countOf(ahead, "run")} before it ${ahead === 1 ? "has" : "have"} ended.`;
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
  const interval = `between ${Math.round(100 * low)} and ${percent(high)} (95 % interval)`;
  return `${digits(right)} of ${countOf(votes, "held-out vote")}; with so many, its real share lies ${interval}.`;
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
    const hasLoras = [...state.loras.values()].some(({ runId }) => runId === run.id);
    return this.#alone(
      run.id,
      () => deleteWithUndo(this.#panel, {
        what: `the run “${run.name}”${hasLoras ? " and its LoRAs" : ""}`,
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
  #lookers = 0;
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
  /**
   * Somebody looks at the form until the returned function is called. Only then is an estimate asked for: it costs the server a
   * child process, and while somebody votes the votes change with every key.
   */
  look() {
    this.#lookers++;
    this.#follow();
    return () => {
      this.#lookers--;
    };
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
  /** What is still on its way, so that nothing can be said yet; undefined when everything is there. */
  get awaited() {
    const { state } = this.#panel;
    if (!state.isLoaded || !state.models) return "Waiting for the server …";
    if (!this.dataset || !this.model || this.methods.failure || this.estimate.failure) return void 0;
    if (!this.method) return "Asking the server what it can train …";
    return this.fields.every(({ problem }) => !problem) && (!this.estimate.value || this.estimate.phase === "busy" || this.#cancelEstimate) ? "Looking at what it needs …" : void 0;
  }
  /** Why it can't start, as sentences that say what to do; empty when it can, or when something is awaited. */
  get obstacles() {
    if (this.awaited) return [];
    if (!this.dataset) return ["There is nothing to learn from yet. Make a dataset under Data, then vote on its pairs."];
    if (!this.model) return ["No model here can be trained."];
    if (this.methods.failure) return [this.methods.failure.message];
    const wrong = this.fields.filter(({ problem }) => problem);
    if (wrong.length > 0) return wrong.map(({ setting, problem }) => `${setting.title}: ${problem}`);
    if (this.estimate.failure) return [this.estimate.failure.message];
    return this.estimate.value?.problems.map(({ message }) => message) ?? [];
  }
  /** Starts it, or queues it behind others; resolves with the run, or undefined when it was refused. */
  async start() {
    const body = this.request;
    if (!body || this.awaited || this.obstacles.length > 0 || this.starting.phase === "busy") return void 0;
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
    if (!body || this.#lookers === 0) return;
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
  /** LoRAs of its checkpoints, at most so far. */
  #kept = 0;
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
      origin: this.run?.continues === void 0 ? "the base model" : "the LoRA it started from",
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
    const { run } = this;
    if (!run) return;
    if (snapshots !== this.#snapshots) {
      this.#snapshots = snapshots;
      this.#samplesOf = void 0;
      void this.loadMetrics();
    }
    this.#kept = Math.max(this.#kept, [...loras.values()].filter(({ runId }) => runId === this.runId).length);
    const key = `${run.latest?.step} ${run.status} ${this.#kept}`;
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
  /** Nothing was opened yet, by a person or for one. */
  #isFresh = true;
  #page;
  constructor(panel) {
    super();
    this.#panel = panel;
    this.form = new RunForm(panel);
    this.actions = new RunActions(panel);
    panel.state.subscribe(() => this.#follow());
    this.#follow();
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
    this.#isFresh = false;
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
  /** Whoever comes while something trains wants to see how it goes; a run that was deleted elsewhere has no page any more. */
  #follow() {
    if (!this.#panel.state.isLoaded) return;
    const [first] = this.runs;
    if (this.#isFresh && first && rank(first) === 0) this.open({ runId: first.id });
    else if (this.#page && !this.#page.run) this.open("list");
    this.#isFresh = false;
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
 * LoRAs, the columns of comparisons, and what a blind vote says, in words.
 */
function loraInWords({ name, step }) {
  return saysStep({ name, step }) ? name : `${name}, step ${digits(step)}`;
}
function saysStep({ name, step }) {
  return name.endsWith(`step ${step}`);
}
function loraInBrief({ accuracy, votes, bytes, createdAt }, now) {
  const parts = [countOf(votes, "vote"), bytesInWords(bytes), momentInWords(createdAt, now)];
  return (accuracy === void 0 ? parts : [`agrees with ${percent(accuracy)} of held-out votes`, ...parts]).join(", ");
}
function fileNameOf(name) {
  const allowed = name.replace(/[/\\:*?"<>|\p{Cc}]+/gu, " ").replace(/^[.\s]+/, "");
  return allowed.trim().slice(0, 120) || "lora";
}
function columnInWords({ loraId, strength }, loras) {
  if (loraId === void 0) return "Base";
  const lora = loras.get(loraId);
  const name = lora ? loraInWords(lora) : "a deleted LoRA";
  return strength === 1 ? name : `${name} at ${strength}`;
}
function verdictOf({ rate, ties }, a, b2) {
  if (!rate || rate.of === 0) return void 0;
  const { count, of, low, high } = rate;
  const half = ties > 0 ? ` (${countOf(ties, "tie counts", "ties count")} half)` : "";
  return {
    count: `“${b2}” preferred in ${digits(count)} of ${digits(of)}${half}, 95 % interval ${Math.round(100 * low)} to ${percent(high)}`,
    meaning: low > 0.5 ? `“${b2}” is better for you.` : high < 0.5 ? `“${a}” is better for you.` : "That can still be chance: the interval holds 50 %. More rows will tell, unless both are equally good."
  };
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

  .setting .note-changed {
    color: var(--accent);
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
          <input
            id=${id}
            type="checkbox"
            role="switch"
            aria-describedby="${id}-help"
            .checked=${entry === true}
            @change=${(event) => enter(event.target.checked)}
          />
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
  const note = problem ? b`<span class="problem">${problem}</span>` : isChanged ? b`<span class="note-changed">Changed from ${byDefault}.</span>` : A;
  return b`<div class="setting ${isChanged ? "changed" : ""}">
    ${kind === "switch" ? A : b`<label for=${id}>${title}</label>`}
    <div class="row">${control} ${isChanged ? iconButton("undo", `Reset ${title} to ${byDefault}`, reset) : A}</div>
    <small id="${id}-help" class="quiet">
      ${note} ${sentence}
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
        margin-block-start: var(--gap-3);
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
          grid-template-columns: minmax(0, 1fr) 300px;
        }

        .needs {
          position: sticky;
          inset-block-start: var(--gap-2);
          align-self: start;
        }
      }
    `
  ];
  #endLook;
  constructor() {
    super();
    this.ahead = 0;
    new Watch(this, () => [this.form, this.panel?.state]);
  }
  willUpdate() {
    if (this.isConnected) this.#endLook ??= this.form.look();
  }
  disconnectedCallback() {
    super.disconnectedCallback();
    this.#endLook?.();
    this.#endLook = void 0;
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
    const leaveOut = (id) => (event) => form.leaveOut(id, !event.target.checked);
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
          <input maxlength="120" placeholder="Chosen for you" .value=${form.name} @input=${(event) => form.rename(value(event))} />
        </label>
      </div>
      ${voters.length > 1 ? b`<fieldset>
              <legend>Whose votes</legend>
              <div class="row">
                ${voters.map(
      ({ id, name }) => b`<label class="switch">
                    <input type="checkbox" .checked=${!form.isLeftOut(id)} @change=${leaveOut(id)} />
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
    const { obstacles, awaited } = form;
    const isBlocked = awaited !== void 0 || obstacles.length > 0;
    return b`<section class="needs stack" aria-labelledby="needs">
      <h2 id="needs">What it will need</h2>
      ${estimate ? b`<dl class="number" aria-busy=${phase === "busy"}>
              ${estimateFacts(estimate).map(([name, value]) => b`<dt class="quiet">${name}</dt><dd>${value}</dd>`)}
            </dl>` : A}
      ${estimate?.advice?.length ? b`<ul class="small quiet">${estimate.advice.map((sentence) => b`<li>${sentence}</li>`)}</ul>` : A}
      ${failureBox(form.starting.failure)}
      <div id="reasons" class=${obstacles.length > 0 ? "note warn small" : "quiet small"} ?hidden=${!isBlocked}>
        ${awaited ?? b`<ul>${obstacles.map((sentence) => b`<li>${sentence}</li>`)}</ul>`}
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
      ${this.ahead > 0 ? b`<p class="small quiet">${queueInWords(this.ahead)}</p>` : A}
    </section>`;
  }
};
define("see-dpo-run-form", RunFormView);

// src/panel/train/curves.ts
/*!
 * Which curves a run has, and how to read each: held-out votes first, because only they say whether it learned the person's
 * taste or the person's votes (a step's loss says next to nothing).
 */
var asChange = (value) => `${value > 0 ? "+" : ""}${(100 * value).toFixed(1)} %`;
var asNumber = (value) => Math.abs(value) >= 100 ? value.toFixed(0) : Math.abs(value) >= 0.1 || value === 0 ? value.toFixed(2) : value.toPrecision(2);
function checkpointCurves(evaluations, { best, isFresh }) {
  const heldOutAccuracy = ({ step, accuracy }) => step === 0 && isFresh ? void 0 : accuracy;
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
        ["Held-out votes", 1, heldOutAccuracy],
        ["Votes it trains on", 2, ({ trainingAccuracy }) => trainingAccuracy, "dashed"]
      ]
    ),
    curve(
      {
        title: "Log-sigmoid on held-out votes",
        sentence: "The same with how sure it is; the best checkpoint is the highest point. A coin gets -0.69."
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
  loading ??= import("./plot.mjs?v=a6d4ec3d").catch((error) => {
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
      ${this.#isBroken ? b`<p class="note warn row spread">
              The part that draws curves did not load. The numbers are in the table. <button class="button" @click=${this.#load}>Try again</button>
            </p>` : A}
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
define("see-dpo-curve", CurveFigure);

// src/panel/elements/thumbnail.ts
/*!
 * A picture of the store as markup: its address and size are taken from what the API says of it.
 */
function thumbnail(api, { hash, width, height }, alt = "", style = "") {
  return b`<see-dpo-picture class=${style} .src=${api.imageUrl(hash)} .alt=${alt} .width=${width} .height=${height}></see-dpo-picture>`;
}

// src/panel/elements/picture-pair.ts
/*!
 * `<see-dpo-picture-pair>`: two pictures large, side by side, or flickering in one place, where the eye sees what differs. Left and
 * right arrow go to the pair before and after, F flickers.
 *
 * @fires move - CustomEvent with -1 or 1: the pair before or after
 * @fires close - after it was closed in any way
 * @slot left, right - in place of the titles above the pictures
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
        grid-template-columns: repeat(2, minmax(0, 1fr));
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
        margin-block-end: var(--gap-1);
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
        <div class="pair ${this.isFlickering ? "flicker" : ""}">
          ${[left, right].map(
      ({ src, width, height, title }, i3) => b`<figure class=${this.isFlickering && this.isRight !== (i3 === 1) ? "behind" : ""}>
              <figcaption><slot name=${i3 === 0 ? "left" : "right"}>${title}</slot></figcaption>
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
define("see-dpo-picture-pair", PicturePair);

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
      :host {
        container: samples / inline-size;
      }

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
        /* Where the thumb is, whose middle stays within the track by half its width. */
        inset-inline-start: calc(8px + (100% - 16px) * var(--place));
        font-size: 11px;
        line-height: 1;
        color: var(--accent);
        transform: translateX(-50%);
      }

      .grid {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(clamp(130px, 22cqi, 200px), 1fr));
        gap: var(--gap-3);
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
    const { steps, index, pairs, origin } = shown;
    const step = steps[index];
    const last = steps.length - 1;
    const bestIndex = steps.indexOf(this.best ?? -1);
    const name = index === 0 ? origin : `step ${digits(step)}`;
    return b`<section aria-labelledby="title">
      <div class="row spread">
        <h2 id="title">Pictures ${index === 0 ? "of" : "at"} ${name} ${index === bestIndex ? b`<span class="chip good">best</span>` : A}</h2>
        <span class="quiet small">left ${origin}, right ${name}</span>
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
                ${bestIndex > 0 ? b`<span class="best" aria-hidden="true" .style=${`--place: ${bestIndex / last}`}>best</span>` : A}
              </div>
              ${iconButton("right", "Next checkpoint", () => this.page.show(index + 1))}
            </div>` : A}
      <div class="grid">
        ${pairs.map(
      ({ base, now }, i3) => b`<figure>
            <button class="pair" aria-label="Compare large: ${now.prompt}, seed ${now.seed}" @click=${() => this.opened = i3}>
              ${[base, now].map((picture) => thumbnail(this.panel.api, picture))}
            </button>
            <figcaption class="small quiet" title=${now.prompt}>${now.prompt}</figcaption>
          </figure>`
    )}
      </div>
      ${this.opened === void 0 ? A : b`<see-dpo-picture-pair .shown=${this.#large(shown, this.opened)} @move=${this.#onMove} @close=${this.#onClose}></see-dpo-picture-pair>`}
    </section>`;
  }
  updated() {
    const { ahead } = this.page;
    if (ahead.join() === this.#aheadOf) return;
    this.#aheadOf = ahead.join();
    for (const hash of ahead) new Image().src = this.panel.api.imageUrl(hash);
  }
  #large({ steps, index, pairs, origin }, place) {
    const { base, now } = pairs[Math.min(place, pairs.length - 1)];
    const picture = ({ hash, width, height }, title) => ({ src: this.panel.api.imageUrl(hash), width, height, title });
    return {
      caption: `${now.prompt} (seed ${now.seed})`,
      place: `${place + 1} of ${pairs.length}`,
      left: picture(base, asSentence(origin)),
      right: picture(now, `Step ${digits(steps[index])}`)
    };
  }
  #onClose = () => {
    this.opened = void 0;
  };
  #onMove = (event) => {
    const count = this.page.shown?.pairs.length ?? 1;
    this.opened = ((this.opened ?? 0) + event.detail + count) % count;
  };
};
define("see-dpo-samples", SampleSteps);

// src/panel/train/run-page-view.ts
/*!
 * `<see-dpo-run-page>`: one run. How far it is and what can be done, alarms in words, how often it agrees with held-out votes, the
 * pictures of its checkpoints, its curves and their numbers. What is shown comes from run-page.ts.
 */
var NO_REASON = "The trainer gave no reason; the server’s log may say more. What it learned until its last checkpoint is kept.";
var RunPageView = class extends i2 {
  static properties = {
    panel: { attribute: false },
    page: { attribute: false },
    actions: { attribute: false },
    ahead: { type: Number },
    menu: { attribute: false }
  };
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
        inline-size: auto;
        font-size: var(--text-small);
      }

      th,
      td {
        padding-inline-end: var(--gap-4);
        text-align: end;
        vertical-align: bottom;
        white-space: nowrap;
      }

      thead th {
        min-inline-size: 9em;
        font-weight: 500;
        white-space: normal;
      }

      th:first-child {
        min-inline-size: 0;
        overflow-wrap: normal;
        text-align: start;
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
      ${curves.checkpoints.length > 0 ? b`<section class="curves checkpoints" aria-label="Curves">${curves.checkpoints.map(figure)}</section>` : A}
      <div>
        ${curves.steps.length > 0 ? b`<details>
                <summary>Loss and gradient</summary>
                <div class="curves">${curves.steps.map(figure)}</div>
              </details>` : A}
        ${curves.checkpoints.length > 0 ? this.#numbers(curves.checkpoints) : A} ${this.#facts(run)}
      </div>
    </div>`;
  }
  #head(run) {
    const { word, tone } = statusOf(run);
    const lora = this.panel.state.loras.get(run.loraId ?? "");
    const rename = ({ detail }) => this.actions.rename(run.id, detail);
    const progress = run.progress && { ...run.progress, secondsLeft: run.status === "running" ? run.progress.secondsLeft : void 0 };
    const isDone = run.status === "finished" || run.status === "stopped";
    const useLora = b`<button class="button ${isDone ? "primary" : ""}" @click=${() => this.panel.navigation.go({ view: "loras", loraId: lora?.id })}>
      ${icon("loras")} Use its LoRA
    </button>`;
    return b`<header class="stack">
      <div class="row">
        <see-dpo-name .name=${run.name} label="Name of the run" @rename=${rename}></see-dpo-name>
        <span class="chip ${tone}">${word}</span>
      </div>
      ${run.held ? b`<p class="quiet" role="status">It leaves the machine to ComfyUI while a prompt runs, and goes on by itself afterwards.</p>` : A}
      ${run.status === "queued" && !run.held ? b`<p class="quiet">${queueInWords(this.ahead)}</p>` : A}
      ${run.status === "stopping" ? b`<p class="quiet" role="status">It ends after this step and keeps the best checkpoint.</p>` : A}
      ${progress && ["running", "paused", "stopping"].includes(run.status) ? b`<see-dpo-progress .progress=${progress} .label=${`Progress of ${run.name}`}></see-dpo-progress>` : A}
      <div class="row">
        ${lora && isDone ? useLora : A} ${this.actions.possible(run).map((action) => this.#action(action, run))} ${lora && !isDone ? useLora : A}
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
              <b>It failed.</b> ${asSentence(run.error?.message ?? NO_REASON)}
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
      return ["running", "paused"].includes(run.status) ? b`<p class="quiet">
            First the base model is measured on your votes, then training begins. How often it agrees with votes that it has not seen stands here after the
            first checkpoint.
          </p>` : A;
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
      this.#curves = {
        of: log,
        best,
        checkpoints: checkpointCurves(log.evaluations, { best, isFresh: run.continues === void 0 }),
        steps: stepCurves(log.steps)
      };
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
      ...Object.entries(run.settings).map(([name, value]) => this.#setting(name, value))
    ];
    return b`<details>
      <summary>Settings and origin</summary>
      <dl class="small">${rows.map(([name, value]) => b`<dt class="quiet">${name}</dt><dd>${value}</dd>`)}</dl>
      <p class="small quiet">Settings that are not listed are as the model has them.</p>
    </details>`;
  }
  #setting(name, value) {
    const { methods = [], settings = [] } = this.menu ?? {};
    if (name === "method") return ["Method", methods.find((method) => method.name === value)?.title ?? value];
    const setting = settings.find((setting2) => setting2.name === name);
    return setting ? [setting.title, valueInWords(setting, value)] : [name, String(value)];
  }
};
var figure = (curve) => b`<see-dpo-curve .curve=${curve}></see-dpo-curve>`;
function bestStep(run) {
  return (run.best?.step ?? 0) > 0 ? run.best?.step : void 0;
}
function resumeText({ status }) {
  return status === "paused" ? "Go on" : status === "failed" ? "Resume" : "Go on training";
}
define("see-dpo-run-page", RunPageView);

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
    if (!page && runs.length === 0 && this.#hasNothing) return this.#empty();
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
        ${page ? b`<see-dpo-run-page
                .panel=${this.panel}
                .page=${page}
                .actions=${model.actions}
                .ahead=${page.run ? model.ahead(page.run) : 0}
                .menu=${model.form.methods.value}
              ></see-dpo-run-page>` : b`<see-dpo-run-form .panel=${this.panel} .form=${model.form} .ahead=${model.ahead()} @start=${() => model.start()}></see-dpo-run-form>`}
      </div>
    </div>`;
  }
  /** Neither votes nor a server that might still tell of some. */
  get #hasNothing() {
    const { isLoaded, datasets } = this.panel.state;
    return isLoaded && [...datasets.values()].every(({ counts }) => counts.votes === 0);
  }
  #empty() {
    return emptyState({
      title: "Nothing to learn from yet",
      text: "A run learns from votes: which of two pictures you like better. A few dozen are enough to see a difference.",
      action: b`<button class="button primary" @click=${() => this.panel.navigation.go({ view: "vote" })}>Vote</button>`
    });
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
    part?.scrollIntoView({ block: place === "list" ? "nearest" : "start" });
  }
};
define("see-dpo-train-view", TrainView);

// src/panel/loras/columns.ts
/*!
 * The columns of a comparison, from what a person picked; and whether they are one LoRA at several strengths, which a slider shows best.
 */
var MAX_COLUMNS = 8;
var LIMIT = 10;
function columnsOf(hasBase, loraIds, strengths) {
  const base = hasBase ? [{ strength: 0 }] : [];
  return [...base, ...loraIds.flatMap((loraId) => strengths.map((strength) => ({ loraId, strength })))];
}
function strengthsIn(text) {
  const parts = text.split(/[,;\s]+/).filter((part) => part !== "");
  const strengths = [...new Set(parts.map(Number))];
  return strengths.length > 0 && strengths.every((strength) => Math.abs(strength) <= LIMIT) ? strengths : void 0;
}
function blindOf(columns) {
  const others = columns.map(({ strength }, i3) => ({ i: i3, off: Math.abs(strength - 1) })).slice(1);
  return [0, others.reduce((best, next) => next.off < best.off ? next : best, others[0] ?? { i: 1, off: 0 }).i];
}
function strengthSeries(columns) {
  const loraIds = new Set(columns.map(({ loraId }) => loraId).filter((id) => id !== void 0));
  if (loraIds.size !== 1 || columns.length < 3) return void 0;
  return columns.map(({ loraId, strength }, column) => ({ column, strength: loraId === void 0 ? 0 : strength })).sort((a, b2) => a.strength - b2.strength);
}

// src/panel/loras/comparison-form.ts
/*!
 * What a person chooses before a comparison is drawn: LoRAs and strengths as columns, which two are voted on blind, how many rows,
 * and prompts; and why it can't be drawn yet.
 */
var MAX_ROWS = 256;
var MAX_PROMPTS2 = 1e3;
var ComparisonForm = class extends Observable {
  creating = new Request();
  hasBase = true;
  strengths = "1";
  rows = "16";
  name = "";
  /** One a line; empty means the dataset's. */
  prompts = "";
  #panel;
  #picked = [];
  #blind;
  constructor(panel) {
    super();
    this.#panel = panel;
    this.creating.subscribe(() => this.changed());
  }
  /** Picked LoRAs that still exist, in the order in which they were picked. */
  get picked() {
    return this.#picked.map((id) => this.#panel.state.loras.get(id)).filter((lora) => lora !== void 0);
  }
  isPicked(loraId) {
    return this.#picked.includes(loraId);
  }
  pick(loraId, isPicked) {
    const others = this.#picked.filter((id) => id !== loraId);
    this.#picked = isPicked ? [...others, loraId] : others;
    this.#changedByPerson();
  }
  /** Begins anew with these. */
  pickOnly(loraIds) {
    this.#picked = [...loraIds];
    this.#changedByPerson();
  }
  set(fields) {
    Object.assign(this, fields);
    this.#changedByPerson();
  }
  /** undefined goes back to the ones that suit the columns. */
  chooseBlind(blind) {
    this.#blind = blind;
    this.changed();
  }
  get columns() {
    return columnsOf(
      this.hasBase,
      this.picked.map(({ id }) => id),
      strengthsIn(this.strengths) ?? []
    );
  }
  get blind() {
    const { columns } = this;
    return this.#blind?.every((column) => column < columns.length) ? this.#blind : blindOf(columns);
  }
  get dataset() {
    return this.#panel.state.datasets.get(this.picked[0]?.datasetId ?? "");
  }
  get model() {
    const { models = [] } = this.#panel.state;
    return models.find(({ id }) => id === this.picked[0]?.modelId);
  }
  get #promptList() {
    return this.prompts.split("\n").map((line) => line.trim()).filter((line) => line !== "");
  }
  /** Why it can't be drawn, as sentences that say what to do; empty when it can. */
  get obstacles() {
    const { picked, columns, blind, model, dataset } = this;
    const found = [];
    if (picked.length === 0) return ["Pick a LoRA to compare."];
    if (new Set(picked.map(({ modelId }) => modelId)).size > 1) found.push("These LoRAs belong to different models. Pick some of one model.");
    if (!dataset) found.push("The dataset of the first LoRA was deleted, and a comparison belongs to a dataset. Bring it back, or pick another LoRA first.");
    else if (!model) found.push("The model of these LoRAs is not here any more.");
    if (!strengthsIn(this.strengths)) found.push("Strengths: enter numbers from -10 to 10, such as 0.5, 1.");
    else if (columns.length < 2) found.push("Pick a second LoRA, the base, or a second strength.");
    else if (columns.length > MAX_COLUMNS) found.push(`That makes ${columns.length} columns, and ${MAX_COLUMNS} fit. Leave out LoRAs or strengths.`);
    else if (blind[0] === blind[1]) found.push("Choose two different columns for the blind vote.");
    const rows = Number(this.rows);
    if (!Number.isInteger(rows) || rows < 1 || rows > MAX_ROWS) found.push(`Rows: enter a whole number from 1 to ${MAX_ROWS}.`);
    if (this.#promptList.length > MAX_PROMPTS2) found.push(`Prompts: at most ${MAX_PROMPTS2}.`);
    const unknown = model?.freePrompts === false ? this.#promptList.find((prompt) => !model.prompts.includes(prompt)) : void 0;
    if (unknown !== void 0) found.push(`This model does not know the prompt “${unknown}”. It knows such as “${model?.prompts[0]}”.`);
    return found;
  }
  /** Asks for it; resolves with the comparison, whose grid is drawn from then on, or undefined when it was refused. */
  async create() {
    const { dataset, model } = this;
    if (this.obstacles.length > 0 || !dataset || !model || this.creating.phase === "busy") return void 0;
    const body = {
      datasetId: dataset.id,
      modelId: model.id,
      name: this.name.trim() || void 0,
      columns: this.columns,
      blind: this.blind,
      rows: Number(this.rows),
      prompts: this.#promptList.length > 0 ? this.#promptList : void 0
    };
    const { api, state } = this.#panel;
    const answer = await this.creating.run(async () => {
      const created = await api.ask((client) => client.POST("/api/comparisons", { body }));
      if (created.ok) {
        state.put("comparison", created.value.comparison);
        state.put("job", created.value.job);
      }
      return created;
    });
    if (!answer?.ok) return void 0;
    this.name = "";
    return answer.value.comparison;
  }
  #changedByPerson() {
    this.creating.failure = void 0;
    this.changed();
  }
};

// src/panel/loras/comparison-page.ts
/*!
 * One comparison as it is looked at: its grid as far as it is drawn, unless a blind vote on it is open, because whoever has seen
 * the columns no longer votes blind.
 */
var MEMORY_KEY2 = "revealed-comparisons";
var REMEMBERED = 100;
var ComparisonPage = class extends Observable {
  comparisonId;
  detail = new Request();
  /** All columns side by side, or one at a time. */
  isOneColumn = false;
  #panel;
  #end;
  #column = 0;
  #loadedOf;
  constructor(panel, comparisonId) {
    super();
    this.#panel = panel;
    this.comparisonId = comparisonId;
    const ends = [panel.state.subscribe(() => this.#follow()), this.detail.subscribe(() => this.changed())];
    this.#end = () => {
      for (const end of ends) end();
    };
    this.#follow();
  }
  get comparison() {
    return this.#panel.state.comparisons.get(this.comparisonId);
  }
  /** What draws it right now. */
  get job() {
    return [...this.#panel.state.jobs.values()].find(
      ({ comparisonId, status }) => comparisonId === this.comparisonId && (status === "running" || status === "queued")
    );
  }
  /** Why drawing ended early. */
  get failedJob() {
    return this.job ? void 0 : [...this.#panel.state.jobs.values()].find(({ comparisonId, status }) => comparisonId === this.comparisonId && status === "failed");
  }
  get titles() {
    return this.comparison?.columns.map((column) => columnInWords(column, this.#panel.state.loras)) ?? [];
  }
  /** Whether pairs of it wait for a blind vote, or will. */
  get isVoteOpen() {
    const { comparison } = this;
    return comparison !== void 0 && (comparison.result.open > 0 || this.job !== void 0);
  }
  /** The grid may be seen: the vote is over, or the person asked for it. */
  get isRevealed() {
    return !this.isVoteOpen || this.#revealed().includes(this.comparisonId);
  }
  /** undefined while it would sway a vote that is open, or when nobody has voted. */
  get verdict() {
    const { comparison, titles } = this;
    if (!comparison || !this.isRevealed) return void 0;
    const [a, b2] = comparison.blind;
    return verdictOf(comparison.result, titles[a], titles[b2]);
  }
  /** Shows the grid although the vote is open. */
  reveal() {
    this.#panel.memory.set(MEMORY_KEY2, [...this.#revealed().slice(1 - REMEMBERED), this.comparisonId]);
    this.#follow();
    this.changed();
  }
  /** The strengths to slide over; undefined when the columns are something else. */
  get series() {
    return this.comparison && strengthSeries(this.comparison.columns);
  }
  /** The column that is shown where one is shown at a time. */
  get column() {
    return Math.min(this.#column, Math.max(0, this.titles.length - 1));
  }
  showColumn(column) {
    this.#column = Math.max(0, column);
    this.changed();
  }
  showOneColumn(isOneColumn) {
    this.isOneColumn = isOneColumn;
    this.changed();
  }
  async load() {
    const params = { path: { comparisonId: this.comparisonId } };
    await this.detail.run(() => this.#panel.api.ask((client) => client.GET("/api/comparisons/{comparisonId}", { params })));
  }
  async stop() {
    const jobId = this.job?.id;
    if (!jobId) return;
    const answer = await this.#panel.api.ask((client) => client.POST("/api/jobs/{jobId}/stop", { params: { path: { jobId } } }));
    if (answer.ok) this.#panel.state.put("job", answer.value);
    else this.#panel.toasts.fail(answer.failure);
  }
  /** Stops following. */
  close() {
    this.#end();
  }
  #revealed() {
    const known = this.#panel.memory.get(MEMORY_KEY2);
    return Array.isArray(known) ? known : [];
  }
  /** Pictures are asked for only when they may be seen, and again when there are more rows. */
  #follow() {
    const { comparison } = this;
    if (!comparison || !this.isRevealed) return;
    const key = `${comparison.rows} ${this.#panel.state.snapshots}`;
    if (key === this.#loadedOf) return;
    this.#loadedOf = key;
    void this.load();
  }
};

// src/panel/loras/lora-actions.ts
/*!
 * What a person does to LoRAs and comparisons: rename, export, delete with undo.
 */
var LoraActions = class extends Observable {
  /** Where the last one went. */
  exporting = new Request();
  #panel;
  constructor(panel) {
    super();
    this.#panel = panel;
    this.exporting.subscribe(() => this.changed());
  }
  async rename(loraId, name) {
    const { api, state, toasts } = this.#panel;
    const answer = await api.ask((client) => client.PATCH("/api/loras/{loraId}", { params: { path: { loraId } }, body: { name } }));
    if (answer.ok) state.put("lora", answer.value);
    else toasts.fail(answer.failure);
  }
  /** Copies it to the host's folder; `name` is a file name without folder and ending. */
  async export(loraId, name) {
    await this.exporting.run(() => this.#panel.api.ask((client) => client.POST("/api/loras/{loraId}/export", { params: { path: { loraId } }, body: { name } })));
  }
  deleteLora(lora) {
    const { api, state } = this.#panel;
    const params = { path: { loraId: lora.id } };
    return deleteWithUndo(this.#panel, {
      what: `the LoRA “${loraInWords(lora)}”`,
      remove: () => api.ask((client) => client.DELETE("/api/loras/{loraId}", { params })),
      restore: () => api.ask((client) => client.POST("/api/loras/{loraId}/restore", { params })),
      removed: () => state.remove("lora", lora.id),
      restored: (value) => state.put("lora", value)
    });
  }
  deleteComparison({ id, name }) {
    const { api, state } = this.#panel;
    const params = { path: { comparisonId: id } };
    return deleteWithUndo(this.#panel, {
      what: `the comparison “${name}”`,
      remove: () => api.ask((client) => client.DELETE("/api/comparisons/{comparisonId}", { params })),
      restore: () => api.ask((client) => client.POST("/api/comparisons/{comparisonId}/restore", { params })),
      removed: () => state.remove("comparison", id),
      restored: (value) => state.put("comparison", value)
    });
  }
};

// src/panel/loras/lora-pictures.ts
/*!
 * A few pictures that a LoRA drew when it was made, to know it by: the fixed-seed pictures of its run's checkpoint.
 */
var LoraPictures = class extends Observable {
  #panel;
  #byRun = /* @__PURE__ */ new Map();
  constructor(panel) {
    super();
    this.#panel = panel;
  }
  /** Up to `count` of them, of different prompts where there are several; empty until they are there, or where none were drawn. */
  of({ runId, step }, count) {
    const known = this.#byRun.get(runId) ?? { checkpoints: [], asked: /* @__PURE__ */ new Set() };
    this.#byRun.set(runId, known);
    const samples = known.checkpoints.find((checkpoint) => checkpoint.step === step)?.samples;
    if (!samples && !known.asked.has(step)) {
      known.asked.add(step);
      void this.#load(runId);
    }
    return spread(samples ?? [], count);
  }
  /** A run that was deleted has no pictures to show, which is no failure. */
  async #load(runId) {
    const answer = await this.#panel.api.ask((client) => client.GET("/api/runs/{runId}/samples", { params: { path: { runId } } }));
    const known = this.#byRun.get(runId);
    if (!answer.ok || !known) return;
    known.checkpoints = answer.value.checkpoints;
    this.changed();
  }
};
function spread(samples, count) {
  const step = Math.max(1, Math.floor(samples.length / count));
  return samples.filter((_, i3) => i3 % step === 0).slice(0, count);
}

// src/panel/loras/lora-votes.ts
/*!
 * Which votes made a LoRA, page by page.
 */
var PAGE2 = 24;
var LoraVotes = class extends Observable {
  loraId;
  loading = new Request();
  #panel;
  #votes = [];
  constructor(panel, loraId) {
    super();
    this.#panel = panel;
    this.loraId = loraId;
    this.loading.subscribe(() => this.changed());
    void this.more();
  }
  get votes() {
    return this.#votes;
  }
  /** Of all pages; undefined until the first is there. */
  get total() {
    return this.loading.value?.total;
  }
  get hasMore() {
    return this.loading.value?.next !== void 0;
  }
  /** Loads the next page; after a failure the same again. */
  async more() {
    if (this.loading.phase === "busy") return;
    const params = { path: { loraId: this.loraId }, query: { limit: PAGE2, cursor: this.loading.value?.next } };
    await this.loading.run(async () => {
      const answer = await this.#panel.api.ask((client) => client.GET("/api/loras/{loraId}/votes", { params }));
      if (answer.ok) this.#votes = [...this.#votes, ...answer.value.votes];
      return answer;
    });
  }
};

// src/panel/loras/loras-model.ts
/*!
 * What the LoRAs view shows: the list, one LoRA, the form of a comparison, or a comparison. It outlives the view, so that a sidebar
 * that is closed and opened goes on where it was.
 */
var LorasModel = class extends Observable {
  form;
  actions;
  pictures;
  #panel;
  #place = "list";
  #votes;
  #page;
  constructor(panel) {
    super();
    this.#panel = panel;
    this.form = new ComparisonForm(panel);
    this.actions = new LoraActions(panel);
    this.pictures = new LoraPictures(panel);
    panel.state.subscribe(() => {
      const isGone = typeof this.#place === "object" && "loraId" in this.#place && !this.lora || this.#page && !this.#page.comparison;
      if (panel.state.isLoaded && isGone) this.open("list");
    });
  }
  get place() {
    return this.#place;
  }
  /** The LoRA that is open. */
  get lora() {
    return typeof this.#place === "object" && "loraId" in this.#place ? this.#panel.state.loras.get(this.#place.loraId) : void 0;
  }
  /** Of the LoRA that is open. */
  get votes() {
    return this.#votes;
  }
  /** The comparison that is open. */
  get page() {
    return this.#page;
  }
  get comparisons() {
    return newestFirst(this.#panel.state.comparisons.values());
  }
  /** Runs with their LoRAs, newest first. */
  get runs() {
    const { loras, runs } = this.#panel.state;
    return [...Map.groupBy(newestFirst(loras.values()), ({ runId }) => runId)].map(([runId, ofRun]) => {
      const byStep = ofRun.sort((a, b2) => b2.step - a.step);
      const best = byStep.find((lora) => lora.best) ?? byStep[0];
      return { runId, name: runs.get(runId)?.name ?? "a deleted run", best, others: byStep.filter((lora) => lora !== best) };
    });
  }
  open(place) {
    this.#page?.close();
    this.#page = typeof place === "object" && "comparisonId" in place ? new ComparisonPage(this.#panel, place.comparisonId) : void 0;
    this.#votes = typeof place === "object" && "loraId" in place ? new LoraVotes(this.#panel, place.loraId) : void 0;
    this.#place = place;
    this.actions.exporting.reset();
    this.changed();
  }
  /** Goes where another view sent the person. */
  followTarget() {
    const target = this.#panel.navigation.takeTarget("loras");
    if (target?.loraId) this.open({ loraId: target.loraId });
    else if (target?.comparisonId) this.open({ comparisonId: target.comparisonId });
  }
  /** Opens the form with these LoRAs picked. */
  compare(loraIds) {
    this.form.pickOnly(loraIds);
    this.open("compare");
  }
  /** Draws what the form says and opens it. */
  async create() {
    const comparison = await this.form.create();
    if (comparison) this.open({ comparisonId: comparison.id });
  }
};

// src/panel/loras/comparison-form-view.ts
/*!
 * `<see-dpo-comparison-form>`: which LoRAs at which strengths are compared, on how many rows and which prompts. Choices and reasons
 * are comparison-form.ts's.
 *
 * @fires create - the person wants it drawn
 */
var ComparisonFormView = class extends i2 {
  static properties = { panel: { attribute: false }, form: { attribute: false } };
  static styles = [
    controls,
    i`
      .fields {
        display: grid;
        gap: var(--gap-4);
        max-inline-size: 640px;
        margin-block-start: var(--gap-3);
      }

      .two {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(200px, 1fr));
        gap: var(--gap-3);
      }

      .picks {
        display: grid;
        gap: var(--gap-1);
        max-block-size: 240px;
        overflow: auto;
        padding: var(--gap-2);
        border: 1px solid var(--line);
        border-radius: var(--radius);
      }
    `
  ];
  constructor() {
    super();
    new Watch(this, () => [this.form, this.panel?.state]);
  }
  render() {
    const { form } = this;
    const { columns, obstacles, creating, dataset } = form;
    const text = (event) => event.target.value;
    const isBlocked = obstacles.length > 0;
    const pictures = columns.length * (Number(form.rows) || 0);
    const titles = columns.map((column) => columnInWords(column, this.panel.state.loras));
    return b`<h1>Compare</h1>
      <p class="quiet">The same prompts and seeds under each of them: as a grid, and as a blind vote that says which you really prefer.</p>
      <div class="fields">
        <fieldset>
          <legend>What to compare</legend>
          <div class="picks">
            ${this.#pick("The base model, without a LoRA", form.hasBase, (hasBase) => form.set({ hasBase }))}
            ${newestFirst(this.panel.state.loras.values()).map(
      (lora) => this.#pick(`${loraInWords(lora)}${lora.best ? " (best)" : ""}`, form.isPicked(lora.id), (isPicked) => form.pick(lora.id, isPicked))
    )}
          </div>
        </fieldset>
        <div class="two">
          <label class="field">
            <span>Strengths</span>
            <input .value=${form.strengths} autocomplete="off" @input=${(event) => form.set({ strengths: text(event) })} />
            <small>Of each LoRA: 1 is as it was trained. Several, such as 0.5, 1, 1.5, make a strength slider.</small>
          </label>
          <label class="field">
            <span>Rows</span>
            <input inputmode="numeric" .value=${form.rows} autocomplete="off" @input=${(event) => form.set({ rows: text(event) })} />
            <small>Each is one prompt and seed, and one blind pair. 16 show a clear difference, 50 a small one.</small>
          </label>
        </div>
        ${columns.length > 2 ? this.#blind(titles) : A}
        <details>
          <summary>Prompts and name</summary>
          <div class="stack">
            <label class="field">
              <span>Prompts, one a line</span>
              <textarea
                .value=${form.prompts}
                placeholder=${dataset ? `Those of “${dataset.name}”` : ""}
                @input=${(event) => form.set({ prompts: text(event) })}
              ></textarea>
            </label>
            <label class="field">
              <span>Name</span>
              <input maxlength="120" placeholder="Chosen for you" .value=${form.name} @input=${(event) => form.set({ name: text(event) })} />
            </label>
          </div>
        </details>
        <p class="small quiet">
          ${columns.length > 1 ? `${countOf(columns.length, "column")}: ${titles.join(" · ")}. ${countOf(pictures, "picture")} to draw.` : A}
        </p>
        ${failureBox(creating.failure)}
        <div id="reasons" class="note warn small" ?hidden=${!isBlocked}>
          <ul>
            ${obstacles.map((sentence) => b`<li>${sentence}</li>`)}
          </ul>
        </div>
        <button
          class="button primary large"
          aria-disabled=${isBlocked || creating.phase === "busy"}
          aria-describedby="reasons"
          @click=${() => !isBlocked && this.dispatchEvent(new Event("create"))}
        >
          Draw the comparison
        </button>
      </div>`;
  }
  #pick(title, isChecked, change) {
    return b`<label class="switch">
      <input type="checkbox" .checked=${isChecked} @change=${(event) => change(event.target.checked)} />
      <span>${title}</span>
    </label>`;
  }
  #blind(titles) {
    const { form } = this;
    const choose = (place) => (event) => {
      const blind = [...form.blind];
      blind[place] = Number(event.target.value);
      form.chooseBlind(blind);
    };
    return b`<fieldset>
      <legend>The two to vote on blind</legend>
      <div class="two">
        ${[0, 1].map(
      (place) => b`<select aria-label=${place === 0 ? "First of the blind vote" : "Second of the blind vote"} @change=${choose(place)}>
            ${titles.map((title, column) => b`<option value=${column} .selected=${column === form.blind[place]}>${title}</option>`)}
          </select>`
    )}
      </div>
    </fieldset>`;
  }
};
define("see-dpo-comparison-form", ComparisonFormView);

// src/panel/loras/interval-bar.ts
/*!
 * A share with its interval as a bar: where it may lie, what was counted, and the middle, where nobody is better.
 */
var intervalStyles = i`
  .interval {
    position: relative;
    block-size: 22px;
    border-radius: 11px;
    background: var(--sunken);
  }

  .interval > * {
    position: absolute;
    inset-block: 0;
  }

  .interval > .may {
    inset-inline: calc(100% * var(--low)) calc(100% * (1 - var(--high)));
    border-radius: inherit;
    background: var(--accent);
    opacity: 0.35;
  }

  .interval > .is {
    inset-inline-start: calc(100% * var(--share) - 2px);
    inline-size: 4px;
    background: var(--accent);
  }

  .interval > .half {
    inset-inline-start: 50%;
    border-inline-start: 1px dashed var(--ink);
  }

  .ends {
    display: flex;
    justify-content: space-between;
    gap: var(--gap-3);
    margin-block-start: 2px;
  }
`;
function intervalBar(rate, a, b2) {
  return b`<div>
    <div
      class="interval"
      role="img"
      aria-label="${b2} preferred: ${shareInWords(rate)}"
      .style=${`--low: ${rate.low}; --high: ${rate.high}; --share: ${rate.share}`}
    >
      <span class="may"></span><span class="half"></span><span class="is"></span>
    </div>
    <div class="ends small quiet"><span>all for ${a}</span><span>all for ${b2}</span></div>
  </div>`;
}

// src/panel/loras/comparison-grid.ts
/*!
 * `<see-dpo-grid>`: a comparison's pictures. Rows are prompts and seeds, columns LoRAs at strengths; in a narrow panel, or when a
 * person wants it so, one column at a time, over which one switches or, with one LoRA at several strengths, slides. A picture opens
 * large beside another column's.
 */
var ComparisonGrid = class extends i2 {
  static properties = { panel: { attribute: false }, page: { attribute: false }, large: { state: true } };
  static styles = [
    controls,
    i`
      :host {
        container: grid / inline-size;
      }

      .switch-row {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--gap-2) var(--gap-4);
        margin-block-end: var(--gap-2);
      }

      .column-switch {
        flex: 1 1 200px;
        max-inline-size: 420px;
      }

      table {
        border-collapse: separate;
        border-spacing: var(--gap-1);
        table-layout: fixed;
        inline-size: 100%;
      }

      table:not(.one) {
        /* Two columns need not fill a window. */
        max-inline-size: calc(140px + 270px * var(--columns));
      }

      thead th {
        position: sticky;
        inset-block-start: 0;
        z-index: 1;
        padding: var(--gap-1);
        background: var(--ground);
        font-weight: 500;
        text-align: start;
        vertical-align: bottom;
        overflow-wrap: anywhere;
      }

      th,
      td {
        padding: 0;
        border: 0;
      }

      tbody th {
        font-weight: 400;
        text-align: start;
        vertical-align: top;
      }

      .prompt {
        inline-size: 130px;
      }

      td > button {
        display: block;
        inline-size: 100%;
        padding: 0;
        border: 0;
        border-radius: 4px;
        background: none;
      }

      /* One column at a time: rows become cards. */
      .one thead,
      .one .off {
        display: none;
      }

      .one tbody {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(130px, 1fr));
        gap: var(--gap-3) var(--gap-2);
      }

      .one tr {
        display: flex;
        flex-direction: column-reverse;
        justify-content: flex-end;
      }

    `
  ];
  /** Too narrow for columns side by side. */
  #isNarrow = false;
  #resized = new ResizeObserver(([{ contentRect }]) => {
    const isNarrow = contentRect.width < 150 + 90 * this.page.titles.length;
    if (isNarrow === this.#isNarrow) return;
    this.#isNarrow = isNarrow;
    this.requestUpdate();
  });
  constructor() {
    super();
    new Watch(this, () => [this.page, this.panel?.state]);
  }
  connectedCallback() {
    super.connectedCallback();
    this.#resized.observe(this);
  }
  disconnectedCallback() {
    super.disconnectedCallback();
    this.#resized.disconnect();
  }
  render() {
    const { page } = this;
    const grid = page.detail.value?.grid ?? [];
    const isLoading = page.detail.phase === "busy";
    if (grid.length === 0) return b`<p class="quiet">${isLoading ? "Loading the pictures …" : "Its pictures come here, row by row."}</p>`;
    const { titles, column } = page;
    const isOne = page.isOneColumn || this.#isNarrow;
    return b`<section aria-label="Pictures">
      <div class="switch-row">
        ${this.#isNarrow ? A : segments({
      name: "layout",
      label: "Layout",
      value: isOne ? "one" : "all",
      choices: [
        { value: "all", title: "Side by side" },
        { value: "one", title: page.series ? "Strength slider" : "One at a time" }
      ],
      change: (value) => page.showOneColumn(value === "one")
    })}
        ${isOne ? b`<div class="column-switch">${this.#switch(titles, column)}</div>` : A}
      </div>
      <table class=${isOne ? "one" : ""} .style=${`--columns: ${titles.length}`}>
        <thead>
          <tr>
            <th class="prompt" scope="col"><span class="visually-hidden">Prompt</span></th>
            ${titles.map((title) => b`<th scope="col" class="small">${title}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${grid.map(
      ({ prompt, seed, pictures }, row) => b`<tr>
              <th scope="row" class="small">${prompt}<br /><span class="quiet number">seed ${seed}</span></th>
              ${pictures.map(
        (picture, i3) => b`<td class=${i3 === column ? "" : "off"}>
                  <button aria-label="${titles[i3]}: ${prompt}, seed ${seed}. Show large" @click=${() => this.#open(row, i3)}>
                    ${thumbnail(this.panel.api, picture)}
                  </button>
                </td>`
      )}
            </tr>`
    )}
        </tbody>
      </table>
      ${this.#large(grid, titles)}
    </section>`;
  }
  #switch(titles, column) {
    const { page } = this;
    const { series } = page;
    if (!series) {
      return b`<select aria-label="Column" @change=${(event) => page.showColumn(Number(event.target.value))}>
        ${titles.map((title, i3) => b`<option value=${i3} .selected=${i3 === column}>${title}</option>`)}
      </select>`;
    }
    const place = Math.max(
      0,
      series.findIndex((step) => step.column === column)
    );
    return b`<label class="field">
      <span>Strength ${series[place].strength}${titles[column] === "Base" ? " (the base)" : ""}</span>
      <input
        type="range"
        min="0"
        max=${series.length - 1}
        step="1"
        aria-valuetext="Strength ${series[place].strength}"
        .value=${String(place)}
        @input=${(event) => page.showColumn(series[Number(event.target.value)].column)}
      />
    </label>`;
  }
  /** Beside it, the first of the blind vote, or the second when it is the first. */
  #open(row, column) {
    const [a, b2] = this.page.comparison?.blind ?? [0, 1];
    const partner = column === a ? b2 : a;
    this.large = { row, left: Math.min(partner, column), right: Math.max(partner, column) };
  }
  #large(grid, titles) {
    const { large } = this;
    if (!large || !grid[large.row]) return A;
    const { prompt, seed, pictures } = grid[large.row];
    const picture = (column) => ({ ...pictures[column], src: this.panel.api.imageUrl(pictures[column].hash), title: titles[column] });
    const shown = {
      caption: `${prompt} (seed ${seed})`,
      place: `${large.row + 1} of ${grid.length}`,
      left: picture(large.left),
      right: picture(large.right)
    };
    const choose = (side) => (event) => {
      this.large = { ...large, [side]: Number(event.target.value) };
    };
    return b`<see-dpo-picture-pair
      .shown=${shown}
      @move=${(event) => {
      this.large = { ...large, row: (large.row + event.detail + grid.length) % grid.length };
    }}
      @close=${() => {
      this.large = void 0;
    }}
    >
      ${titles.length > 2 ? ["left", "right"].map(
      (side) => b`<select slot=${side} aria-label=${side === "left" ? "Left column" : "Right column"} @change=${choose(side)}>
                ${titles.map((title, i3) => b`<option value=${i3} .selected=${i3 === large[side]}>${title}</option>`)}
              </select>`
    ) : A}
    </see-dpo-picture-pair>`;
  }
};
define("see-dpo-grid", ComparisonGrid);

// src/panel/loras/comparison-view.ts
/*!
 * `<see-dpo-comparison>`: one comparison. How far it is drawn, the blind vote and what it says, and the grid, which stays hidden
 * while the vote is open. What may be shown is comparison-page.ts's.
 */
var ComparisonView = class extends i2 {
  static properties = { panel: { attribute: false }, page: { attribute: false }, actions: { attribute: false } };
  static styles = [
    controls,
    intervalStyles,
    i`
      .page {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--gap-4);
      }

      h1 {
        overflow-wrap: anywhere;
      }

      .drawing {
        flex: 1 1 200px;
      }
    `
  ];
  constructor() {
    super();
    new Watch(this, () => [this.page, this.panel?.state]);
  }
  render() {
    const { page, panel } = this;
    const { comparison, job, failedJob, isRevealed } = page;
    if (!comparison) return A;
    return b`<div class="page">
      <div class="row spread">
        <h1>${comparison.name}</h1>
        <button class="button quiet" @click=${() => this.actions.deleteComparison(comparison)}>${icon("trash")} Delete</button>
      </div>
      ${job ? b`<div class="row">
              <see-dpo-progress class="drawing" .progress=${job.progress} label="Drawing the comparison"></see-dpo-progress>
              <button class="button" @click=${() => page.stop()}>${icon("stop")} Stop drawing</button>
            </div>` : A}
      ${failedJob?.error ? b`<p class="note bad" role="alert">Drawing ended early: ${failedJob.error.message} What was drawn is below.</p>` : A}
      ${this.#vote(comparison)}
      ${isRevealed ? b`${failureBox(page.detail.failure, () => page.load())}
              ${comparison.rows === 0 && !job ? emptyState({ title: "Nothing was drawn", text: "Delete this comparison and draw it anew." }) : b`<see-dpo-grid .panel=${panel} .page=${page}></see-dpo-grid>`}` : A}
    </div>`;
  }
  #vote({ id, result, rows, blind }) {
    const { page, panel } = this;
    const { titles, isVoteOpen, isRevealed, verdict } = page;
    const [a, b2] = blind.map((column) => titles[column]);
    const voted = result.wins + result.ties + result.losses;
    const go = () => panel.navigation.go({ view: "vote", comparisonId: id });
    return b`<section class="card stack" aria-label="Blind vote">
      ${verdict && result.rate ? b`<h2>${verdict.meaning}</h2>
              ${intervalBar(result.rate, a, b2)}
              <p>${verdict.count}: ${countOf(result.wins, "win")}, ${countOf(result.ties, "tie")}, ${countOf(result.losses, "loss", "losses")}.</p>` : b`<h2>Which do you really prefer?</h2>
              <p>${a} against ${b2}, side by side, without saying which is which.</p>`}
      ${isVoteOpen ? b`<p class="quiet">${rows === 0 ? "The first pairs are being drawn." : `${countOf(voted, "pair")} voted on, ${result.open} to go.`}</p>
              <div class="row">
                <button class="button primary" ?disabled=${result.open === 0} @click=${go}>
                  ${icon("vote")} ${voted > 0 ? "Go on voting blind" : "Vote blind"}
                </button>
                ${isRevealed ? A : b`<button class="button quiet" @click=${() => page.reveal()}>Show the grid now</button>`}
              </div>
              ${isRevealed ? b`<p class="quiet small">You have seen the grid, so the rest of the vote is no longer quite blind.</p>` : b`<p class="quiet small">The grid and the result stay hidden until then: whoever has seen them no longer votes blind.</p>`}` : A}
    </section>`;
  }
};
define("see-dpo-comparison", ComparisonView);

// src/panel/loras/lora-page.ts
/*!
 * `<see-dpo-lora-page>`: one LoRA. What it is, what to do with it, and the votes that made it.
 *
 * @fires compare - the person wants to compare it
 */
var CHOICES = { tie: "Both are equal", "both-bad": "Both are bad", skip: "Skipped" };
var LoraPage = class extends i2 {
  static properties = {
    panel: { attribute: false },
    lora: { attribute: false },
    votes: { attribute: false },
    actions: { attribute: false },
    pictures: { attribute: false },
    isExporting: { state: true }
  };
  static styles = [
    controls,
    i`
      .page {
        display: grid;
        gap: var(--gap-4);
      }

      dl {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 2px var(--gap-3);
      }

      .votes {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(144px, 1fr));
        gap: var(--gap-3);
        margin-block: var(--gap-2);
      }

      .pictures {
        display: flex;
        flex-wrap: wrap;
        gap: var(--gap-2);
        margin-block-end: var(--gap-1);
      }

      .pictures > * {
        inline-size: 64px;
      }

      .drawn > * {
        inline-size: 96px;
      }

      .picked {
        outline: 3px solid var(--accent);
        outline-offset: 1px;
      }

      .not {
        opacity: 0.6;
      }

      figcaption {
        overflow-wrap: anywhere;
      }

      .link {
        padding: 0;
        border: 0;
        background: none;
        color: var(--accent);
        text-decoration: underline;
      }

      code {
        font-family: var(--mono);
        overflow-wrap: anywhere;
      }
    `
  ];
  constructor() {
    super();
    this.isExporting = false;
    new Watch(this, () => [this.panel?.state, this.votes, this.actions, this.pictures]);
  }
  render() {
    const { lora, panel } = this;
    const { navigation, state, environment } = panel;
    const run = state.runs.get(lora.runId);
    const rename = ({ detail }) => this.actions.rename(lora.id, detail);
    const facts = [
      ["Made by", run ? b`<button class="link" @click=${() => navigation.go({ view: "train", runId: run.id })}>${run.name}</button>` : "a deleted run"],
      ["Step", b`${digits(lora.step)} ${lora.best ? b`<span class="chip good">best</span>` : A}`],
      ...lora.accuracy === void 0 ? [] : [["Held-out votes", `agrees with ${percent(lora.accuracy)} of them`]],
      ["Votes", digits(lora.votes)],
      ["Size", bytesInWords(lora.bytes)],
      ["Created", momentInWords(lora.createdAt, environment.now())]
    ];
    return b`<div class="page">
      <see-dpo-name .name=${lora.name} label="Name of the LoRA" @rename=${rename}></see-dpo-name>
      ${this.#drawn()}
      <dl>${facts.map(([name, value]) => b`<dt class="quiet">${name}</dt><dd>${value}</dd>`)}</dl>
      <div class="row">
        <button class="button primary" @click=${this.#startExport}>${icon("upload")} Export</button>
        <a class="button" href=${panel.api.url(`api/loras/${lora.id}/file`)} download="${fileNameOf(loraInWords(lora))}.safetensors">
          ${icon("download")} Download
        </a>
        <button class="button" @click=${() => this.dispatchEvent(new Event("compare"))}>${icon("vote")} Compare</button>
        <button class="button" @click=${() => navigation.go({ view: "train", continues: lora.id })}>${icon("train")} Train on from it</button>
        <button class="button quiet" @click=${() => this.actions.deleteLora(lora)}>${icon("trash")} Delete</button>
      </div>
      <p class="quiet small">
        To teach it more, <button class="link" @click=${() => navigation.go({ view: "data" })}>sample new pairs with it</button>, vote on them, then train on
        from it.
      </p>
      ${this.#votes()} ${this.#export()}
    </div>`;
  }
  /** What it drew when it was made. */
  #drawn() {
    const { api } = this.panel;
    const drawn = this.pictures.of(this.lora, 8);
    if (drawn.length === 0) return A;
    return b`<div class="pictures drawn">
      ${drawn.map((picture) => thumbnail(api, picture, picture.prompt))}
    </div>`;
  }
  #votes() {
    const { votes } = this;
    return b`<section aria-labelledby="votes">
      <h2 id="votes">${votes.total === void 0 ? "The votes that made it" : `${countOf(votes.total, "vote")} made it`}</h2>
      ${votes.total === 0 ? b`<p class="quiet">Their pairs were deleted.</p>` : A}
      <div class="votes">${votes.votes.map((vote) => this.#vote(vote))}</div>
      ${failureBox(votes.loading.failure, () => votes.more())}
      ${votes.hasMore ? b`<button class="button" ?disabled=${votes.loading.phase === "busy"} @click=${() => votes.more()}>
              Show more (${digits(votes.votes.length)} of ${digits(votes.total ?? 0)})
            </button>` : A}
    </section>`;
  }
  #vote({ prompt, pictures, choice, voterId, votedAt }) {
    const { state, environment, api } = this.panel;
    const picked = choice.kind === "pick" ? choice.position : void 0;
    const word = choice.kind === "pick" ? void 0 : CHOICES[choice.kind];
    const voter = state.voters.size > 1 ? `${state.voters.get(voterId)?.name ?? "somebody"}, ` : "";
    return b`<figure>
      <div class="pictures">
        ${pictures.map((picture, i3) => {
      const [style, alt] = picked === void 0 ? ["", "Shown"] : i3 === picked ? ["picked", "Preferred"] : ["not", "Not preferred"];
      return thumbnail(api, picture, alt, style);
    })}
      </div>
      <figcaption class="small">
        ${prompt}${word ? b`<br />${word}` : A}<br /><span class="quiet">${voter}${momentInWords(votedAt, environment.now())}</span>
      </figcaption>
    </figure>`;
  }
  #export() {
    const { exporting } = this.actions;
    const done = exporting.phase === "done" ? exporting.value?.path : void 0;
    return b`<see-dpo-dialog ?open=${this.isExporting} heading="Export for ${hostTitle(this.panel)}" @close=${() => this.isExporting = false}>
      ${done ? b`<p role="status">It is now at <code>${done}</code></p>` : b`<form id="export" class="stack" @submit=${this.#submitExport}>
              <label class="field">
                <span>File name</span>
                <input name="name" maxlength="120" required .value=${fileNameOf(loraInWords(this.lora))} aria-describedby="ending" />
                <small id="ending">It goes where ${hostTitle(this.panel)} looks for LoRAs. Where the name is taken, a number is added.</small>
              </label>
              ${failureBox(exporting.failure)}
            </form>`}
      ${done ? b`<button slot="actions" class="button primary" @click=${() => this.isExporting = false}>Done</button>` : b`<button slot="actions" class="button primary" ?disabled=${exporting.phase === "busy"} @click=${this.#submitExport}>Export</button>`}
    </see-dpo-dialog>`;
  }
  #startExport = () => {
    this.actions.exporting.reset();
    this.isExporting = true;
  };
  #submitExport = (event) => {
    event.preventDefault();
    const name = this.renderRoot.querySelector("#export input")?.value.trim();
    if (name) void this.actions.export(this.lora.id, name);
  };
};
function hostTitle({ state }) {
  return state.status?.host.title ?? "the host";
}
define("see-dpo-lora-page", LoraPage);

// src/panel/loras/loras-view.ts
/*!
 * `<see-dpo-loras-view>`: all LoRAs by run, and comparisons; or one of either; or the form of a new comparison. What is open is
 * loras-model.ts's.
 */
var LorasView = class extends PanelView {
  static styles = [
    controls,
    i`
      :host {
        container: view / inline-size;
      }

      .page {
        max-inline-size: 1100px;
        padding: var(--gap-2) var(--gap-3) var(--gap-5);
      }

      .page:focus {
        outline: none;
      }

      .back {
        margin: 0 0 var(--gap-2) calc(-1 * var(--gap-2));
        padding-inline: var(--gap-2);
      }

      .list {
        display: grid;
        align-items: start;
        gap: var(--gap-3) var(--gap-5);
      }

      .list > :is(.row, .bar) {
        grid-column: 1 / -1;
      }

      .runs {
        display: grid;
        gap: var(--gap-4);
      }

      h2 {
        margin-block-end: var(--gap-1);
      }

      .lora {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        align-items: center;
        gap: var(--gap-2);
      }

      .lora > input {
        inline-size: 18px;
        block-size: 18px;
        margin: 0;
      }

      .item {
        display: block;
        inline-size: 100%;
        padding: 6px var(--gap-2);
        border: 0;
        border-radius: var(--radius);
        background: none;
        text-align: start;
        overflow-wrap: anywhere;
      }

      .item:hover {
        background: var(--hover);
      }

      .item b {
        font-weight: 500;
      }

      .pictures {
        display: flex;
        flex-wrap: wrap;
        gap: var(--gap-1);
        max-block-size: 64px;
        margin-block-start: var(--gap-1);
        overflow: hidden;
      }

      .pictures > * {
        inline-size: 64px;
      }

      summary {
        margin-inline-start: 34px;
        padding-block: var(--gap-1);
        color: var(--quiet);
        font-size: var(--text-small);
      }

      @container view (min-width: 860px) {
        .list {
          grid-template-columns: minmax(0, 3fr) minmax(0, 2fr);
        }
      }

      .bar {
        position: sticky;
        inset-block-end: 0;
        justify-content: space-between;
        padding: var(--gap-2) var(--gap-3);
        border-radius: var(--radius);
        background: var(--accent-soft);
      }
    `
  ];
  constructor() {
    super();
    new Watch(this, () => [this.panel?.state, this.panel?.navigation, this.#model, this.#model?.form, this.#model?.pictures]);
  }
  get #model() {
    return this.panel?.part("loras", () => new LorasModel(this.panel));
  }
  willUpdate() {
    this.#model?.followTarget();
  }
  render() {
    const model = this.#model;
    const { place, lora, votes, page } = model;
    const content = place === "compare" ? b`<see-dpo-comparison-form .panel=${this.panel} .form=${model.form} @create=${() => model.create()}></see-dpo-comparison-form>` : lora ? b`<see-dpo-lora-page
              .panel=${this.panel}
              .lora=${lora}
              .votes=${votes}
              .actions=${model.actions}
              .pictures=${model.pictures}
              @compare=${() => model.compare([lora.id])}
            ></see-dpo-lora-page>` : page ? b`<see-dpo-comparison .panel=${this.panel} .page=${page} .actions=${model.actions}></see-dpo-comparison>` : void 0;
    return b`<div class="page" tabindex="-1">
      ${content ? b`<button class="button quiet back" @click=${() => this.#open("list")}>${icon("left")} All LoRAs</button> ${content}` : this.#list(model)}
    </div>`;
  }
  #list(model) {
    const { runs, comparisons, form } = model;
    if (!this.panel.state.isLoaded) return emptyState({ title: "One moment", text: "Waiting for the server." });
    if (runs.length === 0 && comparisons.length === 0) return this.#empty();
    return b`<div class="list">
      <div class="row spread">
        <h1>LoRAs</h1>
        ${runs.length > 0 ? b`<button class="button" @click=${() => this.#open("compare")}>${icon("plus")} New comparison</button>` : A}
      </div>
      <div class="runs">
        ${runs.length === 0 ? b`<p class="quiet">None are left. A run makes one at each checkpoint.</p>` : A} ${runs.map((run) => this.#run(run))}
      </div>
      ${comparisons.length > 0 ? b`<section aria-labelledby="comparisons">
        <h2 id="comparisons">Comparisons</h2>
        <ul>${comparisons.map((comparison) => b`<li>${this.#comparison(comparison)}</li>`)}</ul>
      </section>` : A}
      ${form.picked.length > 0 ? b`<div class="row bar" role="status">
              <span>${countOf(form.picked.length, "LoRA")} picked</span>
              <span class="row">
                <button class="button quiet" @click=${() => form.pickOnly([])}>Pick none</button>
                <button class="button primary" @click=${() => this.#open("compare")}>Compare</button>
              </span>
            </div>` : A}
    </div>`;
  }
  #empty() {
    const hasVotes = [...this.panel.state.datasets.values()].some(({ counts }) => counts.votes > 0);
    const view = hasVotes ? "train" : "vote";
    return emptyState({
      title: "No LoRAs yet",
      text: hasVotes ? "Train on your votes: every checkpoint of a run is kept here, to compare and to export." : "Vote first: a LoRA is what a run learns from your votes.",
      action: b`<button class="button primary" @click=${() => this.panel.navigation.go({ view })}>${hasVotes ? "Train" : "Vote"}</button>`
    });
  }
  #run({ name, best, others }) {
    return b`<section aria-label=${name}>
      <h2>${name}</h2>
      ${this.#lora(best, true)}
      ${others.length > 0 ? b`<details>
              <summary>${countOf(others.length, "other checkpoint")}</summary>
              ${others.map((lora) => this.#lora(lora))}
            </details>` : A}
    </section>`;
  }
  #lora(lora, withPictures = false) {
    const { form, pictures } = this.#model;
    const title = loraInWords(lora);
    return b`<div class="lora">
      <input
        type="checkbox"
        aria-label="Pick ${title} for a comparison"
        .checked=${form.isPicked(lora.id)}
        @change=${(event) => form.pick(lora.id, event.target.checked)}
      />
      <button class="item" @click=${() => this.#open({ loraId: lora.id })}>
        <b>${title}</b> ${lora.best ? b`<span class="chip good">best</span>` : A}<br />
        <span class="quiet small number">${loraInBrief(lora, this.panel.environment.now())}</span>
        ${withPictures ? b`<span class="pictures">${pictures.of(lora, 4).map((picture) => thumbnail(this.panel.api, picture))}</span>` : A}
      </button>
    </div>`;
  }
  #comparison(comparison) {
    const { name, columns, blind, result, rows } = comparison;
    const titles = columns.map((column) => columnInWords(column, this.panel.state.loras));
    const verdict = result.open > 0 ? void 0 : verdictOf(result, titles[blind[0]], titles[blind[1]]);
    const state = verdict?.meaning ?? (rows === 0 ? "Nothing is drawn yet." : `${countOf(result.open, "pair")} to vote on.`);
    return b`<button class="item" @click=${() => this.#open({ comparisonId: comparison.id })}>
      <b>${name}</b><br /><span class="quiet small">${titles.join(" · ")}<br />${state}</span>
    </button>`;
  }
  /** Focus goes along: what had it is gone. */
  async #open(place) {
    this.#model?.open(place);
    await this.updateComplete;
    const page = this.renderRoot.querySelector(".page");
    page?.focus();
    page?.scrollIntoView({ block: "start" });
  }
};
define("see-dpo-loras-view", LorasView);

// src/panel/other-views.ts
/*!
 * The lazy chunk with every view but the first, Vote. Whatever it shares with the entry lies in a chunk that both import.
 */
