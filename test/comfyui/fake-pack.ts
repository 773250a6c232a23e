/**
 * A pack with the real bridge, but with nodes, calls and a sidecar of the tests: put together from links, in a folder of its own.
 */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PACK } from './start-comfyui.ts'

const NODE = {
  id: 'FakeNode',
  displayName: 'Fake (SEE-DPO)',
  category: 'SEE-DPO/tests',
  description: 'Does what its script says.',
  searchAliases: ['pretend'],
  outputNode: true,
  hidden: false,
  always: true,
  inputs: [
    { id: 'image', type: 'IMAGE', optional: true, tooltip: 'Pictures.' },
    { id: 'script', type: 'STRING', default: 'echo', multiline: true, tooltip: 'One of the fake sidecar.' },
    { id: 'steps', type: 'INT', default: 20, min: 1, max: 1000, step: 1, tooltip: 'A number.', advanced: true },
    { id: 'seed', type: 'INT', default: 0, min: 0, max: 100, step: 1, tooltip: 'A seed.', controlAfterGenerate: false },
    { id: 'cfg', type: 'FLOAT', default: 7.5, min: 0, max: 100, step: 0.1, tooltip: 'A number.' },
    { id: 'fast', type: 'BOOLEAN', default: true, tooltip: 'A switch.' },
    { id: 'sampler', type: 'COMBO', options: { samplers: true }, default: 'euler', tooltip: 'A sampler.' },
    { id: 'scheduler', type: 'COMBO', options: { schedulers: true }, default: 'normal', tooltip: 'A scheduler.' },
    { id: 'lora', type: 'COMBO', options: { folder: 'loras', none: 'a fresh LoRA' }, default: 'a fresh LoRA', tooltip: 'A file.' },
    { id: 'pictures', type: 'COMBO', options: ['2', '4'], default: '2', tooltip: 'A choice.' },
    { id: 'preferences', type: 'SEE_DPO_PREFERENCES', optional: true, tooltip: 'Plain data.' },
  ],
  outputs: [
    { id: 'text', type: 'STRING', name: 'text', tooltip: 'Text.' },
    { id: 'images', type: 'IMAGE', name: 'images', tooltip: 'Pictures.' },
    { id: 'loss_map', type: 'LOSS_MAP', name: 'loss', tooltip: 'Losses.' },
    { id: 'image', type: 'IMAGE', name: 'same', tooltip: 'What came in.' },
  ],
}
const CACHED = { ...NODE, id: 'FakeCached', displayName: 'Fake, cached (SEE-DPO)', always: false }
const HIDDEN = { ...NODE, id: 'FakeHidden', displayName: 'Fake, hidden (SEE-DPO)', hidden: true, outputNode: false, inputs: [], outputs: [] }

const CALLS = `
import time

from ..call import Answer, CallError


def reverse(session, args, attachments, watch):
    return Answer({"text": args["text"][::-1], "node": session.node_id}, [attachment[::-1] for attachment in attachments])


def look_at(session, args, attachments, watch):
    image = session.get(args, "image", "IMAGE")
    return Answer({"shape": list(image.shape), "isInference": image.is_inference(), "kept": session.keep(image, "IMAGE")})


def fail(session, args, attachments, watch):
    if args["how"] == "input":
        raise CallError("input", "image: expected a picture, got none.")
    raise MemoryError("too much") if args["how"] == "memory" else KeyError("a bug")


def take_long(session, args, attachments, watch):
    until = time.monotonic() + args["seconds"]
    while time.monotonic() < until:
        watch.progress(int(until - time.monotonic()), int(args["seconds"]))
        time.sleep(0.01)
    return Answer({})


CALLS = {"test.reverse": reverse, "test.object": look_at, "test.fail": fail, "test.long": take_long}
`

export interface FakePackOptions {
  /** The npm packages stay away, and the checkout's Node.js with them. */
  withoutPackages?: boolean
}

/** The pack's folder; remove it after use. */
export function fakePack({ withoutPackages = false }: FakePackOptions = {}): { folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'see-dpo-pack-'))
  for (const name of ['__init__.py', 'web', 'requirements.txt', 'package.json', 'package-lock.json', ...(withoutPackages ? [] : ['node_modules'])]) {
    symlinkSync(join(PACK, name), join(folder, name))
  }
  mkdirSync(join(folder, 'bridge', 'calls'), { recursive: true })
  for (const name of readdirSync(join(PACK, 'bridge'))) if (name.endsWith('.py')) symlinkSync(join(PACK, 'bridge', name), join(folder, 'bridge', name))
  symlinkSync(join(PACK, 'bridge', 'calls', '__init__.py'), join(folder, 'bridge', 'calls', '__init__.py'))
  writeFileSync(join(folder, 'bridge', 'calls', 'of_tests.py'), CALLS)
  writeFileSync(join(folder, 'plugin.json'), JSON.stringify({ version: '9.9.9', protocol: 7, nodes: [NODE, CACHED, HIDDEN] }))
  mkdirSync(join(folder, 'src', 'server'), { recursive: true })
  symlinkSync(join(import.meta.dirname, 'fake-sidecar.ts'), join(folder, 'src', 'server', 'main.ts'))
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}
