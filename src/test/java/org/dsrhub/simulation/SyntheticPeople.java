package org.dsrhub.simulation;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * People who never lived, the same at each run. Danish numbers are replacement numbers (day + 60), Estonian ones belong
 * to people born in the 2090s, telephone numbers and mail addresses to nobody.
 */
public final class SyntheticPeople {
    public static final String TRYG = "tryg";
    public static final String GJENSIDIGE_EE = "gjensidige-ee";
    public static final int CUSTOMERS = 100;

    private static final LocalDate TODAY = LocalDate.of(2026, 12, 1);
    private static final String[] DANISH_FIRST = {
        "Asta", "Birk", "Dagny", "Ejnar", "Frode", "Gerda", "Hjalmar", "Ingeborg", "Jørgen", "Åse"
    };
    private static final String[] DANISH_LAST = {
        "Æblegård",
        "Bøgelund",
        "Dyrehave",
        "Enghøj",
        "Fyrrekilde",
        "Granlund",
        "Havnsø",
        "Ibsgård",
        "Klitmose",
        "Ørnebjerg"
    };
    private static final String[] ESTONIAN_FIRST = {
        "Aadu", "Elts", "Helje", "Imbi", "Juta", "Kalju", "Leili", "Mihkel", "Õie", "Ülo"
    };
    private static final String[] ESTONIAN_LAST = {
        "Allikas",
        "Haavapuu",
        "Järvesuu",
        "Kõrgemägi",
        "Lepalind",
        "Männisalu",
        "Õunaaed",
        "Põdramets",
        "Sõstar",
        "Üksjalg"
    };
    private static final String[] PRODUCTS = {"HOME", "MOTOR", "TRAVEL", "ACCIDENT"};

    private SyntheticPeople() {}

    /** Lars Nørgaard of tryg: protected address, property policy long ended, asks for access. */
    public static SyntheticPerson p3() {
        SyntheticPerson lars = SyntheticPerson.of(
                        TRYG,
                        "T100003",
                        "DK",
                        "721283-1403",
                        "Lars Nørgaard",
                        LocalDate.of(1983, 12, 12),
                        "lars.noergaard@mail.example",
                        "+4520000301",
                        LocalDate.of(2015, 1, 1),
                        "Skjulestien 3, 9999 Eksempelby")
                .withProtectedAddress();
        lars.policies()
                .add(new SyntheticPerson.Policy(
                        "TP10000301",
                        "HOME",
                        LocalDate.of(2012, 1, 1),
                        LocalDate.of(2020, 1, 1),
                        new BigDecimal("3120.00"),
                        "House at the previous address",
                        null));
        lars.quotes()
                .add(new SyntheticPerson.Quote(
                        "TQ10000301",
                        LocalDate.of(2026, 1, 10),
                        "HOME",
                        new BigDecimal("2890.00"),
                        false,
                        false,
                        "Flat of 62 m2"));
        lars.recordings()
                .add(new SyntheticPerson.Recording(
                        "TR10000301",
                        LocalDateTime.parse("2026-03-01T09:12:00"),
                        "DOCUMENTATION",
                        null,
                        "Gerda Granlund",
                        "The customer asks what his old policy covered.",
                        0));
        lars.consents()
                .add(new SyntheticPerson.Consent("TC10000301", "EMAIL", "MARKETING", LocalDate.of(2024, 5, 2), null));
        lars.chats()
                .add(new SyntheticPerson.Chat(
                        "TH10000301", LocalDateTime.parse("2026-05-01T12:30:00"), "How do I get my documents?", null));
        lars.feed()
                .add(new SyntheticPerson.FeedLine(
                        "TP10000301", "", "99990000000301", 45_000, LocalDate.of(2019, 3, 15)));
        return lars;
    }

    /** Liis Tamm of gjensidige-ee: open and old claims, calls, a debt paid long ago, asks for erasure. */
    public static SyntheticPerson p10() {
        SyntheticPerson liis = SyntheticPerson.of(
                GJENSIDIGE_EE,
                "G100010",
                "EE",
                "69702140012",
                "Liis Tamm",
                LocalDate.of(2097, 2, 14),
                "liis.tamm@mail.example",
                "+37250000010",
                LocalDate.of(2010, 1, 1),
                "Näidise tee 10, 99999 Näidisküla");
        liis.policies()
                .add(new SyntheticPerson.Policy(
                        "GP10001001",
                        "MOTOR",
                        LocalDate.of(2020, 4, 1),
                        null,
                        new BigDecimal("310.50"),
                        "Car 000 XXX",
                        null));
        liis.claims()
                .add(new SyntheticPerson.Claim(
                        "GC10001001",
                        "GP10001001",
                        "MOTOR",
                        LocalDate.of(2026, 9, 5),
                        LocalDate.of(2026, 9, 6),
                        null,
                        "Collision at a crossing",
                        null,
                        "Jaan Saar",
                        BigDecimal.ZERO));
        liis.claims()
                .add(new SyntheticPerson.Claim(
                        "GC10001002",
                        null,
                        "TRAVEL",
                        LocalDate.of(2014, 3, 20),
                        LocalDate.of(2014, 3, 28),
                        LocalDate.of(2014, 4, 30),
                        "Suitcase lost on a journey",
                        null,
                        null,
                        new BigDecimal("240.00")));
        liis.recordings()
                .add(new SyntheticPerson.Recording(
                        "GR10001001",
                        LocalDateTime.parse("2015-06-01T08:00:00"),
                        "DOCUMENTATION",
                        null,
                        "Kalju Sõstar",
                        null,
                        0));
        liis.recordings()
                .add(new SyntheticPerson.Recording(
                        "GR10001002",
                        LocalDateTime.parse("2026-09-20T10:00:00"),
                        "DOCUMENTATION",
                        null,
                        "Juta Allikas",
                        "The customer describes the collision.",
                        0));
        liis.debts()
                .add(new SyntheticPerson.Debt(
                        "GD10001001",
                        new BigDecimal("182.40"),
                        "EUR",
                        LocalDate.of(2018, 6, 1),
                        LocalDate.of(2019, 2, 28)));
        liis.quotes()
                .add(new SyntheticPerson.Quote(
                        "GQ10001001",
                        LocalDate.of(2024, 5, 10),
                        "HOME",
                        new BigDecimal("98.00"),
                        false,
                        false,
                        "Summer house"));
        liis.consents()
                .add(new SyntheticPerson.Consent("GK10001001", "EMAIL", "MARKETING", LocalDate.of(2025, 1, 15), null));
        liis.carts().add(new SyntheticPerson.Cart("GB10001001", LocalDate.of(2026, 11, 29), "Bicycle"));
        return liis;
    }

    /** Mari Kask of gjensidige-ee, who withdraws her consent to marketing. */
    public static SyntheticPerson pw() {
        SyntheticPerson mari = SyntheticPerson.of(
                GJENSIDIGE_EE,
                "G100011",
                "EE",
                isikukood(6, LocalDate.of(2095, 8, 21), 11),
                "Mari Kask",
                LocalDate.of(2095, 8, 21),
                "mari.kask@mail.example",
                "+37250000011",
                LocalDate.of(2018, 5, 1),
                "Näidise tee 11, 99999 Näidisküla");
        mari.policies()
                .add(new SyntheticPerson.Policy(
                        "GP10001101", "HOME", LocalDate.of(2022, 2, 1), null, new BigDecimal("120.00"), "Flat", null));
        mari.consents()
                .add(new SyntheticPerson.Consent("GK10001101", "EMAIL", "MARKETING", LocalDate.of(2026, 2, 3), null));
        return mari;
    }

    /** The hundred ordinary customers of a controller. */
    public static List<SyntheticPerson> customers(String controller) {
        return IntStream.range(0, CUSTOMERS)
                .mapToObj(i -> customer(controller, i))
                .toList();
    }

    /**
     * An ordinary customer with something in every system; the more than a hundred that loads need come from the same
     * place.
     *
     * @param i 0 to 8999
     */
    public static SyntheticPerson customer(String controller, int i) {
        if (i < 0 || i > 8999) {
            throw new IllegalArgumentException("customers are numbered 0 to 8999");
        }
        boolean danish = controller.equals(TRYG);
        LocalDate since = LocalDate.of(2008 + i % 15, 1 + i % 12, 1 + i % 28);
        String first = (danish ? DANISH_FIRST : ESTONIAN_FIRST)[i % 10];
        String last = (danish ? DANISH_LAST : ESTONIAN_LAST)[i / 10 % 10];
        LocalDate born = LocalDate.of((danish ? 1940 : 2090) + (danish ? i % 60 : i % 10), 1 + i / 28 % 12, 1 + i % 28);
        SyntheticPerson person = SyntheticPerson.of(
                controller,
                (danish ? "T" : "G") + String.format("%06d", i + 1),
                danish ? "DK" : "EE",
                danish ? replacementCpr(born, 1000 + i % 1000) : isikukood(5 + i % 2, born, 100 + i / 280 % 900),
                first + " " + last,
                born,
                mailbox(first) + "." + mailbox(last) + "." + (i + 1) + "@mail.example",
                danish ? "+452000" + (1000 + i) : "+3725000" + (1000 + i),
                since,
                (danish ? "Eksempelvej " : "Näidise tänav ")
                        + (i + 1)
                        + (danish ? ", 9999 Eksempelby" : ", 99999 Näidisküla"));
        addRecords(person, i, since, danish);
        return person;
    }

    /** A person each of whose texts holds the token: it must turn up nowhere but in the decrypted package. */
    public static SyntheticPerson canary(String controller, String token) {
        boolean danish = controller.equals(TRYG);
        LocalDate born = danish ? LocalDate.of(1977, 7, 7) : LocalDate.of(2099, 9, 9);
        int serial = 100 + Math.floorMod(token.hashCode(), 800);
        String mark = token.toLowerCase(java.util.Locale.ROOT);
        LocalDate since = LocalDate.of(2016, 1, 1);
        SyntheticPerson person = SyntheticPerson.of(
                        controller,
                        (danish ? "T" : "G") + "9" + String.format("%05d", Math.floorMod(token.hashCode(), 100_000)),
                        danish ? "DK" : "EE",
                        danish ? replacementCpr(born, 1000 + serial) : isikukood(6, born, serial),
                        token + "name " + token + "family",
                        born,
                        mark + "@canary.example",
                        (danish ? "+4520009" : "+37250009") + serial,
                        since,
                        token + "street 1, 9999 " + token + "town")
                .withFormerName(token + "name " + token + "former");
        LocalDateTime recently = TODAY.minusMonths(2).atTime(10, 0);
        BigDecimal amount = new BigDecimal("777.77");
        person.policies()
                .add(new SyntheticPerson.Policy(
                        token + "P", "HOME", since, null, amount, token + "object", token + "coinsured"));
        person.quotes()
                .add(new SyntheticPerson.Quote(
                        token + "Q", TODAY.minusMonths(1), "HOME", amount, false, false, token + "quoted"));
        person.carts().add(new SyntheticPerson.Cart(token + "B", TODAY.minusDays(2), token + "basket"));
        person.claims()
                .add(new SyntheticPerson.Claim(
                        token + "C",
                        token + "P",
                        "HOME",
                        TODAY.minusYears(1),
                        TODAY.minusYears(1),
                        TODAY.minusMonths(6),
                        token + "description",
                        token + "health",
                        token + "witness",
                        amount));
        person.recordings()
                .add(new SyntheticPerson.Recording(
                        token + "R", recently, "DOCUMENTATION", token + "C", token + "agent", token + "transcript", 0));
        person.debts()
                .add(new SyntheticPerson.Debt(
                        token + "D", amount, danish ? "DKK" : "EUR", TODAY.minusYears(2), TODAY.minusYears(1)));
        person.consents()
                .add(new SyntheticPerson.Consent(token + "K", "EMAIL", "MARKETING", TODAY.minusYears(1), null));
        if (danish) {
            person.chats().add(new SyntheticPerson.Chat(token + "H", recently, token + "chat", null));
            person.feed()
                    .add(new SyntheticPerson.FeedLine(
                            (token + "P").substring(0, Math.min(12, token.length() + 1)),
                            token + "feed",
                            "99990000000777",
                            777,
                            TODAY.minusYears(1)));
        }
        return person;
    }

    /** Adds a recording with an audio file of that many bytes, made up while it is written. */
    public static SyntheticPerson withAudio(SyntheticPerson person, long bytes) {
        person.recordings()
                .add(new SyntheticPerson.Recording(
                        "BIG" + person.customerNumber(),
                        LocalDateTime.parse("2026-10-01T10:00:00"),
                        "DOCUMENTATION",
                        null,
                        "Gerda Granlund",
                        null,
                        bytes));
        return person;
    }

    private static void addRecords(SyntheticPerson person, int i, LocalDate since, boolean danish) {
        String prefix = danish ? "T" : "G";
        String number = String.format("%06d", i + 1);
        String product = PRODUCTS[i % PRODUCTS.length];
        String policy = prefix + "P" + number + "01";
        LocalDate ended = i % 3 == 0 ? since.plusYears(3) : null;
        person.policies()
                .add(new SyntheticPerson.Policy(
                        policy, product, since, ended, new BigDecimal(100 + i), "Object " + number, null));
        if (i % 4 == 0) {
            person.policies()
                    .add(new SyntheticPerson.Policy(
                            prefix + "P" + number + "02",
                            "HOME",
                            since.plusYears(1),
                            null,
                            new BigDecimal(200 + i),
                            "Home " + number,
                            null));
        }
        for (int n = 0; n < i % 4; n++) {
            LocalDate occurred = since.plusMonths(6L * (n + 1));
            person.claims()
                    .add(new SyntheticPerson.Claim(
                            prefix + "C" + number + "0" + (n + 1),
                            policy,
                            product,
                            occurred,
                            occurred.plusDays(3),
                            n == 0 && i % 10 == 7 ? null : occurred.plusDays(60),
                            "Damage number " + (n + 1),
                            product.equals("ACCIDENT") ? "A sprained ankle" : null,
                            n == 1 ? "Vidne " + number : null,
                            new BigDecimal(50 * (n + 1))));
        }
        person.quotes()
                .add(new SyntheticPerson.Quote(
                        prefix + "Q" + number + "01",
                        TODAY.minusDays(20L * (1 + i % 40)),
                        "HOME",
                        new BigDecimal(90 + i),
                        i % 9 == 0,
                        i % 5 == 0,
                        "Home " + number));
        if (!danish && i % 5 == 0) {
            person.carts().add(new SyntheticPerson.Cart("GB" + number + "01", TODAY.minusDays(i % 6), "Bicycle"));
        }
        if (i % 2 == 0) {
            person.recordings()
                    .add(new SyntheticPerson.Recording(
                            prefix + "R" + number + "01",
                            TODAY.minusDays(30L + 9L * (i % 80)).atTime(9, i % 60),
                            i % 4 == 0 ? "QUALITY" : "DOCUMENTATION",
                            null,
                            "Agent " + (i % 7),
                            null,
                            0));
        }
        if (i % 6 == 0) {
            LocalDate opened = since.plusYears(2);
            person.debts()
                    .add(new SyntheticPerson.Debt(
                            prefix + "D" + number + "01",
                            new BigDecimal(75 + i),
                            danish ? "DKK" : "EUR",
                            opened,
                            i % 12 == 0 ? opened.plusMonths(5) : null));
        }
        person.consents()
                .add(new SyntheticPerson.Consent(
                        prefix + "K" + number + "01",
                        i % 2 == 0 ? "EMAIL" : "SMS",
                        "MARKETING",
                        TODAY.minusDays(100L + i),
                        i % 8 == 0 ? TODAY.minusDays(50) : null));
        if (danish) {
            person.chats()
                    .add(new SyntheticPerson.Chat(
                            "TH" + number + "01",
                            TODAY.minusDays(15L + i).atTime(14, i % 60),
                            "A question about policy " + policy,
                            null));
            if (i % 3 == 1) {
                person.feed()
                        .add(new SyntheticPerson.FeedLine(
                                policy,
                                person.address(),
                                "9999" + String.format("%010d", i),
                                1000L * i,
                                LocalDate.of(2019 + i % 5, 3, 15)));
            }
        }
    }

    /** A Danish replacement number: day + 60. */
    static String replacementCpr(LocalDate born, int serial) {
        return String.format(
                "%02d%02d%02d-%04d", born.getDayOfMonth() + 60, born.getMonthValue(), born.getYear() % 100, serial);
    }

    /** An Estonian personal code with its check digit (two rounds of weights, mod 11). */
    static String isikukood(int first, LocalDate born, int serial) {
        String digits = String.format(
                "%d%02d%02d%02d%03d", first, born.getYear() % 100, born.getMonthValue(), born.getDayOfMonth(), serial);
        int check = weighted(digits, 1);
        if (check == 10) {
            check = weighted(digits, 3);
        }
        return digits + (check == 10 ? 0 : check);
    }

    private static int weighted(String digits, int firstWeight) {
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            sum += (digits.charAt(i) - '0') * ((firstWeight - 1 + i) % 9 + 1);
        }
        return sum % 11;
    }

    private static String mailbox(String name) {
        String plain = name.toLowerCase(java.util.Locale.ROOT)
                .replace("æ", "ae")
                .replace("ø", "oe")
                .replace("å", "aa");
        return java.text.Normalizer.normalize(plain, java.text.Normalizer.Form.NFD)
                .replaceAll("[^a-z]", "");
    }

    /** All whom the demo knows: the personas and the hundred others of each controller. */
    public static List<SyntheticPerson> everybody() {
        List<SyntheticPerson> all = new ArrayList<>(List.of(p3(), p10(), pw()));
        all.addAll(customers(TRYG));
        all.addAll(customers(GJENSIDIGE_EE));
        return all;
    }
}
