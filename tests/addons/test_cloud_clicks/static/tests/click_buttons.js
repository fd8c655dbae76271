/* Copyright 2026 Cloud Connector Contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {App} from "@odoo/owl";
import {browser} from "@web/core/browser/browser";
import {rpcBus} from "@web/core/network/rpc";

/* Odoo's own click bot opens menus, views and filters. This one goes on where it ends:
 * it presses each button of a view, opens each page and shows each optional column. */

const DONE = "buttons clicked";
const TIMEOUT = 30000;
// Those of Odoo itself (a star, a bin at a line) have names of other kinds.
const PRESSED = ["action_", ...Array(10).keys()].map(
    (start) => `button[name^="${start}"]:not([disabled])`
);
const waiting = new Set();
// The buttons of all views that were pressed once.
const pressed = new Set();

rpcBus.addEventListener("RPC:REQUEST", ({detail}) => waiting.add(detail.data.id));
rpcBus.addEventListener("RPC:RESPONSE", ({detail}) => waiting.delete(detail.data.id));

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const env = () => odoo.__WOWL_DEBUG__.root.env;

function isBusy() {
    return waiting.size || [...App.apps].some((app) => app.scheduler.tasks.size);
}

/** Wait until the client has nothing left to do, twice in a row. */
async function settle() {
    const end = Date.now() + TIMEOUT;
    for (let quiet = 0; quiet < 2; quiet = isBusy() ? 0 : quiet + 1) {
        if (Date.now() > end) {
            throw new Error(`Still busy: ${waiting.size} requests`);
        }
        await pause(30);
    }
    const error = document.querySelector(".o_error_dialog");
    if (error && error.querySelector("pre, .o_error_detail, details")) {
        throw new Error(`Error dialog: ${error.innerText}`);
    }
}

const visible = (selector) =>
    [...document.querySelectorAll(selector)].filter((el) => el.checkVisibility());

/** The innermost place: the last dialog, or else the page. */
function place() {
    return visible(".modal").length ? ".modal" : ".o_action_manager";
}

async function press(element) {
    element.click();
    await settle();
}

/** Close what a button opened. */
async function closeDialogs() {
    for (let left = 10; left && visible(".modal").length; left--) {
        const closers = visible(".modal .btn-close, .modal .modal-footer button");
        await press(closers[0]);
    }
}

/** Answer "are you sure", and say what came of a click. */
async function outcome() {
    const confirm = visible(".modal .modal-footer .btn").find(
        (button) => !button.name && button.closest(".modal").querySelector("main p")
    );
    const dialog = visible(".modal .modal-content").at(-1);
    if (confirm && dialog.querySelectorAll(".modal-footer button").length > 1) {
        await press(confirm);
        return outcome();
    }
    if (dialog && !dialog.querySelector(".o_view_controller, .o_form_view, iframe")) {
        const title = dialog.querySelector(".modal-title")?.innerText || "";
        return `${title}: ${dialog.querySelector("main")?.innerText || ""}`;
    }
    return "";
}

async function show(view) {
    await closeDialogs();
    await env().services.action.doAction(
        {type: "ir.actions.act_window", target: "current", ...view},
        {clearBreadcrumbs: view.target !== "new"}
    );
    await settle();
}

async function openEverything() {
    for (const tab of visible(".o_notebook .nav-link")) {
        await press(tab);
    }
    const toggle = visible(".o_optional_columns_dropdown button")[0];
    if (toggle) {
        await press(toggle);
        for (const item of visible(".o-dropdown--menu .dropdown-item input")) {
            if (!item.checked) {
                await press(item);
            }
        }
        await press(toggle);
    }
}

function say(kind, ...words) {
    const text = words.map((word) => String(word).replace(/\s+/g, " ").trim());
    browser.console.log([`click:${kind}`, ...text].join("|"));
}

/** The place of the page, which nothing leaves. */
function stayingLocation() {
    // Not of the true one: a proxy must not replace what that one has for good.
    return new Proxy(
        {},
        {
            get(target, name) {
                if (name === "assign") {
                    return (url) => say("open", url);
                }
                const value = window.location[name];
                return typeof value === "function"
                    ? value.bind(window.location)
                    : value;
            },
        }
    );
}

async function exists(view) {
    const domain = [["id", "=", view.res_id]];
    return (
        !view.res_id ||
        (await env().services.orm.searchCount(view.res_model, domain, {
            context: {active_test: false},
        }))
    );
}

/** Press each button of one view, each on the view as it is when it is opened. */
async function clickView(view) {
    const seen = new Set();
    for (;;) {
        if (!(await exists(view))) {
            say("gone", view.res_model, view.res_id);
            return;
        }
        await show(view);
        if (!seen.size) {
            await openEverything();
            say(
                "view",
                view.res_model,
                view.views[0][1],
                visible(".o_view_nocontent").length
            );
        }
        const key = (el) => `${el.getAttribute("name")}|${el.innerText.trim()}`;
        const there = PRESSED.map((selector) => `${place()} ${selector}`).join();
        const left = visible(there).filter((el) => !seen.has(key(el)));
        // What a button does may take the others away: first those that no other
        // record has shown.
        const everywhere = (el) => `${view.res_model}|${key(el)}`;
        const next = left.find((el) => !pressed.has(everywhere(el))) || left[0];
        if (!next) {
            return;
        }
        seen.add(key(next));
        pressed.add(everywhere(next));
        const [name, label] = [next.getAttribute("name"), next.innerText];
        await press(next);
        say("button", view.res_model, name, label, await outcome());
    }
}

/**
 * @param {object[]} views what `doAction` takes: res_model, res_id, views, target
 */
export async function clickButtons(views) {
    // Tabs of their own, and pages of others, are not looked at.
    browser.open = (url) => say("open", url);
    Object.defineProperty(browser, "location", {value: stayingLocation()});
    try {
        for (const view of views) {
            await clickView(view);
        }
        await closeDialogs();
        await show({res_model: "res.users", res_id: 0, views: [[false, "kanban"]]});
    } catch (error) {
        browser.console.error(`${error.message}\n${error.stack}`);
        return;
    }
    browser.console.log(DONE);
}
