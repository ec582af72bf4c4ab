/**
 * Lights up one bracket wherever it stands, in editors and in static words alike. By a rule of a
 * sheet of its own, and not on the elements: an editor would take that for somebody's edit.
 */
let sheet: CSSStyleSheet | null = null;

/** Light the bracket of this key; null puts the light out. */
export function light(key: string | null): void {
  if (!sheet) {
    if (key === null) return;
    sheet = new CSSStyleSheet();
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  }
  const id = key?.split('--')[1] ?? '';
  sheet.replaceSync(
    key && /^[a-z0-9]{8}$/.test(id)
      ? `.words [data-br='${id}'] { background: var(--bracket-lit); }
         .words [data-sign='br--${id}'] { background: var(--bracket-lit); font-weight: 800; }`
      : ''
  );
}
