/** The judge's tablet: list, sheet or table, all working without the network. */
import { h, render, type VNode } from "preact";
import { useEffect } from "preact/hooks";
import { Panel, Stopped, Sync } from "./lib/tablet/bar";
import { List } from "./lib/tablet/list";
import { Icon } from "./lib/tablet/parts";
import { SheetView } from "./lib/tablet/sheet";
import { current, ready, route, said, shown, signOut, start, storageGone } from "./lib/tablet/state";
import { TableView } from "./lib/tablet/table";
import { workerAddress } from "./lib/trusted";
import { english, say } from "./lib/words";

const root = document.getElementById("tablet")!;
const signIn = root.dataset.signIn ?? "/j";

const Foot = (): VNode => (
  <nav class="cluster tablet-foot">
    <a class="button" href={root.dataset.language ?? "/"} hreflang={english ? "zh-CN" : "en"} lang={english ? "zh-CN" : "en"}><Icon name="languages" />{english ? "中文" : "English"}</a>
    <button type="button" class="button" onClick={() => void signOut(signIn)}><Icon name="log-out" />{say("sign_out")}</button>
  </nav>
);

function View(): VNode {
  const at = route.value;
  if (at.view === "sheet" && current.value) return <SheetView key={current.value.id} sheet={current.value} />;
  if (at.view === "table") {
    const sheets = shown.value.filter((s) => s.heat.id === at.heat && s.module.id === at.module);
    if (sheets.length) return <TableView key={`${at.heat}/${at.module}`} sheets={sheets} />;
  }
  return <div class="list-frame"><List foot={<Foot />} /><footer class="bar"><Sync /></footer></div>;
}

function App(): VNode {
  useEffect(() => scrollTo(0, 0), [route.value]);
  if (storageGone.value) {
    return <main id="main" class="tablet-list"><h1>{say("my_sheets")}</h1><p class="flash tone-live" role="alert"><Icon name="circle-x" /><span class="say">{say("storage_none")}</span></p></main>;
  }
  if (!ready.value) return <main id="main" class="tablet-list"><h1>{say("my_sheets")}</h1><p role="status">{say("loading")}</p></main>;
  return <div class="tablet"><Stopped signIn={signIn} /><View /><Panel /><p class={said.value ? "said" : "unseen"} role="status">{said.value}</p></div>;
}

render(<App />, root);
void start();

if ("serviceWorker" in navigator) {
  navigator.serviceWorker.register(workerAddress("/tablet/sw.js"), { scope: "/tablet" }).catch(() => {
    // Without it (plain http, private mode) marks are still kept; only a reload needs the network.
  });
}
