/**
 * From an API file: its types (by openapi-typescript) and itself as JSON, so that no program that runs reads YAML.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import openapiTypescript, { astToString } from 'openapi-typescript'
import { parse } from 'yaml'

const APIS = ['see-dpo', 'comfyui']

/** Content by path, relative to `root`. */
export async function apiFiles(root: string): Promise<Map<string, string>> {
  const files = new Map<string, string>()
  for (const name of APIS) {
    const source = `openapi/${name}.yaml`
    const api = parse(readFileSync(join(root, source), 'utf8'), { maxAliasCount: 0 })
    const banner = `Generated from ${source} by \`npm run generate\`: change that file, never this one.`
    files.set(`openapi/generated/${name}.ts`, `/** ${banner} */\n\n${astToString(await openapiTypescript(api, { alphabetize: false, enum: false }))}`)
    files.set(`openapi/generated/${name}.json`, `${JSON.stringify({ 'x-generated': banner, ...api }, null, 1)}\n`)
  }
  return files
}
