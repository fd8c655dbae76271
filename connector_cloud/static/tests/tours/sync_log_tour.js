/* Copyright 2026 Cloud Connector Contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("connector_cloud.sync_log", {
    steps: () => [
        {
            content: "Show the record's number.",
            trigger: ".o_optional_columns_dropdown button",
            run: "click",
        },
        {
            trigger: ".o-dropdown-item:contains(Record ID)",
            run: "click",
        },
        {
            trigger: ".o_data_row td[name=res_id]:contains(/[0-9]/)",
        },
        {
            content: "Open a line that cannot be seen.",
            trigger: ".o_data_row td[name=name]:contains((no access))",
            run: "click",
        },
        {
            trigger: ".o_form_view .o_field_widget[name=res_id]:contains(/[0-9]/)",
        },
        {
            trigger: ".o_form_view:not(:has(button[name=action_open_record]))",
        },
        {
            trigger: ".o_back_button",
            run: "click",
        },
        {
            content: "Open a line that can be seen, and its document.",
            trigger: ".o_data_row td[name=name]:contains(Open.txt)",
            run: "click",
        },
        {
            trigger: ".o_form_view button[name=action_open_in_cloud]",
        },
        {
            trigger: ".o_form_view button[name=action_open_record]",
            run: "click",
        },
        {
            trigger: ".o_last_breadcrumb_item:contains(Open Partner)",
        },
    ],
});
