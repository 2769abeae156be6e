package org.dsrhub.answer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.dsrhub.ledger.TaskView;
import org.dsrhub.request.Action;
import org.dsrhub.request.Right;
import org.dsrhub.request.TaskState;

/** What a letter says of rights that neither copy nor erase: what a person decided, in their words, and where it is done. */
final class MeasureSections {
    private final Dossier dossier;
    private final LetterTexts texts;

    private MeasureSections(Dossier dossier) {
        this.dossier = dossier;
        this.texts = dossier.texts();
    }

    static List<Letter.Section> of(Dossier dossier, Survey survey) {
        MeasureSections sections = new MeasureSections(dossier);
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
        sections.add(all, Right.RECTIFICATION);
        sections.add(all, Right.OBJECTION);
        sections.add(all, Right.OTHER_CONSENT_WITHDRAWAL);
        sections.add(all, Right.HUMAN_REVIEW);
        return all;
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
        where(section, Action.RESTRICT, "restriction");
        List<String> cannot = dossier.measured().cannotFlag();
        if (!cannot.isEmpty()) {
            section.text(texts.get("restriction.cannot", "count", cannot.size(), "systems", titles(cannot)));
        }
        return section;
    }

    private void add(List<Letter.Section> all, Right right) {
        Dossier.Told told = dossier.measured().told().get(right);
        if (!dossier.asks(right) || told == null) {
            return;
        }
        String name = "measure." + right;
        String key = name + "." + told.result() + (told.consequence() == null ? "" : "." + told.consequence());
        Letter.Section section = new Letter.Section(texts.get(name + ".title"))
                .text(texts.get(
                        key, "words", told.words(), "day", dossier.measured().identifiedOn()));
        if (right == Right.RECTIFICATION) {
            where(section, Action.RECTIFY, name);
            where(section, Action.INFORM, "measure.INFORM");
        } else if (right == Right.OTHER_CONSENT_WITHDRAWAL) {
            where(section, Action.WITHDRAW, name);
        }
        all.add(section);
    }

    /** The newest task of a system tells. */
    private void where(Letter.Section section, Action action, String key) {
        Map<String, TaskState> states = new TreeMap<>();
        for (TaskView task : dossier.tasks()) {
            if (task.action() == action) {
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
