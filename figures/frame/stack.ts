/** Stacks plots in one SVG. Facets of one plot would have to share the scale of y. */

/** @param panels SVG elements of equal width, from the top */
export function stackPlots(document: Document, panels: readonly Element[]): Element {
  const heights = panels.map((panel) => Number(panel.getAttribute('height')))
  const height = heights.reduce((sum, one) => sum + one, 0)
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  for (const name of panels[0]?.getAttributeNames() ?? []) svg.setAttribute(name, panels[0]!.getAttribute(name)!)
  svg.setAttribute('height', String(height))
  svg.setAttribute('viewBox', `0 0 ${svg.getAttribute('width')} ${height}`)
  let y = 0
  panels.forEach((panel, i) => {
    const group = document.createElementNS('http://www.w3.org/2000/svg', 'g')
    group.setAttribute('transform', `translate(0,${y})`)
    group.append(...panel.childNodes)
    svg.append(group)
    y += heights[i]!
  })
  return svg
}
