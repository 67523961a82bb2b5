"""What was done to a picture, in its XMP: an event of its history, and the digital source type.

Everything else in the packet stays as it was, its own prefixes too; only padding around it goes.
"""

from __future__ import annotations

from datetime import datetime
from xml.dom.minidom import Document, Element, Node, parseString
from xml.parsers.expat import ExpatError

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
MM = "http://ns.adobe.com/xap/1.0/mm/"
EVENT = "http://ns.adobe.com/xap/1.0/sType/ResourceEvent#"
IPTC = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
# https://cv.iptc.org/newscodes/digitalsourcetype: made partly by a trained model; or by a method
# that no picture has trained.
SOURCE_TYPES = "http://cv.iptc.org/newscodes/digitalsourcetype/"
COMPOSITE, ENHANCED = "compositeWithTrainedAlgorithmicMedia", "algorithmicallyEnhanced"
BASIC = "http://ns.adobe.com/xap/1.0/"
CORE = "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"
# What tells where a picture was taken: the beginnings of properties' names, by namespace.
PLACES = {
    "http://ns.adobe.com/exif/1.0/": ("GPS",),
    "http://ns.adobe.com/photoshop/1.0/": ("City", "State", "Country"),
    CORE: ("Location", "CountryCode"),
    IPTC: ("LocationCreated", "LocationShown"),
}
MOST_DEPTH = 100  # of elements in elements: they are written by functions that call themselves
EMPTY = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
    f'<rdf:RDF xmlns:rdf="{RDF}"/></x:xmpmeta><?xpacket end="w"?>'
)


def with_event(
    packet: bytes | None, agent: str, parameters: str, source_type: str, when: datetime
) -> bytes | None:
    """The packet with one more event at the end of its history.

    Args:
        agent: the program, "Heirloom 0.1.0".
        parameters: what it did, for people.
        source_type: COMPOSITE or ENHANCED; takes the place of an earlier one.
        when: with a zone; becomes the date of the last change, too.

    Returns:
        `packet` itself where it is no XMP that can be read.
    """
    document = parsed(packet or EMPTY.encode())
    if document is None:
        return packet
    time = when.isoformat(timespec="seconds")
    for namespace, name in ((IPTC, "DigitalSourceType"), (BASIC, "ModifyDate")):
        drop(document, namespace, name)
    root = document.getElementsByTagNameNS(RDF, "RDF")[0]
    added = add_element(document, root, RDF, "rdf:Description")
    added.setAttributeNS(RDF, "rdf:about", subject(document))
    _text(document, added, BASIC, "xmp:ModifyDate", time)
    _text(document, added, IPTC, "Iptc4xmpExt:DigitalSourceType", SOURCE_TYPES + source_type)
    event = add_element(document, _history(document, added), RDF, "rdf:li")
    event.setAttributeNS(RDF, "rdf:parseType", "Resource")
    told = {"action": "edited", "softwareAgent": agent, "changed": "/", "parameters": parameters}
    for name, text in (told | {"when": time}).items():
        _text(document, event, EVENT, f"stEvt:{name}", text)
    return written(document)


def without_place(packet: bytes) -> bytes | None:
    """The packet without what says where the picture was taken.

    None where it cannot be read: it might say so in a way that is not understood.
    """
    document = parsed(packet)
    if document is None:
        return None
    for description in document.getElementsByTagNameNS(RDF, "Description"):
        for namespace, name in [key for key, _ in description.attributes.itemsNS()]:
            if _is_place(namespace, name):
                description.removeAttributeNS(namespace, name)
        for child in list(description.childNodes):
            if child.nodeType == child.ELEMENT_NODE and _is_place(
                child.namespaceURI, child.localName
            ):
                description.removeChild(child)
    return written(document)


def _is_place(namespace: str | None, name: str) -> bool:
    return name.startswith(PLACES.get(namespace or "", ()) or ("?",))


def parsed(packet: bytes) -> Document | None:
    """None for what is no XMP, has entities or is nested deeper than any program writes."""
    try:
        if b"<!" in packet.replace(b"<!--", b""):
            return None  # entities: how a few letters become gigabytes
        document = parseString(packet)
    except (ExpatError, ValueError):
        return None
    level: list[Node] = [document]
    for _ in range(MOST_DEPTH):
        level = [child for node in level for child in node.childNodes]
    if level:
        return None
    return document if document.getElementsByTagNameNS(RDF, "RDF") else None


def written(document: Document) -> bytes:
    return "".join(node.toxml() for node in document.childNodes).encode()


def _text(document: Document, parent: Element, namespace: str, name: str, text: str) -> None:
    add_element(document, parent, namespace, name).appendChild(document.createTextNode(text))


def _history(document: Document, added: Element) -> Element:
    """The sequence of events; a new one in `added` where there is none."""
    for history in document.getElementsByTagNameNS(MM, "History"):
        for sequence in history.getElementsByTagNameNS(RDF, "Seq"):
            return sequence
    return add_element(document, add_element(document, added, MM, "xmpMM:History"), RDF, "rdf:Seq")


def subject(document: Document) -> str:
    """What the other descriptions are about: all of a packet speak of the same."""
    for other in document.getElementsByTagNameNS(RDF, "Description"):
        if other.hasAttributeNS(RDF, "about"):
            return other.getAttributeNS(RDF, "about")
    return ""


def drop(document: Document, namespace: str, name: str) -> None:
    """Without a property, written as an element or as an attribute."""
    for element in document.getElementsByTagNameNS(namespace, name):
        if element.parentNode is not None:
            element.parentNode.removeChild(element)
    for description in document.getElementsByTagNameNS(RDF, "Description"):
        if description.hasAttributeNS(namespace, name):
            description.removeAttributeNS(namespace, name)


def add_element(document: Document, parent: Element, namespace: str, name: str) -> Element:
    """A new child that declares its own prefix, whatever the packet calls it."""
    element = document.createElementNS(namespace, name)
    element.setAttribute(f"xmlns:{name.partition(':')[0]}", namespace)
    parent.appendChild(element)
    return element
