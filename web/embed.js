/*! Sidecar Playground, MIT OR Apache-2.0: docs/hosting.md */
(() => {
  const home = document.currentScript.src;
  let shown = [];

  const known = (place) => shown.find((one) => one.place === place);
  const read = (place, name) => place.getAttribute(`data-${name}`) ?? place.getAttribute(name);
  const make = (name, fields) => Object.assign(document.createElement(name), fields);

  const manifest = (place) => {
    const text = (place.querySelector("pre, script") ?? place).textContent.replace(/^\s*\n/, "").trimEnd();
    const indent = Math.min(...(text.match(/^ *(?=\S)/gm) ?? [""]).map((blank) => blank.length));
    return text && text.replace(RegExp(`^ {${indent}}`, "gm"), "") + "\n";
  };

  const show = (place) => {
    const fields = "example variants version cursor sidecar origin length seed".split(" ").map((name) => [name, read(place, name)]);
    const frame = make("iframe", {
      title: read(place, "title") ?? "Lifecycle of a manifest",
      loading: "lazy",
      src: new URL(`./?embed&follow&theme=${read(place, "theme") ?? "auto"}#` + [...fields, ["text", manifest(place)]]
        .filter((pair) => pair[1]).map((pair) => pair.map(encodeURIComponent).join("=")).join("&"), home),
      // Unseen until it is drawn.
      style: "position:absolute;width:100%;height:400px;border:0;opacity:0;pointer-events:none",
    });
    const box = make("div", { style: "position:relative" });
    box.append(frame);
    place.before(box);
    shown.push({ place, frame, box });
    return frame;
  };

  const begin = (place) => {
    if (read(place, "load") !== "click") return show(place);
    place.append(place.button ??= make("button", {
      textContent: "Try it",
      onclick() {
        this.remove();
        show(place).focus();
      },
    }));
  };

  addEventListener("message", ({ source, data }) => {
    const { place, frame } = shown.find((one) => source && one.frame.contentWindow === source) ?? {};
    if (!frame || data?.type !== "sidecar-playground:height" || !(data.height > 0 && data.height < 1e5)) return;
    Object.assign(frame.style, { position: "static", height: `${data.height}px`, opacity: 1, pointerEvents: "auto" });
    if (place) place.style.display = "none";
  });

  class Place extends HTMLElement {
    static observedAttributes = ["theme"];
    connectedCallback() { begin(this); }
    disconnectedCallback() {
      known(this)?.box.remove();
      shown = shown.filter((one) => one.place !== this);
    }
    attributeChangedCallback(_, __, theme) {
      known(this)?.frame.contentWindow?.postMessage({ type: "sidecar-playground:theme", theme: theme ?? "auto" }, "*");
    }
  }

  const start = () => {
    customElements.define("sidecar-playground", Place);
    for (const place of document.querySelectorAll(".sidecar-playground")) {
      place.localName === "iframe" ? shown.push({ frame: place }) : begin(place);
    }
  };
  document.readyState === "loading" ? addEventListener("DOMContentLoaded", start) : start();
})();
