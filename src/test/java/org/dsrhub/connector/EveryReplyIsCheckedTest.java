package org.dsrhub.connector;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Collection;
import java.util.Map;
import org.dsrhub.decision.ItemFacts;
import org.dsrhub.ledger.Items;
import org.dsrhub.ledger.Lease;
import org.junit.jupiter.api.Test;

/** However an answer comes, at once, late, in a file or from a person: no item passes by the check of whose it is. */
class EveryReplyIsCheckedTest {
    private final JavaClasses hub = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.dsrhub");

    @Test
    void itemsAreWrittenInOnePlaceAlone() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(Recording.class.getName())
                .should()
                .callMethod(Items.class, "append", Lease.class, Collection.class)
                .check(hub);
    }

    @Test
    void andThereTheyAreChecked() {
        classes()
                .that()
                .haveFullyQualifiedName(Recording.class.getName())
                .should()
                .callMethod(SubjectCheck.OfSubject.class, "check", Connector.ItemType.class, Map.class, ItemFacts.class)
                .check(hub);
    }
}
