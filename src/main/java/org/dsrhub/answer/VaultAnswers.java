package org.dsrhub.answer;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dsrhub.datacontroller.Authority;
import org.dsrhub.datacontroller.DataController;
import org.dsrhub.datacontroller.DataControllers;
import org.dsrhub.datacontroller.LegalClock;
import org.dsrhub.request.Channel;
import org.dsrhub.request.Need;
import org.dsrhub.request.Right;
import org.dsrhub.vault.Vault;
import org.dsrhub.vault.VaultException;
import org.springframework.stereotype.Component;

/** Packages as the ledger lists them and the vault keeps them. */
@Component
class VaultAnswers implements Answers {
    /** Between the same text in two languages. */
    private static final String NEXT_LANGUAGE = "\n\n* * *\n\n";

    private final PackageRows rows;
    private final Vault vault;
    private final Dossiers dossiers;
    private final DataControllers controllers;
    private final LegalClock clock;
    private final ObjectMapper json = JsonMapper.builder().build();

    VaultAnswers(PackageRows rows, Vault vault, Dossiers dossiers, DataControllers controllers, LegalClock clock) {
        this.rows = rows;
        this.vault = vault;
        this.dossiers = dossiers;
        this.controllers = controllers;
        this.clock = clock;
    }

    @Override
    public Optional<Packed> latest(UUID requestId) {
        List<Packed> unsent = rows.unsent(requestId);
        return unsent.isEmpty() ? rows.newest(requestId) : Optional.of(unsent.get(unsent.size() - 1));
    }

    @Override
    public List<Packed> unsent(UUID requestId) {
        return rows.unsent(requestId);
    }

    @Override
    public void sent(Packed packed) {
        rows.sent(packed.requestId(), packed.round());
    }

    @Override
    public boolean returned(UUID requestId, String messageId) {
        return rows.returned(requestId, messageId);
    }

    @Override
    public InputStream read(Packed packed) throws IOException {
        return vault.read(packed.blobId());
    }

    @Override
    public String secret(Packed packed) {
        return envelope(packed).secret();
    }

    private Envelope envelope(Packed packed) {
        try (InputStream in = vault.read(rows.secretBlob(packed.requestId(), packed.round()))) {
            return json.readValue(in, Envelope.class);
        } catch (IOException e) {
            throw new VaultException(
                    "package-secret", "check the vault folder: the package's password is unreadable", e);
        }
    }

    @Override
    public void writeSecretLetter(Packed packed, OutputStream to) throws IOException {
        Dossier dossier = dossiers.of(packed.requestId(), packed.round());
        Envelope envelope = envelope(packed);
        Text text = text(
                dossier.request().controller(),
                dossier.request().brand(),
                "secret-letter",
                dossier.request().language(),
                Map.of("caseNumber", dossier.request().caseNumber()));
        Letter.Section section = new Letter.Section((String) null);
        List<String> paragraphs = List.of(text.body().split("\n\n"));
        section.text(paragraphs.get(0)).secret(envelope.secret());
        paragraphs.stream().skip(1).forEach(section::text);
        List<String> lines = new ArrayList<>();
        Stream.concat(Stream.ofNullable(envelope.name()), envelope.address().stream())
                .forEach(lines::add);
        PdfWriter.write(
                LetterLayout.html(CoverLetter.envelope(
                        dossier, dossier.subject().name(), text.subject(), lines, List.of(section))),
                to);
    }

    @Override
    public void writeLetter(UUID requestId, Text text, OutputStream to) throws IOException {
        Dossier dossier = dossiers.of(requestId, 0);
        String name = dossier.addressee();
        PdfWriter.write(LetterLayout.html(paper(dossier, text, name == null ? List.of() : List.of(name))), to);
    }

    /** A mail's text as a letter, whose own greeting and closing stand for the text's. */
    static Letter paper(Dossier dossier, Text text, List<String> lines) {
        Letter.Section section = new Letter.Section((String) null);
        for (String body : text.body().split(Pattern.quote(NEXT_LANGUAGE))) {
            String[] paragraphs = body.split("\n\n");
            if (!section.blocks().isEmpty()) {
                section.text(NEXT_LANGUAGE.strip());
            }
            for (int i = 1; i < paragraphs.length - 1; i++) {
                paragraph(section, paragraphs[i]);
            }
        }
        return CoverLetter.envelope(dossier, dossier.addressee(), text.subject(), lines, List.of(section));
    }

    /** Lines that begin with a dash become a list: a paragraph on paper has no lines of its own. */
    private static void paragraph(Letter.Section section, String paragraph) {
        List<String> lines = List.of(paragraph.split("\n"));
        if (lines.stream().allMatch(line -> line.startsWith("- "))) {
            section.list(lines.stream().map(line -> line.substring(2)).toList());
        } else {
            section.text(paragraph);
        }
    }

    @Override
    public Text text(String controllerId, String brand, String kind, String language, Map<String, Object> values) {
        DataController controller = controllers.get(controllerId);
        return Dossiers.languages(controller, language).stream()
                .map(each ->
                        text(controller, brand, kind, LetterTexts.in(each), clock.today(controller.zone()), values))
                .reduce((first, second) -> new Text(
                        first.subject() + " / " + second.subject(), first.body() + NEXT_LANGUAGE + second.body()))
                .orElseThrow();
    }

    /** The same in one language, on that day. */
    static Text text(
            DataController controller,
            String brand,
            String kind,
            LetterTexts texts,
            LocalDate today,
            Map<String, Object> values) {
        Map<String, Object> named = new HashMap<>(values);
        named.put(
                "sender",
                controller.brand(brand).map(DataController.Brand::name).orElse(controller.name()));
        named.put("contact", contact(controller, texts.language()));
        Authority authority = controller.authority(today);
        named.put("authority", authority.name(texts.language()));
        named.put("authorityAddress", address(authority));
        named.put(
                "methods",
                methods(controller, rights(values), texts).stream()
                        .map(line -> "- " + line)
                        .collect(Collectors.joining("\n")));
        named.put(
                "missing",
                texts.get("identify.missing." + (values.get("need") == null ? Need.IDENTITY : values.get("need"))));
        named.put("loop", loop(controller, values, texts));
        named.computeIfPresent("rights", (name, rights) -> rightsInWords(rights, texts));
        return new Text(texts.get("mail." + kind + ".subject", named), texts.get("mail." + kind + ".body", named));
    }

    private static Object rightsInWords(Object rights, LetterTexts texts) {
        if (!(rights instanceof Collection<?> collection)) {
            return rights;
        }
        return CoverLetter.rightsInWords(
                collection.stream().map(Right.class::cast).toList(), texts);
    }

    private static String address(Authority authority) {
        List<String> lines = new ArrayList<>(authority.address());
        Stream.of(authority.mail(), authority.web())
                .filter(line -> line != null && !line.isBlank())
                .forEach(lines::add);
        return String.join(", ", lines);
    }

    private static String contact(DataController controller, String language) {
        DataController.Contact officer = controller.dataProtectionOfficer();
        if (officer == null) {
            return controller.name();
        }
        return String.join(
                ", ",
                Stream.of(officer.role(language), officer.mail(), officer.phone())
                        .filter(part -> part != null && !part.isBlank())
                        .toList());
    }

    private static Set<Right> rights(Map<String, Object> values) {
        Set<Right> rights = EnumSet.noneOf(Right.class);
        if (values.get("rights") instanceof Collection<?> collection) {
            collection.forEach(right -> rights.add((Right) right));
        }
        rights.removeIf(Right::needsNoIdentification);
        return rights.isEmpty() ? EnumSet.of(Right.ACCESS) : rights;
    }

    /** Said to everybody who writes on such a channel, whether an address is on file or not. */
    private static String loop(DataController controller, Map<String, Object> values, LetterTexts texts) {
        boolean possible = values.get("need") == Need.IDENTITY
                && values.get("channel") instanceof Channel channel
                && controller
                        .identification()
                        .offers(channel, DataController.Identification.REPLY_LOOP, rights(values));
        return possible ? "\n\n" + texts.get("identify.loop") : "";
    }

    /** The ladder's ways that suffice for those rights, a line a channel. */
    static List<String> methods(DataController controller, Set<Right> rights, LetterTexts texts) {
        Map<Channel, Set<String>> byChannel = new EnumMap<>(Channel.class);
        for (DataController.Identification.Method offer :
                controller.identification().methods()) {
            if (rights.stream().allMatch(right -> controller.identification().suffices(right, offer.level()))) {
                byChannel
                        .computeIfAbsent(offer.channel(), channel -> new LinkedHashSet<>())
                        .add(
                                texts.has("method." + offer.method())
                                        ? texts.get("method." + offer.method())
                                        : offer.method());
            }
        }
        List<String> lines = new ArrayList<>();
        byChannel.forEach((channel, methods) ->
                lines.add(texts.get("identify." + channel, "methods", String.join(", ", methods))));
        return lines;
    }
}
