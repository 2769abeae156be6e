package org.dsrhub.answer;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.dsrhub.datacontroller.Authority;
import org.dsrhub.datacontroller.DataController;
import org.dsrhub.decision.Outcome;
import org.dsrhub.ledger.Suppressions;
import org.dsrhub.request.Right;

/** Composes the letter of an answer (Art. 12, 15 and 17; EDPB Guidelines 01/2022). */
final class CoverLetter {
    private final Dossier dossier;
    private final Survey survey;
    private final SearchReport report;
    private final LetterTexts texts;
    private final boolean supplement;

    private CoverLetter(Dossier dossier, Survey survey, SearchReport report) {
        this.dossier = dossier;
        this.survey = survey;
        this.report = report;
        this.texts = dossier.texts();
        this.supplement = dossier.round() > 0;
    }

    /** @param largeBook whether the data book has several files */
    static Letter compose(Dossier dossier, Survey survey, SearchReport report, boolean largeBook) {
        return new CoverLetter(dossier, survey, report).letter(largeBook);
    }

    private Letter letter(boolean largeBook) {
        List<Letter.Section> sections = new ArrayList<>();
        sections.add(intro());
        if (dossier.asksForItems()) {
            sections.add(summary());
            sections.add(searched());
        }
        sections.addAll(MeasureSections.of(dossier, survey));
        if (!dossier.joint().controllers().isEmpty() && !supplement) {
            sections.add(joint());
        }
        if (!dossier.branches().isEmpty()) {
            sections.add(branches());
        }
        if (!dossier.onBehalf().systems().isEmpty()) {
            sections.add(forwarded());
        }
        if (!report.unanswered().isEmpty() || !survey.undecided().isEmpty()) {
            sections.add(partial());
        }
        if (survey.disclosed() > 0 || !withheld().isEmpty()) {
            sections.add(copy(largeBook));
        }
        if (dossier.asksForErasure() || survey.outcomes() > 0) {
            sections.add(outcome());
        }
        flags(sections, "marketing", Right.MARKETING);
        flags(sections, "reminders", EnumSet.of(Right.REMINDER_OBJECTION));
        if (dossier.controller().amlObliged()) {
            sections.add(new Letter.Section(texts.get("secrecy.title")).text(texts.get("secrecy.text")));
        }
        sections.add(rights());
        sections.add(opening());
        sections.add(enclosures());
        return envelope(dossier, dossier.addressee(), title(), recipient(), sections);
    }

    /** Confirmed is only what systems have taken; the rest is with a person. */
    private void flags(List<Letter.Section> sections, String key, Set<Right> rights) {
        Set<Right> asked = EnumSet.copyOf(rights);
        asked.retainAll(dossier.request().rights());
        if (!asked.isEmpty()) {
            boolean open = !Suppressions.open(asked, dossier.tasks()).isEmpty();
            sections.add(
                    new Letter.Section(texts.get(key + ".title")).text(texts.get(key + (open ? ".pending" : ".text"))));
        }
    }

    /** Letterhead, address, date and signature around any letter. @param name who is greeted, null where nobody knows it */
    static Letter envelope(Dossier dossier, String name, String title, List<String> to, List<Letter.Section> sections) {
        LetterTexts texts = dossier.texts();
        return new Letter(
                texts.language(),
                title,
                texts.get("letter.case") + " " + dossier.request().caseNumber(),
                dossier.sender(),
                String.join(" · ", dossier.senderLines()),
                to,
                List.of(
                        new Letter.Labelled(
                                texts.get("letter.date"), texts.forms().day(dossier.today())),
                        new Letter.Labelled(
                                texts.get("letter.case"), dossier.request().caseNumber())),
                name == null || name.isBlank()
                        ? texts.get("letter.greeting.unnamed")
                        : texts.get("letter.greeting", "name", name),
                sections,
                texts.get("letter.closing"),
                texts.get("letter.closing.department"));
    }

    private List<String> recipient() {
        List<String> lines = new ArrayList<>();
        Optional.ofNullable(dossier.addressee()).ifPresent(lines::add);
        if (dossier.reader() == null) {
            lines.addAll(survey.address());
        }
        return lines;
    }

    private String title() {
        if (supplement) {
            return texts.get("letter.title.supplement");
        }
        boolean access = dossier.asks(Right.ACCESS);
        boolean erasure = dossier.asksForErasure();
        if (access && erasure) {
            return texts.get("letter.title.both");
        }
        return texts.get(access ? "letter.title.access" : erasure ? "letter.title.erasure" : "letter.title.other");
    }

    private Letter.Section intro() {
        String rights = rightsInWords(dossier.request().rights(), texts);
        Letter.Section section = new Letter.Section((String) null)
                .text(texts.get(
                        supplement ? "letter.intro.supplement" : "letter.intro",
                        "receivedOn",
                        dossier.receivedOn(),
                        "rights",
                        rights));
        String level = "letter.identified." + dossier.request().identificationLevel();
        if (!supplement && texts.has(level)) {
            section.text(texts.get(level));
        }
        if (dossier.reader() != null) {
            section.text(
                    texts.get("letter.represented", "name", dossier.subject().name()));
        }
        return section;
    }

    static String rightsInWords(Iterable<Right> rights, LetterTexts texts) {
        List<Right> sorted = new ArrayList<>();
        rights.forEach(sorted::add);
        sorted.sort(null);
        return sorted.stream().map(right -> texts.get("rights." + right)).collect(Collectors.joining("; "));
    }

    private Letter.Section summary() {
        Letter.Section section = new Letter.Section(texts.get("summary.title"));
        int records = survey.records();
        String key = (records == 0 ? "summary.none" : "summary.found") + (supplement ? ".supplement" : "");
        section.text(texts.get(key, "count", records, "systems", survey.systemsWithRecords()));
        List<String> points = new ArrayList<>();
        point(points, "summary.copy", survey.disclosed());
        point(points, "summary.media", survey.media());
        point(points, "summary.erased", survey.gone(true));
        point(points, "summary.pending", survey.gone(false));
        point(points, "summary.retained", survey.count(Outcome.RETAIN_UNTIL));
        point(points, "summary.refused", survey.count(Outcome.REFUSE));
        if (!points.isEmpty()) {
            section.list(points);
        }
        if (!supplement && survey.disclosed() > 0) {
            section.text(texts.get("letter.state"));
        }
        return section;
    }

    private void point(List<String> points, String key, int count) {
        if (count > 0) {
            points.add(texts.get(key, "count", count));
        }
    }

    private Letter.Section searched() {
        Letter.Section section = new Letter.Section(texts.get("searched.title")).text(texts.get("searched.intro"));
        section.table(List.of(36, 36, 28), searchHead(texts), searchRows(dossier, report));
        report.statements().forEach(section::text);
        List<String> closed = report.with(SearchReport.Result.NOT_SEARCHABLE);
        if (!closed.isEmpty()) {
            section.text(texts.get("searched.not-searchable", "count", closed.size(), "systems", titles(closed)));
        }
        List<String> doubtful = dossier.unattributable().entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .map(Map.Entry::getKey)
                .toList();
        if (!doubtful.isEmpty()) {
            section.text(texts.get("searched.unattributable", "systems", titles(doubtful)));
        }
        return section;
    }

    static List<String> searchHead(LetterTexts texts) {
        return List.of(texts.get("searched.system"), texts.get("searched.keys"), texts.get("searched.result"));
    }

    static List<List<String>> searchRows(Dossier dossier, SearchReport report) {
        return report.systems().stream()
                .map(searched -> List.of(
                        dossier.title(searched.system()),
                        searched.keys().isEmpty() ? "–" : dossier.keys(searched.keys()),
                        report.inWords(searched, dossier.texts())))
                .toList();
    }

    private String titles(List<String> systems) {
        return systems.stream().map(dossier::title).collect(Collectors.joining(", "));
    }

    /** Art. 26: which of what was searched belongs to several, and that each of them may be turned to. */
    private Letter.Section joint() {
        return new Letter.Section(texts.get("joint.title"))
                .text(texts.get(
                        "joint.text",
                        "controllers",
                        String.join(", ", dossier.joint().controllers()),
                        "systems",
                        titles(dossier.joint().systems())));
    }

    /** One legal entity: which of its branches this answer is for as well, and which it has nothing of yet. */
    private Letter.Section branches() {
        Letter.Section section = new Letter.Section(texts.get("branches.title"));
        for (Dossier.Standing standing : Dossier.Standing.values()) {
            List<Dossier.Branch> branches = dossier.branches(standing);
            if (standing == Dossier.Standing.UNIDENTIFIED) {
                branches.forEach(branch -> section.text(inWords(standing, List.of(branch)))
                        .list(VaultAnswers.methods(
                                branch.controller(), dossier.request().rights(), texts)));
            } else if (!branches.isEmpty()) {
                section.text(inWords(standing, branches));
            }
        }
        return section;
    }

    private String inWords(Dossier.Standing standing, List<Dossier.Branch> branches) {
        String names = branches.stream().map(Dossier.Branch::legalName).collect(Collectors.joining(", "));
        return texts.get("branches." + standing, "count", branches.size(), "branches", names);
    }

    /** Art. 28: who answers for what is held on its behalf. */
    private Letter.Section forwarded() {
        String names = dossier.onBehalf().engagements().stream()
                .map(id -> dossier.controller().processorFor().get(id))
                .filter(Objects::nonNull)
                .map(DataController.Engagement::name)
                .collect(Collectors.joining(", "));
        return new Letter.Section(texts.get("forwarded.title")).text(texts.get("forwarded.text", "names", names));
    }

    private Letter.Section partial() {
        Letter.Section section = new Letter.Section(texts.get("partial.title"));
        List<String> unanswered = report.unanswered();
        if (!unanswered.isEmpty()) {
            section.text(texts.get("partial.text", "count", unanswered.size(), "systems", titles(unanswered)));
        }
        int examined =
                survey.undecided().values().stream().mapToInt(Integer::intValue).sum();
        if (examined > 0) {
            String classes = survey.undecided().keySet().stream()
                    .map(kind -> dossier.title(kind.system(), kind.type()) + " (" + dossier.title(kind.system()) + ")")
                    .collect(Collectors.joining("; "));
            section.text(texts.get("partial.examined", "count", examined, "classes", classes));
        }
        return section;
    }

    private Letter.Section copy(boolean largeBook) {
        Letter.Section section = new Letter.Section(texts.get("copy.title"));
        if (survey.disclosed() > 0) {
            section.text(texts.get("copy.text"));
        }
        if (largeBook) {
            section.text(texts.get("copy.large"));
        }
        if (survey.redacted() > 0) {
            section.text(texts.get("copy.redacted", "count", survey.redacted()));
        }
        withheld().forEach(section::text);
        if (survey.overrun() > 0) {
            section.text(texts.get("copy.overrun", "count", survey.overrun()));
        }
        return section;
    }

    private List<String> withheld() {
        List<String> lines = new ArrayList<>();
        survey.systems()
                .forEach((system, tally) -> tally.withheld.forEach((messageKey, count) -> lines.add(texts.get(
                        "copy.withheld",
                        "count",
                        count,
                        "system",
                        dossier.title(system),
                        "reason",
                        texts.has("reason." + messageKey)
                                ? texts.get("reason." + messageKey)
                                : texts.get("reason.withheld")))));
        return lines;
    }

    private Letter.Section outcome() {
        Letter.Section section = new Letter.Section(texts.get("outcome.title"));
        if (survey.outcomes() == 0) {
            return section.text(texts.get("outcome.none"));
        }
        section.text(texts.get("outcome.intro"));
        boolean grouped = survey.rows().isEmpty();
        if (grouped) {
            section.text(texts.get("outcome.grouped"));
        }
        section.table(
                List.of(32, 26, 42),
                List.of(texts.get("outcome.record"), texts.get("outcome.outcome"), texts.get("outcome.reason")),
                grouped ? groupRows() : recordRows());
        if (survey.count(Outcome.RETAIN_UNTIL) > 0) {
            section.text(texts.get("outcome.retained.after"));
        }
        if (survey.suppression()) {
            section.text(texts.get("outcome.suppression"));
        }
        return section;
    }

    private List<List<String>> recordRows() {
        return survey.rows().stream()
                .map(row -> List.of(
                        dossier.title(row.system(), row.type())
                                + (row.reference() == null ? "" : " " + row.reference())
                                + (row.day() == null ? "" : ", " + texts.forms().day(row.day())),
                        outcomeInWords(
                                texts, row.decision().outcome(), row.decision().until(), row.executed()),
                        dossier.reason(row.decision().messageKey())))
                .toList();
    }

    static String outcomeInWords(LetterTexts texts, Outcome outcome, java.time.LocalDate until, boolean executed) {
        return switch (outcome) {
            case ERASE, ANONYMISE -> texts.get("outcome." + outcome + (executed ? "" : ".pending"));
            case RETAIN_UNTIL -> texts.get("outcome.RETAIN_UNTIL", "until", until);
            case REFUSE ->
                until == null ? texts.get("outcome.REFUSE") : texts.get("outcome.REFUSE.until", "until", until);
            case REVIEW, DISCLOSE, REDACT, WITHHOLD -> texts.get("outcome.REVIEW");
        };
    }

    private List<List<String>> groupRows() {
        return survey.groups().entrySet().stream()
                .map(entry -> {
                    Survey.Group group = entry.getKey();
                    Survey.Span span = entry.getValue();
                    boolean range = group.outcome() == Outcome.RETAIN_UNTIL && !span.from.equals(span.until);
                    return List.of(
                            dossier.title(group.system(), group.type()) + ": "
                                    + texts.get("outcome.count", "count", span.count),
                            range
                                    ? texts.get("outcome.RETAIN_UNTIL.range", "from", span.from, "until", span.until)
                                    : outcomeInWords(texts, group.outcome(), span.until, group.executed()),
                            dossier.reason(group.messageKey()));
                })
                .toList();
    }

    private Letter.Section rights() {
        DataController.Contact officer = dossier.controller().dataProtectionOfficer();
        Letter.Section section = new Letter.Section(texts.get("rights.title")).text(texts.get("rights.text"));
        if (officer != null) {
            section.text(texts.get(
                    "rights.contact",
                    "role",
                    officer.role(texts.language()),
                    "mail",
                    officer.mail(),
                    "phone",
                    officer.phone(),
                    "caseNumber",
                    dossier.request().caseNumber()));
        }
        Authority authority = dossier.controller().authority(dossier.today());
        List<String> lines = new ArrayList<>();
        lines.add(authority.name(texts.language()));
        lines.add(String.join(", ", authority.address()));
        List.of(
                        authority.phone() == null ? "" : authority.phone(),
                        authority.mail() == null ? "" : authority.mail(),
                        authority.web() == null ? "" : authority.web())
                .stream()
                .filter(line -> !line.isBlank())
                .forEach(lines::add);
        return section.text(texts.get("rights.complaint")).address(lines).text(texts.get("rights.court"));
    }

    private Letter.Section opening() {
        return new Letter.Section(texts.get("open.title"))
                .text(texts.get("open.text"))
                .text(texts.get("open.manifest"));
    }

    private Letter.Section enclosures() {
        List<String> lines = new ArrayList<>();
        lines.add(texts.get("enclosures.letter"));
        if (survey.disclosed() > 0) {
            lines.add(texts.get("enclosures.book"));
        }
        lines.add(texts.get("enclosures.json"));
        if (!survey.portable().isEmpty()) {
            lines.add(texts.get("enclosures.portable"));
        }
        if (survey.media() > 0) {
            lines.add(texts.get("enclosures.media"));
        }
        if (dossier.translation().isPresent()) {
            lines.add(texts.get("enclosures.translation"));
        }
        lines.add(texts.get("enclosures.manifest"));
        return new Letter.Section(texts.get("enclosures.title")).list(lines);
    }
}
