/* Copyright 2026 Cloud Connector Contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component, onMounted, onWillUnmount, xml} from "@odoo/owl";
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
        const {data} = this.props.record;
        if ((data.running || data.restore_running) && !(await this.isEdited())) {
            await this.props.record.load();
        }
        this.wait();
    }

    isEdited() {
        return this.props.record.isDirty();
    }
}

registry.category("view_widgets").add("upgrade_refresh", {component: UpgradeRefresh});
