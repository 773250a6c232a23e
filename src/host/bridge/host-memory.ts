/** The call `memory.free`: the host's models leave the device. */
import { answerFields } from './answer-fields.ts'
import type { HostSession } from './host-session.ts'

/** Takes all of the host's models off the device. */
export async function freeMemory(session: HostSession): Promise<{ freeBytes: number; totalBytes: number; device: string }> {
  const fields = answerFields('memory.free', (await session.call('memory.free', {})).value)
  return { freeBytes: fields.number('freeBytes'), totalBytes: fields.number('totalBytes'), device: fields.text('device') }
}
