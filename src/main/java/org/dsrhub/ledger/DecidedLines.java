package org.dsrhub.ledger;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dsrhub.ledger.Executions.Owed;
import org.dsrhub.vault.Vault;
import org.dsrhub.vault.VaultException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.SqlArrayValue;

/** Reads the items of a request whose decision on erasure fulfils a condition, streaming their replies. */
final class DecidedLines {
    private static final String BLOBS = """
            select distinct i.system, i.blob_id from item i join decision d on d.item_id = i.id join blob b on b.id = i.blob_id
            where i.request_id = ? and %s order by 1, 2
            """;

    private static final String ROWS = """
            select i.id, i.execution, d.* from item i join decision d on d.item_id = i.id join blob b on b.id = i.blob_id
            where i.id = any (?) and %s
            """;

    private final JdbcTemplate jdbc;
    private final Vault vault;

    DecidedLines(JdbcTemplate jdbc, Vault vault) {
        this.jdbc = jdbc;
        this.vault = vault;
    }

    interface Chunk {
        void accept(String system, List<Owed> items);
    }

    /** Reads each reply once; the rows of a chunk are read when its turn comes, so that they are as they are then. */
    void stream(UUID requestId, String condition, List<Object> parameters, int size, Chunk chunk) {
        record Source(String system, UUID blobId) {}
        List<Object> arguments = new ArrayList<>();
        arguments.add(requestId);
        arguments.addAll(parameters);
        List<Source> sources = jdbc.query(
                BLOBS.formatted(condition),
                (row, i) -> new Source(row.getString(1), row.getObject(2, UUID.class)),
                arguments.toArray());
        for (Source source : sources) {
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(vault.read(source.blobId()), StandardCharsets.UTF_8))) {
                Map<UUID, Item> read = new HashMap<>();
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (!line.isBlank()) {
                        Item item = LedgerJson.MAPPER.readValue(line, Item.class);
                        read.put(item.id(), item);
                    }
                    if (read.size() == size) {
                        pass(source.system(), read, condition, parameters, chunk);
                    }
                }
                pass(source.system(), read, condition, parameters, chunk);
            } catch (IOException e) {
                // Jackson's message may quote the line.
                throw new VaultException(
                        VaultException.WRITE,
                        "check that the vault folder (hub.vault.folder) is whole and can be read",
                        null);
            }
        }
    }

    private void pass(String system, Map<UUID, Item> read, String condition, List<Object> parameters, Chunk chunk) {
        if (read.isEmpty()) {
            return;
        }
        List<Object> arguments = new ArrayList<>();
        arguments.add(uuids(read.keySet()));
        arguments.addAll(parameters);
        List<Owed> owed = jdbc.query(ROWS.formatted(condition), (row, i) -> owed(row, read), arguments.toArray());
        read.clear();
        if (!owed.isEmpty()) {
            chunk.accept(system, owed);
        }
    }

    private static Owed owed(ResultSet row, Map<UUID, Item> read) throws SQLException {
        return new Owed(
                read.get(row.getObject("id", UUID.class)),
                DecisionRow.read(row),
                row.getString("decided_by"),
                row.getString("execution"));
    }

    static SqlArrayValue uuids(java.util.Collection<UUID> ids) {
        return new SqlArrayValue("uuid", ids.toArray());
    }
}
