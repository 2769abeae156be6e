package org.dsrhub.answer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.dsrhub.ledger.TaskView;
import org.dsrhub.request.Action;
import org.dsrhub.request.Right;
import org.dsrhub.request.TaskState;

/** What a letter says of rights that neither copy nor erase: what a person decided, in their words, and where it is done. */
final class MeasureSections {
    private final Dossier dossier;
    private final LetterTexts texts;
    /** null for the answered request's own */
    private final Dossier.Branch branch;

    private MeasureSections(Dossier dossier, Dossier.Branch branch) {
        this.dossier = dossier;
        this.texts = dossier.texts();
        this.branch = branch;
    }

    static List<Letter.Section> of(Dossier dossier, Survey survey) {
        MeasureSections sections = new MeasureSections(dossier, null);
        List<Letter.Section> all = new ArrayList<>();
        if (dossier.asks(Right.PORTABILITY)) {
            all.add(sections.portability(survey));
        }
        if (dossier.asks(Right.RESTRICTION)) {
            all.add(sections.restriction());
        } else if (dossier.measured().endsRestriction() && dossier.round() == 0) {
            all.add(new Letter.Section(sections.texts.get("restriction.title"))
                    .text(sections.texts.get("restriction.ended.erasure")));
        }
        sections.decided(all);
        dossier.branches(Dossier.Standing.READY).forEach(branch -> new MeasureSections(dossier, branch).decided(all));
        return all;
    }

    private void decided(List<Letter.Section> all) {
        add(all, Right.RECTIFICATION);
        add(all, Right.OBJECTION);
        add(all, Right.OTHER_CONSENT_WITHDRAWAL);
        add(all, Right.HUMAN_REVIEW);
    }

    private Letter.Section portability(Survey survey) {
        int records = survey.portable().values().stream()
                .flatMap(types -> types.values().stream())
                .mapToInt(Integer::intValue)
                .sum();
        return new Letter.Section(texts.get("portability.title"))
                .text(texts.get(records == 0 ? "portability.none" : "portability.text", "count", records));
    }

    private Letter.Section restriction() {
        Letter.Section section = new Letter.Section(texts.get("restriction.title"));
        if (!dossier.measured().restricted()) {
            return section.text(texts.get("restriction.ended"));
        }
        section.text(texts.get("restriction.text"));
        where(section, Action.RESTRICT, "restriction", system -> true);
        List<String> cannot = new ArrayList<>(dossier.measured().cannotFlag());
        dossier.branches(Dossier.Standing.READY)
                .forEach(other -> other.measured().cannotFlag().forEach(system -> cannot.add(other.qualified(system))));
        if (!cannot.isEmpty()) {
            section.text(texts.get("restriction.cannot", "count", cannot.size(), "systems", titles(cannot)));
        }
        return section;
    }

    private void add(List<Letter.Section> all, Right right) {
        Dossier.Measured measured = branch == null ? dossier.measured() : branch.measured();
        Dossier.Told told = measured.told().get(right);
        if (!dossier.asks(right) || told == null) {
            return;
        }
        String name = "measure." + right;
        String key = name + "." + told.result() + (told.consequence() == null ? "" : "." + told.consequence());
        String title = texts.get(name + ".title");
        Letter.Section section = new Letter.Section(branch == null ? title : title + " (" + branch.legalName() + ")")
                .text(texts.get(key, "words", told.words(), "day", measured.identifiedOn()));
        if (right == Right.RECTIFICATION) {
            where(section, Action.RECTIFY, name, this::isOurs);
            where(section, Action.INFORM, "measure.INFORM", this::isOurs);
        } else if (right == Right.OTHER_CONSENT_WITHDRAWAL) {
            where(section, Action.WITHDRAW, name, this::isOurs);
        }
        all.add(section);
    }

    private boolean isOurs(String system) {
        return dossier.branch(system).equals(Optional.ofNullable(branch));
    }

    /** The newest task of a system tells. */
    private void where(Letter.Section section, Action action, String key, Predicate<String> which) {
        Map<String, TaskState> states = new TreeMap<>();
        for (TaskView task : dossier.tasks()) {
            if (task.action() == action && which.test(task.system())) {
                states.put(task.system(), task.state());
            }
        }
        line(section, key + ".done", states, true);
        line(section, key + ".pending", states, false);
    }

    private void line(Letter.Section section, String key, Map<String, TaskState> states, boolean done) {
        List<String> systems = states.entrySet().stream()
                .filter(entry -> (entry.getValue() == TaskState.DONE) == done)
                .map(Map.Entry::getKey)
                .toList();
        if (!systems.isEmpty()) {
            section.text(texts.get(key, "count", systems.size(), "systems", titles(systems)));
        }
    }

    private String titles(List<String> systems) {
        return systems.stream().map(dossier::title).collect(Collectors.joining(", "));
    }
}
