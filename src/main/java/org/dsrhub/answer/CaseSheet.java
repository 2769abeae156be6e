package org.dsrhub.answer;

import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dsrhub.connector.Connector;
import org.dsrhub.datacontroller.Authority;
import org.dsrhub.ledger.AuditEntry;
import org.dsrhub.ledger.TaskView;
import org.dsrhub.request.Action;
import org.dsrhub.request.RequestView;

/** {@code case.pdf}: the case on a few pages, addressed to the supervisory authority in the controller's language. */
final class CaseSheet {
    private final Dossier dossier;
    private final LetterTexts texts;

    CaseSheet(Dossier dossier) {
        this.dossier = dossier;
        this.texts = dossier.texts();
    }

    Letter letter(
            List<CaseFacts.Group> decisions,
            List<CaseFacts.Sent> sent,
            List<Custody> custody,
            List<AuditEntry> history) {
        Authority authority = dossier.controller().authority(dossier.today());
        List<String> to = new ArrayList<>(List.of(authority.name(texts.language())));
        to.addAll(authority.address());
        RequestView request = dossier.request();
        return new Letter(
                texts.language(),
                texts.get("export.title"),
                texts.get("letter.case") + " " + request.caseNumber(),
                dossier.sender(),
                String.join(" · ", dossier.senderLines()),
                to,
                List.of(
                        new Letter.Labelled(texts.get("letter.date"), day(dossier.today())),
                        new Letter.Labelled(texts.get("letter.case"), request.caseNumber())),
                texts.get("export.intro"),
                sections(decisions, sent, custody, history),
                texts.get("letter.closing"),
                texts.get("letter.closing.department"));
    }

    private List<Letter.Section> sections(
            List<CaseFacts.Group> decisions,
            List<CaseFacts.Sent> sent,
            List<Custody> custody,
            List<AuditEntry> history) {
        List<Letter.Section> sections = new ArrayList<>(List.of(about(), searched(), decisions(decisions), sent(sent)));
        if (!custody.isEmpty()) {
            sections.add(custody(custody));
        }
        sections.add(history(history));
        return sections;
    }

    /** Full hashes stand in case.json. */
    private Letter.Section custody(List<Custody> custody) {
        return new Letter.Section(texts.get("export.custody"))
                .text(texts.get("export.custody.each"))
                .table(
                        List.of(20, 24, 26, 30),
                        Stream.of("system", "custody.source", "custody.copy", "custody.heard")
                                .map(key -> texts.get("export." + key))
                                .toList(),
                        custody.stream()
                                .map(one -> List.of(
                                        one.system() == null ? "" : dossier.title(one.system()),
                                        beginning(one.sha256()),
                                        one.copies().stream()
                                                .map(copy -> beginning(copy.sha256()) + " (" + copy.by() + ")")
                                                .collect(Collectors.joining(", ")),
                                        one.heard().stream()
                                                .map(heard -> heard.by() + " " + time(heard.at()))
                                                .collect(Collectors.joining(", "))))
                                .toList());
    }

    private static String beginning(String hash) {
        return hash == null ? "" : hash.substring(0, Math.min(16, hash.length())) + "…";
    }

    private Letter.Section about() {
        RequestView request = dossier.request();
        List<List<String>> rows = new ArrayList<>();
        fact(rows, "controller", dossier.controller().legalName());
        fact(rows, "subject", dossier.subject().name());
        fact(rows, "rights", CoverLetter.rightsInWords(request.rights(), texts));
        fact(rows, "received", day(dossier.receivedOn()));
        fact(rows, "channel", request.channel().name());
        fact(rows, "identified", request.identificationLevel());
        fact(rows, "due", day(request.dueOn()));
        fact(
                rows,
                "state",
                request.outcome() == null ? request.state().name() : request.state() + " (" + request.outcome() + ")");
        fact(rows, "closed", request.closedAt() == null ? null : day(request.closedAt()));
        return new Letter.Section(texts.get("export.about"))
                .table(List.of(35, 65), List.of(texts.get("export.what"), texts.get("export.value")), rows);
    }

    private void fact(List<List<String>> rows, String key, String value) {
        if (value != null) {
            rows.add(List.of(texts.get("export." + key), value));
        }
    }

    /** What proves that all were asked: each system, what it was asked with, by which version of its file, and when it answered. */
    private Letter.Section searched() {
        TreeMap<String, List<TaskView>> bySystem = new TreeMap<>();
        dossier.tasks().stream()
                .filter(task -> task.action() == Action.QUERY && task.system() != null)
                .forEach(task -> bySystem.computeIfAbsent(task.system(), any -> new ArrayList<>())
                        .add(task));
        List<List<String>> rows = new ArrayList<>();
        bySystem.forEach((system, tasks) -> {
            Set<String> keys = new LinkedHashSet<>();
            tasks.forEach(task -> keys.addAll(task.keysUsed()));
            TaskView last = tasks.get(tasks.size() - 1);
            rows.add(List.of(
                    dossier.title(system),
                    dossier.keys(keys),
                    tasks.stream().map(task -> task.state().name()).distinct().collect(Collectors.joining(", ")),
                    String.valueOf(tasks.stream().mapToInt(TaskView::items).sum()),
                    String.valueOf(last.connectorVersion()),
                    tasks.stream()
                            .map(TaskView::finishedAt)
                            .filter(Objects::nonNull)
                            .max(Comparator.naturalOrder())
                            .map(CaseSheet::time)
                            .orElse("")));
        });
        dossier.connectors().values().stream()
                .filter(Connector::isStatement)
                .sorted(Comparator.comparing(Connector::system))
                .forEach(system -> rows.add(List.of(
                        dossier.title(system.system()),
                        "",
                        dossier.inWords(system.statement(), system.system()),
                        "",
                        String.valueOf(system.version()),
                        "")));
        return new Letter.Section(texts.get("searched.title"))
                .table(
                        List.of(22, 22, 20, 9, 10, 17),
                        Stream.of("system", "keys", "result", "records", "version", "answered")
                                .map(key -> texts.get("export." + key))
                                .toList(),
                        rows);
    }

    private Letter.Section decisions(List<CaseFacts.Group> groups) {
        List<List<String>> rows = groups.stream()
                .map(group -> List.of(
                        dossier.title(group.system(), group.type()),
                        group.right(),
                        group.outcome() + (group.execution() == null ? "" : " (" + group.execution() + ")"),
                        group.rule(),
                        until(group),
                        String.valueOf(group.items())))
                .toList();
        Letter.Section section = new Letter.Section(texts.get("export.decisions"));
        return rows.isEmpty()
                ? section.text(texts.get("export.none"))
                : section.text(texts.get("export.decisions.each"))
                        .table(
                                List.of(24, 16, 22, 14, 16, 8),
                                Stream.of("record", "right", "outcome", "rule", "until", "records")
                                        .map(key -> texts.get("export." + key))
                                        .toList(),
                                rows);
    }

    private String until(CaseFacts.Group group) {
        if (group.earliest() == null) {
            return "";
        }
        return group.earliest().equals(group.latest())
                ? group.latest().toString()
                : group.earliest() + " – " + group.latest();
    }

    private Letter.Section sent(List<CaseFacts.Sent> sent) {
        Letter.Section section = new Letter.Section(texts.get("export.sent"));
        if (sent.isEmpty()) {
            return section.text(texts.get("export.none"));
        }
        return section.table(
                List.of(28, 20, 52),
                Stream.of("file", "sent-at", "sha256")
                        .map(key -> texts.get("export." + key))
                        .toList(),
                sent.stream()
                        .map(one -> List.of(
                                one.fileName(),
                                one.sentAt() == null ? "" : time(one.sentAt()),
                                java.util.HexFormat.of().formatHex(one.sha256())))
                        .toList());
    }

    private Letter.Section history(List<AuditEntry> history) {
        return new Letter.Section(texts.get("export.history"))
                .table(
                        List.of(8, 28, 24, 40),
                        Stream.of("number", "time", "who", "event")
                                .map(key -> texts.get("export." + key))
                                .toList(),
                        history.stream()
                                .map(entry -> List.of(
                                        String.valueOf(entry.seq()), time(entry.at()), entry.actor(), entry.event()))
                                .toList());
    }

    private String day(Instant at) {
        return day(LocalDate.ofInstant(at, dossier.controller().zone()));
    }

    private String day(LocalDate day) {
        return texts.forms().day(day);
    }

    private static String time(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString().replace('T', ' ').replace("Z", "");
    }
}
