package org.dsrhub.intake;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/**
 * Reads a JSON object field by field and collects every mistake with its pointer. Messages never repeat a value, as it
 * may be personal data.
 */
public final class JsonFields {
    private final JsonNode node;
    private final String pointer;
    private final List<Violation> violations;
    private final Set<String> read = new HashSet<>();

    private JsonFields(JsonNode node, String pointer, List<Violation> violations) {
        this.node = node;
        this.pointer = pointer;
        this.violations = violations;
    }

    /** @param body null or anything but an object is one violation */
    public static JsonFields of(JsonNode body) {
        List<Violation> violations = new ArrayList<>();
        if (body == null || !body.isObject()) {
            violations.add(new Violation("", "must be a JSON object"));
        }
        return new JsonFields(body, "", violations);
    }

    /** Names that nothing read are unknown. @throws InvalidRequest where anything is wrong */
    public void verify() {
        rejectUnknown();
        if (!violations.isEmpty()) {
            throw new InvalidRequest(violations);
        }
    }

    public void fail(String field, String message) {
        violations.add(new Violation(field.isEmpty() ? pointer : at(field), message));
    }

    public boolean has(String field) {
        return !get(field).isNull() && !get(field).isMissingNode();
    }

    /** As it was sent, whatever it is; a missing node where absent. */
    public JsonNode value(String field) {
        return get(field);
    }

    /** @return null where absent or wrong */
    public String text(String field, int longest) {
        JsonNode value = get(field);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        return text(value, at(field), longest);
    }

    public String requiredText(String field, int longest) {
        return required(field, text(field, longest));
    }

    /** @return never null; wrong entries are left out */
    public List<String> texts(String field, int most, int longest) {
        List<String> texts = new ArrayList<>();
        each(field, most, (value, at) -> {
            String text = text(value, at, longest);
            if (text != null) {
                texts.add(text);
            }
        });
        return texts;
    }

    public <E extends Enum<E>> E oneOf(Class<E> type, String field) {
        String text = text(field, 100);
        return text == null ? null : oneOf(type, text, at(field));
    }

    public <E extends Enum<E>> Set<E> someOf(Class<E> type, String field) {
        Set<E> found = new java.util.LinkedHashSet<>();
        each(field, 50, (value, at) -> {
            String text = text(value, at, 100);
            E constant = text == null ? null : oneOf(type, text, at);
            if (constant != null) {
                found.add(constant);
            }
        });
        return found;
    }

    /** @return false where absent or wrong */
    public boolean flag(String field) {
        JsonNode value = get(field);
        if (!value.isMissingNode() && !value.isNull() && !value.isBoolean()) {
            fail(field, "must be true or false");
        }
        return value.asBoolean(false);
    }

    public LocalDate date(String field) {
        String text = text(field, 40);
        if (text == null) {
            return null;
        }
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException e) {
            fail(field, "must be a date such as 1980-12-31");
            return null;
        }
    }

    public Instant instant(String field) {
        String text = text(field, 60);
        if (text == null) {
            return null;
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            fail(field, "must be a point in time with its offset, such as 2026-12-01T09:30:00Z");
            return null;
        }
    }

    public UUID uuid(String field) {
        String text = requiredText(field, 60);
        if (text == null) {
            return null;
        }
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            fail(field, "must be a UUID");
            return null;
        }
    }

    /** @return null where absent */
    public JsonFields object(String field) {
        JsonNode value = get(field);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isObject()) {
            fail(field, "must be an object");
            return null;
        }
        return new JsonFields(value, at(field), violations);
    }

    public JsonFields requiredObject(String field) {
        return required(field, object(field));
    }

    public List<JsonFields> objects(String field, int most) {
        List<JsonFields> objects = new ArrayList<>();
        each(field, most, (value, at) -> {
            if (value.isObject()) {
                objects.add(new JsonFields(value, at, violations));
            } else {
                violations.add(new Violation(at, "must be an object"));
            }
        });
        return objects;
    }

    /** Names of this object that were not read are violations; for the root, {@link #verify} does it. */
    public void rejectUnknown() {
        if (node == null || !node.isObject()) {
            return;
        }
        node.fieldNames().forEachRemaining(name -> {
            if (!read.contains(name)) {
                // The name itself could be personal data sent by mistake: only plain short words are repeated.
                String safe = name.matches("[A-Za-z][A-Za-z_-]{0,30}") ? at(name) : pointer;
                violations.add(new Violation(
                        safe,
                        "unknown name; known here: " + read.stream().sorted().collect(Collectors.joining(", "))));
            }
        });
    }

    private <T> T required(String field, T value) {
        if (value == null && !has(field)) {
            fail(field, "is missing");
        }
        return value;
    }

    private void each(String field, int most, BiConsumer<JsonNode, String> entry) {
        JsonNode value = get(field);
        if (value.isMissingNode() || value.isNull()) {
            return;
        }
        if (!value.isArray()) {
            fail(field, "must be a list");
            return;
        }
        if (value.size() > most) {
            fail(field, "has more than " + most + " entries");
            return;
        }
        for (int i = 0; i < value.size(); i++) {
            entry.accept(value.get(i), at(field) + "/" + i);
        }
    }

    private String text(JsonNode value, String at, int longest) {
        if (!value.isTextual()) {
            violations.add(new Violation(at, "must be a text"));
            return null;
        }
        String text = value.textValue().strip();
        if (text.isEmpty()) {
            violations.add(new Violation(at, "must not be empty"));
            return null;
        }
        if (text.length() > longest) {
            violations.add(new Violation(at, "is longer than " + longest + " characters"));
            return null;
        }
        if (text.chars().anyMatch(c -> c < ' ' && c != '\n' && c != '\r' && c != '\t')) {
            violations.add(new Violation(at, "holds control characters"));
            return null;
        }
        return text;
    }

    private <E extends Enum<E>> E oneOf(Class<E> type, String text, String at) {
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(text)) {
                return constant;
            }
        }
        violations.add(new Violation(
                at,
                "must be one of "
                        + Arrays.stream(type.getEnumConstants()).map(Enum::name).collect(Collectors.joining(", "))));
        return null;
    }

    private JsonNode get(String field) {
        read.add(field);
        return node == null ? com.fasterxml.jackson.databind.node.MissingNode.getInstance() : node.path(field);
    }

    private String at(String field) {
        return pointer + "/" + field.replace("~", "~0").replace("/", "~1");
    }
}
