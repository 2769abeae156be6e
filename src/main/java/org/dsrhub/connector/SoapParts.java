package org.dsrhub.connector;

import java.io.IOException;
import java.io.InputStream;
import org.apache.james.mime4j.MimeException;
import org.apache.james.mime4j.MimeIOException;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.stream.EntityState;
import org.apache.james.mime4j.stream.MimeConfig;
import org.apache.james.mime4j.stream.MimeTokenStream;
import org.apache.james.mime4j.stream.RecursionMode;
import org.dsrhub.connector.JsonPage.Unreadable;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/** A reply of many parts (MTOM, SOAP with Attachments) as a stream: the envelope first, then the files. */
final class SoapParts {
    private static final int LONGEST_HEADER = 8192;
    private static final int MOST_HEADERS = 50;

    /** Takes the envelope. */
    interface Root {
        void accept(InputStream in, String charset) throws IOException, Unreadable, SoapFault;
    }

    private SoapParts() {}

    static boolean isMultipart(String contentType) {
        return contentType != null
                && contentType.strip().toLowerCase(java.util.Locale.ROOT).startsWith("multipart/");
    }

    /** @param contentType of the whole, with its boundary */
    static void read(InputStream in, String contentType, Root root, SoapFiles files)
            throws IOException, Unreadable, SoapFault {
        String start = unquoted(mediaType(contentType).getParameter("start"));
        MimeTokenStream parts = new MimeTokenStream(
                new MimeConfig.Builder()
                        .setStrictParsing(true)
                        .setMaxLineLen(LONGEST_HEADER)
                        .setMaxHeaderLen(LONGEST_HEADER)
                        .setMaxHeaderCount(MOST_HEADERS)
                        .build(),
                DecodeMonitor.STRICT,
                null,
                null);
        parts.setRecursionMode(RecursionMode.M_NO_RECURSE);
        try {
            parts.parseHeadless(in, contentType);
            String id = null;
            String type = null;
            boolean rootRead = false;
            for (EntityState state = parts.getState(); state != EntityState.T_END_OF_STREAM; state = parts.next()) {
                switch (state) {
                    case T_START_BODYPART -> id = type = null;
                    case T_FIELD -> {
                        String name = parts.getField().getName();
                        id = name.equalsIgnoreCase("Content-ID")
                                ? parts.getField().getBody()
                                : id;
                        type = name.equalsIgnoreCase("Content-Type")
                                ? parts.getField().getBody()
                                : type;
                    }
                    case T_BODY -> {
                        if (rootRead) {
                            files.part(withoutBrackets(id), parts.getDecodedInputStream());
                        } else if (start != null && !withoutBrackets(start).equals(withoutBrackets(id))) {
                            throw new Unreadable("its envelope is not its first part");
                        } else {
                            root.accept(parts.getDecodedInputStream(), charset(type));
                            rootRead = true;
                        }
                    }
                    default -> {}
                }
            }
            if (!rootRead) {
                throw new Unreadable("it has no parts");
            }
        } catch (MimeException | MimeIOException e) {
            throw new Unreadable("its parts are cut off or no MIME");
        }
    }

    /** Null where it names none. */
    static String charset(String contentType) throws Unreadable {
        if (contentType == null) {
            return null;
        }
        java.nio.charset.Charset charset = mediaType(contentType).getCharset();
        return charset == null ? null : charset.name();
    }

    private static MediaType mediaType(String contentType) throws Unreadable {
        try {
            return MediaType.parseMediaType(contentType.replaceAll("\\s+", " ").strip());
        } catch (InvalidMediaTypeException e) {
            throw new Unreadable("its content type cannot be read");
        }
    }

    private static String unquoted(String value) {
        return value == null ? null : value.replace("\"", "");
    }

    private static String withoutBrackets(String id) {
        return id == null ? "" : id.strip().replaceAll("^<|>$", "");
    }
}
