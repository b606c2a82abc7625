// Positions and crops a picture before it is sent: what arrives is the square that was chosen, upright and without the
// photo's other data. Sliders move it, so the keyboard does; a finger or a mouse may drag it. Without this script the
// server takes the middle.

const box = document.getElementById("crop");
const field = document.getElementById("picture");
const SIDE = 512;

if (box && field && "DataTransfer" in window) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIDE;
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", box.dataset.preview);
  let picture = null;

  const slider = (name, label, from, to, at) => {
    const input = document.createElement("input");
    Object.assign(input, { type: "range", id: `crop-${name}`, min: from, max: to, step: 1, value: at, autocomplete: "off" });
    const words = document.createElement("label");
    words.htmlFor = input.id;
    words.textContent = label;
    const row = document.createElement("div");
    row.className = "slider";
    row.append(words, input);
    input.addEventListener("input", () => draw());
    return { row, input };
  };
  const zoom = slider("zoom", box.dataset.zoom, 100, 400, 100);
  const across = slider("across", box.dataset.across, 0, 100, 50);
  const down = slider("down", box.dataset.down, 0, 100, 50);
  const sliders = document.createElement("div");
  sliders.append(zoom.row, across.row, down.row);

  const cut = () => (Math.min(picture.naturalWidth, picture.naturalHeight) * 100) / zoom.input.value;

  const draw = () => {
    const side = cut();
    const x = ((picture.naturalWidth - side) * across.input.value) / 100;
    const y = ((picture.naturalHeight - side) * down.input.value) / 100;
    const pen = canvas.getContext("2d");
    pen.fillStyle = "white";
    pen.fillRect(0, 0, SIDE, SIDE);
    pen.drawImage(picture, x, y, side, side, 0, 0, SIDE, SIDE);
  };

  const forget = () => {
    picture = null;
    box.replaceChildren();
  };

  // Our own file, put in the place of the one that was chosen, is no choice of the member's.
  let own = null;
  field.addEventListener("change", () => {
    const [file] = field.files;
    if (!file || file === own) return;
    forget();
    const reader = new FileReader();
    reader.addEventListener("load", () => {
      const loaded = new Image();
      // What the browser cannot show is sent as it is: the server says what is wrong with it.
      loaded.addEventListener("load", () => {
        picture = loaded;
        zoom.input.value = 100;
        across.input.value = down.input.value = 50;
        box.replaceChildren(canvas, sliders);
        draw();
      });
      loaded.src = reader.result;
    });
    reader.readAsDataURL(file);
  });

  const move = (input, span, pixels) => {
    if (span > 0) input.value = Number(input.value) - (pixels * 100) / span;
  };
  canvas.addEventListener("pointerdown", (event) => canvas.setPointerCapture(event.pointerId));
  canvas.addEventListener("pointermove", (event) => {
    if (!picture || !canvas.hasPointerCapture(event.pointerId)) return;
    const scale = cut() / canvas.clientWidth;
    move(across.input, picture.naturalWidth - cut(), event.movementX * scale);
    move(down.input, picture.naturalHeight - cut(), event.movementY * scale);
    draw();
  });

  field.form.addEventListener("submit", (event) => {
    if (!picture) return;
    event.preventDefault();
    canvas.toBlob(
      (blob) => {
        const chosen = new DataTransfer();
        own = new File([blob], "picture.jpg", { type: "image/jpeg" });
        chosen.items.add(own);
        field.files = chosen.files;
        field.form.submit();
      },
      "image/jpeg",
      0.9,
    );
  });
}
