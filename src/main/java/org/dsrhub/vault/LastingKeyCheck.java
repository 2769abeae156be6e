package org.dsrhub.vault;

import java.util.HexFormat;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Refuses to start with another key for hashes than the one the ledger was written with: no legal hold and no
 * suppression would match any more, and what they protect would be erased.
 */
final class LastingKeyCheck implements InitializingBean {
    private static final String SETTING = "vault.hash-check";
    private static final String REMEMBER = "insert into setting (name, value) values (?, ?) on conflict do nothing";
    private static final String RECALL = "select value from setting where name = ?";

    private final JdbcTemplate jdbc;
    private final KeyedHash hash;

    LastingKeyCheck(JdbcTemplate jdbc, KeyedHash hash) {
        this.jdbc = jdbc;
        this.hash = hash;
    }

    @Override
    public void afterPropertiesSet() {
        String mine = HexFormat.of().formatHex(hash.of(SETTING, ""));
        jdbc.update(REMEMBER, SETTING, mine);
        if (!mine.equals(jdbc.queryForObject(RECALL, String.class, SETTING))) {
            throw new IllegalStateException(
                    "hub.vault.master-key (or the first line of hub.vault.master-key-file, or its line 'hash') is not"
                            + " the one that this ledger was written with, and legal holds would no longer match:"
                            + " put it back");
        }
    }
}
