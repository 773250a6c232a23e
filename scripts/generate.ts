/**
 * Writes what is generated from other files: `npm run generate`. With `--check`, which the gate uses, it writes nothing and
 * fails on any file that differs from what it would write. How each is made is left to the files in scripts/generators.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { writeFileAtomic } from '../src/files/atomic-write.ts'
import { apiFiles } from './generators/api-files.ts'
import { demoModelFacts } from './generators/demo-model-facts.ts'
import { nodeHelp } from './generators/node-help.ts'
import { panelBundle } from './generators/panel-bundle.ts'
import { pluginFiles } from './generators/plugin-files.ts'
import { workflowFiles } from './generators/workflows/workflow-files.ts'

const root = resolve(import.meta.dirname, '..')
const isCheck = process.argv.includes('--check')

const files = new Map([...(await apiFiles(root)), ...(await panelBundle(root)), ...nodeHelp(), ...demoModelFacts(), ...pluginFiles(root), ...workflowFiles()])
const stale = [...files].filter(([path, content]) => !existsSync(join(root, path)) || readFileSync(join(root, path), 'utf8') !== content)

for (const [path, content] of stale) {
  if (isCheck) console.log(`${path} is not what its source would give. Run \`npm run generate\` and commit the result.`)
  else {
    writeFileAtomic(join(root, path), content)
    console.log(`wrote ${path}`)
  }
}
if (isCheck && stale.length > 0) process.exitCode = 1
