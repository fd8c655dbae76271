/* Copyright 2026 Cloud Connector Contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {registry} from "@web/core/registry";
import {stepUtils} from "@web_tour/tour_utils";

const tree = ".o_cloud_default_folders";
const named = (name) => `${tree} li:has(> .o_cloud_folder input:value(${name}))`;
const row = (name) => `${named(name)} > .o_cloud_folder`;
const input = (name) => `${row(name)} input`;

registry.category("web_tour.tours").add("connector_cloud.default_folders", {
    steps: () => [
        {trigger: ".nav-link[name=default_folders]", run: "click"},
        {
            content: "A first folder",
            trigger: `${tree} .o_cloud_folder_add`,
            run: "click",
        },
        {trigger: input("New Folder"), run: "edit Contract"},
        {
            content: "A folder inside",
            trigger: `${row("Contract")} .o_cloud_folder_add_inside`,
            run: "click",
        },
        {trigger: input("New Folder"), run: "edit Signed"},
        {
            content: "Enter makes the next one, with a name that is free",
            trigger: input("Signed"),
            run: "press Enter",
        },
        {trigger: input("New Folder"), run: "press Enter"},
        {trigger: input("New Folder 2"), run: "edit Trash"},
        {trigger: input("New Folder"), run: "edit Pictures"},
        {
            content: "A name that was emptied comes back",
            trigger: input("Pictures"),
            run: "clear",
        },
        {trigger: `${tree} .o_cloud_folder_add`, run: "click"},
        {trigger: input("New Folder"), run: "edit Last"},
        {
            content: "The menu of the right mouse button",
            trigger: row("Trash"),
            run({anchor}) {
                anchor.dispatchEvent(
                    new MouseEvent("contextmenu", {bubbles: true, cancelable: true})
                );
            },
        },
        {
            trigger: ".o_cloud_folder_menu [role=menuitem]:contains(Delete)",
            run: "click",
        },
        {
            content: "Nothing is left of a deleted folder",
            trigger: `${tree}:not(:has(input:value(Trash)))`,
        },
        {
            content: "Drag a folder to the top",
            trigger: `${row("Last")} .o_cloud_folder_handle`,
            // Straight up: a way to the side would change the folder around it.
            async run(helpers) {
                await helpers.drag_and_drop(
                    `${row("Contract")} .o_cloud_folder_handle`,
                    {position: {top: 18, left: 20}, relative: true}
                );
            },
        },
        {trigger: `${tree} > div > ul > li:first-child input:value(Last)`},
        ...stepUtils.saveForm(),
    ],
});
