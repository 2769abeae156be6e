package org.dsrhub.intake;

import java.util.stream.Collectors;
import org.dsrhub.datacontroller.DataController;
import org.dsrhub.request.Channel;
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
        String reached = controller.identification().level(channel, method);
        return new NewRequest.Evidence(level.compareTo(reached) < 0 ? level : reached, method, reference);
    }
}
