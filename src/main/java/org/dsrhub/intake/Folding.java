package org.dsrhub.intake;

import java.text.Normalizer;
import java.util.Locale;

/** The form in which words are compared: small letters without marks, as many people write without them. */
final class Folding {
    private Folding() {}

    static String lower(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    }

    /** Of a word in small letters. A Cyrillic mark makes another letter, so only the dots of ё go. */
    static String fold(String lower) {
        boolean plain = true;
        for (int i = 0; plain && i < lower.length(); i++) {
            char c = lower.charAt(i);
            plain = c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-';
        }
        if (plain) {
            return lower;
        }
        StringBuilder folded = new StringBuilder(lower.length());
        for (int i = 0; i < lower.length(); i++) {
            char c = lower.charAt(i);
            switch (c) {
                case 'ø' -> folded.append('o');
                case 'æ' -> folded.append("ae");
                case 'ß' -> folded.append("ss");
                case 'ł' -> folded.append('l');
                case 'đ', 'ð' -> folded.append('d');
                case 'ё' -> folded.append('е');
                case '\'', '’', '`', '´' -> {}
                default -> {
                    if (c < 0xC0 || c >= 0x400) {
                        folded.append(c);
                    } else {
                        String parts = Normalizer.normalize(String.valueOf(c), Normalizer.Form.NFD);
                        folded.append(parts.charAt(0));
                    }
                }
            }
        }
        return folded.toString();
    }

    /** @return what a folded word is where its writer had no å, ø and ä, null where that is the same */
    static String respelt(String folded) {
        if (!folded.contains("aa") && !folded.contains("oe")) {
            return null;
        }
        return folded.replace("aa", "a").replace("oe", "o");
    }
}
