/* Copyright 2026 Cloud Connector Contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {browser} from "@web/core/browser/browser";
import {registry} from "@web/core/registry";

const container = (name) => `.o-mail-AttachmentContainer[title='${name}']`;
const opened = [];

function count(selector, expected) {
    return {
        content: `${expected} times ${selector}`,
        trigger: ".o-mail-AttachmentBox",
        run() {
            const found = document.querySelectorAll(selector).length;
            if (found !== expected) {
                throw new Error(`${selector}: ${found} instead of ${expected}`);
            }
        },
    };
}

function expectOpened(urls) {
    return {
        content: "The cloud was opened in a tab of its own, once each time",
        trigger: ".o-mail-AttachmentBox",
        run() {
            if (opened.join() !== urls.join()) {
                throw new Error(`Opened: ${opened.join()}`);
            }
        },
    };
}

registry.category("web_tour.tours").add("connector_cloud.attachment_box", {
    steps: () => [
        {
            content: "Watch what is opened",
            trigger: ".o-mail-Chatter-attachFiles",
            run(helpers) {
                browser.open = (url) => {
                    opened.push(url.split("/").pop());
                };
                helpers.click();
            },
        },
        {
            content: "A synced file carries the badge",
            trigger: `${container("synced.txt")} .o-cloud-Attachment-badge`,
        },
        count(`${container("synced.txt")} button[title='Download']`, 1),
        count(`${container("synced.txt")} a[title='Open Link']`, 0),
        count(`${container("local.txt")} .o-cloud-Attachment-badge`, 0),
        count(`${container("local.txt")} [title='Open in the Cloud']`, 0),
        count(`${container("local.txt")} button[title='Download']`, 1),
        count(`${container("site")} a[title='Open Link']`, 1),
        count(`${container("site")} .o-cloud-Attachment-badge`, 0),
        count(`${container("Plan")} button[title='Download']`, 0),
        count(`${container("Plan")} a[title='Open Link']`, 0),
        count(`${container("Drafts")} button[title='Download']`, 0),
        count(`${container("Drafts")} button[title='Open in the Cloud']`, 1),
        count(`${container("Trap")} .o-cloud-Attachment-badge`, 1),
        count(`${container("Trap")} [title='Open in the Cloud']`, 0),
        {
            content: "An image shows the small picture that is kept in Odoo",
            trigger: `${container("photo.png")} img.o-mail-AttachmentImage[src*='/thumbnail']`,
        },
        {
            content: "Open in the Cloud",
            trigger: `${container("synced.txt")} .o-cloud-Attachment-open`,
            run: "click",
        },
        expectOpened(["synced.txt"]),
        {
            content: "What Odoo cannot show is opened in the cloud by a click",
            trigger: container("report.docx"),
            run: "click",
        },
        expectOpened(["synced.txt", "report.docx"]),
        {
            content: "What Odoo can show is shown by Odoo",
            trigger: container("synced.txt"),
            run: "click",
        },
        {
            content: "The content comes from the cloud",
            trigger: ".o-FileViewer :iframe body:contains(content of the cloud)",
        },
        {
            trigger:
                ".o-FileViewer .o-FileViewer-headerButton[title='Close (Esc)'], .o-FileViewer [aria-label='Close']",
            run: "click",
        },
        expectOpened(["synced.txt", "report.docx"]),
    ],
});
