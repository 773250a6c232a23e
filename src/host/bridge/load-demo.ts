/** The call `demo.load`: the model that ships, inside the host. */
import { answerFields } from './answer-fields.ts'
import type { HostSession, ObjectId } from './host-session.ts'

export async function loadDemo(session: HostSession): Promise<{ model: ObjectId; clip: ObjectId; vae: ObjectId }> {
  const fields = answerFields('demo.load', (await session.call('demo.load', {})).value)
  return { model: fields.text('model'), clip: fields.text('clip'), vae: fields.text('vae') }
}
