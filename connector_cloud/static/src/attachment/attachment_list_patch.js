/* Copyright 2026 Cloud Connector Contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {AttachmentList} from "@mail/core/common/attachment_list";
import {browser} from "@web/core/browser/browser";
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
