// Before the first paint, so that a dark page never flashes light. A file, so that no inline script is needed.
try {
  const theme = localStorage.getItem('chapeau.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be forbidden; the system's theme then holds.
}
