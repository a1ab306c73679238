// Start-up: styles in their order, then the one component. The title never carries a record's
// text, since the task bar and the lock screen show it.
import "@fontsource-variable/atkinson-hyperlegible-next/wght.css";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/frame.css";
import "./styles/leaf.css";
import "./styles/controls.css";
import "./styles/labels.css";
import "./styles/lists.css";
import "./styles/floating.css";
import "./styles/modes.css";
import "./styles/print.css";

import { mount } from "svelte";

import App from "./App.svelte";

const target = document.getElementById("app");
if (!target) throw new Error("index.html has no #app");
document.title = "Wardbook";
mount(App, { target });
