package org.dsrhub.answer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.dsrhub.answer.Dossier.Standing;
import org.dsrhub.connector.Connector;
import org.dsrhub.connector.Connectors;
import org.dsrhub.connector.SharedRegister;
import org.dsrhub.datacontroller.DataController;
import org.dsrhub.datacontroller.DataControllers;
import org.dsrhub.datacontroller.LegalClock;
import org.dsrhub.ledger.AuditEntry;
import org.dsrhub.ledger.Holds;
import org.dsrhub.ledger.Items;
import org.dsrhub.ledger.Mandate;
import org.dsrhub.ledger.Mandates;
import org.dsrhub.ledger.Measures;
import org.dsrhub.ledger.OnBehalf;
import org.dsrhub.ledger.Parts;
import org.dsrhub.ledger.Requests;
import org.dsrhub.ledger.TaskView;
import org.dsrhub.request.Representative;
import org.dsrhub.request.RequestView;
import org.dsrhub.request.Right;
import org.dsrhub.request.Subject;
import org.dsrhub.vault.Vault;
import org.springframework.stereotype.Component;

/** Collects what an answer is made of. */
@Component
class Dossiers {
    private final Requests requests;
    private final Items items;
    private final Connectors connectors;
    private final DataControllers controllers;
    private final LegalClock clock;
    private final Mandates mandates;
    private final Measures measures;
    private final Holds holds;
    private final Vault vault;

    Dossiers(
            Requests requests,
            Items items,
            Connectors connectors,
            DataControllers controllers,
            LegalClock clock,
            Mandates mandates,
            Measures measures,
            Holds holds,
            Vault vault) {
        this.requests = requests;
        this.items = items;
        this.connectors = connectors;
        this.controllers = controllers;
        this.clock = clock;
        this.mandates = mandates;
        this.measures = measures;
        this.holds = holds;
        this.vault = vault;
    }

    Dossier of(UUID requestId, int round) {
        return of(requestId, round, requests.subject(requestId), reader(requestId));
    }

    /**
     * @param subject as far as it is still known
     * @param reader who acts for the subject and is written to, null where nobody does
     */
    Dossier of(UUID requestId, int round, Subject subject, Representative reader) {
        RequestView request = requests.find(requestId).orElseThrow();
        DataController controller = controllers.get(request.controller());
        List<AuditEntry> history = requests.history(requestId);
        List<Dossier.Branch> branches = branches(request, controller);
        List<TaskView> tasks = new ArrayList<>(requests.tasks(requestId).stream()
                .filter(task -> !AwaitedBranches.awaits(task))
                .toList());
        Map<String, Connector> systems = new HashMap<>();
        connectors.of(request.controller()).forEach(system -> systems.put(system.system(), system));
        Map<String, Integer> unattributable = unattributable(requestId, system -> system);
        for (Dossier.Branch branch : branches) {
            if (branch.controller() != null) {
                connectors.of(branch.id()).stream()
                        .filter(system -> !system.isStatement() || branch.standing() == Standing.READY)
                        .forEach(system -> systems.put(branch.qualified(system.system()), system));
            }
            if (branch.standing() == Standing.READY) {
                requests.tasks(branch.part().id()).stream()
                        .map(task -> task.system() == null ? task : task.in(branch.qualified(task.system())))
                        .forEach(tasks::add);
                unattributable.putAll(unattributable(branch.part().id(), branch::qualified));
            }
        }
        return new Dossier(
                request,
                round,
                controller,
                LetterTexts.in(language(controller, request.language())),
                subject,
                tasks,
                systems,
                unattributable,
                clock.today(controller.zone()),
                reader,
                OnBehalf.of(history),
                joint(controller),
                measured(request, controller, history),
                branches);
    }

    private Map<String, Integer> unattributable(UUID requestId, UnaryOperator<String> name) {
        Map<String, Integer> unattributable = new HashMap<>();
        items.counts(requestId).stream()
                .filter(count -> count.match().equals("UNATTRIBUTABLE"))
                .forEach(count -> unattributable.merge(name.apply(count.system()), count.items(), Integer::sum));
        return unattributable;
    }

    private List<Dossier.Branch> branches(RequestView request, DataController controller) {
        if (request.isPart()) {
            return List.of();
        }
        Map<String, RequestView> parts = requests.parts(request.id()).stream()
                .collect(Collectors.toMap(RequestView::controller, Function.identity()));
        Map<String, DataController> served =
                controllers.all().stream().collect(Collectors.toMap(DataController::id, Function.identity()));
        return controller.branches().entrySet().stream()
                .map(entry -> {
                    RequestView part = parts.get(entry.getKey());
                    DataController branch = served.get(entry.getKey());
                    return new Dossier.Branch(
                            entry.getKey(),
                            entry.getValue(),
                            branch,
                            part,
                            standing(part, branch != null),
                            part == null || branch == null
                                    ? Dossier.Measured.NOTHING
                                    : measured(part, branch, requests.history(part.id())));
                })
                .toList();
    }

    private static Standing standing(RequestView part, boolean served) {
        if (part != null && Parts.isReady(part)) {
            return Standing.READY;
        }
        if (part == null || !served) {
            return Standing.NOT_SERVED;
        }
        return Parts.isUnidentified(part) ? Standing.UNIDENTIFIED : Standing.AWAITED;
    }

    private Dossier.Measured measured(RequestView request, DataController controller, List<AuditEntry> history) {
        Map<Right, Dossier.Told> told = new EnumMap<>(Right.class);
        measures.of(request.id())
                .forEach((right, measure) -> told.put(
                        right, new Dossier.Told(measure.result(), measure.consequence(), words(measure.words()))));
        List<String> cannotFlag = AuditEntry.last(history, "restriction-planned")
                .map(entry -> ((List<?>) entry.details().get("cannotFlag"))
                        .stream().map(String::valueOf).toList())
                .orElse(List.of());
        Instant identified =
                AuditEntry.last(history, "identified").map(AuditEntry::at).orElse(request.receivedAt());
        return new Dossier.Measured(
                told,
                holds.restricted(request.id()),
                cannotFlag,
                LocalDate.ofInstant(identified, controller.zone()),
                AuditEntry.last(history, "earlier-restriction-ended").isPresent());
    }

    private String words(UUID blob) {
        try (InputStream in = vault.read(blob)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("measure-words: what a person decided cannot be read; check the vault", e);
        }
    }

    /** Only where what they act by covers receipt; else the subject is answered. */
    private Representative reader(UUID requestId) {
        Mandate mandate = mandates.of(requestId).filter(Mandate::receipt).orElse(null);
        if (mandate == null) {
            return null;
        }
        Representative named = requests.original(requestId).representative();
        return named == null ? new Representative(mandate.capacity(), null, null) : named;
    }

    private Dossier.Joint joint(DataController controller) {
        List<String> shared = connectors.of(controller.id()).stream()
                .filter(connector -> SharedRegister.isShared(connector, controller, connectors))
                .map(Connector::system)
                .sorted()
                .toList();
        return new Dossier.Joint(
                controller.jointWith().stream()
                        .filter(other ->
                                !shared.isEmpty() && !connectors.of(other).isEmpty())
                        .map(other -> controllers.get(other).legalName())
                        .toList(),
                shared);
    }

    /** The language asked for where the controller writes it and letters exist in it, else its own, else English. */
    static String language(DataController controller, String wanted) {
        String language = controller.languageFor(wanted);
        if (LetterTexts.LANGUAGES.contains(language)) {
            return language;
        }
        return LetterTexts.LANGUAGES.contains(controller.defaultLanguage()) ? controller.defaultLanguage() : "en";
    }

    /**
     * What somebody is answered in who writes in that language: in it, or in the controller's and English, where there are
     * no letters in it.
     *
     * @param wanted ISO 639-1, null where nobody knows it: then the controller's alone
     */
    static List<String> languages(DataController controller, String wanted) {
        String first = language(controller, wanted);
        return wanted == null || first.equals(wanted) || first.equals("en") ? List.of(first) : List.of(first, "en");
    }
}
