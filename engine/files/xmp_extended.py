"""XMP that is longer than a marker of JPEG: in two packets there, in one everywhere else.

What does not fit into the first packet stands in an extended one, which is cut into markers of its
own and named by its MD5. The two are one set of properties: they are joined when a file is opened,
so that every format and every edit has all of them, and parted when a JPEG is written.
Source: XMP specification, part 3, 1.1.3.1.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable, Iterator
from xml.dom.minidom import Attr, Document, Element

from engine.files import xmp

NAME = b"http://ns.adobe.com/xmp/extension/\0"
NOTE = "http://ns.adobe.com/xmp/note/"
XMLNS = "http://www.w3.org/2000/xmlns/"
# Attributes of these belong to the form, not to the picture.
NO_PROPERTIES = (None, XMLNS, xmp.RDF, NOTE, "http://www.w3.org/XML/1998/namespace")
DIGEST, HEAD = 32, 40  # bytes of the MD5 in letters; with the length of all and the place of this
MOST_IN_PART = 65_400  # what the specification advises
# Elements, twice, and attributes: at most 1 s to join them, 2 s to part them, and 100 MB.
MOST_MARKS = 100_000
MOST_BYTES = 64 * 2**20
DAMAGED = "Its extended XMP is damaged or has too many entries, and is not kept."


def joined(packet: bytes | None, parts: Iterable[bytes]) -> tuple[bytes | None, list[str]]:
    """One packet with the properties of both, and a warning where parts are damaged or missing.

    Args:
        packet: the first one, as stored.
        parts: what the markers of extended XMP hold after NAME, in any order.
    """
    parts = list(parts)
    if not parts:
        return packet, []
    document = _parsed(packet or b"")
    if document is None:
        return packet, [DAMAGED]
    extended = _parsed(_whole(_digest(document), parts))
    xmp.drop(document, NOTE, "HasExtendedXMP")
    if extended is not None:
        root = _root(document)
        known = _prefixes(root)
        for description in _descriptions(extended):
            for name, namespace in _prefixes(description).items():
                if known.get(name) != namespace:
                    description.setAttributeNS(XMLNS, name, namespace)
            root.appendChild(description)
    _drop_empty(document)
    return xmp.written(document), [] if extended is not None else [DAMAGED]


def parted(packet: bytes, most: int) -> tuple[bytes, bytes] | None:
    """The first packet, of at most `most` bytes, and the extended one, empty where none is needed.

    The largest properties go into the extended packet: programs that do not know of it still read
    captions and keywords. None where the packet cannot be read, or has one property and no room.
    """
    if len(packet) <= most:
        return packet, b""
    document = _parsed(packet)
    if document is None:
        return None
    xmp.drop(document, NOTE, "HasExtendedXMP")
    if len(without_padding := xmp.written(document)) <= most:
        return without_padding, b""
    note = xmp.add_element(document, _root(document), xmp.RDF, "rdf:Description")
    note.setAttributeNS(xmp.RDF, "rdf:about", xmp.subject(document))
    note.setAttributeNS(XMLNS, "xmlns:xmpNote", NOTE)
    note.setAttributeNS(NOTE, "xmpNote:HasExtendedXMP", "0" * DIGEST)
    extended = _moved(document, len(xmp.written(document)) - most)
    note.setAttributeNS(NOTE, "xmpNote:HasExtendedXMP", _name(extended).decode())
    _drop_empty(document)
    first = xmp.written(document)
    return (first, extended) if len(first) <= most else None


def parts_of(extended: bytes) -> Iterator[bytes]:
    """What goes into each marker: NAME, MD5, length of all, place of this part, this part."""
    digest = _name(extended)
    for start in range(0, len(extended), MOST_IN_PART):
        part = extended[start : start + MOST_IN_PART]
        yield NAME + digest + struct.pack(">II", len(extended), start) + part


def _name(extended: bytes) -> bytes:
    return hashlib.md5(extended, usedforsecurity=False).hexdigest().upper().encode()


def _parsed(packet: bytes) -> Document | None:
    marks = packet.count(b"<") + packet.count(b"=")
    return xmp.parsed(packet) if marks <= MOST_MARKS else None


def _whole(digest: bytes, parts: list[bytes]) -> bytes:
    """The packet that `digest` names; empty where a byte of it is missing or another one."""
    pieces: dict[int, bytes] = {}
    for part in parts:
        if len(part) > HEAD and part[:DIGEST].upper() == digest:
            pieces[int.from_bytes(part[DIGEST + 4 : HEAD], "big")] = part[HEAD:]
    whole = b"".join(pieces[start] for start in sorted(pieces))
    return whole if _name(whole) == digest and len(whole) <= MOST_BYTES else b""


def _digest(document: Document) -> bytes:
    """The name of the extended packet, which is an attribute or an element of the first one."""
    for description in _descriptions(document):
        if name := description.getAttributeNS(NOTE, "HasExtendedXMP"):
            return name.strip().upper().encode()
        for found in description.getElementsByTagNameNS(NOTE, "HasExtendedXMP"):
            texts = (str(node.nodeValue or "") for node in found.childNodes)
            return "".join(texts).strip().upper().encode()
    return b""


def _moved(document: Document, excess: int) -> bytes:
    """A packet of the largest properties of `document`, of `excess` bytes in all or more.

    They are taken out of it.
    """
    sized = [
        (len(value.encode()), number, description, node)
        for number, (description, node, value) in enumerate(_properties(document))
    ]
    taken: set[int] = set()
    for size, number, _, _ in sorted(sized, key=lambda each: -each[0]):
        if excess > 0:
            taken.add(number)
            excess -= size
    other = Document()
    root = other.appendChild(other.importNode(_root(document), deep=False))
    for name, namespace in _prefixes(_root(document)).items():
        root.setAttributeNS(XMLNS, name, namespace)
    homes: dict[int, Element] = {}
    for _, number, description, node in sized:
        if number not in taken:
            continue
        if id(description) not in homes:
            homes[id(description)] = root.appendChild(_bare(other, description))
        if isinstance(node, Attr):
            homes[id(description)].setAttributeNS(node.namespaceURI, node.name, node.value)
            description.removeAttributeNode(node)
        else:
            homes[id(description)].appendChild(node)
    return xmp.written(other)


def _properties(document: Document) -> Iterator[tuple[Element, Attr | Element, str]]:
    """(description, property, how it is written), attributes and elements."""
    for description in _descriptions(document):
        for attribute in list(description.attributes.values()):
            if attribute.namespaceURI not in NO_PROPERTIES:
                yield description, attribute, f' {attribute.name}="{attribute.value}"'
        for child in description.childNodes:
            if child.nodeType == child.ELEMENT_NODE:
                yield description, child, child.toxml()


def _bare(document: Document, description: Element) -> Element:
    copy: Element = document.importNode(description, deep=False)
    for attribute in list(copy.attributes.values()):
        if attribute.namespaceURI not in (XMLNS, xmp.RDF):
            copy.removeAttributeNode(attribute)
    return copy


def _drop_empty(document: Document) -> None:
    """Descriptions that no longer describe anything."""
    full = {id(description) for description, _, _ in _properties(document)}
    for description in _descriptions(document):
        if id(description) not in full and not description.hasAttributeNS(NOTE, "HasExtendedXMP"):
            _root(document).removeChild(description)


def _root(document: Document) -> Element:
    root: Element = document.getElementsByTagNameNS(xmp.RDF, "RDF")[0]
    return root


def _descriptions(document: Document) -> list[Element]:
    """Those of properties, not those within a property's value."""
    return [
        child
        for child in _root(document).childNodes
        if child.nodeType == child.ELEMENT_NODE and child.localName == "Description"
    ]


def _prefixes(element: Element) -> dict[str, str]:
    """The namespaces that are declared here or around it, by "xmlns:prefix"."""
    outer = element.parentNode
    found = _prefixes(outer) if isinstance(outer, Element) else {}
    for attribute in element.attributes.values():
        if attribute.namespaceURI == XMLNS:
            found[attribute.name] = attribute.value
    return found
