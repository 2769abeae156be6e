package org.dsrhub.identity.signature;

import java.io.ByteArrayInputStream;
import java.util.Set;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Lets only such XML through as a signature is made of: no DTD, no programs, no addresses of elsewhere, and not too much. */
final class XmlGate {
    /** Bytes; long-term signatures hold revocation lists. */
    static final int LARGEST = 4 * 1024 * 1024;

    private static final int MOST_ELEMENTS = 20_000;
    private static final int DEEPEST = 60;
    private static final int MOST_ATTRIBUTES = 60;
    private static final int MOST_REFERENCES = 250;
    private static final Pattern ELSEWHERE = Pattern.compile("^([A-Za-z][A-Za-z0-9+.-]*:|//).*");
    /** Anything else is a program: XSLT and XPath run as long as they like. */
    private static final Set<String> TRANSFORMS = Set.of(
            "http://www.w3.org/2000/09/xmldsig#enveloped-signature",
            "http://www.w3.org/2000/09/xmldsig#base64",
            "http://www.w3.org/TR/2001/REC-xml-c14n-20010315",
            "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments",
            "http://www.w3.org/2006/12/xml-c14n11",
            "http://www.w3.org/2006/12/xml-c14n11#WithComments",
            "http://www.w3.org/2001/10/xml-exc-c14n#",
            "http://www.w3.org/2001/10/xml-exc-c14n#WithComments");

    private final XMLInputFactory readers = XMLInputFactory.newDefaultFactory();

    XmlGate() {
        readers.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        readers.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        readers.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        readers.setXMLResolver((publicId, systemId, base, namespace) -> {
            throw new XMLStreamException("no entity is resolved");
        });
    }

    /** @throws Refused */
    void check(byte[] xml) {
        int elements = 0;
        int references = 0;
        int depth = 0;
        int stamps = 0;
        try {
            XMLStreamReader reader = readers.createXMLStreamReader(new ByteArrayInputStream(xml));
            while (reader.hasNext()) {
                switch (reader.next()) {
                    case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE -> throw new Refused("xml-dtd");
                    case XMLStreamConstants.END_ELEMENT -> depth--;
                    case XMLStreamConstants.START_ELEMENT -> {
                        if (++depth > DEEPEST
                                || ++elements > MOST_ELEMENTS
                                || reader.getAttributeCount() > MOST_ATTRIBUTES) {
                            throw new Refused("xml-structure");
                        }
                        String name = reader.getLocalName();
                        stamps = name.equals("EncapsulatedTimeStamp")
                                ? stamps + 1
                                : name.endsWith("TimeStamp") ? 0 : stamps;
                        if (stamps > 1) {
                            // Which of two proves the time is anybody's guess (ETSI EN 319 132-1, 4.4.4).
                            throw new Refused("xml-timestamps");
                        }
                        references += check(reader) ? 1 : 0;
                        if (references > MOST_REFERENCES) {
                            throw new Refused("xml-structure");
                        }
                    }
                    default -> {}
                }
            }
        } catch (XMLStreamException e) {
            throw new Refused("xml-broken");
        }
    }

    /** @return whether it is a reference */
    private static boolean check(XMLStreamReader reader) {
        switch (reader.getLocalName()) {
            case "Transform" -> {
                String algorithm = reader.getAttributeValue(null, "Algorithm");
                if (algorithm == null || !TRANSFORMS.contains(algorithm)) {
                    throw new Refused("xml-transform");
                }
            }
            case "Reference", "RetrievalMethod" -> {
                String uri = reader.getAttributeValue(null, "URI");
                if (uri != null && ELSEWHERE.matcher(uri).matches()) {
                    throw new Refused("xml-reference");
                }
                return true;
            }
            default -> {}
        }
        return false;
    }
}
