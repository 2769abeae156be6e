package org.dsrhub.answer;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.dsrhub.ledger.TaskView;
import org.dsrhub.request.Action;
import org.dsrhub.request.TaskState;

/** What every system said, each named: found, nothing, not searchable, not attributable, not yet. */
final class SearchReport {
    private final List<Searched> systems;
    private final List<String> unanswered;
    private final List<String> pending;
    private final Dossier dossier;

    /** @param keys labels of what it was asked with */
    record Searched(String system, Set<String> keys, Result result, int records) {}

    enum Result {
        FOUND,
        NONE,
        /** everything it has was in an earlier letter */
        REPORTED,
        NOT_SEARCHABLE,
        UNATTRIBUTABLE,
        /** all that it has is held for another controller, who answers */
        FORWARDED,
        PENDING,
        /** not asked; its connector file says why */
        STATED
    }

    private SearchReport(List<Searched> systems, List<String> unanswered, List<String> pending, Dossier dossier) {
        this.dossier = dossier;
        this.systems = systems;
        this.unanswered = unanswered;
        this.pending = pending;
    }

    static SearchReport of(Dossier dossier, Survey survey) {
        TreeMap<String, List<TaskView>> queries = new TreeMap<>();
        Set<String> pending = new LinkedHashSet<>();
        for (TaskView task : dossier.tasks()) {
            if (task.action() == Action.STAGE || task.system() == null) {
                continue;
            }
            if (task.action() == Action.QUERY) {
                queries.computeIfAbsent(task.system(), system -> new ArrayList<>())
                        .add(task);
            }
            if (open(task.state())) {
                pending.add(task.system());
            }
        }
        List<String> unanswered = List.copyOf(pending);
        dossier.branches().stream()
                .filter(branch -> branch.standing() == Dossier.Standing.AWAITED
                        || branch.standing() == Dossier.Standing.UNIDENTIFIED)
                .forEach(branch -> pending.add(branch.legalName()));
        survey.systems().forEach((system, tally) -> {
            if (tally.undecided > 0) {
                pending.add(system);
            }
        });
        List<Searched> searched = new ArrayList<>();
        if (!dossier.asksForItems()) {
            // Nothing was decided of their records, so that there is no result to tell.
            return new SearchReport(searched, unanswered, List.copyOf(pending), dossier);
        }
        queries.forEach((system, tasks) -> searched.add(searched(dossier, survey, system, tasks)));
        dossier.connectors().entrySet().stream()
                .filter(entry -> entry.getValue().isStatement())
                .map(Map.Entry::getKey)
                .sorted()
                .forEach(system -> searched.add(new Searched(system, Set.of(), Result.STATED, 0)));
        return new SearchReport(searched, unanswered, List.copyOf(pending), dossier);
    }

    /** A failed or quarantined question has no answer either: a person takes care of it, and the subject is told. */
    static boolean open(TaskState state) {
        return !state.settled() || state == TaskState.FAILED || state == TaskState.QUARANTINED;
    }

    private static Searched searched(Dossier dossier, Survey survey, String system, List<TaskView> tasks) {
        Set<String> keys = new LinkedHashSet<>();
        tasks.forEach(task -> keys.addAll(task.keysUsed()));
        Survey.Tally tally = survey.of(system);
        return new Searched(system, keys, result(dossier, tally, system, tasks), tally.records);
    }

    private static Result result(Dossier dossier, Survey.Tally tally, String system, List<TaskView> tasks) {
        if (tally.records > 0) {
            return Result.FOUND;
        }
        if (tally.undecided > 0 || tasks.stream().anyMatch(task -> open(task.state()))) {
            return Result.PENDING;
        }
        if (tally.earlier > 0) {
            return Result.REPORTED;
        }
        if (dossier.unattributable().getOrDefault(system, 0) > 0
                || tasks.stream().anyMatch(task -> task.state() == TaskState.UNATTRIBUTABLE)) {
            return Result.UNATTRIBUTABLE;
        }
        if (dossier.onBehalf().systems().containsKey(system)) {
            return Result.FORWARDED;
        }
        return tasks.stream().allMatch(task -> task.state() == TaskState.NOT_SEARCHABLE)
                ? Result.NOT_SEARCHABLE
                : Result.NONE;
    }

    List<Searched> systems() {
        return systems;
    }

    List<String> with(Result result) {
        return systems.stream()
                .filter(searched -> searched.result() == result)
                .map(Searched::system)
                .toList();
    }

    /** Systems that have not answered conclusively. */
    List<String> unanswered() {
        return unanswered;
    }

    /** Of which a supplement will tell: these, systems of which a person has records still to decide, branches to come. */
    List<String> pending() {
        return pending;
    }

    /** Why systems are not asked, a paragraph each, with their titles; to stand below the table, whose cells are narrow. */
    List<String> statements() {
        return with(Result.STATED).stream()
                .map(system -> dossier.title(system) + ": " + statement(system))
                .toList();
    }

    /** Why a system is not asked, in the language of the letter. */
    String statement(String system) {
        return dossier.inWords(dossier.connectors().get(system).statement(), system);
    }

    String inWords(Searched searched, LetterTexts texts) {
        return switch (searched.result()) {
            case FOUND -> texts.get("result.found", "count", searched.records());
            case NONE -> texts.get("result.none");
            case REPORTED -> texts.get("result.reported");
            case NOT_SEARCHABLE -> texts.get("result.not-searchable");
            case UNATTRIBUTABLE -> texts.get("result.unattributable");
            case FORWARDED -> texts.get("result.forwarded");
            case PENDING -> texts.get("result.pending");
            case STATED -> texts.get("result.stated");
        };
    }
}
