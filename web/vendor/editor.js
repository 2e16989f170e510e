// The manifest editor: CodeMirror 6 behind a small interface (README.md beside this file describes it).
//
// Offsets are UTF-16 units, lines count from 1. `npm run bundle` makes codemirror.js from this file;
// web/src/editor_js.rs is the other side of the boundary.

import { closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentLess, indentMore, isolateHistory } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import {
  bracketMatching, codeFolding, foldGutter, foldKeymap, HighlightStyle, indentOnInput, indentUnit, syntaxHighlighting,
} from "@codemirror/language";
import { lintGutter, lintKeymap, setDiagnostics as lintTransaction } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { Annotation, Compartment, EditorState, StateEffect, StateField, Transaction } from "@codemirror/state";
import {
  crosshairCursor, Decoration, drawSelection, dropCursor, EditorView, highlightActiveLine,
  highlightActiveLineGutter, highlightSpecialChars, keymap, lineNumbers, rectangularSelection, tooltips, ViewPlugin,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";

import { typedScalars } from "./scalars.js";

/** Marks the transactions that the program made itself: they are not reported as the user's changes. */
const fromProgram = Annotation.define();

/** Replaces the whole set of highlighted line ranges. */
const setHighlights = StateEffect.define();

/** The line decorations made by `highlightLines`; they move with the text when it is edited. */
const highlights = StateField.define({
  create: () => Decoration.none,
  update(marks, transaction) {
    let result = marks.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (effect.is(setHighlights)) result = lineMarks(transaction.state.doc, effect.value);
    }
    return result;
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** Line decorations for `ranges`, cut to the lines that exist. */
function lineMarks(doc, ranges) {
  const marks = [];
  for (const { from, to, class: name } of ranges) {
    const last = Math.min(to, doc.lines);
    for (let line = Math.max(1, from); line <= last; line++) {
      marks.push(Decoration.line({ class: name }).range(doc.line(line).from));
    }
  }
  return Decoration.set(marks, true);
}

// Every colour is a custom property of the page (with a fallback for use outside it), so that one theme serves
// light and dark; `dark` only tells CodeMirror which of its own defaults to take.
const colours = HighlightStyle.define([
  { tag: [tags.definition(tags.propertyName), tags.propertyName], color: "var(--code-key, #0550ae)" },
  { tag: [tags.string, tags.special(tags.string), tags.attributeValue], color: "var(--code-string, #0a6b4f)" },
  { tag: [tags.keyword, tags.typeName, tags.labelName], color: "var(--code-keyword, #8250df)" },
  { tag: [tags.comment, tags.lineComment], color: "var(--code-comment, #5c6570)", fontStyle: "italic" },
  { tag: [tags.separator, tags.punctuation, tags.bracket, tags.squareBracket, tags.brace, tags.meta], color: "var(--code-punctuation, #57606a)" },
  { tag: tags.invalid, color: "var(--code-invalid, #b42318)" },
]);

const theme = (dark) => EditorView.theme({
  "&.cm-editor": { height: "100%", color: "var(--code-text, CanvasText)", backgroundColor: "var(--code-surface, Canvas)" },
  // Above the line numbers, which cover an outline.
  "&.cm-focused": { outline: "none" },
  "&.cm-focused::after": {
    content: '""', position: "absolute", inset: 0, zIndex: 301, border: "2px solid var(--focus, Highlight)", pointerEvents: "none",
  },
  ".cm-scroller": { fontFamily: "var(--font-code, ui-monospace, monospace)", lineHeight: "1.5" },
  ".cm-content": { caretColor: "var(--code-caret, currentColor)" },
  "&.cm-focused > .cm-scroller > .cm-cursorLayer": { animation: "none !important" },
  ".cm-typed": { color: "var(--code-number, #953800)" },
  ".cm-cursor, .cm-dropCursor": { borderLeftColor: "var(--code-caret, currentColor)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "var(--code-selection, #b6d7ff66)",
  },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--code-active-line, #8080801a)" },
  ".cm-gutters": {
    backgroundColor: "var(--code-surface, Canvas)", color: "var(--code-gutter, #6b7480)", borderRight: "1px solid var(--line, #8080804d)",
  },
  ".cm-foldPlaceholder": { backgroundColor: "transparent", border: "1px solid currentColor", color: "inherit" },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": {
    backgroundColor: "transparent", outline: "1px solid var(--code-gutter, #6b7480)",
  },
  ".cm-panels, .cm-tooltip": {
    backgroundColor: "var(--surface-raised, Canvas)", color: "var(--code-text, CanvasText)", borderColor: "var(--line, #8080804d)",
  },
  ".cm-tooltip": { border: "1px solid var(--line, #8080804d)", borderRadius: "6px", maxWidth: "60ch" },
  ".cm-diagnostic": { padding: "4px 8px", whiteSpace: "pre-wrap" },
}, { dark });

/**
 * Tab indents. There is no keyboard trap: CodeMirror itself lets a Tab or Shift-Tab through to the browser within two
 * seconds after Esc, which `LEAVING` tells those who cannot see it.
 */
const tabKeys = [{ key: "Tab", run: indentMore, shift: indentLess }];

const LEAVING = "Tab indents. To leave the editor, press Escape and then Tab.";

const keys = keymap.of([
  ...closeBracketsKeymap, ...searchKeymap, ...historyKeymap, ...foldKeymap, ...lintKeymap, ...tabKeys, ...defaultKeymap,
]);

/** The caret is shown and hidden for so many ms. */
const BLINK = 600;

/**
 * The caret blinks by a timer: as long as an animation runs, as CodeMirror's own does, the browser makes frames at their fixed
 * times only, and what is typed waits for the next one.
 */
const blinking = ViewPlugin.define((view) => {
  let timer;
  return {
    update({ selectionSet, docChanged, focusChanged }) {
      const layer = view.scrollDOM.querySelector(".cm-cursorLayer");
      if (!layer || !(selectionSet || docChanged || focusChanged)) return;
      const { style } = layer;
      style.visibility = "";
      clearInterval(timer);
      if (view.hasFocus) timer = setInterval(() => (style.visibility = style.visibility ? "" : "hidden"), BLINK);
    },
    destroy: () => clearInterval(timer),
  };
});

/** The extensions that never change during an editor's life. */
function fixedExtensions(label) {
  return [
    EditorView.contentAttributes.of({
      "aria-label": label, "aria-description": LEAVING, spellcheck: "false", autocapitalize: "off", autocorrect: "off", tabindex: "0",
    }),
    EditorState.tabSize.of(2), indentUnit.of("  "), EditorState.allowMultipleSelections.of(true),
    lineNumbers(), highlightActiveLineGutter(), highlightSpecialChars(), history(), codeFolding(), foldGutter(),
    drawSelection(), blinking, dropCursor(), rectangularSelection(), crosshairCursor(), highlightActiveLine(),
    indentOnInput(), bracketMatching(), closeBrackets(),
    // Not in the editor: its layout is contained (page.css), which would cut them off.
    tooltips({ parent: document.body }),
    search({ top: true }), highlightSelectionMatches(), lintGutter(), highlights,
    yaml(), syntaxHighlighting(colours), typedScalars, keys,
  ];
}

/** Reports the user's changes of text and every move of the caret. */
function reports({ onChange, onCursor }) {
  return EditorView.updateListener.of((update) => {
    const byProgram = update.transactions.some((transaction) => transaction.annotation(fromProgram));
    if (update.docChanged && !byProgram) onChange?.(update.state.doc.toString());
    if (update.selectionSet || update.docChanged) onCursor?.(update.state.selection.main.head);
  });
}

/**
 * Runs `make`, which mounts styles, so that they become constructed style sheets: CodeMirror makes style elements of them
 * where the root has a head, and a strict Content-Security-Policy refuses those. The choice is made once per document.
 */
function withoutStyleElements(make) {
  Object.defineProperty(document, "head", { value: null, configurable: true });
  try {
    return make();
  } finally {
    delete document.head;
  }
}

/** One editor on the page. Made by `create`. */
class Editor {
  constructor(parent, text, options) {
    this.look = new Compartment();
    this.access = new Compartment();
    this.view = new EditorView({
      parent,
      state: EditorState.create({
        doc: text,
        extensions: [
          fixedExtensions(options.label ?? "Manifest (YAML)"),
          this.look.of(theme(Boolean(options.dark))),
          this.access.of(EditorState.readOnly.of(Boolean(options.readOnly))),
          reports(options),
        ],
      }),
    });
  }

  getText() {
    return this.view.state.doc.toString();
  }

  /** Replaces the text as one undoable step, touching only what differs, so caret and folds outside it stay. */
  setText(text) {
    const old = this.getText();
    // CodeMirror keeps "\n" only; compare and insert in the same form.
    const next = text.replace(/\r\n?/g, "\n");
    if (old === next) return;
    let from = 0;
    const shorter = Math.min(old.length, next.length);
    while (from < shorter && old.charCodeAt(from) === next.charCodeAt(from)) from++;
    let tail = 0;
    while (tail < shorter - from && old.charCodeAt(old.length - 1 - tail) === next.charCodeAt(next.length - 1 - tail)) tail++;
    this.view.dispatch({
      changes: { from, to: old.length - tail, insert: next.slice(from, next.length - tail) },
      annotations: this.goesOn()
        ? [fromProgram.of(true)]
        : [fromProgram.of(true), Transaction.userEvent.of("input.program"), isolateHistory.of("before")],
    });
  }

  /** Whether the program changed the text a moment ago: a knob that is dragged makes one step to undo, not hundreds. */
  goesOn() {
    const now = Date.now();
    const goesOn = now - (this.lastSet ?? 0) < 500;
    this.lastSet = now;
    return goesOn;
  }

  /** Replaces all diagnostics: `[{from, to, severity: "error"|"warning"|"info"|"hint", message}]`. */
  setDiagnostics(list) {
    const length = this.view.state.doc.length;
    const clamp = (offset) => Math.max(0, Math.min(offset, length));
    const diagnostics = list.map((item) => {
      const from = clamp(item.from);
      return { from, to: Math.max(from, clamp(item.to)), severity: item.severity, message: item.message };
    });
    this.view.dispatch(lintTransaction(this.view.state, diagnostics));
  }

  /** Replaces all highlighted lines: `[{from, to, class}]`, both ends included. */
  highlightLines(list) {
    this.view.dispatch({ effects: setHighlights.of(list) });
  }

  setTheme(dark) {
    this.view.dispatch({ effects: this.look.reconfigure(theme(dark)) });
  }

  setReadOnly(readOnly) {
    this.view.dispatch({ effects: this.access.reconfigure(EditorState.readOnly.of(readOnly)) });
  }

  focus() {
    this.view.focus();
  }

  /** Puts the caret at the start of `line` and scrolls it to the middle; the focus stays where it is. */
  reveal(line) {
    const { doc } = this.view.state;
    const { from } = doc.line(Math.max(1, Math.min(line, doc.lines)));
    this.view.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: "center" }) });
  }

  destroy() {
    this.view.destroy();
  }
}

/**
 * Makes an editor as the last child of `parent`.
 * `options`: `dark`, `readOnly`, `label`, `onChange(text)`, `onCursor(offset)`, all optional.
 */
export function create(parent, text, options = {}) {
  return withoutStyleElements(() => new Editor(parent, text, options));
}
