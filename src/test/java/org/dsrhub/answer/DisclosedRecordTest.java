package org.dsrhub.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.dsrhub.connector.Connector;
import org.dsrhub.datacontroller.ControllerFolders;
import org.dsrhub.datacontroller.DataController;
import org.dsrhub.datacontroller.HubHome;
import org.dsrhub.decision.Decision;
import org.dsrhub.decision.ItemFacts;
import org.dsrhub.decision.Outcome;
import org.dsrhub.ledger.Item;
import org.dsrhub.ledger.Items;
import org.dsrhub.ledger.OnBehalf;
import org.dsrhub.ledger.Redactions.Redaction;
import org.dsrhub.request.Right;
import org.dsrhub.request.Subject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a rule alone redacts: what a field about others holds stands nowhere else either. */
class DisclosedRecordTest {
    private static final DataController TRYG = ControllerFolders.read(new HubHome(Path.of(".")), List.of("tryg"))
            .controllers()
            .get("tryg");
    private static final Map<String, Connector> CONNECTORS =
            new Insurers().of("tryg").stream().collect(Collectors.toMap(Connector::system, Function.identity()));

    @Property(tries = 300)
    void whateverAFieldAboutOthersHoldsStandsNowhereElse(
            @ForAll("values") List<Object> values, @ForAll("words") String before, @ForAll("words") String after) {
        Object witness = values.size() == 1 ? values.get(0) : values;
        StringBuilder text = new StringBuilder(before);
        values.forEach(value -> text.append(", ").append(value).append(". ").append(after));
        Map<String, Object> record = new LinkedHashMap<>();
        record.put("claimNumber", values.get(0));
        record.put("description", text.toString().toUpperCase(java.util.Locale.ROOT));
        record.put("healthNotes", Map.of(values.get(0).toString(), List.of(text.toString())));
        record.put("witness", witness);

        DisclosedRecord disclosed = DisclosedRecord.of(claim(text.toString(), record), dossier("Lars Nørgaard"));
        String shown = BlackOut.compact(
                (disclosed.fields() + " " + disclosed.blackOut().apply(text.toString())).replace(BlackOut.BAR, "|"));

        for (Object value : values) {
            assertThat(shown).doesNotContain(BlackOut.compact(value.toString()));
        }
        assertThat(disclosed.fields().get("description").toString().toLowerCase(java.util.Locale.ROOT))
                .as("the rest stays")
                .startsWith(before);
    }

    @ParameterizedTest(name = "{0} in: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "Villy Vidne | Vidnet Villy så det | ██████ ██████ så det",
                "Antti Virtanen | Soitin Virtaselle, Antin auto | Soitin ██████, ██████ auto",
                "Jüri Kukk | Helistasin Kukele ja Kukkele; kuke hääl | Helistasin Kukele ja ██████; kuke hääl",
                "Petras Jonaitis | Jonaičio automobilis | ██████ automobilis",
                "Anders Ek | andet vidne så Anders' bil | andet vidne så ██████' bil",
                "Mia Nørgaard | Lars Nørgaard og Mia Nørgaard, Mia | Lars Nørgaard og ██████, ██████",
            })
    void namesAreHiddenWordByWordAndInTheirCases(String witness, String text, String shown) {
        DisclosedRecord disclosed = DisclosedRecord.of(
                claim("S-1", Map.of("description", text, "witness", witness)), dossier("Lars Nørgaard"));

        assertThat(disclosed.fields()).containsEntry("description", shown).containsEntry("witness", null);
    }

    @Test
    void whatNeedsNoRedactionShowsItsWords() {
        Reported whole = new Reported(
                item("S-1", Map.of("description", "Villy Vidne", "witness", "Villy Vidne")),
                0,
                decided(Outcome.DISCLOSE),
                null,
                null,
                Redaction.NONE);

        assertThat(DisclosedRecord.of(whole, dossier("Lars Nørgaard")).fields())
                .containsEntry("description", "Villy Vidne")
                .containsEntry("witness", "Villy Vidne");
    }

    @Provide
    Arbitrary<List<Object>> values() {
        Arbitrary<String> name = Combinators.combine(
                        Arbitraries.strings().withChars("XYZØÅ").ofLength(1),
                        Arbitraries.strings()
                                .withChars("xyzøåéž")
                                .ofMinLength(1)
                                .ofMaxLength(8))
                .as((first, rest) -> first + rest);
        Arbitrary<Object> names = Combinators.combine(name, name).as((first, last) -> first + " " + last);
        Arbitrary<Object> numbers = Arbitraries.strings()
                .withChars("123456789")
                .ofMinLength(3)
                .ofMaxLength(11)
                .map(digits -> digits);
        Arbitrary<Object> amounts = Arbitraries.integers().between(100, 999_999).map(amount -> amount);
        return Arbitraries.oneOf(names, numbers, amounts).list().ofMinSize(1).ofMaxSize(3);
    }

    @Provide
    Arbitrary<String> words() {
        return Arbitraries.strings()
                .withChars("abcdefg")
                .ofMinLength(3)
                .ofMaxLength(7)
                .list()
                .ofMinSize(1)
                .ofMaxSize(5)
                .map(words -> String.join(" ", words));
    }

    private static Reported claim(String reference, Map<String, Object> record) {
        return new Reported(item(reference, record), 0, decided(Outcome.REDACT), null, null, Redaction.NONE);
    }

    private static Item item(String reference, Map<String, Object> record) {
        ItemFacts facts = new ItemFacts(
                "claims", "D5", "claim", null, null, null, Map.of(), null, Map.of(), null, null, Set.of());
        return new Item(UUID.randomUUID(), "claims", "claim", reference, facts, record, new ArrayList<>());
    }

    private static Items.DecidedItem decided(Outcome outcome) {
        return new Items.DecidedItem(
                UUID.randomUUID(),
                "claims",
                "claim",
                Right.ACCESS,
                new Decision(outcome, "none", 0, null, "GDPR-15-4", "", "redacted", false, false),
                "rules",
                null);
    }

    private static Dossier dossier(String subject) {
        return new Dossier(
                null,
                0,
                TRYG,
                LetterTexts.in("en"),
                new Subject(subject, null, null, List.of(), null),
                List.of(),
                CONNECTORS,
                Map.of(),
                LocalDate.of(2026, 12, 1),
                null,
                OnBehalf.of(List.of()),
                new Dossier.Joint(List.of(), List.of()),
                Dossier.Measured.NOTHING,
                List.of());
    }
}
