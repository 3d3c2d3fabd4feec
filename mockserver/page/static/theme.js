// Before anything is painted: the theme that was chosen on this page, else the system's.
try {
  const chosen = localStorage.getItem("klingmock-theme");
  if (chosen) document.documentElement.dataset.theme = chosen;
} catch {
  // Storage may be forbidden; then it is the system's.
}
