package org.dsrhub.connector;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import java.util.List;

/** How a system writes a key: one step on the way from the hub's form to the system's. */
public enum KeyForm {
    /** {@code 010203-1234} is {@code 0102031234}; the Finnish {@code -} and {@code A} too */
    WITHOUT_HYPHEN {
        @Override
        String apply(String value, String country) {
            return value.replace("-", "").replace("+", "");
        }
    },
    /** {@code 0102031234} is {@code 010203-1234}: before the last four digits, in Latvia the last five */
    WITH_HYPHEN {
        @Override
        String apply(String value, String country) {
            int tail = "LV".equals(country) ? 5 : 4;
            return value.indexOf('-') >= 0 || value.length() <= tail
                    ? value
                    : value.substring(0, value.length() - tail) + "-" + value.substring(value.length() - tail);
        }
    },
    /** a Finnish number without {@code +}, {@code -} or {@code A}: {@code 131052308T} */
    WITHOUT_CENTURY_SIGN {
        @Override
        String apply(String value, String country) {
            return value.length() == 11 && !Character.isDigit(value.charAt(6))
                    ? value.substring(0, 6) + value.substring(7)
                    : value;
        }
    },
    /** a Swedish number without its century: {@code 5707099805} */
    TEN_DIGITS {
        @Override
        String apply(String value, String country) {
            String digits = digits(value);
            return digits.length() == 12 ? digits.substring(2) : digits;
        }
    },
    /** a Swedish number with its century, as the hub keeps it */
    TWELVE_DIGITS {
        @Override
        String apply(String value, String country) {
            return digits(value);
        }
    },
    /** a telephone number as it is dialled at home, digits only: {@code 0401234567} */
    NATIONAL {
        @Override
        String apply(String value, String country) {
            return phone(value, country, PhoneNumberFormat.NATIONAL);
        }
    },
    /** without country code and without the zero that is dialled at home: {@code 401234567} */
    WITHOUT_COUNTRY_CODE {
        @Override
        String apply(String value, String country) {
            try {
                return PHONES.getNationalSignificantNumber(PHONES.parse(value, country));
            } catch (NumberParseException e) {
                return value;
            }
        }
    },
    /** {@code 4520123456} */
    INTERNATIONAL_DIGITS {
        @Override
        String apply(String value, String country) {
            return phone(value, country, PhoneNumberFormat.E164);
        }
    },
    /** {@code 004520123456} */
    INTERNATIONAL_00 {
        @Override
        String apply(String value, String country) {
            return "00" + phone(value, country, PhoneNumberFormat.E164);
        }
    },
    /** for a column of numbers that lost them: {@code 0102031234} is {@code 102031234} */
    WITHOUT_LEADING_ZEROS {
        @Override
        String apply(String value, String country) {
            return value.replaceFirst("^0+(?=.)", "");
        }
    },
    UPPER_CASE {
        @Override
        String apply(String value, String country) {
            return value.toUpperCase(java.util.Locale.ROOT);
        }
    },
    LOWER_CASE {
        @Override
        String apply(String value, String country) {
            return value.toLowerCase(java.util.Locale.ROOT);
        }
    };

    private static final PhoneNumberUtil PHONES = PhoneNumberUtil.getInstance();

    /** @param value in the hub's form; what is no such key stays as it is */
    abstract String apply(String value, String country);

    static String apply(List<KeyForm> forms, String value, String country) {
        String written = value;
        for (KeyForm form : forms) {
            written = form.apply(written, country);
        }
        return written;
    }

    /**
     * Gives a record's key the zeros back that its system lost. No other step is undone: what they leave out is told apart
     * where keys are compared.
     *
     * @param like a key of the subject, which tells how long such a key is
     */
    static String restored(List<KeyForm> forms, String written, String like, String country) {
        if (!forms.contains(WITHOUT_LEADING_ZEROS) || !written.chars().allMatch(Character::isDigit)) {
            return written;
        }
        List<KeyForm> others =
                forms.stream().filter(form -> form != WITHOUT_LEADING_ZEROS).toList();
        int missing = apply(others, like, country).length() - written.length();
        return missing > 0 ? "0".repeat(missing) + written : written;
    }

    private static String digits(String value) {
        StringBuilder digits = new StringBuilder();
        value.chars().filter(Character::isDigit).forEach(digit -> digits.append((char) digit));
        return digits.toString();
    }

    private static String phone(String value, String country, PhoneNumberFormat format) {
        try {
            PhoneNumber number = PHONES.parse(value, country);
            return digits(PHONES.format(number, format));
        } catch (NumberParseException e) {
            return value;
        }
    }
}
