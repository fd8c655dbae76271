# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What to do about one thing, given its three states.

"A change beats a deletion; different edits keep both; nobody is overwritten."

:func:`decide` looks at who still has the thing (Odoo, the base, the cloud) and hands
it to one row of one of three tables: :data:`_SHARED` for what both sides manage (files
and free sub-folders), :data:`_ODOO_WINS` for the folders that Odoo alone manages,
:data:`_COPIED` for files of which the cloud only gets a copy.

What the executor owes in return: it carries out the actions in their order and then
stores what both sides now have as the new base.  ``Forget`` drops the base instead:
when the same remote item comes back from the bin it is new to us, and so the
attachment comes back too.
"""

from .naming import with_suffix
from .states import (
    OUTSIDE,
    BinRemote,
    ConflictCopy,
    Create,
    CreateLocal,
    Decision,
    Forget,
    Kind,
    MoveLocal,
    MoveRemote,
    PullContent,
    Rebase,
    RemoteState,
    ReplaceContent,
    UnlinkLocal,
)

NOTHING = Decision()
FORGET = Decision((Forget(),))


def decide(kind, local, base, remote, policy):
    """Bring the three states of one thing together.

    What is in a folder is to be decided before the folder itself, so that
    ``policy.empty`` tells what is left after that.

    :param Kind kind: what the thing is
    :param LocalState local: what Odoo holds, None when it is deleted there
    :param BaseState base: what both sides agreed on, None when they never did
    :param RemoteState remote: what the cloud told, None when there is no news
    :param Policy policy: what the administrator decided
    :return: a :class:`~.states.Decision`, false when there is nothing to do
    """
    remote = _as_known(base, remote)
    alive = remote is not None and not remote.deleted
    row = _table(kind, policy)[local is not None, base is not None, alive]
    return row(kind, local, base, remote, policy)


def _table(kind, policy):
    if kind is Kind.FILE and policy.copy_only:
        return _COPIED
    return _SHARED if kind in (Kind.FILE, Kind.SUB) else _ODOO_WINS


def contents_clash(local, base, remote):
    """Whether both contents changed since the base.

    Only then does :func:`decide` look at ``local.content_hash``, so only then is it
    worth reading a whole content to compute it.  Parameters as in :func:`decide`.
    """
    remote = _as_known(base, remote)
    if local is None or remote is None or remote.deleted or remote.native:
        return False
    return _edited_in_odoo(local, base) and _edited_in_cloud(base, remote)


def conflict_name(name, today=None):
    """Name Odoo's content in a conflict.

    :param date today: the day of the conflict, None to leave it out
    :return: ``name (Odoo conflict 2026-11-21).ext``
    """
    day = f" {today.isoformat()}" if today else ""
    return with_suffix(name, f" (Odoo conflict{day})")


def _as_known(base, remote):
    """Without news the cloud still is as the base says."""
    if remote is not None or base is None:
        return remote
    return RemoteState(
        name=base.remote_name,
        parent=base.parent,
        content_hash=base.content_hash,
        native=base.native,
    )


# Who changed what.  Without a base both sides changed whatever they have.


def _edited_in_odoo(local, base):
    if local.checksum is None:
        return False
    return base is None or local.checksum != base.checksum


def _edited_in_cloud(base, remote):
    # A hash that the cloud stops telling counts as a change: pulling once too often
    # is harmless, overwriting is not.  Native documents never have one.
    return base is None or remote.content_hash != base.content_hash


def _relocated_in_odoo(local, base):
    return (local.name, local.parent) != (base.name, base.parent)


def _relocated_in_cloud(base, remote):
    return (remote.name, remote.parent) != (base.remote_name, base.parent)


def _rebase_if_behind(local, base, remote):
    """Nothing is left to do but, maybe, to remember the agreement."""
    agreed = (
        base is not None
        and local.name == base.name
        and not _edited_in_odoo(local, base)
        and not _edited_in_cloud(base, remote)
        and not _relocated_in_cloud(base, remote)
    )
    return () if agreed else (Rebase(),)


# Rows of both tables.


def _nothing(kind, local, base, remote, policy):
    return NOTHING


def _forget(kind, local, base, remote, policy):
    return FORGET


def _create(kind, local, base, remote, policy):
    if local.parent == OUTSIDE:
        return FORGET if base else NOTHING
    again = "reuploaded" if kind is Kind.FILE else "recreated"
    return Decision((Create(local.remote_name, local.parent),), remote and again)


# Files and free sub-folders: both sides manage them.


def _create_local(kind, local, base, remote, policy):
    return Decision((CreateLocal(remote.name, remote.parent),), base and "restored")


def _deleted_in_odoo(kind, local, base, remote, policy):
    if not policy.bin_remote:
        return FORGET
    changed = _edited_in_cloud(base, remote) or _relocated_in_cloud(base, remote)
    if changed or _holds_something(kind, policy):
        return _create_local(kind, local, base, remote, policy)
    return Decision((BinRemote(), Forget()))


def _deleted_in_cloud(kind, local, base, remote, policy):
    if kind is Kind.FILE:
        # The bytes of a file that was only renamed or moved went with the cloud's.
        wanted = _edited_in_odoo(local, base)
    else:
        wanted = _relocated_in_odoo(local, base) or _holds_something(kind, policy)
    if wanted:
        return _create(kind, local, base, remote, policy)
    return Decision((UnlinkLocal(), Forget()))


def _holds_something(kind, policy):
    """A folder goes only when what is in it is gone too."""
    return kind is Kind.SUB and not policy.empty


def _reconcile(kind, local, base, remote, policy):
    """Both sides have it: merge name, place and content, one by one."""
    name, remote_name, name_lost = _merge_names(local, base, remote)
    parent, remote_parent, parent_lost = _merge_parents(local, base, remote)
    actions = []
    if (remote.name, remote.parent) != (remote_name, remote_parent):
        actions.append(MoveRemote(remote_name, remote_parent))
    if (local.name, local.parent) != (name, parent):
        actions.append(MoveLocal(name, parent))
    warning = "cloud_won" if name_lost or parent_lost else None
    if kind is Kind.FILE:
        content = _merge_contents(local, base, remote, policy)
        actions.extend(content)
        if any(isinstance(action, ConflictCopy) for action in content):
            warning = "conflict"
    return Decision(tuple(actions) or _rebase_if_behind(local, base, remote), warning)


def _merge_names(local, base, remote):
    """:return: Odoo's name, the cloud's name, whether Odoo's new name was lost"""
    ours = base is None or local.name != base.name
    theirs = base is None or remote.name != base.remote_name
    if theirs and local.remote_name != remote.name:
        return remote.name, remote.name, ours and local.name != remote.name
    # Compared by Odoo's name, because the cloud may know the file by another one
    # for good reasons: a twin was told apart, a user's own name is not to our rules.
    return local.name, local.remote_name if ours else remote.name, False


def _merge_parents(local, base, remote):
    """:return: Odoo's parent, the cloud's parent, whether Odoo's new one was lost"""
    ours = base is None or local.parent != base.parent
    theirs = base is None or remote.parent != base.parent
    if local.parent == OUTSIDE:
        return OUTSIDE, remote.parent, False
    if theirs:
        return remote.parent, remote.parent, ours and local.parent != remote.parent
    return local.parent, local.parent, False


def _merge_contents(local, base, remote, policy):
    ours = _edited_in_odoo(local, base)
    theirs = _edited_in_cloud(base, remote)
    if not ours:
        return (PullContent(),) if theirs else ()
    if not theirs and not remote.native:
        return (ReplaceContent(),)
    if remote.content_hash is not None and local.content_hash == remote.content_hash:
        return ()
    return (ConflictCopy(conflict_name(local.name, policy.today)),)


# Files that stay in Odoo: nothing that happens to the copy changes Odoo's own.


def _copy_again(kind, local, base, remote, policy):
    return Decision((Create(local.remote_name, local.parent),), "copied_again")


def _update_copy(kind, local, base, remote, policy):
    ours, theirs = _edited_in_odoo(local, base), _edited_in_cloud(base, remote)
    if remote.content_hash is not None and local.content_hash == remote.content_hash:
        ours = theirs = False
    if theirs:
        # What somebody made of the copy goes on as a file of its own.
        return Decision((CreateLocal(remote.name, remote.parent),), "copy_edited")
    name, parent = remote.name, remote.parent
    if base is None or local.name != base.name:
        name = local.remote_name
    if base is None or local.parent != base.parent:
        parent = local.parent
    actions = []
    if (remote.name, remote.parent) != (name, parent):
        actions.append(MoveRemote(name, parent))
    if ours:
        actions.append(ReplaceContent())
    return Decision(tuple(actions) or _rebase_if_behind(local, base, remote))


# Folders of the root, of rules and of records: Odoo alone manages them.


def _impose(kind, local, base, remote, policy):
    if local.parent == OUTSIDE:
        return NOTHING
    if (remote.name, remote.parent) != (local.remote_name, local.parent):
        return Decision((MoveRemote(local.remote_name, local.parent),))
    return Decision(_rebase_if_behind(local, base, remote))


def _remove(kind, local, base, remote, policy):
    # The folders of a removed rule or root stay in the cloud with all they hold.
    if kind is Kind.RECORD and policy.bin_remote:
        return Decision((BinRemote(), Forget()))
    return FORGET


# Keys: is it in Odoo, is there a base, is it alive in the cloud?
_SHARED = {
    (False, False, False): _nothing,
    (False, False, True): _create_local,
    (False, True, False): _forget,
    (False, True, True): _deleted_in_odoo,
    (True, False, False): _create,
    (True, False, True): _reconcile,
    (True, True, False): _deleted_in_cloud,
    (True, True, True): _reconcile,
}
_COPIED = {
    **_SHARED,
    (True, False, True): _update_copy,
    (True, True, False): _copy_again,
    (True, True, True): _update_copy,
}
_ODOO_WINS = {
    (False, False, False): _nothing,
    (False, False, True): _nothing,
    (False, True, False): _forget,
    (False, True, True): _remove,
    (True, False, False): _create,
    (True, False, True): _impose,
    (True, True, False): _create,
    (True, True, True): _impose,
}
