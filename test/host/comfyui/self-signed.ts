/** A certificate for this machine that nobody has signed, as people make for ComfyUI's `--tls-certfile`. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Makes the files in `folder`; undefined where there is no openssl. */
export function selfSignedFiles(folder: string): { key: string; cert: string } | undefined {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const args = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', '/CN=localhost']
  const made = spawnSync('openssl', [...args, '-keyout', key, '-out', cert], { stdio: 'ignore' })
  return made.status === 0 ? { key, cert } : undefined
}

export function selfSigned(): { key: string; cert: string } | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'see-dpo-tls-'))
  try {
    const files = selfSignedFiles(folder)
    return files && { key: readFileSync(files.key, 'utf8'), cert: readFileSync(files.cert, 'utf8') }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
