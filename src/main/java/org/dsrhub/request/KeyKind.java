package org.dsrhub.request;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a system can be searched by and a record be matched on. Written in kebab case ({@code national-id}) in files. */
public enum KeyKind {
    NATIONAL_ID,
    NAME,
    BIRTH_DATE,
    EMAIL,
    PHONE,
    CUSTOMER_NUMBER,
    POLICY_NUMBER,
    CLAIM_NUMBER,
    QUOTE_NUMBER,
    MEMBER_NUMBER,
    VEHICLE_PLATE,
    ACCOUNT,
    COOKIE,
    IP_ADDRESS,
    SESSION,
    REFERENCE;

    @JsonValue
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** @throws IllegalArgumentException where no kind has that label */
    @JsonCreator
    public static KeyKind of(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
