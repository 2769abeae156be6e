package org.dsrhub.intake;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * The text of a Word document (Office Open XML): a zip with XML in it, so nothing but the JDK reads it. No DTD, no entity
 * from outside, and no more unfolded than {@link #MOST_BYTES}.
 */
final class DocxText {
    private static final int MOST_BYTES = 16 * 1024 * 1024;
    private static final int MOST_ENTRIES = 2000;
    private static final int DEEPEST = 300;
    private static final String WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    private static final String STRICT_WORD = "http://purl.oclc.org/ooxml/wordprocessingml/main";

    private final XMLInputFactory xml = XMLInputFactory.newFactory();
    private final int mostCharacters;

    DocxText(int mostCharacters) {
        this.mostCharacters = mostCharacters;
        xml.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        xml.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        xml.setProperty(XMLInputFactory.IS_COALESCING, false);
    }

    String read(byte[] document) throws UnreadableAttachment {
        StringBuilder text = new StringBuilder();
        boolean word = false;
        long unfolded = 0;
        byte[] buffer = new byte[8192];
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(document))) {
            ZipEntry entry = zip.getNextEntry();
            for (int entries = 1; entry != null; entries++) {
                boolean wanted =
                        entry.getName().matches("word/(document|footnotes|endnotes|header\\d*|footer\\d*)\\.xml");
                ByteArrayOutputStream content = wanted ? new ByteArrayOutputStream() : null;
                for (int length = zip.read(buffer); length >= 0; length = zip.read(buffer)) {
                    unfolded += length;
                    if (unfolded > MOST_BYTES || entries > MOST_ENTRIES) {
                        throw new UnreadableAttachment(UnreadableAttachment.EXPANDS);
                    }
                    if (wanted) {
                        content.write(buffer, 0, length);
                    }
                }
                if (wanted && text.length() < mostCharacters) {
                    word |= entry.getName().equals("word/document.xml");
                    append(content.toByteArray(), text);
                }
                entry = zip.getNextEntry();
            }
        } catch (IOException | XMLStreamException | IllegalArgumentException e) {
            throw new UnreadableAttachment(UnreadableAttachment.DAMAGED);
        }
        if (!word) {
            throw new UnreadableAttachment(UnreadableAttachment.OTHER_KIND);
        }
        return text.toString();
    }

    private void append(byte[] content, StringBuilder text) throws XMLStreamException {
        XMLStreamReader reader = xml.createXMLStreamReader(new ByteArrayInputStream(content));
        boolean inText = false;
        int depth = 0;
        while (reader.hasNext() && text.length() < mostCharacters) {
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    if (++depth > DEEPEST) {
                        throw new XMLStreamException("nested too deeply");
                    }
                    inText = named(reader, "t");
                    if (named(reader, "tab")) {
                        text.append(' ');
                    } else if (named(reader, "br")) {
                        text.append('\n');
                    }
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
                    if (inText) {
                        text.append(reader.getText());
                    }
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    depth--;
                    inText = false;
                    if (named(reader, "p")) {
                        text.append('\n');
                    }
                }
                default -> {}
            }
        }
    }

    private static boolean named(XMLStreamReader reader, String name) {
        return name.equals(reader.getLocalName())
                && (WORD.equals(reader.getNamespaceURI()) || STRICT_WORD.equals(reader.getNamespaceURI()));
    }
}
