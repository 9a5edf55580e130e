"use strict";
(() => {
  const one = (css, root = document) => root.querySelector(css);
  const all = (css, root = document) => [...root.querySelectorAll(css)];
  const fill = (node, values) => {
    node.textContent = node.dataset.words.replace(/\{(\w+)\}/g, (_, key) => values[key]);
  };

  // light or dark
  const root = document.documentElement, theme = one("#theme");
  const dark = () => root.dataset.theme === "dark" ||
    (root.dataset.theme === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
  theme.hidden = false;
  theme.addEventListener("click", () => { root.dataset.theme = dark() ? "light" : "dark"; });

  // statements: filter, sort, page
  const table = one("#table"), body = table.tBodies[0], rows = all("tr", body), size = 50;
  const words = one("#words"), kind = one("#kind"), stance = one("#stance");
  const texts = new Map(rows.map((row) => [row, row.textContent.toLocaleLowerCase()]));
  let order = rows.slice(), at = 0;
  const kept = () => {
    const asked = words.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    return order.filter((row) => (!kind.value || row.dataset.kind === kind.value) &&
      (!stance.value || row.dataset.stance === stance.value) &&
      asked.every((word) => texts.get(row).includes(word)));
  };
  const show = () => {
    const found = kept(), pages = Math.max(1, Math.ceil(found.length / size));
    at = Math.min(Math.max(at, 0), pages - 1);
    const visible = new Set(found.slice(at * size, (at + 1) * size));
    rows.forEach((row) => { row.hidden = !visible.has(row); });
    fill(one("#shown"), { n: found.length, total: rows.length });
    fill(one("#where"), { n: at + 1, total: pages });
    one("#previous").disabled = at === 0;
    one("#next").disabled = at >= pages - 1;
    one("#pager").hidden = pages < 2;
  };
  const again = () => { at = 0; show(); };
  [words, kind, stance].forEach((field) => field.addEventListener("input", again));
  one("#previous").addEventListener("click", () => { at -= 1; show(); table.scrollIntoView(); });
  one("#next").addEventListener("click", () => { at += 1; show(); table.scrollIntoView(); });
  one("#tools").hidden = false;
  const heads = all("thead th", table), buttons = new Map();
  const key = (row, column, number) => {
    const cell = row.cells[column];
    if (!number) return cell.textContent.trim().toLocaleLowerCase();
    return cell.dataset.value === "" || cell.dataset.value === undefined ? -Infinity : Number(cell.dataset.value);
  };
  heads.forEach((head, column) => {
    if (!head.dataset.sort) return;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    buttons.set(head, button);
    button.addEventListener("click", () => {
      const up = head.getAttribute("aria-sort") !== "ascending", number = head.dataset.sort === "number";
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      order = rows.slice().sort((a, b) => {
        const x = key(a, column, number), y = key(b, column, number);
        return (x < y ? -1 : x > y ? 1 : 0) * (up ? 1 : -1);
      });
      body.append(...order);
      again();
    });
  });
  show();

  // a link to a number's ground opens what is folded or on another page of the table
  const reveal = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let node = target; node; node = node.parentElement) if (node.tagName === "DETAILS") node.open = true;
    if (target.parentElement === body && target.hidden) {
      words.value = kind.value = stance.value = "";
      at = Math.floor(kept().indexOf(target) / size);
      show();
    }
    target.scrollIntoView({ block: "center" });
    if (target.tabIndex >= -1 && target.hasAttribute("tabindex")) target.focus({ preventScroll: true });
  };
  addEventListener("hashchange", reveal);
  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest("a[href^='#']");
    if (link && link.getAttribute("href") === location.hash) reveal();
  });
  reveal();
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = all("details.origins:not([open])");
    closed.forEach((node) => { node.open = true; });
    buttons.forEach((button) => button.replaceWith(button.textContent)); // repeated heads print no buttons
  });
  addEventListener("afterprint", () => {
    closed.forEach((node) => { node.open = false; });
    buttons.forEach((button, head) => head.replaceChildren(button));
  });

  // charts: a hair line with the quarter's figures, and names of marks
  all(".canvas").forEach((frame) => { if (one("svg.fan", frame)) frame.scrollLeft = frame.scrollWidth; }); // the newest first
  const tip = one("#tip");
  const say = (text, x, y) => {
    tip.textContent = text;
    tip.hidden = !text;
    if (!text) return;
    tip.style.left = Math.min(x + 14, innerWidth - tip.offsetWidth - 8) + "px";
    tip.style.top = Math.max(y - tip.offsetHeight - 12, 8) + "px";
  };
  const named = (link) => link.dataset.tip || link.getAttribute("aria-label");
  all("svg.chart").forEach((chart) => {
    const points = chart.dataset.points ? JSON.parse(chart.dataset.points) : [];
    const box = chart.viewBox.baseVal;
    const hair = document.createElementNS("http://www.w3.org/2000/svg", "line");
    hair.setAttribute("class", "hair");
    hair.setAttribute("y1", 16);
    hair.setAttribute("y2", box.height - 30);
    hair.setAttribute("visibility", "hidden");
    if (points.length) chart.append(hair);
    const near = (x) => points.reduce((best, point) => Math.abs(point[0] - x) < Math.abs(best[0] - x) ? point : best);
    chart.addEventListener("pointermove", (event) => {
      const link = event.target.closest("a");
      if (link) { say(named(link), event.clientX, event.clientY); return; }
      if (!points.length) { say("", 0, 0); return; }
      const frame = chart.getBoundingClientRect();
      const point = near((event.clientX - frame.left) * box.width / frame.width);
      hair.setAttribute("x1", point[0]);
      hair.setAttribute("x2", point[0]);
      hair.setAttribute("visibility", "visible");
      say(point[1] + ": " + point[2], event.clientX, event.clientY);
    });
    chart.addEventListener("pointerleave", () => { hair.setAttribute("visibility", "hidden"); say("", 0, 0); });
    chart.addEventListener("focusin", (event) => {
      const link = event.target.closest("a"), frame = link && link.getBoundingClientRect();
      if (link) say(named(link), frame.left, frame.top);
    });
    chart.addEventListener("focusout", () => say("", 0, 0));
  });
  addEventListener("keydown", (event) => { if (event.key === "Escape") say("", 0, 0); });
})();
