/* Copyright 2026 Cloud Connector Contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {registry} from "@web/core/registry";

// The browser leaves Odoo for Google's sign-in page, and comes back.
registry.category("web_tour.tours").add("connector_cloud_gdrive.connect", {
    steps: () => [
        {
            content: "The redirect URL is there to be copied",
            trigger:
                ".o_field_widget[name=gdrive_redirect_url]:contains(/google_drive_token)",
        },
        {
            trigger: ".o_field_widget[name=gdrive_client_id] input",
            run: "edit demo-client",
        },
        {
            trigger: ".o_field_widget[name=gdrive_client_secret] input[type=password]",
            run: "edit demo-secret",
        },
        {
            trigger: ".o_field_widget[name=gdrive_use_shared_drive] input",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=gdrive_shared_drive_name] input",
            run: "edit Team",
        },
        {
            trigger: "button[name=action_connect]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Back in Odoo, the backend is connected",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(Connected)",
        },
        {
            trigger: ".o_field_widget[name=account_name]:contains(demo@example.com)",
        },
        {
            trigger: ".o_field_widget[name=drive_name]:contains(Team)",
        },
        {
            content: "The drive can be chosen from a list, too",
            trigger: "button[name=action_choose_drive]",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=option_id] input:value(Team)",
        },
    ],
});
