// The preview's part in a page: it listens for changes, and is in no site that is published.
//
// What can be changed in place is: style sheets. Another page is loaded anew, and the browser scrolls it to where it was. What
// is wrong with the site's files is shown over the page until it is mended; Escape puts it away.

const { shape } = document.currentScript.dataset;
let source = null;
let box = null;
let last = "[]";

// A browser keeps only six lines open to a server, over all its windows. So a page that nobody looks at lets go of its own, and
// hears what it missed when it is looked at again.
function listen() {
    source?.close();
    source = null;
    if (document.hidden) return;
    source = new EventSource(`/.dateline/events?${new URLSearchParams({ page: location.pathname, shape })}`);
    source.addEventListener("reload", () => {
        source.close();
        location.reload();
    });
    source.addEventListener("styles", ({ data }) => restyle(Object.entries(JSON.parse(data))));
    source.addEventListener("messages", ({ data }) => {
        if (data === last) return;
        last = data;
        const messages = JSON.parse(data);
        box?.remove();
        box = messages.length > 0 ? overlay(messages) : null;
        if (box) document.documentElement.append(box);
    });
}

listen();
addEventListener("visibilitychange", listen);
addEventListener("pageshow", ({ persisted }) => persisted && listen());
addEventListener("keydown", ({ key }) => key === "Escape" && box?.remove());

/** Takes new addresses of style sheets: `style.css` → `/style.1a2b3c4d5e.css`. */
function restyle(sheets) {
    for (const link of document.querySelectorAll("link[rel=stylesheet]")) {
        const path = new URL(link.href).pathname;
        const [, address] = sheets.find(([name]) => path.replace(/\.[0-9a-f]{10}(?=\.css$)/, "").endsWith(`/${name}`)) ?? [];
        if (!address || address === path || link.dataset.leaving) continue;
        const next = link.cloneNode();
        next.href = address;
        link.dataset.leaving = true;
        // The old one stays until the new one is there, so that the page never stands without.
        next.addEventListener("load", () => link.remove());
        next.addEventListener("error", () => next.remove());
        link.after(next);
    }
}

function overlay(messages) {
    const host = document.createElement("dateline-messages");
    const root = host.attachShadow({ mode: "open" });
    const make = (tag, text, attributes = {}) => Object.assign(document.createElement(tag), { textContent: text, ...attributes });
    const style = `
        section { position: fixed; inset: 0 0 auto; z-index: 2147483647; max-block-size: 80vh; overflow: auto; box-sizing: border-box; padding: 1rem 1.25rem 1.25rem; background: #1c1210; color: #f6ece9; border-block-end: 4px solid #e2593f; font: 0.9375rem/1.5 system-ui, sans-serif; box-shadow: 0 1rem 3rem #0006; direction: ltr; text-align: start }
        header { display: flex; justify-content: space-between; gap: 1rem; align-items: baseline }
        h2 { margin: 0; font-size: 1rem }
        button { font: inherit; color: inherit; background: none; border: 1px solid #f6ece966; border-radius: 4px; padding: .25rem .75rem; min-block-size: 2rem; cursor: pointer }
        article { margin-block-start: 1rem }
        a { color: #ffb4a2 }
        pre { margin: .25rem 0 0; padding: .75rem 1rem; overflow-x: auto; background: #0009; font: .8125rem/1.5 ui-monospace, monospace; tab-size: 4 }
        :focus-visible { outline: 2px solid #ffb4a2; outline-offset: 2px }
        @media print { section { display: none } }`;
    const section = make("section", "");
    section.setAttribute("role", "alert");
    const header = make("header", "");
    const close = make("button", "Hide (Esc)", { type: "button" });
    close.addEventListener("click", () => host.remove());
    header.append(make("h2", messages.length === 1 ? "One error keeps something out of the site" : `${messages.length} errors keep something out of the site`), close);
    section.append(header);
    for (const { text, place, href } of messages) {
        const article = make("article", "");
        if (place) article.append(make("a", place, { href }));
        article.append(make("pre", text));
        section.append(article);
    }
    root.append(make("style", style), section);
    return host;
}
