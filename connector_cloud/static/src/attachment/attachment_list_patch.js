/* Copyright 2026 Cloud Connector Contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {AttachmentList} from "@mail/core/common/attachment_list";
import {browser} from "@web/core/browser/browser";
import {download} from "@web/core/network/download";
import {_t} from "@web/core/l10n/translation";
import {patch} from "@web/core/utils/patch";

patch(AttachmentList.prototype, {
    getImageUrl(attachment) {
        if (attachment.isInCloud && attachment.has_thumbnail) {
            return attachment.cloudImageUrl;
        }
        return super.getImageUrl(attachment);
    },

    canDownload(attachment) {
        return attachment.hasContent && super.canDownload(attachment);
    },

    async onClickDownload(attachment) {
        if (!attachment.isInCloud) {
            super.onClickDownload(attachment);
            return;
        }
        try {
            await download({data: {}, url: attachment.downloadUrl});
            attachment.cloud_undelivered = "";
        } catch (error) {
            attachment.cloud_undelivered = error.data?.message || "";
            throw error;
        }
    },

    onClickAttachment(attachment) {
        if (attachment.cloudLink && !attachment.isViewable) {
            this.openInCloud(attachment);
            return;
        }
        super.onClickAttachment(attachment);
    },

    openInCloud(attachment) {
        browser.open(attachment.cloudLink, "_blank", "noopener");
    },

    getActions(attachment) {
        const actions = super.getActions(attachment);
        if (attachment.cloudLink) {
            actions.push({
                label: _t("Open in the Cloud"),
                icon: "fa fa-cloud",
                onSelect: () => this.openInCloud(attachment),
            });
        }
        return actions;
    },
});
