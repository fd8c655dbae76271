/* Copyright 2026 Cloud Connector Contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component, useEffect, useRef, useState} from "@odoo/owl";
import {
    findNode,
    freeName,
    newNode,
    parentOf,
    parseOutline,
    serializeOutline,
} from "./outline";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {useNestedSortable} from "@web/core/utils/nested_sortable";
import {usePopover} from "@web/core/popover/popover_hook";
import {useRecordObserver} from "@web/model/relational_model/utils";

export class DefaultFolderMenu extends Component {
    static template = "connector_cloud.DefaultFolderMenu";
    static props = {
        addInside: Function,
        close: {type: Function, optional: true},
        remove: Function,
        rename: Function,
    };

    choose(action) {
        this.props.close();
        action();
    }
}

/** Edits an outline of folder names as a tree, with drag and drop and a context menu. */
export class DefaultFolderTree extends Component {
    static template = "connector_cloud.DefaultFolderTree";
    static props = {...standardFieldProps};

    setup() {
        this.tree = useRef("tree");
        this.menu = usePopover(DefaultFolderMenu, {position: "bottom-start"});
        this.state = useState({root: parseOutline(""), focused: null});
        useRecordObserver((record) => {
            const text = record.data[this.props.name] || "";
            if (text !== serializeOutline(this.state.root)) {
                this.state.root = parseOutline(text);
            }
        });
        useEffect(
            (id) => {
                const input =
                    id && this.tree.el?.querySelector(`[data-id="${id}"] input`);
                if (input) {
                    input.focus();
                    input.select();
                }
            },
            () => [this.state.focused]
        );
        useNestedSortable({
            ref: this.tree,
            handle: ".o_cloud_folder_handle",
            nest: true,
            onDrop: (params) => this.move(params),
        });
    }

    save() {
        this.props.record.update({
            [this.props.name]: serializeOutline(this.state.root) || false,
        });
    }

    add(parent = this.state.root) {
        const node = newNode(freeName(parent, _t("New Folder")));
        parent.children.push(node);
        this.state.focused = node.id;
        this.save();
    }

    addAfter(node) {
        this.add(parentOf(this.state.root, node));
    }

    remove(node) {
        const siblings = parentOf(this.state.root, node).children;
        siblings.splice(siblings.indexOf(node), 1);
        this.save();
    }

    onInput(node, ev) {
        // A folder without a name is one that is still being typed.
        if (ev.target.value.trim()) {
            node.name = ev.target.value;
            this.save();
        }
    }

    onBlur(node, ev) {
        this.state.focused = null;
        ev.target.value = node.name;
    }

    onKeydown(node, ev) {
        if (ev.key === "Enter") {
            ev.preventDefault();
            this.addAfter(node);
        }
    }

    openMenu(node, ev) {
        if (this.props.readonly) {
            return;
        }
        this.menu.open(ev.currentTarget, {
            addInside: () => this.add(node),
            remove: () => this.remove(node),
            rename: () => {
                this.state.focused = node.id;
            },
        });
    }

    move({element, parent, previous}) {
        const root = this.state.root;
        const byElement = (el) => findNode(root, parseInt(el.dataset.id, 10));
        const node = byElement(element);
        const from = parentOf(root, node).children;
        from.splice(from.indexOf(node), 1);
        const target = parent ? byElement(parent) : root;
        const place = previous ? target.children.indexOf(byElement(previous)) + 1 : 0;
        target.children.splice(place, 0, node);
        this.save();
    }
}

registry.category("fields").add("cloud_default_folder_tree", {
    component: DefaultFolderTree,
    displayName: _t("Folder Tree"),
    supportedTypes: ["text"],
});
