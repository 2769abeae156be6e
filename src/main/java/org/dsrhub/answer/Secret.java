package org.dsrhub.answer;

import java.security.SecureRandom;

/** A password that a person can type from paper: five groups of five out of 31 signs, 123 bits. */
final class Secret {
    private static final String SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
    private static final SecureRandom RANDOM = new SecureRandom();

    private Secret() {}

    static String random() {
        StringBuilder secret = new StringBuilder();
        for (int i = 0; i < 25; i++) {
            if (i > 0 && i % 5 == 0) {
                secret.append('-');
            }
            secret.append(SIGNS.charAt(RANDOM.nextInt(SIGNS.length())));
        }
        return secret.toString();
    }
}
