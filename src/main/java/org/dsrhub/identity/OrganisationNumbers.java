package org.dsrhub.identity;

import java.util.List;

/**
 * Numbers of companies and authorities in FI, SE, DK, NO, EE, LT and LV (paper 06 of the domain). They name who asks or
 * answers, never a data subject.
 */
public final class OrganisationNumbers {
    private static final int[] NORWEGIAN = {3, 2, 7, 6, 5, 4, 3, 2, 1};
    private static final int[] DANISH = {2, 7, 6, 5, 4, 3, 2, 1};
    private static final int[] FINNISH = {7, 9, 10, 5, 8, 4, 2, 1};
    private static final int[] LATVIAN = {9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1};
    private static final List<String> COUNTRIES = List.of("DK", "EE", "FI", "LT", "LV", "NO", "SE");

    private OrganisationNumbers() {}

    /** @param country ISO 3166-1 alpha-2 */
    public static boolean known(String country) {
        return COUNTRIES.contains(country);
    }

    /**
     * Whether the number could have been given out; hyphens and blanks do not count.
     *
     * @param country one of those {@link #known}, else the answer is no
     */
    public static boolean valid(String country, String value) {
        String number = NationalIds.compact(value).replace("-", "");
        if (!NumberSystem.digits(number, 0, number.length())) {
            return false;
        }
        return switch (country) {
            case "FI" -> number.length() == 8 && NumberSystem.weighted(number, FINNISH) % 11 == 0;
            case "DK" ->
                number.length() == 8 && number.charAt(0) != '0' && NumberSystem.weighted(number, DANISH) % 11 == 0;
            case "NO" -> number.length() == 9 && NumberSystem.weighted(number, NORWEGIAN) % 11 == 0;
            // The third digit tells it from a personal number, whose month is below 20.
            case "SE" -> number.length() == 10 && number.charAt(2) >= '2' && SwedishNumber.luhn(number);
            case "EE" -> number.length() == 8 && twoRounds(number);
            case "LT" -> (number.length() == 9 || number.length() == 7) && twoRounds(number);
            case "LV" ->
                number.length() == 11 && number.charAt(0) > '3' && NumberSystem.weighted(number, LATVIAN) % 11 == 3;
            default -> false;
        };
    }

    /** Weights 1, 2, 3 …; where they leave ten, weights 3, 4, 5 …; ten again is nought. */
    private static boolean twoRounds(String number) {
        int check = round(number, 1);
        if (check == 10) {
            check = round(number, 3);
        }
        return check % 10 == number.charAt(number.length() - 1) - '0';
    }

    private static int round(String number, int first) {
        int sum = 0;
        for (int i = 0; i < number.length() - 1; i++) {
            sum += (number.charAt(i) - '0') * ((first + i - 1) % 9 + 1);
        }
        return sum % 11;
    }
}
