package org.dsrhub.intake;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.dsrhub.datacontroller.DataController;
import org.dsrhub.request.Channel;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.NewRequest;

/** How a subject was identified, as a portal or a caseworker states it. */
public final class EvidenceReader {
    private EvidenceReader() {}

    /**
     * The level is never higher than the one the controller gives the method on that channel.
     *
     * @param controller null where it is unknown; then only shapes are checked
     * @return null where something is wrong, which the fields then know
     */
    public static NewRequest.Evidence read(JsonFields fields, DataController controller, Channel channel) {
        String level = fields.requiredText("level", 2);
        String method = fields.requiredText("method", 60);
        String reference = fields.text("reference", 200);
        Set<KeyKind> facts = facts(fields);
        fields.rejectUnknown();
        if (level != null && !level.matches("L[0-3]")) {
            fields.fail("level", "must be one of L0, L1, L2, L3");
            return null;
        }
        if (level == null || method == null || controller == null) {
            return null;
        }
        boolean offered = controller.identification().methods().stream()
                .anyMatch(offer -> offer.channel() == channel && offer.method().equals(method));
        if (!offered) {
            fields.fail(
                    "method",
                    "not accepted by this controller on channel " + channel + "; accepted: "
                            + controller.identification().methods().stream()
                                    .filter(offer -> offer.channel() == channel)
                                    .map(DataController.Identification.Method::method)
                                    .sorted()
                                    .collect(Collectors.joining(", ")));
            return null;
        }
        if (method.equals(DataController.Identification.TWO_FACTS)
                && !controller.identification().enough(facts)) {
            fields.fail(
                    "facts",
                    "must name two kinds that agreed; these count: "
                            + controller.identification().facts().stream()
                                    .map(KeyKind::label)
                                    .sorted()
                                    .collect(Collectors.joining(", ")));
            return null;
        }
        NewRequest.Evidence stated = new NewRequest.Evidence(level, method, reference, facts);
        return new NewRequest.Evidence(controller.identification().reached(channel, stated), method, reference, facts);
    }

    private static Set<KeyKind> facts(JsonFields fields) {
        Set<KeyKind> facts = EnumSet.noneOf(KeyKind.class);
        for (String label : fields.texts("facts", KeyKind.values().length, 40)) {
            Arrays.stream(KeyKind.values())
                    .filter(kind -> kind.label().equals(label))
                    .findFirst()
                    .ifPresentOrElse(facts::add, () -> fields.fail("facts", "holds an entry that is no kind of fact"));
        }
        return facts;
    }
}
