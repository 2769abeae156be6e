package org.dsrhub.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dsrhub.connector.ManualAnswers.Found;
import org.dsrhub.connector.ManualAnswers.Scan;
import org.dsrhub.connector.ManualForm;
import org.dsrhub.intake.JsonFields;

/** Reads what a person filled into the form of a task; every mistake is a violation that names its field. */
final class FilledForm {
    private static final int MOST_RECORDS = 10_000;

    private final ManualForm form;
    private final JsonFields fields;
    private final Map<String, Scan> documents;
    private final Set<String> used = new HashSet<>();

    FilledForm(ManualForm form, JsonFields fields, Map<String, Scan> documents) {
        this.form = form;
        this.fields = fields;
        this.documents = documents;
    }

    List<Found> records() {
        List<Found> records = new ArrayList<>();
        Set<String> references = new HashSet<>();
        for (JsonFields one : fields.objects("records", MOST_RECORDS)) {
            Found record = record(one);
            if (record != null) {
                Object reference =
                        record.record().get(form.items().get(record.type()).reference());
                if (reference != null && !references.add(record.type() + " " + reference)) {
                    one.fail("record", "names the same record as one before it");
                }
                records.add(record);
            }
            one.rejectUnknown();
        }
        if (!used.containsAll(documents.keySet())) {
            fields.fail("records", "each document is named under 'documents' of the record that it shows");
        }
        everybodyHasLooked();
        return records;
    }

    /** Nobody may look in a colleague's mailbox, so one who is missing is a place where nobody has looked. */
    void everybodyHasLooked() {
        List<String> looked = fields.texts("looked", 500, 200);
        if (form.employees().isEmpty()) {
            if (!looked.isEmpty()) {
                fields.fail("looked", "the form names no employees");
            }
        } else if (!Set.copyOf(looked).equals(Set.copyOf(form.employees()))) {
            fields.fail("looked", "names each employee of the form, once they have looked");
        }
    }

    private Found record(JsonFields one) {
        String type = one.requiredText("type", 100);
        ManualForm.ItemForm item = type == null ? null : form.items().get(type);
        if (type != null && item == null) {
            one.fail("type", "must be one of " + form.items().keySet());
        }
        JsonFields record = one.requiredObject("record");
        List<Scan> scans = scans(one);
        if (item == null || record == null) {
            return null;
        }
        Map<String, Object> values = new LinkedHashMap<>();
        for (ManualForm.Field field : item.fields()) {
            Object value = value(record, field);
            if (value != null) {
                values.put(field.name(), value);
            } else if (field.required() && !record.has(field.name())) {
                record.fail(field.name(), "is missing: it names the record");
            }
        }
        record.rejectUnknown();
        return new Found(type, values, scans);
    }

    private static Object value(JsonFields record, ManualForm.Field field) {
        JsonNode node = record.value(field.name());
        Object value = null;
        if (node.isTextual()) {
            String text = record.text(field.name(), 100_000);
            value = text;
        } else if (node.isBoolean()) {
            value = node.booleanValue();
        } else if (node.isNumber()) {
            value = node.isIntegralNumber() ? node.bigIntegerValue() : node.decimalValue();
        } else if (!node.isNull() && !node.isMissingNode()) {
            record.fail(field.name(), "must be a text, a number, true, false or null");
        }
        if (value != null && field.type() == null && !(value instanceof Boolean)) {
            return value.toString();
        }
        if (value != null && !field.takes(value)) {
            record.fail(
                    field.name(),
                    "must be a " + field.type() + (field.type().equals("date") ? " such as 1999-12-31" : ""));
            return null;
        }
        return value;
    }

    private List<Scan> scans(JsonFields one) {
        List<Scan> scans = new ArrayList<>();
        for (String name : one.texts("documents", SentAnswer.MOST_DOCUMENTS, 200)) {
            Scan scan = documents.get(name);
            if (scan == null) {
                one.fail("documents", "names a document that was not sent as a part 'document'");
            } else if (!used.add(name)) {
                one.fail("documents", "names a document that another record has");
            } else {
                scans.add(scan);
            }
        }
        return scans;
    }
}
