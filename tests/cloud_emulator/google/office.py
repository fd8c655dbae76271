# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Smallest Office Open XML packages (ECMA-376) that office programs open."""

from markupsafe import escape

from .archive import pack

_SCHEMAS = "http://schemas.openxmlformats.org"
_RELATION = f"{_SCHEMAS}/officeDocument/2006/relationships"
_WORD = f"{_SCHEMAS}/wordprocessingml/2006/main"
_SHEET = f"{_SCHEMAS}/spreadsheetml/2006/main"
_SLIDE = f"{_SCHEMAS}/presentationml/2006/main"
_DRAWING = f"{_SCHEMAS}/drawingml/2006/main"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPE = "application/vnd.openxmlformats-officedocument."


def _relations(*targets):
    entries = "".join(
        f'<Relationship Id="rId{number}" Type="{_RELATION}/{kind}" Target="{path}"/>'
        for number, (kind, path) in enumerate(targets, 1)
    )
    space = f"{_SCHEMAS}/package/2006/relationships"
    return f'<Relationships xmlns="{space}">{entries}</Relationships>'


def _package(parts, types):
    """Zip the parts (path -> XML); ``types`` maps paths to content types."""
    overrides = "".join(
        f'<Override PartName="/{path}" ContentType="{_TYPE}{kind}+xml"/>'
        for path, kind in types.items()
    )
    content_types = (
        f'<Types xmlns="{_SCHEMAS}/package/2006/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )
    parts = {"[Content_Types].xml": content_types, **parts}
    return pack({path: _HEAD + text for path, text in parts.items()})


def docx(title, lines):
    paragraphs = "".join(
        f'<w:p><w:r><w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>'
        for line in lines
    )
    document = f'<w:document xmlns:w="{_WORD}"><w:body>{paragraphs}</w:body>'
    return _package(
        {
            "_rels/.rels": _relations(("officeDocument", "word/document.xml")),
            "word/document.xml": f"{document}</w:document>",
        },
        {"word/document.xml": "wordprocessingml.document.main"},
    )


def xlsx(title, rows):
    data = "".join(
        "<row>"
        + "".join(
            f'<c t="inlineStr"><is><t xml:space="preserve">{escape(cell)}</t></is></c>'
            for cell in row
        )
        + "</row>"
        for row in rows
    )
    book = (
        f'<workbook xmlns="{_SHEET}" xmlns:r="{_RELATION}"><sheets>'
        '<sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    sheet = f'<worksheet xmlns="{_SHEET}"><sheetData>{data}</sheetData></worksheet>'
    return _package(
        {
            "_rels/.rels": _relations(("officeDocument", "xl/workbook.xml")),
            "xl/workbook.xml": book,
            "xl/_rels/workbook.xml.rels": _relations(
                ("worksheet", "worksheets/sheet1.xml")
            ),
            "xl/worksheets/sheet1.xml": sheet,
        },
        {
            "xl/workbook.xml": "spreadsheetml.sheet.main",
            "xl/worksheets/sheet1.xml": "spreadsheetml.worksheet",
        },
    )


_SPACES = f'xmlns:a="{_DRAWING}" xmlns:r="{_RELATION}" xmlns:p="{_SLIDE}"'
_GROUP = (
    '<p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr>'
    "<p:grpSpPr/>"
)


def _theme():
    """The parts of a theme a presentation cannot do without."""
    colors = "".join(
        f'<a:{name}><a:srgbClr val="{value}"/></a:{name}>'
        for name, value in (
            ("dk1", "000000"),
            ("lt1", "FFFFFF"),
            ("dk2", "444444"),
            ("lt2", "EEEEEE"),
            *((f"accent{number}", "4285F4") for number in range(1, 7)),
            ("hlink", "0000FF"),
            ("folHlink", "800080"),
        )
    )
    face = '<a:latin typeface="Arial"/><a:ea typeface=""/><a:cs typeface=""/>'
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    effect = "<a:effectStyle><a:effectLst/></a:effectStyle>"
    return (
        f'<a:theme xmlns:a="{_DRAWING}" name="Plain"><a:themeElements>'
        f'<a:clrScheme name="Plain">{colors}</a:clrScheme>'
        f'<a:fontScheme name="Plain"><a:majorFont>{face}</a:majorFont>'
        f"<a:minorFont>{face}</a:minorFont></a:fontScheme>"
        f'<a:fmtScheme name="Plain"><a:fillStyleLst>{fill * 3}</a:fillStyleLst>'
        f"<a:lnStyleLst>{f'<a:ln>{fill}</a:ln>' * 3}</a:lnStyleLst>"
        f"<a:effectStyleLst>{effect * 3}</a:effectStyleLst>"
        f"<a:bgFillStyleLst>{fill * 3}</a:bgFillStyleLst></a:fmtScheme>"
        "</a:themeElements></a:theme>"
    )


def _slide(lines):
    paragraphs = "".join(
        f"<a:p><a:r><a:t>{escape(line)}</a:t></a:r></a:p>" for line in lines
    )
    return (
        f"<p:sld {_SPACES}><p:cSld><p:spTree>{_GROUP}<p:sp><p:nvSpPr>"
        '<p:cNvPr id="2" name="Text"/><p:cNvSpPr txBox="1"/><p:nvPr/></p:nvSpPr>'
        '<p:spPr><a:xfrm><a:off x="500000" y="500000"/>'
        '<a:ext cx="8000000" cy="4000000"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr>'
        f"<p:txBody><a:bodyPr/>{paragraphs}</p:txBody></p:sp></p:spTree></p:cSld>"
        "</p:sld>"
    )


def _master():
    colors = " ".join(
        f'{name}="{value}"'
        for name, value in (
            ("bg1", "lt1"),
            ("tx1", "dk1"),
            ("bg2", "lt2"),
            ("tx2", "dk2"),
            *((f"accent{n}", f"accent{n}") for n in range(1, 7)),
            ("hlink", "hlink"),
            ("folHlink", "folHlink"),
        )
    )
    return (
        f"<p:sldMaster {_SPACES}><p:cSld><p:spTree>{_GROUP}</p:spTree></p:cSld>"
        f"<p:clrMap {colors}/><p:sldLayoutIdLst>"
        '<p:sldLayoutId id="2147483649" r:id="rId1"/></p:sldLayoutIdLst></p:sldMaster>'
    )


def pptx(title, lines):
    presentation = (
        f"<p:presentation {_SPACES}><p:sldMasterIdLst>"
        '<p:sldMasterId id="2147483648" r:id="rId1"/></p:sldMasterIdLst>'
        '<p:sldIdLst><p:sldId id="256" r:id="rId2"/></p:sldIdLst>'
        '<p:sldSz cx="9144000" cy="5143500"/><p:notesSz cx="6858000" cy="9144000"/>'
        "</p:presentation>"
    )
    layout = (
        f"<p:sldLayout {_SPACES}><p:cSld><p:spTree>{_GROUP}</p:spTree></p:cSld>"
        "</p:sldLayout>"
    )
    master, slide = "slideMasters/slideMaster1.xml", "slides/slide1.xml"
    layout_path, theme = "slideLayouts/slideLayout1.xml", "theme/theme1.xml"
    return _package(
        {
            "_rels/.rels": _relations(("officeDocument", "ppt/presentation.xml")),
            "ppt/presentation.xml": presentation,
            "ppt/_rels/presentation.xml.rels": _relations(
                ("slideMaster", master), ("slide", slide), ("theme", theme)
            ),
            f"ppt/{master}": _master(),
            "ppt/slideMasters/_rels/slideMaster1.xml.rels": _relations(
                ("slideLayout", f"../{layout_path}"), ("theme", f"../{theme}")
            ),
            f"ppt/{layout_path}": layout,
            "ppt/slideLayouts/_rels/slideLayout1.xml.rels": _relations(
                ("slideMaster", f"../{master}")
            ),
            f"ppt/{slide}": _slide(lines),
            "ppt/slides/_rels/slide1.xml.rels": _relations(
                ("slideLayout", f"../{layout_path}")
            ),
            f"ppt/{theme}": _theme(),
        },
        {
            "ppt/presentation.xml": "presentationml.presentation.main",
            f"ppt/{master}": "presentationml.slideMaster",
            f"ppt/{layout_path}": "presentationml.slideLayout",
            f"ppt/{slide}": "presentationml.slide",
            f"ppt/{theme}": "theme",
        },
    )
