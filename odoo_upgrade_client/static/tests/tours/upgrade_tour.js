/* Copyright 2026 Cloud Connector Contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {registry} from "@web/core/registry";

const status = (value) =>
    `.o_statusbar_status button.o_arrow_button_current[data-value='${value}']`;

registry.category("web_tour.tours").add("odoo_upgrade_client.upgrade", {
    steps: () => [
        {
            content: "An empty list says what this is about",
            trigger: ".o_view_nocontent:contains('Have your database upgraded')",
        },
        {
            content: "New request",
            trigger: ".o-kanban-button-new",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name='contract'] input",
            run: "edit M123456-abcdef",
        },
        {
            trigger: ".o_field_widget[name='email'] input",
            run: "edit john.doe@example.com",
        },
        {
            content: "A version that the platform does not offer",
            trigger: ".o_field_widget[name='target'] input",
            run: "edit 5.0",
        },
        {
            trigger: "button[name='action_run']:contains('Run All Steps')",
            run: "click",
        },
        {
            content: "The failure and the offered versions are shown",
            trigger:
                ".o_field_widget[name='failure_ids'] td:contains('TARGET:INVALID')",
        },
        {
            trigger: ".o_field_widget[name='expected_targets']:contains('18.0')",
        },
        {
            trigger: ".o_field_widget[name='target'] input",
            run: "edit 19.0",
        },
        {
            trigger: "button[name='action_run']:contains('Retry')",
            run: "click",
        },
        {
            content: "All steps were done",
            trigger: status("done"),
        },
        {
            trigger: ".o_notebook_headers a:contains('Result')",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name='restore_help'] pre:contains('pg_restore')",
        },
        {
            content: "The dump goes to the browser",
            trigger: "button[name='action_download_dump']",
            run: "click",
        },
        {
            content: "The kanban has it among the downloaded ones",
            trigger: ".o_breadcrumb .o_back_button, .breadcrumb-item a",
            run: "click",
        },
        {
            trigger:
                ".o_kanban_group:contains('Downloaded') .o_kanban_record:contains('19.0')",
        },
    ],
});
