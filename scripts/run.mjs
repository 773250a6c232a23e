/**
 * Runs a program of this project on the project's own Node 24, after installing what package-lock.json asks for where
 * that is missing: `node scripts/run.mjs FILE [ARGUMENT ...]`. Plain JavaScript, because any Node from 20 on must be
 * able to start it; everything else is TypeScript.
 */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const node24 = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
const [file, ...rest] = process.argv.slice(2)
if (file === undefined) fail('which file? usage: node scripts/run.mjs FILE [ARGUMENT ...]')

if (!isInstalled()) install()
run(resolve(root, file), rest)

/**
 * True when node_modules holds what the lock file asks for. npm keeps its own record of an installation, written last,
 * so an installation that was cut off counts as none, and one made by hand (`npm install`) counts as good.
 */
function isInstalled() {
  if (!existsSync(node24)) return false
  const wanted = packagesOf('package-lock.json')
  const found = packagesOf(join('node_modules', '.package-lock.json'))
  return Object.entries(wanted).every(([path, entry]) => {
    // Optional packages are those of other platforms; '' is this project itself.
    if (path === '' || (entry.optional && found[path] === undefined)) return true
    return found[path]?.version === entry.version && found[path]?.integrity === entry.integrity
  })
}

function packagesOf(lockFile) {
  const path = join(root, lockFile)
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).packages : {}
}

function install() {
  const npm = process.env.npm_execpath
  if (npm === undefined) fail('the packages are not installed. Run `npm ci --include=dev` here, then try again.')
  // Windows locks a running program's file, and after the first installation `npm run` starts this script on node24.
  if (process.platform === 'win32' && resolve(process.execPath) === node24) {
    fail('package-lock.json has changed. Run `npm ci --include=dev` here, then try again.')
  }
  const began = Date.now()
  console.error('Installing the packages that package-lock.json names (650 MB on disk; only when it changes) ...')
  // `npm run` puts node_modules/.bin first in PATH, but npm itself has to stay on the Node that started it: `npm ci`
  // removes node_modules, and node24 with it.
  const outer = process.env.npm_node_execpath ?? process.execPath
  const options = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']
  const result = spawnSync(outer, [npm, ...options], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] })
  if (result.status !== 0) fail(`\`npm ci\` failed (${result.error?.message ?? result.signal ?? `exit code ${result.status}`}); its own message is above.`)
  if (!existsSync(node24)) {
    fail(
      `npm installed no Node 24 (${node24} is missing). Is \`ignore-scripts\` set? See \`npm config get ignore-scripts\`; the package \`node\` needs its script.`,
    )
  }
  console.error(`Installed in ${Math.round((Date.now() - began) / 1000)} s.\n`)
}

/** Runs the program with this one's terminal, hands on one signal to stop, and ends as the program ends. */
function run(program, programArguments) {
  const child = spawn(node24, [program, ...programArguments], { stdio: 'inherit' })
  const isTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY
  let isStopping = false
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      // A terminal sends Ctrl+C to the child as well, and npm then sends it here once more: the child must see one.
      if (!(signal === 'SIGINT' && isTerminal)) child.kill(signal)
      isStopping = true
    })
  }
  // npm hands signals to the shell between it and this process, and a shell may die of them without handing them on.
  const parent = process.ppid
  const watch = () => {
    if (process.ppid !== parent && !isStopping) child.kill('SIGTERM')
    isStopping ||= process.ppid !== parent
  }
  if (process.env.npm_lifecycle_event !== undefined) setInterval(watch, 300).unref()

  child.on('error', (error) => fail(`could not start ${node24}: ${error.message}`))
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code)
    process.removeAllListeners(signal)
    process.kill(process.pid, signal)
  })
}

function fail(message) {
  console.error(`comfyui-see-dpo: ${message}`)
  process.exit(1)
}
