/*! Sidecar Playground: embed.js, MIT OR Apache-2.0. See docs/hosting.md */
(() => {
  const home = document.currentScript.src;
  // Attributes, with or without `data-`: what a link carries beside the text.
  const names = ["example", "variants", "version", "cursor", "sidecar", "origin", "length", "seed"];
  const shown = [];

  const read = (place, name) => place.getAttribute(`data-${name}`) ?? place.getAttribute(name);

  const manifest = (place) => {
    const text = (place.querySelector("pre, script") ?? place).textContent.replace(/^(\s*\n)+/, "").trimEnd();
    const indent = Math.min(...(text.match(/^ *(?=\S)/gm) ?? [""]).map((blank) => blank.length));
    return text.replace(RegExp(`^ {${indent}}`, "gm"), "");
  };

  const show = (place) => {
    const text = manifest(place);
    const fields = names.map((name) => [name, read(place, name)]);
    if (text) fields.push(["text", text + "\n"]);
    const frame = document.createElement("iframe");
    frame.title = read(place, "title") ?? "Lifecycle of a manifest";
    frame.loading = "lazy";
    frame.src = new URL(`./?embed&follow&theme=${read(place, "theme") ?? "auto"}#` + fields
      .filter(([, value]) => value).map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&"), home);
    // Unseen above its place, which stays until there is something to see.
    frame.style.cssText = "position:absolute;width:100%;height:400px;border:0;opacity:0;pointer-events:none";
    const box = document.createElement("div");
    box.style.position = "relative";
    box.append(frame);
    place.before(box);
    shown.push({ place, frame, box });
  };

  addEventListener("message", ({ source, data }) => {
    const known = source && shown.find(({ frame }) => frame.contentWindow === source);
    if (!known || data?.type !== "sidecar-playground:height" || !(data.height > 0 && data.height < 1e5)) return;
    Object.assign(known.frame.style, { position: "static", height: `${data.height}px`, opacity: 1, pointerEvents: "auto" });
    if (known.place) known.place.style.display = "none";
  });

  const parsed = (then) => document.readyState === "loading" ? document.addEventListener("DOMContentLoaded", then) : then();

  customElements.define("sidecar-playground", class extends HTMLElement {
    static observedAttributes = ["theme"];
    find = () => shown.find(({ place }) => place === this);
    connectedCallback() {
      parsed(() => this.isConnected && !this.find() && show(this));
    }
    disconnectedCallback() {
      const known = this.find();
      if (known) shown.splice(shown.indexOf(known), 1), known.box.remove();
    }
    attributeChangedCallback(name, old, theme) {
      this.find()?.frame.contentWindow?.postMessage({ type: "sidecar-playground:theme", theme: theme ?? "auto" }, "*");
    }
  });

  parsed(() => {
    for (const place of document.querySelectorAll(".sidecar-playground")) {
      place.localName === "iframe" ? shown.push({ frame: place }) : show(place);
    }
  });
})();
