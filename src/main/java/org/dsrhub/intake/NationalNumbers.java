package org.dsrhub.intake;

import org.dsrhub.request.NationalId;

/** TO BE REPLACED by org.dsrhub.identity.NationalIds. */
final class NationalNumbers {
    private NationalNumbers() {}

    static boolean valid(NationalId id) {
        return id.value().matches("[0-9A-Z+-]{6,20}");
    }
}
