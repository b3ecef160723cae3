/** Markup of the page. Texts are latin1 carriers, so that names keep their bytes. */

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A text that holds no markup any more. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => ENTITIES[char]!);
}

/** Style of the page: our own, and nothing comes from elsewhere. */
export const STYLE = `
:root{color-scheme:light dark;--line:#8886;--head:#88888826;--up:#2e7d3226;--sink:#f9a82540;--down:#c6282840;--maint:#8d6e6340;--drain:#1565c033}
body{font:13px/1.4 system-ui,sans-serif;margin:1.2em}
h1{font-size:1.3em;margin:0 0 .4em}
h2{font-size:1.1em;margin:1.4em 0 .3em}
dl{display:grid;grid-template-columns:max-content auto;gap:.1em 1em;margin:.4em 0}
dt{opacity:.7}dd{margin:0}
nav a{margin-right:1em}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{border:1px solid var(--line);padding:.15em .45em;text-align:right;white-space:nowrap}
thead th{background:var(--head);text-align:center;font-weight:600}
td:first-child,tbody th{text-align:left}
tr.up td,tr.up th{background:var(--up)}tr.sink td,tr.sink th{background:var(--sink)}
tr.down td,tr.down th{background:var(--down)}tr.maint td,tr.maint th{background:var(--maint)}
tr.drain td,tr.drain th{background:var(--drain)}
tr.total td,tr.total th{border-top:2px solid var(--line);font-weight:600}
.note{border:1px solid var(--line);padding:.4em .7em;display:inline-block;margin:.4em 0}
`.trim();
