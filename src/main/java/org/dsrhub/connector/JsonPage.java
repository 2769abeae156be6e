package org.dsrhub.connector;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads one page of a JSON reply as a stream: hands over each record and finds the link to the next page. */
final class JsonPage {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();
    private static final JsonFactory FACTORY = JSON.getFactory();

    /** Takes a record. */
    interface Each {
        void accept(Map<String, Object> record) throws IOException;
    }

    /** The reply is cut off, or no JSON, or not of the form that the connector file says. Never quotes it. */
    static final class Unreadable extends Exception {
        Unreadable(String message) {
            super(message, null, false, false);
        }
    }

    private final String records;
    private final String record;
    private final String next;
    private boolean recordsSeen;
    private String link;
    private final String count;
    private Long total;

    /**
     * @param records JSON pointer of the list, empty where the reply is the list
     * @param record JSON pointer of the record inside an element, empty where the element is the record
     * @param next JSON pointer of the next page's address or cursor, null where there are no pages
     */
    JsonPage(String records, String record, String next) {
        this(records, record, next, null);
    }

    /** @param count JSON pointer of the number of records of all pages together, null where the system gives none */
    JsonPage(String records, String record, String next, String count) {
        this.count = count;
        this.records = records;
        this.record = record;
        this.next = next;
    }

    /** The text at that pointer of a small JSON reply, null where there is none. */
    static String text(InputStream in, String pointer) throws IOException {
        try {
            JsonNode at = JSON.readTree(in).at(pointer);
            return at.isValueNode() && !at.isNull() ? at.asText() : null;
        } catch (JsonProcessingException e) {
            throw new SystemUnavailable("reply-unreadable: it is no JSON or was cut off");
        }
    }

    /** @return address or cursor of the next page, null at the end */
    String read(InputStream in, Each each) throws IOException, Unreadable {
        try (JsonParser parser = FACTORY.createParser(in)) {
            if (parser.nextToken() == null) {
                throw new Unreadable("it is empty");
            }
            walk(parser, "", each);
            if (parser.nextToken() != null) {
                throw new Unreadable("something follows the JSON");
            }
        } catch (JsonProcessingException e) {
            throw new Unreadable("it is no JSON or was cut off");
        }
        if (!recordsSeen) {
            throw new Unreadable("there is no list at '" + records + "'");
        }
        return link;
    }

    /** What the system says it has, null where it does not say. */
    Long total() {
        return total;
    }

    private void walk(JsonParser parser, String at, Each each) throws IOException, Unreadable {
        if (at.equals(records) && parser.currentToken() == JsonToken.START_ARRAY) {
            recordsSeen = true;
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                JsonNode element = JSON.readTree(parser);
                JsonNode own = element.at(record);
                if (!own.isObject()) {
                    throw new Unreadable("an element has no record at '" + record + "'");
                }
                each.accept(asMap(own));
            }
        } else if (at.equals(count) && parser.currentToken() == JsonToken.VALUE_NUMBER_INT) {
            total = parser.getLongValue();
        } else if (at.equals(next)
                && parser.currentToken().isScalarValue()
                && parser.currentToken() != JsonToken.VALUE_NULL) {
            link = parser.getText();
        } else if (parser.currentToken() == JsonToken.START_OBJECT && leadsOn(at)) {
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                walk(parser, at + "/" + name.replace("~", "~0").replace("/", "~1"), each);
            }
        } else {
            parser.skipChildren();
        }
    }

    private boolean leadsOn(String at) {
        return records.startsWith(at + "/")
                || next != null && next.startsWith(at + "/")
                || count != null && count.startsWith(at + "/");
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> asMap(JsonNode node) {
        return JSON.convertValue(node, LinkedHashMap.class);
    }
}
