/* Copyright 2026 Cloud Connector Contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {useEffect, useState} from "@odoo/owl";
import {FileViewer} from "@web/core/file_viewer/file_viewer";
import {deliveryProblem} from "./delivery";
import {patch} from "@web/core/utils/patch";

/** Tells why a file cannot be shown, instead of showing nothing. */
patch(FileViewer.prototype, {
    setup() {
        super.setup();
        this.delivery = useState({index: null, problem: ""});
        useEffect(
            () => {
                // The viewer of PDF files knows no other answer than the file.
                if (this.state.file.isPdf) {
                    this.checkDelivery();
                }
            },
            () => [this.state.index]
        );
    },

    get isDeliveryChecked() {
        return this.delivery.index === this.state.index;
    },

    get deliveryProblem() {
        return this.isDeliveryChecked ? this.delivery.problem : "";
    },

    async checkDelivery() {
        const {file, index} = this.state;
        const {searchParams} = new URL(file.defaultSource, window.location.href);
        const source = file.isPdf ? searchParams.get("file") : file.defaultSource;
        const problem = await deliveryProblem(source);
        file.cloud_undelivered = problem;
        Object.assign(this.delivery, {index, problem});
    },
});
