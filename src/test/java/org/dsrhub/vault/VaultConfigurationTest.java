package org.dsrhub.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.jdbc.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class VaultConfigurationTest {
    private static DataSource database;

    @TempDir
    Path folder;

    @BeforeAll
    static void openDatabase() {
        database = VaultDatabase.fresh();
    }

    private ApplicationContextRunner runner() {
        return new ApplicationContextRunner()
                .withBean(DataSource.class, () -> database)
                .withConfiguration(AutoConfigurations.of(JdbcTemplateAutoConfiguration.class))
                .withUserConfiguration(VaultConfiguration.class);
    }

    @Test
    void offers_what_the_other_modules_ask_for() {
        runner().withPropertyValues("hub.vault.folder=" + folder, "hub.vault.master-key=" + Keys.random())
                .run(context -> assertThat(context)
                        .hasSingleBean(Vault.class)
                        .hasSingleBean(KeyedHash.class)
                        .hasSingleBean(Sealer.class)
                        .hasSingleBean(VaultSweep.class)
                        .hasSingleBean(VaultRotation.class));
    }

    @Test
    void does_not_start_without_a_master_key() {
        runner().withPropertyValues("hub.vault.folder=" + folder)
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("hub.vault.master-key")
                        .hasMessageContaining("openssl rand -base64 32"));
    }

    @Test
    void does_not_start_without_a_folder() {
        runner().withPropertyValues("hub.vault.master-key=" + Keys.random())
                .run(context -> assertThat(context).getFailure().rootCause().hasMessageContaining("hub.vault.folder"));
    }
}
