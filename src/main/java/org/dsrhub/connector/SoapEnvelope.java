package org.dsrhub.connector;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.dsrhub.request.Problem;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/**
 * One SOAP message to a system: the body that the connector file writes, with values put in as text of the parsed
 * document, so that none can become markup whatever it holds.
 */
final class SoapEnvelope {
    static final String SOAP_11 = "http://schemas.xmlsoap.org/soap/envelope/";
    static final String SOAP_12 = "http://www.w3.org/2003/05/soap-envelope";
    private static final Pattern WORD = Pattern.compile("\\{(value|reference|next|record\\.[^}]+)}");
    private static final Pattern ILLEGAL =
            Pattern.compile("[^\\x09\\x0A\\x0D\\x20-\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}]");

    private final Document document;
    private final Element operation;

    /** @param next what the next page is asked with, empty for the first */
    SoapEnvelope(SoapShape shape, Call call, String next) {
        document = parse(shape.latest() ? SOAP_12 : SOAP_11, shape.header(), call.text());
        Element body = (Element) document.getDocumentElement()
                .getElementsByTagNameNS(document.getDocumentElement().getNamespaceURI(), "Body")
                .item(0);
        operation = firstElement(body);
        fill(document.getDocumentElement(), call, next);
    }

    /** Whether a text that a connector file writes can be a body. */
    static boolean isBody(String text) {
        try {
            parse(SOAP_11, null, text);
            return true;
        } catch (Problem e) {
            return false;
        }
    }

    private static Document parse(String namespace, String header, String text) {
        String xml = "<soapenv:Envelope xmlns:soapenv=\"" + namespace + "\"><soapenv:Header>"
                + (header == null ? "" : header) + "</soapenv:Header><soapenv:Body>" + text.strip()
                + "</soapenv:Body></soapenv:Envelope>";
        try {
            Document parsed = builder().parse(new InputSource(new StringReader(xml)));
            Node body = parsed.getDocumentElement().getLastChild();
            int elements = 0;
            for (Node node = body.getFirstChild(); node != null; node = node.getNextSibling()) {
                elements += node instanceof Element ? 1 : 0;
            }
            if (elements != 1 || parsed.getDocumentElement().getChildNodes().getLength() != 2) {
                throw unreadable();
            }
            return parsed;
        } catch (SAXException e) {
            throw unreadable();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Problem unreadable() {
        return new Problem(
                "body-unreadable",
                "it is no single XML element; write the element that goes into the SOAP body, as <Find xmlns=\"urn:…\"><id>{value}</id></Find>");
    }

    private static DocumentBuilder builder() {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null); // says to System.err what the caller reports
            return builder;
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Element firstElement(Node parent) {
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                return element;
            }
        }
        throw unreadable();
    }

    private static void fill(Element element, Call call, String next) {
        NamedNodeMap attributes = element.getAttributes();
        for (int i = 0; i < attributes.getLength(); i++) {
            Attr attribute = (Attr) attributes.item(i);
            attribute.setValue(filled(attribute.getValue(), call, next));
        }
        Node node = element.getFirstChild();
        while (node != null) {
            Node following = node.getNextSibling();
            if (node instanceof Element child) {
                fill(child, call, next);
            } else if (node.getNodeValue() != null && node.getNodeValue().contains(Anonymisation.FIELDS)) {
                call.anonymous().forEach((field, value) -> field(element, field, value));
                element.removeChild(node);
            } else if (node.getNodeValue() != null) {
                node.setNodeValue(filled(node.getNodeValue(), call, next));
            }
            node = following;
        }
    }

    /** {@code holder.name} becomes an element in an element. */
    private static void field(Element parent, String path, Object value) {
        Element at = parent;
        for (String name : path.split("\\.")) {
            Element child = null;
            for (Node node = at.getLastChild(); node != null && child == null; node = node.getPreviousSibling()) {
                child = node instanceof Element element && name.equals(element.getLocalName()) ? element : null;
            }
            if (child == null) {
                String prefix = parent.getPrefix();
                child = parent.getOwnerDocument()
                        .createElementNS(parent.getNamespaceURI(), prefix == null ? name : prefix + ":" + name);
                at.appendChild(child);
            }
            at = child;
        }
        if (value == null) {
            at.setAttributeNS(
                    XMLConstants.XMLNS_ATTRIBUTE_NS_URI, "xmlns:xsi", XMLConstants.W3C_XML_SCHEMA_INSTANCE_NS_URI);
            at.setAttributeNS(XMLConstants.W3C_XML_SCHEMA_INSTANCE_NS_URI, "xsi:nil", "true");
        } else {
            at.setTextContent(legal(value.toString()));
        }
    }

    private static String filled(String text, Call call, String next) {
        return WORD.matcher(text).replaceAll(found -> {
            String word = found.group(1);
            String value = switch (word) {
                case "value" -> call.value();
                case "reference" -> call.reference();
                case "next" -> next;
                default -> ofRecord(call, word.substring("record.".length()));
            };
            return Matcher.quoteReplacement(value == null ? "" : legal(value));
        });
    }

    private static String ofRecord(Call call, String field) {
        Map<String, Object> record =
                call.item() == null ? Map.of() : call.item().record();
        return Records.text(record.get(field));
    }

    /** XML 1.0 has no way to write most control characters. */
    private static String legal(String value) {
        return ILLEGAL.matcher(value).replaceAll("\uFFFD");
    }

    Document document() {
        return document;
    }

    /** The name of the body's element. */
    String operation() {
        return operation.getLocalName();
    }

    byte[] bytes() {
        try {
            TransformerFactory factory = TransformerFactory.newDefaultInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            Transformer transformer = factory.newTransformer();
            transformer.setOutputProperty(OutputKeys.ENCODING, "UTF-8");
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            transformer.transform(new DOMSource(document), new StreamResult(bytes));
            return bytes.toByteArray();
        } catch (TransformerException e) {
            throw new Problem("body-unwritable", "correct 'ask' or the command in the connector file");
        }
    }

    @Override
    public String toString() {
        return "SoapEnvelope[" + operation() + "]";
    }
}
