// Numbers, booleans and null in the manifest have a colour of their own: YAML's grammar knows plain scalars only, and whether
// one is a number is what Kubernetes refuses or takes it for ("8080" in quotes is none, nor is 100m).

import { syntaxTree } from "@codemirror/language";
import { Decoration, ViewPlugin } from "@codemirror/view";

const TYPED = /^(?:[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?|0x[\da-fA-F]+|0o?[0-7]+|true|false|null|~)$/;

/** Longer ones are none of them. */
const LONGEST = 32;

const mark = Decoration.mark({ class: "cm-typed" });

/** Marks for those of the plain scalars in sight that are values, not keys. */
function marks({ state, visibleRanges }) {
  const found = [];
  for (const { from, to } of visibleRanges) {
    syntaxTree(state).iterate({
      from,
      to,
      enter(node) {
        if (node.name === "Key") return false;
        if (node.name !== "Literal" || node.to - node.from > LONGEST) return;
        if (TYPED.test(state.sliceDoc(node.from, node.to))) found.push(mark.range(node.from, node.to));
      },
    });
  }
  return Decoration.set(found, true);
}

/** The extension; the colour is `.cm-typed`'s. */
export const typedScalars = ViewPlugin.define((view) => ({
  marks: marks(view),
  update({ docChanged, viewportChanged, startState, state, view }) {
    if (docChanged || viewportChanged || syntaxTree(startState) !== syntaxTree(state)) this.marks = marks(view);
  },
}), { decorations: (plugin) => plugin.marks });
