// Only in the single file (`cargo xtask single-file`): the program's parts stand in it as data blocks, gzip in base64.
//
// web/boot.js asks for their addresses; each becomes a blob of this document, so nothing is fetched from anywhere.

globalThis.sidecarParts = async () => {
  const unpack = async (id, type) => {
    const packed = Uint8Array.from(atob(document.getElementById(id).textContent), (letter) => letter.charCodeAt(0));
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
    return URL.createObjectURL(await new Response(stream, { headers: { "Content-Type": type } }).blob());
  };
  const [glue, wasm, editor] = await Promise.all([
    unpack("part-glue", "text/javascript"),
    unpack("part-wasm", "application/wasm"),
    unpack("part-editor", "text/javascript"),
  ]);
  return { glue, wasm, editor };
};
