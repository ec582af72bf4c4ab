/** The reader's choice of light or dark; without one the system's holds. */
export type Theme = 'light' | 'dark' | 'system';

export function chosenTheme(): Theme {
  const chosen = document.documentElement.dataset['theme'];
  return chosen === 'light' || chosen === 'dark' ? chosen : 'system';
}

export function chooseTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
  try {
    if (theme === 'system') localStorage.removeItem('chapeau.theme');
    else localStorage.setItem('chapeau.theme', theme);
  } catch {
    // The choice then holds for this visit only.
  }
}
