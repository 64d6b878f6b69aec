import type { Page } from 'playwright-core';

/**
 * The contrast of the colors of the tree's icons with the sidebar in the present theme, by WCAG 2.2. A color that a theme does not have is that of
 * its text.
 */
export async function iconContrasts(page: Page): Promise<Readonly<Record<string, number>>> {
  return page.evaluate<Record<string, number>>(`(() => {
    const sidebar = document.querySelector('.part.sidebar');
    const luminance = (color) => {
      const [red, green, blue] = color.match(/[\\d.]+/g).map((value) => {
        const part = Number(value) / 255;
        return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const probe = sidebar.appendChild(document.createElement('span'));
    const under = luminance(getComputedStyle(sidebar).backgroundColor);
    const contrasts = ['charts-green', 'list-errorForeground', 'list-warningForeground'].map((name) => {
      probe.style.color = 'var(--vscode-' + name + ', var(--vscode-foreground))';
      const over = luminance(getComputedStyle(probe).color);
      return [name, (Math.max(over, under) + 0.05) / (Math.min(over, under) + 0.05)];
    });
    probe.remove();
    return Object.fromEntries(contrasts);
  })()`);
}
