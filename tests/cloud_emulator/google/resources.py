# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Field names of the Drive v3 resources, to tell a field mask from a typing error.

A name maps to the resource it holds; ``ANY`` holds free keys, ``None`` a plain value.
Source: discovery document drive v3, revision 20261106.
"""

ANY = "*"


def _plain(names):
    return dict.fromkeys(names.split())


USER = {
    **_plain(
        """
        displayName emailAddress kind me permissionId photoLink
        """
    ),
}

PERMISSION = {
    **_plain(
        """
        allowFileDiscovery deleted displayName domain emailAddress expirationTime id
        inheritedPermissionsDisabled kind pendingOwner photoLink role type view
        """
    ),
    "permissionDetails": _plain(
        """
        inherited inheritedFrom permissionType role
        """
    ),
    "teamDrivePermissionDetails": _plain(
        """
        inherited inheritedFrom role teamDrivePermissionType
        """
    ),
}

FILE = {
    **_plain(
        """
        copyRequiresWriterPermission createdTime description driveId
        explicitlyTrashed fileExtension folderColorRgb fullFileExtension
        hasAugmentedPermissions hasThumbnail headRevisionId iconLink id
        inheritedPermissionsDisabled isAppAuthorized kind md5Checksum mimeType
        modifiedByMe modifiedByMeTime modifiedTime name originalFilename ownedByMe
        parents permissionIds quotaBytesUsed resourceKey sha1Checksum sha256Checksum
        shared sharedWithMeTime size spaces starred teamDriveId thumbnailLink
        thumbnailVersion trashed trashedTime version viewedByMe viewedByMeTime
        viewersCanCopyContent webContentLink webViewLink writersCanShare
        """
    ),
    "appProperties": ANY,
    "capabilities": _plain(
        """
        canAcceptOwnership canAccessViaGenAi canAddChildren
        canAddFolderFromAnotherDrive canAddMyDriveParent
        canChangeCopyRequiresWriterPermission canChangeItemDownloadRestriction
        canChangeSecurityUpdateEnabled canChangeViewersCanCopyContent canComment
        canCopy canDelete canDeleteChildren canDisableInheritedPermissions
        canDownload canEdit canEnableInheritedPermissions canListChildren
        canModifyContent canModifyContentRestriction
        canModifyEditorContentRestriction canModifyLabels
        canModifyOwnerContentRestriction canMoveChildrenOutOfDrive
        canMoveChildrenOutOfTeamDrive canMoveChildrenWithinDrive
        canMoveChildrenWithinTeamDrive canMoveItemIntoTeamDrive
        canMoveItemOutOfDrive canMoveItemOutOfTeamDrive canMoveItemWithinDrive
        canMoveItemWithinTeamDrive canMoveTeamDriveItem canReadDrive canReadLabels
        canReadRevisions canReadTeamDrive canRemoveChildren
        canRemoveContentRestriction canRemoveMyDriveParent canRename canShare
        canStartApproval canTrash canTrashChildren canUntrash
        """
    ),
    "clientEncryptionDetails": ANY,
    "contentHints": ANY,
    "contentRestrictions": ANY,
    "downloadRestrictions": ANY,
    "exportLinks": ANY,
    "imageMediaMetadata": ANY,
    "labelInfo": _plain(
        """
        labels
        """
    ),
    "lastModifyingUser": USER,
    "linkShareMetadata": _plain(
        """
        securityUpdateEligible securityUpdateEnabled
        """
    ),
    "owners": USER,
    "permissions": PERMISSION,
    "properties": ANY,
    "sharingUser": USER,
    "shortcutDetails": _plain(
        """
        targetId targetMimeType targetResourceKey
        """
    ),
    "trashingUser": USER,
    "videoMediaMetadata": _plain(
        """
        durationMillis height width
        """
    ),
}

FILE_LIST = {
    **_plain(
        """
        incompleteSearch kind nextPageToken
        """
    ),
    "files": FILE,
}

DRIVE = {
    **_plain(
        """
        backgroundImageLink colorRgb createdTime hidden id kind name orgUnitId
        themeId
        """
    ),
    "backgroundImageFile": _plain(
        """
        id width xCoordinate yCoordinate
        """
    ),
    "capabilities": _plain(
        """
        canAddChildren canChangeCopyRequiresWriterPermissionRestriction
        canChangeDomainUsersOnlyRestriction canChangeDownloadRestriction
        canChangeDriveBackground canChangeDriveMembersOnlyRestriction
        canChangeSharingFoldersRequiresOrganizerPermissionRestriction canComment
        canCopy canDeleteChildren canDeleteDrive canDownload canEdit canListChildren
        canManageMembers canReadRevisions canRename canRenameDrive
        canResetDriveRestrictions canShare canTrashChildren
        """
    ),
    "restrictions": ANY,
}

DRIVE_LIST = {
    **_plain(
        """
        kind nextPageToken
        """
    ),
    "drives": DRIVE,
}

CHANGE = {
    **_plain(
        """
        changeType driveId fileId kind removed teamDriveId time type
        """
    ),
    "drive": DRIVE,
    "file": FILE,
    "teamDrive": ANY,
}

CHANGE_LIST = {
    **_plain(
        """
        kind newStartPageToken nextPageToken
        """
    ),
    "changes": CHANGE,
}

ABOUT = {
    **_plain(
        """
        appInstalled canCreateDrives canCreateTeamDrives folderColorPalette kind
        maxUploadSize
        """
    ),
    "driveThemes": _plain(
        """
        backgroundImageLink colorRgb id
        """
    ),
    "exportFormats": ANY,
    "importFormats": ANY,
    "maxImportSizes": ANY,
    "storageQuota": _plain(
        """
        limit usage usageInDrive usageInDriveTrash
        """
    ),
    "teamDriveThemes": _plain(
        """
        backgroundImageLink colorRgb id
        """
    ),
    "user": USER,
}

REVISION = {
    **_plain(
        """
        id keepForever kind md5Checksum mimeType modifiedTime originalFilename
        publishAuto published publishedLink publishedOutsideDomain size
        """
    ),
    "exportLinks": ANY,
    "lastModifyingUser": USER,
}

REVISION_LIST = {
    **_plain(
        """
        kind nextPageToken
        """
    ),
    "revisions": REVISION,
}

GENERATED_IDS = {
    **_plain(
        """
        ids kind space
        """
    ),
}

START_PAGE_TOKEN = {
    **_plain(
        """
        kind startPageToken
        """
    ),
}

CHANNEL = {
    **_plain(
        """
        address expiration id kind payload resourceId resourceUri token type
        """
    ),
    "params": ANY,
}

#: what comes back when the request has no ``fields``
DEFAULT_MASKS = {
    "FILE": "kind,id,name,mimeType",
    "FILE_LIST": "kind,incompleteSearch,nextPageToken,files(kind,id,name,mimeType)",
    "CHANGE_LIST": (
        "kind,nextPageToken,newStartPageToken,changes(kind,changeType,time,removed,"
        "fileId,type,driveId,drive(kind,id,name),file(kind,id,name,mimeType))"
    ),
    "DRIVE": "kind,id,name",
    "DRIVE_LIST": "kind,nextPageToken,drives(kind,id,name)",
    "REVISION": "kind,id,mimeType,modifiedTime",
    "REVISION_LIST": "kind,nextPageToken,revisions(kind,id,mimeType,modifiedTime)",
    "GENERATED_IDS": "*",
    "START_PAGE_TOKEN": "*",
    "CHANNEL": "*",
}

RESOURCES = {
    "FILE": FILE,
    "FILE_LIST": FILE_LIST,
    "CHANGE_LIST": CHANGE_LIST,
    "DRIVE": DRIVE,
    "DRIVE_LIST": DRIVE_LIST,
    "ABOUT": ABOUT,
    "REVISION": REVISION,
    "REVISION_LIST": REVISION_LIST,
    "GENERATED_IDS": GENERATED_IDS,
    "START_PAGE_TOKEN": START_PAGE_TOKEN,
    "CHANNEL": CHANNEL,
}
