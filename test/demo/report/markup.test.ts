import { expect, test } from 'vitest'
import { escapeText, markup, trusted } from '../../../src/demo/report/markup.ts'

test('values are escaped, markup and lists of it are not', () => {
  const name = `<b>"O'Neil" & co</b>`
  const inner = markup`<i title="${name}">${name}</i>`
  expect(inner.markup).toBe('<i title="&#60;b&#62;&#34;O&#39;Neil&#34; &#38; co&#60;/b&#62;">&#60;b&#62;&#34;O&#39;Neil&#34; &#38; co&#60;/b&#62;</i>')
  expect(markup`<p>${inner}${[1, 'a<b', markup`<br>`]}${trusted('<hr>')}</p>`.markup).toBe(`<p>${inner.markup}1a&#60;b<br><hr></p>`)
})

test('what is false or undefined leaves nothing, zero stays', () => {
  expect(markup`[${false}${undefined}${0}${''}]`.markup).toBe('[0]')
})

test('characters that XML cannot hold become U+FFFD; the others stay', () => {
  expect(escapeText('a\u0000b\u001b\ud800c\ufffe')).toBe('a\ufffdb\ufffd\ufffdc\ufffd')
  expect(escapeText('Blüte 花 🌸\t\n')).toBe('Blüte 花 🌸\t\n')
})
