package org.dsrhub.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.Map;

/**
 * What people are told of a breach of their data (Art. 34(2)), in the words of who answers for it; in the vault as JSON.
 *
 * @param happened its nature
 * @param consequences that it is likely to have
 * @param measures taken, and what they may do themselves
 */
public record BreachWords(String happened, String consequences, String measures) {
    public String json() {
        try {
            return LedgerJson.MAPPER.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("words are text", e);
        }
    }

    /** As the placeholders of the letter. */
    public static Map<String, Object> values(String json) {
        try {
            BreachWords words = LedgerJson.MAPPER.readValue(json, BreachWords.class);
            return Map.of("happened", words.happened, "consequences", words.consequences, "measures", words.measures);
        } catch (JsonProcessingException e) {
            // The cause may quote them.
            throw new IllegalStateException("the words of a breach cannot be read");
        }
    }

    @Override
    public String toString() {
        return "BreachWords";
    }
}
