/* Copyright 2026 Cloud Connector Contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {registry} from "@web/core/registry";

const {DateTime} = luxon;
const CLIENT = "7d0a2c5e-5f1b-4c3a-9b1e-0d5c8a7e4f21";
const SOON = DateTime.now().plus({days: 10}).toFormat("MM/dd/yyyy");
const WARNING = ".alert-warning .o_field_widget[name=onedrive_expiry_warning]";
const CONNECTED = ".o_statusbar_status .o_arrow_button_current:contains(Connected)";

function choose(field, value) {
    return {
        trigger: `.o_field_widget[name=${field}] input[data-value=${value}]`,
        run: "click",
    };
}

function enter(field, text) {
    return {
        trigger: `.o_field_widget[name=${field}] input`,
        run: `edit ${text}`,
    };
}

function shows(field, text) {
    return {trigger: `.o_field_widget[name=${field}]:contains(${text})`};
}

function press(name) {
    return {trigger: `button[name=${name}]`, run: "click"};
}

// A person signs in: the browser leaves Odoo for Microsoft's page, and comes back.
registry.category("web_tour.tours").add("connector_cloud_onedrive.library", {
    steps: () => [
        shows("onedrive_redirect_url", "/onedrive_token"),
        enter("onedrive_client_id", CLIENT),
        enter("onedrive_client_secret", "demo-secret"),
        {
            content: "A date far away warns of nothing",
            trigger: `body:not(:has(${WARNING}))`,
        },
        enter("onedrive_secret_expiry", `${SOON} && press Tab`),
        {
            content: "The secret ends soon, and the form says so at once",
            trigger: `${WARNING}:contains(The client secret expires on)`,
        },
        choose("onedrive_place", "site"),
        {
            content: "The library is chosen after the sign-in",
            trigger: ".o_group:contains(Connect first, then choose the library)",
        },
        {...press("action_connect"), expectUnloadPage: true},
        {trigger: CONNECTED},
        shows("account_name", "demo@example.com"),
        press("action_choose_drive"),
        {
            content: "Without a search all libraries are offered",
            trigger: ".modal .o_field_widget[name=option_id] input:value()",
        },
        {
            trigger: ".modal .o_field_widget[name=words] input",
            run: "edit Market",
        },
        {trigger: ".modal button[name=action_search]", run: "click"},
        {trigger: ".modal .o_field_widget[name=summary]:contains(Market)"},
        {
            trigger: ".modal .o_field_widget[name=option_id] input",
            run: "click",
        },
        {
            content: "Only the site's libraries are left",
            trigger:
                ".o-autocomplete--dropdown-menu:not(:contains(Communication site))",
        },
        {
            trigger: ".o-autocomplete--dropdown-item a:contains(Marketing / Brochures)",
            run: "click",
        },
        {trigger: ".modal button[name=action_choose]", run: "click"},
        {trigger: "body:not(:has(.modal))"},
        shows("drive_name", "Marketing / Brochures"),
        press("action_test_connection"),
        {trigger: ".o_notification:contains(demo@example.com)"},
        {trigger: WARNING},
    ],
});

// The application signs in itself: no other page is needed.
registry.category("web_tour.tours").add("connector_cloud_onedrive.application", {
    steps: () => [
        choose("onedrive_auth_method", "application"),
        {
            content: "There is nobody to send back",
            trigger: "body:not(:has(.o_field_widget[name=onedrive_redirect_url]))",
        },
        enter("onedrive_client_id", CLIENT),
        enter("onedrive_client_secret", "demo-secret"),
        enter("onedrive_tenant", "example.com"),
        choose("onedrive_place", "user"),
        enter("onedrive_user_name", "demo@example.com"),
        press("action_connect"),
        {trigger: CONNECTED},
        shows("drive_name", "OneDrive of demo@example.com"),
        press("action_test_connection"),
        {trigger: `.o_notification:contains(${CLIENT})`},
    ],
});
