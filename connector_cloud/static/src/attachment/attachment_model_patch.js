/* Copyright 2026 Cloud Connector Contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Attachment} from "@mail/core/common/attachment_model";
import {fields} from "@mail/core/common/record";
import {patch} from "@web/core/utils/patch";
import {imageUrl} from "@web/core/utils/urls";

patch(Attachment.prototype, {
    setup() {
        super.setup(...arguments);
        /** Whether the file is synced with the cloud. */
        this.cloud_bound = fields.Attr(false);
        /** Whether it is a document of the cloud's own editor, which has no file. */
        this.cloud_native = fields.Attr(false);
        /** Where to open it in the cloud; internal users only. */
        this.cloud_url = fields.Attr(false);
        /** What keeps it from being read or synced; internal users only. */
        this.cloud_problem = fields.Attr(false);
        /** Why the last try to show or download it failed. */
        this.cloud_undelivered = fields.Attr("");
    },

    get isCloudFolder() {
        return this.mimetype === "inode/directory";
    },

    get isInCloud() {
        return this.cloud_bound || this.isCloudFolder;
    },

    get hasContent() {
        return !this.cloud_native && !this.isCloudFolder;
    },

    get isViewable() {
        return this.hasContent && super.isViewable;
    },

    get isUrlYoutube() {
        // A link to the cloud may hold any words.
        return !this.isInCloud && super.isUrlYoutube;
    },

    get cloudLink() {
        const url = this.cloud_url || (this.isCloudFolder && this.url);
        // Anybody can call a link a folder: scripts are no places in a cloud.
        return /^https?:/i.test(url) && url;
    },

    /** The uncropped small picture that was drawn before the file left Odoo. */
    get cloudImageUrl() {
        return imageUrl("ir.attachment", this.id, "thumbnail", {
            access_token: this.thumbnail_access_token,
            unique: this.checksum,
        });
    },

    async setPdfThumbnail() {
        // Drawing it would download the whole file for whoever opens the form.
        if (!this.isInCloud) {
            await super.setPdfThumbnail(...arguments);
        }
    },
});
