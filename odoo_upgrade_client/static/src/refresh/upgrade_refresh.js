/* Copyright 2026 Cloud Connector Contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component, onMounted, onWillUnmount, status, xml} from "@odoo/owl";
import {browser} from "@web/core/browser/browser";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

const PAUSE = 2000;

/**
 * Reads the record again and again while jobs work on it, unless somebody edits it.
 */
export class UpgradeRefresh extends Component {
    static template = xml``;
    static props = {...standardWidgetProps};

    setup() {
        this.timer = null;
        onMounted(() => this.wait());
        onWillUnmount(() => browser.clearTimeout(this.timer));
    }

    wait() {
        this.timer = browser.setTimeout(() => this.refresh(), PAUSE);
    }

    async refresh() {
        const {record} = this.props;
        const atWork = record.data.running || record.data.restore_running;
        try {
            if (atWork && !(await record.isDirty())) {
                await record.load();
            }
        } finally {
            // Somebody may have left the form during the load.
            if (status(this) === "mounted") {
                this.wait();
            }
        }
    }
}

registry.category("view_widgets").add("upgrade_refresh", {component: UpgradeRefresh});
