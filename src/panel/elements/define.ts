/**
 * Defines one of the panel's elements. A page may load the panel twice, under two addresses: each element then keeps its first
 * definition, since a second one throws and would take the rest of the file along.
 */
export function define(name: `see-dpo-${string}`, element: CustomElementConstructor): void {
  if (!customElements.get(name)) customElements.define(name, element)
}
