package org.dsrhub.answer;

import java.util.List;

/**
 * What the letter with the password needs; sealed in the vault beside the package.
 *
 * @param address empty where none is known or where it is protected: then a clerk addresses the letter
 */
record Envelope(String secret, String name, List<String> address) {
    Envelope {
        address = address == null ? List.of() : List.copyOf(address);
    }

    /** Never the secret: this record may end in a log. */
    @Override
    public String toString() {
        return "Envelope[]";
    }
}
