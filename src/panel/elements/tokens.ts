/**
 * Design tokens: every colour, size and duration of the panel. The panel's root element sets them and all others inherit them.
 * Text colours keep at least 4.5:1 on the grounds they are used on, in both themes; axe-core checks that on every view.
 */
import { css } from 'lit'

export const tokens = css`
  :host {
    color-scheme: light dark;

    /* Grounds, from the page up to what lies on it. */
    --ground: light-dark(#f7f6f3, #17181a);
    --raised: light-dark(#ffffff, #212327);
    --sunken: light-dark(#eceae5, #101113);
    --hover: light-dark(#e7e4dd, #2c2f34);
    --line: light-dark(#dcd8d0, #35383e);
    /* Borders of fields and buttons: 3:1 on the ground. */
    --edge: light-dark(#8d887e, #7b7f87);

    --ink: light-dark(#1f1e1b, #ececea);
    --quiet: light-dark(#5d5a53, #a9abaf);

    --accent: light-dark(#2a6a58, #7fcdb2);
    --on-accent: light-dark(#ffffff, #0d2019);
    --accent-soft: light-dark(#dcece5, #1f3a31);
    --bad: light-dark(#ab2b21, #ffaba0);
    --bad-soft: light-dark(#fbe6e3, #43211d);
    --warn: light-dark(#76520a, #eac068);
    --warn-soft: light-dark(#f8ecd2, #3a2f17);

    /* Series of curves, told apart without colour vision too (Okabe and Ito's set, darkened where text needs it). */
    --series-1: light-dark(#2a6a58, #7fcdb2);
    --series-2: light-dark(#b4510b, #f0a35e);
    --series-3: light-dark(#3f63b5, #93b1f5);
    --series-4: light-dark(#9a3f83, #e19acd);

    --gap-1: 4px;
    --gap-2: 8px;
    --gap-3: 12px;
    --gap-4: 20px;
    --gap-5: 32px;
    --radius: 8px;
    --radius-large: 14px;
    --shadow: 0 1px 2px rgb(0 0 0 / 8%), 0 8px 24px rgb(0 0 0 / 12%);

    --font: system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif;
    --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace;
    --text: 14px;
    --text-small: 12.5px;
    --text-large: 18px;
    --text-title: 22px;

    --quick: 120ms;
    --slow: 220ms;
  }

  :host([theme='light']) {
    color-scheme: light;
  }

  :host([theme='dark']) {
    color-scheme: dark;
  }

  @media (prefers-reduced-motion: reduce) {
    :host {
      --quick: 0ms;
      --slow: 0ms;
    }
  }
`
