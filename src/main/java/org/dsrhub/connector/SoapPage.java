package org.dsrhub.connector;

import java.io.BufferedReader;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.dsrhub.connector.JsonPage.Unreadable;
import org.dsrhub.request.Problem;

/**
 * Reads one SOAP envelope as a stream: hands over each record and finds what the next page is asked with. Names are local
 * ones, whatever their namespaces. A record is a map: text by element, a map where an element has elements, a list where
 * it is repeated, {@code element@attribute} for attributes, a {@link File} where an attachment stands for the content.
 */
final class SoapPage {
    private static final String XOP = "http://www.w3.org/2004/08/xop/include";
    private static final int DEEPEST = 64;
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    /** The content is the part of that name. */
    record File(String contentId) {
        @Override
        public String toString() {
            return "attached";
        }
    }

    private final List<String> records;
    private final int needed;
    private final String next;
    private final String count;
    private String link;
    private Long total;
    private boolean recordsSeen;
    private XMLStreamReader xml;
    private JsonPage.Each each;

    /** @param records path of the records, empty where the reply brings none; steps that may be missing end with {@code ?} */
    SoapPage(String records, String next, String count) {
        List<String> steps =
                Stream.of(records.split("/")).filter(step -> !step.isEmpty()).toList();
        int last = steps.size() - 1;
        while (last > 0 && steps.get(last - 1).endsWith("?")) {
            last--;
        }
        this.needed = Math.max(last, Math.min(steps.size(), 1));
        this.records = steps.stream().map(step -> step.replace("?", "")).toList();
        this.next = next;
        this.count = count;
    }

    /**
     * @param charset as the transport says, null where it does not
     * @return what the next page is asked with, null at the end
     */
    String read(InputStream in, String charset, JsonPage.Each each) throws IOException, Unreadable, SoapFault {
        this.each = each;
        try {
            xml = charset == null
                    ? factory().createXMLStreamReader(in)
                    : factory().createXMLStreamReader(strict(in, charset));
            try {
                envelope();
            } finally {
                xml.close();
            }
        } catch (CharacterCodingException e) {
            throw new Unreadable("it is no XML or was cut off");
        } catch (XMLStreamException e) {
            if (e.getNestedException() instanceof IOException io
                    && !(io instanceof CharConversionException || io instanceof CharacterCodingException)) {
                throw io;
            }
            throw new Unreadable("it is no XML or was cut off");
        }
        if (!records.isEmpty() && !recordsSeen) {
            throw new Unreadable("there is no element at '" + path(needed) + "'");
        }
        return link;
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        factory.setXMLResolver((publicId, systemId, base, namespace) -> InputStream.nullInputStream());
        return factory;
    }

    /** Finds out where bytes are not of the charset that the transport names; the parser would say so on the console. */
    private static Reader strict(InputStream in, String charset) throws IOException {
        Reader reader = new BufferedReader(
                new InputStreamReader(in, Charset.forName(charset).newDecoder()));
        reader.mark(1);
        if (reader.read() != BYTE_ORDER_MARK) {
            reader.reset();
        }
        return reader;
    }

    /** What the system says it has, null where it does not say. */
    Long total() {
        return total;
    }

    private void envelope() throws XMLStreamException, IOException, Unreadable, SoapFault {
        if (!nextElement() || !isSoap("Envelope")) {
            throw new Unreadable("it is no SOAP envelope");
        }
        boolean body = false;
        while (nextElement()) {
            if (isSoap("Body")) {
                body = true;
                while (nextElement()) {
                    if (isSoap("Fault")) {
                        throw fault();
                    }
                    walk("/" + xml.getLocalName(), 1);
                }
            } else {
                skip();
            }
        }
        if (!body) {
            throw new Unreadable("it has no SOAP body");
        }
        while (xml.hasNext()) {
            event(); // what follows the envelope must at least be well-formed
        }
    }

    private boolean isSoap(String name) {
        return xml.getLocalName().equals(name)
                && (SoapEnvelope.SOAP_11.equals(xml.getNamespaceURI())
                        || SoapEnvelope.SOAP_12.equals(xml.getNamespaceURI()));
    }

    private void walk(String at, int depth) throws XMLStreamException, IOException, Unreadable {
        if (depth > DEEPEST) {
            throw new Unreadable("its elements are nested without end");
        }
        recordsSeen |= at.equals(path(needed));
        if (at.equals(path(records.size())) && !records.isEmpty()) {
            each.accept(record(depth));
        } else if (at.equals(count)) {
            total = number(text());
        } else if (at.equals(next)) {
            String value = text();
            link = value == null || value.isEmpty() ? null : value;
        } else if (leadsOn(at)) {
            while (nextElement()) {
                walk(at + "/" + xml.getLocalName(), depth + 1);
            }
        } else {
            skip();
        }
    }

    private String path(int steps) {
        return steps == 0 ? "" : "/" + String.join("/", records.subList(0, steps));
    }

    private boolean leadsOn(String at) {
        return path(records.size()).startsWith(at + "/")
                || next != null && next.startsWith(at + "/")
                || count != null && count.startsWith(at + "/");
    }

    private static Long number(String text) throws Unreadable {
        try {
            return text == null || text.isEmpty() ? null : Long.valueOf(text);
        } catch (NumberFormatException e) {
            throw new Unreadable("what it counts its records by is no number");
        }
    }

    private Map<String, Object> record(int depth) throws XMLStreamException, Unreadable {
        Map<String, Object> record = new LinkedHashMap<>();
        attributes(record, "");
        while (nextElement()) {
            child(record, depth + 1);
        }
        return record;
    }

    private void child(Map<String, Object> parent, int depth) throws XMLStreamException, Unreadable {
        if (depth > DEEPEST) {
            throw new Unreadable("its elements are nested without end");
        }
        String name = xml.getLocalName();
        boolean nil = isTrue(xml.getAttributeValue(XMLConstants.W3C_XML_SCHEMA_INSTANCE_NS_URI, "nil"));
        attributes(parent, name);
        StringBuilder text = new StringBuilder();
        Map<String, Object> children = new LinkedHashMap<>();
        File file = null;
        for (int event = event(); event != XMLStreamConstants.END_ELEMENT; event = event()) {
            if (event == XMLStreamConstants.START_ELEMENT
                    && XOP.equals(xml.getNamespaceURI())
                    && xml.getLocalName().equals("Include")) {
                file = new File(contentId(xml.getAttributeValue(null, "href")));
                skip();
            } else if (event == XMLStreamConstants.START_ELEMENT) {
                child(children, depth + 1);
            } else if (xml.hasText() && event != XMLStreamConstants.COMMENT) {
                text.append(xml.getText());
            }
        }
        Object value = file != null
                ? file
                : !children.isEmpty() ? children : nil ? null : text.toString().strip();
        if (file == null && !children.isEmpty() && !text.toString().isBlank()) {
            children.put("text", text.toString().strip());
        }
        if (!parent.containsKey(name)) {
            parent.put(name, value);
        } else if (parent.get(name) instanceof List<?> list) {
            List<Object> more = new ArrayList<>(list);
            more.add(value);
            parent.put(name, more);
        } else {
            List<Object> both = new ArrayList<>();
            both.add(parent.get(name));
            both.add(value);
            parent.put(name, both);
        }
    }

    private void attributes(Map<String, Object> of, String name) {
        for (int i = 0; i < xml.getAttributeCount(); i++) {
            if (!XMLConstants.W3C_XML_SCHEMA_INSTANCE_NS_URI.equals(xml.getAttributeNamespace(i))) {
                of.put(name + "@" + xml.getAttributeLocalName(i), xml.getAttributeValue(i));
            }
        }
    }

    private static boolean isTrue(String value) {
        return "true".equals(value) || "1".equals(value);
    }

    /** RFC 2392: what stands after {@code cid:} is escaped as in an address. */
    private static String contentId(String href) throws Unreadable {
        if (href == null || !href.startsWith("cid:")) {
            throw new Unreadable("an attachment is named by another thing than a content id");
        }
        try {
            return org.springframework.web.util.UriUtils.decode(
                    href.substring(4), java.nio.charset.StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new Unreadable("an attachment's content id is not readable");
        }
    }

    /** Moves into the next child of the element at hand. @return false at its end */
    private boolean nextElement() throws XMLStreamException {
        while (true) {
            int event = event();
            if (event == XMLStreamConstants.START_ELEMENT) {
                return true;
            }
            if (event == XMLStreamConstants.END_ELEMENT || event == XMLStreamConstants.END_DOCUMENT) {
                return false;
            }
        }
    }

    private int event() throws XMLStreamException {
        int event = xml.next();
        if (event == XMLStreamConstants.DTD || event == XMLStreamConstants.ENTITY_REFERENCE) {
            // SOAP forbids it; it is how a reply makes its reader fetch files or run out of memory.
            throw new Problem(
                    "reply-forbidden",
                    "the system's reply declares a document type or entities, which SOAP forbids; tell its owner, and have"
                            + " somebody look whether it is the right server");
        }
        return event;
    }

    private void skip() throws XMLStreamException {
        for (int open = 1; open > 0; ) {
            int event = event();
            open += event == XMLStreamConstants.START_ELEMENT ? 1 : event == XMLStreamConstants.END_ELEMENT ? -1 : 0;
        }
    }

    /** The text of the element at hand and of those inside. */
    private String text() throws XMLStreamException {
        StringBuilder text = new StringBuilder();
        for (int open = 1; open > 0; ) {
            int event = event();
            open += event == XMLStreamConstants.START_ELEMENT ? 1 : event == XMLStreamConstants.END_ELEMENT ? -1 : 0;
            if (event == XMLStreamConstants.CHARACTERS || event == XMLStreamConstants.CDATA) {
                text.append(xml.getText());
            }
        }
        return text.toString().strip();
    }

    private SoapFault fault() throws XMLStreamException {
        List<String> codes = new ArrayList<>();
        List<String> details = new ArrayList<>();
        while (nextElement()) {
            switch (xml.getLocalName()) {
                case "faultcode" -> codes(codes, text());
                case "Code" -> code(codes);
                case "detail", "Detail" -> {
                    while (nextElement()) {
                        details.add(xml.getLocalName());
                        skip();
                    }
                }
                default -> skip();
            }
        }
        return new SoapFault(codes, details);
    }

    private void code(List<String> codes) throws XMLStreamException {
        while (nextElement()) {
            switch (xml.getLocalName()) {
                case "Value" -> codes(codes, text());
                case "Subcode" -> code(codes);
                default -> skip();
            }
        }
    }

    /** {@code soap:Client.Authentication} is both. */
    private static void codes(List<String> codes, String name) {
        codes.addAll(List.of(name.substring(name.indexOf(':') + 1).split("\\.")));
    }
}
