/**
 * The program behind svg-to-png.ts: reads an SVG from standard input, writes a PNG to standard output. A process of its
 * own, because sharp is a native module and may take its process with it. Exits with 1 and a sentence on standard error if it cannot.
 */
import { buffer } from 'node:stream/consumers'

/** Two marks in the default face: without any font on the machine both become the same empty box. */
const mark = (text: string): Buffer =>
  Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><text x="3" y="16" font-family="system-ui, sans-serif">${text}</text></svg>`)

try {
  const { default: sharp } = await import('sharp')
  const [one, two] = await Promise.all(['0', '1'].map((text) => sharp(mark(text)).raw().toBuffer()))
  if (one.equals(two)) throw new Error('this machine has no font to write the labels with (on Debian: apt-get install fonts-dejavu-core)')
  const svg = await buffer(process.stdin)
  // 144 dots an inch instead of 72: two pixels for each unit of the SVG, sharp on today's screens.
  const png = await sharp(svg, { density: 144 }).png({ compressionLevel: 9, palette: true }).toBuffer()
  process.stdout.write(png)
} catch (error) {
  const { code, message } = error as NodeJS.ErrnoException
  process.stderr.write(code === 'ERR_MODULE_NOT_FOUND' ? 'the package sharp is not installed (npm install sharp)' : message.split('\n')[0])
  process.exitCode = 1
}
