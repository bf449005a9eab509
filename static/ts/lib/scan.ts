/** Reading QR codes: by the camera, or by a scanner that types like a keyboard. */
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";
import wasm from "zxing-wasm/reader/zxing_reader.wasm";

const BURST_MS = 80;
const SHORTEST = 8;
const LONGEST = 400;
const LOOK_MS = 120;
const SAME_MS = 4_000;
const WIDTH = 960;

export type Found = (text: string) => void;

/**
 * Catch a scanner's burst anywhere on the page: characters less than 80 ms apart, ended by Enter.
 * No person types so fast. What the burst left in a field is taken out again.
 */
export function listen(found: Found): void {
  let text = "";
  let last = -Infinity;
  let field: HTMLInputElement | null = null;
  let before = "";
  addEventListener("keydown", (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const quick = event.timeStamp - last < BURST_MS;
    if (event.key === "Enter") {
      if (quick && text.length >= SHORTEST) {
        event.preventDefault();
        event.stopImmediatePropagation();
        if (field) field.value = before;
        found(text);
      }
      text = "";
      return;
    }
    if (event.key.length !== 1) return;
    if (!quick) {
      text = "";
      field = event.target instanceof HTMLInputElement ? event.target : null;
      before = field?.value ?? "";
    }
    text = (text + event.key).slice(-LONGEST);
    last = event.timeStamp;
  }, { capture: true });
}

let prepared = false;

function prepare(): void {
  if (prepared) return;
  prepared = true;
  // Left to itself the library would fetch its module from a public server.
  prepareZXingModule({ overrides: { locateFile: () => wasm } });
}

export class Camera {
  private stream: MediaStream | null = null;
  private timer = 0;
  private lastText = "";
  private lastAt = -Infinity;
  private readonly canvas = document.createElement("canvas");

  constructor(private readonly video: HTMLVideoElement, private readonly found: Found) {}

  static possible(): boolean {
    return Boolean(navigator.mediaDevices?.getUserMedia);
  }

  get on(): boolean {
    return this.stream !== null;
  }

  async start(): Promise<void> {
    prepare();
    this.stream = await navigator.mediaDevices.getUserMedia({
      video: { facingMode: "environment", width: { ideal: 1280 } }, audio: false,
    });
    this.video.srcObject = this.stream;
    await this.video.play();
    void this.look();
  }

  stop(): void {
    clearTimeout(this.timer);
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = null;
    this.video.srcObject = null;
  }

  private async look(): Promise<void> {
    if (!this.stream) return;
    try {
      const text = document.visibilityState === "visible" ? await this.read() : "";
      const now = performance.now();
      // A badge held before the lens is one scan, not thirty.
      if (text && (text !== this.lastText || now - this.lastAt > SAME_MS)) this.found(text);
      if (text) {
        this.lastText = text;
        this.lastAt = now;
      }
    } finally {
      this.timer = window.setTimeout(() => void this.look(), LOOK_MS);
    }
  }

  private async read(): Promise<string> {
    const { videoWidth, videoHeight } = this.video;
    if (!videoWidth) return "";
    const scale = Math.min(1, WIDTH / videoWidth);
    this.canvas.width = Math.round(videoWidth * scale);
    this.canvas.height = Math.round(videoHeight * scale);
    const context = this.canvas.getContext("2d", { willReadFrequently: true })!;
    context.drawImage(this.video, 0, 0, this.canvas.width, this.canvas.height);
    const image = context.getImageData(0, 0, this.canvas.width, this.canvas.height);
    const codes = await readBarcodes(image, { formats: ["QRCode"], maxNumberOfSymbols: 1 });
    return codes.find((code) => code.isValid)?.text ?? "";
  }
}

/** The camera's button: on, off, and a sentence when there is none. */
export function cameraButton(
  button: HTMLButtonElement, camera: Camera, words: { on: string; off: string; denied: string; none: string },
  paint: (on: boolean, words: string, problem: string) => void,
): void {
  const show = (problem = ""): void => paint(camera.on, camera.on ? words.off : words.on, problem);
  if (!Camera.possible()) {
    button.disabled = true;
    show(words.none);
    return;
  }
  show();
  button.addEventListener("click", () => {
    if (camera.on) {
      camera.stop();
      show();
      return;
    }
    button.disabled = true;
    camera.start().then(() => show(), () => {
      camera.stop();
      show(words.denied);
    }).finally(() => {
      button.disabled = false;
    });
  });
}
