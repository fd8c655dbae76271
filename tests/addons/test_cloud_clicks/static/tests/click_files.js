/* Copyright 2026 Cloud Connector Contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {browser} from "@web/core/browser/browser";

/* What somebody without a right in the app does with the files of a document. */

const DONE = "files clicked";
const FILE = ".o-mail-AttachmentContainer";
const BUTTONS = ".o-mail-AttachmentButtons button:not(.o-mail-Attachment-unlink)";
const CLOSE = ".o-FileViewer [aria-label='Close'], .o-FileViewer [title='Close (Esc)']";

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function until(find, what) {
    for (let left = 400; left; left--) {
        const found = find();
        if (found) {
            return found;
        }
        await pause(50);
    }
    throw new Error(`Not seen: ${what}`);
}

/** What there is in the page, and in what the portal's chatter keeps for itself. */
function all(selector) {
    const shadow = document.querySelector("#chatterRoot")?.shadowRoot;
    return [document, ...(shadow ? [shadow] : [])].flatMap((root) => [
        ...root.querySelectorAll(selector),
    ]);
}

const file = (name) => all(FILE).find((el) => el.title === name);

/** Press what lies over a file, and open it. */
async function clickFile(name) {
    for (const button of file(name).querySelectorAll(BUTTONS)) {
        button.click();
        browser.console.log(`click:file|${name}|${button.title}`);
        await pause(500);
    }
    file(name).click();
    await pause(1000);
    const error = document.querySelector(".o_error_dialog");
    if (error) {
        throw new Error(`${name}: ${error.innerText}`);
    }
    const viewer = all(".o-FileViewer").length ? "viewer" : "no viewer";
    browser.console.log(`click:file|${name}|${viewer}`);
    all(CLOSE)[0]?.click();
}

/**
 * @param {string[]} names of the files that have to be there
 */
export async function clickFiles(names) {
    browser.open = (url) => browser.console.log(`click:open|${url}`);
    try {
        // The web client hides the files of a document behind a clip.
        if (document.querySelector(".o_web_client")) {
            const clip = ".o-mail-Chatter-attachFiles";
            // Pressed too early, it does nothing.
            await until(() => {
                const button = document.querySelector(clip);
                const open = document.querySelector(".o-mail-AttachmentBox");
                if (button && !open) {
                    button.click();
                }
                return open;
            }, "the box of the files");
        }
        for (const name of names) {
            await until(() => file(name), name);
        }
        for (const name of names) {
            await clickFile(name);
        }
    } catch (error) {
        browser.console.error(`${error.message}\n${error.stack}`);
        return;
    }
    browser.console.log(DONE);
}
