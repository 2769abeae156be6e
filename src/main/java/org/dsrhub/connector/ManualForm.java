package org.dsrhub.connector;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.dsrhub.connector.Connector.FieldType;

/**
 * What a person is asked to look up or to do, and to fill in. Personal data: shown to whoever does it, kept nowhere.
 *
 * @param instructions null where the file has none
 * @param employees who each have to look, as the connector file names them; empty where the owner alone does
 * @param answerBy null where nobody waits for it
 * @param items item type → its fields; empty where it is only to be confirmed
 * @param references of the records to erase, anonymise, change or take note of; empty for a question
 * @param details the subject's own words, null where they do not matter or there are none
 */
public record ManualForm(
        String title,
        String owner,
        String instructions,
        List<String> employees,
        Instant answerBy,
        LookFor lookFor,
        Map<String, ItemForm> items,
        List<Reference> references,
        String details) {

    /** @param keys label of a key kind → its values as the holding writes them */
    public record LookFor(String name, LocalDate birthDate, Map<String, Set<String>> keys) {
        @Override
        public String toString() {
            return "LookFor[" + keys.keySet() + "]";
        }
    }

    /** @param reference the field that names the record; comes first among the fields */
    public record ItemForm(String title, String reference, List<Field> fields) {
        public Field field(String name) {
            return fields.stream()
                    .filter(field -> field.name().equals(name))
                    .findFirst()
                    .orElse(null);
        }
    }

    /** @param type {@code text}, {@code number}, {@code boolean} or {@code date}; null for any */
    public record Field(String name, String title, String type, boolean required) {
        /** @param value text, number, boolean or null */
        public boolean takes(Object value) {
            return type == null || SchemaDrift.fits(FieldType.valueOf(type.toUpperCase(Locale.ROOT)), value);
        }
    }

    public record Reference(String type, String reference) {
        @Override
        public String toString() {
            return "Reference[" + type + "]";
        }
    }
}
