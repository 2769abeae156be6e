package org.dsrhub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModule;
import org.springframework.modulith.core.ApplicationModules;
import org.springframework.modulith.docs.Documenter;

class ModulesTest {
    private final ApplicationModules modules = ApplicationModules.of(HubApplication.class);

    @Test
    void modulesKeepToTheirBoundaries() {
        modules.verify();
    }

    @Test
    void nobodyImportsTheOuterModules() {
        for (ApplicationModule module : modules) {
            List<String> imported = module.getDirectDependencies(modules)
                    .uniqueModules()
                    .map(other -> other.getIdentifier().toString())
                    .filter(List.of("api", "desk", "intake", "delivery")::contains)
                    .toList();
            if (!module.getIdentifier().toString().equals("api")) {
                assertThat(imported).as(module.getDisplayName()).isEmpty();
            }
        }
    }

    @Test
    void drawsTheModules() {
        new Documenter(modules).writeModulesAsPlantUml();
    }
}
