// Starts the page: its first script, and the only one that runs before the program does.
//
// <meta name="program"> names the program's two files, the data block #editor the editor's: fetched together for the whole
// page; for an embedded one not before it is seen, and the editor not before it is asked for.

(() => {
  "use strict";
  const root = document.documentElement;
  const query = new URLSearchParams(location.search);
  const embedded = query.has("embed") || /\/embed(\.html)?$/.test(location.pathname);
  const parsed = new Promise((done) => document.addEventListener("DOMContentLoaded", done, { once: true }));

  /** The addresses of the program's parts; the single file makes its own (web/single.js). */
  const named = () => {
    const [glue, wasm] = document.querySelector("meta[name=program]").content.split(" ").map((path) => new URL(path, document.baseURI));
    return { glue, wasm, editor: document.getElementById("editor").src };
  };
  const parts = globalThis.sidecarParts ? parsed.then(globalThis.sidecarParts) : Promise.resolve(named());

  /** The editor's module; `sidecarEditor` once it is there. */
  globalThis.loadEditor = async () => globalThis.sidecarEditor = await import((await parts).editor);

  const theme = () => {
    if (embedded) return query.get("theme");
    try {
      return localStorage.getItem("sidecar-playground.theme");
    } catch {
      return null; // A blocked storage: as the system says.
    }
  };
  const chosen = theme();
  if (chosen === "light" || chosen === "dark") root.dataset.theme = chosen;
  root.classList.toggle("embedded", embedded);
  root.toggleAttribute("data-follow", embedded && query.has("follow"));

  const seen = () => new Promise((done) => {
    new IntersectionObserver((entries, observer) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      observer.disconnect();
      done();
    }).observe(root);
  });

  /** The picture in the HTML is no page to work with: the program replaces it. */
  const wait = () => {
    for (const first of document.querySelectorAll("#app > .app")) {
      first.inert = true;
      first.ariaBusy = "true";
    }
  };

  const start = async () => {
    if (embedded) await seen();
    const { glue, wasm } = await parts;
    const [{ default: init }, response] = await Promise.all([import(glue), fetch(wasm), parsed, embedded || loadEditor()]);
    await init({ module_or_path: response });
  };

  const fail = async (error) => {
    await parsed;
    const note = document.createElement("p");
    note.className = "notice";
    note.role = "alert";
    note.textContent = `The playground could not be started (${error?.message ?? error}). `;
    if (embedded) {
      const link = document.createElement("a");
      link.href = `./${location.hash}`;
      link.target = "_blank";
      link.textContent = "Open it in a page of its own";
      note.append(link);
    }
    document.getElementById("app").prepend(note);
  };

  parsed.then(wait);
  start().catch(fail);
})();
