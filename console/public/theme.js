// Runs before the first paint, so that a person who chose dark never sees a white flash. A file of
// its own because the content security policy forbids inline scripts.
(() => {
  let chosen = "auto";
  try {
    chosen = localStorage.getItem("holdfast.scheme") || "auto";
  } catch {
    // Storage may be forbidden; the system's scheme is then followed.
  }
  const dark =
    chosen === "dark" || (chosen === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.setAttribute("data-mantine-color-scheme", dark ? "dark" : "light");
})();
