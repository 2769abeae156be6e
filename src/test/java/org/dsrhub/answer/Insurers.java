package org.dsrhub.answer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dsrhub.connector.Connector;
import org.dsrhub.connector.Connectors;
import org.dsrhub.decision.ItemFacts;
import org.dsrhub.request.Action;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.Problem;
import org.dsrhub.request.Right;

/** Four systems of each insurer, as connector files would describe them. */
final class Insurers implements Connectors {
    private final List<Connector> all = new ArrayList<>();

    Insurers() {
        for (String controller : List.of("tryg", "gjensidige-ee")) {
            all.add(connector(controller, "claims", words("Claims", "Skadesager", "Kahjujuhtumid"), claim()));
            all.add(connector(
                    controller, "crm", words("Customer register", "Kunderegister", "Kliendiregister"), customer()));
            all.add(connector(controller, "debts", words("Debt collection", "Inkasso", "Võlgnevused"), debt()));
            all.add(connector(
                    controller,
                    "recordings",
                    words("Call recordings", "Optagede samtaler", "Kõnesalvestised"),
                    recording()));
        }
    }

    static Map<String, String> words(String en, String da, String et) {
        return Map.of("en", en, "da", da, "et", et);
    }

    private static Connector connector(
            String controller, String system, Map<String, String> titles, Connector.ItemType type) {
        return new Connector(
                controller,
                system,
                1,
                Connector.Mode.LIVE,
                titles,
                List.of("D5"),
                "desk",
                "http-json",
                system,
                Map.of(),
                Set.of(KeyKind.NATIONAL_ID, KeyKind.PHONE),
                new Connector.Limits(4, null, null, Duration.ofSeconds(10), null),
                Map.of(Right.ACCESS, Connector.Service.QUERY),
                words(
                        "Handling of insurance matters",
                        "Behandling af forsikringssager",
                        "Kindlustusasjade käsitlemine"),
                List.of("GDPR-6-1-b", "GDPR-9-2-f"),
                List.of(Map.of(Connector.NAME, "Forsikring & Pension")),
                Map.of(type.name(), type),
                Map.of(),
                true,
                null,
                Map.of());
    }

    private static Connector.ItemType type(
            String name,
            Map<String, String> titles,
            String day,
            String retention,
            Map<String, Connector.Field> fields) {
        return new Connector.ItemType(
                name,
                titles,
                Map.of(),
                Map.of(Action.ERASE, "x"),
                "number",
                Map.of(),
                day == null ? Map.of() : Map.of(day, day),
                day,
                null,
                null,
                Map.of(),
                Map.of(),
                Map.of(),
                fields,
                ItemFacts.Provenance.PROVIDED,
                retention,
                null);
    }

    private static Connector.Field field(Map<String, String> titles, String category) {
        return new Connector.Field(titles, category, false, false, Map.of());
    }

    private static Connector.ItemType claim() {
        Map<String, Connector.Field> fields = new LinkedHashMap<>();
        fields.put("claimNumber", field(words("Claim number", "Skadenummer", "Kahjunumber"), "claim"));
        fields.put("notified", field(words("Notified on", "Anmeldt den", "Teatatud"), "claim"));
        fields.put(
                "state",
                new Connector.Field(
                        words("State", "Status", "Olek"),
                        "claim",
                        false,
                        false,
                        Map.of(
                                "OPEN", words("open", "åben", "avatud"),
                                "CLOSED", words("closed", "afsluttet", "lõpetatud"))));
        fields.put("description", field(words("Description", "Beskrivelse", "Kirjeldus"), "communication"));
        fields.put("paid", field(words("Paid amount", "Udbetalt beløb", "Välja makstud summa"), "payment"));
        fields.put("currency", field(words("Currency", "Valuta", "Valuuta"), "claim"));
        fields.put(
                "healthNotes",
                new Connector.Field(
                        words("Health notes", "Helbredsnotat", "Terviseandmed"), "health", false, true, Map.of()));
        fields.put(
                "witness",
                new Connector.Field(words("Witness", "Vidne", "Tunnistaja"), "contact", true, false, Map.of()));
        return type("claim", words("Claim", "Skade", "Kahjujuhtum"), "notified", "DK-CLM", fields);
    }

    private static Connector.ItemType customer() {
        Map<String, Connector.Field> fields = new LinkedHashMap<>();
        fields.put("number", field(words("Customer number", "Kundenummer", "Kliendinumber"), "contract"));
        fields.put("name", field(words("Name", "Navn", "Nimi"), "contact"));
        fields.put("address", field(words("Address", "Adresse", "Aadress"), "address"));
        fields.put(
                "protected",
                field(words("Protected address", "Beskyttet adresse", "Kaitstud aadress"), "address-protection"));
        return type("customer", words("Customer", "Kunde", "Klient"), null, null, fields);
    }

    private static Connector.ItemType debt() {
        Map<String, Connector.Field> fields = new LinkedHashMap<>();
        fields.put("number", field(words("Case number", "Sagsnummer", "Toimiku number"), "debt"));
        fields.put("settled", field(words("Settled on", "Betalt den", "Tasutud"), "debt"));
        return type("debt", words("Debt", "Gæld", "Võlgnevus"), "settled", "EE-DEBT", fields);
    }

    private static Connector.ItemType recording() {
        Map<String, Connector.Field> fields = new LinkedHashMap<>();
        fields.put("number", field(words("Recording number", "Optagelsesnummer", "Salvestise number"), "call"));
        fields.put("recorded", field(words("Recorded at", "Optaget", "Salvestatud"), "call"));
        return type(
                "recording",
                words("Call recording", "Optaget samtale", "Kõnesalvestis"),
                "recorded",
                "EE-CALL",
                fields);
    }

    @Override
    public List<Connector> all() {
        return all;
    }

    @Override
    public List<Connector> of(String controller) {
        return all.stream()
                .filter(connector -> connector.controller().equals(controller))
                .toList();
    }

    @Override
    public Connector get(String controller, String system) {
        return of(controller).stream()
                .filter(connector -> connector.system().equals(system))
                .findFirst()
                .orElseThrow(() -> new Problem("unknown-system", system));
    }
}
