/**
 * A node as data: what its inputs and outputs are, and every word that a person reads about it. plugin.json is made from it, the
 * bridge makes ComfyUI's classes from that. What a node does is its `run`, told apart so that these files stay plain data.
 *
 * **The order of inputs is an API.** Saved workflows keep the values of widgets as a list, by place: inputs are only ever appended,
 * at the end, with a default that leaves old workflows as they were; never moved, removed, or given another type. Ids are kept
 * too. test/nodes/widget-order.json holds the order that was published, and a test compares.
 */

/** ComfyUI's types that come by a link, and our two, which are plain JSON values. */
export type SocketType = 'MODEL' | 'CLIP' | 'VAE' | 'IMAGE' | 'LORA_MODEL' | 'LOSS_MAP' | 'SEE_DPO_PREFERENCES' | 'SEE_DPO_RUN'

interface InputBase {
  /** As Python and saved workflows name it: snake_case. */
  readonly id: string
  /** One or two sentences; a setting's says when to change it. */
  readonly tooltip: string
  /** Behind "show advanced" in frontends that have it. */
  readonly advanced?: boolean
}

export interface SocketInput extends InputBase {
  readonly type: SocketType
  readonly optional: boolean
}

export interface NumberInput extends InputBase {
  readonly type: 'INT' | 'FLOAT'
  readonly default: number
  readonly min: number
  readonly max: number
  readonly step: number
  /** False: the frontend shall not add its own "control after generate" to a seed, which would change it at each queueing. */
  readonly controlAfterGenerate?: boolean
}

export interface SwitchInput extends InputBase {
  readonly type: 'BOOLEAN'
  readonly default: boolean
}

export interface TextInput extends InputBase {
  readonly type: 'STRING'
  readonly default: string
  readonly multiline: boolean
  /** Characters that the node takes. */
  readonly maxLength: number
}

/** Choices that the host fills in when it is asked; `none` is a choice of ours in front of them. */
export type HostOptions = { readonly samplers: true } | { readonly schedulers: true } | { readonly folder: string; readonly none?: string }

export interface ChoiceInput extends InputBase {
  readonly type: 'COMBO'
  readonly options: readonly string[] | HostOptions
  readonly default: string
}

export type InputSpec = SocketInput | NumberInput | SwitchInput | TextInput | ChoiceInput

export interface OutputSpec {
  readonly id: string
  readonly type: SocketType | 'STRING' | 'INT' | 'FLOAT'
  /** On the node. */
  readonly name: string
  readonly tooltip: string
}

export interface NodeDefinition<Inputs extends readonly InputSpec[] = readonly InputSpec[]> {
  /** For ever: saved workflows name it. */
  readonly id: `SeeDpo${string}`
  readonly displayName: string
  readonly category: string
  /** One sentence, for the node's tooltip. */
  readonly description: string
  /** What people type who look for it. */
  readonly searchAliases: readonly string[]
  /** Markdown for the node's help page, behind what follows from inputs and outputs. */
  readonly help: string
  /** A root of execution: it runs without anything behind it. */
  readonly outputNode: boolean
  /** Registered, but offered to nobody. */
  readonly hidden: boolean
  /**
   * Runs at each queueing, whatever ComfyUI's cache holds: what it gives depends on votes, which the cache doesn't know. Such nodes find
   * out by themselves what is done already, and do nothing twice.
   */
  readonly always: boolean
  readonly inputs: Inputs
  readonly outputs: readonly OutputSpec[]
}

/** A dataset of the store on its way from node to node. */
export interface Preferences {
  datasetId: string
  name: string
  /** The model that its pictures come from, as far as known. */
  modelId: string | null
}

/** A training run of the store. */
export interface TrainedRun {
  runId: string
  name: string
  modelId: string
}

/** Something that stays in the host's process; calls name it. */
export interface HostObject {
  $object: string
  type: string
}

interface SocketValues {
  SEE_DPO_PREFERENCES: Preferences
  SEE_DPO_RUN: TrainedRun
}

interface WidgetValues {
  INT: number
  FLOAT: number
  BOOLEAN: boolean
  STRING: string
  COMBO: string
}

type ValueOf<Input extends InputSpec> = Input extends { type: keyof WidgetValues }
  ? WidgetValues[Input['type']]
  : Input extends { type: keyof SocketValues }
    ? OptionalOf<Input, SocketValues[Input['type']]>
    : OptionalOf<Input, HostObject>

type OptionalOf<Input, Value> = Input extends { optional: true } ? Value | undefined : Value

/** What `run` is given: a value for each input by its id, checked by read-inputs.ts. */
export type InputValues<Inputs extends readonly InputSpec[]> = { [Input in Inputs[number] as Input['id']]: ValueOf<Input> }

/** Keeps the literal types, from which the values' types follow. */
export function defineNode<const Inputs extends readonly InputSpec[]>(definition: NodeDefinition<Inputs>): NodeDefinition<Inputs> {
  return definition
}
