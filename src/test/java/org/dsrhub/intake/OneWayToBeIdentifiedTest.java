package org.dsrhub.intake;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.dsrhub.ledger.Next;
import org.dsrhub.ledger.Requests;
import org.dsrhub.request.Channel;
import org.dsrhub.request.NewRequest;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.Subject;
import org.junit.jupiter.api.Test;

/** Mail, portal, caseworker, code, joined delivery: who is identified is said in one place, so that its rules hold for all. */
class OneWayToBeIdentifiedTest {
    private final JavaClasses hub = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.dsrhub");

    @Test
    void onlyOneClassRecordsAnIdentification() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(Identifying.class.getName())
                .should()
                .callMethod(
                        Requests.class,
                        "identify",
                        java.util.UUID.class,
                        Channel.class,
                        NewRequest.Evidence.class,
                        Subject.class,
                        String.class,
                        Next.class)
                .check(hub);
    }

    @Test
    void nothingElseThatTakesInSetsARequestGoing() {
        noClasses()
                .that()
                .resideInAnyPackage("org.dsrhub.intake", "org.dsrhub.api")
                .and()
                .doNotHaveFullyQualifiedName(Identifying.class.getName())
                .and()
                .doNotHaveFullyQualifiedName(Admission.class.getName())
                .should()
                .accessField(RequestState.class, "COLLECTING")
                .check(hub);
    }
}
