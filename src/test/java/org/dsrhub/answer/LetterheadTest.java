package org.dsrhub.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.dsrhub.datacontroller.ControllerFolders;
import org.dsrhub.datacontroller.DataController;
import org.dsrhub.datacontroller.HubHome;
import org.dsrhub.ledger.OnBehalf;
import org.dsrhub.request.Channel;
import org.dsrhub.request.NewRequest;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.RequestView;
import org.dsrhub.request.Right;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LetterheadTest {
    private static final DataController TRYG = ControllerFolders.read(new HubHome(Path.of(".")), List.of("tryg"))
            .controllers()
            .get("tryg");

    @ParameterizedTest
    @CsvSource(
            value = {
                "tjm, TJM Forsikring, Ramsingsvej 28A",
                "alka, Alka Forsikring, Klausdalsbrovej 601",
                "fdm, FDM Forsikring, Klausdalsbrovej 601",
                "garanti, Tryg Garanti, Klausdalsbrovej 601",
                "tryg, Tryg Forsikring A/S, Klausdalsbrovej 601",
                "null, Tryg, Klausdalsbrovej 601"
            },
            nullValues = "null")
    void theBrandWritesAndTheControllerBehindItIsNamed(String brand, String sender, String street) {
        Dossier dossier = new Dossier(
                request(brand),
                0,
                TRYG,
                LetterTexts.in("da"),
                null,
                List.of(),
                Map.of(),
                Map.of(),
                LocalDate.of(2026, 12, 1),
                null,
                OnBehalf.of(List.of()),
                new Dossier.Joint(List.of(), List.of()),
                Dossier.Measured.NOTHING,
                List.of());

        assertThat(dossier.sender()).startsWith(sender);
        assertThat(dossier.senderLines())
                .contains(street, TRYG.legalName() + " (24260666)")
                .doesNotContain(dossier.sender());
    }

    private static RequestView request(String brand) {
        return new RequestView(
                UUID.randomUUID(),
                "DSR-2026-000001",
                "tryg",
                brand,
                Set.of(Right.ACCESS),
                "da",
                Channel.PORTAL,
                NewRequest.Delivery.FILE,
                RequestState.ANSWERING,
                null,
                Instant.EPOCH,
                LocalDate.of(2027, 1, 4),
                "L3",
                0,
                0,
                false,
                null,
                null);
    }
}
