package org.dsrhub.vault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;

final class OrphanSweep implements VaultSweep {
    private static final Logger log = LoggerFactory.getLogger(OrphanSweep.class);
    private static final int BATCH = 500;
    private static final String REFERENCED = "select location from blob where location = any (?)";

    private final JdbcTemplate jdbc;
    private final LargeStore store;
    private final Duration grace;
    private final Clock clock;

    OrphanSweep(JdbcTemplate jdbc, LargeStore store, Duration grace, Clock clock) {
        this.jdbc = jdbc;
        this.store = store;
        this.grace = grace;
        this.clock = clock;
    }

    @Override
    public int sweep() {
        Instant limit = clock.instant().minus(grace);
        int deleted = 0;
        try (Stream<String> old = store.writtenBefore(limit)) {
            List<String> batch = new ArrayList<>(BATCH);
            for (Iterator<String> locations = old.iterator(); locations.hasNext(); ) {
                batch.add(locations.next());
                if (batch.size() == BATCH || !locations.hasNext()) {
                    deleted += sweep(batch);
                    batch.clear();
                }
            }
        } catch (IOException | UncheckedIOException e) {
            throw new VaultException(
                    VaultException.WRITE, "check that the vault folder (hub.vault.folder) can be read and written", e);
        }
        if (deleted > 0) {
            log.info("{} unreferenced files swept from the vault", deleted);
        }
        return deleted;
    }

    private int sweep(List<String> batch) throws IOException {
        Set<String> referenced =
                new HashSet<>(jdbc.queryForList(REFERENCED, String.class, (Object) batch.toArray(new String[0])));
        int deleted = 0;
        for (String location : batch) {
            if (!referenced.contains(location)) {
                store.delete(location);
                deleted++;
            }
        }
        return deleted;
    }
}
