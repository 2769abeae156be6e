package org.dsrhub.operations;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dsrhub.ledger.Backends;
import org.dsrhub.ledger.Settings;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/** Health of what the hub stands on. Details are for operators only. */
@Configuration(proxyBeanMethods = false)
class HealthOfParts {
    private static final long LEAST_FREE = 1L << 30;

    @Bean
    HealthIndicator ledgerHealthIndicator(JdbcTemplate jdbc) {
        String query = "select count(*) from quarantine where resolved_at is null";
        return () -> {
            Integer open = jdbc.queryForObject(query, Integer.class);
            return Health.up().withDetail("openQuarantineEntries", open).build();
        };
    }

    @Bean
    HealthIndicator vaultHealthIndicator(@Value("${hub.vault.folder}") Path folder) {
        return () -> {
            if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
                return Health.down()
                        .withDetail("remedy", "mount the vault folder and let the hub write to it")
                        .build();
            }
            long free = free(folder);
            Health.Builder health = free < LEAST_FREE
                    ? Health.status("DEGRADED").withDetail("remedy", "free space in the vault folder")
                    : Health.up();
            return health.withDetail("freeBytes", free).build();
        };
    }

    /** A paused or resting backend delays its own tasks and is no reason to take the node out. */
    @Bean
    HealthIndicator backendsHealthIndicator(Backends backends, Settings settings) {
        return () -> {
            Map<String, Object> troubled = new LinkedHashMap<>();
            List<Backends.BackendView> all = backends.all();
            all.stream()
                    .filter(backend -> backend.paused() || backend.failures() > 0)
                    .forEach(backend -> troubled.put(
                            backend.name(), backend.paused() ? "paused" : backend.failures() + " failures in a row"));
            return Health.up()
                    .withDetail("backends", all.size())
                    .withDetail("troubled", troubled)
                    .withDetail(
                            "erasure",
                            settings.get("erasure.stopped")
                                            .filter("true"::equals)
                                            .isPresent()
                                    ? "stopped"
                                    : "running")
                    .build();
        };
    }

    private static long free(Path folder) {
        try {
            FileStore store = Files.getFileStore(folder);
            return store.getUsableSpace();
        } catch (IOException e) {
            return 0;
        }
    }
}
