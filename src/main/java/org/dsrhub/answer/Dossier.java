package org.dsrhub.answer;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dsrhub.connector.Connector;
import org.dsrhub.datacontroller.DataController;
import org.dsrhub.ledger.Measure;
import org.dsrhub.ledger.OnBehalf;
import org.dsrhub.ledger.TaskView;
import org.dsrhub.request.Representative;
import org.dsrhub.request.RequestView;
import org.dsrhub.request.Right;
import org.dsrhub.request.Subject;

/**
 * Everything but the items that an answer is made of.
 *
 * <p>Systems of another branch of the legal entity are called {@code <branch>.<system>}, here and wherever an answer is made.
 *
 * @param tasks those of parts that are ready too
 * @param connectors system → its file
 * @param unattributable system → records that too few keys tie to the subject
 * @param today in the controller's calendar
 * @param reader who acts for the subject and is answered, null where the subject is
 * @param onBehalf what was found that other controllers answer for
 * @param measured what became of rights that neither copy nor erase
 * @param branches the other branches of the legal entity, each with what the answer has of it
 */
record Dossier(
        RequestView request,
        int round,
        DataController controller,
        LetterTexts texts,
        Subject subject,
        List<TaskView> tasks,
        Map<String, Connector> connectors,
        Map<String, Integer> unattributable,
        LocalDate today,
        Representative reader,
        OnBehalf onBehalf,
        Joint joint,
        Measured measured,
        List<Branch> branches) {

    /**
     * @param id folder of its {@code controller.yaml}
     * @param controller null where this hub does not serve it
     * @param part null where there is none
     * @param measured what became there of rights that neither copy nor erase
     */
    record Branch(
            String id,
            String legalName,
            DataController controller,
            RequestView part,
            Standing standing,
            Measured measured) {
        String qualified(String system) {
            return id + "." + system;
        }
    }

    /** What an answer has of a branch. */
    enum Standing {
        /** everything that is decided and done there */
        READY,
        /** nothing yet; it follows */
        AWAITED,
        /** nothing was searched: its ladder asks for more proof */
        UNIDENTIFIED,
        /** nothing was searched: this hub does not serve it */
        NOT_SERVED
    }

    /**
     * @param told right → what a person decided
     * @param restricted whether the restriction of this request is in force
     * @param cannotFlag systems that hold something and cannot mark it
     * @param identifiedOn since when a withdrawn consent counts no more
     * @param endsRestriction whether the request to erase has ended a restriction that the subject had asked for before
     */
    record Measured(
            Map<Right, Told> told,
            boolean restricted,
            List<String> cannotFlag,
            LocalDate identifiedOn,
            boolean endsRestriction) {
        static final Measured NOTHING = new Measured(Map.of(), false, List.of(), null, false);
    }

    /** @param words of the person who decided, for the subject */
    record Told(Measure.Result result, Measure.Consequence consequence, String words) {
        @Override
        public String toString() {
            return "Told[" + result + "]";
        }
    }

    /**
     * @param controllers names of those that a register is kept jointly with
     * @param systems that are such registers
     */
    record Joint(List<String> controllers, List<String> systems) {}

    /** The same for readers of another language. */
    Dossier in(LetterTexts others) {
        return new Dossier(
                request,
                round,
                controller,
                others,
                subject,
                tasks,
                connectors,
                unattributable,
                today,
                reader,
                onBehalf,
                joint,
                measured,
                branches);
    }

    /** Whose rules the items of a system follow. */
    DataController controllerOf(String system) {
        return branch(system).map(Branch::controller).orElse(controller);
    }

    /** Empty for a system of the answered request itself. */
    Optional<Branch> branch(String system) {
        return branches.stream()
                .filter(branch -> system.startsWith(branch.id() + "."))
                .findFirst();
    }

    List<Branch> branches(Standing standing) {
        return branches.stream().filter(branch -> branch.standing() == standing).toList();
    }

    /** The same in English, where the subject writes in a language that the controller has no letters in. */
    Optional<Dossier> translation() {
        List<String> languages = Dossiers.languages(controller, request.language());
        return languages.size() < 2 || languages.get(1).equals(texts.language())
                ? Optional.empty()
                : Optional.of(in(LetterTexts.in(languages.get(1))));
    }

    /** Whom the letter speaks to; null where no name is known. */
    String addressee() {
        String name = reader == null ? subject.name() : reader.name();
        return name == null || name.isBlank() ? null : name;
    }

    /** As the letterhead calls it. */
    String sender() {
        return controller.brand(request.brand()).map(DataController.Brand::name).orElse(controller.name());
    }

    /** Address of the brand, and the controller behind it. */
    List<String> senderLines() {
        List<String> lines = new ArrayList<>(controller
                .brand(request.brand())
                .map(DataController.Brand::letterhead)
                .filter(letterhead -> letterhead != null && !letterhead.isEmpty())
                .orElse(controller.address()));
        lines.remove(sender());
        lines.add(controller.legalName() + " (" + controller.registrationNumber() + ")");
        return lines;
    }

    LocalDate receivedOn() {
        return LocalDate.ofInstant(request.receivedAt(), controller.zone());
    }

    String title(String system) {
        Connector connector = connectors.get(system);
        String title = connector == null ? system : connector.title(texts.language());
        return branch(system)
                .map(branch -> title + " (" + branch.legalName() + ")")
                .orElse(title);
    }

    /** Title of a record type as a reader knows it. */
    String title(String system, String type) {
        Connector.ItemType itemType = type(system, type);
        return itemType == null ? type : inWords(itemType.titles(), type);
    }

    Connector.ItemType type(String system, String type) {
        Connector connector = connectors.get(system);
        return connector == null ? null : connector.items().get(type);
    }

    String inWords(Map<String, String> words, String otherwise) {
        if (words == null || words.isEmpty()) {
            return otherwise;
        }
        return words.getOrDefault(
                texts.language(),
                words.getOrDefault("en", words.values().iterator().next()));
    }

    boolean asks(Right right) {
        return request.rights().contains(right);
    }

    /** Whether the answer is about single records: a copy of them, or their erasure. */
    boolean asksForItems() {
        return asks(Right.ACCESS) || asks(Right.PORTABILITY) || asks(Right.ERASURE);
    }

    boolean asksForErasure() {
        return asks(Right.ERASURE);
    }

    String keys(Iterable<String> labels) {
        StringBuilder words = new StringBuilder();
        for (String label : labels) {
            String key = "key." + label;
            words.append(words.length() == 0 ? "" : ", ").append(texts.has(key) ? texts.get(key) : label);
        }
        return words.toString();
    }

    /** The reason of a decision, in words. */
    String reason(String messageKey) {
        String key = "reason." + messageKey;
        return texts.get(messageKey != null && texts.has(key) ? key : "reason.other");
    }
}
