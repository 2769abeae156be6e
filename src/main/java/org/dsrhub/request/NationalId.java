package org.dsrhub.request;

/**
 * A national number exactly as written, with the country that issued it: an Estonian number would pass as a Lithuanian
 * one, and the century sign of a Finnish one is part of the identity.
 *
 * @param country ISO 3166-1 alpha-2, upper case
 * @param value never stripped of signs
 */
public record NationalId(String country, String value) {
    public NationalId {
        if (country == null || !country.matches("[A-Z]{2}")) {
            throw new IllegalArgumentException("country must be two capital letters (ISO 3166-1)");
        }
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException("a national number must not be empty");
        }
        value = value.strip();
    }

    /** Never the number: this record may end in a log. */
    @Override
    public String toString() {
        return "NationalId[" + country + "]";
    }
}
