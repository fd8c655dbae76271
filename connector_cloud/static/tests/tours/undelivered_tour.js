/* Copyright 2026 Cloud Connector Contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {registry} from "@web/core/registry";

const container = (name) => `.o-mail-AttachmentContainer[title='${name}']`;
const problem = ".o-cloud-FileViewer-problem:contains(Odoo is not connected)";
const marked = (name) => ({
    content: `The card of ${name} is marked, with the reason`,
    trigger: `${container(name)} .o-cloud-Attachment-problem[title*='not connected']`,
});
const close = {trigger: ".o-FileViewer [aria-label='Close']", run: "click"};

registry.category("web_tour.tours").add("connector_cloud.undelivered", {
    steps: () => [
        {trigger: ".o-mail-Chatter-attachFiles", run: "click"},
        {
            content: "Nothing is wrong before somebody asks for a content",
            trigger: `${container("note.txt")}:not(:has(.o-cloud-Attachment-problem))`,
        },
        {trigger: `${container("note.txt")} button[title='Download']`, run: "click"},
        {
            content: "A dialog tells what to do",
            trigger: ".modal:contains(press Connect) .modal-footer button",
            run: "click",
        },
        marked("note.txt"),
        {trigger: container("report.pdf"), run: "click"},
        {trigger: problem},
        {trigger: ".o-FileViewer:not(:has(iframe))"},
        close,
        marked("report.pdf"),
        {trigger: container("photo.png"), run: "click"},
        {trigger: problem},
        close,
        marked("photo.png"),
        {
            content: "A text's frame shows the answer itself",
            trigger: container("note.txt"),
            run: "click",
        },
        {trigger: ".o-FileViewer :iframe body:contains(Odoo is not connected)"},
        close,
    ],
});

registry.category("web_tour.tours").add("connector_cloud.delivered_again", {
    steps: () => [
        {trigger: ".o-mail-Chatter-attachFiles", run: "click"},
        {trigger: container("report.pdf"), run: "click"},
        {trigger: ".o-FileViewer iframe[src*='pdfjs']"},
        {
            content: "The viewer has the file",
            trigger: ".o-FileViewer :iframe .page[data-loaded=true]",
        },
        close,
        {
            trigger: `${container("report.pdf")}:not(:has(.o-cloud-Attachment-problem))`,
        },
    ],
});
